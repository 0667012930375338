"""Options that several commands share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import BadInput

Data = Annotated[
    Path | None,
    typer.Option(help="The data folder; without it EXPLORE_ROLES_DATA, or data/ here.", metavar="DIR"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for a program to read.")]
Columns = Annotated[
    str | None,
    typer.Option(help="What our columns are called there: id=job_id,title=job_title,description=body", metavar="OURS=THEIRS,…"),
]


def column_map(columns: str | None) -> Mapping[str, str] | None:
    """Returns ours -> theirs. Raises BadInput for what is no such list."""
    if columns is None:
        return None
    pairs = [pair.partition("=") for pair in columns.split(",")]
    wrong = ["".join(pair) for pair in pairs if not (pair[0].strip() and pair[2].strip())]
    if wrong:
        raise BadInput(f"--columns: {', '.join(map(repr, wrong))} is not of the form ours=theirs, as in title=job_title.")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def check_industry(industry: str | None, path: Path) -> None:
    """Raises BadInput where the list at `path` has no such industry, and BadBoards where it is no list."""
    from extractors.board import load_industries

    if industry is not None and industry not in (named := load_industries(path)):
        there = f"is none of {', '.join(named)}" if named else "is not there"
        raise BadInput(f"--industry {industry!r} {there} (the list `industries` at the top of {path}).")
