// The mark of a level: five steps, filled up to the level; hatched where it is unclear. It repeats what the words beside it say.

import { LEVELS } from "./roles.js";

const SVG = "http://www.w3.org/2000/svg";

/** Returns the mark, hidden from screen readers. */
export function ladder(level, { unclear = false, runnerUp = null } = {}) {
  const picture = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "ladder", viewBox: "0 0 34 20", width: "34", height: "20", "aria-hidden": "true", focusable: "false" })) {
    picture.setAttribute(name, value);
  }
  const reached = LEVELS.indexOf(level);
  const between = unclear ? [reached, LEVELS.indexOf(runnerUp)].filter((step) => step >= 0) : [];
  LEVELS.forEach((_, step) => {
    const bar = document.createElementNS(SVG, "rect");
    const height = 3 + step * 4;
    const state = between.includes(step) ? "between" : step <= reached && !(unclear && step > Math.min(...between)) ? "reached" : "open";
    const numbers = { x: step * 7 + 0.5, y: 19.5 - height, width: 5, height };
    for (const [name, value] of Object.entries({ class: state, ...numbers })) bar.setAttribute(name, String(value));
    picture.append(bar);
  });
  return picture;
}
