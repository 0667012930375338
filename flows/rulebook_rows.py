"""Which rows of their tables two rulebooks differ in, and in what: the order of rows and of words never matters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

_AKIN = 0.3  # of two rows without a name that are one, at least so much is the same
Fields = dict[str, tuple[str, ...]]  # what a row says, by key: its words, or its one value


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """What one key of a row has lost and gained; for a single value the old one and the new one."""

    key: str  # empty where the row is no more than a list
    removed: tuple[str, ...]
    added: tuple[str, ...]
    single: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """One row of one table that two rulebooks do not share."""

    table: str
    row: str
    kind: Literal["added", "removed", "changed"]
    fields: tuple[FieldDifference, ...]  # of a row that changed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    label: str  # for people
    name: str  # of its own, or what all rows of its kind are called
    named: bool
    fields: Fields

    def same(self, other: "_Row") -> bool:
        """Whether they say the same, in whatever order."""
        words = ({key: set(found) for key, found in row.fields.items()} for row in (self, other))
        return self.name == other.name and next(words) == next(words)

    def likeness(self, other: "_Row") -> float:
        """How much of them is the same, 0 to 1; rows of one name are one row."""
        if self.named or self.name != other.name:
            return float(self.name == other.name)
        mine, theirs = ({(key, word) for key, words in row.fields.items() for word in words} for row in (self, other))
        return len(mine & theirs) / len(mine | theirs)


def row_differences(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> list[RowDifference]:
    """Returns the rows that differ between two rulebooks' tables, by table; comments and order are no difference."""
    differences: list[RowDifference] = []
    for table in sorted({*old, *new}):
        before, after = _rows(old.get(table, {})), _rows(new.get(table, {}))
        left = [row for row in before if not any(row.same(other) for other in after)]
        there = [row for row in after if not any(row.same(other) for other in before)]
        for was in left:
            # What a row without a name has become is known by the words that it kept.
            likeness, at = max(((was.likeness(other), at) for at, other in enumerate(there)), default=(0.0, 0))
            if likeness > _AKIN:
                fields = tuple(_fields(was.fields, there.pop(at).fields))
                differences.append(RowDifference(table=table, row=was.label, kind="changed", fields=fields))
            else:
                differences.append(RowDifference(table=table, row=was.label, kind="removed", fields=()))
        differences += [RowDifference(table=table, row=row.label, kind="added", fields=()) for row in there]
    return differences


def _rows(table: Mapping[str, Any], path: str = "") -> list[_Row]:
    rows: list[_Row] = []
    loose: Fields = {}
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            rows += _rows(value, name)
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            rows += [_row(name, row) for row in value]
        elif isinstance(value, list):
            rows.append(_Row(label=name, name=name, named=True, fields={"": _words(value)}))
        else:
            loose[key] = (_word(value),)
    if loose:
        rows.append(_Row(label=path, name=path, named=True, fields=loose))
    return rows


def _row(kind: str, row: Mapping[str, Any]) -> _Row:
    fields = {key: _words(value) if isinstance(value, list) else (_word(value),) for key, value in row.items()}
    if "name" in row or "of" in row:
        name = f"{kind} {row['name'] if 'name' in row else ' + '.join(sorted(map(str, row['of'])))}"
        return _Row(label=name, name=name, named=True, fields=fields)
    # Rows without a name are told apart by what they are for, and by their first words.
    single = " ".join(words[0] for words in fields.values() if len(words) == 1)
    words = max(fields.values(), key=len, default=())
    label = f"{kind} {single}: {', '.join(words[:2])}{', …' if len(words) > 2 else ''}"
    return _Row(label=label, name=kind, named=False, fields=fields)


def _words(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_word(value) for value in values))


def _word(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fields(was: Fields, now: Fields) -> Iterator[FieldDifference]:
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key, ()), now.get(key, ())
        if set(before) != set(after):
            removed = tuple(word for word in before if word not in after)
            added = tuple(word for word in after if word not in before)
            yield FieldDifference(key=key, removed=removed, added=added, single=len(before) <= 1 and len(after) <= 1)
