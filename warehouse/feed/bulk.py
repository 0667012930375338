"""The roles as one Parquet file, for those who take them all at once."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.feed.role import Role

_TEXT, _REAL, _TRUTH, _DAY = pa.string(), pa.float64(), pa.bool_(), pa.date32()
_TEXTS = pa.list_(_TEXT)


def _struct(*fields: tuple[str, pa.DataType]) -> pa.DataType:
    return pa.struct([pa.field(name, kind) for names, kind in fields for name in names.split()])


_EVIDENCE = pa.list_(_struct(("quote section rule signal context", _TEXT)))
_SALARY = _struct(("min max", _REAL), ("currency unit text", _TEXT), ("year_min year_max", _REAL), ("from_text", _TRUTH))
SCHEMA = pa.schema(
    [
        pa.field(name, kind)
        for names, kind in (
            ("id title company industry", _TEXT),
            ("specialties", _TEXTS),
            ("level level_name verdict", _TEXT),
            ("confidence", _REAL),
            ("sure", _TEXT),
            ("unclear", _TRUTH),
            ("runner_up", _TEXT),
            ("conflict", _TRUTH),
            ("correction", _struct(("reason", _TEXT), ("made_on", _DAY))),
            ("apm_watch", _TRUTH),
            ("evidence", _EVIDENCE),
            ("places", _TEXTS),
            ("places_read", pa.list_(_struct(("city region country", _TEXT)))),
            ("work_mode work_mode_text", _TEXT),
            ("applicant_location employment_types", _TEXTS),
            ("salary", _SALARY),
            ("min_years", _REAL),
            ("years_are_pm", _TRUTH),
            ("years_in", _TEXTS),
            ("years_quote", _TEXT),
            ("skills", pa.list_(_struct(("name quote section", _TEXT)))),
            ("visa_sponsorship", _struct(("stated quote", _TEXT))),
            ("job_start", _struct(("text quote", _TEXT))),
            ("languages", pa.list_(_struct(("language quote", _TEXT)))),
            ("knowledge", pa.list_(_struct(("name quote", _TEXT)))),
            ("studies", _struct(("stated quote", _TEXT))),
            ("training_programme", _TRUTH),
            ("posted valid_through first_seen", _DAY),
            ("stale", _TRUTH),
            ("url apply_url source source_name", _TEXT),
            ("aggregator", _TRUTH),
            ("attribution", _TEXT),
            ("sequence", pa.int64()),
        )
        for name in names.split()
    ]
)
_ROWS_A_GROUP = 5_000
_DAYS = ("posted", "valid_through", "first_seen")


class Bulk:
    """A Parquet file that is written role by role, in memory."""

    def __init__(self) -> None:
        """Begins with no role."""
        self._file = BytesIO()
        self._writer = pq.ParquetWriter(self._file, SCHEMA, compression="zstd")
        self._waiting: list[dict[str, Any]] = []

    def add(self, roles: Iterable[Role]) -> None:
        """Adds some roles."""
        self._waiting += [_row(role) for role in roles]
        if len(self._waiting) >= _ROWS_A_GROUP:
            self._write()

    def content(self) -> bytes:
        """Returns the whole file; nothing can be added after that."""
        self._write()
        self._writer.close()
        return self._file.getvalue()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=SCHEMA))
        self._waiting = []


def _row(role: Role) -> dict[str, Any]:
    row = role | {name: role[name] and date.fromisoformat(role[name]) for name in _DAYS} | {"sequence": role["change"]["sequence"]}
    if role["correction"]:
        row["correction"] = role["correction"] | {"made_on": date.fromisoformat(role["correction"]["made_on"])}
    return row
