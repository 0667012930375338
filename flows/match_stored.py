"""Stored profiles, matched after each publication. What happens here never touches what was published."""

from dataclasses import dataclass
from pathlib import Path

from extractors.errors import BadFile
from flows.errors import BadInput
from flows.folders import DataFolder
from flows.progress import step
from warehouse.errors import WarehouseError
from warehouse.feed.site import Site
from warehouse.matching.kept import keep_matches
from warehouse.matching.stored import Store, read_store
from warehouse.publish import Published

_TOLD = 10  # profiles that cannot be used; the rest are counted


class NoProfiles(BadInput):
    """There is no store of profiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What came of the stored profiles."""

    profiles: int = 0
    unusable: tuple[str, ...] = ()  # which, why, and what to do
    new: int = 0  # roles that fit for the first time, over all profiles
    begins: str | None = None  # why nothing is known of what profiles have seen, where something should be
    problem: str | None = None  # why nothing was matched

    @property
    def problems(self) -> tuple[str, ...]:
        """In words, what went wrong."""
        if self.problem is not None:
            return (f"the profiles were not matched, their last matches stay: {self.problem}",)
        left = len(self.unusable) - _TOLD
        more = (f"and {left:,} more profiles that cannot be used; `explore-roles profiles check` names them",) if left > 0 else ()
        told = tuple(f"profile not matched, its last matches stay: {message}" for message in self.unusable[:_TOLD])
        return (*((self.begins,) if self.begins else ()), *told, *more)

    @property
    def summary(self) -> str:
        """In words, how many profiles, and how much is new."""
        if self.problem is not None:
            return "none: the profiles were not matched"
        unusable = f", {len(self.unusable):,} unusable" if self.unusable else ""
        return f"{self.profiles:,} {'profile' if self.profiles == 1 else 'profiles'}{unusable}, {self.new:,} new"


def store_at(folder: DataFolder, profiles: Path | None) -> Path | None:
    """Returns where the profiles are: the place that is set, or DATA/profiles where that is there."""
    return profiles or (folder.profiles if folder.profiles.is_dir() else None)


def stored_profiles(folder: DataFolder, profiles: Path | None) -> Store:
    """Returns the stored profiles. Raises NoProfiles where there is no store, BadFile where it cannot be read."""
    path = store_at(folder, profiles)
    if path is None:
        raise NoProfiles(
            f"There are no profiles: put them into {folder.profiles}, or name a folder or a table in EXPLORE_ROLES_PROFILES."
            + (f" What is kept of earlier ones is in {folder.matches}: remove that folder." if folder.matches.is_dir() else "")
        )
    return read_store(path)


def match_stored(published: Path, folder: DataFolder, profiles: Path | None, site: Site) -> Matched:
    """Matches the stored profiles with a published file. Raises NoProfiles, BadFile, or WarehouseError; the last matches stay then."""
    with step("Matching profiles"):
        kept = keep_matches(published, stored_profiles(folder, profiles), folder.matches, site)
    return Matched(profiles=kept.profiles, unusable=kept.unusable, new=kept.new, begins=kept.begins)


def match_after(published: Published | None, folder: DataFolder, profiles: Path | None, site: Site) -> Matched | None:
    """Matches after a publication. Returns what came of it, None where nothing was published or there are no profiles; never raises."""
    if published is None or (store_at(folder, profiles) is None and not folder.matches.is_dir()):
        return None
    try:
        return match_stored(published.path, folder, profiles, site)
    except (BadFile, BadInput, WarehouseError, OSError) as error:
        return Matched(problem=str(error))
    except Exception as error:  # noqa: BLE001  the night is published, whatever happens here
        return Matched(problem=f"an unexpected error ({type(error).__name__}: {error}); `explore-roles profiles match` tries again")
