"""What the parts of a stated location say together: the place that most of them speak of, or none where that is in doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.normalise.gazetteer import City, Region, dominant, fold_name, gazetteer, table
from extractors.normalise.place_parts import Part
from extractors.posting import Place

# City, district, region, country and continent; a street before them is no part.
_MOST_LEVELS = 5
# Of a region and a city of another region that bear one name, the city counts as meant from here on ("Washington").
_LARGE = 100_000
# "Boston, NY" is a list of two cities, "Fayetteville, NY" is a town.
_METROPOLIS = 300_000
# Two letters that are a state of the United States and a country where a town that GeoNames does not know may as well be in either.
_EITHER = frozenset({"DE"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A place, and which of the parts say so."""

    place: Place
    explained: int  # how many of the parts speak of it
    city_state: str | None = None  # the country that is named with a city of the same name
    region: Region | None = None  # set without being the place's where a city may be meant as well


def readings(parts: Sequence[Part]) -> Iterator[Reading]:
    """Returns what parts say of places: the longest run that speaks of one place, then the next."""
    states = [next((region for region in part.regions if region.country == "US"), None) if part.short else None for part in parts]
    if len(parts) > 1 and all(states) and any(not part.country for part in parts):
        # "CO, FL, GA" are states, all of them, as one is nothing else.
        yield from (Reading(Place(region=state.name, country="US"), 1, None, state) for state in states if state)
        return
    parts = _without_letters(parts) if len(parts) > 2 else parts
    start = 0
    while start < len(parts):
        for size in range(min(_MOST_LEVELS, len(parts) - start), 0, -1):
            run = parts[start : start + size]
            if size > 1 and not run[-1].known:
                continue
            reading = _one(run)
            if reading and (size == 1 or reading.explained == sum(part.known for part in run)):
                if size == 1 and start + 1 < len(parts) and _are_elsewhere(parts, start + 1, reading.place):
                    parts = [*parts[: start + 1], *parts[start + 2 :]]
                    start -= 1
                    break
                # An empty one is ambiguous as a whole ("Ontario, CA").
                if reading.place != Place():
                    yield reading
                start += size - 1
                break
        start += 1


def _without_letters(parts: Sequence[Part]) -> Sequence[Part]:
    """Leaves out a province's letters that stand between a town and the country ("Sampleton, RM, Italy")."""
    left_out = [here for here in range(1, len(parts) - 1) if len(parts[here].text) == 2 and _are_province(*parts[here - 1 : here + 2])]
    return [part for here, part in enumerate(parts) if here not in left_out] if left_out else parts


def _are_province(town: Part, part: Part, country: Part) -> bool:
    if not part.comma or part.text not in gazetteer().provinces.get(country.country or "", ()):
        return False
    # "Paris, FR, Italy" is a list.
    return not town.known or any(city.country == country.country for city in town.cities)


def _are_elsewhere(parts: Sequence[Part], here: int, place: Place) -> bool:
    """Says whether letters right behind a city are a part of its country that no table has, and not the country they else are."""
    part = parts[here]
    if not (place.city and place.country and part.comma and part.short and len(part.text) == 2):
        return False
    if part.text in table()["own_letters"]["cities"] or any(region.country == place.country for region in part.regions):
        return False
    # "Dover, Calais, GB" states the country of the one before.
    before = any(city.country == part.country for other in parts[: here - 1] for city in other.cities)
    foreign = part.country is not None and part.country != place.country and not before
    return foreign or part.text in table()["letters_elsewhere"].get(place.country, ())


def _one(parts: Sequence[Part]) -> Reading | None:
    """Returns the place that most of the parts speak of, where there is no doubt which it is."""
    if len(parts) > 1 and parts[1].comma and (town := _small_town(parts)):
        return town
    cities = [(_supporting(city, parts, here), city, parts[here]) for here in range(len(parts)) for city in parts[here].cities]
    regions = [
        (sum(_in_region(part, region) for part in parts), region)
        for part in parts
        for region in part.regions
        # Other countries' letters only confirm what else is said ("Chennai, TN, India").
        if not part.short or region.country in table()["own_letters"]["countries"]
    ]
    countries = [(sum(part.country == code for part in parts), code) for part in parts if (code := part.country)]
    most = max([score for score, *_ in cities] + [score for score, _ in regions] + [score for score, _ in countries], default=0)
    if not most:
        return None
    best_regions = list(dict.fromkeys(region for score, region in regions if score == most))
    best_countries = list(dict.fromkeys(code for score, code in countries if score == most))
    best_cities = [(city, part) for score, city, part in cities if score == most]
    if len(best_cities) > 1 and sum(part.known for part in parts) == 2:
        # "Bethlehem, PA" is not Belém in Pará, which is called so too.
        own = table()["own_letters"]["countries"]
        near = [(city, part) for city, part in best_cities if city.region and city.region.country in own]
        best_cities = near if near and most > 1 and any(part.short for part in parts) else best_cities
    if best_countries and best_cities:
        # A country's name is the country, but "Luxembourg, Luxembourg" and Singapore are cities as well.
        best_cities = [(city, part) for city, part in best_cities if part.country == city.country and (len(parts) > 1 or _is_country(city))]
    if best_countries and len(parts) == 1 and all(region.country != "US" for region in best_regions):
        # "NL" is the Netherlands rather than Newfoundland.
        best_regions = []
    if best_cities and best_regions and not best_countries:
        settled = _city_or_region(best_cities, best_regions, alone=len(parts) == 1)
        if isinstance(settled, Reading):
            return Reading(settled.place, most, None, settled.region)
        if not settled:
            return Reading(Place(), most)
        best_cities = settled
    if best_cities:
        return _city(best_cities, most, parts)
    if best_regions and not best_countries and len(best_regions) == 1:
        return _wider(best_regions[0], best_regions[0].country, most, parts)
    if best_countries and not best_regions and len(best_countries) == 1:
        return _wider(None, best_countries[0], most, parts)
    return None


def _city(found: Sequence[tuple[City, Part]], explained: int, parts: Sequence[Part]) -> Reading | None:
    country, city = dominant([city for city, _ in found])
    if not city:
        # The name as stated, with what all its namesakes have in common.
        regions = {city.region for city, _ in found if not city.by_other_name}
        region = next(iter(regions)) if len(regions) == 1 else None
        return Reading(place_of(found[0][1].text, region.name if region and country else None, country), explained)
    region_name = city.region.name if city.region else _stated_region(parts)
    city_state = city.country if _is_country(city) and gazetteer().countries.get(fold_name(city.name)) == city.country else None
    return Reading(place_of(city.name, region_name, city.country), explained, city_state)


def _city_or_region(cities: list[tuple[City, Part]], regions: list[Region], *, alone: bool) -> list[tuple[City, Part]] | Reading:
    """Settles a name that is both: Berlin and New York are the city, Delaware is the state, Washington is either."""
    own = [(city, part) for city, part in cities if any(city.region == region for region in regions)]
    if own and any(part.key not in table()["region_not_city"]["names"] for _, part in own):
        return own
    region = regions[0]
    if len(regions) > 1:
        return []
    rivals = [city for city, _ in cities if city.population >= _LARGE and not city.by_other_name]
    if region.country == "US" or (alone and region.country == "CA"):
        rivals = [city for city in rivals if city.country == region.country]
    if not rivals:
        return Reading(Place(region=region.name, country=region.country), 0, None, region)
    return Reading(Place(country=region.country), 0, None, region) if all(city.country == region.country for city in rivals) else []


def _wider(region: Region | None, country: str, explained: int, parts: Sequence[Part]) -> Reading:
    """Returns the region or country, and the town that stands before it with a comma, though no gazetteer has it."""
    first = next((place for place, part in enumerate(parts) if part.known), 0)
    town = parts[first - 1] if first and parts[first].comma else None
    state = region.name if region else None
    if town and set(town.key.split()) & set(table()["noise"]["region_words"]):
        # A county is no town; where the state is known it says less than that.
        return Reading(place_of(None, state or town.text, country), explained)
    if town and not (parts[first].short and parts[first].text.upper() in _EITHER and explained == 1):
        return Reading(place_of(town.text, state, country), explained)
    if town:
        return Reading(place_of(town.text, None, None), explained)
    return Reading(place_of(None, state, country), explained, None, region)


def _small_town(parts: Sequence[Part]) -> Reading | None:
    """Reads "Paris, ME" and "Homeland, California": a town that GeoNames has elsewhere only, or not at all, before a state."""
    town, state = parts[0], parts[1]
    country = (parts[2].country if len(parts) == 3 and not state.short else None) or "US"
    region = next((region for region in state.regions if region.country == country), None)
    if (
        not region
        or town.nickname
        or town.short
        or set(town.key.split()) & set(table()["noise"]["region_words"])
        or len(parts) > 3
        or (len(parts) == 3 and parts[2].known and parts[2].country != country)
    ):
        return None
    # A town in that state, or in the country of these letters, that is known is found the usual way; two states are a list.
    own = {region.country, state.country}
    if any(city.region == region or city.country == state.country for city in town.cities) or any(r.country in own for r in town.regions):
        return None
    if _is_abroad(town, state):
        return None
    if town.country and town.country in (state.country, country):  # "US, CA": a country before its state
        return None
    largest = max((city.population for city in (town if state.short else state).cities), default=0)
    if town.cities and largest >= _METROPOLIS and (not state.short or state.text.upper() in table()["own_letters"]["cities"]):
        return None
    explained = sum(part.known for part in parts)
    either = state.text.upper() in _EITHER or f"{town.key} {state.key}" in table()["own_letters"]["either"]
    if either and len(parts) == 2:
        return Reading(place_of(town.text, None, None), explained)
    return Reading(place_of(town.text, region.name, country), explained)


def _is_abroad(town: Part, state: Part) -> bool:
    """Says whether a state's letters are those of the region or province of a city abroad ("Chennai, TN"), and no small namesake's."""
    abroad = [city for city in town.cities if _in_letters(city, state)]
    if not abroad or f"{town.key} {state.key}" in (*table()["own_letters"]["towns"], *table()["own_letters"]["either"]):
        return False
    return max(city.population for city in abroad) >= _LARGE or all(city.country != "US" for city in town.cities)


def _supporting(city: City, parts: Sequence[Part], here: int) -> int:
    """Counts the parts that speak of this city: its own, its region, its country, its name again."""
    return 1 + sum(place != here and _speaks_of(part, city) for place, part in enumerate(parts))


def _speaks_of(part: Part, city: City) -> bool:
    return (
        part.country == city.country
        or (part.country == "CN" and city.country in ("HK", "MO"))
        or city.region in part.regions
        or (len(part.text) == 2 and _in_letters(city, part))
        # A county, where the table has the larger division.
        or any(region.country == city.country and not part.short and not _is_division(region) for region in part.regions)
        or any((other.name, other.country, other.region) == (city.name, city.country, city.region) for other in part.cities)
    )


def _in_letters(city: City, part: Part) -> bool:
    """Says whether the part is the city's region, or the letters of its province ("Torino, TO")."""
    if city.region in part.regions:
        return True
    places = gazetteer()
    province = places.provinces.get(city.country, {}).get(part.text)
    if province is None:
        return False
    seat = places.seats.get((city.name, city.country))
    # Milan is not in the province of Mantua.
    return seat == part.text if seat else not city.region or city.region.code == province.region


def _in_region(part: Part, region: Region) -> bool:
    return part.country == region.country or region in part.regions


@lru_cache(maxsize=4_096)
def _is_division(region: Region) -> bool:
    return region in gazetteer().region_codes.get(region.code.partition("-")[2], ())


def _is_country(city: City) -> bool:
    return city.country in table()["city_states"]["countries"]


def _stated_region(parts: Sequence[Part]) -> str | None:
    """Returns the name between city and country where GeoNames' divisions are not in the table."""
    if len(parts) == 3 and not parts[1].known and parts[1].comma and parts[2].comma and parts[2].country:
        return parts[1].text
    return None


@lru_cache(maxsize=65_536)
def place_of(city: str | None, region: str | None, country: str | None) -> Place:
    """Returns the place, one object for all postings of a city."""
    return Place(city=city, region=region, country=country)
