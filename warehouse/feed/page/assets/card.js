// A role in the list: what it is, where, at which level; and the button that opens why.

import { placeName } from "./areas.js";
import { dayElement, dayInShort, el, linkHere, many, plain, theirs, unseen } from "./elements.js";
import { ladder } from "./ladder.js";
import { LEVEL_NAMES, MODE_NAMES } from "./roles.js";
import { payInShort } from "./pay.js";
import { pieces } from "./words.js";

const PLACES_SHOWN = 3;

/** Returns the role as an item of the list; `onWhy(id)` is called when its button is pressed. */
export function entry(card, words, onWhy) {
  const title = linkHere(`roles/${card.id}.html`, { dir: "auto", class: "headword" }, ...marked(card.title || "Untitled role", words));
  const panel = el("div", { class: "why", id: `why-${card.id}`, hidden: true });
  const opens = el(
    "button",
    { type: "button", class: "why-button", "aria-expanded": "false", "aria-controls": panel.id },
    "Why this level?",
    unseen(` ${card.title}, ${card.company}`),
  );
  opens.addEventListener("click", () => onWhy(card.id));
  const item = el(
    "li",
    { class: card.stale ? "entry stale" : "entry", id: `role-${card.id}` },
    el(
      "article",
      { "aria-labelledby": `title-${card.id}` },
      el("h3", { id: `title-${card.id}` }, title),
      el("p", { class: "level" }, ladder(card.level, card), unseen("Level: "), el("span", { class: card.unclear ? "verdict unclear" : "verdict" }, ...marked(verdict(card), words))),
      el("p", { class: "employer" }, el("bdi", { class: "company" }, ...marked(card.company, words)), el("span", { class: "quiet" }, ...about(card, words))),
      el("p", { class: "where" }, ...where(card, words)),
      card.salary && el("p", { class: "salary" }, unseen("Salary: "), theirs("span", payInShort(card.salary))),
      card.conflict && el("p", { class: "remark" }, "The title and the text disagree about the level."),
      el("div", { class: "foot" }, el("p", { class: "dates" }, ...dates(card)), el("p", { class: "opens" }, opens)),
      panel,
    ),
  );
  return item;
}

/** Returns the level as people should read it. */
export function verdict({ level, unclear, runnerUp }) {
  const name = LEVEL_NAMES[level] ?? "Level not known";
  if (!unclear) return name;
  return runnerUp && LEVEL_NAMES[runnerUp] ? `Unclear, between ${name} and ${LEVEL_NAMES[runnerUp]}` : `Unclear, most likely ${name}`;
}

/** Returns the text's nodes, with what a search found in it marked. */
export function marked(text, words) {
  return pieces(plain(text), words).map(([piece, found]) => (found ? el("mark", { class: "found" }, piece) : piece));
}

/** Returns "ai" as "AI", "growth" as "Growth". */
export function specialtyName(name) {
  const text = plain(name);
  return text.length <= 2 ? text.toUpperCase() : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns what stands behind the company's name. */
export function about({ industry, via }, words) {
  return [...(industry ? [", ", ...marked(industry, words)] : []), ...(via ? [", via ", el("bdi", {}, via)] : [])];
}

/** Returns where the role is, and what else is told in a word, as nodes. */
export function where(card, words) {
  const parts = [];
  const tags = [];
  // "Remote" and "Remote - Europe" say again what the tags behind them say; the opened card has all places as stated.
  const stated = card.places.filter((place) => card.mode !== "remote" || !(card.from.length ? /^remote\b/i : /^remote$/i).test(place));
  const places = stated.slice(0, PLACES_SHOWN).map((place) => el("bdi", {}, ...marked(place, words)));
  places.forEach((place, number) => parts.push(number ? "; " : "", place));
  if (stated.length > PLACES_SHOWN) parts.push(` and ${stated.length - PLACES_SHOWN} more`);
  if (!card.places.length) parts.push(el("span", { class: "quiet" }, "Place not stated"));
  if (card.mode !== "unknown") tags.push([MODE_NAMES[card.mode]]);
  if (card.from.length) tags.push([`from ${card.from.slice(0, 4).map((code) => placeName(plain(code))).join(", ")}${card.from.length > 4 ? " …" : ""}`]);
  if (card.minYears > 0) tags.push([`asks for ${many(card.minYears, "year")}`]);
  tags.push(...card.specialties.map((name) => marked(specialtyName(name), words)));
  // With a blank between tags, so that they are apart where they are read aloud, copied or printed.
  return [parts.length > 0 && el("span", {}, ...parts), ...tags.flatMap((tag) => [" ", el("span", { class: "tag" }, ...tag)])];
}

/** Returns when it was first seen, and dated, as nodes. */
export function dates(card) {
  const parts = [];
  if (card.firstSeen) parts.push("First seen ", dayElement(card.firstSeen, dayInShort));
  if (card.posted) parts.push(parts.length ? ", dated " : "Dated ", dayElement(card.posted, dayInShort), " by the employer");
  if (card.stale) parts.push(". ", el("strong", { class: "memory" }, "Shown from memory:"), " its board could not be read lately");
  return parts;
}
