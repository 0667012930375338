"""Dates as platforms write them: what is stated in UTC, or None."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalise.dates import ReadDate, read_date

FETCHED = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("stated", "when"),
    [
        ("2026-08-05", "2026-08-05"),
        ("2026-08-05T01:02:03Z", "2026-08-05T01:02:03"),
        ("2026-08-05T01:02:03.500+0200", "2026-08-04T23:02:03.500"),
        ("2026-08-05 09:41:37 UTC", "2026-08-05T09:41:37"),
        ("2019-08-01 17:48:55", "2019-08-01T17:48:55"),
        ("Wed, 05 Aug 2026 02:00:00 +0200", "2026-08-05"),
        ("Wed, 05 Aug 2026 02:00:00 GMT", "2026-08-05T02:00"),
        ("Wed Aug 05 02:00:00 UTC 2026", "2026-08-05T02:00"),
        (1_764_000_000, "2025-11-24T16:00"),
        (1_764_000_000_000, "2025-11-24T16:00"),
        ("1764000000", "2025-11-24T16:00"),
        ("1764000000000", "2025-11-24T16:00"),
        ("8/25/2026", "2026-08-25"),
        ("25/8/2026", "2026-08-25"),
        ("8/8/2026", "2026-08-08"),
        ("2026/08/05", "2026-08-05"),
        ("05.08.2026", "2026-08-05"),
        ("Nov 5, 2026", "2026-11-05"),
        ("Sept. 5 2026", "2026-09-05"),
        ("5 November 2026", "2026-11-05"),
        ("05-Nov-2026", "2026-11-05"),
        ("Posted on Nov 5, 2026", "2026-11-05"),
        ("Thursday, November 5, 2026", "2026-11-05"),
        ("5. März 2026", "2026-03-05"),
        ("5 décembre 2026", "2026-12-05"),
        ("5 de noviembre de 2026", "2026-11-05"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00"),
    ],
)
def test_a_date_is_read_as_utc(stated: object, when: str) -> None:
    assert read_date(stated) == ReadDate(datetime.fromisoformat(when).replace(tzinfo=UTC), False)


def test_which_of_two_small_numbers_is_the_month_must_be_known() -> None:
    assert read_date("8/5/2026") == ReadDate(None, False)
    assert read_date("8/5/2026", month_first=True).when == datetime(2026, 8, 5, tzinfo=UTC)
    assert read_date("25/5/2026", month_first=True) == ReadDate(None, False)


@pytest.mark.parametrize(
    ("stated", "when"),
    [
        ("Posted Today", "2026-11-23"),
        ("Posted Yesterday", "2026-11-22"),
        ("Posted 11 Days Ago", "2026-11-12"),
        ("3d ago", "2026-11-20"),
        ("3 weeks ago", "2026-11-02"),
        ("2 hours ago", "2026-11-23"),
        ("12 hours ago", "2026-11-22"),
        ("a month ago", "2026-10-24"),
        ("vor 3 Tagen", "2026-11-20"),
        ("vor einer Woche", "2026-11-16"),
        ("gestern", "2026-11-22"),
        ("il y a 3 jours", "2026-11-20"),
        ("il y a 2 mois", "2026-09-23"),
        ("aujourd’hui", "2026-11-23"),
        ("hace 3 días", "2026-11-20"),
        ("hace un mes", "2026-10-24"),
        ("hace 5 meses", "2026-06-24"),
    ],
)
def test_relative_dates_are_counted_back_to_the_day(stated: str, when: str) -> None:
    assert read_date(stated, fetched_at=FETCHED) == ReadDate(datetime.fromisoformat(when).replace(tzinfo=UTC), True)
    assert read_date(stated) == ReadDate(None, True)


@pytest.mark.parametrize("stated", ["Posted 30+ Days Ago", "more than 30 days ago"])
def test_an_open_end_is_no_date(stated: str) -> None:
    assert read_date(stated, fetched_at=FETCHED) == ReadDate(None, True)


@pytest.mark.parametrize(
    "stated",
    [
        None, True, 0, -1, 5, 10**400, float("nan"), float("inf"), "", " ", "UNAVAILABLE", "Null", "1970-01-01T00:00:00", "0001-01-01",
        "9999-12-31T23:59:59-05:00", "2150-01-01", "2026-13-45", "20260805", "12:30", "November 2026", "2026", "ongoing", "until filled",
        [], {},         "9999 years ago", "١٢٣", "3 apples ago", "Nov 31, 2026",
    ],
)  # fmt: skip
def test_fillers_and_slips_are_no_date(stated: object) -> None:
    assert read_date(stated, fetched_at=FETCHED).when is None


@given(JSON, st.booleans())
def test_whatever_is_stated_it_is_a_plausible_utc_date_or_none(value: object, month_first: bool) -> None:
    when = read_date(value, fetched_at=FETCHED, month_first=month_first).when
    assert when is None or (when.tzinfo is UTC and 1990 <= when.year < 2100)


@given(st.datetimes(timezones=st.just(UTC)).map(lambda when: when.replace(year=1991 + when.year % 108, day=min(when.day, 28))))
def test_what_is_written_is_read_again(when: datetime) -> None:
    whole = when.replace(microsecond=0)
    assert read_date(when.isoformat()).when == when
    assert read_date(int(whole.timestamp())).when == whole
    assert read_date(int(whole.timestamp()) * 1000).when == whole
    assert read_date(whole.strftime("%Y-%m-%d %H:%M:%S UTC")).when == whole
    assert read_date(whole.strftime("%a, %d %b %Y %H:%M:%S +0000")).when == whole
    assert read_date(whole.strftime("%a %b %d %H:%M:%S UTC %Y")).when == whole


@pytest.mark.parametrize("text", ["1" * 1_000_000, "a 2026 " * 5, "5 de " * 8, "ago " * 20, "2026-" * 16])
def test_hostile_text_costs_little(text: str) -> None:
    read_date("5 décembre 2025")
    begun = time.process_time()
    assert read_date(text, fetched_at=FETCHED).when is None
    assert time.process_time() - begun < 0.5
