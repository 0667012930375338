"""Is the rulebook in use one that can be read? Every row is held against the rows that ship, then every rule against its own sentences.

The shipped tables are the pattern: a key that none of their rows has is a typing error, a text where they have a list is a mistake, and
what all of their rows have must be there. So the check needs no second description of the tables that could grow old.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, get_args

from classifiers.applicants import Told, find_told
from classifiers.classification import Classification, Context, Section, Studies
from classifiers.decide import classify
from classifiers.evidence import find_evidence
from classifiers.phrases import find_phrases
from classifiers.rulebook_knowledge import knowledge_failures
from classifiers.rulebook_years import years_failures
from classifiers.rules import Rule, engine, read_rules
from classifiers.sections import Sentence, read_sentences
from classifiers.tables import parse_table, read_table, rulebook_files, tables_in_use
from classifiers.text import read_document
from classifiers.title_words import LADDER

Table = dict[str, Any]

# Tables of which any row may be left out: what is not listed is not known, and nothing else changes.
_OPEN = ("years_pm", "years_other", "numbers", "classes")
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a table"),
)
# Words of a closed list, by key, in the tables that speak of sentences.
_CHOICES: dict[str, tuple[str, ...]] = {
    "sections": get_args(Section),
    "ignores": get_args(Context),
    "context": get_args(Context),
    "direction": ("before", "after"),
    "value": ("yes", "no"),
    "when_negated": ("yes", "no"),
}
# What the rows that say neither of the two tell.
_OF_A_STUDY: dict[str, Studies | None] = {"dated": "recent", "open": None}
_GAP = re.compile(r"\.\.\d+")
_CLASS = re.compile(r"(?<![^\s|])@([^\s|]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookCheck:
    """What was found, a line each that names file, row and what is wrong with it."""

    broken: tuple[str, ...]  # the rulebook cannot be used, or a row of it does not do what it says
    failing: tuple[str, ...]  # sentences that a rule's row promises to find, or to leave alone, and does not


def check_rulebook() -> RulebookCheck:
    """Return what is wrong with the rulebook in use, empty where nothing is. Raises ValueError where a table cannot be read at all."""
    shipped = {name: parse_table(name, content) for name, content in rulebook_files().items()}
    # A rule may stand in any file of rules/: all of them are held against the rows of all.
    rules: Table = {"rule": [row for name, table in shipped.items() if name.startswith("rules/") for row in table["rule"]]}
    broken = [f"{name}: no table of this name is ever read; rules go into the folder rules/" for name in _unknown(shipped)]
    if not broken:
        broken = [line for name in tables_in_use() for line in _table(name, rules if name.startswith("rules/") else shipped[name])]
    if not broken:
        broken = [line for name in tables_in_use() for line in _words(name, {row["signal"] for row in rules["rule"]})]
        broken += _twice()
    if not broken:
        broken = _compiled()
    return RulebookCheck(broken=tuple(broken), failing=() if broken else tuple(_sentences()))


def _unknown(shipped: Mapping[str, Table]) -> list[str]:
    return [name for name in tables_in_use() if name not in shipped and not name.startswith("rules/")]


def _files_of_rules() -> list[tuple[str, str]]:
    """(rule, file) of every rule."""
    return [(row["name"], name) for name in tables_in_use() if name.startswith("rules/") for row in read_table(name).get("rule", ())]


def _twice() -> Iterator[str]:
    files: dict[str, list[str]] = {}
    for rule, name in _files_of_rules():
        files.setdefault(rule, []).append(name)
    yield from (f"{' and '.join(names)}: two rules are called {rule}" for rule, names in files.items() if len(names) > 1)


def _table(name: str, shipped: Table) -> Iterator[str]:
    for where, what in _shape("", read_table(name), shipped):
        yield f"{name}{', ' if where else ''}{where}: {what}"


def _words(name: str, signals: set[str]) -> Iterator[str]:
    """What is wrong with the words of rules and cues, whose shape is right."""
    if not (name.startswith("rules/") or name == "contexts.toml"):
        return
    classes = read_table("words.toml")["classes"]
    for kind, row_number, row in ((kind, number, row) for kind, rows in read_table(name).items() for number, row in enumerate(rows, 1)):
        where = f"{name}, {_row(kind, row_number, row)}"
        for key, allowed in (*_CHOICES.items(), ("signal", signals), ("signals", signals)):
            said = row.get(key, [])
            for word in said if isinstance(said, list) else [said]:
                if word not in allowed:
                    yield f"{where}: {key} {word!r} is none of {', '.join(sorted(allowed))}"
        for pattern in row.get("patterns", ()):
            if pattern != pattern.lower():
                yield f"{where}: {pattern!r} has capitals and would never match; write it in lower case"
            for unknown in sorted({name for name in _CLASS.findall(pattern) if name not in classes}):
                yield f"{where}: pattern {pattern!r}: words.toml has no class @{unknown}"
            for gap in (word for word in pattern.split() if word.startswith("..") and not _GAP.fullmatch(word)):
                yield f"{where}: pattern {pattern!r}: {gap!r} is no gap; up to three words of any kind are ..3"


def _shape(where: str, mine: object, shipped: object) -> Iterator[tuple[str, str]]:
    """(place, what is wrong) where a value has another shape than the shipped one."""
    if _kind(mine) != _kind(shipped):
        yield where, f"is {_kind(mine)} where {_kind(shipped)} is expected"
    elif isinstance(mine, dict) and isinstance(shipped, dict):
        for key, value in shipped.items():
            if key in mine:
                yield from _shape(f"{where}.{key}".lstrip("."), mine[key], value)
            elif key not in LADDER and not where.endswith(_OPEN):
                yield where, f"lacks {key!r}"
    elif isinstance(mine, list) and isinstance(shipped, list) and shipped:
        if isinstance(shipped[0], dict):
            yield from _rows(where, mine, shipped)
            return
        for item in mine:
            if _kind(item) != _kind(shipped[0]):
                yield where, f"holds {item!r}, {_kind(item)}, where {_kind(shipped[0])} is expected"


def _rows(where: str, mine: list[Any], shipped: list[Table]) -> Iterator[tuple[str, str]]:
    samples = {key: value for row in reversed(shipped) for key, value in row.items()}
    if any(level in samples for level in LADDER):
        samples |= dict.fromkeys(LADDER, 0.0)
    always = [key for key in samples if all(key in row for row in shipped)]
    for number, row in enumerate(mine, 1):
        place = _row(where, number, row)
        if not isinstance(row, dict):
            yield place, f"is {_kind(row)} where [[{where}]] is expected"
            continue
        for key in always:
            if key not in row:
                yield place, f"lacks {key!r}"
        for key, value in row.items():
            if key not in samples:
                yield place, f"{key!r} is no key of a row like this; there are {', '.join(sorted(samples))}"
            else:
                yield from ((place, f"{key} {what}") for _, what in _shape("", value, samples[key]))


def _row(kind: str, number: int, row: object) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    return f"{kind} {name}" if isinstance(name, str) else f"[[{kind}]] number {number}"


def _kind(value: object) -> str:
    return next((said for kind, said in _KINDS if isinstance(value, kind)), type(value).__name__)


def _compiled() -> list[str]:
    """What is still wrong when everything is compiled and one posting is read with it."""
    steps: tuple[Callable[[], object], ...] = (
        read_rules,
        engine,
        lambda: classify("Senior Product Manager", "<p>About us</p><p>Requirements: 5+ years of product management experience.</p>"),
    )
    for step in steps:
        try:
            step()
        except KeyError as error:
            return [f"the tables lack {error}, without which no posting can be read"]
        except (ValueError, TypeError, AttributeError, IndexError, re.error) as error:
            rules = [f"{name}, " for rule, name in _files_of_rules() if str(error).startswith(f"rule {rule}:")]
            return ["".join(rules[:1]) + str(error)]
    return []


def _sentences() -> Iterator[str]:
    yield from _of_rules()
    yield from _of_applicants()
    yield from years_failures(_under)
    yield from knowledge_failures(_under)


def _of_rules() -> Iterator[str]:
    files = dict(_files_of_rules())
    for rule in read_rules():
        where = f"{files[rule.name]}, rule {rule.name}"
        for sentence in rule.examples:
            outcome = _found(rule, sentence, min(rule.sections, default="duties"))
            if outcome != "counted":
                yield f"{where}: its example is {outcome}: {sentence!r}"
        for sentence in rule.not_examples:
            if _found(rule, sentence, "duties") == "counted":
                yield f"{where}: it must leave this counter-example alone, and finds it: {sentence!r}"


def _of_applicants() -> Iterator[str]:
    table = read_table("applicants.toml")
    for row in table["skill"]:
        for prefix, heading in (("", "Requirements"), ("duties_", "Responsibilities")):
            yield from _kept("skill", row, partial(_asks_for, row["name"]), heading, prefix)
    for row in table["visa"]:
        yield from _kept("visa", row, partial(_says_of_visas, "absent" if row["name"] == "open" else row["name"]), "Benefits")
    for row in table["start"]:
        yield from _kept("start", row, lambda found: found.job_start is not None, "Details")
    for key, must in (("title_examples", True), ("title_not_examples", False)):
        for title in table["starts"][key]:
            if (find_told(title, "", (), find_phrases("", ())).job_start is not None) != must:
                yield f"applicants.toml, starts: its title {'is not found' if must else 'must be left alone, and is found'}: {title!r}"
    for row in table["asking"]:
        yield from _told_of("asking", row, _languages)
    for row in table["study"]:
        yield from _kept("study", row, partial(_says_of_studies, _OF_A_STUDY.get(row["name"], row["name"])), "Details")
    yield from _titles("languages", table["languages"], _languages)
    yield from _titles("studies", table["studies"], lambda found: found.studies or "")


def _languages(found: Classification | Told) -> str:
    return " ".join(found.languages)


def _told_of(kind: str, row: Table, told: Callable[[Classification], str]) -> Iterator[str]:
    """Of a row whose examples say in front of a colon what is told of them."""
    where = f"applicants.toml, {kind} {row['name']}"
    for wanted, sentence in map(_wanted, row["examples"]):
        if (said := told(_under("Requirements", sentence))) != wanted:
            yield f"{where}: its example tells {said or 'nothing'}, not {wanted}: {sentence!r}"
    for sentence in row["not_examples"]:
        if said := told(_under("Requirements", sentence)):
            yield f"{where}: it must leave this counter-example alone, and tells {said}: {sentence!r}"


def _titles(kind: str, row: Table, told: Callable[[Told], str]) -> Iterator[str]:
    titles = [*map(_wanted, row["title_examples"]), *(("", title) for title in row["title_not_examples"])]
    for wanted, title in titles:
        if (said := told(find_told(title, "", (), find_phrases("", ())))) != wanted:
            yield f"applicants.toml, {kind}: its title tells {said or 'nothing'}, not {wanted or 'nothing'}: {title!r}"


def _wanted(example: str) -> tuple[str, str]:
    """What an example is to tell, and the example: "de en: Fluent in German and English."."""
    wanted, _, text = example.partition(": ")
    return wanted, text


def _says_of_studies(stated: Studies | None, found: Classification) -> bool:
    return found.studies == stated


def _asks_for(skill: str, found: Classification) -> bool:
    return skill in found.skills


def _says_of_visas(stated: str, found: Classification) -> bool:
    return found.visa_sponsorship == stated


def _kept(kind: str, row: Table, finds: Callable[[Classification], bool], heading: str, prefix: str = "") -> Iterator[str]:
    """What a row of applicants.toml promises of its sentences and does not keep."""
    where = f"applicants.toml, {kind} {row['name']}"
    for sentence in row[f"{prefix}examples"]:
        if not finds(_under(heading, sentence)):
            yield f"{where}: its example is not found: {sentence!r}"
    for sentence in row[f"{prefix}not_examples"]:
        if finds(_under(heading, sentence)):
            yield f"{where}: it must leave this counter-example alone, and finds it: {sentence!r}"


def _under(heading: str, sentence: str) -> Classification:
    return classify("Product Manager", f"<h2>{heading}</h2><p>{escape(sentence)}</p>")


def _found(rule: Rule, text: str, section: Section) -> str:
    document = read_document(text)
    sentences = tuple(
        Sentence(start=sentence.start, end=sentence.end, section=section, bullet=sentence.bullet) for sentence in read_sentences(document)
    )
    finds = [find for find in find_evidence(document.text, sentences, engine()) if find.rule.name == rule.name]
    if any(find.counted for find in finds):
        return "counted"
    return f"found but not counted ({finds[0].context.replace('_', ' ')})" if finds else "not found"
