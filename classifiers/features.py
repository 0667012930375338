"""What of a posting weighs for its level: the rows of tables/levels.toml that hold for it."""

from classifiers.evidence import Find, stated
from classifiers.scorer import scored_signals, title_feature, years_feature
from classifiers.title_words import TitleReading
from classifiers.years import YearsFind

# The rule that says whose the reports are; every other one about reports leaves it open.
_OF_PRODUCT_MANAGERS = "manages_product_managers"


def features_of(reading: TitleReading, finds: list[Find], years: YearsFind | None, *, blind: bool) -> list[str]:
    """Return the names of the rows, of the text alone with `blind`."""
    features = ["blind.start"] if blind else [title_feature(reading)]
    if not blind and reading.optional:
        features.append("title.optional")
    reports = reports_of(finds)
    if reports is not None:
        features.append(f"reports.{reports}")
    features += [f"signal.{signal}" for signal in scored_signals() if stated(finds, signal) == "yes"]
    features.append(years_feature(years))
    return features


def reports_of(finds: list[Find]) -> str | None:
    """Return whose direct reports are stated: product_managers, unspecified, none; or None where nothing is said."""
    said = {(find.rule.name == _OF_PRODUCT_MANAGERS, find.value) for find in finds if find.counted and find.rule.signal == "direct_reports"}
    if (True, "yes") in said:
        return "product_managers"
    if (False, "yes") in said:
        return "unspecified"
    return "none" if said else None


def feature_of(find: Find, reports: str | None) -> str | None:
    """Return the row that a find speaks for, or None; of several finds about reports only those that decided do."""
    if find.rule.signal != "direct_reports":
        return f"signal.{find.rule.signal}" if find.rule.signal in scored_signals() else None
    if reports == "none":
        return "reports.none" if find.value == "no" else None
    whose = "product_managers" if find.rule.name == _OF_PRODUCT_MANAGERS else "unspecified"
    return f"reports.{reports}" if find.value == "yes" and whose == reports else None
