// The texts about the levels: read once, shown in their section, and lent to the opened cards.

import { button, el } from "./elements.js";
import { FeedError, readPart } from "./feed.js";

let texts = null; // a promise of levels.json
let seenAt = 0; // where the reader was when the page began, or was brought since
let moved = false; // whether the reader has done anything yet

for (const does of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(does, () => (moved = true), { once: true, passive: true });

/** Returns levels.json, or null where it cannot be read; it is asked for again then. */
export function readLevels(path) {
  texts ??= readPart(path)
    .then(checked)
    .catch(() => (texts = null));
  return texts;
}

function checked(read) {
  const whole = Array.isArray(read?.levels) && read.levels.length > 0 && read.levels.every((one) => typeof one?.name === "string") && Array.isArray(read.confidence?.words);
  if (!whole) throw new FeedError("The texts about the levels are not as they should be.");
  return read;
}

/** Shows the levels in `host`. */
export async function explainLevels(host, path) {
  const [{ showLevels }, read] = await Promise.all([import("./levels.js"), readLevels(path)]);
  if (read) showLevels(host, read);
  else host.replaceChildren(el("p", { class: "quiet" }, "What the levels mean could not be read just now. ", button("Try again", () => explainLevels(host, path))));
  goToLevel();
}

/** Keeps where the reader is before anything is shown. */
export function rememberPlace() {
  seenAt = window.scrollY;
}

/** Does the address lead to the levels? */
export function asksForLevel() {
  return /^#level/.test(location.hash);
}

/** Brings the level that the address names into view, unless the reader has gone elsewhere meanwhile. */
export function goToLevel() {
  // The browser itself goes to the section, which is there from the beginning; to a level in it only we do.
  const elsewhere = moved || (location.hash !== "#levels" && Math.abs(window.scrollY - seenAt) > 2);
  if (!asksForLevel() || elsewhere) return;
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
  seenAt = window.scrollY;
}
