"""Employment types in schema.org's values."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalise.employment import employment_types
from extractors.posting import EmploymentType


@pytest.mark.parametrize(
    ("stated", "types"),
    [
        ("Full-time", ["FULL_TIME"]),
        ("Full Time", ["FULL_TIME"]),
        ("FULLTIME", ["FULL_TIME"]),
        ("FULL_TIME", ["FULL_TIME"]),
        ("FullTime", ["FULL_TIME"]),
        ("fulltime_permanent", ["FULL_TIME"]),
        ("parttime_fixed_term", ["PART_TIME", "TEMPORARY"]),
        ("Onsite - Full Time", ["FULL_TIME"]),
        ("Vollzeit", ["FULL_TIME"]),
        ("Voll- oder Teilzeit", ["FULL_TIME", "PART_TIME"]),
        ("full-or-part-time", ["FULL_TIME", "PART_TIME"]),
        ("Part-Time (10 hrs/week)", ["PART_TIME"]),
        ("Werkstudent", ["PART_TIME"]),
        ("Temps plein", ["FULL_TIME"]),
        ("Contract", ["CONTRACTOR"]),
        ("freelance", ["CONTRACTOR"]),
        ("Independent Contractor (FT)", ["FULL_TIME", "CONTRACTOR"]),
        ("Fixed Term", ["TEMPORARY"]),
        ("Fixed-term contract", ["TEMPORARY"]),
        ("Temporary staff", ["TEMPORARY"]),
        ("Casual/Temporary", ["TEMPORARY"]),
        ("Intern", ["INTERN"]),
        ("traineeship", ["INTERN"]),
        ("Apprenticeship", ["INTERN"]),
        ("Praktikum", ["INTERN"]),
        ("Volunteer", ["VOLUNTEER"]),
        ("PER_DIEM", ["PER_DIEM"]),
        ("Other", ["OTHER"]),
        ("permanent", []),
        ("CDI", []),
        ("Festanstellung", []),
        ("Permanent contract", []),
        ("Paid Work", []),
        ("Null", []),
        ("Employed", []),
        ("", []),
        ("Full stack", []),
        ("Internal", []),
        ("Any job type", []),
    ],
)
def test_what_platforms_write(stated: str, types: list[str]) -> None:
    assert list(employment_types(stated)) == types


def test_several_texts_add_up_in_one_order() -> None:
    assert employment_types("Intern", None, "Full-time") == employment_types("full time", "INTERN") == ("FULL_TIME", "INTERN")
    assert employment_types() == employment_types(None) == ()


@given(st.lists(st.text() | st.none(), max_size=4))
def test_any_text_is_read(stated: list[str | None]) -> None:
    found = employment_types(*stated)
    assert set(found) <= set(get_args(EmploymentType))
    assert found == employment_types(*reversed(stated))
