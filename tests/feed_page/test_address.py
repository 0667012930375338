"""The address says everything that was chosen: it can be shared, and the browser's back and forward buttons work."""

import tomllib
from importlib.resources import files
from typing import Any

from playwright.sync_api import expect

from tests.feed_page.conftest import Explore

Role = dict[str, Any]


def test_a_shared_address_opens_the_same(explore: Explore, roles: list[Role]) -> None:
    page = explore.go()
    page.get_by_role("checkbox", name="Principal").check()
    page.get_by_label("Search title").fill("pay")
    page.get_by_role("button", name="Why this level?").first.click()
    expect(page.locator(".why").first).to_contain_text("What it rests on")
    page.wait_for_url("**/?q=pay&level=principal&role=*")
    shared, there = explore.query(), explore.ids()
    explore.go(f"?{shared}")
    assert explore.ids() == there
    expect(page.get_by_label("Search title")).to_have_value("pay")
    expect(page.get_by_role("checkbox", name="Principal")).to_be_checked()
    expect(page.locator("#entries > .entry").first.get_by_role("button", name="Why this level?")).to_have_attribute("aria-expanded", "true")
    expect(page).to_have_title(f"{next(role['title'] for role in roles if role['id'] == there[0])} · Explore Roles")


def test_back_and_forward(explore: Explore, roles: list[Role]) -> None:
    page = explore.go()
    page.get_by_role("checkbox", name="Group").check()
    grouped = explore.found()
    page.get_by_label("Search title").press_sequentially("pay", delay=5)
    page.wait_for_url("**/?q=pay&level=group")
    searched = explore.ids()
    page.get_by_role("button", name="Why this level?").first.click()
    expect(page.locator(".why").first).to_be_visible()
    page.go_back()
    expect(page.locator(".why").first).to_be_hidden()
    assert explore.ids() == searched
    page.go_back()  # one step for the whole word
    assert explore.query() == "level=group"
    assert explore.found() == grouped
    expect(page.get_by_label("Search title")).to_have_value("")
    page.go_back()
    assert explore.query() == ""
    assert explore.found() == len(roles)
    expect(page.get_by_role("checkbox", name="Group")).not_to_be_checked()
    page.go_forward()
    page.go_forward()
    assert explore.ids() == searched


def test_a_chip_takes_its_filter_off(reader: Explore) -> None:
    explore, page = reader, reader.turn_to("?level=mid&level=senior&since=30&q=pay")
    chips = ["Search “pay”", "Level Product manager", "Level Senior product manager", "First seen in the last 30 days"]
    assert page.locator(".chip").all_text_contents() == [f"Leave out {chip}" for chip in chips]
    page.get_by_role("button", name="Leave out Level Product manager").click()
    assert explore.query() == "q=pay&level=senior&since=30"
    expect(page.get_by_role("button", name="Leave out Level Senior product manager")).to_be_focused()
    page.get_by_role("button", name="Leave out Search “pay”").click()
    assert explore.query() == "level=senior&since=30"
    expect(page.get_by_label("Search title")).to_have_value("")


def test_what_is_not_known_is_left_out_and_said(explore: Explore, roles: list[Role]) -> None:
    page = explore.go(
        "?level=director&level=APM&level=apm&industry=whaling&since=1999-12-31&sort=salary-XXX&country=sweden&mode=remote&utm_source=x"
        "&role=%3Cb%3E&years=many&date=posted"
    )
    expect(page.locator(".notice")).to_have_text(
        "This link asked for something that is not known here, and it was left out: level “director”, country “sweden”, years “many”, "
        "since “1999-12-31”, role “<b>”, industry “whaling”, salaries in XXX. Hide this"
    )
    assert explore.query() == "level=apm&mode=remote"
    assert explore.found() == sum(role["level"] == "apm" and role["work_mode"] == "remote" for role in roles)
    page.get_by_role("button", name="Hide this").click()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_link_to_a_role_further_down_shows_it_first(explore: Explore, roles: list[Role]) -> None:
    role = roles[500]
    page = explore.go(f"?role={role['id']}")
    expect(page.locator("#pinned")).to_contain_text(role["title"])
    expect(page.locator("#pinned .why")).to_contain_text(role["evidence"][0]["quote"])
    assert explore.ids() == [role["id"] for role in roles[:20]]
    page.get_by_role("checkbox", name="Senior").check()
    expect(page.locator("#pinned .entry")).to_have_count(0)


def test_capitals_in_a_link_do_not_matter(explore: Explore, roles: list[Role]) -> None:
    explore.go("?level=Senior&industry=Fintech&city=stockholm&city=LONDON&country=jp&region=england")
    assert explore.query() == "level=senior&industry=fintech&country=JP&region=England&city=Stockholm&city=London"
    expect(explore.page.locator(".notice")).to_have_count(0)
    there = {"Stockholm", "London", "Tokyo"}
    assert explore.found() == sum(
        role["level"] == "senior" and role["industry"] == "fintech" and role["places_read"][0]["city"] in there for role in roles
    )
    # And the news that fit the choice.
    links = explore.page.locator("#follow-choice a")
    assert [link.get_attribute("href") for link in links.all()] == ["feeds/level/senior.rss", "feeds/industry/fintech.rss"]
    explore.turn_to("?industry=energy+and+climate&level=apm&level=mid")
    assert [link.get_attribute("href") for link in links.all()] == ["feeds/industry/energy-and-climate.rss"]
    explore.turn_to("")
    expect(explore.page.locator("#follow-choice")).to_be_hidden()


def test_a_link_to_a_role_that_is_gone_says_so(reader: Explore) -> None:
    page = reader.turn_to("?role=r0000000000000000")
    expect(page.locator(".notice")).to_contain_text("not open any more")
    expect(page.locator(".notice a")).to_have_attribute("href", "roles/r0000000000000000.html")


def test_the_opened_role_tells_why(reader: Explore, roles: list[Role]) -> None:
    role = roles[5]  # corrected by a person
    page = reader.page
    page.get_by_role("button", name="Why this level?").nth(5).click()
    why = page.locator(f"#why-{role['id']}")
    expect(why.locator("mark.quote").first).to_have_text(role["evidence"][0]["quote"])
    expect(why).to_contain_text("Corrected by a person on 2 November 2026: The team is led, not managed.")
    expect(why).to_contain_text("Not counted:")
    expect(why).to_contain_text("How to get such a role")
    expect(why).to_contain_text("Read from Lever.")
    assert roles[5]["min_years"] is None or "or more of product management" in why.inner_text()
    expect(why.get_by_role("link", name="Apply")).to_have_attribute("href", role["apply_url"])
    expect(why.get_by_role("link", name="The posting")).to_have_attribute("href", role["url"])
    expect(why.get_by_role("link", name="This role’s own page")).to_have_attribute("href", f"roles/{role['id']}.html")


def test_a_source_that_asks_for_a_link_back_gets_it(reader: Explore, roles: list[Role]) -> None:
    role = roles[9]
    card = reader.page.locator(f"#role-{role['id']}")
    expect(card.locator(".employer")).to_contain_text("via Remotive")
    expect(reader.page.locator(f"#role-{roles[5]['id']} .employer")).not_to_contain_text("via")
    card.get_by_role("button", name="Why this level?").click()
    link = card.get_by_role("link", name="The posting on Remotive")
    expect(link).to_have_attribute("href", role["url"])
    expect(link).to_have_attribute("rel", "noopener")
    expect(card).to_contain_text("Read from Remotive, a job site.")
    expect(card).not_to_contain_text(role["attribution"])
    words = tomllib.loads((files("warehouse") / "feed" / "words.toml").read_text(encoding="utf-8"))
    assert reader.page.evaluate("import('./assets/why.js').then(({ LINK_BACK }) => LINK_BACK)") == words["link_back"]


def test_the_years_asked_for_stand_on_the_card(reader: Explore, roles: list[Role]) -> None:
    for role in roles[:20]:
        years = {None: "", 1.0: "asks for 1 year ", 5.0: "asks for 5 years "}[role["min_years"]]
        tags = " ".join(reader.page.locator(f"#role-{role['id']} .tag").all_inner_texts()) + " "
        assert years in tags
        assert years or "asks for" not in tags


def test_an_unclear_level_is_said_as_such(reader: Explore, roles: list[Role]) -> None:
    explore = reader
    unclear = next(role for role in roles[:20] if role["unclear"])
    verdict = explore.page.locator(f"#role-{unclear['id']} .verdict")
    expect(verdict).to_have_text(unclear["verdict"][0].upper() + unclear["verdict"][1:])
    expect(explore.page.locator(f"#role-{unclear['id']} .level")).to_contain_text("Level: Unclear")
    stale = next(role for role in roles[:20] if role["stale"])
    expect(explore.page.locator(f"#role-{stale['id']} .dates")).to_contain_text("Shown from memory")
