"""The way of working, read from a posting's text: only where the text is plain about it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalise.work_mode_text import work_mode_in_text

PLAIN = [
    # Days in the office, or at home.
    ("This role is hybrid, three days a week in our New York office.", "hybrid"),
    ("Hybrid with 3 days in office", "hybrid"),
    ("We meet in the office twice a week.", "hybrid"),
    ("You will be in our Leeds office at least 2 days/week.", "hybrid"),
    ("Work at our offices in Bath for three days per week or more.", "hybrid"),
    ("This position requires presence in our York office 4 days per week.", "hybrid"),
    ("Our week is 4 days in-office and 1 day working remotely.", "hybrid"),
    ("We require everyone to work from our offices on Mondays and Thursdays.", "hybrid"),
    ("We expect you to spend at least half of your work time in your assigned office.", "hybrid"),
    ("Unless formally approved to work fully remotely, you spend at least half of your work time in our office.", "hybrid"),
    ("Remote days on Mondays and Fridays", "hybrid"),
    ("On-site five days a week", "onsite"),
    ("You must work in our office 5 days a week.", "onsite"),
    ("You work 5x a week in office, in Leeds.", "onsite"),
    ("Five days a week in one of our offices.", "onsite"),
    ("Location: Pune (6 days of working in-office)", "onsite"),
    # The role.
    ("100% remote", "remote"),
    ("This is a fully remote position.", "remote"),
    ("This is a remote role.", "remote"),
    ("This remote position is open in all of Canada.", "remote"),
    ("The role is entirely remote and may bring you to Leeds now and then.", "remote"),
    ("You can work from anywhere in Germany.", "remote"),
    ("You’ll enjoy the flexibility to work remotely from anywhere within the U.S.", "remote"),
    ("Due to the remote nature of this role, we cannot relocate you.", "remote"),
    ("This position will be hybrid.", "hybrid"),
    ("This is a hybrid role based out of our Bath office.", "hybrid"),
    ("You will work in a mix between working remotely from home and meeting the team in the office.", "hybrid"),
    ("This is an in-office hybrid role.", "hybrid"),
    ("This is an in-person role in York.", "onsite"),
    ("All full-time roles are in person in York.", "onsite"),
    ("This role is based in person in Leeds (not remote).", "onsite"),
    ("You are based full-time, and in-person in our Bath office.", "onsite"),
    # Labels, tags, lines that say nothing else.
    ("Location: Remote (US)", "remote"),
    ("<h3>Location</h3><p>Remote</p>", "remote"),
    ("Work type: Hybrid", "hybrid"),
    ("Location: Bath (hybrid)", "hybrid"),
    ("Work Location: In person", "onsite"),
    ("Work Location: Hybrid remote in York", "hybrid"),
    ("📍 Location: Pune ⏰ Work Mode: Work From Office 💼 Role: Product Manager", "onsite"),
    ("Product /Full Time /RemoteApply for this job", "remote"),
    ("#LI-Remote", "remote"),
    ("#LI - Remote US", "remote"),
    ("#LI-Hybrid", "hybrid"),
    ("#LIHybrid", "hybrid"),
    ("#LI-Onsite", "onsite"),
    ("<ul><li>Remote</li></ul>", "remote"),
    ("<p>UK / EU - Remote</p>", "remote"),
    ("<p>On-site</p>", "onsite"),
    # The company, where nothing is said of the role.
    ("As a fully remote company, we have people in forty countries.", "remote"),
    ("We are a remote-first organization with people all over Europe.", "remote"),
    ("We operate as a hybrid workplace.", "hybrid"),
    ("We’re an in-office company.", "onsite"),
    ("We work in person.", "onsite"),
    # Other languages.
    ("2 Tage Homeoffice pro Woche", "hybrid"),
    ("Wir arbeiten in einem hybriden Arbeitsmodell.", "hybrid"),
    ("Die Stelle ist vollständig remote.", "remote"),
    ("100 % remote", "remote"),
    ("Télétravail 2 jours par semaine", "hybrid"),
    ("Poste en travail hybride à Lyon", "hybrid"),
    ("Poste en télétravail complet", "remote"),
    ("Teletrabajo completo", "remote"),
    ("Modalidad: presencial", "onsite"),
    ("Modalidad de trabajo híbrida", "hybrid"),
    ("Localização: Remoto", "remote"),
    ("<li>Híbrido</li>", "hybrid"),
    ("Modelo híbrido, con dos días de teletrabajo", "hybrid"),
]

NOT_PLAIN = [
    "You own our orchard planner.",
    "",
    # Called so, or done so by others.
    "You lead remote teams.",
    "You work closely with a fully remote, cross-functional team.",
    "You know hybrid cloud and on-prem/hybrid deployments.",
    "We sell hybrid work solutions.",
    "This is a hybrid role of product owner and analyst.",
    "We seek a hybrid role that blends strategy with delivery.",
    "Our customers work remotely.",
    "Remote monitoring of patients, remote support for colleagues.",
    "You present to clients virtually or in person.",
    "You travel on-site to customers 3 days a week.",
    "We make it easy to accept in-person payments.",
    "Experience working in a hybrid team, ability to work remotely.",
    # Benefits.
    "Remote work stipend and home office allowance.",
    "An on-site gym.",
    "Lunch in the office 5 days per week.",
    "In-office snacks, and work from home support.",
    "Work from home one month a year.",
    "Work from anywhere for up to 4 weeks a year.",
    "You may work 90 days a year from abroad, remotely.",
    "Homeoffice möglich",
    "Possibilité de télétravail",
    "Lösungen für die hybride Arbeitswelt",
    "Experiência com trabalho remoto",
    # A choice, or something for each place.
    "This role is remote or hybrid.",
    "Location: Leeds or remote",
    "This position can be Leeds-based or fully remote.",
    "Location: Onsite / hybrid",
    "100% remota ou híbrida, a sua escolha",
    "Modalidade: presencial, híbrido ou remoto",
    "You choose whether you work from home or in the office.",
    "New York: hybrid; elsewhere remote.",
    "Leeds is preferred, but we are open to remote candidates.",
    "Work from any of our hubs, hybrid or remotely.",
    # In doubt, or said of others.
    "This position is eligible for remote work.",
    "Hybrid work may be available.",
    "Depending on the team you work in the office 3 days a week.",
    "Most roles are part of our hybrid working model.",
    "Some roles are fully remote.",
    "66% of our team members work fully remote.",
    "York-based teammates come into the office 3 days a week.",
    "If hired in York, you work in our office 3 days a week.",
    # Denied: that alone does not tell between hybrid and onsite.
    "Remote candidates will not be considered.",
    "This is not a remote role.",
    "This position does not support 100% remote work.",
    "Currently fully remote due to the pandemic.",
    "Contract from day 1 onsite",
    "No remote work.",
    "Remote: no",
    # Contradicted.
    "This is a remote role. #LI-Hybrid",
    "#LI-HYBRID #LI-REMOTE",
    "<p>This role is fully remote.</p><p>Location: Leeds (on-site)</p>",
]


@pytest.mark.parametrize(("text", "mode"), PLAIN)
def test_what_is_plain_is_told(text: str, mode: str) -> None:
    told = work_mode_in_text(text)
    assert told is not None
    assert told[0] == mode


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_not_plain_is_not(text: str) -> None:
    assert work_mode_in_text(text) is None


def test_the_sentence_is_as_it_stands_without_tags_and_folded() -> None:
    text = "<p>You own it.  This role is <b>hybrid</b>,\u00a0two days a week &amp; more in our  Bath office. We pay well.</p>"
    assert work_mode_in_text(text) == ("hybrid", "This role is hybrid, two days a week & more in our Bath office.")


def test_of_a_long_sentence_as_much_is_quoted_as_there_is_room_for() -> None:
    before, after = "orchards and meadows " * 30, " with rivers and harbours" * 30
    told = work_mode_in_text(f"{before}this is a fully remote position{after}")
    assert told is not None
    mode, quote = told
    assert (mode, len(quote) <= 300) == ("remote", True)
    assert "this is a fully remote position" in quote
    assert set(quote.split()) <= set(f"{before}this is a fully remote position{after}".split()), "no half words"


def test_days_in_the_office_go_before_a_bare_word_and_the_role_before_the_company() -> None:
    days = "You are in our Leeds office two days a week."
    assert work_mode_in_text(f"<p>#LI-Onsite</p><p>{days}</p>") == ("hybrid", days)
    assert work_mode_in_text(f"<p>#LI-Hybrid</p><p>{days}</p>") == ("hybrid", days)
    assert work_mode_in_text("<p>We are a remote-first company.</p><p>This is a hybrid role.</p>") == ("hybrid", "This is a hybrid role.")
    assert work_mode_in_text("<p>We are a remote-first company.</p><p>Work 3 days a week in our Leeds office.</p>") == (
        "hybrid",
        "Work 3 days a week in our Leeds office.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "remote " * 150_000,
        "remote" * 170_000,
        "hybrid (" * 130_000,
        "(" * 1_000_000,
        "office 3 days " * 70_000,
        "this role is " * 80_000 + "remote",
        "in the a b c d e f office " * 40_000,
        "<p " * 300_000 + "remote",
        "on-site, hybrid or remote; " * 40_000,
        "3 3 3 3 days per week " * 45_000,
        "#LI-" * 250_000,
        "İ" * 200_000 + " remote",
    ],
)
def test_hostile_text_costs_little(text: str) -> None:
    began = time.process_time()
    work_mode_in_text(text)
    assert time.process_time() - began < 2


@given(
    st.lists(st.sampled_from([*(text for text, _ in PLAIN), *NOT_PLAIN, "<p>", "</p>", "\n", "&", "<", "\ud800", "İ"]), max_size=8).map(
        " ".join
    )
)
def test_any_text_is_told_or_not_and_never_fails(text: str) -> None:
    told = work_mode_in_text(text)
    assert told is None or (told[0] in ("remote", "hybrid", "onsite") and 0 < len(told[1]) <= 300)
