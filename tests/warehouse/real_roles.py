"""The real postings that lie beside the project, published as a night would. None of them is a part of it."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.board import Board, default_boards_path, load_boards
from extractors.fields import fold
from extractors.files import file_board, read_postings
from extractors.reading import BoardRead
from flows.carry import Brought, carry_through, new_run
from flows.folders import data_folder
from flows.settings import Settings
from tests.extractors.captured import CAPTURES, PAYLOADS

POSTINGS = Path(__file__).parents[2].parent / "shared" / "postings" / "pm.parquet"
NIGHT = date(2026, 11, 20)
# The captured boards that hold roles of product management, and whose they are.
_BOARDS = {
    "greenhouse/enjoiyourlife_stripe_full.json": ("stripe", "Stripe"),
    "lever/enjoiyourlife_lever_test.json": ("matchgroup", "Match Group"),
    "ashby/enjoiyourlife_ramp_full.json": ("ramp", "Ramp"),
}


def publish_real_roles(folder: Path) -> Path:
    """Returns the published file of all real postings with a title of product management, each open. Skips the test where they are absent.

    The industry of an employer is the one that the list of boards gives it, or known_industries.toml.
    """
    if not POSTINGS.is_file() or not PAYLOADS.is_dir():
        pytest.skip(f"needs the real postings beside the project: {POSTINGS}, {PAYLOADS}")
    with data_folder(folder) as held:
        outcome = carry_through(Brought.of([*_files(folder), *_boards()]), new_run("ingest", NIGHT), held, Settings(data=folder))
    assert outcome.published is not None, outcome.message
    return outcome.published.path


def _files(folder: Path) -> Iterator[BoardRead]:
    table = pq.read_table(POSTINGS)
    known = _industries()
    rows: dict[str | None, list[int]] = defaultdict(list)
    for number, company in enumerate(table["company"].to_pylist()):
        rows[known.get(fold(company or ""))].append(number)
    for number, (industry, numbers) in enumerate(sorted(rows.items(), key=lambda one: one[0] or "")):
        file = folder / f"postings{number}.parquet"
        pq.write_table(table.take(numbers), file)
        yield read_postings(file, {"id": "id", "title": "title", "description": "description"}, board=file_board(file, "", industry))


def _boards() -> Iterator[BoardRead]:
    for capture in CAPTURES:
        for token, company in filter(None, map(_BOARDS.get, capture.files)):
            board = Board(source=capture.source, token=token, company=company, industry=_industries().get(fold(company)))
            parsed = replace(capture, token=token).parsed().postings
            postings = tuple(replace(one, hiring_organization=company, industry=board.industry) for one in parsed)
            yield BoardRead(board=board, state="read", fetched_at=datetime.combine(NIGHT, datetime.min.time(), UTC), postings=postings)


@cache
def _industries() -> dict[str, str | None]:
    # A collector that had no name at hand wrote down the token.
    boards = load_boards(default_boards_path())
    table = tomllib.loads((Path(__file__).parent / "known_industries.toml").read_text(encoding="utf-8"))
    return {
        **{fold(company): industry for industry, companies in table.items() for company in companies},
        **{fold(board.token): board.industry for board in boards},
        **{fold(board.company): board.industry for board in boards},
    }
