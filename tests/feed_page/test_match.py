"""The page that matches: its form, what it shows, what it keeps and sends, and what it does with what is hostile or broken."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pydantic import BaseModel

from tests.feed_page.conftest import Explore, open_tab
from tests.feed_page.made_up import made_up_roles, write_site
from tests.feed_page.match_profiles import PROFILES
from tests.feed_page.test_reach import RULES, overflow, violations
from tests.feed_page.test_trouble import HOSTILE, hostile_role
from warehouse.matching.areas import areas
from warehouse.matching.profile import Avoid, Background, Product, Profile, RightToWork, Wishes, as_profile

Stated = dict[str, Any]
ENGINEER = PROFILES["an engineer"]
STORED = "explore-roles-profile"


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Explore]:
    """A tab of its own, as the page may keep something."""
    with open_tab(browser, site) as tab:
        yield tab


def opened(explore: Explore) -> Page:
    explore.page.goto(f"{explore.base}match.html")
    explore.page.wait_for_selector("main[data-read=all]")
    return explore.page


def load(page: Page, stated: Any) -> None:
    content = stated if isinstance(stated, bytes) else json.dumps(stated).encode()
    page.locator("#load").set_input_files({"name": "profile.json", "mimeType": "application/json", "buffer": content})
    expect(page.locator("#kept-says")).not_to_be_empty()


def numbers(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def looked_at(page: Page) -> list[int]:
    """All roles, those that fit, those that one condition rules out, those that more do."""
    return numbers(page.locator("#looked-at").inner_text())


def field(page: Page, at: str) -> Locator:
    return page.locator(f'[id="at-{at}"]')


def said(page: Page, at: str) -> Locator:
    return page.locator(f'[data-says="{at}"]')


def test_from_an_empty_form_to_roles_with_reasons(tab: Explore, roles: list[dict[str, Any]]) -> None:
    page = opened(tab)
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_label("What do you do?").fill("High school teacher")
    page.get_by_label("Years in it").fill("9")
    expect(page.locator("#advice [data-level]")).to_have_count(5)
    expect(page.locator('[data-level="apm"]')).to_contain_text("In education: realistic.")
    expect(page.locator('[data-level="apm"]')).to_contain_text("aim for this")
    expect(page.locator('[data-level="senior"]')).to_contain_text("Very hard. Senior from outside product is very hard")
    expect(page.locator("#advice")).to_contain_text("Taken from your occupation: the industry you know is education.")
    page.get_by_label("What do you do?").fill("Product manager")
    page.get_by_label("Years as a product manager").fill("5")
    expect(page.locator('[data-level="senior"]')).to_contain_text("Realistic.")
    everything, fit, almost, several = looked_at(page)
    assert everything == len(roles) == fit + almost + several
    expect(page.locator("#entries > .entry")).to_have_count(min(20, fit))
    # The posting's own words come with the role's page, when a card is looked at.
    first = page.locator("#entries > .entry").first
    first.scroll_into_view_if_needed()
    expect(first.locator(".apply")).to_be_visible()
    role = next(one for one in roles if one["id"] == first.get_attribute("data-role"))
    expect(first.locator('[data-condition="level"] blockquote')).to_have_text(role["evidence"][0]["quote"])
    expect(first.locator(".apply")).to_have_attribute("href", role["apply_url"])
    page.get_by_role("button", name="Show 20 more").press("Enter")
    expect(page.locator("#entries > .entry")).to_have_count(40)
    expect(page.locator("#entries > .entry").nth(20).locator(".headword")).to_be_focused()


def test_skills_come_with_the_kind_of_course_and_no_endorsement(tab: Explore, roles: list[dict[str, Any]]) -> None:
    page = opened(tab)
    load(page, {"product": {"years": 6}, "background": {"skills": ["strategy"]}})
    expect(page.locator("#skills [data-skill]")).to_have_count(2)
    expect(page.locator('[data-skill="analytics"]')).to_contain_text("A course in data analytics builds it, such as Google's")
    expect(page.locator("#skills")).to_contain_text("no endorsement")
    asking = next(
        role
        for role in roles
        if role["level"] == "senior" and role["studies"] is None and "analytics" in [skill["name"] for skill in role["skills"]]
    )
    load(page, {"product": {"years": 6}, "must": {"companies": [asking["company"]], "title_words": [asking["title"]]}})
    expect(page.locator(".gaps").first).to_contain_text("quantitative work, by a course in data analytics")
    load(page, {"product": {"years": 6}, "background": {"skills": ["strategy", "analytics", "research"]}})
    expect(page.locator("#skills")).to_be_hidden()


def test_what_one_condition_rules_out_can_be_seen_and_let_go(tab: Explore) -> None:
    page = opened(tab)
    load(page, ENGINEER | {"avoid": {"companies": ["Tallowby Games"]}})
    everything, fit, almost, several = looked_at(page)
    shown = [numbers(text)[-1] for text in page.locator("#almost summary").all_inner_texts()]
    assert sum(shown) == almost
    assert everything == fit + almost + several
    # A wish goes out of the form; roles that failed it alone then fit.
    mode = page.locator('#almost details[data-condition="work_mode"]')
    ruled_out = numbers(mode.locator("summary").inner_text())[-1]
    mode.locator("summary").click()
    expect(mode.locator(".entry").first).to_contain_text("which is not what you want")
    mode.get_by_role("button", name="Let this go").click()
    expect(page.locator("#fits-heading")).to_be_focused()
    expect(page.get_by_role("checkbox", name="Remote: must")).not_to_be_checked()
    assert looked_at(page)[1] == fit + ruled_out
    # What comes of the person is let go for now, and can be taken back.
    fit = looked_at(page)[1]
    visa = page.locator('#almost details[data-condition="visa"]')
    ruled_out = numbers(visa.locator("summary").inner_text())[-1]
    visa.locator("summary").click()
    visa.get_by_role("button", name="Let this go").click()
    assert looked_at(page)[1] == fit + ruled_out
    page.get_by_role("button", name="Ask for it again").click()
    assert looked_at(page)[1] == fit


def test_nothing_fits(tab: Explore) -> None:
    page = opened(tab)
    load(page, PROFILES["nothing fits"])
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#fits-heading")).to_have_text("0 roles fit")
    assert looked_at(page)[1] == 0


def test_nothing_of_the_profile_is_sent(tab: Explore) -> None:
    asked: list[tuple[str, str, str | None]] = []
    tab.page.on("request", lambda one: asked.append((one.method, one.url, one.post_data)))
    page = opened(tab)
    page.get_by_label("What do you do?").fill("Zymurgist")
    field(page, "background.years").fill("7")
    page.get_by_text("More about the role").click()
    field(page, "avoid.companies").fill("Zebra Works")
    field(page, "avoid.companies").press("Enter")
    page.get_by_label("Keep it in this browser").check()
    with page.expect_download():
        page.get_by_role("button", name="Save profile.json").click()
    page.locator("#entries > .entry").last.scroll_into_view_if_needed()
    expect(page.locator("#entries > .entry").last.locator(".apply")).to_be_visible()
    feed = re.compile(re.escape(tab.base) + r"(?:match\.html|assets/[\w.]+|feed/v2/[\w./-]+\.json)$")
    elsewhere = [url for _, url, _ in asked if not feed.match(url) and not url.startswith("blob:")]
    assert elsewhere == []
    assert {method for method, _, _ in asked} == {"GET"}
    assert {body for _, _, body in asked} == {None}
    assert page.url == f"{tab.base}match.html"
    assert page.evaluate("[document.cookie, sessionStorage.length]") == ["", 0]
    tab.forget("asked: blob:")


def test_it_is_kept_only_where_that_is_asked_for(tab: Explore) -> None:
    page = opened(tab)
    page.get_by_label("What do you do?").fill("Designer")
    expect(page.locator("#answer")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Keep it in this browser").check()
    page.get_by_label("Years in it").fill("4")
    expect(page.locator("#advice")).to_contain_text("below what your work supports")  # it was matched with the years
    assert json.loads(page.evaluate(f"localStorage.getItem('{STORED}')")) == {"background": {"occupation": "Designer", "years": 4}}
    page = opened(tab)
    expect(page.get_by_label("What do you do?")).to_have_value("Designer")
    expect(page.locator("#answer")).to_be_visible()
    page.get_by_label("Keep it in this browser").uncheck()
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_label("What do you do?")).to_have_value("Designer")
    page.get_by_label("Keep it in this browser").check()
    page.get_by_role("button", name="Clear everything").click()
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_label("What do you do?")).to_have_value("")
    page.evaluate(f"localStorage.setItem('{STORED}', '{{broken')")
    page = opened(tab)
    expect(page.locator("#kept-says")).to_have_text("What this browser kept could not be read.")


@pytest.mark.parametrize("name", ["a teacher", "an engineer", "contradictory", "a senior"])
def test_a_saved_profile_is_what_the_command_line_reads(tab: Explore, name: str) -> None:
    page = opened(tab)
    load(page, PROFILES[name])
    with page.expect_download() as download:
        page.get_by_role("button", name="Save profile.json").click()
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert download.value.suggested_filename == "profile.json"
    assert as_profile(saved, "saved") == as_profile(PROFILES[name], name)
    tab.forget("asked: blob:")


def test_places_are_chosen_from_those_that_are_known(tab: Explore) -> None:
    page = opened(tab)
    box = page.get_by_label("Must: Place")
    box.fill("stock")
    page.get_by_role("option", name="Stockholm, Sweden").click()
    box.fill("Europe")
    box.press("Enter")
    right = page.get_by_label("Countries in which you may work")
    right.fill("UK")
    right.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save profile.json").click()
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert saved == {"right_to_work": {"countries": ["GB"]}, "must": {"places": ["Stockholm, SE", "Europe"]}}
    assert as_profile(saved, "saved").must.places == ("Stockholm, SE", "Europe")
    load(page, {"must": {"places": ["Atlantis", "Berlin"]}})
    expect(said(page, "must.places")).to_contain_text("“Atlantis” is not known here as one place, and was left out")
    tab.forget("asked: blob:")


def test_what_cannot_be_read_is_said_beside_its_field(tab: Explore) -> None:
    page = opened(tab)
    years = field(page, "background.years")
    years.fill("many")
    years.press("Tab")
    expect(said(page, "background.years")).to_have_text("“many” is no number from 0 to 70.")
    expect(years).to_have_attribute("aria-invalid", "true")
    years.fill("2,5")
    years.press("Tab")
    expect(said(page, "background.years")).to_be_hidden()
    load(
        page,
        {
            "background": {"industry": "whaling", "years": 400, "skills": ["juggling"], "star_sign": "leo"},
            "product": {"launches": 2},
            "must": {"levels": ["senior", "ceo"], "salary": {"least": 5, "currency": "XXQ"}, "work_mode": "remote"},
            "nice": {"levels": ["apm"]},
            "avoid": "all",
            "right_to_work": {"countries": ["Germany", "Atlantis"], "with_visa": ["DE"]},
            "hobbies": [],
        },
    )
    for at, words in {
        "background.industry": "“whaling” is no industry that is known here",
        "background.years": "“400” is no number from 0 to 70",
        "background.skills": "“juggling” is none of analytics, research, strategy",
        "product.launches": "say above for how many years you have done product management",
        "must.levels": "“ceo” is none of apm, mid",
        "must.salary": "“XXQ” is no currency",
        "nice.levels": "Associate product manager: what it must be leaves this out",
        "right_to_work.countries": "“Atlantis” is no country",
        "right_to_work.with_visa": "You may work in Germany without a visa",
    }.items():
        expect(said(page, at)).to_contain_text(words)
    expect(page.locator("#kept-says")).to_contain_text("There is no field “hobbies”; it was left out.")
    expect(page.locator("#kept-says")).to_contain_text("There is no field “background.star_sign”")
    expect(page.get_by_role("checkbox", name="Remote: must")).to_be_checked()
    for content, words in ((b"[1, 2]", "a profile has the parts"), (b"{", "It is no JSON"), (b" " * 1_000_001, "larger than a megabyte")):
        load(page, content)
        expect(page.locator("#kept-says")).to_contain_text(re.compile(words, re.IGNORECASE))


def test_what_is_hostile_is_text(explore_at: Callable[..., Explore], tmp_path: Path) -> None:
    roles = [
        hostile_role(role, text) | {"level": "mid", "unclear": False}
        for role, text in zip(made_up_roles(len(HOSTILE)), HOSTILE, strict=True)
    ]
    for role, text in zip(roles, HOSTILE, strict=True):
        role["years_quote"], role["years_in"], role["work_mode_text"], role["studies"] = text, [text], text, None
        role["knowledge"] = [{"name": text, "quote": text}]
        role["languages"] = [{"language": text, "quote": text}]
        role["skills"] = [{"name": name, "quote": text, "section": text} for name in ("analytics", text)]
        role["visa_sponsorship"] = {"stated": "yes", "quote": text}
    explore = explore_at(write_site(tmp_path, roles))
    page = opened(explore)
    wishes = {"companies": list(HOSTILE), "title_words": list(HOSTILE), "industries": list(HOSTILE), "places": list(HOSTILE)}
    stated = {
        "name": HOSTILE[0], "background": {"occupation": HOSTILE[1], "industry": HOSTILE[2], "field": HOSTILE[3]},
        "product": {"years": 6, "manage": HOSTILE[0]}, "right_to_work": {"countries": list(HOSTILE), "with_visa": ["US"]},
        "must": {"levels": ["mid"]}, "nice": wishes, "avoid": {"companies": ["constructor", "__proto__"]}, HOSTILE[0]: HOSTILE,
    }  # fmt: skip
    load(page, json.dumps(stated).replace('"name"', '"__proto__": {"must": 1}, "name"').encode())
    expect(page.locator("#entries > .entry")).to_have_count(len(HOSTILE))
    page.locator("#entries > .entry").last.scroll_into_view_if_needed()
    expect(page.locator("#entries blockquote").first).to_be_attached()
    expect(page.locator("#kept-says")).to_contain_text("<script>alert(1)</script>")
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    links = page.eval_on_selector_all("a", "all => all.map((one) => one.href)")
    assert all(link.startswith(explore.base) for link in links)
    assert page.locator("main script, main img, main style, main b, main [onerror], main [onload], main [style]").count() == 0
    assert page.evaluate("document.styleSheets.length") == 3


def test_an_older_index_leaves_the_new_columns_unknown(explore_at: Callable[..., Explore], tmp_path: Path) -> None:
    root = write_site(tmp_path, made_up_roles(120))
    new = (
        "training_programme",
        "years_are_pm",
        "years_in",
        "languages",
        "knowledge",
        "studies",
        "skills",
        "visa",
        "employment_types",
        "places_read",
        "opened_night",
    )
    for file in (root / "feed/v2/index").glob("*.json"):
        index = json.loads(file.read_text("utf-8"))
        for name in new:
            index["roles"].pop(name, None)
            index.pop(name, None)
        file.write_text(json.dumps(index), "utf-8")
    page = opened(explore_at(root))
    load(
        page,
        {
            "product": {"years": 3}, "right_to_work": {"countries": ["DE"], "with_visa": ["US"]},
            "must": {"employment_types": ["INTERN"], "training_programme": True, "places": ["Japan"], "work_mode": ["onsite", "hybrid"]},
        },
    )  # fmt: skip
    expect(page.locator("#entries > .entry").first).to_be_visible()
    first = page.locator("#entries > .entry").first
    for condition in ("employment_types", "places", "work_from"):
        expect(first.locator(f'[data-condition="{condition}"]')).to_have_attribute("data-state", "unknown")


def test_tables_that_are_missing_or_broken(tab: Explore, explore_at: Callable[..., Explore], tmp_path: Path) -> None:
    page = tab.page
    for answer in ({"status": 404}, {"body": "{}"}, {"body": '{"version": "1.0.0", "advice": []}'}, {"body": "<!doctype html>"}):
        page.route("**/matching.json", partial(Route.fulfill, **answer))
        page.goto(f"{tab.base}match.html")
        expect(page.get_by_role("alert")).to_contain_text("could not be read")
        page.unroute("**/matching.json")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("main[data-read=all]")
    page.get_by_label("What do you do?").fill("Researcher")
    expect(page.locator("#advice [data-level]")).to_have_count(5)
    tab.forget("404")
    older = explore_at(write_site(tmp_path, made_up_roles(3), matching_path=None))
    older.page.goto(f"{older.base}match.html")
    expect(older.page.get_by_role("alert")).to_contain_text("older version, which holds no advice")


def test_an_index_or_a_role_that_cannot_be_read(tab: Explore) -> None:
    page = tab.page
    page.route("**/index/1.*.json", partial(Route.fulfill, status=500))
    page.route("**/roles/41-*.json", partial(Route.fulfill, body="{}"))
    page.goto(f"{tab.base}match.html")
    page.wait_for_selector("main[data-read=part]")
    load(page, {"product": {"years": 2}})
    expect(page.get_by_role("alert")).to_contain_text("100 roles of 640 were read, the newest.")
    assert looked_at(page)[0] == 100
    first = page.locator("#entries > .entry").first
    first.scroll_into_view_if_needed()
    expect(first.locator(".unread")).to_contain_text("The posting’s own words could not be read.")
    page.unroute("**/roles/41-*.json")
    first.get_by_role("button", name="Try again").click()
    expect(first.locator(".apply")).to_be_visible()
    page.unroute("**/index/1.*.json")
    page.get_by_role("alert").get_by_role("button", name="Try again").click()
    page.wait_for_selector("main[data-read=all]")
    assert looked_at(page)[0] == 640
    tab.forget("500")


def everything_open(explore: Explore) -> Page:
    page = opened(explore)
    load(page, ENGINEER | {"product": {"years": 1}, "must": {"places": ["Atlantis", "Europe"], "companies": ["Brindle Labs"]}})
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    expect(page.locator("#almost .entry").first).to_be_visible()
    return page


def test_axe_finds_nothing(tab: Explore) -> None:
    page = opened(tab)
    axe = Axe()
    assert violations(axe.run(page, options=RULES)) == []
    everything_open(tab)
    page.get_by_label("Nice to have: Place").fill("s")
    assert violations(axe.run(page, options=RULES)) == []
    page.emulate_media(color_scheme="dark")
    assert violations(axe.run(page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})) == []


@pytest.mark.parametrize("width", [320, 360, 768])
def test_a_narrow_screen_scrolls_one_way_only(tab: Explore, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 640})
    everything_open(tab)
    assert overflow(tab) <= 0


OUT_OF_SIGHT = (
    "(() => { const { bottom, top } = document.activeElement.getBoundingClientRect(); return bottom <= 0 || top >= innerHeight; })()"
)


def test_by_keyboard_alone(tab: Explore) -> None:
    page = opened(tab)
    press = page.keyboard.press
    page.get_by_label("What do you do?").focus()
    page.keyboard.type("Software engineer")
    stops: list[str] = []
    for _ in range(60):
        press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)"))
        hidden = page.evaluate(OUT_OF_SIGHT)
        assert not hidden, f"the focus is out of sight at {stops[-1]}"
        if stops[-1] == "clear":
            break
    assert stops[0] == "at-background.industry"
    assert {
        "at-background.years",
        "at-product.years",
        "at-right_to_work-countries",
        "at-must-places",
        "at-must.salary",
        "keep",
        "save",
        "load",
    } <= set(stops)
    expect(page.locator("#advice [data-level]")).to_have_count(5)
    page.get_by_text("More about the role").focus()
    press("Enter")
    field(page, "must.title_words").focus()
    page.keyboard.type("Payments")
    press("Enter")
    expect(field(page, "must.title_words")).to_be_focused()
    expect(page.get_by_role("button", name="Leave out Payments")).to_be_visible()
    page.wait_for_selector("#announcements:has-text('fit')", state="attached")


def test_paper_has_the_answer_alone(tab: Explore) -> None:
    page = opened(tab)
    load(page, {"product": {"years": 2}})
    page.emulate_media(media="print")
    expect(page.locator("#profile")).to_be_hidden()
    expect(page.locator("#advice")).to_be_visible()
    page.emulate_media(media="screen")


def test_without_javascript_it_says_why_it_needs_it(explore_at: Callable[..., Explore], site: str) -> None:
    explore = explore_at(site, java_script_enabled=False)
    explore.page.goto(f"{explore.base}match.html")
    expect(explore.page.locator("noscript p")).to_contain_text("so nothing about you has to be sent")


def test_it_is_as_closed_as_the_list() -> None:
    page = Path(__file__).parents[2] / "warehouse" / "feed" / "page"
    policies = [
        re.findall(r'Content-Security-Policy" content="([^"]+)"', (page / name).read_text("utf-8")) for name in ("index.html", "match.html")
    ]
    assert policies[0] == policies[1] != []
    assert "://" not in (page / "match.html").read_text("utf-8")


def test_the_list_leads_here(explore: Explore) -> None:
    page = explore.go()
    page.get_by_role("link", name="Which roles fit you?").click()
    page.wait_for_selector("main[data-read=all]")
    assert page.url == f"{explore.base}match.html"


def test_fifty_thousand_roles(explore_at: Callable[..., Explore], tmp_path: Path) -> None:
    few = made_up_roles(2_000)
    roles = [role | {"id": f"{role['id']}{copy}"} for copy in range(25) for role in few]
    explore = explore_at(write_site(tmp_path, roles, pages=1))
    page = opened(explore)
    load(page, ENGINEER)
    for skill in ("Research with users", "Strategy"):
        page.locator("label", has_text=skill).locator("input").evaluate("(box) => box.click()")
    everything, fit, almost, several = looked_at(page)
    assert everything == 50_000 == fit + almost + several
    took = page.evaluate("performance.getEntriesByName('match').map((one) => one.duration)")
    assert min(took) < 300, took  # some tens of ms where the machine is not shared
    explore.forget("404")  # the roles in full, of which only a few were written


def test_the_same_words_are_known_as_in_a_profile(tab: Explore) -> None:
    page = opened(tab)
    here = page.evaluate(
        """async () => {
          const profile = await import("./assets/match_profile.js");
          const { AREAS, countriesOf } = await import("./assets/areas.js");
          const { SKILLS } = await import("./assets/match_wishes.js");
          const { EMPLOYMENT } = await import("./assets/employment.js");
          const full = profile.readProfile({}, {}).profile;
          const parts = Object.entries(full).filter(([, part]) => part !== null);
          return {
            fields: profile.FIELDS, modes: profile.WORK_MODES, specialties: profile.SPECIALTIES, employment: profile.EMPLOYMENT_TYPES,
            skills: SKILLS, names: EMPLOYMENT, areas: AREAS.map((name) => [name, [...countriesOf(name)].sort()]),
            parts: Object.fromEntries(parts.map(([name, part]) => [name, Object.keys(part)])),
          };
        }"""
    )
    assert dict(here["areas"]) == {name: sorted(codes) for name, codes in areas().items()}
    models: dict[str, type[BaseModel]] = {
        "background": Background,
        "product": Product,
        "right_to_work": RightToWork,
        "must": Wishes,
        "nice": Wishes,
        "avoid": Avoid,
    }
    assert here["parts"] == {name: list(model.model_fields) for name, model in models.items()}
    assert {"name", *models} == set(Profile.model_fields)
    assert here["fields"] == words(Background, "field")
    assert here["skills"] == words(Background, "skills")
    assert here["modes"] == words(Wishes, "work_mode")
    assert here["specialties"] == words(Wishes, "specialties")
    assert here["employment"] == words(Wishes, "employment_types")
    table = tomllib.loads((files("warehouse") / "feed" / "words.toml").read_text("utf-8"))
    assert here["names"] == table["employment_types"]


def words(model: type, name: str) -> list[str]:
    """The words that a field of a profile takes."""

    def inside(hint: Any) -> list[str]:
        found = [one for one in get_args(hint) if isinstance(one, str)]
        return found or next((found for one in get_args(hint) if (found := inside(one))), [])

    return inside(get_type_hints(model)[name])


def test_a_night_that_is_published_meanwhile(explore_at: Callable[..., Explore], tmp_path: Path) -> None:
    explore = explore_at(write_site(tmp_path, made_up_roles(130)))
    page = opened(explore)
    for file in (tmp_path / "feed" / "v2").glob("*/*.json"):
        file.unlink()
    write_site(tmp_path, made_up_roles(140, seed=7), sequence=42)
    load(page, {"product": {"years": 2}})
    page.locator("#entries > .entry").first.scroll_into_view_if_needed()
    expect(page.locator("#looked-at")).to_contain_text("140 roles were looked at")
    expect(page.locator("#entries > .entry").first.locator(".apply")).to_be_visible()
    explore.forget("404")
