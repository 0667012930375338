"""The captured answers of real platforms that lie beside the project, each with how its source reads it and how many postings it holds.

They belong to their owners and are no part of the project; what uses them skips where they are absent.
"""

import base64
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from extractors.board import Board
from extractors.posting import Parsed
from extractors.reading import Answer
from extractors.sources import sources
from tests.extractors.golden import SHARED, answer_of, board_of

PAYLOADS = SHARED / "payloads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A file, or several that belong together, as one board's answers."""

    source: str
    files: tuple[str, ...]
    read: int  # postings that are read from it
    why: str | None = None  # why these are others than PROVENANCE.tsv counts
    token: str = "example"
    region: str | None = None
    url: str | None = None  # of the board
    urls: tuple[str, ...] = ()  # of the files, where the module tells them apart by it
    listed_by: bytes | None = None  # a list that leads to the files, where only a posting's own page was captured
    list_url: str = ""
    mended: tuple[bytes, bytes] | None = None  # what was spoilt when it was captured, and what stood there
    inside: tuple[str, ...] = ()  # the keys under which the page stands in a JSON file
    trimmed: str | None = None  # the key of a total that was left as it was when the entries were cut down ("meta.total")
    refused: str | None = None  # what the module says, where it is no answer that a board gives

    @property
    def board(self) -> Board:
        """The board whose answers these are."""
        return replace(board_of(self.source, self.token), region=self.region, url=self.url)

    def answers(self) -> tuple[Answer, ...]:
        """Returns the files as answers of the time at which most of them were captured."""
        urls = self.urls or tuple(f"https://board.example/{number}" for number in range(len(self.files)))
        when = datetime(2026, 8, 15, 12, tzinfo=UTC)
        held = [(self._body(file), url, _kind(file)) for file, url in zip(self.files, urls, strict=True)]
        if self.listed_by is not None:
            held.insert(0, (self.listed_by, self.list_url, "text/html"))
        return tuple(replace(answer_of(body, url, content_type=kind), fetched_at=when) for body, url, kind in held)

    def _body(self, file: str) -> bytes:
        body: Any = body_of(PAYLOADS / file)
        for key in self.inside:
            document = json.loads(body) if isinstance(body, bytes) else body
            body = document[key]
        if isinstance(body, str):
            body = body.encode()
        if self.mended is not None:
            body = body.replace(*self.mended)
        if self.trimmed is None:
            return body
        document = place = json.loads(body)
        *steps, last = self.trimmed.split(".")
        if steps[0] in document if steps else last in document:
            for step in steps:
                place = place[step]
            place[last] = next(len(value) for value in document.values() if isinstance(value, list))
        return json.dumps(document).encode()

    def parsed(self) -> Parsed:
        """Returns what the source reads from it."""
        return sources()[self.source].parse(self.board, self.answers())


def body_of(path: Path) -> bytes:
    """Returns the body of a captured answer; of recorded exchanges (a VCR cassette) the last response's."""
    if path.suffix != ".yml":
        return path.read_bytes()
    *_, exchange = yaml.load(path.read_text(encoding="utf-8"), _Cassette)["http_interactions"]  # noqa: S506 - a SafeLoader
    body = exchange["response"]["body"]["string"]
    return body if isinstance(body, bytes) else str(body).encode()


class _Cassette(yaml.SafeLoader):
    """YAML as Ruby writes it: `!` and `!binary` before a text."""


_Cassette.add_constructor("!binary", lambda loader, node: base64.b64decode(loader.construct_scalar(node)))
_Cassette.add_constructor("!", lambda loader, node: loader.construct_scalar(node))


def counted() -> dict[str, int]:
    """Returns how many postings PROVENANCE.tsv counts in each file."""
    rows = (line.split("\t") for line in (PAYLOADS / "PROVENANCE.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return {row[0]: int(row[5]) for row in rows}


def _kind(file: str) -> str:
    return {".json": "application/json", ".xml": "application/xml", ".html": "text/html"}.get(Path(file).suffix, "application/json")


_OPEN_TEXTS = "a list without texts, which are asked for one by one"
_SANITISED = "the texts were taken out when it was captured"
_ENDPOINT = "another of the platform's addresses than the one that is read"
_WORKDAY = 'jobs#{"appliedFacets":{},"limit":20,"offset":0,"searchText":""}'
_BEGA = "https://begacheese.wd3.myworkdayjobs.com/wday/cxs/begacheese/Bega_Careers"

_NO_DATA = "the page states no posting in schema.org's form"
_EMPTY = "its block of JSON-LD is empty"
_NO_TEXT = "the posting in it has no text"
_NO_TITLE = "the posting in it has no title"

# Pages that a career site's sitemap leads to: how many postings each states, and why these are others than were counted.
_PAGES: dict[str, tuple[int, str | None]] = {
    "html_pages/0xquinto_cryptocurrencyjobs.html": (0, _NO_DATA),
    "html_pages/0xquinto_web3career.html": (0, _NO_DATA),
    "html_pages/dinie_linkedin_job.html": (0, _NO_DATA),
    "html_pages/dinie_seek_job.html": (0, _NO_DATA),
    "html_pages/jobseek_ayuda_en_accion_talentclue_jobpage.html": (0, _EMPTY),
    "html_pages/jobseek_ayuda_en_accion_talentclue_jobpage_coord.html": (0, _EMPTY),
    "html_pages/jobseek_barcelona_activa_talentclue_jobpage.html": (0, _EMPTY),
    "html_pages/jobseek_barcelona_activa_talentclue_jobpage_admin.html": (0, _EMPTY),
    "html_pages/jobseek_decathlon_talentclue_jobpage.html": (0, _EMPTY),
    "html_pages/jobseek_decathlon_talentclue_jobpage_taller.html": (0, _EMPTY),
    "html_pages/jobseek_didi_global_jobdetail.html": (0, _NO_DATA),
    "html_pages/jobseek_jobylon_mcdonalds_se.html": (0, _NO_DATA),
    "html_pages/jobseek_peoplestrong_bajaj_finserv.html": (0, _NO_DATA),
    "html_pages/jobseek_peoplestrong_larsen_toubro.html": (0, _NO_DATA),
    "html_pages/shellrazer_graincorp_careers.html": (0, _NO_DATA),
    "html_pages/shellrazer_jora_search.html": (0, _NO_DATA),
    "html_pages/shellrazer_seek_search.html": (0, _NO_DATA),
    "jsonld/dinie_indeed_job.html": (1, None),
    "jsonld/headstart_pinpoint_posting_page.html": (1, None),
    "jsonld/jobseek_jsonld_neura_robotics_manager.html": (1, None),
    "jsonld/malformed/extruct_JSONLD_with_JS_comment.html": (0, None),
    "jsonld/malformed/extruct_JSONLD_with_control_characters_comment.html": (0, None),
    "jsonld/malformed/extruct_null_ld_mock.html": (0, None),
    "jsonld/malformed/handmade_abhibattula.html": (1, None),
    "jsonld/malformed/jobseek_does_not_use_generic_page_title_without_matching_organization.html": (0, None),
    "jsonld/malformed/jobseek_extracts_multiple_blocks.html": (0, None),
    "jsonld/malformed/jobseek_extracts_single_block.html": (0, _NO_TEXT),
    "jsonld/malformed/jobseek_extracts_vagas_style_javascript_cdata_block.html": (1, None),
    "jsonld/malformed/jobseek_falls_back_to_page_title_when_organization_suffix_matches.html": (0, None),
    "jsonld/malformed/jobseek_handles_empty_script.html": (0, None),
    "jsonld/malformed/jobseek_handles_invalid_json.html": (0, None),
    "jsonld/malformed/jobseek_parse_html_can_ignore_incorrect_address_region.html": (0, _NO_TEXT),
    "jsonld/malformed/jobseek_parse_html_can_ignore_incorrect_provider_locations.html": (1, None),
    "jsonld/malformed/jobseek_parse_html_can_ignore_provider_generated_posting_date.html": (0, _NO_TEXT),
    "jsonld/malformed/jobseek_parse_html_prefers_jsonld_location_over_meta_location.html": (0, _NO_TEXT),
    "jsonld/malformed/jobseek_parse_html_uses_meta_location_when_jsonld_missing_location.html": (1, None),
    "jsonld/malformed/jobseek_parses_talentbrew_double_escaped_description_line_breaks.html": (1, None),
    "jsonld/malformed/jobseek_repairs_talemetry_invalid_dollar_escape.html": (1, None),
}
_SITEMAP = b"<urlset><url><loc>https://careers.example/jobs/1</loc></url></urlset>"


def _on_a_career_page(file: str, read: int, why: str | None, inside: tuple[str, ...] = ()) -> Capture:
    return Capture(
        source="career_page",
        files=(file,),
        read=read,
        why=why,
        token="careers.example",
        url="https://careers.example/sitemap.xml",
        urls=("https://careers.example/jobs/1",),
        listed_by=_SITEMAP,
        list_url="https://careers.example/sitemap.xml",
        inside=inside,
    )


# What no source reads, and why.
NOT_READ: dict[str, str] = {
    "html_gold/crawlerlm_golden.jsonl": "pieces of pages (cards of lists) without structured data, with somebody's labels",
    "normalized_dumps/conorscode_new_jobs.json": "another project's own table, without texts",
    "other_ats/careerkit_eightfold.json": "Eightfold is not read",
    "other_ats/careerkit_neogov.xml": "NEOGOV is not read",
    "other_ats/careerkit_oracle_orc.json": "Oracle Recruiting is not read",
    "other_ats/careerkit_oracle_orc_detail.json": "Oracle Recruiting is not read",
    "other_ats/careerkit_paylocity.html": "Paylocity is not read",
}

CAPTURES: tuple[Capture, ...] = (
    *(_on_a_career_page(file, read, why) for file, (read, why) in _PAGES.items()),
    *(
        _on_a_career_page("jsonld/headstart_job_posting_jsonld_pages.json", 1, "one of the file's three pages", ("pages", name, "page"))
        for name in ("trakstar", "meta", "jazzhr")
    ),
    Capture(source="greenhouse", files=("greenhouse/abhibattula_stripe.json",), read=2, trimmed="meta.total"),
    Capture(source="greenhouse", files=("greenhouse/brete_greenhouse.json",), read=3),
    Capture(source="greenhouse", files=("greenhouse/careerkit_greenhouse_sanitized.json",), read=2, trimmed="meta.total"),
    Capture(source="greenhouse", files=("greenhouse/enjoiyourlife_stripe_full.json",), read=547),
    Capture(source="greenhouse", files=("greenhouse/jobos_stripe.json",), read=0, why="asked for without texts", trimmed="meta.total"),
    Capture(source="greenhouse", files=("greenhouse/vcr_department.yml",), read=0, why="asked for without texts"),
    Capture(source="greenhouse", files=("greenhouse/vcr_departments.yml",), read=0, refused="departments"),
    Capture(source="greenhouse", files=("greenhouse/vcr_job.yml",), read=0, why=_ENDPOINT, refused="an object with `id`"),
    Capture(source="greenhouse", files=("greenhouse/vcr_job_with_questions.yml",), read=0, why=_ENDPOINT, refused="an object with `id`"),
    Capture(source="greenhouse", files=("greenhouse/vcr_jobs.yml",), read=0, why="asked for without texts"),
    Capture(source="greenhouse", files=("greenhouse/vcr_jobs_with_content.yml",), read=2),
    Capture(source="greenhouse", files=("greenhouse/vcr_office.yml",), read=0, why=_ENDPOINT, refused="an object with `id`"),
    Capture(source="greenhouse", files=("greenhouse/vcr_offices.yml",), read=0, refused="offices"),
    Capture(source="lever", files=("lever/aaronr_veeva.json",), read=2, mended=(b"\\contact", b"contact")),
    Capture(source="lever", files=("lever/brete_lever.json",), read=2),
    Capture(source="lever", files=("lever/careerkit_lever_sanitized.json",), read=2),
    Capture(source="lever", files=("lever/enjoiyourlife_lever_test.json",), read=82),
    Capture(source="lever", files=("lever/enjoiyourlife_netflix_404_body.json",), read=0, refused="Document not found"),
    Capture(source="lever", files=("lever/jobos_palantir.json",), read=10),
    Capture(source="lever", files=("lever/vcr2015_failed-request.yml",), read=0, refused="Document not found"),
    Capture(source="lever", files=("lever/vcr2015_posting.yml",), read=0, why=_ENDPOINT, refused="an object with `id`"),
    Capture(source="lever", files=("lever/vcr2015_postings-commitments.yml",), read=0),
    Capture(
        source="lever", files=("lever/vcr2015_postings-html.yml",), read=0, why="the widget for people (no mode=json)", refused="Derby App"
    ),
    Capture(source="lever", files=("lever/vcr2015_postings-level.yml",), read=2, why="its last exchange asked for one level only"),
    Capture(source="lever", files=("lever/vcr2015_postings-location.yml",), read=16),
    Capture(source="lever", files=("lever/vcr2015_postings-locations.yml",), read=0),
    Capture(source="lever", files=("lever/vcr2015_postings-skip.yml",), read=27),
    Capture(source="lever", files=("lever/vcr2015_postings-teams.yml",), read=0),
    Capture(source="lever", files=("lever/vcr2015_postings.yml",), read=27, why="one posting has no text"),
    Capture(source="ashby", files=("ashby/aaronr_ashby_board.json",), read=2),
    Capture(source="ashby", files=("ashby/abhibattula_openai.json",), read=2),
    Capture(source="ashby", files=("ashby/brete_ashby.json",), read=3),
    Capture(source="ashby", files=("ashby/careerkit_ashby_sanitized.json",), read=2),
    Capture(source="ashby", files=("ashby/enjoiyourlife_ramp_full.json",), read=120),
    Capture(source="ashby", files=("ashby/gareth_ashby.json",), read=112),
    Capture(
        source="smartrecruiters",
        files=("smartrecruiters/abhibattula_visa_list.json", "smartrecruiters/abhibattula_visa_detail.json"),
        read=1,
        why="the list names two, of which one's own answer was captured",
        urls=(
            "https://api.smartrecruiters.com/v1/companies/example/postings?limit=100&offset=0",
            "https://api.smartrecruiters.com/v1/companies/example/postings/744000133907678",
        ),
        trimmed="totalFound",
    ),
    Capture(
        source="smartrecruiters",
        files=("smartrecruiters/careerkit_smartrecruiters_sanitized.json",),
        read=0,
        why=_OPEN_TEXTS,
        trimmed="totalFound",
    ),
    Capture(source="workable", files=("workable/abhibattula_workable_v3.json",), read=0, why="version 3's list, which has no texts"),
    Capture(source="recruitee", files=("recruitee/careerkit_recruitee_sanitized.json",), read=2),
    Capture(source="personio", files=("personio/careerkit_personio_sanitized.xml",), read=0, why=_SANITISED),
    Capture(
        source="teamtailor",
        files=("teamtailor/careerkit_teamtailor_feed.json",),
        read=0,
        why=_SANITISED,
        urls=("https://example.teamtailor.com/jobs.json",),
    ),
    Capture(
        source="workday",
        files=("workday/shellrazer_workday_bega.json", "workday/shellrazer_workday_bega_detail.json"),
        read=1,
        why="a list of twenty without texts, and one posting's own answer",
        token="begacheese.wd3/Bega_Careers",
        urls=(f"{_BEGA}/{_WORKDAY}", f"{_BEGA}/job/Hobart-TAS/Quality-Specialist---Environmental---Sanitation_JR-7309"),
    ),
    Capture(
        source="workday",
        files=("workday/careerkit_salesforce.json",),
        read=0,
        why=_OPEN_TEXTS,
        token="salesforce.wd12/External_Career_Site",
        urls=(f"https://salesforce.wd12.myworkdayjobs.com/wday/cxs/salesforce/External_Career_Site/{_WORKDAY}",),
    ),
    Capture(
        source="workday",
        files=("workday/manwithaplandy_workday_large.json",),
        read=0,
        refused="an object with `_NOTE`",
        why="a container of several",
    ),
    Capture(source="bamboohr", files=("bamboohr/careerkit_bamboohr_sanitized.json",), read=0, why=_OPEN_TEXTS),
    Capture(source="breezy", files=("breezy/hunt_breezy.json",), read=0, why=_OPEN_TEXTS),
    Capture(
        source="rippling",
        files=("rippling/careerkit_rippling_sanitized.json",),
        read=0,
        why="one posting in two places, in a list without texts",
        urls=("https://ats.rippling.com/api/v2/board/example/jobs?page=0&pageSize=50",),
    ),
    Capture(source="pinpoint", files=("pinpoint/careerkit_pinpoint_sanitized.json",), read=2),
    Capture(source="remoteok", files=("remoteok/brete_remoteok.json",), read=3),
    Capture(source="remotive", files=("remotive/brete_remotive.json",), read=3),
    Capture(source="himalayas", files=("himalayas/brete_himalayas.json",), read=3),
    Capture(source="arbeitnow", files=("arbeitnow/brete_arbeitnow.json",), read=3),
    Capture(source="jobicy", files=("jobicy/brete_jobicy.json",), read=3),
    Capture(source="adzuna", files=("adzuna/brete_adzuna.json",), read=2, token="gb"),
    Capture(source="rss", files=("rss/0xquinto_cryptojobs.xml",), read=3),
    Capture(source="rss", files=("rss/conorscode_new_jobs.rss.xml",), read=833),
    Capture(
        source="hacker_news", files=("hn/0xquinto_hn_algolia.json",), read=0, why="two replies, and an offer whose first line names no role"
    ),
    Capture(
        source="ashby",
        files=("ashby/openapply_ramp_graphql.json",),
        read=0,
        why=_OPEN_TEXTS,
        urls=("https://jobs.ashbyhq.com/api/non-user-graphql?op=ApiJobBoardWithTeams#{}",),
    ),
    Capture(
        source="icims",
        files=("icims/careerkit_wipfli.html",),
        read=0,
        why=_OPEN_TEXTS,
        token="careers-wipfli",
        urls=("https://careers-wipfli.icims.com/jobs/search?ss=1&in_iframe=1&pr=0",),
    ),
    Capture(
        source="jobvite",
        files=("jobvite/careerkit_feedingamerica.html",),
        read=0,
        why=_OPEN_TEXTS,
        token="feedingamerica",
        urls=("https://jobs.jobvite.com/feedingamerica/jobs?fr=true&nl=1",),
    ),
    Capture(
        source="avature",
        files=("avature/rfsimoes_bloomberg.html",),
        read=1,
        token="bloomberg/careers",
        urls=("https://bloomberg.avature.net/careers/JobDetail/X/16889",),
        listed_by=b'<li class="list__item"><h3><a href="https://bloomberg.avature.net/careers/JobDetail/X/16889">A title</a></h3></li>',
        list_url="https://bloomberg.avature.net/careers/SearchJobs",
    ),
    Capture(
        source="avature",
        files=("avature/rfsimoes_voutiqueintegrations.html",),
        read=0,
        why="counted as one page; it is a list of ten without texts",
        token="voutiqueintegrations/careers",
        urls=("https://voutiqueintegrations.avature.net/careers/SearchJobs",),
    ),
    Capture(
        source="phenom",
        files=("phenom/shellrazer_phenom_pepsico.json",),
        read=0,
        url="https://www.pepsicojobs.com/api/jobs",
        urls=("https://www.pepsicojobs.com/api/jobs?page=1&limit=100",),
    ),
    Capture(
        source="phenom",
        files=("other_ats/careerkit_phenom.html",),
        read=0,
        why=_OPEN_TEXTS,
        url="https://careers.example/search-results",
        urls=("https://careers.example/search-results?from=0&s=1",),
    ),
)
