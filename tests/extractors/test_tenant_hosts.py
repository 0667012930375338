"""Platforms that give each employer a host of its own: which addresses name one, and which are the platform's own pages."""

import pytest

from extractors.sources import sources


@pytest.mark.parametrize(
    ("source", "url", "token"),
    [
        ("bamboohr", "https://acme.bamboohr.com/careers/86", "acme"),
        ("bamboohr", "https://acme-2.bamboohr.com/jobs/view.php?id=7", "acme-2"),
        ("bamboohr", "https://acme.bamboohr.com", "acme"),
        ("bamboohr", "https://www.bamboohr.com/careers/", None),
        ("bamboohr", "https://bamboohr.com/careers/", None),
        ("bamboohr", "https://acme.bamboohr.com.evil.example/careers", None),
        ("breezy", "https://acme.breezy.hr/p/98323abf2296-product-manager", "acme"),
        ("breezy", "https://acme.breezy.hr/", "acme"),
        ("breezy", "https://app.breezy.hr/signin", None),
        ("breezy", "https://breezy.hr/pricing", None),
        ("pinpoint", "https://acme.pinpointhq.com/en/postings/0a1b", "acme"),
        ("pinpoint", "https://acme.pinpointhq.com/postings.json", "acme"),
        ("pinpoint", "https://www.pinpointhq.com/insights/", None),
        ("rippling", "https://ats.rippling.com/acme/jobs/2f0674e6", "acme"),
        ("rippling", "https://ats.rippling.com/en-GB/acme/jobs", "acme"),
        ("rippling", "https://ats.us1.rippling.com/acme", "acme"),
        ("rippling", "https://ats.rippling.com/api/v2/board/acme/jobs?page=0", "acme"),
        ("rippling", "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs", "acme"),
        ("rippling", "https://www.rippling.com/careers", None),
    ],
)
def test_which_board_an_address_names(source: str, url: str, token: str | None) -> None:
    found = sources()[source].board_at(url)
    assert (found.token if found else None) == token
