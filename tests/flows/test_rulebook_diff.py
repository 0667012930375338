"""Two rulebooks over the same postings: which levels change, which rules did it, and what is told of it."""

import io
import json
import math
import re
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers import decide, rulebook_version
from classifiers.classification import Evidence, Level
from classifiers.rulebook_check import RulebookCheck
from classifiers.title_words import LADDER
from extractors.errors import BadFile
from flows.errors import BadInput
from flows.exits import Exit
from flows.rulebook_diff import RulebookDiff, diff
from flows.rulebook_postings import Posting, read_labels
from flows.rulebook_reading import Reading, read_chunk
from flows.rulebook_reasons import reasons
from flows.rulebook_show import diff_as_json, show_diff
from flows.rulebooks import open_rulebook
from flows.terminal import console
from tests.flows.edited_tables import EDITS, copy_of_the_rulebook
from tests.flows.nights import GROUP, OTHER, SENIOR, explore_roles

HOSTILE = "Product Manager [red]x[/red] \x1b[31m\u202eback"
JOINERY = "<h2>What you will do</h2><ul><li>Own the vision of our joinery planner.</li><li>Choose the timber with our joiners.</li></ul>"
POSTINGS = (
    Posting(id="steady", key=None, title="Group Product Manager", company="Garden", text=GROUP),
    Posting(id="weighed", key=None, title="Product Manager, Planning", company="Garden", text=SENIOR.replace("5+", "2+")),
    Posting(id="found", key="file:x:1", title=HOSTILE, company="Wood\x07yard", text=JOINERY),
    Posting(id="gone", key=None, title="Produktchef", company="Pond", text=SENIOR),
    Posting(id="other", key=None, title="Software Engineer", company="Pond", text=OTHER),
)
LABELS: dict[str, Level | None] = {"steady": "group", "weighed": "mid", "file:x:1": "principal", "gone": None, "elsewhere": "apm"}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_rulebook(tmp_path_factory.mktemp("edited") / "tables", *EDITS)


@pytest.fixture(scope="module")
def compared(edited: Path) -> RulebookDiff:
    """The shipped rulebook and the edited one over POSTINGS."""
    return diff(open_rulebook("current"), open_rulebook(str(edited)), POSTINGS, over="postings of the tests", labels=LABELS, processes=2)


def shown(came: RulebookDiff, width: int, limit: int = 40) -> str:
    stream = io.StringIO()
    out = console(stream)
    out.width = width
    show_diff(out, came, limit)
    return stream.getvalue()


# Why a level changes.

SIGNALS = ("zero_to_one", "ownership", "direct_reports")
WEIGHTS = st.dictionaries(st.sampled_from(LADDER), st.integers(-400, 400).map(lambda number: number / 100))
SHARES = st.dictionaries(st.sampled_from(["title.none", "signal.zero_to_one", "signal.ownership", "reports.none", "a.b + c.d"]), WEIGHTS)


def reading(level: Level, shares: dict[str, dict[Level, float]] | None, *signals: str, weight: float = 1.0) -> Reading:
    evidence = tuple(
        Evidence(
            rule=f"finds_{signal}",
            signal=signal,
            quote=f"Says {signal}.",
            start=0,
            end=1,
            section="duties",
            context="asserted",
            weight=weight,
            counted=True,
        )
        for signal in signals
    )
    return Reading(level=level, confidence=0.7, runner_up="above", unclear=False, basis="", evidence=evidence, shares=shares)


@given(SHARES, SHARES, st.sampled_from(LADDER), st.sampled_from(LADDER[:-1]))
def test_the_reasons_add_up_to_the_whole_change(
    was: dict[str, dict[Level, float]], now: dict[str, dict[Level, float]], old: Level, new: Level
) -> None:
    found = reasons(reading(old, was, *SIGNALS), reading(new, now, *SIGNALS))
    over = old if old != new else "above"
    margins = [sum(share.get(new, 0.0) - share.get(over, 0.0) for share in shares.values()) for shares in (was, now)]
    assert math.isclose(sum(reason.push for reason in found), margins[1] - margins[0], abs_tol=0.005 * (len(was) + len(now) + 1))
    assert [reason.push for reason in found] == sorted((reason.push for reason in found), reverse=True)
    assert all(abs(reason.push) >= 0.005 for reason in found)


def test_a_reason_names_the_rules_whose_sentences_are_new() -> None:
    (gained,) = reasons(reading("mid", {}), reading("senior", {"signal.ownership": {"senior": 1.0}}, "ownership"))
    assert (gained.kind, gained.row, gained.rules, gained.quote) == ("gained", "signal.ownership", ("finds_ownership",), "Says ownership.")
    (lost,) = reasons(reading("senior", {"signal.ownership": {"senior": 1.0}}, "ownership"), reading("mid", {}))
    assert (lost.kind, lost.rules, lost.before, lost.after) == ("lost", ("finds_ownership",), -1.0, 0.0)
    (pair,) = reasons(reading("mid", {}), reading("senior", {"title.lead + years_pm.8": {"senior": 1.0}}))
    assert (pair.rules, pair.row) == ((), "title.lead + years_pm.8")


def test_of_what_was_published_only_the_sentences_are_known() -> None:
    now = {"signal.ownership": {"senior": 1.0, "mid": 0.25}}
    (gained,) = reasons(reading("mid", None), reading("senior", now, "ownership"))
    assert (gained.kind, gained.rules, gained.row, gained.push) == ("gained", ("finds_ownership",), "", 1.0)
    (lost,) = reasons(reading("mid", None, "ownership"), reading("senior", {}))
    assert (lost.kind, lost.before, lost.after) == ("lost", -1.0, 0.0)
    (weighed,) = reasons(reading("mid", None, "ownership"), reading("senior", now, "ownership"))
    assert (weighed.kind, weighed.before, weighed.after) == ("reweighed", -1.0, -0.25)
    assert reasons(reading("senior", None, "ownership"), reading("senior", now, "ownership")) == ()
    # Counted by both, and worth nothing for the level that won: neither gained nor lost.
    assert reasons(reading("mid", None, "training"), reading("senior", {}, "training", weight=0.0)) == ()


@pytest.mark.parametrize("blind", [False, True])
def test_a_reading_holds_the_whole_sum(monkeypatch: pytest.MonkeyPatch, blind: bool) -> None:
    monkeypatch.setattr(decide, "score", decide.score)  # type: ignore[attr-defined]
    for posting, found in zip(POSTINGS, read_chunk([posting.pair for posting in POSTINGS], blind), strict=True):
        verdict = decide.classify(posting.title, posting.text, blind)
        assert (found.level, found.confidence, found.evidence) == (verdict.level, verdict.confidence, verdict.evidence)
        if found.level is None:
            assert found.shares is None
            continue
        assert found.shares is not None
        totals = {level: sum(share.get(level, 0.0) for share in found.shares.values()) for level in LADDER}
        assert found.level == max(LADDER, key=lambda level: totals[level])
        assert all(row.startswith("blind.") for row in found.shares if row.startswith(("title.", "blind."))) is blind


# The two held against each other.


def test_levels_that_change_and_the_rules_that_did_it(compared: RulebookDiff) -> None:
    changed = {change.id: change for change in compared.changed}
    assert (compared.postings, set(changed)) == (len(POSTINGS), {"weighed", "found", "gone"})
    weighed = changed["weighed"]
    assert (weighed.old.level, weighed.new.level) == ("mid", "senior")
    assert (weighed.reasons[0].kind, weighed.reasons[0].row) == ("reweighed", "signal.zero_to_one")
    assert weighed.reasons[0].quote.strip(".") in SENIOR
    assert weighed.reasons[0].after == 4.5
    found = changed["found"].reasons[0]
    assert (changed["found"].new.level, found.kind, found.rules, found.row) == (
        "principal",
        "gained",
        ("chooses_timber",),
        "signal.people_mentoring",
    )
    assert (found.quote, found.section, found.before, found.after) == ("Choose the timber with our joiners.", "duties", 0.0, 9.0)
    assert (changed["gone"].new.level, changed["gone"].reasons) == (None, ())
    assert compared.levels["group", "group"] == compared.levels["not_pm", "not_pm"] == 1
    rules = {(rule, row): counts for rule, row, counts in compared.answerable()}
    assert rules["chooses_timber", "signal.people_mentoring"].gained == 1
    assert rules[f"no product management: {changed['gone'].new.basis}", ""].gained == 1


def test_labels_say_whether_it_is_for_the_better(compared: RulebookDiff) -> None:
    became = {change.id: change.became for change in compared.changed}
    assert became == {"weighed": "wrong", "found": "right", "gone": "right"}
    assert [change.became for change in compared.changed] == ["wrong", "right", "right"]
    assert (compared.labels, compared.labelled, compared.labelled_pm) == (5, 4, 3)
    assert compared.before is not None
    assert compared.after is not None
    # Of group, mid and principal two are right, before and after; F1 is 1 for two of the three, but for what else was called mid before.
    assert (compared.before.accuracy, compared.after.accuracy) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert compared.before.macro_f1 == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert compared.after.macro_f1 == pytest.approx((1 + 0 + 1) / 3)


@pytest.mark.parametrize("width", [60, 80, 140])
def test_what_a_person_sees(compared: RulebookDiff, edited: Path, width: int) -> None:
    told = shown(compared, width)
    joined = " ".join(told.split())
    assert f"Rulebook current {compared.old_version} → {edited} {compared.new_version}" in joined
    assert "5 postings of the tests" in joined
    assert "3 changed, 2 stayed" in joined
    assert "accuracy 0.667 → 0.667, macro-F1 0.556 → 0.667, over 3 that are labelled with a level" in joined
    assert "2 became right, 1 became wrong, of 4" in joined
    assert re.search(r"levels\.toml signal\.zero_to_one senior \S+ → 4\.5", joined)
    assert "rules/reports.toml rule chooses_timber added" in joined
    assert "titles.toml family.person − “produktchef”" in joined
    assert "gained +0.00 → +9.00 chooses_timber signal.people_mentoring, duties “Choose the timber with our joiners.”" in joined
    assert "is no product management: " in joined
    assert "[became right] Product Manager [red]x[/red]" in joined
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", told)
    assert all(len(line) <= width for line in told.splitlines()[1:])
    assert "and 2 more postings; --limit shows more" in shown(compared, width, limit=1)


def test_what_a_program_reads(compared: RulebookDiff) -> None:
    told = json.loads(diff_as_json(compared))
    assert (told["postings"], told["levels_changed"], told["confidence_moved"]) == (5, 3, len(told["moved"]))
    assert [row["id"] for row in told["changed"]] == [change.id for change in compared.changed]
    assert told["labels"]["became_wrong"] == ["weighed"]
    assert {(row["old"], row["new"], row["postings"]) for row in told["levels"]} >= {("mid", "senior", 1), ("not_pm", "not_pm", 1)}
    assert told["changed"][0]["reasons"][0]["row"] == "signal.zero_to_one"
    assert told["tables"][0]["table"] == "levels.toml"


def test_without_labels_nothing_is_said_of_right_and_wrong() -> None:
    unlabelled = RulebookDiff(
        over="postings", old="a", new="b", old_version="1", new_version="1", blind=True, rows=[], failing={"b": ("one",)}, postings=2
    )
    told = shown(unlabelled, 100)
    assert "not known without --labels" in told
    assert "became right" not in told
    assert "The two are the same." in told
    assert "b fails one of its own sentences: explore-roles rulebook check b" in told
    unlabelled.labels = 7
    assert "none of the 7 labels is a level of one of these postings" in shown(unlabelled, 100)


def test_what_was_published_against_a_rulebook(tmp_path: Path, edited: Path) -> None:
    rows = [{"id": posting.id, "title": posting.title, "company": posting.company, "description": posting.text} for posting in POSTINGS]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert explore_roles("ingest", tmp_path / "in.jsonl", "--data", tmp_path / "data").exit_code == 0
    result = explore_roles("rulebook", "diff", "published", edited, "--data", tmp_path / "data", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["old"] == {"rulebook": "published", "version": rulebook_version()}
    assert told["postings"] == 4
    changed = {row["key"].rsplit(":", 1)[1]: row for row in told["changed"]}
    assert set(changed) == {"weighed", "found", "gone"}
    assert re.fullmatch(r"r[0-9a-f]{16}", changed["found"]["id"])
    assert (changed["found"]["reasons"][0]["kind"], changed["found"]["reasons"][0]["rules"]) == ("gained", ["chooses_timber"])
    # The published version is that of the shipped tables, so these are what the edited ones are held against.
    assert [row["row"] for row in told["tables"]][-1] == "family.person"


def test_a_rulebook_that_cannot_be_used_is_not_compared(edited: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def read_at_once(folder: Path | None, *_: int) -> Iterator[Any]:
        broken = ("rules/scope.toml, rule a: b",) if folder else ()
        checked: Future[RulebookCheck] = Future()
        checked.set_result(RulebookCheck(broken=broken, failing=()))
        yield SimpleNamespace(submit=lambda *_: checked)

    monkeypatch.setattr("flows.rulebook_diff.reading_with", read_at_once)
    with pytest.raises(BadInput, match=rf"{re.escape(str(edited))} cannot be used:\n  rules/scope.toml, rule a: b"):
        diff(open_rulebook("current"), open_rulebook(str(edited)), POSTINGS, over="postings")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("current", "published"), "NEW is a folder of tables, or `current`"),
        (("published", "current", "--blind"), "--blind"),
        (("published", "current", "--file", "x.csv"), "--file"),
        (("current", "current", "--columns", "id=ref"), "name the file"),
        (("current", "current", "--file", "x.csv", "--labels", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("current", "current"), "Nothing is published at"),
    ],
)
def test_arguments_that_cannot_be(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = explore_roles("rulebook", "diff", *arguments, "--data", tmp_path)
    assert result.exit_code == Exit.BAD_INPUT
    assert said in result.stderr


def test_labels_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = ({"id": 7, "family": "pm", "level": "mid"}, {"id": "b", "family": "not_pm", "level": None}, {"id": "c", "level": "above"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert read_labels(path) == {"7": "mid", "b": None, "c": "above"}
    (tmp_path / "labels.csv").write_text("id,level\na,senior\n", encoding="utf-8")
    assert read_labels(tmp_path / "labels.csv") == {"a": "senior"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "level": "boss"}', "row 1: the level 'boss' is none of apm, mid"),
        ('{"id": "a", "level": null}', "row 1: the level None is none of"),
        ('{"id": "a", "level": "mid"}\n{"id": "a", "level": "mid"}', "row 2: the id a stands twice"),
        ('{"id": null, "level": "mid"}', "row 1: no id"),
        ('{"id": "a", "family": "cat", "level": "mid"}', "the family 'cat' is neither"),
        ('{"id": "a"}', "has no column level"),
        ("[]", "has no column id and no column level"),
        ("{", "not JSON"),
    ],
)
def test_labels_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "labels.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=re.escape(said)):
        read_labels(tmp_path / "labels.jsonl")
