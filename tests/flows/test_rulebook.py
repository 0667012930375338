"""Changing a rule: a copy of the tables, what is wrong with it, and which of its rows differ."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from classifiers import decide, rulebook_version, tables
from classifiers.rulebook_check import check_rulebook
from classifiers.tables import rulebook_files, use_rulebook, version_of
from flows.errors import BadInput
from flows.exits import Exit
from flows.rulebook_reading import reading_with
from flows.rulebook_rows import row_differences
from flows.rulebooks import export_rulebook, open_rulebook
from tests.flows.edited_tables import EDITS, copy_of_the_rulebook, row_of
from tests.flows.nights import SENIOR, explore_roles


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_rulebook(tmp_path_factory.mktemp("edited") / "tables", *EDITS)


# Folders of tables.


def test_a_copy_is_whole_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "tables"
    result = explore_roles("rulebook", "export", folder)
    assert (result.exit_code, str(folder) in result.stderr) == (0, True)
    copied = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.toml")}
    assert copied == rulebook_files() == rulebook_files(folder)
    assert open_rulebook(str(folder)).version == open_rulebook("current").version == rulebook_version()
    (tmp_path / "empty").mkdir()
    assert export_rulebook(tmp_path / "empty") == len(copied)
    (tmp_path / "file").touch()
    for there in (folder, tmp_path / "file", tmp_path / "file" / "below"):
        result = explore_roles("rulebook", "export", there)
        assert result.exit_code == Exit.BAD_INPUT
        assert str(there) in result.stderr
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "levels.toml").write_text("= 3"), "levels.toml: Invalid statement (at line 1"),
        (lambda folder: (folder / "words.toml").write_bytes(b"a = 1\n# \xff"), "words.toml, line 2: not UTF-8"),
        (lambda folder: (folder / "years.toml").unlink(), "years.toml is missing"),
        (lambda folder: [path.unlink() for path in (folder / "rules").iterdir()], "rules/*.toml is missing"),
        (lambda folder: [path.unlink() for path in folder.rglob("*.toml")], "rulebook export"),
    ],
)
def test_a_folder_that_is_no_rulebook_is_told_by_file(tmp_path: Path, break_it: Callable[[Path], Any], said: str) -> None:
    folder = copy_of_the_rulebook(tmp_path / "tables")
    break_it(folder)
    for command in (
        ("check", folder),
        ("diff", "current", folder, "--file", "none.csv"),
        ("diff", folder, "current", "--file", "none.csv"),
    ):
        result = explore_roles("rulebook", *command)
        assert result.exit_code == Exit.BAD_INPUT
        assert said in result.stderr
        assert str(folder) in result.stderr


def test_a_word_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for word in ("Current", str(tmp_path / "nowhere"), str(tmp_path / "file")):
        with pytest.raises(BadInput, match=f"{re.escape(word)} is .* a rulebook is a folder of tables, or the word current"):
            open_rulebook(word)


def test_an_editors_hidden_files_are_no_tables(tmp_path: Path) -> None:
    folder = copy_of_the_rulebook(tmp_path / "tables")
    (folder / ".#levels.toml").symlink_to("nobody@nowhere")
    (folder / "rules" / "scope.toml~").write_text("= 3")
    assert open_rulebook(str(folder)).version == rulebook_version()


def test_another_rulebook_is_used_only_where_none_was_read(edited: Path) -> None:
    assert rulebook_version()
    with pytest.raises(RuntimeError, match="fresh process"):
        use_rulebook(edited)
    with reading_with(edited, 1) as pool:
        assert pool.submit(rulebook_version).result() == version_of(rulebook_files(edited)) != rulebook_version()


# What is wrong with a rulebook.


@pytest.fixture
def in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Puts another rulebook into this process; good for what is found before anything is compiled."""

    def use(folder: Path) -> None:
        for blind in (False, True):  # what is compiled stays for good, so it is compiled before
            decide.classify("Product Manager", SENIOR, blind)
        monkeypatch.setattr(tables, "_folder", folder)
        forget()

    def forget() -> None:
        tables._in_use.cache_clear()
        tables.read_table.cache_clear()

    yield use
    monkeypatch.undo()
    forget()


def test_nothing_is_wrong_with_the_shipped_rulebook() -> None:
    found = check_rulebook()
    assert (found.broken, found.failing) == ((), ())


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("rules/launch.toml", "patterns = [", "pattern = [", "rules/launch.toml, rule zero_to_one: 'pattern' is no key of a row like this"),
        ("rules/launch.toml", "patterns = [", "pattern = [", "rules/launch.toml, rule zero_to_one: lacks 'patterns'"),
        ("rules/launch.toml", 'not_examples = ["Own the existing product."]', 'not_examples = "Own"', "is a text where a list is"),
        ("rules/reports.toml", '"your reports"', '"Your reports"', "rule direct_reports: 'Your reports' has capitals"),
        ("rules/reports.toml", '"your reports"', '"your ..x reports"', "'..x' is no gap"),
        ("rules/reports.toml", '"your reports"', '"your|@poeple"', "pattern 'your|@poeple': words.toml has no class @poeple"),
        ("rules/reports.toml", '"your reports"', "3", "rule direct_reports: patterns holds 3, a number, where a text is expected"),
        ("rules/reports.toml", '"duties"', '"dutys"', "sections 'dutys' is none of benefits, company"),
        ("rules/reports.toml", '"direct_reports"\nvalue', '"reports"\nvalue', "signal 'reports' is none of"),
        (
            "rules/reports.toml",
            'name = "direct_reports"',
            'name = "zero_to_one"',
            "rules/launch.toml and rules/reports.toml: two rules are called zero_to_one",
        ),
        (
            "contexts.toml",
            'direction = "before"',
            'direction = "in front"',
            "contexts.toml, [[cue]] number 1: direction 'in front' is none",
        ),
        ("contexts.toml", "reach = 6", "", "contexts.toml, [[cue]] number 1: lacks 'reach'"),
        ("levels.toml", "[title.staff]", "[title.stuff]", "levels.toml, title: lacks 'staff'"),
        ("levels.toml", "temperature = ", "temperatur = ", "levels.toml, confidence: lacks 'temperature'"),
        ("levels.toml", "mid = ", 'mid = "two" # ', "is a text where a number is expected"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(
    tmp_path: Path, in_use: Callable[[Path], None], table: str, old: str, new: str, said: str
) -> None:
    in_use(copy_of_the_rulebook(tmp_path / "tables", (table, old, new)))
    found = check_rulebook()
    assert any(said in line for line in found.broken), found.broken
    assert found.failing == ()


def test_rows_that_may_be_left_out_or_added(tmp_path: Path, in_use: Callable[[Path], None]) -> None:
    edits = (
        ("levels.toml", row_of("levels.toml", "years_pm.7"), ""),
        ("levels.toml", row_of("levels.toml", "signal.supports_pm"), "[signal.supports_pm]\nmid = -1\nabove = -2.5\n"),
        ("words.toml", "graduates = [", 'leavers = ["leavers"]\ngraduates = ['),
    )
    in_use(copy_of_the_rulebook(tmp_path / "tables", *edits))
    assert check_rulebook().broken == ()


def test_a_table_that_nobody_reads_is_told(tmp_path: Path, in_use: Callable[[Path], None]) -> None:
    folder = copy_of_the_rulebook(tmp_path / "tables")
    (folder / "scope.toml").write_text("a = 1")
    in_use(folder)
    assert check_rulebook().broken == ("scope.toml: no table of this name is ever read; rules go into the folder rules/",)


def test_check_tells_every_sentence_that_fails(tmp_path: Path) -> None:
    edits = (
        ("rules/reports.toml", 'examples = ["This is an individual', 'examples = ["You may be an orchard.", "This is an individual'),
        (
            "rules/reports.toml",
            'not_examples = ["You will manage two',
            'not_examples = ["An individual contributor role.", "You will manage two',
        ),
    )
    folder = copy_of_the_rulebook(tmp_path / "tables", *edits)
    result = explore_roles("rulebook", "check", folder)
    assert result.exit_code == Exit.BAD_INPUT
    rule = "rules/reports.toml, rule individual_contributor: "
    assert f"{rule}its example is not found: 'You may be an orchard.'" in result.stdout
    assert f"{rule}it must leave this counter-example alone, and finds it: 'An individual contributor role.'" in result.stdout
    assert f"{folder}, version {version_of(rulebook_files(folder))}: 2 wrong" in result.stderr


def test_check_says_that_nothing_is_wrong() -> None:
    told = json.loads(explore_roles("rulebook", "check", "current", "--json").stdout)
    assert told == {"rulebook": "current", "version": rulebook_version(), "broken": [], "failing": []}


# Rows that differ.


def test_rows_that_differ_are_told_by_table_and_row(edited: Path) -> None:
    found = row_differences(open_rulebook("current").tables, open_rulebook(str(edited)).tables)
    assert [(row.table, row.row, row.kind) for row in found] == [
        ("levels.toml", "signal.zero_to_one", "changed"),
        ("levels.toml", "signal.people_mentoring", "changed"),
        ("rules/reports.toml", "rule chooses_timber", "added"),
        ("titles.toml", "family.person", "changed"),
    ]
    (words,) = found[3].fields
    assert (words.removed, words.added, words.single) == (("produktchef",), (), False)


def test_order_and_comments_are_no_difference_and_rows_without_a_name_are_known_by_their_words() -> None:
    cue = {"context": "negated", "phrases": ["no", "not", "never"], "reach": 6}
    other = {"context": "prior", "phrases": ["experience in"], "reach": 3}
    pair = {"of": ["title.lead", "years_pm.8"], "group": 1.0}
    old = {"contexts.toml": {"cue": [cue, other]}, "levels.toml": {"both": [pair]}, "years.toml": {"units": ["year", "years"]}}
    new = {
        "contexts.toml": {"cue": [other, cue | {"phrases": ["never", "not", "no"]}]},
        "levels.toml": {"both": [{"group": 1.0, "of": ["years_pm.8", "title.lead"]}]},
        "years.toml": {"units": ["years", "year"]},
    }
    assert row_differences(old, new) == []
    new["contexts.toml"]["cue"][1] = cue | {"phrases": ["no", "not", "nor"], "reach": 5}
    new["levels.toml"]["both"] = [pair | {"group": 2.0}]
    new["years.toml"]["units"] = ["year", "jahr"]
    found = row_differences(old, new)
    assert [(row.row, row.kind) for row in found] == [
        ("cue negated 6: no, not, …", "changed"),
        ("both title.lead + years_pm.8", "changed"),
        ("units", "changed"),
    ]
    told = {(field.key, field.removed, field.added) for row in found for field in row.fields}
    assert told == {
        ("phrases", ("never",), ("nor",)),
        ("reach", ("6",), ("5",)),
        ("group", ("1",), ("2",)),
        ("", ("years",), ("jahr",)),
    }
