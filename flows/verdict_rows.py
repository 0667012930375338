"""The rows that `explore-roles classify` writes. Their names are a contract with whoever reads them."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from classifiers.classification import STATED_SIGNALS, Classification
from classifiers.plain_words import verdict_in_words
from flows.errors import BadInput

Row = dict[str, Any]
Write = Callable[[list[Row]], None]

# A table program takes a cell that begins so for a formula, as a stranger's id may. Behind an apostrophe it is text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("id", pa.string()),
    ("family", pa.string()),
    ("level", pa.string()),
    ("confidence", pa.float64()),
    ("runner_up", pa.string()),
    ("basis", pa.string()),
    ("conflict", pa.bool_()),
    *((name, pa.string()) for name in STATED_SIGNALS),
    ("min_years", pa.float64()),
    ("years_are_pm", pa.bool_()),
    ("evidence", pa.string()),
    ("rulebook", pa.string()),
    # What came later stands behind, for those who read by position.
    ("verdict", pa.string()),
    ("specialties", pa.list_(pa.string())),
    ("skills", pa.list_(pa.string())),
    ("visa_sponsorship", pa.string()),
    ("job_start", pa.string()),
    ("years_in", pa.list_(pa.string())),
    ("languages", pa.list_(pa.string())),
    ("studies", pa.string()),
    ("knowledge", pa.list_(pa.string())),
]
SCHEMA = pa.schema(_COLUMNS)
_EVIDENCE = ("rule", "quote", "start", "end", "section", "context", "weight")


def verdict_row(identifier: str | None, verdict: Classification) -> Row:
    """Returns the verdict as a row; the evidence is a JSON text in it."""
    row: Row = {name: getattr(verdict, name) for name in SCHEMA.names if name not in ("id", "verdict", "evidence")}
    evidence = [{name: getattr(found, name) for name in _EVIDENCE} for found in verdict.evidence]
    words = verdict_in_words(verdict.level, verdict.confidence, verdict.runner_up)
    row |= {name: list(row[name]) for name in ("specialties", "skills", "years_in", "languages", "knowledge")}
    row |= {"id": identifier, "verdict": words, "evidence": orjson.dumps(evidence).decode()}
    return {name: row[name] for name in SCHEMA.names}


@contextmanager
def writer(out: Path | None) -> Iterator[Write]:
    """What writes rows, in batches, to `out` (`.parquet`, `.csv` or `.jsonl`) or as JSON lines to standard output.

    The file takes its name when all rows are in it; when anything fails before that, whatever had the name stays.
    Raises BadInput for another kind of file, or a folder that cannot be written.
    """
    if out is None:
        yield _to_json_lines(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    kind = out.suffix.lower()
    if kind not in _KINDS:
        raise BadInput(f"{out}: verdicts are written as {', '.join(_KINDS)}; choose one of these endings.")
    beside = out.with_name(f".{out.name}.part")
    try:
        try:
            with _KINDS[kind](beside) as write:
                yield write
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        if error.filename is None or Path(error.filename) not in (beside, out):
            raise
        raise BadInput(f"{out} cannot be written: {error.strerror}.") from error


@contextmanager
def _parquet(path: Path) -> Iterator[Write]:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
        yield lambda rows: file.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))


@contextmanager
def _csv(path: Path) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(SCHEMA.names)
        yield lambda rows: lines.writerows([_cell(value) for value in row.values()] for row in rows)


@contextmanager
def _json_lines(path: Path) -> Iterator[Write]:
    with path.open("wb") as file:
        yield _to_json_lines(file)


def _to_json_lines(file: IO[bytes]) -> Write:
    return lambda rows: file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return str(value).lower() if isinstance(value, bool) else value


_KINDS = {".parquet": _parquet, ".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
