"""Does each field of tables/knowledge.toml keep what its examples promise?"""

from collections.abc import Callable, Iterator

from classifiers.classification import Classification
from classifiers.tables import read_table


def knowledge_failures(read: Callable[[str, str], Classification]) -> Iterator[str]:
    """Yield a line for every sentence of a field's examples that is not found, or is found where it must be left alone.

    `read` returns the verdict on a posting of one sentence under a heading.
    """
    for row in read_table("knowledge.toml")["field"]:
        where = f"knowledge.toml, field {row['name']}"
        for sentence in row["examples"]:
            if row["name"] not in read("Requirements", sentence).knowledge:
                yield f"{where}: its example is not found: {sentence!r}"
        for sentence in row["not_examples"]:
            if found := read("Requirements", sentence).knowledge:
                yield f"{where}: it must leave this counter-example alone, and tells {', '.join(found)}: {sentence!r}"
