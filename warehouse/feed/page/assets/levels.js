// The five levels explained, as levels.json has them.

import { el, plain, unseen } from "./elements.js";
import { ladder } from "./ladder.js";

/** Shows the levels. */
export function showLevels(host, levels) {
  host.replaceChildren(
    el("ol", { class: "steps" }, ...levels.levels.map(step)),
    el("h3", {}, "How sure we are"),
    el("p", {}, plain(levels.confidence.meaning)),
    el("dl", { class: "sure" }, ...levels.confidence.words.flatMap(({ word, means }) => [el("dt", {}, plain(word)), el("dd", {}, plain(means))])),
  );
}

function step({ level, name, in_short: inShort, shows, not_to_confuse: traps, how_to: howTo }) {
  return el(
    "li",
    { id: `level-${level}`, tabindex: "-1" },
    el("h3", {}, ladder(level), plain(name)),
    el("p", {}, plain(inShort)),
    el(
      "details",
      {},
      el("summary", {}, "More on this level", unseen(`: ${plain(name)}`)),
      el("div", { class: "parts" }, part("What shows it", shows), part("Not to be confused with", traps), part("How to get such a role", howTo)),
    ),
  );
}

function part(heading, lines) {
  return lines?.length > 0 && el("div", {}, el("h4", {}, heading), el("ul", {}, ...lines.map((line) => el("li", {}, plain(line)))));
}
