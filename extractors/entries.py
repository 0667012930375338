"""What all platforms have in common: a list of entries, of which each becomes a posting or a rejection."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.board import Board
from extractors.contact import mask_contacts
from extractors.errors import SourceChanged, SourceUnavailable
from extractors.fields import Entry, clean, shows_text, words
from extractors.fields import identifier as identifier_of
from extractors.normalise.posting import normalised
from extractors.posting import JobPosting, Parsed, Reason, Rejection
from extractors.reading import Answer

# Real descriptions have a few kB; a hundred of this size would fill a machine's memory before any limit on answers holds.
MAX_DESCRIPTION = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Stands among the entries for one that is listed, and whose own answer tells nothing."""

    identifier: str | None
    title: str | None
    reason: Reason
    detail: str


def _listed(_: Entry) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a platform writes an entry: the names of its essential fields, and what reads the rest."""

    identifier: str
    title: str
    description: str
    # The rest, added to the posting that has the identifier, the title, company and industry already.
    build: Callable[[Entry, JobPosting], JobPosting]
    text: Callable[[Entry], str | None] | None = None  # the description's text, where it is not all that the field of that name holds
    withheld: Callable[[Entry], str | None] = _listed  # why the employer does not list it, where that is so


def read_entries(
    board: Board,
    entries: Sequence[object],
    form: Form,
    *,
    positions: Sequence[int] | None = None,
    wants: Callable[[str], bool] | None = None,
) -> Parsed:
    """Returns postings and rejections in the order of the entries; `positions` says where each stood, if not from 0.

    Where `wants` is given, the descriptions of postings with a title that it refuses are left empty: cleaning and masking one takes
    longer than all else of an entry.

    An identifier that comes twice is one posting: equal entries are one; entries that differ in their places only are one
    with all places; of others the first one (by its own text, so that their order does not matter) is kept, the rest rejected.
    """
    postings: dict[str, list[tuple[int, JobPosting]]] = {}
    rejections: list[Rejection] = []
    for position, entry in zip(range(len(entries)) if positions is None else positions, entries, strict=True):
        read = _read(board, position, entry, form, wants)
        if isinstance(read, Rejection):
            rejections.append(read)
        else:
            postings.setdefault(read.identifier, []).append((position, read))
    kept = []
    for same in postings.values():
        posting, refused = _one(board, same)
        kept.append(posting)
        rejections += refused
    return Parsed(postings=tuple(kept), rejections=tuple(sorted(rejections, key=lambda rejection: rejection.position)))


def rejection(
    board: Board, position: int, reason: Reason, detail: str, *, identifier: str | None = None, title: str | None = None
) -> Rejection:
    """Returns the rejection of one entry."""
    return Rejection(
        source=board.source, board=board.token, position=position, identifier=identifier, title=title, reason=reason, detail=detail
    )


def with_details(
    rows: Sequence[object],
    answers: Iterable[Answer],
    *,
    form: Form,
    address: Callable[[Entry], str | None],
    combine: Callable[[Entry, Answer], Entry],
) -> tuple[list[object], list[int], int]:
    """Returns the rows of a list put together with the answers that hold their texts: entries, their positions, how many were passed over.

    `address` says where a row's own answer is; a row of which none was asked for is passed over. `combine` makes one entry of
    the two (what it raises about an answer becomes that row's rejection). What is no row is left to `read_entries` to reject.
    """
    held = {answer.url: answer for answer in answers}
    some_are_there = any(answer.status == 200 for answer in held.values())
    entries: list[object] = []
    positions: list[int] = []
    passed_over = 0
    for position, row in enumerate(rows):
        entry: object = row
        if isinstance(row, dict) and (where := address(row)) is not None:
            answer = held.get(where)
            if answer is None:
                passed_over += 1
                continue
            identifier, title = identifier_of(row.get(form.identifier)), words(row.get(form.title))
            if answer.status != 200:
                entry = missing_page(answer, identifier=identifier, title=title, some_are_there=some_are_there)
            else:
                try:
                    entry = combine(row, answer)
                except (SourceChanged, SourceUnavailable) as error:
                    entry = Unread(identifier=identifier, title=title, reason="unreadable", detail=str(error))
        entries.append(entry)
        positions.append(position)
    return entries, positions, passed_over


def missing_page(answer: Answer, *, identifier: str | None, title: str | None, some_are_there: bool) -> Unread:
    """Returns what stands for an entry whose own page was not to be had.

    That a page is gone (404, 410) is believed where others of the board are there: where none is, it is rather their addresses that moved.
    """
    gone = answer.status in (404, 410) and some_are_there
    said = f"its own page answered with status {answer.status}"
    return Unread(identifier=identifier, title=title, reason="page gone" if gone else "page missing", detail=said)


def kind_of(value: object) -> str:
    """Returns in words what stands where something else was expected."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "an empty text" if not value.strip() else "a text"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


def _read(board: Board, position: int, entry: object, form: Form, wants: Callable[[str], bool] | None) -> JobPosting | Rejection:
    if isinstance(entry, Unread):
        return rejection(board, position, entry.reason, entry.detail, identifier=entry.identifier, title=entry.title)
    if not isinstance(entry, dict):
        return rejection(board, position, "not an object", f"the entry is {kind_of(entry)}")
    identifier, title = identifier_of(entry.get(form.identifier)), words(entry.get(form.title))

    def refuse(reason: Reason, detail: str) -> Rejection:
        return rejection(board, position, reason, detail, identifier=identifier, title=title)

    if identifier is None:
        return refuse("no identifier", _instead(entry, form.identifier))
    if title is None:
        return refuse("no title", _instead(entry, form.title))
    if (why := form.withheld(entry)) is not None:
        return refuse("not listed", why)
    text = form.text(entry) if form.text else entry.get(form.description)
    if isinstance(text, str) and len(text) > MAX_DESCRIPTION:
        return refuse("too large", f"`{form.description}` has {len(text):,} characters; at most {MAX_DESCRIPTION:,} are read")
    if not isinstance(text, str) or not shows_text(text):
        return refuse("no description", _instead(entry, form.description))
    essentials = JobPosting(
        source=board.source,
        board=board.token,
        identifier=identifier,
        title=title,
        description="",
        hiring_organization=board.company or board.token,
        industry=board.industry,
    )
    posting = form.build(entry, essentials)
    if board.brand is not None and posting.department:
        posting = replace(posting, hiring_organization=posting.department.split(" / ")[0])
    posting = normalised(posting)
    if wants is not None and not wants(posting.title):
        return posting
    return replace(posting, description=mask_contacts(clean(text)).strip())


def _instead(entry: Entry, name: str) -> str:
    if name not in entry:
        return f"there is no `{name}`"
    value = entry[name]
    return f"`{name}` shows no text" if isinstance(value, str) and value.strip() else f"`{name}` is {kind_of(value)}"


def _one(board: Board, same: list[tuple[int, JobPosting]]) -> tuple[JobPosting, Iterable[Rejection]]:
    """Returns the one posting that entries of the same identifier are, and the entries that say something else."""
    if len(same) == 1:
        return same[0][1], ()
    chosen = min((posting for _, posting in same), key=repr)
    alike, refused = [], []
    for position, posting in same:
        if _elsewhere(posting, chosen) == chosen:
            alike.append(posting)
        else:
            detail = "another entry of this board has this id and says something else"
            refused.append(rejection(board, position, "duplicate identifier", detail, identifier=posting.identifier, title=posting.title))
    stated = {place for posting in alike for place in posting.job_location} - set(chosen.job_location[:1])
    merged = replace(
        chosen,
        job_location=(*chosen.job_location[:1], *sorted(stated)),
        places=tuple(dict.fromkeys(place for posting in _by_place(chosen, alike) for place in posting.places)),
        applicant_location=tuple(dict.fromkeys(where for posting in _by_place(chosen, alike) for where in posting.applicant_location)),
    )
    return merged, refused


def _elsewhere(posting: JobPosting, other: JobPosting) -> JobPosting:
    """Returns the posting as if it were where the other one is."""
    return replace(posting, job_location=other.job_location, places=other.places, applicant_location=other.applicant_location)


def _by_place(first: JobPosting, postings: Iterable[JobPosting]) -> list[JobPosting]:
    """Returns the postings in an order that does not depend on the answer's, the chosen one in front."""
    return [first, *sorted(postings, key=lambda posting: posting.job_location)]
