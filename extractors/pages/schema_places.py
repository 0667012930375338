"""Where a JobPosting is: schema.org's Place and PostalAddress, and all that stands in their stead."""

from extractors.fields import Entry, places
from extractors.normalise.places import applicant_locations, known_place
from extractors.pages.schema_values import each, name_of, said
from extractors.posting import Place

_TRUE = frozenset({"true", "yes", "1"})


def stated_places(stated: Entry, *, company: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """Returns the places as stated, and the same read, where all are stated in parts. A place by the employer's name is none."""
    employer = {company.casefold(), (name_of(stated.get("hiringOrganization")) or company).casefold()}
    texts: list[str] = []
    known: dict[Place, None] = {}
    for location in each(stated.get("jobLocation")):
        for address in _addresses(location):
            text, place = _read(address)
            if text is not None and text.casefold() not in employer:
                texts.append(text)
                if place is not None:
                    known[place] = None
    # A place that is stated in one text is read from it afterwards, and then all of them are: half a list would be wrong.
    where = places(texts)
    return where, tuple(known) if len(known) == len(where) else ()


def is_remote(stated: Entry) -> bool:
    """Says whether a field beside jobLocationType states it: `remote` as true or "true", or a VirtualLocation and nothing else."""
    remote = stated.get("remote")
    if remote is True or (said(remote) or "").casefold() in _TRUE:
        return True
    locations = each(stated.get("jobLocation"))
    return bool(locations) and all(isinstance(item, dict) and item.get("@type") == "VirtualLocation" for item in locations)


def applicants(stated: Entry, *, is_remote: bool) -> tuple[str, ...]:
    """Returns where applicants may be. Beside a street to work in, and where nothing says that one need not go there, it says nothing."""
    streets = [
        address
        for location in each(stated.get("jobLocation"))
        for address in _addresses(location)
        if isinstance(address, dict) and said(address.get("streetAddress"))
    ]
    if streets and not is_remote:
        return ()
    names = []
    for area in each(stated.get("applicantLocationRequirements")):
        text = _read(area["address"])[0] if isinstance(area, dict) and isinstance(area.get("address"), dict) else name_of(area)
        if text is not None:
            names.append(text)
    return applicant_locations(names) if names else ()


def _addresses(location: object) -> list[object]:
    """Returns the addresses of a Place (it may have several, or be one itself), or its name where it has none."""
    if not isinstance(location, dict):
        return [location]
    found = [address for address in each(location.get("address")) if _read(address)[0] is not None]
    if not found and _read(location)[0] is not None:
        return [location]
    return found or [name_of(location)]


def _read(address: object) -> tuple[str | None, Place | None]:
    """Returns an address as one text, and the place that its parts name."""
    if not isinstance(address, dict):
        return said(address), None
    city, region, country = (name_of(address.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry"))
    parts = [part for part in (city, region, country) if part is not None]
    if not parts:
        return said(address.get("streetAddress")), None
    return ", ".join(dict.fromkeys(parts)), known_place(city, region, country)
