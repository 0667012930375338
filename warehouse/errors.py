"""What can go wrong with the warehouse as a whole; about one posting there is a `Rejection`, about one board a `BoardRead`."""

import duckdb


class WarehouseError(Exception):
    """The warehouse could not do what was asked; the message says what happened and what to do. Nothing was half done."""


class WarehouseNewer(WarehouseError):
    """The file was made by a newer version of Explore Roles or of DuckDB."""


class WarehouseBusy(WarehouseError):
    """Another process holds the file open for writing."""


class WarehouseBroken(WarehouseError):
    """The file is damaged, or is no warehouse of Explore Roles."""


class BadQuery(WarehouseError):
    """The SQL that a person typed cannot be run on the published file."""


def explained(error: duckdb.Error, doing: str) -> WarehouseError:
    """The error of ours that stands for one of DuckDB's.

    DuckDB tells its kinds of I/O failure apart by their words alone, so the words are matched here and nowhere else.
    `doing` names the action and the file, for the message.
    """
    words = " ".join(str(error).split()).removeprefix("IO Error: ")
    if "Could not set lock" in words or "Conflicting lock" in words:
        return WarehouseBusy(f"{doing}: another process has the file open for writing; wait until it has ended, then try again ({words})")
    if "but we can only read versions" in words or "newer version of DuckDB" in words:
        return WarehouseNewer(f"{doing}: the file was written by a newer DuckDB; update explore-roles ({words})")
    if "No space left" in words or "Disk quota" in words:
        return WarehouseError(f"{doing}: the disk is full; free some space and run again ({words})")
    if isinstance(error, duckdb.OutOfMemoryException):
        return WarehouseError(f"{doing}: it needs more memory than it may take; set EXPLORE_ROLES_MEMORY to more megabytes ({words})")
    broken = ("not a valid DuckDB database", "Corrupt", "Could not read enough bytes", "checksum", "Failure while replaying WAL")
    if any(sign in words for sign in broken):
        return WarehouseBroken(f"{doing}: the file is damaged or is no DuckDB file; move it away and run `explore-roles replay` ({words})")
    return WarehouseError(f"{doing}: {words}")
