"""What two rulebooks are held against each other on: the postings of a file or of the published warehouse, and the labels of some."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.classification import Evidence, Level
from classifiers.title_words import LADDER
from extractors.errors import BadFile
from extractors.file_rows import rows_of_file
from extractors.files import read_file
from flows.levelling import Pair
from flows.rulebook_reading import Reading
from warehouse.look_up import levelled_roles

Labels = Mapping[str, Level | None]  # id -> level; None: no product management


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One posting to be read twice."""

    id: str
    key: str | None  # the warehouse's name of the posting, where `id` is that of its role
    title: str
    company: str
    text: str
    rulebook: str | None = None  # the version that `published` is of
    published: Reading | None = None  # what was published of it

    @property
    def pair(self) -> Pair:
        """What is read of it."""
        return self.title, self.text


def postings_of_file(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Posting]:
    """Yields the rows of a file, those without title or text as they are. Raises BadFile."""
    for row in read_file(path, columns):
        company = row.values.get("company")
        yield Posting(
            id=row.id or f"row {row.number}",
            key=None,
            title=row.title or "",
            company=company if isinstance(company, str) else "",
            text=row.description or "",
        )


def postings_of_warehouse(published: Path) -> Iterator[Posting]:
    """Yields the published roles, each by the posting that it is shown by, with what was published of it. Raises WarehouseError."""
    for row in levelled_roles(published):
        yield Posting(
            id=row["role_id"],
            key=row["posting_key"],
            title=row["title"],
            company=row["company"],
            text=row["text"],
            rulebook=row["rulebook"],
            published=Reading(
                **{name: row[name] for name in ("level", "confidence", "runner_up", "unclear", "basis")},
                evidence=tuple(Evidence(**found) for found in row["evidence"]),
                shares=None,
            ),
        )


def read_labels(path: Path) -> Labels:
    """Returns the labels of a file with `id`, `level` and, where some are no product management, `family` (`pm`, `not_pm`).

    Raises BadFile that names the row when an id is missing or stands there twice, or a level is none of the ladder.
    """
    labels: dict[str, Level | None] = {}

    def choose(there: Sequence[str]) -> list[str]:
        missing = [name for name in ("id", "level") if name not in there]
        if missing:
            raise BadFile(f"{path} has no column {' and no column '.join(missing)}; labels are rows of id, family and level.")
        return [name for name in ("id", "family", "level") if name in there]

    try:
        with path.open("rb") as stream:
            for number, row in rows_of_file(str(path), stream, choose):
                if isinstance(row, str):
                    raise BadFile(f"{path}, row {number}: {row}.")
                identifier, level, family = (row.get(name) for name in ("id", "level", "family"))
                if not isinstance(identifier, str | int) or str(identifier) in labels:
                    raise BadFile(f"{path}, row {number}: {'the id ' + str(identifier) + ' stands twice' if identifier else 'no id'}.")
                if family not in (None, "pm", "not_pm"):
                    raise BadFile(f"{path}, row {number}: the family {family!r} is neither pm nor not_pm.")
                known = next((rung for rung in LADDER if rung == level), None)
                if known is None and (level or family != "not_pm"):
                    raise BadFile(f"{path}, row {number}: the level {level!r} is none of {', '.join(LADDER)}.")
                labels[str(identifier)] = None if family == "not_pm" else known
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror or error}.") from None
    return labels
