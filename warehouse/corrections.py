"""corrections.toml: where a person knows better than the sources or the rules. Read and checked here, applied in SQL."""

import re
import tomllib
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from classifiers.classification import Level
from extractors.errors import BadFile
from extractors.fields import fold
from extractors.typed import listed, typed_text
from warehouse.canonical import digest, folded
from warehouse.look_up import ROLE_ID

CorrectedLevel = Literal[Level, "not_pm"]

_ROW_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_POSTING_KEY = re.compile(r"[a-z][a-z0-9_-]*:[^\s:][^:]*:\S.*")
_BOARD_KEY = re.compile(r"[a-z][a-z0-9_-]*:\S.*")
_LONGEST = 500  # characters of a reason; it is shown beside the role


class BadCorrections(BadFile):
    """The corrections cannot be used; the message names the file and each row at fault, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one row of the file says of one target and field: a [[same_role]] of three postings is three of these."""

    correction_id: str  # 16 hex digits: of what the row says, so that mending its reason, who or date leaves it the same
    kind: Literal["level", "same_role", "separate_roles", "company", "board"]  # the table of the file
    target: str  # a posting's key, a role's id, a board's key, or a company's name as stated
    field: Literal["level", "role", "display_name", "industry", "retire"]
    value: str | None  # what it is to be; None where postings are put together or kept apart
    expects: str | None  # what was said without the correction when it was written
    group_id: str | None  # the same for the postings of one same_role or separate_roles row
    reason: str
    who: str
    made_on: date
    position: int  # number of the row within its table, from 1


def corrections_of(data: Path, named: Path | None = None) -> tuple[Correction, ...]:
    """Returns the corrections of the file that is named, else those of the data folder, which may have none.

    Raises BadCorrections, also where the named file does not exist.
    """
    path = named or data / "corrections.toml"
    # A link that leads nowhere is there, and must not be taken for a file without corrections.
    return load_corrections(path) if named or path.is_symlink() or path.exists() else ()


def load_corrections(path: Path, *, today: date | None = None) -> tuple[Correction, ...]:
    """Returns the corrections of a TOML file, in its order. `today` is the latest date that it now is anywhere unless given.

    Raises BadCorrections where the file cannot be read, is not TOML, or has rows that cannot be used or contradict each other; all bad
    rows are named at once, so that one pass mends them.
    """
    # Some editors begin a file with a mark that TOML does not know.
    text = typed_text(path, "file of corrections", BadCorrections, "utf-8-sig")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadCorrections(
            f"{path} is not valid TOML: {error}. Mend that place; strings need quotes, dates none, a row begins with [[level]] or the like."
        ) from None
    lines = defaultdict(list)
    for number, line in enumerate(text.splitlines(), 1):
        if header := _ROW_HEADER.match(line):
            lines[header[1]].append(number)
    today = today or (datetime.now(UTC) + timedelta(hours=14)).date()  # in the easternmost time zone the day begins then
    placed: list[_Placed] = []
    problems: list[str] = []
    for name, rows in tables.items():
        if name not in _TABLES:
            problems.append(f"`{name}` is no table of this file; rows begin with {', '.join(f'[[{known}]]' for known in _TABLES)}")
        elif not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(f"`{name}`: begin each row with [[{name}]], in double brackets")
        else:
            for position, row in enumerate(rows, 1):
                line_known = len(lines[name]) == len(rows)
                where = f"[[{name}]] row {position}" + (f" (line {lines[name][position - 1]})" if line_known else "")
                found, wrong = _read(name, position, row, today)
                placed += [(where, correction) for correction in found]
                problems += [f"{where}: {problem}" for problem in wrong]
    problems += _clashes(placed)
    if problems:
        raise BadCorrections(f"{path} has corrections that cannot be used:{listed(problems)}")
    return tuple(correction for _, correction in placed)


def corrections_table(corrections: Iterable[Correction]) -> pa.Table:
    """One row a correction, its columns named as its fields."""
    return pa.Table.from_pylist([asdict(correction) for correction in corrections], schema=_SCHEMA)


_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("correction_id", "kind", "target", "field", "value", "expects", "group_id", "reason", "who")]
    + [("made_on", pa.date32()), ("position", pa.int64())]
)

_Placed = tuple[str, Correction]  # where in the file, for a message, and what stands there
_Said = tuple[str, Literal["level", "role", "display_name", "industry", "retire"], str | None, str | None]  # target, field, value, expects


def _words(text: str) -> str:
    text = folded(fold(text))
    if not text:
        raise ValueError("blank; say it in words")
    if len(text) > _LONGEST:
        raise ValueError(f"more than {_LONGEST} characters; say it shorter")
    return text


def _like(shape: re.Pattern[str], says: str) -> AfterValidator:
    def check(key: str) -> str:
        if not shape.fullmatch(key := fold(key)):
            raise ValueError(f"{key!r} is {says}")
        return key

    return AfterValidator(check)


def _several(keys: list[str]) -> list[str]:
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"{', '.join(twice)} stands there twice; name each posting once")
    if len(keys) < 2:
        raise ValueError("fewer than two postings; name all that the row is about")
    return keys


_Words = Annotated[str, AfterValidator(_words)]
_Posting = Annotated[str, _like(_POSTING_KEY, "no posting's key; copy it from `posting_key`, as in greenhouse:acme:123")]
_Role = Annotated[str, _like(ROLE_ID, "no role's id; copy it from `role_id`: r and 16 of the digits 0-9 and a-f")]
_BoardKey = Annotated[str, _like(_BOARD_KEY, "no board; write source:token, as in greenhouse:acme")]
_STRICT = ConfigDict(extra="forbid", strict=True)


class _Row(BaseModel, ABC):
    model_config = _STRICT

    reason: _Words
    who: _Words
    on: date

    @abstractmethod
    def says(self) -> list[_Said]: ...


class _Level(_Row):
    posting: _Posting | None = None
    role: _Role | None = None
    level: CorrectedLevel
    expects: CorrectedLevel | None = None

    @model_validator(mode="after")
    def _whole(self) -> "_Level":
        if (self.posting is None) == (self.role is None):
            raise ValueError("name either a `posting` or a `role`")
        if self.expects == self.level:
            raise ValueError(f"`expects` is the corrected level itself ({self.level}); write what was said without the correction")
        return self

    def says(self) -> list[_Said]:
        return [(self.posting or self.role or "", "level", self.level, self.expects)]


class _Postings(_Row):
    postings: Annotated[list[_Posting], AfterValidator(_several)]

    def says(self) -> list[_Said]:
        return [(posting, "role", None, None) for posting in self.postings]


class _Stated(BaseModel):
    model_config = _STRICT

    display_name: _Words | None = None
    industry: _Words | None = None


class _Company(_Row):
    name: _Words
    display_name: _Words | None = None
    industry: _Words | None = None
    expects: _Stated = Field(default_factory=_Stated)

    @model_validator(mode="after")
    def _whole(self) -> "_Company":
        if not self.says():
            raise ValueError("give a `display_name`, an `industry`, or both")
        if self.display_name == self.name:
            raise ValueError("`display_name` is the name as stated: there is nothing to correct")
        for field, expected in self.expects:
            if expected is not None and getattr(self, field) is None:
                raise ValueError(f"`expects` has `{field}`, but the row gives none")
            if expected is not None and expected == getattr(self, field):
                raise ValueError(f"`expects` has the corrected `{field}` itself; write what was stated without the correction")
        return self

    def says(self) -> list[_Said]:
        both: tuple[Literal["display_name", "industry"], ...] = ("display_name", "industry")
        return [
            (self.name, field, getattr(self, field), getattr(self.expects, field)) for field in both if getattr(self, field) is not None
        ]


class _Board(_Row):
    board: _BoardKey
    retire: bool

    def says(self) -> list[_Said]:
        return [(self.board, "retire", str(self.retire).lower(), None)]


_TABLES: dict[str, type[_Row]] = {
    "level": _Level,
    "same_role": _Postings,
    "separate_roles": _Postings,
    "company": _Company,
    "board": _Board,
}


def _read(name: Any, position: int, row: dict[str, object], today: date) -> tuple[list[Correction], list[str]]:
    """Returns what the row of the table `name` says, and what is wrong with it."""
    try:
        read = _TABLES[name].model_validate(row)
    except ValidationError as error:
        return [], [_in_words(problem, name) for problem in error.errors(include_url=False)]
    wrong = [f"`on` is {read.on}, which is still to come (today is {today})"] if read.on > today else []
    says = read.says()
    correction_id = digest("\0".join((name, *(part or "" for said in sorted(says) for part in said))))[:16]
    return [
        Correction(
            correction_id=correction_id,
            kind=name,
            target=target,
            field=field,
            value=value,
            expects=expects,
            group_id=correction_id if isinstance(read, _Postings) else None,
            reason=read.reason,
            who=read.who,
            made_on=read.on,
            position=position,
        )
        for target, field, value, expects in says
    ], wrong


def _in_words(problem: Any, name: str) -> str:
    """Returns one of the things that pydantic found, in words."""
    key = f"`{'.'.join(part for part in problem['loc'] if isinstance(part, str))}`" if problem["loc"] else ""
    match problem["type"]:
        case "missing":
            return f"{key} is missing"
        case "extra_forbidden":
            keys = _Stated.model_fields if len(problem["loc"]) > 1 else _TABLES[name].model_fields
            return f"{key} is not a key of [[{name}]]; there are {', '.join(keys)}"
        case "value_error":
            return f"{key}: {problem['ctx']['error']}".removeprefix(": ")
        case "literal_error":
            return f"{key}: {problem['input']!r} is none of {problem['ctx']['expected']}"
        case "date_type":
            return f"{key} is no date; write it without quotation marks and time, as in 2026-11-20"
        case "bool_type":
            return f"{key} is true or false, without quotation marks"
        case _:
            return f"{key} is not as it should be: {problem['msg']}"


def _clashes(placed: Sequence[_Placed]) -> list[str]:
    """Returns what is said twice or otherwise elsewhere in the file."""
    problems: dict[str, None] = {}  # a row of several postings may clash once for each of them
    first: dict[tuple[str | None, ...], _Placed] = {}
    joined: dict[str, str] = {}
    for where, row in placed:
        target = row.target.lower() if row.kind == "company" else row.target
        # A posting may be kept apart from others in several rows, as long as no two rows are the same.
        among = row.group_id if row.kind == "separate_roles" else None
        earlier, other = first.setdefault((row.kind, row.field, target, among), (where, row))
        if row.kind == "same_role":
            joined.setdefault(target, earlier)
        if earlier == where:
            continue
        if row.kind == "same_role":
            told = f"{target} stands in {earlier} already; write all postings of one opening in one row"
        elif row.value != other.value:
            told = f"{row.field} of {row.target} is {row.value} here, and {other.value} in {earlier}; keep one of the two"
        else:
            told = f"says what {earlier} says already; keep one of the two"
        problems[f"{where}: {told}"] = None
    apart: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for where, row in placed:
        if row.kind == "separate_roles" and (together := joined.get(row.target)):
            apart[where, together].append(row.target)
    for (where, together), postings in apart.items():
        if len(postings) > 1:
            told = f"keeps {' and '.join(postings)} apart, {together} puts them together; take them out of one of the two"
            problems[f"{where}: {told}"] = None
    return list(problems)
