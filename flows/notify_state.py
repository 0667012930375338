"""What whom was told: kept in the data folder, written whole or not at all. Who it was is kept as a hash, as addresses hold passwords."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from extractors.on_disk import write_whole
from flows.folders import DataFolderUnusable

NAME = "watch.json"  # in the data folder
_FORGOTTEN = timedelta(days=365)  # who was taken out of the setting so long ago is a stranger when he comes back


class Heard(BaseModel):
    """What one target was told. It is yet to hear of what opened on the night `since` or later, and does not stand in `told`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    told: dict[str, date]  # role -> the night of the opening that was told


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    salt: str
    targets: dict[str, Heard]


@dataclass(slots=True, kw_only=True)
class State:
    """All that is known of who heard what."""

    path: Path
    salt: str
    targets: dict[str, Heard] = field(default_factory=dict)

    def key(self, address: str) -> str:
        """Returns the name under which the target of this address is kept: whoever reads it cannot find the address by trying."""
        return hashlib.scrypt(address.encode(), salt=bytes.fromhex(self.salt), n=2**14, r=8, p=1, dklen=16).hex()

    def keep(self, night: date) -> None:
        """Writes the state. Raises DataFolderUnusable."""
        targets = {key: heard.model_dump(mode="json") for key, heard in self.targets.items() if heard.since > night - _FORGOTTEN}
        written = orjson.dumps({"version": 1, "salt": self.salt, "targets": targets}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
        try:
            write_whole(self.path, written + b"\n")
        except OSError as error:
            raise DataFolderUnusable(f"{self.path} cannot be written ({error.strerror}): whom the watch told is not kept.") from error


def state_of(folder: Path) -> State:
    """Returns the state that the data folder holds, an empty one where it holds none. Raises DataFolderUnusable for one that is damaged."""
    path = folder / NAME
    try:
        written = _Written.model_validate_json(path.read_bytes())
        bytes.fromhex(written.salt)
    except FileNotFoundError:
        return State(path=path, salt=secrets.token_hex(16))
    except OSError as error:
        raise DataFolderUnusable(f"{path} cannot be read ({error.strerror}): whom the watch told is not known.") from error
    except (ValidationError, ValueError):
        written = None
    if written is None or written.version != 1:
        raise DataFolderUnusable(
            f"{path} is damaged, or of a newer version: whom the watch told is not known. Move it away, and each target is told as if it "
            "were new."
        )
    return State(path=path, salt=written.salt, targets=dict(written.targets))
