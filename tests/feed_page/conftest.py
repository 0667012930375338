"""The page in Debian's chromium, served under a path of its own; whatever it logs as an error, or asks of another host, fails the test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.feed_page.made_up import made_up_roles, write_site
from tests.feed_page.serving import serve

CHROMIUM = shutil.which("chromium")
HERE = Path(__file__).parent
expect.set_options(timeout=5_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser takes its time: all that asks one is among the long tests."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.long)


@dataclass(kw_only=True)
class Explore:
    """A browser's tab at the page."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)

    def go(self, query: str = "", *, read: str = "all") -> Page:
        """Opens the page, and returns it when the roles are read."""
        self.page.goto(self.base + query)
        self.page.wait_for_selector(f"main[data-read={read}]")
        return self.page

    def turn_to(self, query: str) -> Page:
        """Goes to another address of the page as the back button does, without loading it anew, and returns the page."""
        self.page.evaluate(
            "(query) => { history.pushState(null, '', location.pathname + query); dispatchEvent(new PopStateEvent('popstate')); }", query
        )
        return self.page

    def ids(self) -> list[str]:
        """Returns the ids of the roles in the list."""
        return [
            str(name).removeprefix("role-")
            for name in self.page.eval_on_selector_all("#entries > .entry", "all => all.map((one) => one.id)")
        ]

    def found(self) -> int:
        """Returns how many roles the heading says."""
        return int(self.page.locator("#results-heading").inner_text().split()[0].replace(",", ""))

    def query(self) -> str:
        """Returns the address's query."""
        return str(self.page.evaluate("location.search.slice(1)"))

    def forget(self, *words: str) -> None:
        """Drops the expected troubles: those that hold one of the words."""
        self.troubles[:] = [trouble for trouble in self.troubles if not any(word in trouble for word in words)]


@pytest.fixture(scope="session")
def roles() -> list[dict[str, Any]]:
    """Roles enough for a few pages and two index files."""
    return made_up_roles(640)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, roles: list[dict[str, Any]]) -> Iterator[str]:
    """The address of the made-up folder."""
    with serve(write_site(tmp_path_factory.mktemp("site"), roles)) as base:
        yield base


# One a file of tests, not one a session: while it is open, nothing else in the process can run an event loop of its own.
@pytest.fixture(scope="module")
def playing() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the page's tests drive one (Debian: apt-get install chromium)")
    with sync_playwright() as playing:
        yield playing


@pytest.fixture(scope="module")
def browser(playing: Playwright) -> Iterator[Browser]:
    browser = playing.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def tab(browser: Browser, site: str) -> Iterator[Explore]:
    with open_tab(browser, site) as tab:
        yield tab


@pytest.fixture
def explore(tab: Explore) -> Iterator[Explore]:
    """A tab at the made-up folder. The page keeps nothing, so one serves all tests of a file."""
    tab.troubles.clear()
    yield tab
    assert not tab.troubles
    tab.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def loaded(browser: Browser, site: str) -> Iterator[Explore]:
    with open_tab(browser, site) as loaded:
        loaded.go()
        yield loaded


@pytest.fixture
def reader(loaded: Explore) -> Explore:
    """A tab with all roles read, at the page as it begins: for what needs no loading of its own. One serves all tests of a file."""
    loaded.turn_to("")
    return loaded


@pytest.fixture
def explore_at(browser: Browser) -> Iterator[Callable[..., Explore]]:
    """Makes tabs: at other folders, or with other settings of the browser."""
    with ExitStack() as kept:

        def made(root: Path | str, **settings: Any) -> Explore:
            base = root if isinstance(root, str) else kept.enter_context(serve(root))
            return kept.enter_context(open_tab(browser, base, **settings))

        yield made


@contextmanager
def open_tab(browser: Browser, base: str, **settings: Any) -> Iterator[Explore]:
    """A tab at the address while it lasts; its troubles must be none at its end."""
    context = browser.new_context(**settings)
    context.set_default_timeout(8_000)
    page = context.new_page()
    explore = Explore(page=page, base=base)
    host = urlsplit(base).netloc
    page.on(
        "console", lambda said: explore.troubles.append(f"console {said.type}: {said.text}") if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: explore.troubles.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (explore.troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    page.on("request", lambda asked: explore.troubles.append(f"asked: {asked.url}") if urlsplit(asked.url).netloc != host else None)
    yield explore
    context.close()
    assert not explore.troubles
