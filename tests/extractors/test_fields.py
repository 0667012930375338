"""Single fields: what is stated, or None."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields import (
    currency,
    fold,
    identifier,
    instant,
    instant_from_milliseconds,
    language,
    money,
    money_in_digits,
    places,
    shows_text,
    web_url,
    words,
)
from extractors.normalise.pay import NO_PAY, Pay, one_range

ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.lists(st.integers())
    | st.dictionaries(st.text(), st.integers())
)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("  AI  Product\tManager \n", "AI Product Manager"),
        ("Product\u00a0Manager\u2003II", "Product Manager II"),
        ("\u200bProduct\u200b Manager\ufeff", "Product Manager"),
        ("Product\u200d Manager\u200c", "Product Manager"),
        ("\u202eregana\u202cM", "reganaM"),
        ("Product\x00Manager\x1b[31m", "Product Manager [31m"),
        ("\ud83d Product", "\ufffd Product"),
        ("مدیر\u200cمحصول", "مدیر\u200cمحصول"),
        ("Product Manager (m/w/d) – „Karten“", "Product Manager (m/w/d) – „Karten“"),
    ],
)
def test_titles_are_folded_and_otherwise_as_stated(stated: str, read: str) -> None:
    assert fold(stated) == read


@given(st.text(st.characters()))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2026-09-30T22:15:00-04:00", datetime(2026, 10, 1, 2, 15, tzinfo=UTC)),
        ("2013-09-12T21:01:50Z", datetime(2013, 9, 12, 21, 1, 50, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-02-30", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("1970-01-01", None),
        (1779223091267, None),
    ],
)
def test_dates_are_utc_or_none(stated: object, read: datetime | None) -> None:
    assert instant(stated) == read


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        (1779223091267, datetime(2026, 5, 19, 20, 38, 11, 267000, tzinfo=UTC)),
        (1779223091, None),
        (0, None),
        (-5, None),
        (10**30, None),
        (True, None),
        ("1779223091267", None),
        (float("nan"), None),
    ],
)
def test_milliseconds_are_utc_or_none(stated: object, read: datetime | None) -> None:
    assert instant_from_milliseconds(stated) == read


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("https://x.example/jobs?gh_jid=1", True),
        (" http://x.example ", True),
        ("HTTPS://x.example/ü", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//x.example/", False),
        ("/jobs/1", False),
        ("https://", False),
        ("https://user:secret@x.example/", False),
        ('https://x.example/"onclick="x', False),
        ("https://x.example/a b", False),
        ("https://[x", False),
        ("https://x.example/" + "a" * 3000, False),
        (5, False),
    ],
)
def test_only_web_addresses_are_kept(stated: object, kept: bool) -> None:
    assert web_url(stated) == (str(stated).strip() if kept else None)


@given(ANYTHING)
def test_no_value_is_too_odd(value: object) -> None:
    for read in (instant, instant_from_milliseconds, web_url, money, currency, language, identifier, words):
        read(value)
    places([value], [value, value])


def test_small_fields() -> None:
    assert [identifier(value) for value in (5, " a ", "", None, True, 1.5, [1])] == ["5", "a", None, None, None, None, None]
    assert [currency(value) for value in ("usd", "EUR", "rur", "$", "", None, 5)] == ["USD", "EUR", "RUB", None, None, None, None]
    assert [language(value) for value in ("en", "pt-BR", "zh-Hans-CN", "English", "", 5)] == ["en", "pt-BR", "zh-Hans-CN", None, None, None]
    assert [money(value) for value in (5, 0, -1, 2.5, float("inf"), "5", True, 10**400)] == [5.0, None, None, 2.5, None, None, None, None]
    assert [money_in_digits(value) for value in (5, "5", " 58000.50 ", "0", "1,000", "5k", "nan", "1_0", "9" * 400, True)] == [
        5.0,
        5.0,
        58_000.5,
        *[None] * 7,
    ]
    assert [shows_text(value) for value in ("x", "<p>&nbsp;</p>", "<p", "<img src=x>", "\u200b ", "<b>" * 1000 + "x")] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]


def test_digits_of_two_readings_are_no_amount() -> None:
    assert [money_in_digits(value) for value in ("60.000", " 1.250 ", "999.999", "60.00", "60.0000", "60000.000", "0.125", 60.125)] == [
        *[None] * 3,
        60.0,
        60.0,
        60_000.0,
        0.125,
        60.125,
    ]


def test_places_are_in_order_without_doubles() -> None:
    assert places(["Ghent", "ghent "], ["Turin", "N/A", None, 5, "Aarhus", "GHENT"]) == ("Ghent", "Aarhus", "Turin")


def test_ranges_agree_or_say_nothing() -> None:
    def yearly(least: float | None = None, most: float | None = None, currency: str = "USD", unit: str = "YEAR") -> Pay:
        return Pay(least=least, most=most, currency=currency, unit=unit)

    assert one_range([yearly(2, 5), yearly(1, 3)]) == yearly(1, 5)
    assert one_range([yearly(2, 5), yearly(1, 3, currency="EUR")]) == NO_PAY
    assert one_range([yearly(2, 5), yearly(1, 3, unit="HOUR")]) == NO_PAY
    assert one_range([yearly(2), yearly(1, 3)]) == yearly(1)
    assert one_range([yearly(5, 2)]) == NO_PAY
    assert one_range([yearly()]) == one_range([]) == NO_PAY
