"""The employer that a posting of an aggregator names."""

from extractors.fields import words

# What stands in the field where the aggregator lost the name ("name": Himalayas, August 2026).
_NO_NAMES = frozenset({"name", "company", "company name", "n/a", "na", "none", "null", "unknown", "confidential", "undisclosed", "-"})


def employer(stated: object, slug: object = None) -> str:
    """Returns the employer's name: as stated, else read from its slug, else words that say that none is named."""
    name = words(stated)
    if name and name.casefold() not in _NO_NAMES:
        return name
    plain = words(slug.replace("-", " ").replace("_", " ")) if isinstance(slug, str) else None
    return plain.title() if plain else "Employer not named"
