"""For everybody: by keyboard alone, on a narrow phone, enlarged, read aloud, in the dark, without JavaScript."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Route, expect

from tests.feed_page.conftest import Explore

Role = dict[str, Any]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


def all_that_there_is(explore: Explore) -> None:
    """Filters, chips, a notice, an open card, an open level, suggested places."""
    explore.go("?level=senior&country=SE&since=2026-10-01&q=product&industry=whaling&sort=salary-SEK")
    explore.page.get_by_role("button", name="Why this level?").first.click()
    explore.page.wait_for_selector(".why .links")
    explore.page.locator("summary").first.click()
    if explore.page.locator("#place").is_visible():
        explore.page.locator("#place").fill("s")


def nothing_found(explore: Explore) -> None:
    explore.go("?level=group&q=zebra")
    expect(explore.page.locator("#empty")).to_be_visible()


def not_readable(explore: Explore) -> None:
    explore.page.route("**/summary.json", partial(Route.fulfill, status=503))
    explore.page.goto(explore.base)
    expect(explore.page.locator("#error")).to_be_visible()
    explore.page.unroute("**/summary.json")
    explore.forget("503")


@pytest.mark.parametrize("state", [all_that_there_is, nothing_found, not_readable])
def test_axe_finds_nothing(explore: Explore, state: Callable[[Explore], None]) -> None:
    state(explore)
    explore.page.wait_for_selector(".steps, #error")
    axe = Axe()
    assert violations(axe.run(explore.page, options=RULES)) == []
    explore.page.emulate_media(color_scheme="dark")
    in_the_dark = axe.run(explore.page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
    explore.page.emulate_media(color_scheme="light")
    assert violations(in_the_dark) == []


def violations(results: AxeResults) -> list[tuple[str, list[str]]]:
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in results.response["violations"]]


def overflow(explore: Explore) -> int:
    return int(explore.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("state", [all_that_there_is, nothing_found])
def test_a_narrow_phone_scrolls_one_way_only(explore: Explore, state: Callable[[Explore], None]) -> None:
    page = explore.page
    page.set_viewport_size({"width": 360, "height": 740})
    state(explore)
    assert overflow(explore) <= 0
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filters (").click()
    page.get_by_role("checkbox", name="Group").click()
    expect(page.locator("#filters-done")).to_be_in_viewport(ratio=1)  # with most of the filters below it
    assert overflow(explore) <= 0
    page.locator("#filters-done").click()
    expect(page.locator("#results-heading")).to_be_focused()
    # The same width as 640 px enlarged to 200 %, and what WCAG calls reflow.
    explore.page.set_viewport_size({"width": 320, "height": 500})
    assert overflow(explore) <= 0


def test_by_keyboard_alone(explore: Explore, roles: list[Role]) -> None:
    page = explore.go()
    press = page.keyboard.press

    def focused() -> str:
        return str(page.evaluate("document.activeElement.innerText || document.activeElement.id || document.activeElement.type"))

    press("Tab")
    assert focused() == "Skip to the roles"
    press("Enter")
    press("Tab")
    assert page.evaluate("document.activeElement.id") == "sort"
    press("Tab")
    assert focused() == roles[0]["title"]
    press("Tab")
    assert focused().startswith("Why this level?")
    press("Enter")
    page.wait_for_selector(".why .links")
    press("Tab")
    assert page.evaluate("document.activeElement.closest('.why') !== null")
    press("Shift+Tab")
    press("Enter")
    expect(page.locator(".why").first).to_be_hidden()
    # From the search on through every filter, and out again: no trap.
    page.get_by_label("Search title").focus()
    stops: list[str] = []
    for _ in range(60):
        press("Tab")
        stops.append(
            page.evaluate("document.activeElement.closest('fieldset')?.querySelector('legend').textContent ?? document.activeElement.id")
        )
        if stops[-1] == "sort":
            break
        box = page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; })()"
        )
        assert box, "the focus is out of sight"
    assert list(dict.fromkeys(stops)) == ["Level", "Place", "Industry", "Work mode", "Experience", "Specialty", "Date", "Salary", "sort"]
    page.get_by_role("checkbox", name="Senior").focus()
    press("Space")
    assert explore.query() == "level=senior"
    expect(page.get_by_role("checkbox", name="Senior")).to_be_focused()


def test_more_roles_put_the_focus_on_the_first_new_one(explore: Explore, roles: list[Role]) -> None:
    page = explore.go()
    page.get_by_role("button", name="Show 20 more").press("Enter")
    assert explore.ids() == [role["id"] for role in roles[:40]]
    expect(page.locator(f"#role-{roles[20]['id']} .headword")).to_be_focused()
    page.wait_for_selector("#announcements:text-is('40 of 640 roles shown')", state="attached")


def test_the_levels_and_sources_are_explained(explore: Explore) -> None:
    page = explore.go("#level-group")
    expect(page.locator("#levels h3")).to_have_count(6)
    expect(page.locator("#level-group")).to_be_in_viewport()
    page.get_by_text("2 sources, and when each was last read").click()
    expect(page.locator("#sources")).to_contain_text("Remotive, a job site")
    expect(page.locator("#sources")).not_to_contain_text("Link back")
    expect(page.locator("#dateline")).to_contain_text("298 of 301 boards were read. The oldest source was last read on 20 November 2026.")


def test_without_javascript_it_says_where_the_roles_are(explore_at: Callable[..., Explore], site: str) -> None:
    explore = explore_at(site, java_script_enabled=False)
    explore.page.goto(explore.base)
    expect(explore.page.locator("noscript a").first).to_have_attribute("href", "feeds/all.rss")
    expect(explore.page.locator("main")).to_be_hidden()


def test_the_page_speaks_of_no_one_else() -> None:
    page = Path(__file__).parents[2] / "warehouse" / "feed" / "page"
    for file in (page / "index.html", *(page / "assets").glob("*.*")):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "innerHTML" not in text
        assert "://" not in text.replace("https?:\\/\\/", "")
