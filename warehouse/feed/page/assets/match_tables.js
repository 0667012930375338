// The tables that matching rests on, as matching.json has them, and how words are compared by them. No rule, weight or reason's wording
// stands anywhere else on the page.

import { FeedError, readPart } from "./feed.js";

/** Returns the tables. Raises FeedError. */
export async function readTables(path, again = false) {
  if (typeof path !== "string") throw new FeedError("The feed is of an older version, which holds no advice to match with.");
  const read = await readPart(path, again);
  if (!isWhole(read)) throw new FeedError("What it matches with is not as it should be.");
  return read;
}

function isWhole(read) {
  const isTable = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  const parts = ["advice", "courses", "industries", "languages", "occupations", "weights", "words"];
  return (
    isTable(read) &&
    String(read.version ?? "").startsWith("1.") &&
    parts.every((name) => isTable(read[name])) &&
    Array.isArray(read.advice.rule) &&
    read.advice.rule.length > 0 &&
    Array.isArray(read.advice.note) &&
    isTable(read.advice.odds) &&
    Array.isArray(read.courses.skill) &&
    ["level", "reach", "must", "nice", "always"].every((name) => isTable(read.weights[name])) &&
    isTable(read.words.conditions) &&
    isTable(read.occupations.industry)
  );
}

const PLAIN = /^[\x20-\x7e]*$/;
const WORDS = /[\p{L}\p{N}_]+/gu;

/** Returns the text in lower case, without accents, its words parted by single blanks: as words of profiles and roles are compared. */
export function foldWhole(text) {
  const lower = text.toLowerCase();
  return ((PLAIN.test(lower) ? lower : lower.normalize("NFKD").replace(/\p{M}+/gu, "")).match(WORDS) ?? []).join(" ");
}

/** Do the folded words stand whole in the folded text? */
export function says(text, words) {
  return words !== "" && ` ${text} `.includes(` ${words} `);
}

/** Returns the industry that is meant: by its own name, or by the longest of its other words; null where it is none. */
export function industryCalled(text, { industries }) {
  const folded = foldWhole(text);
  const names = Object.keys(industries);
  const own = names.find((name) => foldWhole(name) === folded);
  if (own !== undefined) return own;
  let [meant, longest] = [null, 0];
  for (const name of names) {
    for (const word of [name, ...industries[name]].map(foldWhole)) {
      if (word.length > longest && says(folded, word)) [meant, longest] = [name, word.length];
    }
  }
  return meant;
}

/** Returns the crafts that postings ask knowledge of and that are no industries, each with the other words for it. */
export function craftsOf({ occupations }) {
  return Object.values(occupations).filter(({ knows }) => knows !== undefined).map(({ knows, known_as: others }) => [knows, others]);
}

/** Returns the industry or craft that is meant, a craft by one of its words alone; null where it is neither. */
export function fieldCalled(text, tables) {
  const folded = foldWhole(text);
  const craft = craftsOf(tables).find(([name, others]) => [name, ...others].some((word) => foldWhole(word) === folded));
  return craft?.[0] ?? industryCalled(text, tables);
}

/** Returns a row of a table's own, or undefined: names that every object has are none. */
export function own(table, name) {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
