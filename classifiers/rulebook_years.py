"""Does tables/years.toml keep what its examples promise of the fields of years?"""

from collections.abc import Callable, Iterator

from classifiers.classification import Classification
from classifiers.tables import read_table


def years_failures(under: Callable[[str, str], Classification]) -> Iterator[str]:
    """Yield a line for each sentence that is not read as the table says; `under` classifies a sentence below a heading."""
    table = read_table("years.toml")
    for row in table["field"]:
        for key, must in (("examples", True), ("not_examples", False)):
            for sentence in row[key]:
                if (row["name"] in under("Requirements", sentence).years_in) != must:
                    said = "its example is not found" if must else "it must leave this counter-example alone, and finds it"
                    yield f"years.toml, field {row['name']}: {said}: {sentence!r}"
    for example in table["reads"]["examples"]:
        wanted, _, sentence = example.partition(": ")
        if (said := " ".join(under("Requirements", sentence).years_in)) != wanted:
            yield f"years.toml, reads: its example tells {said or 'nothing'}, not {wanted or 'nothing'}: {sentence!r}"
