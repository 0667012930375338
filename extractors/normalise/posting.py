"""The fields that are read from what is stated: places, employment types, pay in a year, a title without its marks."""

from dataclasses import replace

from extractors.normalise.employment import employment_types
from extractors.normalise.pay import Pay, per_year
from extractors.normalise.places import applicant_locations, read_places
from extractors.normalise.titles import clean_title
from extractors.posting import JobPosting


def normalised(posting: JobPosting) -> JobPosting:
    """Returns the posting with those fields filled that its platform's module left empty; what is stated stays beside them."""
    title = clean_title(posting.title)
    least, most = per_year(
        Pay(least=posting.base_salary_min, most=posting.base_salary_max, currency=posting.salary_currency, unit=posting.salary_unit)
    )
    where = posting.applicant_location
    if not where and posting.work_mode == "remote":
        where = applicant_locations(posting.job_location)
    return replace(
        posting,
        title=title,
        title_stated=posting.title if title != posting.title else None,
        places=posting.places or read_places(posting.job_location),
        applicant_location=where,
        employment_types=posting.employment_types or employment_types(posting.employment_type),
        salary_year_min=least,
        salary_year_max=most,
    )
