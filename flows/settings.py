"""Where things are and how hard to try: read from the environment here and nowhere else; everything below gets arguments."""

import os
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.blocks import NAMED, secret_of
from flows.errors import BadInput
from flows.workers import Runner, Working
from warehouse.feed.site import LOCAL, Site

_PREFIX = "EXPLORE_ROLES_"


class BadSettings(BadInput):
    """An environment variable cannot be used; the message names it and says what is wrong with it."""


class Settings(BaseSettings):
    """Each field is the environment variable `EXPLORE_ROLES_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="The folder that holds everything a night leaves behind.")
    boards: Path | None = Field(default=None, description="The list of boards; without it, the one that ships with the package.")
    corrections: Path | None = Field(default=None, description="The corrections that people made; without it, those in the data folder.")
    profiles: Path | None = Field(
        default=None,
        description="Profiles to match after each publication: a folder or a table; without it, DATA/profiles where it is there.",
    )
    play_at: Annotated[str, Field(pattern=r"^http://127\.0\.0\.1:\d+$")] | None = Field(
        default=None, description="A local playback server's address: every platform is asked there, and nothing leaves the machine."
    )
    site: Annotated[
        str, Field(pattern=r"^https?://[^\s/?#\"'<>]+(/[^\s?#\"'<>]*)?$"), AfterValidator(lambda url: url.rstrip("/") + "/")
    ] = Field(default=LOCAL.url, description="The address at which published/site is served; it stands in feeds, sitemap and pages.")
    contact: Annotated[str, Field(pattern=r"^[!-~]+$")] | None = Field(
        default=None, description="Where to reach you (a URL or address), told to every platform."
    )
    per_second: float = Field(default=2.0, gt=0, le=1000, description="Requests a second to one host, at most.")
    at_once: int = Field(default=4, ge=1, le=64, description="Answers of one host under way at the same time, at most.")
    timeout: float = Field(default=30.0, gt=0, description="Seconds to wait for a connection, and for each piece of an answer.")
    max_seconds: float = Field(default=300.0, gt=0, description="Seconds that one whole answer may take.")
    max_bytes: int = Field(default=100_000_000, gt=0, description="Bytes that one answer may have, unpacked.")
    max_requests: int = Field(default=1500, gt=0, description="Requests that one board may take in a night.")
    board_max_seconds: float = Field(default=1800.0, gt=0, description="Seconds that one board may take in a night.")
    retries: int = Field(default=3, ge=0, le=10, description="How often one request is repeated within seconds.")
    board_retries: int = Field(default=1, ge=0, le=10, description="How often an unavailable board is tried again, a little later.")
    board_retry_delay: float = Field(default=15.0, ge=0, description="Seconds until then.")
    boards_at_once: int = Field(default=12, ge=1, le=64, description="Boards read at the same time.")
    processes: int | None = Field(default=None, ge=1, le=256, description="Processes that read and level postings; without it, one a core.")
    memory: int = Field(default=512, ge=128, description="Mebibytes that DuckDB may hold in memory; what is more goes to the disk.")
    runner: Runner = Field(default="pool", description="What does that work: our own pool of processes, or one of Prefect's task runners.")
    cluster: str | None = Field(default=None, description="The address of the Dask or Ray cluster; without it, one of this machine.")

    # Addresses with passwords in them: never logged, shown or kept.
    notify: Annotated[SecretStr | None, BeforeValidator(lambda text: text if str(text).strip() else None)] = Field(
        default=None,
        description="Whom the watch for associate roles tells: Apprise's addresses, its configuration files, Prefect's blocks.",
    )
    notify_seconds: float = Field(default=60.0, gt=0, le=3600, description="Seconds in which they have to take a message.")

    # Raw answers hold people's names and numbers as they came: they do not stay for ever unless somebody wants it.
    keep_nights: int = Field(default=90, ge=1, description="Nights that `tidy` leaves in the landing.")
    keep_versions: int | None = Field(
        default=None, ge=1, description="Nights of which `tidy` leaves what postings were before they changed; without it, all."
    )

    @property
    def working(self) -> Working:
        """How work over chunks is to be done."""
        return Working(runner=self.runner, processes=self.processes, address=self.cluster)

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """What the environment holds of the keys that platforms want, by the names that those give them; never logged.

        One that it names as a block of Prefect's is taken from there. Raises BadSettings for one that cannot be had or sent; the
        message does not hold it.
        """
        from extractors.sources import sources  # loads every platform's module, which most commands do not need

        names = {name for source in sources().values() for name in source.PLATFORM.keys}
        keys = {name: _held(name, value) for name in sorted(names) if (value := os.environ.get(name, "").strip())}
        if bad := [name for name, value in keys.items() if not (value.isascii() and value.isprintable())]:
            raise BadSettings(
                f"The environment cannot be used: {', '.join(bad)}: holds a character that no key has (a line break, or a dash or quote "
                "that a text program put there). Copy the key again, or unset it."
            )
        return keys

    @property
    def boards_path(self) -> Path:
        """Where the list of boards is: the one that is set, or the one that ships."""
        from extractors.board import default_boards_path

        return self.boards or default_boards_path()

    @property
    def served_at(self) -> Site:
        """Where the folder published/site is served."""
        return Site(url=self.site)

    @property
    def user_agent(self) -> str:
        """The name that every platform is told."""
        name = f"explore-roles/{version('explore-roles')}"
        return f"{name} (+{self.contact})" if self.contact else name


def _held(name: str, value: str) -> str:
    if not value.startswith(NAMED):
        return value
    try:
        return secret_of(value.removeprefix(NAMED))
    except ValueError as error:
        raise BadSettings(f"The environment cannot be used: {name}: {error}. Save the block, or put the key there itself.") from None


def load_settings() -> Settings:
    """Returns the settings of the environment. Raises BadSettings."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"{_PREFIX}{'_'.join(map(str, found['loc'])).upper()}: {found['msg']}" for found in error.errors())
        raise BadSettings(f"The environment cannot be used: {problems}. Correct or unset it.") from None


def debugging() -> bool:
    """Whether unexpected errors are to keep their traceback (EXPLORE_ROLES_DEBUG is set)."""
    return bool(os.environ.get(f"{_PREFIX}DEBUG"))
