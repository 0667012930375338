"""Single values of schema.org objects: one or several, a text or an object with a name, or a filler that says nothing."""

import re
from html import unescape

from extractors.fields import words

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)

# What stands where nothing is known (Web Data Commons 2019, and pages since).
_FILLERS = frozenset(
    {
        *("unavailable", "not available", "not specified", "not applicable", "unspecified", "null", "none", "n/a", "na", "undefined"),
        *("nan", "nil", "tbd", "tba", "unknown", "-", "--"),
    }
)

# The names that are read, as schema.org writes them, by themselves in lower case: pages write Title, DatePosted, URL too.
PROPERTIES = {
    name.lower(): name
    for name in (
        *("title", "name", "description", "responsibilities", "qualifications", "skills", "educationRequirements", "identifier", "value"),
        *("experienceRequirements", "url", "hiringOrganization", "legalName", "jobLocation", "jobLocationType", "employmentType"),
        *("applicantLocationRequirements", "address", "addressLocality", "addressRegion", "addressCountry", "streetAddress"),
        *("baseSalary", "salaryCurrency", "currency", "minValue", "maxValue", "unitText", "datePosted", "validThrough", "dateModified"),
        *("directApply", "department", "inLanguage", "remote", "potentialAction", "target", "urlTemplate"),
    )
}


def each(value: object) -> list[object]:
    """Returns the values where there may be one or a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def said(value: object) -> str | None:
    """Returns a short text, without the escapes of HTML, or None where it is none or only fills the field."""
    text = words(unescape(value[:10_000]) if isinstance(value, str) and _ENTITY.search(value[:10_000]) else value)
    return text if text is not None and text.casefold() not in _FILLERS else None


def name_of(value: object) -> str | None:
    """Returns the name of the first of one or several things, each a text or an object; an address is no name."""
    for item in each(value):
        name = item.get("name") or item.get("legalName") if isinstance(item, dict) else item
        for stated in each(name):
            text = said(stated)
            if text is not None and "://" not in text:
                return text
    return None
