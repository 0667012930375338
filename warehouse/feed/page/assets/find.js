// Which roles a choice finds, in which order, and how many each further option would find.

import { covers } from "./areas.js";
import { PLACE_LISTS } from "./places.js";
import { dayNumber, LEVELS, MODES, NO_DAY } from "./roles.js";
import { fold, needle, searchWords } from "./words.js";

// One bit a filter: a role that fails just one is counted beside that filter's options, as what choosing otherwise would find.
const FAILS = { level: 1, industry: 2, place: 4, mode: 8, specialty: 16, since: 32, salary: 64, q: 128, years: 256 };

/**
 * Returns `{rows, counts, without, countAt}`: the rows found, in order; how many roles each option would find; how many would be found
 * were one filter left out; and a function `countAt(part)` that counts for a place.
 */
export function find(roles, choice, night) {
  const fails = failsOf(roles, choice, night);
  const counts = {
    level: new Int32Array(LEVELS.length),
    industry: new Int32Array(roles.industries.list.length),
    mode: new Int32Array(MODES.length),
    specialty: new Int32Array(roles.specialties.list.length),
    salary: 0,
    currency: new Int32Array(roles.currencies.list.length),
  };
  const without = Object.fromEntries(Object.keys(FAILS).map((name) => [name, 0]));
  const byBit = new Map(Object.entries(FAILS).map(([name, bit]) => [bit, name]));
  const hits = new Int32Array(roles.count);
  let found = 0;
  for (let row = 0; row < roles.count; row += 1) {
    const fail = fails[row];
    if (fail === 0) {
      hits[found++] = row;
      if (roles.currency[row] >= 0 && roles.hasYearPay(row)) counts.currency[roles.currency[row]] += 1;
    } else if (fail & (fail - 1)) {
      continue;
    } else {
      without[byBit.get(fail)] += 1;
    }
    if ((fail & ~FAILS.level) === 0 && roles.level[row] >= 0) counts.level[roles.level[row]] += 1;
    if ((fail & ~FAILS.industry) === 0 && roles.industry[row] >= 0) counts.industry[roles.industry[row]] += 1;
    if ((fail & ~FAILS.mode) === 0) counts.mode[roles.mode[row]] += 1;
    if ((fail & ~FAILS.salary) === 0) counts.salary += roles.hasSalary[row];
    if ((fail & ~FAILS.specialty) === 0) {
      for (let bits = roles.specialtyBits[row]; bits; bits &= bits - 1) counts.specialty[31 - Math.clz32(bits & -bits)] += 1;
    }
  }
  for (const name of Object.keys(without)) without[name] = isSet(choice, name) ? without[name] + found : found;
  return { rows: sorted(roles, hits.subarray(0, found), choice.sort), counts, without, countAt: (part) => countAt(roles, fails, part) };
}

/** Does the choice say anything of this filter? */
export function isSet(choice, name) {
  if (name === "place") return PLACE_LISTS.some((list) => choice[list].length > 0);
  if (name === "q") return searchWords(choice.q).length > 0;
  const value = choice[name];
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function failsOf(roles, choice, night) {
  const fails = new Uint16Array(roles.count);
  const level = wanted(choice.level.map((name) => LEVELS.indexOf(name)), LEVELS.length);
  const mode = wanted(choice.mode.map((name) => MODES.indexOf(name)), MODES.length);
  const industry = wanted(choice.industry.map((name) => roles.industries.known(name)), roles.industries.list.length);
  const specialties = choice.specialty.reduce((bits, name) => bits | bitOf(roles.specialties.known(name)), 0);
  const years = choice.years === "" ? Infinity : Number(choice.years);
  const since = earliest(choice.since, night);
  const dates = choice.date === "posted" ? roles.posted : roles.firstSeen;
  for (let row = 0; row < roles.count; row += 1) {
    let fail = 0;
    if (level && !level[roles.level[row]]) fail |= FAILS.level;
    if (mode && !mode[roles.mode[row]]) fail |= FAILS.mode;
    if (industry && !industry[roles.industry[row]]) fail |= FAILS.industry;
    if (choice.specialty.length && !(roles.specialtyBits[row] & specialties)) fail |= FAILS.specialty;
    if (choice.salary && !roles.hasSalary[row]) fail |= FAILS.salary;
    if (roles.minYears[row] > years) fail |= FAILS.years; // NaN where none are stated
    if (since !== NO_DAY && dates[row] < since) fail |= FAILS.since;
    fails[row] = fail;
  }
  if (isSet(choice, "place")) failByPlace(roles, choice, fails);
  // The longest word first, as it leaves the fewest; who fails two filters already is counted nowhere, and is not looked at.
  for (const word of searchWords(choice.q).sort((left, right) => right.length - left.length)) {
    const sought = needle(word);
    for (let row = 0; row < roles.count; row += 1) {
      const fail = fails[row];
      if (!(fail & FAILS.q) && !(fail & (fail - 1)) && !roles.searched[row].includes(sought)) fails[row] |= FAILS.q;
    }
  }
  return fails;
}

function failByPlace(roles, choice, fails) {
  const isThere = placeTest(roles, choice);
  for (let row = 0; row < roles.count; row += 1) if (!isThere(row)) fails[row] |= FAILS.place;
}

/** Returns how many roles one place would find, all other filters as they are. */
function countAt(roles, fails, part) {
  const isThere = placeTest(roles, Object.fromEntries(PLACE_LISTS.map((list) => [list, list in part ? [part[list]] : []])));
  let count = 0;
  for (let row = 0; row < roles.count; row += 1) if ((fails[row] & ~FAILS.place) === 0 && isThere(row)) count += 1;
  return count;
}

/** Returns a test of rows: is the role in one of the places, or may it be done from there? */
function placeTest(roles, { country, region, city, from }) {
  const named = (wishes, names, lists) => wishes.length > 0 && [lists, wanted(wishes.map((name) => names.known(name)), names.list.length)];
  const tests = [
    named(country, roles.countries, roles.countriesOf),
    named(region, roles.regions, roles.regionsOf),
    named(city, roles.cities, roles.citiesOf),
    from.length > 0 && [roles.fromsOf, roles.froms.list.map((stated) => from.some((name) => covers(stated, name)))],
  ].filter(Boolean);
  return (row) => tests.some(([lists, table]) => anyOf(lists, row, table));
}

/** Returns a table of what is wanted, by number; null where nothing is asked. Numbers of -1 are of names that are not there. */
function wanted(numbers, size) {
  if (!numbers.length) return null;
  const table = new Uint8Array(size);
  for (const number of numbers) if (number >= 0) table[number] = 1;
  return table;
}

function bitOf(number) {
  return number < 0 ? 0 : 1 << number;
}

function anyOf(lists, row, table) {
  const end = lists.starts[row + 1];
  for (let at = lists.starts[row]; at < end; at += 1) if (table[lists.values[at]]) return true;
  return false;
}

/** Returns the first day that is wanted. Days are counted back from the feed's night, not from the reader's clock. */
function earliest(since, night) {
  return /^\d+$/.test(since) ? dayNumber(night) - Number(since) : dayNumber(since);
}

function sorted(roles, rows, sort) {
  if (sort === "evidence") return byKey(rows, (row) => -Math.round(roles.confidence[row] * 10_000));
  if (sort === "company") {
    const ranks = companyRanks(roles);
    return byKey(rows, (row) => ranks[roles.company[row]]);
  }
  if (sort.startsWith("salary-")) {
    const currency = roles.currencies.known(sort.slice("salary-".length));
    // The lower end of the year's pay, the higher first; then who states an upper end alone; then another currency, or no pay at all.
    return byKey(rows, (row) => {
      if (roles.currency[row] !== currency) return 2;
      return roles.yearMin[row] > 0 ? -Math.min(roles.yearMin[row], 1e9) : roles.yearMax[row] > 0 ? 1 : 2;
    });
  }
  return rows;
}

// Whole numbers of up to 2^30 and the row together fit into a double, which typed arrays sort fast; equals stay newest first.
function byKey(rows, key) {
  const room = 2 ** 22;
  const keys = Float64Array.from(rows, (row) => Math.round(key(row)) * room + row).sort();
  return Int32Array.from(keys, (value) => ((value % room) + room) % room);
}

function companyRanks(roles) {
  const folded = roles.companies.list.map((name, number) => [fold(name), number]);
  folded.sort((left, right) => (left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : left[1] - right[1]));
  const ranks = new Int32Array(folded.length);
  folded.forEach(([, number], rank) => (ranks[number] = rank));
  return ranks;
}
