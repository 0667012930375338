"""What a candidate's description tells where its board says nothing: its language, the pay, and the way of working."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.canonical import finite, folded_or_none
from warehouse.errors import WarehouseError

_ROWS = 500  # descriptions that are in memory as text at a time
_PAY = ("base_salary_min", "base_salary_max", "salary_currency", "salary_unit", "salary_text", "salary_year_min", "salary_year_max")

# Of a description (and the country, where the posting names but one) the values of some columns; None where it tells nothing of them.
_Reader = Callable[[str, str | None], Sequence[Any] | None]


def told_by_text(postings: pa.Table) -> pa.Table:
    """Returns the postings (a table of `warehouse.staging`) with in_language, pay and work_mode as their descriptions tell them where the
    board states none; `language_from_text` and `salary_from_text` say of which, `work_mode_text` by which sentence.

    Only candidates have a description there. Each takes two or three milliseconds: ask it of those that are new or changed.
    Raises WarehouseError where the model that tells languages finds no room to be unpacked in.
    """
    if not pc.any(postings["is_candidate"], min_count=0).as_py():
        return postings
    # Here, as they bring tables and a model with them that a night without a new candidate does not need.
    from extractors.normalise.pay import per_year
    from extractors.normalise.pay_words import pay_in_text
    from extractors.normalise.text_language import language_of
    from extractors.normalise.work_mode_text import work_mode_in_text

    def language(description: str, _: str | None) -> Sequence[Any] | None:
        try:
            found = language_of(description)
        except OSError as error:
            raise WarehouseError(
                f"the language model cannot be unpacked ({error.strerror or error}); free some room in the temporary folder and run again"
            ) from error
        return (found,) if found else None

    def pay(description: str, country: str | None) -> Sequence[Any] | None:
        found = pay_in_text(description, country=country)
        if found is None:
            return None
        stated, sentence = found
        least, most = per_year(stated)
        figures = (finite(stated.least), finite(stated.most), stated.currency, stated.unit)
        return (*figures, folded_or_none(sentence), finite(least), finite(most))

    def work_mode(description: str, _: str | None) -> Sequence[Any] | None:
        found = work_mode_in_text(description)
        return (found[0], folded_or_none(found[1])) if found else None

    postings = _filled(postings, ("in_language",), "language_from_text", language, silent=_all_null(postings, "in_language"))
    no_pay = _all_null(postings, "base_salary_min", "base_salary_max", "salary_text")
    postings = _filled(postings, _PAY, "salary_from_text", pay, silent=no_pay)
    no_mode = pc.equal(postings["work_mode"], "unknown")
    return _filled(postings, ("work_mode", "work_mode_text"), None, work_mode, silent=no_mode)


def _all_null(postings: pa.Table, *columns: str) -> pa.ChunkedArray:
    silent = pc.is_null(postings[columns[0]])
    for name in columns[1:]:
        silent = pc.and_(silent, pc.is_null(postings[name]))
    return silent


def _filled(postings: pa.Table, columns: Sequence[str], flag: str | None, read: _Reader, *, silent: pa.ChunkedArray) -> pa.Table:
    """The table with these columns, and the flag (if any), as `read` tells them of the candidates for which `silent` holds."""
    asked = pc.and_(postings["is_candidate"], silent)
    batches = postings.select(["description", "places"]).filter(asked).to_batches(max_chunksize=_ROWS)
    told = [read(row["description"], _country(row["places"])) for batch in batches for row in batch.to_pylist()]
    found = [values for values in told if values is not None]
    if not found:
        return postings
    tells = _replaced(asked, asked, [values is not None for values in told])
    if flag is not None:
        postings = postings.set_column(postings.schema.get_field_index(flag), postings.schema.field(flag), tells)
    for place, name in enumerate(columns):
        values = _replaced(postings[name], tells, [values[place] for values in found])
        postings = postings.set_column(postings.schema.get_field_index(name), postings.schema.field(name), values)
    return postings


def _country(places: list[dict[str, str | None]]) -> str | None:
    countries = {place["country"] for place in places}
    return countries.pop() if len(countries) == 1 else None


def _replaced(column: pa.ChunkedArray, where: pa.ChunkedArray, values: Sequence[Any]) -> pa.Array:
    return pc.replace_with_mask(column.combine_chunks(), _whole(where), pa.array(values, column.type))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
