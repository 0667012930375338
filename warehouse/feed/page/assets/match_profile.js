// A profile, in the shape in which profile.json holds it and the command line reads it. What cannot be read is left out and said, never guessed.

import { plain } from "./elements.js";
import { countryCode } from "./match_places.js";
import { fieldCalled, industryCalled } from "./match_tables.js";
import { SKILLS } from "./match_wishes.js";
import { LEVELS } from "./roles.js";

export const FIELDS = ["product", "engineering", "design", "research", "analytics", "other"];
export const WORK_MODES = ["remote", "hybrid", "onsite"];
export const SPECIALTIES = ["ai", "growth", "platform", "data", "technical"];
export const EMPLOYMENT_TYPES = ["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"];
const MOST = 50; // entries of a list
const LONGEST = 200; // letters of a text

/** What a profile may hold: of each field how it is read (an Error says why it is not), and what it is where nothing is said. */
const PARTS = {
  background: {
    occupation: [text, null],
    field: [oneOf(FIELDS), null],
    industry: [industry, null],
    years: [number(0, 70), 0],
    recent_graduate: [flag, false],
    enrolled: [flag, false],
    skills: several(oneOf(SKILLS)),
    knows: several(field),
    languages: several(language),
  },
  product: {
    years: [number(0, 70), 0],
    launches: [number(0, 1_000, true), 0],
    roadmaps: [number(0, 1_000, true), 0],
    reports: [number(0, 1_000, true), 0],
    manage: [manage, "either"],
  },
  right_to_work: { countries: several(country), with_visa: several(country) },
  must: wishes(),
  nice: wishes(),
  avoid: { companies: several(text) },
};

function wishes() {
  return {
    levels: several(oneOf(LEVELS)),
    places: several(text),
    work_mode: several(oneOf(WORK_MODES)),
    salary: [salary, null],
    salary_stated: [flag, false],
    industries: several(industry),
    specialties: several(oneOf(SPECIALTIES)),
    employment_types: several(oneOf(EMPLOYMENT_TYPES)),
    companies: several(text),
    title_words: several(text),
    training_programme: [flag, false],
    opened_within_days: [number(1, 3_650, true), null],
  };
}

/**
 * Returns `{profile, problems}`: the profile with every field, and `{at, says}` for what was left out; `at` is as in "must.salary".
 * `stated` is what a form or a file says, and may be anything.
 */
export function readProfile(stated, tables) {
  const problems = [];
  const profile = { name: null };
  const given = isTable(stated) ? stated : {};
  if (!isTable(stated)) problems.push({ at: "", says: `a profile has the parts name, ${Object.keys(PARTS).join(", ")}; this is none` });
  const take = (at, [read, without], value) => {
    if (value === undefined || value === null || value === "") return without;
    try {
      return read(value, tables, (says) => problems.push({ at, says }));
    } catch (error) {
      problems.push({ at, says: error.message });
      return without;
    }
  };
  profile.name = take("name", [text, null], ownOf(given, "name"));
  for (const [part, fields] of Object.entries(PARTS)) {
    const of = ownOf(given, part) ?? {};
    if (!isTable(of)) problems.push({ at: part, says: `has the fields ${Object.keys(fields).join(", ")}; ${quoted(of)} is none of that` });
    profile[part] = Object.fromEntries(Object.entries(fields).map(([name, how]) => [name, take(`${part}.${name}`, how, isTable(of) ? ownOf(of, name) : undefined)]));
    problems.push(...notKnown(of, fields, `${part}.`));
  }
  problems.push(...notKnown(given, { name: null, ...PARTS }, ""));
  problems.push(...withoutYears(profile));
  return { profile, problems };
}

/** Returns what a form shows of something that somebody states: its known fields, as they stand. */
export function entriesOf(stated) {
  const given = isTable(stated) ? stated : {};
  const entries = { name: ownOf(given, "name") };
  for (const [part, fields] of Object.entries(PARTS)) {
    const of = ownOf(given, part);
    entries[part] = Object.fromEntries(Object.keys(fields).map((name) => [name, isTable(of) ? ownOf(of, name) : undefined]));
  }
  return entries;
}

/** Returns the profile without what says nothing: what is saved. */
export function compact(profile) {
  const kept = profile.name === null ? {} : { name: profile.name };
  for (const [part, fields] of Object.entries(PARTS)) {
    const said = Object.entries(fields).filter(([name, [, without]]) => JSON.stringify(profile[part][name]) !== JSON.stringify(without));
    if (said.length) kept[part] = Object.fromEntries(said.map(([name]) => [name, profile[part][name]]));
  }
  return kept;
}

/** What was done as a product manager needs years in which it was done. */
function withoutYears({ product }) {
  const done = ["launches", "roadmaps", "reports"].filter((name) => product.years === 0 && product[name] > 0);
  return done.map((name) => {
    const says = `left out (${product[name]}): say above for how many years you have done product management`;
    product[name] = 0;
    return { at: `product.${name}`, says };
  });
}

function notKnown(given, fields, before) {
  if (!isTable(given)) return [];
  const names = Object.keys(given).filter((name) => !Object.hasOwn(fields, name));
  return names.slice(0, MOST).map((name) => ({ at: "", says: `there is no field ${quoted(before + name)}; it was left out` }));
}

function ownOf(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns what somebody wrote, as it is said back. */
export function quoted(value) {
  const written = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return `“${plain(written).slice(0, 60)}”`;
}

function text(value) {
  const said = typeof value === "string" ? value.trim() : "";
  if (!said || said.length > LONGEST) throw new Error(`${quoted(value)} is no text of at most ${LONGEST} letters`);
  if (plain(said) !== said) throw new Error(`${quoted(value)} holds a character that cannot be shown`);
  return said;
}

function flag(value) {
  if (typeof value !== "boolean") throw new Error(`${quoted(value)} is neither yes nor no`);
  return value;
}

function number(least, most, whole = false) {
  return (value) => {
    const amount = typeof value === "number" ? value : typeof value === "string" && value.trim() ? Number(value.trim()) : NaN;
    if (!(amount >= least && amount <= most) || (whole && !Number.isInteger(amount))) {
      throw new Error(`${quoted(value)} is no ${whole ? "whole number" : "number"} from ${least} to ${most.toLocaleString("en")}`);
    }
    return amount;
  };
}

function oneOf(values) {
  return (value) => {
    const found = typeof value === "string" && values.find((one) => one.toLowerCase() === value.trim().toLowerCase());
    if (!found) throw new Error(`${quoted(value)} is none of ${values.join(", ")}`);
    return found;
  };
}

/** A list; a single word is a list of one, as people write it. What cannot be read of it is left out, and the rest stays. */
function several(read) {
  const all = (value, tables, say) => {
    const given = Array.isArray(value) ? value : [value];
    if (given.length > MOST) say(`has more than ${MOST} entries; the rest was left out`);
    const kept = given.slice(0, MOST).flatMap((one) => {
      try {
        return [read(one, tables)];
      } catch (error) {
        say(error.message);
        return [];
      }
    });
    return [...new Set(kept)];
  };
  return [all, []];
}

function manage(value) {
  return value === true ? "yes" : value === false ? "no" : oneOf(["yes", "no", "either"])(value);
}

function country(value) {
  const code = countryCode(text(value));
  if (code === null) throw new Error(`${quoted(value)} is no country; write its name or its code of two letters, as in DE`);
  return code;
}

function industry(value, tables) {
  const known = industryCalled(text(value), tables);
  if (known === null) throw new Error(`${quoted(value)} is no industry that is known here; take one of the suggested ones`);
  return known;
}

function field(value, tables) {
  const known = fieldCalled(text(value), tables);
  if (known === null) throw new Error(`${quoted(value)} is no field that postings are read for; take one of the suggested ones`);
  return known;
}

function language(value, { languages }) {
  const folded = text(value).toLowerCase();
  const found = Object.entries(languages).find(([code, name]) => folded === code || folded === name.toLowerCase());
  if (!found) throw new Error(`${quoted(value)} is no language that is read in postings; take one of the suggested ones`);
  return found[0];
}

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));

function salary(value) {
  if (!isTable(value)) throw new Error(`${quoted(value)} is no pay; it has least and currency`);
  const least = number(0, 1e9)(ownOf(value, "least") ?? "");
  if (least === 0) throw new Error("the least pay is more than 0");
  const currency = String(ownOf(value, "currency") ?? "").trim().toUpperCase();
  if (!CURRENCIES.has(currency)) throw new Error(currency ? `${quoted(currency)} is no currency; write its code of three letters, as in EUR` : "in which currency? Write its code of three letters, as in EUR");
  return { least, currency };
}
