"""What the work file need not keep for ever: what postings were before they changed. Every event, and which level stood when, stays."""

from collections.abc import Mapping
from datetime import date

from warehouse.database import Connection
from warehouse.statements import names, statement


def drop_old_versions(connection: Connection, before: date) -> Mapping[str, int]:
    """Drops versions that ended before the night `before`, and the readings, verdicts and texts that nothing refers to any more.

    To be called inside a `transaction`. Returns how many rows each table lost, by its name.
    """
    connection.execute("SET VARIABLE before = $before", {"before": before})
    dropped = {}
    for name in (name for name in names("queries") if name.startswith("drop_")):
        [(rows,)] = connection.execute(statement("queries", name)).fetchall()
        dropped[name.split("_", 2)[2]] = int(rows)
    return dropped
