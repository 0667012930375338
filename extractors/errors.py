"""What can go wrong with a whole board, file or folder; about one posting there is a `Rejection` instead."""


class SourceUnavailable(Exception):
    """The board could not be read this time (network, 429, 5xx, cut short): worth a retry.

    `retry_after` is the number of seconds that the platform asked to be left alone for, where that is longer than the
    session waits by itself: a retry before then would be refused without a request.
    """

    retry_after: float | None = None


class SourceChanged(Exception):
    """The board answered something that is not its format (HTML for JSON, other shape): a retry will not mend it."""


class SourceGone(SourceChanged):
    """The platform says that there is no such board (404, 410): frozen, never read as "all jobs closed"."""


class SourceMoved(SourceChanged):
    """The board redirects to where it cannot be followed."""


class SourceRefuses(SourceChanged):
    """The site does not want to be read by programs (401, 403, robots.txt, a reservation from text and data mining): obeyed."""


class BadBoards(ValueError):
    """The list of boards cannot be used; the message names the file and each row at fault, and what to do."""


class BadFile(ValueError):
    """A file of postings cannot be read; the message names the file, what is wrong with it, and where."""


class LandingFailed(OSError):
    """Raw answers could not be kept or found again (disk full, read-only folder); the message says where and why."""
