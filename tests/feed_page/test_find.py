"""What the page finds, held against a plain reading of the same roles in Python."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.feed_page.conftest import Explore
from tests.feed_page.made_up import NIGHT, index_file
from warehouse.feed.index import Index

Role = dict[str, Any]


def folded(role: Role) -> str:
    regions = [place["region"] or "" for place in role["places_read"]]
    return fold(role["title"], role["company"], *role["places"], *regions, role["industry"] or "", role["level_name"], *role["specialties"])


def fold(*texts: str) -> str:
    text = " ".join(texts)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)).casefold()
    return " " + " ".join(re.findall(r"\w+", plain))


def since(day: date, role: Role, name: str) -> bool:
    return role[name] is not None and role[name] >= day.isoformat()


def in_country(code: str) -> Callable[[Role], bool]:
    return lambda role: any(place["country"] == code for place in role["places_read"])


def may_work_from(*areas: str) -> Callable[[Role], bool]:
    return lambda role: bool({*areas, "Worldwide"} & set(role["applicant_location"]))


def in_city(name: str) -> Callable[[Role], bool]:
    return lambda role: any(place["city"] == name for place in role["places_read"])


FILTERS: dict[str, Callable[[Role], bool]] = {
    "level=senior": lambda role: role["level"] == "senior",
    "level=apm&level=group": lambda role: role["level"] in ("apm", "group"),
    "industry=gaming&industry=real+estate": lambda role: role["industry"] in ("gaming", "real estate"),
    "mode=remote&mode=unknown": lambda role: role["work_mode"] in ("remote", "unknown"),
    "specialty=ai&specialty=data": lambda role: bool({"ai", "data"} & set(role["specialties"])),
    "country=SE": in_country("SE"),
    "city=M%C3%BCnchen&country=JP": lambda role: in_city("München")(role) or in_country("JP")(role),
    # Whoever lives in Ireland may take a role for Ireland, for the wider areas, and for the whole world.
    "from=IE": may_work_from("IE", "Europe", "EMEA"),
    "from=US-CA": may_work_from("US-CA", "US"),
    "country=DE&from=DE": lambda role: in_country("DE")(role) or may_work_from("DE", "Europe", "EMEA")(role),
    "region=California": lambda role: any(place["region"] == "California" for place in role["places_read"]),
    "years=2": lambda role: role["min_years"] is None or role["min_years"] <= 2,
    "years=0": lambda role: role["min_years"] is None,
    "since=7": lambda role: since(NIGHT - timedelta(days=7), role, "first_seen"),
    "since=2026-11-01&date=posted": lambda role: since(date(2026, 11, 1), role, "posted"),
    "salary=known": lambda role: role["salary"] is not None,
    "q=creme+pay": lambda role: " creme" in folded(role) and " pay" in folded(role),
    "q=fintech+associate+ai": lambda role: all(f" {word}" in folded(role) for word in ("fintech", "associate", "ai")),
    "q=california": lambda role: any(place["region"] == "California" for place in role["places_read"]),
    "q=uk": in_country("GB"),
    "q=S%C3%A3o+SENIOR": lambda role: " sao" in folded(role) and " senior" in folded(role),
    "level=mid&mode=remote&country=SE&salary=known": lambda role: (
        role["level"] == "mid" and role["work_mode"] == "remote" and in_country("SE")(role) and role["salary"] is not None
    ),
}


def pay(role: Role) -> float:
    if not role["salary"] or role["salary"]["currency"] != "EUR":
        return 2
    return -(role["salary"]["year_min"] or -1)


SORTS: dict[str, Callable[[Role], Any]] = {
    "": lambda role: 0,  # noqa: ARG005
    "sort=evidence": lambda role: -role["confidence"],
    "sort=company": lambda role: fold(role["company"]),
    "sort=salary-EUR": pay,
    "sort=salary-EUR&level=apm": pay,  # few enough for all that there is of pay to be on the first page
}


@pytest.mark.parametrize("query", FILTERS)
def test_every_filter_finds_what_it_says(reader: Explore, roles: list[Role], query: str) -> None:
    reader.turn_to(f"?{query}")
    wanted = [role["id"] for role in roles if FILTERS[query](role)]
    assert 0 < len(wanted) < len(roles)
    assert reader.found() == len(wanted)
    assert reader.ids() == wanted[:20]
    chips = 1 if query == "country=DE&from=DE" else len(re.findall(r"(?:^|&)(?!date=)", query))
    assert reader.page.locator(".chip").count() == chips


@pytest.mark.parametrize("query", SORTS)
def test_every_sort(reader: Explore, roles: list[Role], query: str) -> None:
    reader.turn_to(f"?{query}")
    wanted = [role for role in roles if "level=apm" not in query or role["level"] == "apm"]
    assert reader.ids() == [role["id"] for role in sorted(wanted, key=SORTS[query])][:20]
    expect(reader.page.locator("#sort")).to_have_value(query.partition("&")[0].removeprefix("sort=") or "newest")


def test_the_controls_say_the_same_as_the_address(reader: Explore, roles: list[Role]) -> None:
    explore, page = reader, reader.page
    page.get_by_role("checkbox", name="Senior").check()
    page.get_by_role("button", name="All 16 industries").click()
    page.get_by_role("checkbox", name="travel").check()
    page.get_by_role("checkbox", name="Remote").check()
    page.get_by_role("checkbox", name=re.compile("^AI ")).check()
    page.get_by_role("checkbox", name="Stated by the employer").check()
    page.get_by_label("Years asked for").select_option("5")
    page.get_by_label("New in").select_option("90")
    page.get_by_label("By", exact=True).select_option("posted")
    page.get_by_label("Sort by").select_option("company")
    assert explore.query() == "level=senior&industry=travel&mode=remote&specialty=ai&years=5&since=90&date=posted&salary=known&sort=company"
    page.get_by_role("button", name="Clear all", exact=True).click()
    assert explore.query() == "sort=company"
    assert explore.found() == len(roles)
    expect(page.locator("#results-heading")).to_be_focused()


def test_counts_beside_the_options_are_what_each_would_find(reader: Explore, roles: list[Role]) -> None:
    page = reader.turn_to("?level=senior&country=SE")
    for level, name in (("senior", "Senior"), ("mid", "Product manager")):
        there = sum(role["level"] == level and in_country("SE")(role) for role in roles)
        expect(page.get_by_role("checkbox", name=f"{name} {there} roles")).to_be_attached()
    remote = sum(role["level"] == "senior" and role["work_mode"] == "remote" and in_country("SE")(role) for role in roles)
    expect(page.get_by_role("checkbox", name=f"Remote {remote} roles")).to_be_attached()


def test_a_day_of_ones_own(reader: Explore, roles: list[Role]) -> None:
    page = reader.page
    page.get_by_label("New in").select_option("day")
    day = page.get_by_label("Since", exact=True)
    expect(day).to_be_focused()
    for typed in ("0002-11-20", "0202-11-20"):  # as a browser has it while the year is typed
        day.fill(typed)
        assert reader.query() == ""
    page.evaluate("document.getElementById('date').closest('p').hidden = false")
    page.get_by_label("By", exact=True).select_option("posted")
    assert reader.query() == ""
    page.get_by_label("By", exact=True).select_option("")
    day.focus()
    for typed in ("2026-11-02", "2026-11-20"):
        day.fill(typed)
    assert reader.query() == "since=2026-11-20"
    assert reader.found() == sum(role["first_seen"] >= "2026-11-20" for role in roles)
    page.go_back()  # one step for all of it
    assert reader.query() == ""


def test_a_place_is_typed_and_suggested(reader: Explore, roles: list[Role]) -> None:
    explore, page = reader, reader.page
    field = page.get_by_role("combobox", name="Country, region or city")
    field.press_sequentially("swe")
    there = sum(in_country("SE")(role) or may_work_from("Europe", "EMEA")(role) for role in roles)
    expect(page.locator("#places [role=option]")).to_have_text([f"Sweden in the country, or from there {there} roles"])
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "place-0")
    field.press("Enter")
    assert explore.query() == "country=SE&from=SE"
    expect(page.locator(".chip")).to_have_text(["Leave out In Sweden, or from there"])
    assert explore.found() == there
    expect(field).to_be_focused()
    field.press_sequentially("goteb")
    page.get_by_role("option", name="Göteborg").click()
    assert explore.query() == "country=SE&city=G%C3%B6teborg&from=SE"
    page.get_by_role("checkbox", name="Sweden").click()  # it goes
    assert explore.found() == sum(map(in_city("Göteborg"), roles))
    assert explore.query() == "city=G%C3%B6teborg"
    field.fill("nowhere at all")
    expect(page.locator("#places [role=option]")).to_have_text("Not known as a place here; try the country")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    called = {
        "United Kingdom": ("UK", "gb", "Great Britain", "Scotland"),
        "United States": ("U.S.", "usa", "America"),
        "England": ("England",),  # a region that the index knows
        "California": ("california",),
        "Germany": ("Deutschland",),
        "Switzerland": ("Schweiz",),
        "Netherlands": ("Holland",),
    }
    for name, others in called.items():
        for typed in others:
            field.fill(typed)
            expect(page.locator("#places [role=option] bdi").first).to_have_text(name)
    field.fill("")


def test_a_place_that_is_typed_and_left(reader: Explore) -> None:
    page = reader.page
    field = page.get_by_role("combobox", name="Country, region or city")
    field.fill("lon")
    page.get_by_label("Search title").focus()
    expect(page.locator("#place-hint")).to_contain_text("Not chosen yet")
    assert reader.query() == ""
    field.fill("london")
    expect(page.locator("#place-hint")).not_to_contain_text("Not chosen yet")
    page.get_by_label("Search title").focus()
    assert reader.query() == "city=London"
    field.fill("new york")  # a city, and a region
    page.get_by_label("Search title").focus()
    expect(page.locator("#place-hint")).to_contain_text("Not chosen yet")
    field.fill("")


def test_what_the_search_found_is_marked(reader: Explore, roles: list[Role]) -> None:
    page = reader.turn_to("?q=brulee+product")
    marks = set(page.locator("#entries mark.found").all_inner_texts())
    assert marks == {"Brûlée", "Product", "product"}
    reader.turn_to("?q=???")  # no word, no search
    expect(page.locator("#results-heading")).to_have_text(f"{len(roles)} roles")
    expect(page.locator(".chip")).to_have_count(0)


def test_typing_is_announced_once_it_rests(reader: Explore, roles: list[Role]) -> None:
    page = reader.page
    page.get_by_label("Search title").press_sequentially("payments", delay=5)
    there = sum(" payments" in folded(role) for role in roles)
    page.wait_for_selector(f"#announcements:text-is('{there} roles found, {min(20, there)} shown')", state="attached")


def test_every_area_of_the_table_of_places_is_known(reader: Explore) -> None:
    areas = set(tomllib.loads((files("extractors") / "tables" / "places.toml").read_text(encoding="utf-8"))["areas"])
    page = reader.page
    known = page.evaluate("(areas) => import('./assets/areas.js').then(({ isArea }) => areas.filter(isArea))", sorted(areas))
    assert set(known) == areas
    covers = "([stated, wanted]) => import('./assets/areas.js').then(({ covers }) => covers(stated, wanted))"
    wider = [("Nordics", "SE"), ("EMEA", "EU"), ("US", "US-CA"), ("Americas", "LATAM"), ("APAC", "ANZ"), ("Worldwide", "MT")]
    apart = [("EU", "Europe"), ("US-CA", "US"), ("DACH", "FR"), ("Some island", "SE"), ("SE", "Worldwide")]
    assert [page.evaluate(covers, list(pair)) for pair in wider + apart] == [True] * len(wider) + [False] * len(apart)


def test_pay_in_words(reader: Explore) -> None:
    def said(name: str, *values: Any) -> Any:
        return reader.page.evaluate(f"(values) => import('./assets/pay.js').then(({{ {name} }}) => {name}(...values))", list(values))

    assert said("payInWords", 58000, 69000, "SEK", "MONTH") == "58,000 to 69,000 SEK a month"
    assert said("payInWords", 30.5, None, "USD", "HOUR") == "from 30.5 USD an hour"
    assert said("payInWords", None, 250000, "USD", "YEAR") == "up to 250,000 USD a year"
    assert said("payInWords", None, None, "USD", "YEAR") is None
    assert said("payInShort", "$165K - $195K") == "$165K - $195K"
    short = said("payInShort", "The pay range for this job is $120,000 - $138,000 a year, and more in some of the dearer places; ask us")
    assert short == "The pay range for this job is $120,000 - $138,000 a year, and more in some of the dearer …"


def test_the_made_up_index_is_what_the_writer_writes(roles: list[Role]) -> None:
    some = sorted(roles[:50], key=lambda role: role["id"])
    index = Index()
    for role in some:
        index.add(role | {"first_seen": NIGHT.isoformat()}, "feed/v2/roles/41-0.00000000.json")
    ((told, content),) = index.files()
    written = json.loads(content)
    made_up = index_file([role | {"first_seen": NIGHT.isoformat()} for role in some], ["feed/v2/roles/41-0.00000000.json"])
    assert told["roles"] == 50
    columns = made_up.pop("roles")
    assert {name: columns[name] for name in written["roles"]} == written.pop("roles")
    assert {name: written[name] for name in made_up} == made_up
