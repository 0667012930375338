"""A verdict's reasons for people: the pieces of evidence with what each weighed, and one line that sums them up."""

from classifiers.classification import Evidence
from classifiers.evidence import Find
from classifiers.features import feature_of, reports_of
from classifiers.scorer import Score, in_words, title_feature, years_feature
from classifiers.title_words import TitleReading
from classifiers.years import YearsFind

# A reason that weighs less is not worth a word in the line.
_WORTH_SAYING = 0.25


def evidence_of(
    text: str,
    title: str,
    reading: TitleReading,
    finds: list[Find],
    figures: list[YearsFind],
    years: YearsFind | None,
    verdict: Score,
    *,
    blind: bool,
) -> tuple[Evidence, ...]:
    """Return the title's word, the rules' finds and the figures, each with what it added to the verdict's level; the weightiest first."""
    rows = [_of_title(title, reading, verdict)] if title and not blind else []
    reports = reports_of(finds)
    used: set[str] = set()
    for find in finds:
        feature = feature_of(find, reports) if find.counted else None
        weight = 0.0
        if feature is not None and feature not in used:
            weight = verdict.weight_of(feature)
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
    rows += [
        Evidence(
            rule=f"years: {figure.years:g} of {'product management' if figure.is_pm else 'other work'}",
            signal="years",
            quote=text[figure.start : figure.end],
            start=figure.start,
            end=figure.end,
            section=figure.section,
            context=figure.context,
            weight=verdict.weight_of(years_feature(figure)) if figure is years else 0.0,
            counted=figure is years,
        )
        for figure in figures
    ]
    return tuple(sorted(rows, key=lambda row: (not row.counted, -abs(row.weight), row.section != "title", row.start, row.rule)))


def _of_title(title: str, reading: TitleReading, verdict: Score) -> Evidence:
    return Evidence(
        rule=f"title: {word}" if (word := _level_word(reading)) else "title: no level word",
        signal="title_level",
        quote=title,
        start=0,
        end=len(title),
        section="title",
        context="asserted",
        weight=verdict.weight_of(title_feature(reading)),
        counted=True,
    )


def _level_word(reading: TitleReading) -> str | None:
    """The word that the title's row of the table stands for; one in brackets is left to `title.optional`."""
    return None if reading.kind == "none" else reading.word


def basis_of(reading: TitleReading, verdict: Score, text_verdict: Score, years: YearsFind | None, *, conflict: bool, readable: bool) -> str:
    """Return one line for people: what the level rests on."""
    if not readable:
        return f"the title alone ({_level_word(reading) or 'no level word'}); there is no text to read"
    # An unqualified title is a reason for nothing but the level it starts at; what holds only together is said by its parts.
    rows = [name for name in verdict.shares if " + " not in name and (name != "title.none" or verdict.level == "mid")]
    speaks = sorted(((weight, name) for name in rows if (weight := verdict.support_of(name)) >= _WORTH_SAYING), reverse=True)
    words = [_in_words(name, reading, years) for _, name in speaks[:3]]
    line = "; ".join(words) or "nothing in the text speaks for another level"
    if conflict and reading.level is not None:
        line += f" (the title says {reading.level}, the text alone {text_verdict.level})"
    return line


def _in_words(feature: str, reading: TitleReading, years: YearsFind | None) -> str:
    if feature == title_feature(reading) and (word := _level_word(reading)):
        return f'the title\'s "{word}"'
    if feature.startswith("years_") and years is not None:
        return f"{years.years:g} years of {'product management' if years.is_pm else 'experience'} required"
    return in_words(feature)
