"""A run's report in Markdown, for Prefect's pages and for a mail to the operator."""

import re

from flows.outcome import BoardHealth, RunOutcome, off_in_words

_SHOWN = 50  # boards in trouble; the rest are in the view `source_health`
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def as_markdown(outcome: RunOutcome) -> str:
    """Returns the report; every word that came from a board is escaped."""
    lines = [f"# Night of {outcome.night}: {outcome.state}", ""]
    if outcome.message and not outcome.stopped_by:
        lines += [_plain(outcome.message) + ".", ""]
    lines += [f"- {name}: {value}" for name, value in summary(outcome)]
    if outcome.off:
        lines.append(f"- off: {_plain(off_in_words(outcome.off))}")
    for heading, found in (("Stopped by", outcome.stopped_by), ("Warnings", outcome.warnings)):
        if found:
            lines += ["", f"## {heading}", "", *(f"- {_plain(line)}" for line in found)]
    troubled = [board for board in outcome.boards if not board.sound]
    if troubled:
        lines += ["", "## Boards to look at", "", "| board | company | state | what happened |", "| --- | --- | --- | --- |"]
        lines += [_row(board) for board in troubled[:_SHOWN]]
        if len(troubled) > _SHOWN:
            lines += ["", f"and {len(troubled) - _SHOWN} more: `explore-roles sql \"FROM source_health WHERE state <> 'read'\"`"]
    return "\n".join(lines) + "\n"


def summary(outcome: RunOutcome) -> list[tuple[str, str]]:
    """Returns the run's facts, each with its name, in the order in which a person wants them."""
    seconds = (outcome.finished_at - outcome.started_at).total_seconds()
    facts = [("run", f"{outcome.run_id} ({outcome.kind}, {seconds:.0f} s)")]
    if outcome.counts is not None:
        counts = outcome.counts
        retired = f", {counts.boards_retired} retired" if counts.boards_retired else ""
        facts += [
            ("boards", f"{counts.boards_read} read, {counts.boards_suspect} suspect, {counts.boards_failed} failed" + retired),
            ("postings", f"{counts.postings:,}, {counts.candidates:,} with a product-management title; {counts.rejections:,} rejected"),
            (
                "changes",
                f"of all postings: {counts.opened:,} opened, {counts.closed:,} closed, {counts.retitled:,} retitled, "
                f"{counts.edited:,} edited ({counts.template_edited:,} more by a template alone), {counts.reopened:,} reopened",
            ),
        ]
    facts.append(("levelled", f"{outcome.levelled:,} in this run; {outcome.relevelled:,} at another level than before"))
    if outcome.published is None:
        before = "the last publication stays as it was" if outcome.published_before else "there is no earlier publication either"
        facts.append(("published", f"nothing: {before}"))
    else:
        facts.append(("published", f"{outcome.published.roles:,} roles, {outcome.published.feed_roles:,} of them open and in the feed"))
        if outcome.published.feed_begins and outcome.published_before:
            facts.append(
                ("feed", "begins anew, as what was published before holds none or is damaged: readers that keep a copy start again")
            )
    if outcome.matched is not None:
        facts.append(("matches", outcome.matched.summary))
    if outcome.notified is not None:
        facts.append(("watch", outcome.notified.summary))
    return facts


def findings(outcome: RunOutcome) -> list[tuple[str, str]]:
    """Returns what the checks found, each under the name of what it means: `stopped by` or `warning`."""
    return [("stopped by", line) for line in outcome.stopped_by] + [("warning", line) for line in outcome.warnings]


def places(outcome: RunOutcome) -> list[tuple[str, str]]:
    """Returns where the run was published, each path with the name of whom it is for."""
    if outcome.published is None:
        return []
    return [("analysts", str(outcome.published.path)), ("website", str(outcome.published.feed.root))]


def _row(board: BoardHealth) -> str:
    return f"| {_plain(board.board)} | {_plain(board.company)} | {board.state} | {_plain(board.message or '')} |"


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
