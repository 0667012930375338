"""Copies of the shipped tables for the tests, changed here and there."""

import re
from pathlib import Path

from classifiers.tables import rulebook_files
from flows.rulebooks import export_rulebook


def copy_of_the_rulebook(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """Writes the shipped tables into a folder, each edit (table, old, new) made in them once."""
    export_rulebook(folder)
    for table, old, new in edits:
        text = (folder / table).read_text(encoding="utf-8")
        assert old in text, (table, old)
        (folder / table).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def row_of(table: str, name: str) -> str:
    """The first line of a row of the shipped tables with all that follows it up to the next row."""
    found = re.search(rf"^\[{re.escape(name)}\]\n.*?(?=^\[|\Z)", rulebook_files()[table].decode(), re.M | re.S)
    assert found, name
    return found.group()


# A weight that decides, a rule that is new, a title that is known no more.
EDITS = (
    ("levels.toml", row_of("levels.toml", "signal.zero_to_one"), "[signal.zero_to_one]\nsenior = 4.5\n"),
    ("levels.toml", row_of("levels.toml", "signal.people_mentoring"), "[signal.people_mentoring]\nprincipal = 9.0\n"),
    ("titles.toml", '"produktchef", ', ""),
    (
        "rules/reports.toml",
        '[[rule]]\nname = "mentors_product_managers"',
        '[[rule]]\nname = "chooses_timber"\nsignal = "people_mentoring"\nvalue = "yes"\nsections = ["duties"]\n'
        'patterns = ["choose the timber"]\nexamples = ["Choose the timber."]\nnot_examples = ["Choose the colour."]\n\n'
        '[[rule]]\nname = "mentors_product_managers"',
    ),
)
