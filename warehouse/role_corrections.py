"""What corrections make of roles: postings put together, and postings kept apart. Taking a correction back gives the roles as found."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A posting and the role that it was found to belong to."""

    posting_key: str
    role_id: str
    joined_to: str | None  # the posting that it joined; None for a founder
    first_seen: date


def corrected_roles(
    members: Iterable[Member],
    *,
    same: Sequence[tuple[str, Sequence[str]]],
    separate: Sequence[tuple[str, Sequence[str]]],
    role_name: Callable[[str], str],
) -> dict[str, tuple[str, str | None]]:
    """Each posting's role, and the correction that moved it there (None where none did).

    `same` and `separate` are corrections: a name and the keys of postings, of which unknown ones are passed over. Postings that are kept
    apart leave their role, with whatever joined them, but for the one that it is named after (or that was seen first); then whole roles
    that have a posting in one `same` become the one of these roles whose first posting was seen first.
    """
    known = {member.posting_key: member for member in members}
    roles: dict[str, tuple[str, str | None]] = {key: (member.role_id, None) for key, member in known.items()}
    for name, keys in separate:
        _keep_apart(name, [key for key in keys if key in known], known, roles, role_name)
    for name, keys in same:
        _put_together(name, [key for key in keys if key in known], known, roles)
    return roles


def _keep_apart(
    name: str,
    keys: Sequence[str],
    known: dict[str, Member],
    roles: dict[str, tuple[str, str | None]],
    role_name: Callable[[str], str],
) -> None:
    followers = defaultdict(list)
    for key, member in known.items():
        if member.joined_to:
            followers[member.joined_to].append(key)
    listed = set(keys)
    stayed: set[str] = set()
    # The one that the role is named after stays in it, else the one that was seen first.
    for key in sorted(keys, key=lambda key: (role_name(key) != roles[key][0], known[key].first_seen, key)):
        role = roles[key][0]
        if role not in stayed:
            stayed.add(role)
            continue
        # What joined this posting goes with it, but for what is itself listed.
        waiting = [key]
        while waiting:
            gone = waiting.pop()
            if roles[gone][0] == role:
                roles[gone] = (role_name(key), name)
                waiting += [follower for follower in followers[gone] if follower not in listed]


def _put_together(name: str, keys: Sequence[str], known: dict[str, Member], roles: dict[str, tuple[str, str | None]]) -> None:
    concerned = {roles[key][0] for key in keys}
    if len(concerned) < 2:
        return
    everyone = [key for key, (role, _) in roles.items() if role in concerned]
    survivor = roles[min(everyone, key=lambda key: (known[key].first_seen, key))][0]
    for key in everyone:
        if roles[key][0] != survivor:
            roles[key] = (survivor, name)
