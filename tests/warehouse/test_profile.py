"""What people type into a profile: what is taken, and what they are told of the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.posting import Place
from warehouse.matching.areas import areas
from warehouse.matching.profile import BadProfile, Profile, as_profile, places_of, read_profile
from warehouse.matching.standing import standing_of

FULL = """
name = "Robin"
[background]
occupation = "teacher"
industry = "edtech"
years = 9
skills = "research"
[product]
manage = true
[right_to_work]
countries = ["Germany", "at"]
[must]
places = ["emea", "DE", "Leeds, United Kingdom"]
work_mode = "remote"
salary = { least = 50_000, currency = "eur" }
"""


def test_what_is_typed_is_read_as_it_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "robin.toml"
    file.write_text(FULL, encoding="utf-8")
    profile = read_profile(file)
    assert profile.background.industry == "education"
    assert profile.background.skills == ("research",)
    assert profile.product.manage == "yes"
    assert profile.right_to_work.countries == ("DE", "AT")
    assert profile.must.places == ("EMEA", "DE", "Leeds, United Kingdom")
    assert profile.must.work_mode == ("remote",)
    assert profile.must.salary is not None
    assert (profile.must.salary.least, profile.must.salary.currency) == (50_000, "EUR")
    assert as_profile(json.loads(profile.model_dump_json()), "again") == profile


def test_a_file_of_json_is_one_too(tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    file.write_text('{"product": {"years": 3}}', encoding="utf-8")
    assert read_profile(file) == as_profile({"product": {"years": 3}}, "here")


def test_what_is_left_out_is_unknown() -> None:
    assert as_profile({}, "nothing") == Profile()


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"must": {"levels": ["senor"]}}, "must.levels.0: Input should be 'apm', 'mid', 'senior', 'principal' or 'group'"),
        ({"must": {"plces": ["Berlin"]}}, "must.plces: there is no such field; here stand levels, places"),
        ({"wishes": {}}, "wishes: there is no such field; here stand name, background, product, right_to_work, must, nice, avoid"),
        ({"must": {"places": ["Cambridge"]}}, "'Cambridge' is no place that is known, or several; write a city with its country"),
        (
            {"background": {"knows": "zzz"}},
            "'zzz' is no field that postings are read for; write one of: artificial intelligence",
        ),
        ({"background": {"industry": "zzz"}}, "'zzz' is no industry of the list of boards; write one of: artificial intelligence"),
        ({"must": {"salary": {"least": 5, "currency": "XXY"}}}, "must.salary.currency: 'XXY' is no currency"),
        ({"must": {"salary": {"least": float("inf"), "currency": "EUR"}}}, "must.salary.least: Input should be a finite number"),
        ({"right_to_work": {"countries": ["Narnia"]}}, "right_to_work.countries.0: 'Narnia' is no country"),
        ({"product": {"launches": 2}}, "product.launches is 2, and product.years is 0; say for how many years"),
        ({"product": {"years": -1}}, "product.years: Input should be greater than or equal to 0"),
        ({"avoid": {"companies": ["%%"]}}, "avoid.companies.0: '%%' holds no letter and no digit"),
        ({"name": "a\u202eb"}, "name: it holds a character that cannot be shown"),
        ({"must": {"title_words": ["x"] * 51}}, "must.title_words: Tuple should have at most 50 items"),
        ([], "a profile has the parts name, background"),
        ("text", "a profile has the parts name, background"),
    ],
)
def test_what_cannot_be_meant_is_told_by_field(stated: Any, says: str) -> None:
    with pytest.raises(BadProfile) as told:
        as_profile(stated, "robin.toml")
    assert str(told.value).startswith("robin.toml: ")
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("p.toml", b"name = ", "is no TOML"),
        ("p.json", b"{", "is no JSON"),
        ("p.json", b"[" * 100_000, "is no JSON"),
        ("p.toml", b"name = '\xff'", "is not UTF-8 text (byte 8)"),
        ("p.toml", b"#" * 1_000_001, "larger than a megabyte"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadProfile) as told:
        read_profile(file)
    assert str(file) in str(told.value)
    assert says in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="cannot be read"):
        read_profile(tmp_path / "none.toml")


def test_an_area_means_its_countries_and_the_whole_world_asks_nothing() -> None:
    assert places_of(("Benelux", "DE")) == [Place(country=code) for code in ("BE", "LU", "NL", "DE")]
    assert {place.country for place in places_of(("Europe",))} == areas()["Europe"] > areas()["EU"] - {"CY"}
    assert places_of(("DE", "Worldwide")) == []


def test_a_craft_is_known_by_its_words_and_by_an_occupation() -> None:
    said = Profile.model_validate({"background": {"knows": ["Coding", "software engineering", "SaaS"]}})
    assert said.background.knows == ("software development", "software development", "productivity")
    assert standing_of(Profile.model_validate({"background": {"occupation": "Backend engineer"}})).knows == ("software development",)
    assert standing_of(Profile.model_validate({"background": {"occupation": "nurse"}})).knows == ("health",)
