"""The command of those who have several workers: `limits`."""

from typing import Annotated

import typer

from flows.errors import BadInput
from flows.exits import told_plainly
from flows.settings import load_settings
from flows.terminal import console, say, shown


def limits(
    at_once: Annotated[
        int | None, typer.Option(min=1, help="Boards of one platform at the same time; EXPLORE_ROLES_AT_ONCE where none is given.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove them from the server.")] = False,
) -> None:
    """Make Prefect's limits that all workers of a server share: so many boards of one platform are read at the same time.

    One limit a platform of the list of boards, called explore-roles:PLATFORM, on the server that PREFECT_API_URL names. Runs find
    them there and hold to them; what one run asks of a host is limited without them.
    """
    with told_plainly():
        settings = load_settings()
        from prefect.settings import PREFECT_API_URL

        if not PREFECT_API_URL.value():
            raise BadInput("PREFECT_API_URL is not set: the limits are kept by a Prefect server (docs/deploy.md says how to start one).")
        from extractors.board import load_boards
        from flows.limits import make_limits, remove_limits

        made = remove_limits() if remove else make_limits(load_boards(settings.boards_path), at_once or settings.at_once)
        for name, boards in sorted(made.items()):
            console().print(shown(f"{name}  {'removed' if remove else f'{boards} at once'}"), soft_wrap=True)
        if not made:
            say("There are none on the server." if remove else "No platform of the list has hosts that its boards share.", "dim")
