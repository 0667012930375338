"""How the command line ends: each kind of outcome has its exit code (docs/decisions/0001-exit-codes.md)."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from extractors.errors import BadBoards, BadFile, LandingFailed
from flows.errors import BadInput
from flows.folders import DataFolderUnusable
from flows.settings import debugging
from flows.terminal import discard, say_error


class Exit(IntEnum):
    """The exit codes; scripts and schedulers rely on them."""

    GOOD = 0
    UNEXPECTED = 1
    BAD_INPUT = 2
    HELD_BACK = 3
    DEGRADED = 4
    DATA_FOLDER = 5
    INTERRUPTED = 130


EXIT_CODES = (
    "Exit codes: 0 done; 1 unexpected error; 2 bad arguments, settings, boards.toml, corrections.toml or input file; "
    "3 held back: nothing was published, the last publication stays (of boards check: not one board answered); "
    "4 published, but degraded (only with --strict); of watch: somebody could not be told; "
    "5 the data folder or warehouse cannot be used (read-only, full, busy, damaged, made by a newer version); 130 interrupted."
)

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """The block writes to standard output, and ends early where whoever reads it has gone (`| head`): nothing is wrong then."""
    try:
        yield
        sys.stdout.flush()  # here, where it can still be told; not when the interpreter ends
    except BrokenPipeError:
        discard(sys.stdout)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Ends the program with a message and an exit code, where it would otherwise end in a traceback.

    With EXPLORE_ROLES_DEBUG in the environment unexpected errors keep their traceback.
    """
    try:
        with reader_may_leave():
            yield
    except KeyboardInterrupt:
        say_error("Interrupted. What was published before stays as it was.")
        raise typer.Exit(Exit.INTERRUPTED) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        code = _code(error)
        if code is Exit.UNEXPECTED:
            if debugging():
                raise
            say_error(f"Unexpected error: {type(error).__name__}: {error}\nSet EXPLORE_ROLES_DEBUG=1 to see where it came from.")
        else:
            say_error(str(error))
        raise typer.Exit(code) from None


def _code(error: Exception) -> Exit:
    if isinstance(error, BadBoards | BadFile | BadInput):
        return Exit.BAD_INPUT
    if isinstance(error, DataFolderUnusable | LandingFailed) or (isinstance(error, OSError) and error.errno in _NO_ROOM):
        return Exit.DATA_FOLDER
    # Only a program that has loaded DuckDB can have failed in it, and it takes half a second to load.
    if "warehouse.errors" in sys.modules:
        from warehouse.errors import BadQuery, WarehouseError

        if isinstance(error, BadQuery):
            return Exit.BAD_INPUT
        if isinstance(error, WarehouseError):
            return Exit.DATA_FOLDER
    return Exit.UNEXPECTED
