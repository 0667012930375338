"""Labelled postings: the labels of a JSON Lines file, each with its posting from the folder beside the project."""

import json
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet

from classifiers.classification import STATED_SIGNALS

LEVELS = ("apm", "mid", "senior", "principal", "group", "above")
LABELS = Path("gold") / "dev.jsonl"  # under the shared folder
COLUMNS = ("id", "title", "company", "description", "body_hash")  # body_hash: the same for near-copies; may be absent

Row = dict[str, Any]


class BadLabels(ValueError):
    """Labels or postings that cannot be measured on; the message names the file, the row and what is wrong with it."""


def read_labelled(shared: Path, labels: Path | None = None) -> list[tuple[Row, Row]]:
    """Return (label, posting) pairs in the order of the labels, of `gold/dev.jsonl` or of another file. Raises BadLabels."""
    found = read_labels(labels or shared / LABELS)
    postings: dict[str, Row] = {}
    for file in (shared / "postings" / "pm.parquet", shared / "postings" / "background.parquet"):
        postings |= {row["id"]: row for row in read_postings(file, {label["id"] for label in found})}
    absent = [label["id"] for label in found if label["id"] not in postings]
    if absent:
        raise BadLabels(f"{labels or LABELS}: no posting of {shared / 'postings'} has the id {absent[0]!r} ({len(absent)} such labels)")
    return [(label, postings[label["id"]]) for label in found]


def read_labels(file: Path) -> list[Row]:
    """Return the labels of a JSON Lines file. Raises BadLabels that names the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabels(f"{file} cannot be read: {error}") from error
    labels = [_label(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if len({label["id"] for label in labels}) < len(labels):
        raise BadLabels(f"{file}: an id is labelled twice")
    if not any(label["family"] == "pm" for label in labels):
        raise BadLabels(f"{file}: no posting is labelled as product management, there is nothing to measure")
    return labels


def read_postings(file: Path, wanted: set[str] | None = None) -> list[Row]:
    """Return id, title, company, description and body_hash of a file's postings (of all, or of the wanted ids). Raises BadLabels."""
    try:
        table = parquet.ParquetFile(file)
        there = set(table.schema_arrow.names)
        if missing := sorted({*COLUMNS[:-1]} - there):
            raise BadLabels(f"{file}: there is no column {missing[0]!r}")
        rows = table.read(columns=[name for name in COLUMNS if name in there])
    except (OSError, arrow.ArrowException) as error:
        raise BadLabels(f"{file} cannot be read as postings: {error}") from error
    if wanted is not None:
        rows = rows.filter(arrow.array([key in wanted for key in rows.column("id").to_pylist()], type=arrow.bool_()))
    return [{"body_hash": None, **row, "title": row["title"] or "", "description": row["description"] or ""} for row in rows.to_pylist()]


def group_keys(postings: list[Row]) -> list[str]:
    """Return the company by which each posting is resampled and split; near-copies of one text go with the first of them.

    A posting without a company is a company of its own.
    """
    first: dict[str, str] = {}
    keys = []
    for posting in postings:
        own = " ".join((posting["company"] or "").casefold().split()) or f"id {posting['id']}"
        keys.append(first.setdefault(posting["body_hash"], own) if posting["body_hash"] else own)
    return keys


def _label(line: str, where: str) -> Row:
    try:
        label = json.loads(line)
    except ValueError as error:
        raise BadLabels(f"{where}: not JSON ({error})") from error
    if not isinstance(label, dict):
        raise BadLabels(f"{where}: not an object")
    needed = {"id", "family", "level", "blind_level", "sure", "min_years", "years_are_pm", *STATED_SIGNALS}
    if missing := sorted(needed - set(label)):
        raise BadLabels(f"{where}: {missing[0]!r} is missing")
    if label["family"] not in ("pm", "not_pm"):
        raise BadLabels(f"{where}: family is {label['family']!r}, neither 'pm' nor 'not_pm'")
    if label["family"] == "pm" and label["level"] not in LEVELS:
        raise BadLabels(f"{where}: level is {label['level']!r}, none of {', '.join(LEVELS)}")
    if label["family"] == "pm" and label["blind_level"] not in (*LEVELS, None):
        raise BadLabels(f"{where}: blind_level is {label['blind_level']!r}, none of {', '.join(LEVELS)} or null")
    return label
