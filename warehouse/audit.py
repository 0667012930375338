"""The checks: each a query in `warehouse/checks/` that returns the rows that fail; no row is a pass.

A check may read all tables and views, the variables run_id and night, and `audited_feed`: `explore_roles` as it would be published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

import duckdb

from warehouse.load import set_run
from warehouse.statements import names, statement

Severity = Literal["stop", "warn"]

_SHOWN = 5  # rows of a failed check that are kept: enough to see what is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check found."""

    name: str
    severity: Severity
    says: str  # what it means when rows fail
    failing: int  # how many rows fail; 0 is a pass
    sample: tuple[str, ...]  # a few of them, in a fixed order

    @property
    def passed(self) -> bool:
        """Whether no row fails."""
        return self.failing == 0

    @property
    def stops(self) -> bool:
        """Whether the run must not be published."""
        return self.severity == "stop" and self.failing > 0


def audit(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    """Runs all checks on the work file as it stands after the run's load, and records what they found.

    To be called inside the run's `transaction`: where a result `stops`, roll it back, and record the results again with
    `record_checks`. Raises WarehouseError where there is no such run.
    """
    set_run(connection, run_id)
    # Several checks look at the whole feed; it is worked out once for all of them.
    connection.execute("CREATE OR REPLACE TEMP TABLE audited_feed AS FROM explore_roles")
    results = [_check(connection, name) for name in names("checks")]
    connection.execute("DROP TABLE audited_feed")
    record_checks(connection, run_id, results)
    return results


def record_checks(connection: duckdb.DuckDBPyConnection, run_id: str, results: Iterable[CheckResult]) -> None:
    """Records the results of a run's checks in place of any recorded before."""
    connection.execute("DELETE FROM store.check_results WHERE run_id = ?", [run_id])
    for result in results:
        connection.execute(
            "INSERT INTO store.check_results VALUES (?, ?, ?, ?, ?, ?)",
            [run_id, result.name, result.severity, result.says, result.failing, list(result.sample)],
        )


def _check(connection: duckdb.DuckDBPyConnection, name: str) -> CheckResult:
    sql = statement("checks", name)
    heading = dict(line.removeprefix("-- ").split(": ", 1) for line in sql.splitlines()[:2])
    cursor = connection.execute(f"SELECT * FROM (\n{sql}\n) ORDER BY ALL")  # noqa: S608 - the text is a file of ours
    columns = [column[0] for column in cursor.description or ()]
    shown = cursor.fetchmany(_SHOWN)
    failing = len(shown)
    while more := cursor.fetchmany(10_000):
        failing += len(more)
    return CheckResult(
        name=name,
        severity=cast(Severity, heading["severity"]),
        says=heading["says"],
        failing=failing,
        sample=tuple(", ".join(f"{column} {value}" for column, value in zip(columns, row, strict=True)) for row in shown),
    )
