"""Any RSS or Atom feed of jobs: a window on the latest; fields where the feed has them, or where its texts name them in bold."""

from dataclasses import replace
from urllib.parse import urlsplit

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.entries import Form, read_entries
from extractors.errors import SourceChanged
from extractors.feed_rows import feed_rows, labelled
from extractors.fields import Entry, plain, web_url, words
from extractors.fields import places as stated_places
from extractors.normalise.dates import read_date
from extractors.normalise.pay import with_pay
from extractors.normalise.pay_words import read_pay
from extractors.platform import Address, Platform
from extractors.posting import JobPosting, Parsed
from extractors.reading import Answer

PLATFORM = Platform(name="RSS or Atom feed", has_url=True, aggregator=True)
_FEED = (".rss", ".atom", "/feed", "/rss", "/feed/", "/rss/", "rss.xml", "atom.xml", "feed.xml")


def board_at(url: str) -> Address | None:
    """Returns the feed that an address plainly is, by its ending."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not parts.path.casefold().endswith(_FEED):
        return None
    return Address(token=parts.hostname, url=url.rstrip("/"))


def fetch(board: Board, visit: Visit) -> tuple[Answer, ...]:
    """Returns the one answer. Raises what `Visit` raises."""
    if board.url is None:
        raise SourceChanged(f"{board.key} has no url: a feed's row says where it is.")
    return (visit.get(board.url, accept="application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.8"),)


def parse(board: Board, answers: tuple[Answer, ...]) -> Parsed:
    """Returns postings and rejections, a window. Raises SourceChanged where it is no feed, SourceUnavailable where it breaks off."""
    return replace(read_entries(board, feed_rows(answers[0]), _FORM), complete=False)


def _build(entry: Entry, posting: JobPosting) -> JobPosting:
    said = {**labelled(entry.get("text")), **{name: value for name, value in entry.items() if value}}
    salary = words(said.get("salary")) or words(said.get("compensation"))
    pay = read_pay(salary or "")
    categories = entry.get("categories")
    url = web_url(entry.get("link"))
    company = words(said.get("company")) or words(said.get("employer"))
    return replace(
        with_pay(posting, pay),
        title=_without(company, words(plain(posting.title)) or posting.title),
        hiring_organization=company or posting.hiring_organization,
        department=", ".join(name for item in categories if (name := words(item))) or None if isinstance(categories, list) else None,
        job_location=stated_places([said.get("location") or said.get("region")]),
        employment_type=words(said.get("type")) or words(said.get("job type")) or words(said.get("employment type")),
        salary_text=salary,
        date_posted=read_date(entry.get("published")).when,
        valid_through=read_date(said.get("expires_at")).when,
        url=url,
        apply_url=url,
    )


def _without(company: str | None, title: str) -> str:
    """Returns a title without the company that stands before or behind the role in it."""
    for mark in (" at ", " — ", " – ", " - ", " | ", " @ ") if company else ():
        title = title.removesuffix(f"{mark}{company}").removeprefix(f"{company}{mark}")
    return title.removeprefix(f"{company}: ")


_FORM = Form(identifier="id", title="title", description="text", build=_build)
