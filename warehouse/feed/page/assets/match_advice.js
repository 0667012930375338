// Which levels to aim for, and how likely each is: the rules of matching.json, held against where somebody stands.

import { foldWhole, own, says } from "./match_tables.js";
import { LEVELS } from "./roles.js";

export const ODDS = ["realistic", "possible", "hard", "very_hard"];
const NUMBERS = ["industry_years", "product_years", "launches", "roadmaps", "reports"];

/** Returns `{standing, chances, listed, notes}`: every level at one's own industry and at others, and those whose roles are shown. */
export function advise(profile, tables) {
  const standing = standingOf(profile, tables);
  const chances = LEVELS.flatMap((level) => ["own", "other"].map((whose) => chance(level, whose, standing, tables)));
  const { must, nice } = profile;
  const listed = chances.filter(({ level, aim }) => (must.levels.length ? must.levels.includes(level) : aim || nice.levels.includes(level)));
  const notes = tables.advice.note.filter((note) => holds(note.when, standing)).map((note) => note.says);
  return { standing, chances, listed, notes };
}

/** Returns where the profile's owner stands, as the rules ask for it. */
export function standingOf(profile, tables) {
  const { background, product } = profile;
  const [said, industry] = read(background.occupation, tables);
  const field = background.field ?? said;
  return {
    track: track(profile, field, tables),
    field,
    industry: background.industry ?? industry,
    knows: [...new Set([background.industry ?? industry, own(tables.occupations, field)?.knows, ...background.knows].filter((one) => one != null))],
    industry_from_occupation: background.industry === null && industry !== null,
    industry_years: background.years,
    product_years: product.years,
    launches: product.launches,
    roadmaps: product.roadmaps,
    reports: product.reports,
    manage: product.manage,
    wants: [...new Set([...profile.must.levels, ...profile.nice.levels])],
  };
}

function track(profile, field, { occupations }) {
  if (profile.product.years > 0 || field === "product") return "product";
  // Who graduated of late and has worked for years before that comes from a field, whatever the diploma's date.
  if (profile.background.recent_graduate && profile.background.years < 2) return "graduate";
  return own(occupations, field)?.core ? "core" : "other";
}

/** The field that the words of an occupation name, and the industry; the longest words decide. */
function read(occupation, { occupations }) {
  let [length, field, industry] = [0, "other", null];
  if (occupation === null) return [field, industry];
  const folded = foldWhole(occupation);
  const rows = [
    ...Object.entries(occupations).filter(([name]) => name !== "industry").map(([name, row]) => [row.words, name, null]),
    ...Object.entries(occupations.industry).map(([name, words]) => [words, "other", name]),
  ];
  for (const [words, name, known] of rows) {
    for (const word of words.map(foldWhole)) {
      if (!says(folded, word) && !says(folded, `${word}s`)) continue;
      if (word.length > length || (word.length === length && name > field)) [length, field, industry] = [word.length, name, known];
    }
  }
  return [field, industry];
}

function holds(when, standing) {
  return Object.entries(when).every(([name, asked]) => {
    if (NUMBERS.includes(name)) return standing[name] >= asked[0] && standing[name] < asked[1];
    if (name === "wants") return asked.some((level) => standing.wants.includes(level));
    return asked.includes(standing[name]);
  });
}

function chance(level, whose, standing, { advice }) {
  const rules = advice.rule.filter((rule) => rule.levels.includes(level) && ["any", whose].includes(rule.industry) && holds(rule.when, standing));
  const asks = (rule) => Object.keys(rule.when).length;
  const [rule] = rules.sort((left, right) => ODDS.indexOf(left.odds) - ODDS.indexOf(right.odds) || asks(right) - asks(left) || (left.name < right.name ? -1 : 1));
  return { level, whose, odds: rule.odds, aim: rule.aim, because: rule.because };
}
