"""When a JobPosting was posted and until when it stands; dates that a site makes up for every visit are none."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from extractors.fields import Entry
from extractors.normalise.dates import read_date
from extractors.pages.schema_values import each, said

# Between what a site calls now and when its answer was there, with clocks that differ.
_A_MOMENT = timedelta(seconds=60)
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    posted: datetime | None = None
    posted_relative: bool = False
    valid_through: datetime | None = None
    modified: datetime | None = None


def stated_dates(stated: Entry, fetched_at: datetime) -> Dates:
    """Returns the dates that are the posting's own."""
    posted, relative = _read(stated.get("datePosted"), fetched_at)
    until, _ = _read(stated.get("validThrough"), fetched_at)
    if posted is not None and until is not None and _three_years(posted, until):
        posted = until = None
    if posted is not None and _counted_from_now(posted, fetched_at):
        posted = None
    if until is not None and _counted_from_now(until, fetched_at):
        until = None
    return Dates(
        posted=posted,
        posted_relative=relative and posted is not None,
        valid_through=until,
        modified=_read(stated.get("dateModified"), fetched_at)[0],
    )


def _read(value: object, fetched_at: datetime) -> tuple[datetime | None, bool]:
    for item in each(value):
        if said(item) is not None and (read := read_date(item, fetched_at=fetched_at)).when is not None:
            return (read.when, read.relative) if read.when > _EPOCH else (None, False)
    return None, False


def _three_years(posted: datetime, until: datetime) -> bool:
    """Says whether it stands exactly three years, to the second: iCIMS states two years before and one year after the visit."""
    return posted.time() != time(0) and until.year - posted.year == 3 and _moved(posted, until.year) == until


def _counted_from_now(when: datetime, fetched_at: datetime) -> bool:
    """Says whether it is the moment of the visit in another year."""
    return when.year != fetched_at.year and abs(_moved(when, fetched_at.year) - fetched_at) <= _A_MOMENT


def _moved(when: datetime, year: int) -> datetime:
    try:
        return when.replace(year=year)
    except ValueError:  # the 29th of February
        return when.replace(year=year, day=28)
