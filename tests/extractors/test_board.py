"""boards.toml: the shipped list is sound, and a malformed one is named row by row."""

from pathlib import Path

import pytest

from extractors.board import Board, boards_in, company_name, default_boards_path, forbidden, load_boards, load_industries
from extractors.errors import BadBoards
from extractors.sources import sources

TOP = 'industries = ["travel", "consumer"]\n'
GOOD = '[[board]]\nsource = "lever"\ntoken = "driftmoor"\ncompany = "Driftmoor"\nindustry = "travel"\n'


def _load(tmp_path: Path, text: str | bytes) -> tuple[Board, ...]:
    path = tmp_path / "boards.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_boards(path)


def _refused(tmp_path: Path, text: str | bytes, *matches: str) -> None:
    with pytest.raises(BadBoards) as raised:
        _load(tmp_path, text)
    assert str(tmp_path / "boards.toml") in str(raised.value)
    for match in matches:
        assert match in str(raised.value)


def test_the_shipped_boards_are_sound_and_many() -> None:
    if not default_boards_path().exists():
        pytest.fail("extractors/boards.toml is missing")
    boards = load_boards(default_boards_path())
    employers = [board for board in boards if not sources()[board.source].PLATFORM.aggregator]
    assert len({board.company for board in employers}) >= 900
    assert all(board.industry for board in employers)
    assert len({board.key for board in boards}) == len(boards)


def test_rows_are_read_as_they_stand(tmp_path: Path) -> None:
    text = (
        TOP
        + GOOD
        + '[[board]]\nsource = "ashby"\ntoken = "Fern Combe"\ncompany = " Ferncombe "\n'
        + GOOD.replace("driftmoor", "eu-maps")
        + 'region = "eu"\n'
    )
    assert _load(tmp_path, text) == (
        Board(source="lever", token="driftmoor", company="Driftmoor", industry="travel"),
        Board(source="ashby", token="Fern Combe", company="Ferncombe"),
        Board(source="lever", token="eu-maps", company="Driftmoor", industry="travel", region="eu"),
    )


@pytest.mark.parametrize(
    ("row", "matches"),
    [
        (GOOD.replace('"lever"', '"leever"'), ["unknown source 'leever'", "greenhouse"]),
        (GOOD.replace('token = "driftmoor"\n', ""), ["`token` is missing"]),
        (GOOD.replace('"driftmoor"', '""'), ["cannot be one"]),
        (GOOD.replace('"driftmoor"', '"../../etc/passwd"'), ["'../../etc/passwd' cannot be one"]),
        (GOOD.replace('"driftmoor"', '"a..b"'), ["cannot be one"]),
        (GOOD.replace('"driftmoor"', '"a?x=1"'), ["cannot be one"]),
        (GOOD.replace('"driftmoor"', '"a\\nb"'), ["cannot be one"]),
        (GOOD.replace('"driftmoor"', '"a "'), ["cannot be one"]),
        (GOOD.replace('"driftmoor"', "5"), ["`token`", "string"]),
        (GOOD.replace('"Driftmoor"', '" "'), ["`company`"]),
        (GOOD.replace('"Driftmoor"', '"a\\u001bb"'), ["`company`"]),
        (GOOD.replace('"travel"', '"travels"'), ["industry 'travels' of 'driftmoor' is not in the list"]),
        (GOOD + 'region = "us"\n', ["unknown region 'us' of lever", "eu"]),
        (GOOD.replace('"lever"', '"ashby"') + 'region = "eu"\n', ["none: leave it out"]),
        (GOOD.replace('"lever"', '"rss"'), ["'driftmoor' has no `url`"]),
        (GOOD + 'url = "https://jobs.driftmoor.example"\n', ["has a `url`, which a board of lever has not"]),
        (GOOD.replace('"lever"', '"rss"') + 'url = "http://jobs.driftmoor.example/feed"\n', ["cannot be used: https://"]),
        (GOOD.replace('"lever"', '"rss"') + 'url = "https://a@jobs.driftmoor.example/feed"\n', ["cannot be used: https://"]),
        (
            GOOD.replace('"lever"', '"rss"') + 'url = "https://www.linkedin.com/jobs/feed.xml"\n',
            ["'driftmoor' is LinkedIn's, which is not read"],
        ),
        (GOOD + 'brand = "team"\n', ["`brand`"]),
        (GOOD + 'colour = "red"\n', ["`colour` is not a key of this table", "driftmoor"]),
        (GOOD.replace("driftmoor", "Other") + GOOD.replace("driftmoor", "other"), ["row 3 (line 12)", "stands in row 2 already"]),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, matches: list[str]) -> None:
    _refused(tmp_path, TOP + GOOD.replace("driftmoor", "first") + row, "row ", *matches)


def test_all_bad_rows_are_named_at_once_but_not_hundreds(tmp_path: Path) -> None:
    bad = "".join(GOOD.replace("driftmoor", f"site{number}").replace("travel", "x") for number in range(50))
    _refused(tmp_path, TOP + bad, "row 1 (line 2)", "row 20 (line 97)", "and 30 more")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        (TOP + GOOD + 'company = "unfinished\n', ["not valid TOML", "line 7"]),
        (TOP + "[board]\n", ["`board`", "one [[board]] a row"]),
        (TOP, ["lists no board"]),
        ("", ["lists no board"]),
        ('industries = "travel"\n' + GOOD, ["`industries`"]),
        ("board = [1]\n", ["`board.0`"]),
        (TOP + GOOD + "[settings]\nx = 1\n", ["`settings` is not a key"]),
        (TOP.encode() + b'x = "\xe9"\n', ["line 2: not UTF-8"]),
    ],
)
def test_a_file_that_is_no_list_of_boards_is_named(tmp_path: Path, text: str | bytes, matches: list[str]) -> None:
    _refused(tmp_path, text, *matches)


def test_a_text_that_is_not_a_file_yet_is_judged_as_the_file_that_it_is_to_be() -> None:
    assert [board.key for board in boards_in(TOP + GOOD, Path("mine.toml"))] == ["lever:driftmoor"]
    with pytest.raises(BadBoards, match=r"^mine\.toml lists no board"):
        boards_in(TOP, Path("mine.toml"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadBoards, match=r"nowhere\.toml does not exist"):
        load_boards(tmp_path / "nowhere.toml")
    with pytest.raises(BadBoards, match="cannot be read"):
        load_boards(tmp_path)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("linkedin.com", "LinkedIn"),
        ("uk.linkedin.com", "LinkedIn"),
        ("WWW.LinkedIn.com.", "LinkedIn"),
        ("www.indeed.co.uk", "Indeed"),
        ("de.indeed.com", "Indeed"),
        ("www.indeed.com.mx", "Indeed"),
        ("www.glassdoor.de", "Glassdoor"),
        ("www.glassdoor.co.in", "Glassdoor"),
        ("www.notindeed.com", None),
        ("indeed.wd5.myworkdayjobs.com", None),
        ("linkedin.teamtailor.com", None),
        ("linkedin.com.example", None),
        ("boards.greenhouse.io/glassdoor.de", None),
        ("[bad", None),
    ],
)
def test_sites_whose_terms_forbid_it_are_told(host: str, site: str | None) -> None:
    assert forbidden(f"https://{host}/jobs") == site


def test_names_are_read_as_a_row_has_them(tmp_path: Path) -> None:
    assert [company_name(text) for text in (" Drift moor ", "", " ", "A\nB", "x" * 121)] == ["Drift moor", None, None, None, None]
    (tmp_path / "boards.toml").write_text(TOP + "[[board]]\nsource = 'none'\n", encoding="utf-8")
    assert load_industries(tmp_path / "boards.toml") == ("travel", "consumer")
    (tmp_path / "boards.toml").write_text("industries = 1", encoding="utf-8")
    with pytest.raises(BadBoards, match="`industries`"):
        load_industries(tmp_path / "boards.toml")
