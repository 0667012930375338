"""What the operator sees. Text from postings is a stranger's: it is shown as it is, never as markup, never as terminal commands."""

import os
import re
import sys
from contextlib import suppress
from typing import IO, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

# Controls (a terminal obeys them), and the marks that turn the direction of writing (they make text read as what it is not).
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        # Rich would end the program with 1. That nobody reads along is no reason to stop the work; that nobody reads the result
        # is for the command to know.
        if self.file is not sys.stderr:
            raise
        discard(sys.stderr)


def console(stream: TextIO | None = None) -> Console:
    """Returns a console for results, on standard output unless another stream is given."""
    return _Console(file=stream or sys.stdout, highlight=False, soft_wrap=False)


def discard(stream: IO[str]) -> None:
    """Whatever is written to the stream from now on, or still waits in it, goes nowhere."""
    with suppress(OSError, ValueError):  # what is no open file can hold nothing back
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def shown(value: object, style: str = "") -> Text:
    """Returns the value as text that a terminal only shows; as long as it was, so that offsets into it still hold."""
    return Text(harmless("" if value is None else str(value)), style=style)


def one_line(text: str) -> str:
    """Returns the text on one line, with nothing in it that a terminal or a log would obey."""
    return harmless(" ".join(text.split()))


def harmless(text: str) -> str:
    """Returns the text with every character that a terminal would obey replaced by one that it shows."""
    return _COMMANDS.sub("\ufffd", text)


def say(message: str, style: str = "") -> None:
    """Tells the operator something, on standard error."""
    console(sys.stderr).print(shown(message, style), soft_wrap=True)


def say_error(message: str) -> None:
    """Tells the operator what went wrong, on standard error."""
    console(sys.stderr).print(Text("error: ", style="bold red") + shown(message), soft_wrap=True)


class Bars:
    """Progress bars on standard error, one a step, gone when the run is over; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console(sys.stderr),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, step: str, total: int | None) -> None:
        """A step begins; `total` is the number of things in it, where that is known."""
        self._tasks[step] = self._progress.add_task(step, total=total)

    def advance(self, step: str, count: int = 1) -> None:
        """So many more things are done."""
        self._progress.advance(self._tasks[step], count)

    def end(self, step: str) -> None:
        """The step is over."""
        self._progress.remove_task(self._tasks.pop(step))
