"""Stored texts levelled anew, without the network: what a newer rulebook says of everything that is known."""

from dataclasses import replace
from pathlib import Path

from flows.carry import Brought, Run, carry_through, last_night, new_run
from flows.errors import BadInput
from flows.folders import data_folder
from flows.notify import notify_after
from flows.outcome import RunOutcome
from flows.settings import Settings
from flows.workers import workers
from warehouse.corrections import corrections_of


class NothingLoaded(BadInput):
    """There is nothing to level anew."""


def relevel(*, data: Path, settings: Settings) -> RunOutcome:
    """Levels every stored text that the present rulebook has not read yet, applies the corrections as they stand, checks and publishes.

    Old verdicts stay; what changes its level says so in an event with both rulebooks. The run stands for the last night that was loaded.
    Returns what it came to. Raises NothingLoaded, BadCorrections, DataFolderUnusable or WarehouseError.
    """
    with data_folder(data) as folder:
        corrections = corrections_of(folder.path, settings.corrections)
        night = last_night(folder.work)
        if night is None:
            raise NothingLoaded(f"Nothing is loaded in {folder.work} yet; `explore-roles run` loads a night.")
        run: Run = new_run("relevel", night)
        with workers(settings.working) as over:
            outcome = carry_through(Brought.of([]), run, folder, settings, corrections, over=over)
    return replace(outcome, notified=notify_after(outcome.published, data, settings))
