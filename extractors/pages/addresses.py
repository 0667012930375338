"""Addresses of pages: which are the same page, and which belong to the same site."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What is added to links to count where visitors come from.
_TRACKING = re.compile(
    r"(?:utm_\w+|gh_src|lever-source\S*|source|src|ref|referrer|trk|trackingid|gclid|fbclid|msclkid|mc_[ce]id|iis|iisn|bid|codes|sid|jsessionid)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# Names under which registries sell names (co.uk, com.au): of these a site has three parts. The whole list (publicsuffix.org) has thousands;
# these are the ones in which employers are.
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob", "gouv", "govt", "nom"})


def canonical(url: str) -> str:
    """Returns the address without what only counts visitors, fragment and the slash at the end; those of one page are equal then."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name)])
    path = _SESSION.sub("", parts.path).rstrip("/")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, query, ""))


def over_https(url: str) -> str:
    """Returns the address with https: sitemaps of sites that have it for years still list addresses without."""
    return f"https{url[4:]}" if url[:7].lower() == "http://" else url


def same_site(url: str, host: str) -> bool:
    """Says whether an address is of the same registered name as the host."""
    try:
        there = urlsplit(url)
        return there.scheme.lower() in ("http", "https") and site_of(there.hostname or "") == site_of(host)
    except ValueError:
        return False


def site_of(host: str) -> str:
    """Returns the name that was registered, of which the host is a part: `acme.example` of `careers.acme.example`."""
    labels = host.lower().rstrip(".").split(".")
    if labels[-1].isdigit():
        return host
    several = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if several else -2 :])
