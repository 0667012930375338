"""Pay in words: figures only where all that is stated agrees, base pay only."""

import time
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalise.pay import NO_PAY, Pay, per_year
from extractors.normalise.pay_figures import figures_in
from extractors.normalise.pay_words import pay_in_text, read_pay


@pytest.mark.parametrize(
    ("text", "least", "most", "currency", "unit"),
    [
        ("$120–150k", 120_000, 150_000, "USD", None),
        ("$31,2k- $52k", 31_200, 52_000, "USD", None),
        ("£24,500 - £26,500", 24_500, 26_500, "GBP", None),
        ("$0.05 – $0.06 / hour", 0.05, 0.06, "USD", "HOUR"),
        ("€65.000 - €80.000", 65_000, 80_000, "EUR", None),
        ("65 000 - 80 000 EUR", 65_000, 80_000, "EUR", None),
        ("1 748,00 € à 2 800,00 € par mois", 1_748, 2_800, "EUR", "MONTH"),
        ("3000 - 4000 EUR/Monat", 3_000, 4_000, "EUR", "MONTH"),
        ("CHF 85'000 - 95'000", 85_000, 95_000, "CHF", None),
        ("R$ 8.000,00 por mês", 8_000, 8_000, "BRL", "MONTH"),
        ("12,00,000 - 15,00,000 INR", 1_200_000, 1_500_000, "INR", None),
        ("₹12-15 LPA", 1_200_000, 1_500_000, "INR", "YEAR"),
        ("USD 150,000 - 180,000 per year", 150_000, 180_000, "USD", "YEAR"),
        ("Between $90,000 and $110,000 annually", 90_000, 110_000, "USD", "YEAR"),
        ("US$100K – US$130K", 100_000, 130_000, "USD", None),
        ("$188,000 - $269,000 (USD)", 188_000, 269_000, "USD", None),
        ("Low: $140,000 - High: $170,000", 140_000, 170_000, "USD", None),
        ("$121,000/year in our lowest market up to $235,200/year in our highest", 121_000, 235_200, "USD", "YEAR"),
        ("$85/hr", 85, 85, "USD", "HOUR"),
        ("£500 per day", 500, 500, "GBP", "DAY"),
        ("A$120,000 p.a.", 120_000, 120_000, "AUD", "YEAR"),
        ("CA$120K", 120_000, 120_000, "CAD", None),
        ("$100k-$120k CAD", 100_000, 120_000, "CAD", None),
        ("120-150k", 120_000, 150_000, None, None),
        ("up to £60k", None, 60_000, "GBP", None),
        ("from $100k", 100_000, None, "USD", None),
        ("$150,000+", 150_000, None, "USD", None),
        ("$120k-$140k (Tier 1), $100k-$120k (Tier 2)", 100_000, 140_000, "USD", None),
        ("$25.00 - $30.00 per hour ($52,000 - $62,400 per year)", 52_000, 62_400, "USD", "YEAR"),
        ("$71,000 - $110,600 - $150,200", 71_000, 150_200, "USD", None),
        ("Minimum: $75,000. Midpoint: $94,000. Maximum: $113,000", 75_000, 113_000, "USD", None),
        # Base pay beside other pay.
        ("$120k base / $150k OTE", 120_000, 120_000, "USD", None),
        ("$150K OTE ($100K base)", 100_000, 100_000, "USD", None),
        ("Base: $100k OTE: $150k", 100_000, 100_000, "USD", None),
        ("$100k - $120k + 0.1% - 0.5% equity", 100_000, 120_000, "USD", None),
        ("$120,000 - $160,000 plus annual bonus", 120_000, 160_000, "USD", None),
        ("$100k-$130k, 30 hours per week", 100_000, 130_000, "USD", None),
        ("$86,000 - $129,000 (based on 40 hours worked per week)", 86_000, 129_000, "USD", None),
        ("$150k + equity", 150_000, 150_000, "USD", None),
        ("£50,000 + bonus", 50_000, 50_000, "GBP", None),
        ("up to €120,000 + bonus", None, 120_000, "EUR", None),
        ("$90K base + 10% bonus", 90_000, 90_000, "USD", None),
        ("$120k - $140k + equity", 120_000, 140_000, "USD", None),
        # More than the amount, and nothing beside it.
        ("$150k+ and equity", 150_000, None, "USD", None),
        ("$150,000 +", 150_000, None, "USD", None),
        ("$110K +, as well as stock", 110_000, None, "USD", None),
        ("mindestens 55.000 €", 55_000, None, "EUR", None),
        # A sign with several meanings.
        ("100 000 - 150 000 RUR", 100_000, 150_000, "RUB", None),
        ("kr 500 000", 500_000, 500_000, None, None),
        ("Rs 10 lakh", 1_000_000, 1_000_000, None, None),
        ("$100k - $120k, Toronto", 100_000, 120_000, None, None),
        ("min. €55.000", 55_000, None, "EUR", None),
        ("mind. 55.000 €", 55_000, None, "EUR", None),
        ("$70,000 + depending on experience", 70_000, None, "USD", None),
        ("$150k + total comp", 150_000, 150_000, "USD", None),
    ],
)
def test_a_salary_field_is_read(text: str, least: float | None, most: float | None, currency: str | None, unit: str | None) -> None:
    assert read_pay(text) == Pay(least=least, most=most, currency=currency, unit=unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "$0",
        "DOE",
        "Competitive",
        "Pay per task",
        "OTE $25k - $35k",
        "OTE ($25k - $35k)",
        "$25k - $35k (OTE)",
        "$10,000 sign-on bonus",
        "0.5% - 1%",
        "401k",
        "24/7",
        "5 - 10 years",
        "$140k - $120k",  # on its head
        "$120k / €110k",
        "$20/hr, $100k per year",
        "$1.234",  # a thousand to some, a dollar to others
        "$10.000 100",
    ],
)
def test_where_nothing_sure_is_stated_there_are_no_figures(text: str) -> None:
    assert read_pay(text) == NO_PAY


@pytest.mark.parametrize(
    ("clause", "ends"),
    [
        ("min. €55.000", (55_000, None)),
        ("mind. 55.000 €", (55_000, None)),
        ("max. €60.000", (None, 60_000)),
        ("€60.000. Minimum", (60_000, 60_000)),
        ("$70,000 + depending on experience", (70_000, None)),
        ("$70,000 + dependants", (70_000, 70_000)),
    ],
)
def test_words_cut_short_and_signs_that_stand_apart(clause: str, ends: tuple[float | None, float | None]) -> None:
    [found] = figures_in(clause)
    assert (found.least, found.most) == ends


def test_in_countries_with_dollars_of_their_own_a_bare_sign_is_no_currency() -> None:
    assert read_pay("$90k - $100k", country="US").currency == "USD"
    assert read_pay("$90k - $100k", country="CA").currency is None
    assert read_pay("US$90k - US$100k", country="CA").currency == "USD"


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        (
            "The base salary range for this role is $150,000 - $190,000 per year.",
            Pay(least=150_000, most=190_000, currency="USD", unit="YEAR"),
        ),
        ("Pay Range: USD $120,000.00 - $160,000.00", Pay(least=120_000, most=160_000, currency="USD")),
        (
            "The annual US base salary range for this role is $223,600 &#8211; $350,000",
            Pay(least=223_600, most=350_000, currency="USD", unit="YEAR"),
        ),
        (
            "<h3>Pay range</h3><ul><li>Zone A: $120,000 - $150,000</li><li>Zone B: $100,000 - $130,000</li></ul>",
            Pay(least=100_000, most=150_000, currency="USD"),
        ),
        (
            '<div class="title">Annual Salary</div><div><span>$182,000</span><span>&mdash;</span><span>$250,000 USD</span></div>',
            Pay(least=182_000, most=250_000, currency="USD", unit="YEAR"),
        ),
        (
            "We raised $40,000,000. Our platform moves $30,000 a minute. The salary range is €60.000 - €75.000 plus bonus up to €5.000.",
            Pay(least=60_000, most=75_000, currency="EUR"),
        ),
        ("Compensation: $160,000 \\- $190,000 + equity. You also get a $1,500 stipend.", Pay(least=160_000, most=190_000, currency="USD")),
        ("The hourly rate for this position ranges from $32.69 to $49.04", Pay(least=32.69, most=49.04, currency="USD", unit="HOUR")),
        ("Pay: From $45.00 per hour", Pay(least=45, currency="USD", unit="HOUR")),
        ("The minimum salary of the grade is £32,000 per annum.", Pay(least=32_000, currency="GBP", unit="YEAR")),
    ],
)
def test_base_pay_is_found_in_a_text(text: str, pay: Pay) -> None:
    found = pay_in_text(text)
    assert found is not None
    assert found[0] == pay
    assert 0 < len(found[1]) <= 300


@pytest.mark.parametrize(
    "text",
    [
        "We raised $150M and our revenue grew from $20,000,000 to $60,000,000.",
        "You own a budget of $100,000 - $200,000.",
        "Benefits: a learning stipend of $1,000 - $2,000 and a 401k.",
        "Sign-on bonus: $10,000 - $20,000.",
        "On-target earnings are $150,000 - $200,000.",
        "Total compensation: $250,000 - $320,000.",
        "You manage a $50M P&L. Competitive salary.",
        "Salary range: £60,000 - £70,000 in London, €65,000 - €75,000 in Berlin.",
        "Salary: $118,000 - $184,000 in California, CAD $97,000 - $164,000 in Ontario.",
        "Salary range: $20 - $30",  # of which unit?
        "Salary range: $30,000 - $400,000",  # as good as none
        "Customers pay between $20,000 and $50,000 in revenue.",
        "Competitive pay.",
        "",
    ],
)
def test_other_money_is_no_pay(text: str) -> None:
    assert pay_in_text(text) is None


@pytest.mark.parametrize(
    ("pay", "year"),
    [
        (Pay(least=50, most=60, currency="USD", unit="HOUR"), (104_000, 124_800)),
        (Pay(least=500, currency="GBP", unit="DAY"), (130_000, None)),
        (Pay(most=2_000, currency="EUR", unit="WEEK"), (None, 104_000)),
        (Pay(least=5_000, most=6_000, unit="MONTH"), (60_000, 72_000)),
        (Pay(least=100_000, most=120_000, currency="USD", unit="YEAR"), (100_000, 120_000)),
        (Pay(least=100_000, most=120_000, currency="USD"), (None, None)),
        (Pay(least=40, most=50, currency="USD", unit="YEAR"), (None, None)),
        (Pay(least=120_000, most=15_000_000, currency="USD", unit="YEAR"), (None, None)),
        (Pay(least=8_000_000, most=15_000_000, currency="JPY", unit="YEAR"), (8_000_000, 15_000_000)),
        (Pay(least=300_000_000, most=400_000_000, currency="IDR", unit="YEAR"), (300_000_000, 400_000_000)),
        (Pay(least=300, currency="INR", unit="YEAR"), (None, None)),
        (Pay(least=1, currency="USD", unit="FORTNIGHT"), (None, None)),
    ],
)
def test_pay_in_a_year(pay: Pay, year: tuple[float | None, float | None]) -> None:
    assert per_year(pay) == year


_PIECES = [
    "$",
    "€",
    "USD",
    " ",
    "-",
    " to ",
    "k",
    "120",
    "150,000",
    ".",
    ",",
    "salary ",
    " per year",
    "/hr",
    "(",
    ")",
    "up to ",
    "+",
    "minimum ",
]
_LIKE_PAY = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(st.text() | _LIKE_PAY)
def test_whatever_is_stated_figures_are_sound(text: str) -> None:
    found = pay_in_text(text)
    for pay in (read_pay(text), found[0] if found else NO_PAY):
        amounts = [amount for amount in (pay.least, pay.most) if amount is not None]
        assert all(isfinite(amount) and amount > 0 for amount in amounts)
        assert amounts == sorted(amounts)
        assert all(end is None or (isfinite(end) and end > 0) for end in per_year(pay))


@pytest.mark.parametrize(
    "text",
    [
        "salary $1,000 " * 20_000,
        "<" * 200_000,
        "salary $1" + " " * 200_000,
        "$1 up to " * 20_000,
        "1,1" * 50_000,
        "(" * 100_000,
        "$1 + " * 20_000,
        "min. $1" * 20_000,
    ],
)
def test_hostile_text_costs_little(text: str) -> None:
    begun = time.process_time()
    read_pay(text)
    pay_in_text(text)
    assert time.process_time() - begun < 2
