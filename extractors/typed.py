"""Files that people type (boards, corrections): read, and refused with all that is wrong in them at once."""

from collections.abc import Sequence
from pathlib import Path

_SHOWN_PROBLEMS = 20


def typed_text(path: Path, called: str, bad: type[ValueError], encoding: str = "utf-8") -> str:
    """Returns the file's text. Raises `bad` where it cannot be read; `called` says what kind of file was meant."""
    try:
        return path.read_bytes().decode(encoding)
    except FileNotFoundError:
        raise bad(f"{path} does not exist: name the {called} that you mean.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise bad(f"{path}, line {line}: not UTF-8 text. Save the file as UTF-8.") from None
    except OSError as error:
        raise bad(f"{path} cannot be read: {error.strerror or error}.") from None


def listed(problems: Sequence[str]) -> str:
    """Returns what is wrong, a line each, for the end of a message."""
    more = f"\n  … and {len(problems) - _SHOWN_PROBLEMS} more" if len(problems) > _SHOWN_PROBLEMS else ""
    return "\n  " + "\n  ".join(problems[:_SHOWN_PROBLEMS]) + more
