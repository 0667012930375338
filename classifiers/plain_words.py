"""A verdict in words for people; the thresholds are those of tables/levels.toml."""

from classifiers.classification import Level
from classifiers.scorer import setting

# In the order of the ladder; the names that the published file has for the levels.
LEVEL_NAMES: dict[Level, str] = {
    "apm": "Associate product manager",
    "mid": "Product manager",
    "senior": "Senior product manager",
    "principal": "Principal product manager",
    "group": "Group product manager",
    "above": "Director or above",
}


def verdict_in_words(level: Level | None, confidence: float, runner_up: Level | None) -> str:
    """Return the level's name; where the verdict is unclear, between which two levels it is, the likelier one first."""
    clear = confidence >= setting("show", "unclear_below")
    if level is None:
        return "Not a product-management role" if clear else "unclear, perhaps not a product-management role"
    if clear:
        return LEVEL_NAMES[level]
    if runner_up is None:
        return f"unclear, perhaps {LEVEL_NAMES[level]}"
    return f"unclear, between {LEVEL_NAMES[level]} and {LEVEL_NAMES[runner_up]}"
