"""Where somebody stands on the way into product management, as the advice asks for it: from what the profile states and nothing else."""

from dataclasses import dataclass
from functools import cache

from warehouse.matching.profile import Level, Profile, Track
from warehouse.matching.tables import fold, says, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts that the rules of advice.toml ask for."""

    track: Track
    field: str = "other"  # of the occupation, as occupations.toml names them
    industry: str | None = None  # the one that somebody knows
    industry_from_occupation: bool = False  # whether the occupation's words say it, as the profile names none
    knows: tuple[str, ...] = ()  # industries and fields, the one above among them
    industry_years: float = 0
    product_years: float = 0
    launches: int = 0
    roadmaps: int = 0
    reports: int = 0
    manage: str = "either"
    wants: tuple[Level, ...] = ()

    @property
    def close(self) -> bool:
        """Whether somebody comes from product work, or from a core occupation of product."""
        return self.track in ("core", "product")

    @property
    def years(self) -> float:
        """Years of work of any kind, as far as the profile tells them."""
        return max(self.product_years, self.industry_years)


def standing_of(profile: Profile) -> Standing:
    """Returns where the profile's owner stands."""
    background, product = profile.background, profile.product
    said, industry = _read(background.occupation)
    field = background.field or said
    return Standing(
        track=_track(profile, field),
        field=field,
        industry=background.industry or industry,
        knows=tuple(dict.fromkeys((*filter(None, (background.industry or industry, _craft(field))), *background.knows))),
        industry_from_occupation=background.industry is None and industry is not None,
        industry_years=background.years,
        product_years=product.years,
        launches=product.launches,
        roadmaps=product.roadmaps,
        reports=product.reports,
        manage=product.manage,
        wants=tuple(dict.fromkeys((*profile.must.levels, *profile.nice.levels))),
    )


def _track(profile: Profile, field: str) -> Track:
    if profile.product.years > 0 or field == "product":
        return "product"
    # Who graduated of late and has worked for years before that comes from a field, whatever the diploma's date.
    if profile.background.recent_graduate and profile.background.years < 2:
        return "graduate"
    return "core" if tables()["occupations"].get(field, {}).get("core") else "other"


def _craft(field: str) -> str | None:
    knows: str | None = tables()["occupations"].get(field, {}).get("knows")
    return knows


def _read(occupation: str | None) -> tuple[str, str | None]:
    """The field that the words of an occupation name, and the industry; the longest words decide."""
    if occupation is None:
        return "other", None
    folded = fold(occupation)
    found = [(len(word), field, industry) for word, field, industry in _words() if _named(folded, word)]
    _, field, industry = max(found, key=lambda one: (one[0], one[1]), default=(0, "other", None))
    return field, industry


@cache
def _words() -> tuple[tuple[str, str, str | None], ...]:
    """The words for occupations, folded, each with its field, and with the industry where they name one."""
    table = tables()["occupations"]
    rows = [(row["words"], field, None) for field, row in table.items() if field != "industry"]
    rows += [(words, "other", industry) for industry, words in table["industry"].items()]
    return tuple((fold(word), field, industry) for words, field, industry in rows for word in words)


def _named(folded: str, word: str) -> bool:
    return says(folded, word) or says(folded, f"{word}s")
