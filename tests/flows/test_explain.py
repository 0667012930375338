"""What a person is told about one verdict: in the terminal, as JSON, and as a page."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import classify
from classifiers.classification import Evidence
from classifiers.why_not import why_not
from flows.exits import Exit
from flows.explain import Explanation, Finding, explanation_as_row, facts, grouped, of_role, of_verdict
from flows.explain_page import page
from flows.playback import Playback
from flows.terminal import harmless
from tests.flows.nights import SENIOR, Town, explore_roles

POSTING = (
    "<h2>About us</h2><p>Our planner was built from the ground up.</p>"
    "<h2>Responsibilities</h2><ul><li>Manage a team of three product managers.</li>"
    "<li>You report to the Director, who leads a team of product managers.</li>"
    "<li>You may manage a team of product managers over time.</li>"
    "<li>Own the roadmap and continuously improve our product.</li></ul>"
    "<h2>Requirements</h2><ul><li>Experience launching products from scratch.</li><li>6+ years of product management experience.</li>"
    "<li>10 years of experience in farming.</li></ul>"
)
HOSTILE = '<script>alert(1)</script> "onmouseover="alert(2) \u202e</title></style><img src=x onerror=alert(3)> &amp; ]]>'

TAGS = set(
    re.findall(r"\w+", "html head meta title style body header main section article footer h1 h2 h3 p div span strong mark sup a")
) | set(re.findall(r"\w+", "meter dl dt dd ul ol li blockquote"))
ATTRIBUTES = {
    "lang",
    "dir",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "id",
    "href",
    "title",
    "aria-label",
    "min",
    "max",
    "value",
}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Playback({}) as playback:
        yield Town(folder=tmp_path, playback=playback)


@dataclass
class Read(HTMLParser):
    """A page as a browser reads it."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    shown: str = ""  # the posting's text, a line a paragraph, without the numbers
    marks: list[tuple[int, int]] = field(default_factory=list)  # in it
    numbers: dict[int, int] = field(default_factory=dict)  # a finding's number -> where it stands in it

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if "article" in self.open:
            if tag == "mark":
                self.marks.append((len(self.shown), len(self.shown)))
            if tag == "a":
                self.numbers[int(str(dict(attrs)["id"])[1:])] = len(self.shown)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "p" and "article" in self.open:
            self.shown += "\n"

    def handle_data(self, data: str) -> None:
        if "article" in self.open and "p" in self.open and "sup" not in self.open:
            self.shown += data
            if "mark" in self.open:
                self.marks[-1] = (self.marks[-1][0], len(self.shown))

    @property
    def marked(self) -> set[int]:
        return {place for start, end in self.marks for place in range(start, end)}


def read(html: str) -> Read:
    found = Read()
    found.feed(html)
    found.close()
    assert not found.open
    return found


def reasons(explanation: Explanation) -> set[tuple[str, str | None]]:
    return {(finding.found.quote, finding.why_not) for finding in explanation.findings}


def test_what_does_not_count_says_why() -> None:
    told = reasons(of_verdict("Senior Product Manager", "", classify("Senior Product Manager", POSTING)))
    for quote, reason in {
        "Our planner was built from the ground up.": "somebody else's: “was built”",
        "You report to the Director, who leads a team of product managers.": "somebody else's: “report to”",
        "You may manage a team of product managers over time.": "a prospect: “may”",
        "Experience launching products from scratch.": "asked of the candidate, not a duty: “Experience”",
        "10 years of experience in farming.": "another figure is the one that is required",
        "Manage a team of three product managers.": None,
        "Senior Product Manager": None,
    }.items():
        assert (quote, reason) in told


@pytest.mark.parametrize(
    ("section", "sentence", "reason"),
    [
        ("Responsibilities", "Improve the app rather than building it from scratch.", "negated: “rather than”"),
        ("Requirements", "0-1 years of work.", "means something else: “years”"),
        ("About us", "Own the roadmap of the whole planner.", "stands in the section about the company"),
        ("Benefits", "Own the roadmap of the whole planner.", "stands in the section about the benefits"),
        ("Responsibilities", "Continuously improve our product.", "does not speak for a level"),
        ("Preferred qualifications", "4 years of product management experience.", "wished for, not required"),
    ],
)
def test_reasons_in_plain_words(section: str, sentence: str, reason: str) -> None:
    found = classify("Senior Product Manager", f"<h2>{section}</h2><p>{sentence}</p><h2>The role</h2><p>Ship it.</p>")
    assert (sentence, reason) in reasons(of_verdict("Senior Product Manager", "", found))


def test_what_counts_without_weight_says_why() -> None:
    def row(signal: str, weight: float) -> Evidence:
        return Evidence(
            rule="r", signal=signal, quote="q", start=0, end=1, section="duties", context="asserted", weight=weight, counted=True
        )

    rows = [
        row("zero_to_one", 0.0),
        row("existing_product", 0.0),
        row("years", 1.0),
        row("years", 0.0),
        row("specialty", 0.0),
        row("skill", 0.0),
        row("visa_sponsorship", 0.0),
        row("job_start", 0.0),
        row("years", -1.0),
    ]
    assert why_not(rows) == (
        "does not speak for this level",
        "does not speak for a level",
        None,
        "says what another find says already",
        None,
        None,
        None,
        None,
        None,
    )


def test_what_else_an_applicant_is_told_is_explained() -> None:
    text = (
        "<h2>Requirements</h2><p>Experience with SQL.</p><p>Fluent in German and English.</p><p>Must be enrolled in an MBA program.</p>"
        "<h2>Benefits</h2><p>We sponsor visas.</p><p>Start date: May 2027.</p>"
    )
    explanation = of_verdict("Product Manager", "", classify("Product Manager", text))
    told = dict(facts(explanation))
    assert (told["asks for"], told["visas"], told["starts"]) == ("analytics", "sponsored", "May 2027")
    assert (told["languages"], told["studies"]) == ("German, English", "only for who is enrolled in studies")
    (rows,) = [findings for name, _, findings in grouped(explanation.findings) if name == "told"]
    assert [row.found.quote for row in rows] == [
        "Experience with SQL.",
        "We sponsor visas.",
        "Start date: May 2027.",
        "Fluent in German and English.",
        "Fluent in German and English.",
        "Must be enrolled in an MBA program.",
    ]
    html = page(explanation)
    assert '<span class="chip">analytics</span>' in html
    assert '<span class="chip">German</span> <span class="chip">English</span>' in html
    assert "What else it tells an applicant" in html
    told = dict(facts(of_verdict("Product Manager", "", classify("Product Manager", "<p>Own it.</p>"))))
    assert (told["asks for"], told["visas"], told["starts"]) == ("none", "not stated", "not stated")
    assert (told["languages"], told["studies"]) == ("none", "not stated")
    explanation = of_verdict("Product Manager, New Grad", "", classify("Product Manager, New Grad", "<p>Own it.</p>"))
    assert dict(facts(explanation))["studies"] == "for who has just finished studies"


def test_the_same_reasons_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "posting.html"
    file.write_text(POSTING, encoding="utf-8")
    told = json.loads(explore_roles("explain", file, "--title", "Product Manager", "--json", "--html", tmp_path / "page.html").stdout)
    shown = " ".join(explore_roles("explain", file, "--title", "Product Manager").stdout.split())
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    given_reasons = {row["why_not"] for row in told["evidence"]} - {None}
    assert len(given_reasons) >= 5
    for reason in given_reasons:
        assert reason in shown
        assert reason.replace("'", "&#x27;") in html
    assert told["verdict"] == "Group product manager"


def test_an_unclear_verdict_and_a_conflict_in_words() -> None:
    found = classify("Senior Product Manager", POSTING)
    told = of_verdict("Senior Product Manager", "", found)
    words = dict(facts(told))
    assert words["conflict"] == "the employer's title says Senior product manager, the text alone Group product manager"
    assert "the text alone" not in words["basis"]
    verdict = dict(told.verdict) | {"confidence": 0.4996, "verdict": "unclear, between Group product manager and Senior product manager"}
    unclear = Explanation(title="", about="", text="", language=None, verdict=verdict, findings=())
    assert dict(facts(unclear))["confidence"] == "0.4996"
    assert "unclear, between Group product manager and Senior product manager" in page(unclear)


def test_other_trades_are_told_as_such(tmp_path: Path) -> None:
    told = of_verdict("Gardener", "", classify("Gardener", SENIOR))
    assert not told.findings
    assert "Not a product-management role" in page(told)
    (tmp_path / "posting.txt").write_text(SENIOR, encoding="utf-8")
    shown = explore_roles("explain", tmp_path / "posting.txt", "--title", "Gardener").stdout
    assert "Not a product-management role" in shown
    assert "It was not read for a level." in shown


def test_a_page_has_no_scripts_and_asks_for_nothing() -> None:
    told = of_verdict(
        f"Senior AI Product Manager {HOSTILE}", HOSTILE, classify(f"Senior AI Product Manager {HOSTILE}", HOSTILE + POSTING + HOSTILE)
    )
    html = page(told)
    found = read(html)
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert {tag for tag, _ in found.tags} <= TAGS
    assert {name for _, attributes in found.tags for name in attributes} <= ATTRIBUTES
    assert all(str(attributes["href"]).startswith("#") for _, attributes in found.tags if "href" in attributes)
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) == 2 * len(told.findings)
    assert {f"#{name}" for name in ids} == {attributes["href"] for _, attributes in found.tags if "href" in attributes}
    (policy,) = [attributes["content"] for _, attributes in found.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    style = html.split("<style>")[1].split("</style>")[0]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", style)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)


@st.composite
def explanations(draw: st.DrawFn) -> Explanation:
    text = "a" + draw(st.text(st.sampled_from("ab <>&\"'\n\u202eé"), max_size=60))
    spans = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=6))
    findings = []
    for number, (start, length) in enumerate(spans, 1):
        quote = text[start : start + length]
        evidence = Evidence(
            rule="a<b",
            signal=draw(st.sampled_from(("years", "specialty", "skill", "job_start"))),
            quote=quote,
            start=start,
            end=start + len(quote),
            section="duties",
            context=draw(st.sampled_from(("asserted", "negated"))),
            weight=draw(st.sampled_from((0.0, 1.0, -1.0))),
            counted=draw(st.booleans()),
        )
        findings.append(Finding(number=number, found=evidence, why_not=draw(st.sampled_from((None, "a “<b>”")))))
    verdict = of_verdict("", "", classify("Product Manager", "")).verdict
    return Explanation(
        title=text, about=text, text=text, language=draw(st.sampled_from((None, "de-CH", '"x'))), verdict=verdict, findings=tuple(findings)
    )


@settings(deadline=None, max_examples=150)
@given(explanations())
def test_overlapping_findings_are_marked_in_their_places(told: Explanation) -> None:
    found = read(page(told))
    lines = [line for line in told.text.split("\n") if line.strip()]
    assert found.shown == "".join(f"{harmless(line)}\n" for line in lines)
    # Where each character of the text stands on the page; blank lines are not shown.
    places: dict[int, int] = {}
    at = start = 0
    for line in told.text.split("\n"):
        if line.strip():
            places |= {start + number: at + number for number in range(len(line))}
            at += len(line) + 1
        start += len(line) + 1
    wanted = {places[at] for finding in told.findings for at in range(finding.found.start, finding.found.end) if at in places}
    assert found.marked == wanted
    assert sum(end - start for start, end in found.marks) == len(wanted)
    for finding in told.findings:
        last = finding.found.end - 1
        if finding.found.quote and last in places:
            assert found.numbers[finding.number] == places[last] + 1


def test_findings_are_told_once_and_in_order() -> None:
    told = of_verdict("Senior AI Product Manager", "", classify("Senior AI Product Manager", POSTING))
    listed = [finding for _, _, findings in grouped(told.findings) for finding in findings]
    assert [finding.number for finding in listed] == list(range(1, len(told.findings) + 1))
    assert [row["rule"] for row in explanation_as_row(told)["evidence"]] == [finding.found.rule for finding in told.findings]


def test_a_published_role_as_a_page(begun: Town) -> None:
    role = begun.roles()[0]
    result = explore_roles("explain", role["role_id"], "--data", begun.data, "--html", begun.folder / "page.html")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    html = (begun.folder / "page.html").read_text(encoding="utf-8")
    assert role["role_id"] in html
    assert f'<p class="level">{role["verdict"]}</p>' in html
    newer = ("verdict", "specialties", "skills", "visa_sponsorship", "job_start", "languages", "studies")
    old = {name: value for name, value in role.items() if name not in newer}
    posting = begun.sql("FROM postings")[0]
    told = dict(facts(of_role(old, posting, begun.sql("FROM evidence"))))
    assert {told[name] for name in ("specialties", "asks for", "visas", "starts", "languages", "studies")} == {"not read"}


def test_a_page_takes_its_name_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = tmp_path / "posting.html"
    posting.write_text(SENIOR, encoding="utf-8")
    for wrong in (posting, tmp_path, tmp_path / "nowhere" / "page.html"):
        result = explore_roles("explain", posting, "--title", "Product Manager", "--html", wrong)
        assert result.exit_code == Exit.BAD_INPUT
        assert str(wrong) in result.stderr
    assert posting.read_text(encoding="utf-8") == SENIOR
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    result = explore_roles("explain", posting, "--title", "Product Manager", "--html", tmp_path / "page.html")
    assert result.exit_code == Exit.BAD_INPUT
    assert "No space left" in result.stderr
    assert list(tmp_path.iterdir()) == [posting]
