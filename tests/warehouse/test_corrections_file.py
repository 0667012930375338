"""corrections.toml: what it says, what is wrong with it, and what `corrections check` tells of it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows.commands_corrections import corrections
from warehouse.corrections import BadCorrections, Correction, corrections_of, corrections_table, load_corrections

PAGE = Path(__file__).parents[2] / "docs" / "corrections.md"
SIGNED = 'reason = "as their recruiter says"\nwho = "Ann Example"\non = 2026-11-20\n'
TODAY = date(2026, 11, 21)
LEVEL = f'[[level]]\nposting = "greenhouse:acme:123"\nlevel = "principal"\nexpects = "group"\n{SIGNED}'
WHOLE = f"""{LEVEL}
[[level]]
role = "r0123456789abcdef"
level = "not_pm"
{SIGNED}
[[same_role]]
postings = ["greenhouse:acme:123", "lever:acme:9f2c"]
{SIGNED}
[[separate_roles]]
postings = ["file:jobs of may.csv:1", "greenhouse:acme:123", "ashby:Acme Robots, Inc:a:b"]
{SIGNED}
[[company]]
name = "ACME  HOLDINGS INC"
display_name = "Acme"
industry = "fintech"
expects = {{ industry = "insurance" }}
{SIGNED}
[[board]]
board = "greenhouse:acme"
retire = false
{SIGNED}"""


def write(folder: Path, text: str) -> Path:
    path = folder / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str) -> tuple[Correction, ...]:
    return load_corrections(write(folder, text), today=TODAY)


def wrong(folder: Path, text: str) -> str:
    with pytest.raises(BadCorrections) as raised:
        load(folder, text)
    return str(raised.value)


def test_each_table_is_read(tmp_path: Path) -> None:
    rows = load(tmp_path, WHOLE)
    assert [(row.kind, row.position, row.target, row.field, row.value, row.expects) for row in rows] == [
        ("level", 1, "greenhouse:acme:123", "level", "principal", "group"),
        ("level", 2, "r0123456789abcdef", "level", "not_pm", None),
        ("same_role", 1, "greenhouse:acme:123", "role", None, None),
        ("same_role", 1, "lever:acme:9f2c", "role", None, None),
        ("separate_roles", 1, "file:jobs of may.csv:1", "role", None, None),
        ("separate_roles", 1, "greenhouse:acme:123", "role", None, None),
        ("separate_roles", 1, "ashby:Acme Robots, Inc:a:b", "role", None, None),
        ("company", 1, "ACME HOLDINGS INC", "display_name", "Acme", None),
        ("company", 1, "ACME HOLDINGS INC", "industry", "fintech", "insurance"),
        ("board", 1, "greenhouse:acme", "retire", "false", None),
    ]
    assert {(row.reason, row.who, row.made_on) for row in rows} == {("as their recruiter says", "Ann Example", date(2026, 11, 20))}
    assert all(row.group_id == (row.correction_id if row.field == "role" else None) for row in rows)
    assert len({row.correction_id for row in rows}) == 6
    assert all(len(row.correction_id) == 16 for row in rows)


def test_the_examples_of_the_page_can_be_used(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert {row.kind for row in load(tmp_path, "\n".join(examples))} == {"level", "same_role", "separate_roles", "company", "board"}


def test_as_a_table(tmp_path: Path) -> None:
    rows = load(tmp_path, WHOLE)
    table = corrections_table(rows)
    assert [Correction(**row) for row in table.to_pylist()] == list(rows)
    assert corrections_table(()).schema == table.schema


def test_the_name_of_a_correction_is_of_what_it_says(tmp_path: Path) -> None:
    [first] = load(tmp_path, LEVEL)
    [reworded] = load(tmp_path, LEVEL.replace("as their recruiter says", "as they say").replace("Ann", "Ben").replace("-20", "-19"))
    [other] = load(tmp_path, LEVEL.replace("principal", "senior"))
    assert first.correction_id == reworded.correction_id != other.correction_id
    pairs = [load(tmp_path, f"[[same_role]]\npostings = {keys}\n{SIGNED}") for keys in (["a:b:1", "a:b:2"], ["a:b:2", "a:b:1"])]
    assert pairs[0][0].correction_id == pairs[1][0].correction_id


def test_words_are_made_plain(tmp_path: Path) -> None:
    [row] = load(tmp_path, "\ufeff" + LEVEL.replace('"as their recruiter says"', '"""\nas their\n  recruiter\\u001b[31m says\u202e"""'))
    assert row.reason == "as their recruiter [31m says"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LEVEL.replace('"Ann Example"', '"  "'), "[[level]] row 1 (line 1): `who`: blank"),
        (LEVEL.replace('who = "Ann Example"\n', ""), "`who` is missing"),
        (LEVEL.replace("as their", "x" * 501), "`reason`: more than 500"),
        (LEVEL.replace("expects", "expect"), "`expect` is not a key of [[level]]; there are reason, who, on, posting, role"),
        (LEVEL.replace('"principal"', '"staff"'), "`level`: 'staff' is none of 'apm', 'mid', 'senior'"),
        (LEVEL.replace('"group"', '"principal"'), "`expects` is the corrected level itself"),
        (LEVEL.replace("greenhouse:acme:123", "greenhouse:acme"), "`posting`: 'greenhouse:acme' is no posting's key"),
        (LEVEL + 'role = "r0123456789abcdef"\n', "name either a `posting` or a `role`"),
        (LEVEL.replace("posting =", "role ="), "no role's id; copy it from `role_id`"),
        (LEVEL.replace("2026-11-20", '"2026-11-20"'), "`on` is no date; write it without quotation marks"),
        (LEVEL.replace("2026-11-20", "2026-11-20T10:00:00"), "`on` is no date"),
        (LEVEL.replace("2026-11-20", "2026-11-22"), "`on` is 2026-11-22, which is still to come (today is 2026-11-21)"),
        (LEVEL.replace("[[level]]", "[level]"), "`level`: begin each row with [[level]], in double brackets"),
        (LEVEL.replace("[[level]]", "[[levels]]"), "`levels` is no table of this file; rows begin with [[level]], [[same_role]]"),
        (f'[[same_role]]\npostings = ["a:b:1"]\n{SIGNED}', "`postings`: fewer than two"),
        (f'[[same_role]]\npostings = ["a:b:1", "a:b:2", "a:b:1 "]\n{SIGNED}', "`postings`: a:b:1 stands there twice"),
        (f'[[separate_roles]]\npostings = ["a:b:1", "Acme"]\n{SIGNED}', "`postings`: 'Acme' is no posting's key"),
        (f'[[same_role]]\npostings = "a:b:1"\n{SIGNED}', "`postings` is not as it should be"),
        (f'[[company]]\nname = "Acme"\n{SIGNED}', "give a `display_name`, an `industry`, or both"),
        (f'[[company]]\nname = "Acme"\ndisplay_name = " Acme"\n{SIGNED}', "nothing to correct"),
        (f'[[company]]\nname = "Acme"\nindustry = "x"\nexpects = {{ industry = "x" }}\n{SIGNED}', "has the corrected `industry` itself"),
        (f'[[company]]\nname = "Acme"\nindustry = "x"\nexpects = {{ display_name = "y" }}\n{SIGNED}', "`expects` has `display_name`, but"),
        (f'[[company]]\nname = "Acme"\nindustry = "x"\nexpects = {{ town = "y" }}\n{SIGNED}', "`expects.town` is not a key"),
        (f'[[board]]\nboard = "acme"\nretire = true\n{SIGNED}', "`board`: 'acme' is no board; write source:token"),
        (f'[[board]]\nboard = "lever:acme"\nretire = "true"\n{SIGNED}', "`retire` is true or false, without quotation marks"),
        ('[[level]]\nposting = "a\n', "(at line 2, column 13)"),
        (f"{LEVEL}who = 'Ben'\n", "Cannot overwrite a value (at line 8"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used(tmp_path: Path, text: str, told: str) -> None:
    said = wrong(tmp_path, text)
    assert said.startswith(str(tmp_path / "corrections.toml"))
    assert told in said


COMPANY = f'[[company]]\nname = "Acme Inc"\nindustry = "fintech"\n{SIGNED}'
SAME = f'[[same_role]]\npostings = ["a:b:1", "a:b:2"]\n{SIGNED}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LEVEL + LEVEL.replace("principal", "senior"), "level of greenhouse:acme:123 is senior here, and principal in [[level]] row 1"),
        (LEVEL + LEVEL, "row 2 (line 8): says what [[level]] row 1 (line 1) says already"),
        (COMPANY + COMPANY.replace("Acme Inc", "ACME   inc").replace("fintech", "energy"), "of ACME inc is energy here, and fintech in"),
        (f'[[board]]\nboard = "a:b"\nretire = true\n{SIGNED}[[board]]\nboard = "a:b"\nretire = false\n{SIGNED}', "false here, and true in"),
        (SAME + SAME.replace("a:b:1", "a:b:3"), "a:b:2 stands in [[same_role]] row 1 (line 1) already; write all postings"),
        (SAME + SAME.replace("same_role", "separate_roles").replace('"a:b:2"', '"a:b:3", "a:b:2"'), "keeps a:b:1 and a:b:2 apart"),
        (SAME.replace("same_role", "separate_roles") * 2, "says what [[separate_roles]] row 1 (line 1) says already"),
    ],
)  # fmt: skip
def test_rows_that_contradict_each_other(tmp_path: Path, text: str, told: str) -> None:
    said = wrong(tmp_path, text)
    assert told in said
    assert said.count("\n") == 1, "one problem is told once"


def test_rows_that_only_look_as_if_they_did(tmp_path: Path) -> None:
    apart = SAME.replace("same_role", "separate_roles")
    text = SAME + apart.replace("a:b:1", "a:b:3") + apart.replace("a:b:1", "a:b:4") + COMPANY
    assert len(load(tmp_path, text + COMPANY.replace('industry = "fintech"', 'display_name = "Acme"'))) == 8


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    said = wrong(tmp_path, LEVEL.replace("principal", "staff").replace("Ann Example", "") + "[[merge]]\n" + LEVEL + LEVEL)
    assert [line.split(":")[0].strip() for line in said.splitlines()[1:]] == [
        "[[level]] row 1 (line 1)",
        "[[level]] row 1 (line 1)",
        "`merge` is no table of this file; rows begin with [[level]], [[same_role]], [[separate_roles]], [[company]], [[board]]",
        "[[level]] row 3 (line 16)",
    ]
    assert "and 5 more" in wrong(tmp_path, LEVEL.replace("principal", "staff") * 25)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    assert load_corrections(path) == ()
    path.write_bytes(b"# fine\n# caf\xe9\n")
    with pytest.raises(BadCorrections, match="line 2: not UTF-8"):
        load_corrections(path)
    with pytest.raises(BadCorrections, match="cannot be read"):
        load_corrections(tmp_path)


def test_where_the_file_is(tmp_path: Path) -> None:
    assert corrections_of(tmp_path) == ()
    path = write(tmp_path, LEVEL)
    assert len(corrections_of(tmp_path)) == 1
    named = tmp_path / "mine.toml"
    with pytest.raises(BadCorrections, match="does not exist"):
        corrections_of(tmp_path, named)
    path.rename(named)
    assert len(corrections_of(tmp_path, named)) == 1
    path.symlink_to(tmp_path / "gone.toml")
    with pytest.raises(BadCorrections, match="does not exist"):
        corrections_of(tmp_path)


def test_the_date_is_held_against_today(tmp_path: Path) -> None:
    path = write(tmp_path, LEVEL.replace("2026-11-20", str(datetime.now(UTC).date() + timedelta(days=2))))
    with pytest.raises(BadCorrections, match="still to come"):
        load_corrections(path)


@given(st.text(max_size=80))
def test_no_text_is_worse_than_a_bad_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    for content in (text, f"[[level]]\n{text}", f"[[company]]\nname = {json.dumps(text)}\nindustry = {json.dumps(text)}\n{SIGNED}"):
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        try:
            rows = load_corrections(path, today=TODAY)
        except BadCorrections:
            continue
        assert all(row.value and row.target for row in rows)


def check(*arguments: object) -> Result:
    return CliRunner().invoke(corrections, ["check", *map(str, arguments)], env={"EXPLORE_ROLES_CORRECTIONS": None})


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A data folder whose last run applied [[level]] row 1, now mended, and one more that has been taken out since."""
    [level] = load(tmp_path, LEVEL)
    (tmp_path / "published").mkdir()
    with duckdb.connect(str(tmp_path / "published" / "roles.duckdb")) as connection:
        connection.register("arrow_corrections", corrections_table([level]))
        connection.execute(
            "CREATE TABLE applied AS SELECT correction_id, kind, target, field, value, expects, 'principal' AS source_value,"
            " 'mended' AS state, reason, who, made_on FROM arrow_corrections"
        )
        connection.execute("INSERT INTO applied SELECT * REPLACE ('lever:acme:1' AS target) FROM applied")
        connection.execute("CREATE VIEW corrections AS FROM applied")
    return tmp_path


def test_check_tells_the_states(published: Path) -> None:
    write(published, LEVEL + COMPANY)
    result = check("--data", published, "--json")
    assert result.exit_code == 0, result.stderr
    assert [(row["target"], row["state"], row["source_value"], row["made_on"]) for row in json.loads(result.stdout)] == [
        ("greenhouse:acme:123", "mended", "principal", "2026-11-20"),
        ("Acme Inc", "new", None, "2026-11-20"),
        ("lever:acme:1", "taken back", "principal", "2026-11-20"),
    ]
    shown = check("--data", published)
    assert shown.exit_code == 0
    assert "mended      [[level]] row 1  greenhouse:acme:123: level principal  (without it: principal)" in shown.stdout
    assert "Ann Example, 2026-11-20: as their recruiter says" in shown.stdout
    assert "mended: the same would stand without it now: take it out" in shown.stderr


def test_check_without_a_publication_or_corrections(tmp_path: Path) -> None:
    result = check("--data", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"There are no corrections in {tmp_path}" in " ".join(result.stderr.split())
    file = write(tmp_path, LEVEL).rename(tmp_path / "draft.toml")
    assert "new " in check(file, "--data", tmp_path).stdout
    (tmp_path / "published").mkdir()
    duckdb.connect(str(tmp_path / "published" / "roles.duckdb")).close()  # of a version that knew no corrections
    assert "new " in check(file, "--data", tmp_path).stdout


def test_check_ends_with_2_where_something_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, LEVEL.replace("principal", "\\u001b[31mstaff"))
    result = check("--data", tmp_path)
    assert result.exit_code == 2
    assert "[[level]] row 1 (line 1): `level`" in result.stderr
    assert "\x1b" not in result.stderr
    assert check(tmp_path / "nowhere.toml", "--data", tmp_path).exit_code == 2
