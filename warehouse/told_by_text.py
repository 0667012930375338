"""What a candidate's description tells where its board says nothing: its language, the pay, and the way of working."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.canonical import finite, folded_or_none
from warehouse.errors import WarehouseError

_ROWS = 500  # descriptions that are in memory as text at a time, and a chunk's
_PAY = ("base_salary_min", "base_salary_max", "salary_currency", "salary_unit", "salary_text", "salary_year_min", "salary_year_max")

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")


class Over(Protocol):
    """Applies a function of a module to each chunk, wherever that is done; yields the results in order."""

    def __call__(self, work: Callable[[Chunk], Result], chunks: Iterable[Chunk], /) -> Iterable[Result]:
        """Yields what `work` makes of each chunk."""


class _Asked(NamedTuple):
    """A text, and what is to be read in it."""

    description: str
    country: str | None  # where the posting names but one
    language: bool
    pay: bool
    work_mode: bool


_Values = Sequence[Any] | None  # of some columns; None where the text tells nothing of them


class _Told(NamedTuple):
    """What a text tells."""

    language: _Values = None
    pay: _Values = None
    work_mode: _Values = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """Columns that texts fill, and which of them says so."""

    part: str  # of _Asked and _Told
    columns: Sequence[str]
    flag: str | None


_FILLED = (
    _Filled(part="language", columns=("in_language",), flag="language_from_text"),
    _Filled(part="pay", columns=_PAY, flag="salary_from_text"),
    _Filled(part="work_mode", columns=("work_mode", "work_mode_text"), flag=None),
)


def told_by_text(postings: pa.Table, over: Over = map) -> pa.Table:
    """Returns the postings (a table of `warehouse.staging`) with in_language, pay and work_mode as their descriptions tell them where the
    board states none; `language_from_text` and `salary_from_text` say of which, `work_mode_text` by which sentence.

    Only candidates have a description there. Each takes two or three milliseconds, once where several postings share it: ask it of those
    that are new or changed. Raises WarehouseError where the model that tells languages finds no room to be unpacked in.
    """
    if not pc.any(postings["is_candidate"], min_count=0).as_py():
        return postings
    silent = {
        "language": pc.is_null(postings["in_language"]),
        "pay": pc.and_(
            pc.and_(pc.is_null(postings["base_salary_min"]), pc.is_null(postings["base_salary_max"])), pc.is_null(postings["salary_text"])
        ),
        "work_mode": pc.equal(postings["work_mode"], "unknown"),
    }
    asked = {part: _whole(pc.and_(postings["is_candidate"], where)) for part, where in silent.items()}
    some = pc.or_(pc.or_(asked["language"], asked["pay"]), asked["work_mode"])
    keys: list[bytes] = []  # of the rows that are asked about, in their order
    texts = _texts(postings, asked, some, keys)
    found: dict[bytes, _Told] = {}
    for told in over(tell, texts):
        found |= told
    rows = [found[key] for key in keys]
    for filled in _FILLED:
        which = pc.filter(asked[filled.part], some).to_pylist()
        values = [getattr(told, filled.part) for told, is_asked in zip(rows, which, strict=True) if is_asked]
        postings = _with(postings, filled, asked[filled.part], values)
    return postings


def _texts(postings: pa.Table, asked: dict[str, pa.Array], some: pa.Array, keys: list[bytes]) -> Iterator[list[tuple[bytes, _Asked]]]:
    """Yields the texts to read in chunks, each once, and notes each row's."""
    table = pa.table({"description": postings["description"], "places": postings["places"], **asked}).filter(some)
    seen: set[bytes] = set()
    chunk: list[tuple[bytes, _Asked]] = []
    for batch in table.to_batches(max_chunksize=_ROWS):
        for row in batch.to_pylist():
            one = _Asked(row["description"], _country(row["places"]), row["language"], row["pay"], row["work_mode"])
            key = blake2b(repr(one[1:]).encode() + one.description.encode(), digest_size=16).digest()
            keys.append(key)
            if key not in seen:
                seen.add(key)
                chunk.append((key, one))
        if len(chunk) >= _ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def tell(texts: Sequence[tuple[bytes, _Asked]]) -> dict[bytes, _Told]:
    """Returns what each text tells of what is asked, by its key. Raises WarehouseError."""
    return {key: _told(asked) for key, asked in texts}


def _told(asked: _Asked) -> _Told:
    # Here, as they bring tables and a model with them that a night without a new candidate does not need.
    from extractors.normalise.pay import per_year
    from extractors.normalise.pay_words import pay_in_text
    from extractors.normalise.text_language import language_of
    from extractors.normalise.work_mode_text import work_mode_in_text

    language = pay = work_mode = None
    if asked.language:
        try:
            spoken = language_of(asked.description)
        except OSError as error:
            raise WarehouseError(
                f"the language model cannot be unpacked ({error.strerror or error}); free some room in the temporary folder and run again"
            ) from error
        language = (spoken,) if spoken else None
    if asked.pay and (found := pay_in_text(asked.description, country=asked.country)) is not None:
        stated, sentence = found
        least, most = per_year(stated)
        figures = (finite(stated.least), finite(stated.most), stated.currency, stated.unit)
        pay = (*figures, folded_or_none(sentence), finite(least), finite(most))
    if asked.work_mode and (mode := work_mode_in_text(asked.description)):
        work_mode = (mode[0], folded_or_none(mode[1]))
    return _Told(language=language, pay=pay, work_mode=work_mode)


def _with(postings: pa.Table, filled: _Filled, asked: pa.Array, told: Sequence[_Values]) -> pa.Table:
    """The table with these columns, and the flag (if any), as the texts of the rows that are asked about tell them."""
    found = [values for values in told if values is not None]
    if not found:
        return postings
    tells = pc.replace_with_mask(asked, asked, pa.array([values is not None for values in told], pa.bool_()))
    if filled.flag is not None:
        postings = postings.set_column(postings.schema.get_field_index(filled.flag), postings.schema.field(filled.flag), tells)
    for place, name in enumerate(filled.columns):
        values = pc.replace_with_mask(_whole(postings[name]), tells, pa.array([values[place] for values in found], postings[name].type))
        postings = postings.set_column(postings.schema.get_field_index(name), postings.schema.field(name), values)
    return postings


def _country(places: list[dict[str, str | None]]) -> str | None:
    countries = {place["country"] for place in places}
    return countries.pop() if len(countries) == 1 else None


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
