"""One posting from title and description to its classification."""

import re

from classifiers.classification import Classification, Evidence, Level, Stated
from classifiers.evidence import Find, find_evidence, stated
from classifiers.rules import engine
from classifiers.scorer import Score, score, setting, title_feature, years_feature
from classifiers.sections import Sentence, read_sentences
from classifiers.tables import rulebook_version
from classifiers.text import Document, read_document
from classifiers.title_words import MAX_TITLE, TitleReading
from classifiers.titles import read_title
from classifiers.years import YearsFind, find_years, required_years

# Signals that add to a score when they are stated; the others are reported only.
SCORED_SIGNALS = (
    "zero_to_one",
    "company_strategy",
    "multiple_roadmaps",
    "people_mentoring",
    "training_programme",
    "early_career",
    "supports_pm",
    "autonomy",
    "complexity",
    "ownership",
)
_ABOUT_PRODUCT = re.compile(r"product\s+(?:manage|roadmap|strategy|vision|lead|own)", re.I)
# What the text of a product-management job says, in the languages of the postings, when the title may not be asked.
_PRODUCT_WORK = re.compile(
    r"(?i:product\s+(?:manage|roadmap|strategy|vision|lead|develop|requirement|backlog|line|life|portfolio|market|team|launch|experience|suite)|roadmap)"
    r"|\bPMs?\b"
    r"|\bproduktmanage|produktentwicklung|\bproduits?\b|\bprodott[oi]\b|\bprodutos?\b|\bproductos?\b|产品|プロダクト|프로덕트"
)
# Texts of jobs that only carry the title: consumer-goods marketing (chef de produit), buying for shops.
_TRADE_MARKETING = re.compile(
    r"mix[- ]marketing|plan marketing|grande consommation|merchandising|assortment planning|open to buy|visual merchandis", re.I
)
_FRENCH_PRODUCT = re.compile(r"^\s*(?:chef|cheffe) de produits?\b", re.I)


def classify(title: str, description: str, blind: bool = False) -> Classification:
    """Return the verdict on one posting; any strings are read, none raises.

    `description` may be HTML, entity-escaped HTML or plain text. With `blind` the level comes from the text alone: the title and every
    mention of it in the text count for nothing; whether the job is product management at all is then read from the text too, generously.
    """
    document = read_document(description)
    title = " ".join(title[: 10 * MAX_TITLE].encode("utf-8", "replace").decode("utf-8").split())[:MAX_TITLE]
    reading = read_title(title)
    mentions = _mentions(document.text, title, reading) if blind else []
    family_reason = _silent_text(document.text, mentions) if blind else _other_trade(title, reading, document.text)
    if family_reason:
        return _not_pm(document, family_reason, sure=bool(document.text) or not blind)
    sentences = read_sentences(document)
    finds = find_evidence(document.text, sentences, engine())
    figures = find_years(document.text, sentences)
    if blind:
        finds = [find for find in finds if not _overlaps(mentions, find.match_start, find.match_end)]
        figures = [figure for figure in figures if not _overlaps(mentions, figure.figure_start, figure.figure_start + 1)]
    years = required_years(figures)
    features = _features(reading, finds, years, blind)
    verdict = score(features, blind=blind)
    text_verdict = verdict if blind else score(_features(reading, finds, years, True), blind=True)
    return _classification(document, sentences, title, reading, finds, figures, years, verdict, text_verdict, blind)


def _silent_text(text: str, mentions: list[tuple[int, int]]) -> str | None:
    """Why a text that is read without its title is no product-management job, or None."""
    if not text:
        return "no text to read"
    if any(not _overlaps(mentions, *match.span()) for match in _PRODUCT_WORK.finditer(text)):
        return None
    return "a text that never speaks of product management"


def _other_trade(title: str, reading: TitleReading, text: str) -> str | None:
    """Why a posting is another job by its title, or by its text where the title reads as product management, or None."""
    if reading.family == "not_pm":
        return reading.why
    if reading.family_kind == "short" and not _ABOUT_PRODUCT.search(text):
        return "a PM whose text never speaks of product management"
    if _FRENCH_PRODUCT.search(title) and _TRADE_MARKETING.search(text):
        return "a chef de produit of consumer-goods marketing"
    return None


def _not_pm(document: Document, why: str, *, sure: bool) -> Classification:
    return Classification(
        family="not_pm",
        level=None,
        confidence=0.95 if sure else 0.3,
        runner_up=None,
        basis=why,
        conflict=False,
        zero_to_one="absent",
        multiple_roadmaps="absent",
        direct_reports="absent",
        people_mentoring="absent",
        training_programme="absent",
        existing_product="absent",
        company_strategy="absent",
        min_years=None,
        years_are_pm=None,
        evidence=(),
        rulebook=rulebook_version(),
        text=document.text,
    )


def _mentions(text: str, title: str, reading: TitleReading) -> list[tuple[int, int]]:
    """Where the text repeats the posting's own title, or its level word with the trade ("our Senior Product Manager", "APM")."""
    trade = r"product\s+(?:manager|management|lead)"
    patterns = [re.escape(title)] if len(title.split()) > 1 else []
    if reading.word:
        level = r"[\s.,-]{1,3}".join(re.escape(word) for word in reading.word.split())
        patterns += [rf"{level}\b[\w\s.,&/-]{{0,30}}?\b{trade}", rf"{trade}[\s(),/A-Z-]{{1,12}}{level}"]
    initials = {"apm": "apms?", "group": "gpms?"}.get(reading.level or "")
    if initials:
        patterns.append(initials)
    return [match.span() for pattern in patterns for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.I)]


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _features(reading: TitleReading, finds: list[Find], years: YearsFind | None, blind: bool) -> list[str]:
    features = ["blind.start"] if blind else [title_feature(reading)]
    if not blind and reading.optional:
        features.append("title.optional")
    reports = _reports(finds)
    if reports is not None:
        features.append(f"reports.{reports}")
    features += [f"signal.{signal}" for signal in SCORED_SIGNALS if stated(finds, signal) == "yes"]
    if years is not None:
        features.append(years_feature(years))
    return features


def _reports(finds: list[Find]) -> str | None:
    counted = {(find.rule.name, find.value) for find in finds if find.counted and find.rule.signal == "direct_reports"}
    if ("manages_product_managers", "yes") in counted:
        return "product_managers"
    if ("direct_reports", "yes") in counted:
        return "unspecified"
    return "none" if counted else None


def _feature_of(find: Find, reports: str | None) -> str | None:
    if find.rule.signal == "direct_reports":
        return f"reports.{reports}" if reports else None
    return f"signal.{find.rule.signal}" if find.rule.signal in SCORED_SIGNALS else None


def _classification(
    document: Document,
    sentences: tuple[Sentence, ...],
    title: str,
    reading: TitleReading,
    finds: list[Find],
    figures: list[YearsFind],
    years: YearsFind | None,
    verdict: Score,
    text_verdict: Score,
    blind: bool,
) -> Classification:
    text = document.text
    evidence = _evidence(text, title, reading, finds, figures, years, verdict, blind)
    conflict = (
        not blind
        and reading.level is not None
        and reading.kind in ("plain", "behind", "grade", "apm")
        and (
            verdict.level != reading.level
            or (
                text_verdict.level != reading.level
                and text_verdict.confidence >= setting("show", "conflict_confidence")
                and _apart(text_verdict.level, reading.level)
            )
        )
    )
    return Classification(
        family="pm",
        level=verdict.level,
        confidence=verdict.confidence,
        runner_up=verdict.runner_up,
        basis=_basis(reading, verdict, text_verdict, years, conflict, bool(sentences)),
        conflict=conflict,
        zero_to_one=stated(finds, "zero_to_one"),
        multiple_roadmaps=stated(finds, "multiple_roadmaps"),
        direct_reports=stated(finds, "direct_reports"),
        people_mentoring=_mentoring(finds),
        training_programme=stated(finds, "training_programme"),
        existing_product=stated(finds, "existing_product"),
        company_strategy=stated(finds, "company_strategy"),
        min_years=years.years if years else None,
        years_are_pm=years.is_pm if years else None,
        evidence=evidence,
        rulebook=rulebook_version(),
        text=text,
    )


def _apart(one: Level, other: Level) -> bool:
    """Whether two levels are more than neighbours; principal and group differ by their reports alone, which the verdict already weighs."""
    rank = {"apm": 0, "mid": 1, "senior": 2, "principal": 3, "group": 3, "above": 4}
    return abs(rank[one] - rank[other]) > 1


def _mentoring(finds: list[Find]) -> Stated:
    """Mentoring without reports: who has reports mentors them anyway."""
    return "absent" if stated(finds, "direct_reports") == "yes" else stated(finds, "people_mentoring")


def _evidence(
    text: str,
    title: str,
    reading: TitleReading,
    finds: list[Find],
    figures: list[YearsFind],
    years: YearsFind | None,
    verdict: Score,
    blind: bool,
) -> tuple[Evidence, ...]:
    """The title's word, the rules' finds and the figures, each with what it added to the verdict's level; the weightiest first."""
    rows: list[Evidence] = []
    if not blind and title:
        share = verdict.shares[title_feature(reading)]
        rows.append(
            Evidence(
                rule=f"title: {reading.word}" if reading.word else "title: no level word",
                signal="title_level",
                quote=title,
                start=0,
                end=len(title),
                section="title",
                context="asserted",
                weight=share.get(verdict.level, 0.0),
                counted=True,
            )
        )
    reports = _reports(finds)
    used: set[str] = set()
    for find in finds:
        feature = _feature_of(find, reports) if find.counted else None
        weight = 0.0
        if feature is not None and feature not in used and _speaks(find, reports):
            weight = verdict.shares.get(feature, {}).get(verdict.level, 0.0)
            used.add(feature)
        rows.append(
            Evidence(
                rule=find.rule.name,
                signal=find.rule.signal,
                quote=text[find.start : find.end],
                start=find.start,
                end=find.end,
                section=find.section,
                context=find.context,
                weight=weight,
                counted=find.counted,
            )
        )
    for figure in figures:
        weight = verdict.shares.get(years_feature(figure), {}).get(verdict.level, 0.0) if figure is years else 0.0
        rows.append(
            Evidence(
                rule=f"years: {figure.years:g} of {'product management' if figure.is_pm else 'other work'}",
                signal="years",
                quote=text[figure.start : figure.end],
                start=figure.start,
                end=figure.end,
                section=figure.section,
                context=figure.context,
                weight=weight,
                counted=figure is years,
            )
        )
    return tuple(sorted(rows, key=lambda row: (not row.counted, -abs(row.weight), row.section != "title", row.start, row.rule)))


def _speaks(find: Find, reports: str | None) -> bool:
    """Of several finds about reports only the one that decided carries the weight."""
    if find.rule.signal != "direct_reports":
        return True
    if reports == "none":
        return find.value == "no"
    deciding = {"product_managers": "manages_product_managers", "unspecified": "direct_reports"}
    return reports is not None and find.value == "yes" and deciding[reports] == find.rule.name


def _basis(reading: TitleReading, verdict: Score, text_verdict: Score, years: YearsFind | None, conflict: bool, readable: bool) -> str:
    """One line for people: what the level rests on."""
    if not readable:
        return f"the title alone ({reading.word or 'no level word'}); there is no text to read"
    reasons = sorted(
        ((share.get(verdict.level, 0.0), name) for name, share in verdict.shares.items() if share.get(verdict.level, 0.0) > 0.15),
        reverse=True,
    )
    words = [_in_words(name, reading, years) for _, name in reasons[:3]]
    line = "; ".join(words) or "nothing in the text speaks for another level"
    if conflict and reading.level is not None:
        line += f" (the title says {reading.level}, the text alone {text_verdict.level})"
    return line


_FEATURE_WORDS = {
    "title.none": "an unqualified title",
    "title.optional": "two levels in one title",
    "reports.product_managers": "manages product managers",
    "reports.unspecified": "has direct reports",
    "reports.none": "stated to have no direct reports",
    "signal.zero_to_one": "a launch from nothing",
    "signal.company_strategy": "takes part in company strategy",
    "signal.multiple_roadmaps": "several products or roadmaps",
    "signal.people_mentoring": "mentors others",
    "signal.training_programme": "a training programme",
    "signal.early_career": "open to people at the start of a career",
    "signal.supports_pm": "supports another product manager",
    "signal.autonomy": "little supervision",
    "signal.complexity": "complex scope",
    "signal.ownership": "owns the roadmap",
    "blind.start": "what is most common",
}


def _in_words(feature: str, reading: TitleReading, years: YearsFind | None) -> str:
    if " + " in feature:
        return " with ".join(_in_words(part, reading, years) for part in feature.split(" + "))
    if feature in _FEATURE_WORDS:
        return _FEATURE_WORDS[feature]
    if feature.startswith("title."):
        return f'the title\'s "{reading.word}"'
    assert years is not None  # noqa: S101 - years features exist only with a figure
    return f"{years.years:g} years of {'product management' if years.is_pm else 'experience'} required"
