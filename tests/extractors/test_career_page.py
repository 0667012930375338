"""An employer's own site: which of its pages are asked for, and when its list cannot be trusted."""

from dataclasses import replace

import pytest

from extractors.asking.visit import Visit
from extractors.board import Board
from extractors.errors import SourceChanged, SourceRefuses, SourceUnavailable
from extractors.reading import Answer
from extractors.sources import career_page
from tests.extractors.asking import session_for
from tests.extractors.golden import answer_of, board_of
from tests.extractors.misbehaving import Play, Request, serving

SITE = "https://careers.driftmoor.example"
BOARD: Board = replace(board_of("career_page", "careers.driftmoor.example"), url=f"{SITE}/en")
POSTING = (
    b'<script type="application/ld+json">{"@type": "JobPosting", "title": "Product Manager", "description": "You own ferries."}</script>'
)


def urlset(*paths: str) -> bytes:
    """Returns a sitemap of these pages."""
    return ("<urlset>" + "".join(f"<url><loc>{SITE}{path}</loc></url>" for path in paths) + "</urlset>").encode()


def site(**pages: bytes | int) -> Play:
    """Returns a site of these pages (`_` for `/`), each a body or a status."""

    def play(request: Request) -> None:
        found = pages.get(request.path.replace("/", "_").replace(".", "_").replace("-", "_"), 404)
        if isinstance(found, int):
            request.answer(found, b"no")
        else:
            request.answer(200, found)

    return play


def fetched(play: Play, *, max_requests: int = 500, kept: Answer | None = None) -> tuple[list[str], tuple[Answer, ...]]:
    """Returns the paths that were asked for, and the answers; `kept` is what an address gave on an earlier night."""
    with serving(play) as served, session_for(served, retries=0) as session:
        visit = Visit(session=session, wants=lambda title: "product" in title, max_requests=max_requests)
        visit.known = lambda url: kept if kept and kept.url == url else None
        answers = career_page.fetch(BOARD, visit)
    return [path for _, path in served.requests], answers


def test_sitemaps_are_found_by_robots_txt_and_what_it_forbids_is_left_alone() -> None:
    robots = (
        f"User-agent: *\nDisallow: /jobs/product-secret-2\nSitemap: {SITE}/all.xml\nSitemap: https://elsewhere.example/jobs.xml\n".encode()
    )
    listed = urlset("/jobs/product-open-1", "/jobs/product-secret-2", "/jobs/cook-3")
    asked, answers = fetched(site(_robots_txt=robots, _en=b"<p>Careers</p>", _all_xml=listed, _jobs_product_open_1=POSTING))
    assert asked == ["/robots.txt", "/.well-known/tdmrep.json", "/en", "/all.xml", "/jobs/product-open-1"]
    parsed = career_page.parse(BOARD, answers)
    assert [posting.url for posting in parsed.postings] == [f"{SITE}/jobs/product-open-1"]
    assert (parsed.passed_over, parsed.complete) == (2, True)
    assert parsed.there == (f"{SITE}/jobs/product-secret-2", f"{SITE}/jobs/cook-3")


def test_a_site_that_refuses_is_left_alone() -> None:
    with pytest.raises(SourceRefuses, match=r"robots\.txt"):
        fetched(site(_robots_txt=b"User-agent: *\nDisallow: /\n", _en=b"<p>Careers</p>"))


def test_without_one_of_its_sitemaps_a_list_is_not_read() -> None:
    with pytest.raises(SourceUnavailable, match="could not be had"):
        fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=503))
    with pytest.raises(SourceUnavailable, match="is not whole"):
        fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=urlset("/jobs/product-1")[:-15]))


def test_a_sitemap_that_was_there_lately_is_missed() -> None:
    kept = answer_of(urlset("/jobs/product-1"), f"{SITE}/sitemap.xml")
    for missing in (404, b"<title>Nothing here</title>"):
        with pytest.raises(SourceUnavailable, match="could not be had"):
            fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=missing), kept=kept)


@pytest.mark.parametrize(("missing", "complete"), [(404, True), (b"<title>Nothing here</title>", False)])
def test_where_a_sitemap_should_be_and_is_none_a_list_is_a_window(missing: bytes | int, complete: bool) -> None:
    robots = f"Sitemap: {SITE}/a.xml\nSitemap: {SITE}/b.xml\n".encode()
    _, answers = fetched(
        site(_robots_txt=robots, _en=b"<p>Careers</p>", _a_xml=urlset("/jobs/product-1"), _b_xml=missing, _jobs_product_1=POSTING)
    )
    parsed = career_page.parse(BOARD, answers)
    assert (len(parsed.postings), parsed.complete) == (1, complete)


def test_a_page_that_fails_may_be_there_and_one_that_is_gone_is_not() -> None:
    listed = urlset(*(f"/jobs/product-{number}" for number in range(1, 5)))
    pages = {"_jobs_product_1": POSTING, "_jobs_product_2": 503, "_jobs_product_3": 404, "_jobs_product_4": b"<h1>Filled</h1>"}
    _, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=listed, **pages))
    parsed = career_page.parse(BOARD, answers)
    assert [posting.found_at for posting in parsed.postings] == [f"{SITE}/jobs/product-1"]
    assert parsed.there == (f"{SITE}/jobs/product-2",)
    assert [rejection.reason for rejection in parsed.rejections] == ["page missing", "page gone", "page gone"]
    _, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=listed, **(pages | {"_jobs_product_1": 404})))
    parsed = career_page.parse(BOARD, answers)
    assert len(parsed.there) == 4, "where no page states anything, it is rather their form that changed"
    assert {rejection.reason for rejection in parsed.rejections} == {"page missing"}


def test_an_id_of_several_titles_is_read_alike_whatever_page_fails() -> None:
    listed = urlset(*(f"/jobs/product-{number}" for number in range(1, 4)))

    def read(last: bytes | int) -> tuple[list[str], tuple[str, ...]]:
        states = [POSTING.replace(b'"title": "', b'"identifier": "driftmoor-jobs", "title": "%d ' % number) for number in (1, 2, 3)]
        pages = {"_jobs_product_1": states[0], "_jobs_product_2": states[1], "_jobs_product_3": states[2] if last == 200 else last}
        _, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=listed, **pages))
        parsed = career_page.parse(BOARD, answers)
        return [posting.identifier for posting in parsed.postings], parsed.there

    pages = [f"{SITE}/jobs/product-{number}" for number in (1, 2, 3)]
    assert read(200) == (pages, ())
    assert read(503) == ([], tuple(pages))


def test_pages_that_tell_no_title_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(career_page, "_MOST_UNTOLD", 2)
    pages = {f"_jobs_R_{number}": POSTING for number in range(1, 5)}
    asked, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=urlset(*(f"/jobs/R-{number}" for number in range(1, 5))), **pages))
    assert asked[-2:] == ["/jobs/R-1", "/jobs/R-2"]
    parsed = career_page.parse(BOARD, answers)
    assert (len(parsed.postings), parsed.passed_over, parsed.complete) == (2, 2, True)
    assert parsed.there == (f"{SITE}/jobs/R-3", f"{SITE}/jobs/R-4"), "listed, and not read tonight"


def test_where_nothing_leads_on_the_site_is_no_list() -> None:
    with pytest.raises(SourceChanged, match=r"neither states postings nor leads to .* \(a JSON-LD block is empty\)"):
        career_page.parse(BOARD, (answer_of(b'<script type="application/ld+json"></script>', f"{SITE}/en"),))
    with pytest.raises(SourceChanged, match="neither states postings"):
        career_page.parse(BOARD, ())


def test_indexes_that_name_each_other_end() -> None:
    index = (
        f"<sitemapindex><sitemap><loc>{SITE}/sitemap.xml</loc></sitemap><sitemap><loc>{SITE}/b.xml</loc></sitemap></sitemapindex>".encode()
    )
    asked, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=index, _b_xml=index))
    assert asked[-2:] == ["/sitemap.xml", "/b.xml"]
    assert career_page.parse(BOARD, answers).postings == ()


def test_addresses_without_https_are_asked_for_with_it() -> None:
    listed = urlset("/jobs/product-1").replace(b"https:", b"http:")
    _, answers = fetched(site(_en=b"<p>Careers</p>", _sitemap_xml=listed, _jobs_product_1=POSTING))
    assert [posting.url for posting in career_page.parse(BOARD, answers).postings] == [f"{SITE}/jobs/product-1"]
