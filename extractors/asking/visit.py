"""One visit of one board: what is asked there, counted and kept within bounds."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from extractors.asking.failures import NotNow
from extractors.asking.permission import ask_leave, check_reserved
from extractors.asking.session import Ask, PoliteSession, fetch_answer
from extractors.asking.unsaid import unsaid, without_secrets
from extractors.errors import SourceChanged, SourceMoved, SourceRefuses, SourceUnavailable
from extractors.reading import Answer

# So many single postings of a board may fail to answer before the board itself counts as unavailable.
MAX_FAILED_DETAILS = 3
_PAGE = "text/html,application/xhtml+xml"


def _all_titles(_: str) -> bool:
    return True


def _none_known(_: str) -> None:
    return None


class _TooLong(NotNow):
    """The board's own time is up."""


class _TooMany(SourceChanged):
    """The board takes more requests than it may."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """What a platform's `fetch` asks with. Every method raises what `fetch_answer` raises."""

    session: PoliteSession
    wants: Callable[[str], bool] = _all_titles  # of which titles the text is worth a request of its own
    known: Callable[[str], Answer | None] = _none_known  # the answer that an address gave on an earlier night
    keys: Mapping[str, str] = field(default_factory=dict)  # what the environment holds of the platform's `keys`
    max_requests: int = 1_500
    max_seconds: float = 1_800.0
    requests: int = 0
    _began: float = field(default_factory=time.monotonic)

    def get(
        self, url: str, *, accept: str | None = None, headers: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
    ) -> Answer:
        """Returns the answer of an API or a feed. `secrets` go into the query; neither they nor `headers` into what is kept."""
        ask = Ask(known=self.known(url), accept=accept, headers=headers or {}, secrets=secrets or {}, count=self._count)
        return self._without_secrets(url, ask)

    def post(self, url: str, body: object) -> Answer:
        """Returns the answer to a POST of this JSON. Such answers are kept under `url` with the body behind a `#`."""
        answer = fetch_answer(self.session, url, Ask(json=body, count=self._count))
        return replace(answer, url=f"{url}#{json.dumps(body, sort_keys=True, separators=(',', ':'))}")

    def page(self, url: str) -> Answer:
        """Returns a page (or a sitemap) that was made for people, where the site lets programs read it.

        Raises SourceRefuses where robots.txt or a reservation from text and data mining says otherwise.
        """
        self._ask_leave(url)
        answer = fetch_answer(self.session, url, Ask(known=self.known(url), accept=_PAGE, count=self._count, may=self._ask_leave))
        check_reserved(answer)
        return answer

    def details(self, urls: Iterable[str], *, pages: bool = False, accept: str | None = None) -> tuple[Answer, ...]:
        """Returns the answers of single postings, in order; one that is gone by now is an answer with its status and no use.

        A posting whose own answer fails, is none or leads astray (each of them: status 503), or is withheld (401, 403), must not
        cost the board. More than a few in a row are no accident: raises SourceUnavailable then; and SourceRefuses where robots.txt
        or a reservation from text and data mining speaks of a posting.
        """
        answers: list[Answer] = []
        failed = 0
        for url in urls:
            answer = self._detail(url, pages=pages, accept=accept)
            failed = failed + 1 if answer.status in (401, 403, 503) else 0
            if failed > MAX_FAILED_DETAILS:
                raise SourceUnavailable(f"{len(answers) + 1} postings in, {failed} in a row had no answer (the last: {url}).")
            answers.append(answer)
        return tuple(answers)

    def _detail(self, url: str, *, pages: bool, accept: str | None) -> Answer:
        if pages:
            self._ask_leave(url)
        ask = Ask(known=self.known(url), accept=accept, returned=frozenset({401, 403, 404, 410}), count=self._count)
        if pages:
            ask = replace(ask, accept=_PAGE, may=self._follow)
        try:
            answer = fetch_answer(self.session, url, ask)
        except (_TooLong, _TooMany, SourceRefuses):
            raise
        except (SourceUnavailable, SourceChanged) as error:
            # A host that a posting leads astray to may want its rest: that is no matter of this board's.
            if (
                isinstance(error, SourceUnavailable)
                and error.retry_after is not None
                and not self.session.turns.may_ask(urlsplit(url).netloc)
            ):
                raise
            return Answer(url=url, status=503, content_type="", body=b"", fetched_at=datetime.now(UTC))
        if pages:
            check_reserved(answer)
        return answer

    def _ask_leave(self, url: str) -> None:
        ask_leave(self.session, url, self._count)

    def _follow(self, url: str) -> None:
        """Raises SourceMoved where a posting leads to a page that may not be read: a matter of that posting, not of the board."""
        try:
            self._ask_leave(url)
        except SourceRefuses as error:
            raise SourceMoved(str(error)) from None

    def _without_secrets(self, url: str, ask: Ask) -> Answer:
        secrets = (*ask.secrets.values(), *ask.headers.values())
        try:
            return without_secrets(fetch_answer(self.session, url, ask), secrets)
        except (SourceUnavailable, SourceChanged) as error:
            error.args = (unsaid(str(error), secrets),)
            raise
        except Exception as error:
            if not secrets:
                raise
            # Of a mistake, or a library's error that nobody foresaw, any message and any cause may hold them; logs keep both.
            raise SourceChanged(f"{url} cannot be asked ({type(error).__name__}).") from None

    def _count(self) -> None:
        self.requests += 1
        if self.requests > self.max_requests:
            raise _TooMany(f"The board takes more than {self.max_requests} requests; it is left alone.")
        if time.monotonic() - self._began > self.max_seconds:
            raise _TooLong(f"The board was not whole after {self.max_seconds:g} s and {self.requests - 1} requests.")
