"""Avature's career portals: pages of a list without texts, and a page for each posting, of which the fields have labels.

A board's token is what stands in the portal's address: `acme/careers` for acme.avature.net/careers/SearchJobs. A portal in
another language (acme.avature.net/es_ES/careers) or under the employer's own name is given as the board's `url`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries, with_details
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, places, shows_text, web_url, words
from extractors.normalise.dates import read_date
from extractors.normalise.pay import with_pay
from extractors.normalise.pay_words import read_pay
from extractors.pages.html_body import attribute, classes, line, page_of, title_of
from extractors.platform import TWO_PARTS, Address, Platform
from extractors.posting import JobPosting, Parsed, WorkMode
from extractors.reading import Answer

PLATFORM = Platform(name="Avature", token=TWO_PARTS, takes_url=True)
_ADDRESS = re.compile(
    r"https?://(?!www\.)(?P<tenant>[\w-]+)\.avature\.net/(?:(?P<language>[a-z]{2}_[A-Z]{2})/)?"
    r"(?!_|ASSET|portalpacks|portal/|rest/|sso|api/|[a-z]{2}_[A-Z]{2}(?:[/?#]|$))(?P<portal>[A-Za-z][\w-]*)(?=[/?#]|$)"
)

_LANGUAGE = re.compile(r"^/[a-z]{2}_[A-Z]{2}(?=/)")
# A portal calls its postings jobs, folders, pipelines or projects.
_POSTING = re.compile(
    r"/(?:Job|Folder|Pipeline|Project)Detail(?:/(?:[^?#]*/)?(\d+)/?$|/?\?(?:[^#]*&)?(?:job|folder|pipeline|project)Id=(\d+))", re.IGNORECASE
)
_CARD = re.compile(r"^(?:article--result|list__item)$")
_NEXT = re.compile(r"^\s*(?:next\b|»)", re.IGNORECASE)
# "1-10 of 19 results", "1 - 12 of 999+"; "431 results"
_LEGEND = re.compile(r"__legend$|^jobListTotalRecords$")
_RANGE = re.compile(r"\b\d{1,6}\s*[-\u2013]\s*\d{1,6}\s+of\s+(\d{1,3}(?:,\d{3})+|\d{1,6})", re.IGNORECASE)
_COUNT = re.compile(r"^\D{0,20}(\d{1,3}(?:,\d{3})+|\d{1,6})\b")
_NONE = re.compile(
    r"\b(?:no (?:results|jobs|matching|open|positions|vacancies)|0 results|sin resultados|keine (?:ergebnisse|stellen)|aucun)\b", re.I
)
_POSTED = re.compile(r"Posted\s+(\d{1,2}-[A-Za-z]{3}-\d{4})")
_OTHER = re.compile(r"(?:Ref|Posted|Job ID|Role ID|Req)\b|\d|:", re.IGNORECASE)

# Employers name the fields themselves; these are the names of them that were seen.
_LABELS = {
    "place": ("location", "locations", "job location", "work location", "primary location", "location(s)"),
    "city": ("city",),
    "region": ("state", "state/province", "state / province", "province", "region", "state/prov/county", "county"),
    "country": ("country", "country/region"),
    "department": ("department", "business area", "area of work", "field of work", "job family", "job function", "business unit", "team"),
    "type": ("employment type", "job type", "position type", "type of employment", "worker type", "full time / part time", "contract type"),
    "mode": ("work arrangement", "workplace type", "work model", "remote type", "work mode"),
    "posted": ("date posted", "posted date", "posted since", "posted on", "posting date", "posted"),
    "until": ("closing date", "application deadline", "deadline", "apply by", "expiry date"),
    "pay": ("salary", "salary range", "pay range", "base salary", "base pay", "compensation", "compensation range"),
}  # fmt: skip
_NAMED = {label: name for name, labels in _LABELS.items() for label in labels}
# Not the posting's text, whatever it says.
_PEOPLE = re.compile(r"recruiter|hiring manager|contact", re.IGNORECASE)
_MODES: dict[str, WorkMode] = {"remote": "remote", "fully remote": "remote", "hybrid": "hybrid", "on-site": "onsite", "onsite": "onsite"}
_BLOCKS = ["p", "ul", "ol", "li", "div", "br", "h1", "h2", "h3", "h4", "table"]
_LONG = 200


def board_at(url: str) -> Address | None:
    """Returns the portal of an Avature address. (An employer's own name for it does not tell.)"""
    if (found := _ADDRESS.match(url)) is None:
        return None
    tenant, portal, language = found["tenant"], found["portal"], found["language"]
    return Address(token=f"{tenant}/{portal}", url=f"https://{tenant}.avature.net/{language}/{portal}" if language else None)


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the pages of the list, then the pages of the postings that are wanted. Raises what `Visit` raises.

    Raises SourceUnavailable where a whole page of what the list says that it has does not come.
    """
    pages: list[Answer] = []
    rows: dict[str, Entry] = {}
    where: str | None = f"{_site(board)}/SearchJobs"
    shown = 0
    while where is not None:
        pages.append(visit.page(where))
        page = page_of(pages[-1])
        found = {str(row["id"]): row for row in _rows(board, pages[-1], page, is_first=len(pages) == 1)}
        brings_none = not found.keys() - rows.keys()
        rows |= found
        shown = max(shown, len(found))
        where = None if brings_none else _next_page(board, page, len(rows))
    total = _total(page_of(pages[0]))
    if total and len(rows) + max(shown, 1) <= total:
        raise SourceUnavailable(f"{pages[0].url} says that it has {total} postings and sent {len(rows)}.")
    wanted = [str(row["page"]) for row in rows.values() if visit.wants(str(row["title"] or ""))]
    return (*pages, *visit.details(dict.fromkeys(wanted), pages=True))


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections. Raises SourceChanged where a page of the list has another shape.

    The read is a window where fewer postings came than the list says it has, as it moved while it was read, and where a page that
    another leads to holds none though nothing says that this is the end.
    """
    listing = [answer for answer in answers if not _POSTING.search(answer.url)]
    rows: dict[str, Entry] = {}
    pages = [_rows(board, answer, page_of(answer), is_first=place == 0) for place, answer in enumerate(listing)]
    for page in pages:
        for row in page:
            rows.setdefault(str(row["id"]), row)
    entries, positions, passed_over = with_details(
        list(rows.values()),
        [answer for answer in answers if _POSTING.search(answer.url)],
        form=_FORM,
        address=lambda row: str(row["page"]) if row["title"] else None,
        combine=lambda row, answer: _combined(board, row, answer),
    )
    total = _total(page_of(listing[0])) if listing else 0
    whole = len(rows) == total or (len(rows) > total and all(pages[1:]))
    return replace(read_entries(board, entries, _FORM, positions=positions), passed_over=passed_over, complete=whole)


def _site(board: Board) -> str:
    tenant, _, portal = board.token.partition("/")
    return board.url or f"https://{quote(tenant, safe='')}.avature.net/{quote(portal, safe='')}"


def _total(page: BeautifulSoup) -> int:
    """Returns how many postings a list says it has, at least; 0 where it does not say."""
    legends = [text for legend in page.find_all(class_=_LEGEND) if (text := line(legend))] + list(page.find_all(string=_RANGE))
    said = next((found for text in legends if (found := _RANGE.search(text) or _COUNT.search(text))), None)
    return int(said[1].replace(",", "")) if said else 0


def _next_page(board: Board, page: BeautifulSoup, seen: int) -> str | None:
    """Returns where the next page is: as the page links to it, or where it only says that there is more, from where on."""
    for link in page.find_all("a", href=True):
        if "paginationNextLink" in classes(link) or _NEXT.match(line(link) or "") or _NEXT.match(attribute(link, "aria-label")):
            where = _at_home(board, attribute(link, "href"))
            if where is not None and "offset=" in where.lower():
                return where
    return f"{_site(board)}/SearchJobs/?jobOffset={seen}" if seen < _total(page) else None


def _at_home(board: Board, href: str) -> str | None:
    """Returns the address of a link, if it stays in the portal (which may name its language in front)."""
    try:
        where = urljoin(f"{_site(board)}/SearchJobs", href.strip())
        parts, home = urlsplit(where), urlsplit(_site(board))
    except ValueError:
        return None
    is_there = _LANGUAGE.sub("", parts.path).startswith(_LANGUAGE.sub("", home.path) + "/")
    if (parts.scheme, parts.netloc) != ("https", home.netloc) or not is_there:
        return None
    return web_url(where.partition("#")[0])


def _rows(board: Board, answer: Answer, page: BeautifulSoup, *, is_first: bool) -> Sequence[Entry]:
    """Returns the postings of a page of the list. Raises SourceChanged where it has none, and is not the end of a list or says so."""
    rows: dict[str, Entry] = {}
    for link in page.find_all("a", href=True):
        where = _at_home(board, attribute(link, "href"))
        found = _POSTING.search(where) if where else None
        card = next((above for above in link.parents if any(_CARD.match(name) for name in classes(above))), None) or link.find_parent("tr")
        if found is None or card is None:
            continue
        number = str(found[1] or found[2])
        # Another link to the same page may be a picture.
        if number not in rows or rows[number]["title"] is None:
            rows[number] = {"id": number, "title": line(link), "page": where, **_stated(card)}
    if not rows and not page.find("meta", attrs={"name": re.compile(r"^avature\.")}):
        raise SourceChanged(f"{answer.url} answered {title_of(page)} where a list of postings was expected.")
    if not rows and is_first and (page.find("a", href=_POSTING) or not page.find(string=_NONE)):
        raise SourceChanged(f"{answer.url} answered a list of which no posting can be read.")
    return list(rows.values())


def _stated(card: Tag) -> dict[str, object]:
    """Returns what stands below the title of a posting in the list: its place, and when it was posted."""
    said = [(classes(span), text) for span in card.find_all("span") if (text := line(span))]
    named = [text for names, text in said if any("location" in name.lower() for name in names)]
    bare = [text for names, text in said if not names and not _OTHER.search(text)]
    posted = next((found[1] for _, text in said if (found := _POSTED.search(text))), None)
    return {"places": [text.strip(" .") for text in named or (bare if len(bare) == 1 else [])], "posted": posted}


def _combined(board: Board, row: Entry, answer: Answer) -> Entry:
    page = page_of(answer)
    facts: dict[str, list[str]] = {}
    pieces: list[str] = []
    for label, field, value, heading in _fields(page):
        said = line(value) or ""
        name = _NAMED.get((label or "").strip(" :*").casefold()) or (
            "place" if any("location" in name for name in classes(field)) else None
        )
        if name is not None and len(said) <= _LONG:
            facts.setdefault(name, [text for piece in value.stripped_strings if (text := words(piece))])
        elif said and said != row["title"] and not (label and _PEOPLE.search(label)) and (not label or _is_text(field, value)):
            pieces += [f"<h3>{escape(above)}</h3>" for above in (heading, label) if above]
            pieces.append(value.decode_contents())
    if not pieces and page.find(class_="article__content__view__field") is None:
        # Older portals have the text as it is.
        pieces = [part.decode_contents() for part in page.select("article.article--details .article__content")]
    if not shows_text("\n".join(pieces)):
        raise SourceChanged(f"{answer.url} answered {title_of(page)}, in which no posting's text can be found.")
    apply = page.find("a", href=re.compile(r"/(?:Login|ApplicationMethods|Register|Apply\w*)/?\?(?:[^#]*&)?(?:job|folder|pipeline)Id=\d"))
    return {
        **row,
        "description": "\n".join(pieces),
        "facts": facts,
        "apply": _at_home(board, attribute(apply, "href")) if apply else None,
        "fetched_at": answer.fetched_at,
    }


def _fields(page: BeautifulSoup) -> Iterator[tuple[str | None, Tag, Tag, str | None]]:
    """Returns the fields of a posting's page: label, field, value, and before the first of an article its heading."""
    for article in page.find_all("article", class_="article--details"):
        heading = line(article.find(class_="article__header__text__title"))
        for field in article.find_all(class_="article__content__view__field"):
            value = field.find(class_="article__content__view__field__value")
            if value is not None:
                yield line(field.find(class_="article__content__view__field__label")), field, value, heading
                heading = None


def _is_text(field: Tag, value: Tag) -> bool:
    """Says whether a field is a part of the text, and not a fact that nobody asked for."""
    return "field--rich-text" in classes(field) or value.find(_BLOCKS) is not None or len(value.get_text()) > _LONG


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    stated = entry.get("facts")
    facts: dict[str, list[str]] = stated if isinstance(stated, dict) else {}
    said = {name: ", ".join(values) for name, values in facts.items()}
    parts = ", ".join(dict.fromkeys(said[name] for name in ("city", "region", "country") if said.get(name)))
    listed = entry.get("places")
    where = [part for text in facts.get("place", ()) for part in re.split(r"\s*[;|]\s*", text)] or ([parts] if parts else [])
    fetched_at = entry.get("fetched_at")
    read_at = fetched_at if isinstance(fetched_at, datetime) else None
    posted = read_date(said.get("posted") or entry.get("posted"), fetched_at=read_at)
    pay = read_pay(said.get("pay", ""))
    return replace(
        with_pay(posting, pay),
        department=said.get("department"),
        job_location=places(where or (listed if isinstance(listed, list) else ())),
        work_mode=_MODES.get(said.get("mode", "").casefold(), "unknown"),
        employment_type=said.get("type"),
        salary_text=said.get("pay"),
        date_posted=posted.when,
        date_posted_relative=posted.relative,
        valid_through=read_date(said.get("until"), fetched_at=read_at).when,
        url=web_url(entry.get("page")),
        apply_url=web_url(entry.get("apply")),
    )


_FORM = Form(identifier="id", title="title", description="description", build=_build)
