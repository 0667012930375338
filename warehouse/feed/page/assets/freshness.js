// How fresh the feed is, said as it is.

import { counted, dayElement, el, many, plain, roleCount, theirs } from "./elements.js";

const DAY = 86_400_000;

/** Shows the freshness line. */
export function showDateline(host, summary) {
  const { night, roles, boards, boards_read: read, stale_roles: stale, oldest_night: oldest, state } = summary;
  const age = Math.floor((Date.now() - Date.parse(`${night}T00:00:00Z`)) / DAY);
  host.replaceChildren(
    "The night of ",
    el("strong", {}, dayElement(night)),
    age >= 2 ? `, ${age} days ago` : "",
    `: ${roleCount(roles)} open. `,
    read === boards ? `All ${many(boards, "board")} were read.` : `${counted(read)} of ${many(boards, "board")} were read.`,
    oldest && oldest !== night ? el("span", {}, " The oldest source was last read on ", dayElement(oldest), ".") : "",
    stale > 0 ? ` ${roleCount(stale)} ${stale === 1 ? "is" : "are"} shown from memory.` : "",
    state === "good" ? "" : el("strong", { class: "degraded" }, " A degraded night: not everything could be read as it should."),
  );
}

/** Shows the list of sources. */
export function showSources(host, summary) {
  const rows = summary.sources.map((source) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, theirs("span", source.name), source.aggregator && el("span", { class: "quiet" }, ", a job site")),
      el("td", { class: source.newest_night === summary.night ? null : "late" }, source.newest_night ? dayElement(source.newest_night) : "never"),
      el("td", { class: "number" }, `${counted(source.boards_read)} of ${counted(source.boards)}`),
    ),
  );
  host.replaceChildren(
    el(
      "details",
      {},
      el("summary", {}, `${many(rows.length, "source")}, and when ${rows.length === 1 ? "it" : "each"} was last read`),
      el(
        "table",
        {},
        el("caption", { class: "unseen" }, "Sources"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Source"), el("th", { scope: "col" }, "Last read"), el("th", { scope: "col", class: "number" }, "Boards read"))),
        el("tbody", {}, ...rows),
      ),
    ),
    el("p", { class: "quiet" }, `Rulebook ${plain(summary.rulebook)}, run ${plain(summary.run_id)}.`),
  );
}
