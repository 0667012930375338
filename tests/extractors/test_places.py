"""Places: one place where one is stated, nothing where there is doubt."""

import time

import pycountry
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.normalise.gazetteer import table
from extractors.normalise.places import applicant_locations, country_code, known_place, read_place, read_places
from extractors.posting import Place

AREAS = set(table()["areas"])
CODES = {country.alpha_2 for country in pycountry.countries} | {"XK"}
WORDS = st.sampled_from(
    [
        "Berlin",
        "Paris",
        "San Jose",
        "CA",
        "US",
        "Remote",
        "Georgia",
        "Ontario",
        "Europe",
        "NY",
        "New York",
        "Germany",
        "Hybrid",
        "UK",
        "Leeds",
    ]
)
SEPARATORS = st.sampled_from([", ", "; ", " - ", " / ", " or ", "|", " (", ") ", "-", " "])
STATED = st.lists(st.tuples(WORDS, SEPARATORS), max_size=6).map(lambda pairs: "".join(word + separator for word, separator in pairs))


def _place(city: str | None, region: str | None, country: str | None) -> Place:
    return Place(city=city, region=region, country=country)


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("San Francisco, CA", _place("San Francisco", "California", "US")),
        ("Toronto, CA", _place("Toronto", "Ontario", "CA")),
        ("CA - Toronto", _place("Toronto", "Ontario", "CA")),
        ("Berlin, , Germany", _place("Berlin", "Berlin", "DE")),
        ("Berlin, DE", _place("Berlin", "Berlin", "DE")),
        ("Wilmington, DE", _place("Wilmington", "Delaware", "US")),
        ("Remote - US", _place(None, None, "US")),
        ("US-Remote", _place(None, None, "US")),
        ("Remote, Italy", _place(None, None, "IT")),
        ("London (Hybrid)", _place("London", "England", "GB")),
        ("Greater Boston Area", _place("Boston", "Massachusetts", "US")),
        ("New York City Metropolitan Area", _place("New York City", "New York", "US")),
        ("SF Bay Area", _place("San Francisco", "California", "US")),
        ("NYC", _place("New York City", "New York", "US")),
        ("New York, New York", _place("New York City", "New York", "US")),
        ("Bengaluru/Bangalore", _place("Bengaluru", "Karnataka", "IN")),
        ("Bangalore,India", _place("Bengaluru", "Karnataka", "IN")),
        ("München", _place("Munich", "Bavaria", "DE")),
        ("Sao Paulo", _place("São Paulo", "São Paulo", "BR")),
        ("Hong Kong", _place("Hong Kong", None, "HK")),
        ("China - Hong Kong", _place("Hong Kong", None, "HK")),
        ("Singapore", _place("Singapore", None, "SG")),
        ("Luxembourg", _place(None, None, "LU")),
        ("Luxembourg, Luxembourg", _place("Luxembourg", None, "LU")),
        ("USA-CA-San Jose", _place("San Jose", "California", "US")),
        ("US, CA, Palo Alto", _place("Palo Alto", "California", "US")),
        ("1 Example Street, Austin, TX 73301", _place("Austin", "Texas", "US")),
        ("80331 München", _place("Munich", "Bavaria", "DE")),
        ("Atlanta, Georgia", _place("Atlanta", "Georgia", "US")),
        ("Tbilisi, Georgia", _place("Tbilisi", None, "GE")),
        ("Georgia, United States", _place(None, "Georgia", "US")),
        ("Delaware", _place(None, "Delaware", "US")),
        ("Delaware, OH", _place("Delaware", "Ohio", "US")),
        ("Paris, TX", _place("Paris", "Texas", "US")),
        # Not in the gazetteer, or not there: the name stays as stated.
        ("Paris, ME", _place("Paris", "Maine", "US")),
        ("Sampleton, Texas, United States", _place("Sampleton", "Texas", "US")),
        ("Sampleton, New York, United States", _place("Sampleton", "New York", "US")),
        ("Sampleton, Telangana, India", _place("Sampleton", "Telangana", "IN")),
        ("Esher, Surrey", _place("Esher", "England", "GB")),
        ("2500 Some Very Long Street Orlando, FL 32801", _place("Orlando", "Florida", "US")),
        ("Roissy-en-France, Île-de-France, France", _place("Roissy-en-France", "Île-de-France", "FR")),
        ("Sampleton, Germany", _place("Sampleton", None, "DE")),
        ("Sampleton, DE", _place("Sampleton", None, None)),
        ("Wantage, Oxfordshire", _place("Wantage", "Oxfordshire", "GB")),
        # Namesakes of a like size.
        ("Cambridge", _place("Cambridge", None, None)),
        ("San Jose", _place("San Jose", None, None)),
        ("Springfield", _place("Springfield", None, "US")),
        ("Cambridge, UK", _place("Cambridge", "England", "GB")),
        ("Paris", _place("Paris", "Île-de-France", "FR")),
        # A state and a city of another.
        ("Washington", _place(None, None, "US")),
        ("Washington, D.C.", _place("Washington", "District of Columbia", "US")),
        ("Amber Island, GA", _place("Amber Island", "Georgia", "US")),
        ("East Texas", _place(None, "Texas", "US")),
        ("Acme US", _place(None, None, "US")),
        ("Acme - Head Office (Leeds)", _place("Leeds", "England", "GB")),
        # A state's letters that are a region's or a province's abroad.
        ("Chennai, TN", _place("Chennai", "Tamil Nadu", "IN")),
        ("Perth, WA", _place("Perth", "Western Australia", "AU")),
        ("Bhubaneswar, OR", _place("Bhubaneswar", "Odisha", "IN")),
        ("Florianópolis, SC", _place("Florianópolis", "Santa Catarina", "BR")),
        ("Belém, PA", _place("Belém", "Pará", "BR")),
        ("Maceió, AL", _place("Maceió", "Alagoas", "BR")),
        ("Cuiabá, MT", _place("Cuiabá", "Mato Grosso", "BR")),
        ("Almere, FL", _place("Almere Stad", "Flevoland", "NL")),
        ("Barcelona, CT", _place("Barcelona", "Catalonia", "ES")),
        ("Amsterdam, NH", _place("Amsterdam", "North Holland", "NL")),
        ("Milano, MI", _place("Milan", "Lombardy", "IT")),
        ("Milano (MI)", _place("Milan", "Lombardy", "IT")),
        ("Palermo, PA", _place("Palermo", "Sicily", "IT")),
        ("Cagliari, CA", _place("Cagliari", "Sardinia", "IT")),
        ("Trento, TN", _place("Trento", "Trentino-Alto Adige", "IT")),
        ("Sesto San Giovanni, MI", _place("Sesto San Giovanni", "Lombardy", "IT")),
        ("Sampleton, MI, Italy", _place("Sampleton", None, "IT")),
        ("San Fernando, CA", _place("San Fernando", "California", "US")),
        ("San Fernando, CA, Spain", _place("San Fernando", "Andalusia", "ES")),
        ("Milan, MI", _place("Milan", None, None)),
        ("Milan, TN", _place("Milan", "Tennessee", "US")),
        ("Milan, MN", _place("Milan", "Minnesota", "US")),
        ("Como, CO", _place("Como", "Colorado", "US")),
        ("Portland, OR", _place("Portland", "Oregon", "US")),
        ("Cambridge, MA", _place("Cambridge", "Massachusetts", "US")),
        ("Dublin, CA", _place("Dublin", "California", "US")),
        ("Athens, GA", _place("Athens", "Georgia", "US")),
        ("Naples, FL", _place("Naples", "Florida", "US")),
        ("Rome, GA", _place("Rome", "Georgia", "US")),
        ("Melbourne, FL", _place("Melbourne", "Florida", "US")),
        ("Vancouver, WA", _place("Vancouver", "Washington", "US")),
        ("Birmingham, AL", _place("Birmingham", "Alabama", "US")),
        ("Bethlehem, PA", _place("Bethlehem", "Pennsylvania", "US")),
        ("London, KY", _place("London", "Kentucky", "US")),
        ("Manchester, NH", _place("Manchester", "New Hampshire", "US")),
        ("Geneva, NE", _place("Geneva", "Nebraska", "US")),
        # Letters behind a city that are another country elsewhere.
        ("Torino, TO", _place("Turin", "Piedmont", "IT")),
        ("Bergamo, BG, Italy", _place("Bergamo", "Lombardy", "IT")),
        ("Genève, GE", _place("Geneva", None, "CH")),
        ("Bern, BE, CH", _place("Bern", None, "CH")),
        ("Tijuana, BC", _place("Tijuana", None, "MX")),
        ("St. Gallen, SG", _place("Sankt Gallen", None, "CH")),
        ("St.Gallen", _place("Sankt Gallen", None, "CH")),
        ("Graz, ST", _place("Graz", "Styria", "AT")),
        # Names that are a country's, or another city's, in another language only.
        ("Granada", _place("Granada", None, None)),
        ("Salvador", _place("Salvador", "Bahia", "BR")),
        ("El Salvador", _place(None, None, "SV")),
        ("Neustadt, Germany", _place("Neustadt", None, "DE")),
        ("Dublin 2", _place("Dublin", None, "IE")),
        ("75009 Paris 9e", _place("Paris", "Île-de-France", "FR")),
    ],
)
def test_one_place_is_read(stated: str, read: Place) -> None:
    assert read_place(stated) == read


@pytest.mark.parametrize(
    "stated",
    [
        "",
        " ",
        "Remote",
        "N/A",
        "EMEA",
        "2 Locations",
        "Anywhere",
        "Multiple Locations",
        "Hybrid",
        "Georgia",
        "Ontario, CA",
        "Remote - CA",
        "Remote (PST only)",
        "Sampleton",
        "Acme Shopping Mall",
        "Paris / London",
        "12345",
        "(((",
        "Everyone excluding Spain",
        "Remote (not US)",
        "Neustadt",
        "Norfolk",
    ],
)
def test_what_names_no_one_place_is_none(stated: str) -> None:
    assert read_place(stated) is None


@pytest.mark.parametrize(
    ("stated", "country", "read"),
    [
        ("Cambridge", "United Kingdom", _place("Cambridge", "England", "GB")),
        ("San José", "cr", _place("San José", None, "CR")),
        ("Sampleton", "Germany", _place("Sampleton", None, "DE")),
        ("Remote", "US", None),
        ("Paris", "Nowhere", _place("Paris", "Île-de-France", "FR")),
    ],
)
def test_a_country_that_is_stated_apart_helps(stated: str, country: str, read: Place | None) -> None:
    assert read_place(stated, country=country) == read


@pytest.mark.parametrize(
    ("stated", "cities"),
    [
        ("London, UK; Paris, France", ["London", "Paris"]),
        ("San Francisco, CA | New York, NY", ["San Francisco", "New York City"]),
        ("New York / London", ["New York City", "London"]),
        ("Berlin or Munich", ["Berlin", "Munich"]),
        ("Oslo, Stockholm and Helsinki", ["Oslo", "Stockholm", "Helsinki"]),
        ("Austin, Texas, United States, Seattle, Washington, United States", ["Austin", "Seattle"]),
        ("San Francisco, CA • New York, NY • United States", ["San Francisco", "New York City", "US"]),
        ("SF, NY, SEA, Remote-US", ["San Francisco", "New York", "Seattle", "US"]),
        ("TX, NY, WA", ["Texas", "New York", "Washington"]),
        ("Paris; paris; PARIS, France", ["Paris"]),
        ("Brazil, Canada", ["BR", "CA"]),
        ("London, NY", ["London", "New York"]),
        ("Paris, FR, Italy", ["Paris", "IT"]),
        ("SE, FR, IT", ["SE", "FR", "IT"]),
    ],
)
def test_several_places_in_one_text(stated: str, cities: list[str]) -> None:
    assert [place.city or place.region or place.country for place in read_places([stated])] == cities


@pytest.mark.parametrize(
    ("city", "region", "country", "read"),
    [
        ("San Francisco", "CA", "US", _place("San Francisco", "California", "US")),
        ("berlin", None, "de", _place("Berlin", "Berlin", "DE")),
        ("Sampleton", "Bayern", "Deutschland", _place("Sampleton", "Bavaria", "DE")),
        ("London", "England", "gbr", _place("London", "England", "GB")),
        ("", "California", "United States", _place(None, "California", "US")),
        ("Remote", None, "US", _place(None, None, "US")),
        ("Helsinki", "Europe", "Finland", _place("Helsinki", None, "FI")),
        ("San Jose", None, None, _place("San Jose", None, None)),
        ("London, UK", None, None, _place("London", "England", "GB")),
        (None, None, None, None),
        ("N/A", "", "Null", None),
        # More than a city's name in its field.
        ("Berlin / Hamburg", None, "DE", _place(None, None, "DE")),
        ("Berlin / Hamburg", None, None, None),
        ("Los Angeles/San Francisco", "CA", "US", _place(None, "California", "US")),
        ("Berlin or Remote", None, "DE", _place("Berlin", "Berlin", "DE")),
        ("Remote - Germany", None, "DE", _place(None, None, "DE")),
        ("Remote - Georgia", None, "US", _place(None, "Georgia", "US")),
        ("Indiana; Kokomo", None, "US", _place("Kokomo", "Indiana", "US")),
        ("Cambridge - Kendall", "MA", "US", _place("Cambridge", "Massachusetts", "US")),
        ("1010 Wien", None, "AT", _place("Vienna", "Vienna", "AT")),
        ("80331 Sampleton", "Bayern", "DE", _place("Sampleton", "Bavaria", "DE")),
        ("Dublin 2", None, "IE", _place("Dublin", None, "IE")),
        ("Park City, UT, United States", None, "US", _place("Park City", "Utah", "US")),
        ("Davenport, FL, United States", None, "US", _place("Davenport", "Florida", "US")),
        ("Milan, IL, US", None, "US", _place("Milan", "Illinois", "US")),
        ("Cluj-Napoca, Cluj", "Cluj", "RO", _place("Cluj-Napoca", "Cluj", "RO")),
        ("Abu Dhabi, Abu Dhabi", "Abu Dhabi", "AE", _place("Abu Dhabi", "Abu Dhabi", "AE")),
        ("Remote (EU)", None, None, None),
        ("Astoria", "OR", None, _place("Astoria", "Oregon", "US")),
        ("Milano", "MI", "IT", _place("Milan", "Lombardy", "IT")),
        ("Lausanne", "VD", "CH", _place("Lausanne", "Vaud", "CH")),
        # But a name that holds a separator stays.
        ("Bozen / Bolzano", None, "IT", _place("Bolzano", "Trentino-Alto Adige", "IT")),
        ("Brighton and Hove", None, "GB", _place("Brighton and Hove", None, "GB")),
        ("Brighton & Hove", None, "GB", _place("Brighton & Hove", None, "GB")),
        ("Dallas - Fort Worth", "TX", "US", _place("Dallas - Fort Worth", "Texas", "US")),
        ("East Berlin", "CT", "US", _place("East Berlin", "Connecticut", "US")),
        ("Eastern Suffolk", "NY", "US", _place("Eastern Suffolk", "New York", "US")),
        ("D Hanis", "TX", "US", _place("D Hanis", "Texas", "US")),
        ("Corporate Office", "NY", "US", _place("Corporate Office", "New York", "US")),
        ("Sampleton (Othertown)", None, "DE", _place("Sampleton (Othertown)", None, "DE")),
        ("Long Beach Island", "NJ", "US", _place("Long Beach Island", "New Jersey", "US")),
    ],
)
def test_structured_fields(city: str | None, region: str | None, country: str | None, read: Place | None) -> None:
    assert known_place(city, region, country) == read


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("UK", "GB"),
        ("USA", "US"),
        ("us", "US"),
        ("U.S.A.", "US"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Holland", "NL"),
        ("FRA", "FR"),
        ("Brasil", "BR"),
        ("España", "ES"),
        ("Türkiye", "TR"),
        ("United States of America", "US"),
        ("EU", None),
        ("Remote", None),
        ("", None),
        ("XX", None),
    ],
)
def test_country_codes(stated: str, code: str | None) -> None:
    assert country_code(stated) == code


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["Remote in the US"], ["US"]),
        (["US-Remote"], ["US"]),
        (["Remote - EMEA"], ["EMEA"]),
        (["Worldwide"], ["Worldwide"]),
        (["Anywhere in the World"], ["Worldwide"]),
        (["Remote (anywhere in the U.S.)"], ["US"]),
        (["USA Only"], ["US"]),
        (["LATAM,  Hong Kong"], ["LATAM", "HK"]),
        (["Remote (US or Canada)"], ["US", "CA"]),
        (["Remote, Italy"], ["IT"]),
        (["Remote - California"], ["US-CA"]),
        (["Remote - CO, FL, GA"], ["US-CO", "US-FL", "US-GA"]),
        (["Remote, Oregon, United States, AMER"], ["US-OR"]),
        (["Remote, Ontario, Canada"], ["CA-ON"]),
        (["SF, NY, SEA, Remote-US"], ["US"]),
        (["New York, NY; United States - Remote"], ["US"]),
        (["Remote", "Germany", "Berlin"], ["DE"]),
        # A city is where an office is.
        (["San Francisco, CA"], []),
        (["Remote"], []),
        (["Remote, Washington, United States"], []),
        (["Remote (except Spain)"], []),
        (["Remote (not US)"], []),
        (["Remote, outside the US"], []),
        (["Remote, outside of the U.S."], []),
        (["Remote (non-US)"], []),
        (["Remote (non U.S.)"], []),
        (["Remote - anywhere but the US"], []),
        (["Europe but not the UK"], ["Europe"]),
        (["Remote (US, including but not limited to Texas)"], ["US"]),
        (["Remote US (travel not required)"], ["US"]),
        (["Torino, TO"], []),
        ([], []),
    ],
)
def test_where_one_may_work_from(stated: list[str], names: list[str]) -> None:
    assert list(applicant_locations(stated)) == names


@given(st.text(max_size=300) | STATED, st.text(max_size=30) | st.none())
@example("\x00\u202e,;|", None)
@example("ı İ ß", "ß")
def test_any_text_is_read_and_every_country_is_of_iso(text: str, country: str | None) -> None:
    one = read_place(text, country=country)
    for place in (*read_places([text]), *([one] if one else []), *([known] if (known := known_place(text, country, text)) else [])):
        assert place != Place()
        assert place.country is None or place.country in CODES
    for name in applicant_locations([text]):
        assert name in AREAS or name[:2] in CODES
    assert country_code(text) in CODES | {None}


@given(st.lists(STATED, max_size=5).flatmap(lambda stated: st.tuples(st.just(stated), st.permutations(stated))))
def test_the_order_of_stated_texts_changes_no_place(orders: tuple[list[str], list[str]]) -> None:
    stated, other = orders
    assert set(read_places(stated)) == set(read_places(other))
    assert set(applicant_locations(stated)) == set(applicant_locations(other))


@given(STATED)
@settings(max_examples=50)
def test_no_doubles(stated: str) -> None:
    found = read_places([stated, stated])
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text", ["a, " * 400_000, ";" * 1_000_000, "(" * 1_000_000, "US-" * 300_000, "Paris or " * 100_000, "\x00" * 1_000_000, "a " * 500_000]
)
def test_hostile_texts_stay_cheap(text: str) -> None:
    read_place("Rome")
    start = time.perf_counter()
    read_places([text])
    read_place(text, country=text)
    known_place(text, text, text)
    applicant_locations([text])
    assert time.perf_counter() - start < 1
