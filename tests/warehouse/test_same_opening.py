"""Which postings of made-up employers are one opening and which are not, laws that hold for all, and the labelled real pairs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.merging import PAIRS, PRECISION, RECALL, absent_files, load, read_pairs, score
from warehouse.same_opening import Listing, company_key, first_party, joined, matches, preferred, same_opening

SHARED = Path(__file__).parents[2].parent / "shared"

US = """Orchard makes planning software for fruit growers on four continents. We are three hundred people who like apples, honest numbers
and short meetings. Orchard offers a pension, thirty days of leave, a bicycle, and a box of fruit on every first Monday of the
month. Orchard is an equal opportunity employer and welcomes applications from everyone who wants to help growers waste less water,
fuel and fruit."""

PLANNER = """You own the season planner, which tells a grower when to thin, spray, pick and store. You talk with growers every week, write
down what hurts, and decide with two engineers and a designer what the planner learns next. You will bring frost alarms from a first
sketch to every orchard that wants them, and you answer for how many harvests were saved. You have 5+ years of experience with
products that people use in the open air, and you write plainly."""

MARKET = """You own the exchange where growers sell what supermarkets refuse. You set prices with an economist, keep both sides honest, and
find out why juice presses come back while jam makers do not. You will open the exchange to lorries that drive home empty and you answer
for the tonnes that were sold before they spoiled. You have 5+ years of experience with places where strangers trade, and you like
to read spreadsheets."""


def listing(key: str = "1", **fields: object) -> Listing:
    stated: dict[str, object] = {
        "posting_key": key,
        "company": "Orchard",
        "title": "Senior Product Manager",
        "text": f"{US}\n{PLANNER}",
        "places": ("Leeds, England",),
        "source": "greenhouse",
        "board": "orchard",
        "first_seen": date(2026, 11, 1),
    }
    return Listing(**stated | fields)  # type: ignore[arg-type]


def rule(a: Listing, b: Listing, *others: Listing) -> str | None:
    match = same_opening(a, b, others)
    return match.rule if match else None


class TestOneOpening:
    def test_the_same_words_are_the_same_text(self) -> None:
        match = same_opening(listing("1"), listing("2", title="senior product  manager", text=listing().text.upper()))
        assert match is not None
        assert (match.rule, match.score) == ("same_text", 1.0)

    def test_a_copy_for_each_city_names_the_city_and_its_pay(self) -> None:
        leeds = listing("1", text=f"{US}\n{PLANNER}\nYou work from our house in Leeds. Pay in Leeds: £60,000.")
        york = listing(
            "2",
            title="Senior Product Manager - York",
            places=("York, England",),
            text=f"{US}\n{PLANNER}\nYou work from our house in York. £55,000.",
        )
        assert rule(leeds, york) == "copy_per_place"

    def test_a_repost_under_a_new_id_may_be_edited_a_little(self) -> None:
        assert rule(listing("1"), listing("2", text=f"{US}\n{PLANNER} Apply before the first frost.")) == "reposted"

    def test_another_platform_may_cut_the_text_and_lose_line_breaks(self) -> None:
        glued = f"{PLANNER}\nApply".replace("every week, write", "every weekWrite").replace("\n", " ")
        assert (
            rule(listing("1"), listing("2", source="lever", board="orchard-inc", company="Orchard, Inc.", text=glued)) == "other_platform"
        )

    @pytest.mark.parametrize(
        "title",
        [
            "Senior Product Manager (m/w/d)",
            "Senior Product Manager F/H",
            "Senior Product Manager (Remote)",
            "Senior Product Manager - Remote, US",
            "Remote | Senior Product Manager",
            "Sr. Product Manager",
            "Senior Product Manager (EMEA)",
            "LEEDS - Senior Product Manager (all genders)",
            "Senior Product Manager Leeds",
            "Senior Product Manager in Berlin",
            "Senior Product Manager (R-20417)",
            "Product Manager, Senior",
        ],
    )
    def test_places_modes_genders_and_numbers_are_no_part_of_the_job(self, title: str) -> None:
        assert rule(listing("1"), listing("2", title=title)) == "same_text"

    def test_a_title_that_a_platform_cut(self) -> None:
        whole = listing("1", title="Senior Product Manager, Season Planning and Frost Alarms")
        assert rule(whole, listing("2", title="Senior Product Manager, Season Planning and Fr...")) == "same_text"
        assert rule(whole, listing("2", title="Senior Product Manager, Storage and...")) is None

    def test_what_only_the_company_says_of_itself_may_differ(self) -> None:
        about = (
            US.replace("three hundred", "five hundred") + " Orchard won the golden pear for the best place to work in the north of England."
        )
        others = [
            listing(str(at), title=title, text=f"{us}\n{MARKET}") for at, title in enumerate(("Analyst", "Chef"), 8) for us in (US, about)
        ]
        assert rule(listing("1"), listing("2", text=f"{about}\n{PLANNER}", places=("York",)), *others) == "copy_per_place"


class TestTwoOpenings:
    def test_company_and_title_alone_never_join(self) -> None:
        assert rule(listing("1"), listing("2", text=f"{US}\n{MARKET}")) is None
        assert rule(listing("1", text="See our site."), listing("2", text="See our site.")) is None

    def test_company_and_text_alone_never_join(self) -> None:
        assert rule(listing("1"), listing("2", title="Product Designer")) is None

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Product Manager, Payments", "Product Manager, Risk"),
            ("Customer Success Manager (French speaking)", "Customer Success Manager (German speaking)"),
            ("Customer Success Manager", "Customer Success Manager (German speaking)"),
            ("Product Manager", "Senior Product Manager"),
            ("Product Manager I", "Product Manager II"),
            ("Product Manager", "Technical Product Manager"),
            ("Product Manager", "Product Manager Intern"),
            ("Product Manager - EMEA", "Product Manager - APAC"),
            ("Product Manager - North", "Product Manager - South"),
            ("Product Manager (R-20417)", "Product Manager (R-20418)"),
            ("プロダクトマネージャー", "シニアプロダクトマネージャー"),
        ],
    )
    def test_the_same_template_under_titles_that_differ_in_substance(self, one: str, other: str) -> None:
        assert rule(listing("1", title=one), listing("2", title=other)) is None

    def test_another_team_under_the_same_title_in_a_long_template(self) -> None:
        """Nine tenths are the company's; what is left is another job."""
        frame = " ".join(f"Orchard promises thing number {word} to all of its people." for word in "abcdefghijklmnopqrstuvwxyz")
        others = [listing(str(at), title=title, text=f"{frame}\n{title}") for at, title in enumerate(("Analyst", "Chef", "Clerk"), 5)]
        planner, market = listing("1", text=f"{frame}\n{PLANNER}"), listing("2", text=f"{frame}\n{MARKET}")
        assert rule(planner, market, *others) is None
        assert rule(planner, listing("3", text=f"{frame}\n{PLANNER} And more."), *others) == "reposted"

    def test_other_years_of_experience_are_another_grade(self) -> None:
        assert rule(listing("1"), listing("2", places=("York",), text=f"{US}\n{PLANNER.replace('5+', '8+')}")) is None

    def test_years_of_the_company_are_no_grade(self) -> None:
        one, other = (listing(key, places=(key,), text=f"{US} Founded {age} years ago.\n{PLANNER}") for key, age in (("1", 12), ("2", 13)))
        assert rule(one, other) == "copy_per_place"

    def test_the_same_text_that_asks_for_another_language(self) -> None:
        one, other = (
            listing(key, places=(key,), text=f"{US}\n{PLANNER} You speak English and {name}.")
            for key, name in (("1", "Hebrew"), ("2", "German"))
        )
        assert rule(one, other) is None

    def test_an_edited_text_too_short_to_tell(self) -> None:
        short = "You look after the trees in our three gardens and tell visitors which of the apples they may eat, and which ones not."
        assert rule(listing("1", text=short), listing("2", text=short)) == "same_text"
        assert rule(listing("1", text=short), listing("2", text=short.replace("three", "seven"))) is None

    def test_the_same_beginning_of_two_snippets(self) -> None:
        snippets = [listing(key, source="adzuna", board="gb", text=f"{US[:300]}…") for key in "12"]
        assert rule(*snippets) is None

    def test_other_companies(self) -> None:
        assert rule(listing("1"), listing("2", company="Harbour")) is None
        assert rule(listing("1", company=" "), listing("2", company=" ")) is None


class TestCompanies:
    @pytest.mark.parametrize("name", ["Acme", "ACME, Inc.", "Acme GmbH", "Acme Ltd", "The Acme Company", "acme GmbH & Co. KG", "Ａｃｍｅ"])
    def test_legal_forms_and_case_are_no_part_of_the_name(self, name: str) -> None:
        assert company_key(name) == "acme"

    @pytest.mark.parametrize(
        ("name", "key"), [("Inc", "inc"), ("The Co", "the"), ("Co-op", "coop"), ("!!!", "!!!"), ("楽天", "楽天"), (" ", "")]
    )
    def test_something_is_left_of_every_name(self, name: str, key: str) -> None:
        assert company_key(name) == key

    def test_the_employers_own_board_comes_before_copies(self) -> None:
        copy = listing("1", source="remoteok", first_seen=date(2026, 10, 1))
        early, late = listing("3"), listing("2", first_seen=date(2026, 11, 2))
        assert sorted((copy, late, early), key=preferred) == [early, late, copy]
        assert first_party("greenhouse")
        assert not first_party("Adzuna")


class TestJoined:
    def test_copies_join_the_first_of_them(self) -> None:
        copies = [listing(key, places=(f"City {key}",)) for key in "3142"]
        found = joined([*copies, listing("5", title="Product Designer")])
        assert {key: join.founder for key, join in found.items()} == {"2": "1", "3": "1", "4": "1"}

    def test_a_new_posting_joins_the_nearest_known_one(self) -> None:
        near, far = (
            listing("7", text=f"{US}\n{PLANNER} Soon."),
            listing("6", text=f"{US}\n{PLANNER} Apply before the first frost of the year."),
        )
        found = joined([listing("8", text=near.text + " Really soon.")], [far, near])
        assert (found["8"].posting_key, found["8"].founder) == ("7", "7")

    def test_a_posting_contradicts_nothing_in_the_opening_that_it_joins(self) -> None:
        """The third is like the second, which says nothing of a number; but the first has another one."""
        known = [
            listing("1", title="Senior Product Manager (R-20417)", role="role"),
            listing("2", title="Senior Product Manager", role="role"),
        ]
        assert "3" not in joined([listing("3", title="Senior Product Manager (R-20418)")], known)
        assert joined([listing("4", title="Senior Product Manager (R-20417)")], known)["4"].founder == "1"

    def test_known_postings_never_move(self) -> None:
        assert joined([], [listing("1"), listing("2")]) == {}


titles = st.sampled_from(["Product Manager", "Senior Product Manager", "Product Manager (Remote)", "Product Manager, Exchange (R-20417)"])
texts = st.sampled_from(
    [f"{US}\n{PLANNER}", f"{US}\n{MARKET}", f"{PLANNER} Soon.", f"{US}\n{PLANNER.replace('5+', '8+')}", US, "See our site."]
)
some = st.builds(
    listing,
    key=st.integers(1, 10**6).map(str),
    company=st.sampled_from(["Orchard", "ORCHARD Ltd", "Harbour", ""]),
    title=st.one_of(titles, st.text(max_size=30)),
    text=st.one_of(texts, st.text(max_size=200)),
    places=st.lists(st.sampled_from(["Leeds", "York, England", "Remote"]), max_size=2).map(tuple),
    source=st.sampled_from(["greenhouse", "lever", "remotive"]),
)
many = st.lists(some, max_size=8, unique_by=lambda one: one.posting_key)


class TestLaws:
    @given(one=some, other=some, others=many)
    @settings(max_examples=150, deadline=None)
    def test_it_makes_no_difference_which_comes_first(self, one: Listing, other: Listing, others: list[Listing]) -> None:
        other = replace(other, posting_key="other")
        assert same_opening(one, other, others) == same_opening(other, one, others[::-1])

    @given(new=many, known=many, data=st.data())
    @settings(max_examples=150, deadline=None)
    def test_the_order_of_postings_makes_no_difference(self, new: list[Listing], known: list[Listing], data: st.DataObject) -> None:
        found = joined(new, known)
        assert found == joined(data.draw(st.permutations(new)), data.draw(st.permutations(known)))

    @given(new=many, known=many)
    @settings(max_examples=150, deadline=None)
    def test_a_posting_joins_its_own_company_and_a_founder(self, new: list[Listing], known: list[Listing]) -> None:
        found = joined(new, known)
        by_key = {one.posting_key: one for one in (*known, *new)}
        assert set(found) <= {one.posting_key for one in new}
        for key, join in found.items():
            for to in (join.posting_key, join.founder):
                assert to != key
                assert company_key(by_key[to].company) == company_key(by_key[key].company)
            assert join.founder not in found
            assert 0 < join.match.score <= 1

    @given(one=some)
    @settings(deadline=None)
    def test_a_company_is_a_company_whatever_its_name(self, one: Listing) -> None:
        assert company_key(company_key(one.company)) == company_key(one.company)


def test_hundreds_of_postings_of_one_company_take_no_more_than_seconds() -> None:
    """500 of one title and text but for a word: the worst there is."""
    copies = [listing(str(at), text=f"{US}\n{PLANNER} Number n{at}.") for at in range(500)]
    assert len(joined(copies)) == 499


@pytest.mark.parametrize("half", ["dev", "test", "all"])
def test_labelled_pairs_of_real_postings(half: str, measured: dict[str, tuple[float, float]]) -> None:
    precision, recall = measured[half]
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[float, float]]:
    rows = read_pairs(PAIRS)
    if absent := absent_files(rows, SHARED):
        pytest.skip(f"needs the postings beside the project: {absent[0]}")
    # Some of each company's other postings are enough to tell its own words from the job's.
    pairs, others = load(rows, SHARED, most=5)
    found = [match is not None for match in matches([(pair.a, pair.b) for pair in pairs], others)]
    halves = {"all": range(len(pairs))} | {name: [at for at, pair in enumerate(pairs) if pair.half == name] for name in ("dev", "test")}
    scores = {name: score([pairs[at] for at in chosen], [found[at] for at in chosen]) for name, chosen in halves.items()}
    return {name: (one.precision, one.recall) for name, one in scores.items()}
