// All open roles in columns, as the index files bring them: numbers in typed arrays, texts in plain ones, so that 50,000 are looked through
// in a few milliseconds.

import { placeName } from "./areas.js";
import { otherNames } from "./country_names.js";
import { plain } from "./elements.js";
import { payInWords } from "./pay.js";
import { fold } from "./words.js";

export const LEVELS = ["apm", "mid", "senior", "principal", "group"];
export const LEVEL_NAMES = {
  apm: "Associate product manager",
  mid: "Product manager",
  senior: "Senior product manager",
  principal: "Principal product manager",
  group: "Group product manager",
  above: "Director or above",
};
const FOLDED_LEVELS = Object.fromEntries(Object.entries(LEVEL_NAMES).map(([level, name]) => [level, fold(name)]));
export const SHORT_NAMES = { apm: "Associate", mid: "Product manager", senior: "Senior", principal: "Principal", group: "Group" };
export const MODES = ["remote", "hybrid", "onsite", "unknown"];
export const MODE_NAMES = { remote: "Remote", hybrid: "Hybrid", onsite: "On site", unknown: "Not stated" };

export const NO_DAY = -1;
const NOT_STATED = -1;

/** Returns the number of a day since 1970; NO_DAY where there is none. */
export function dayNumber(date) {
  const time = typeof date === "string" ? Date.parse(`${date}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? NO_DAY : Math.round(time / 86_400_000);
}

/** Returns the ISO date of a day's number; null for NO_DAY. */
export function isoDate(day) {
  return day === NO_DAY ? null : new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** A list of names, each with its number. */
class Names {
  list = [];
  #numbers = new Map();

  /** Returns the name's number; a new one gets the next. */
  number(name) {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.length;
      this.#numbers.set(name, number);
      this.list.push(name);
    }
    return number;
  }

  /** Returns the name's number, or -1 where it was never there. */
  known(name) {
    return this.#numbers.get(name) ?? -1;
  }
}

/** A list of numbers for every role, one behind the other. */
class Lists {
  constructor(capacity) {
    this.starts = new Int32Array(capacity + 1);
    this.values = new Int32Array(capacity * 2);
    this.used = 0;
  }

  add(row, numbers) {
    this.used = this.starts[row];
    if (this.used + numbers.length > this.values.length) {
      const larger = new Int32Array((this.used + numbers.length) * 2);
      larger.set(this.values);
      this.values = larger;
    }
    for (const number of numbers) this.values[this.used++] = number;
    this.starts[row + 1] = this.used;
  }

  of(row) {
    return this.values.subarray(this.starts[row], this.starts[row + 1]);
  }
}

/** The roles that were read so far, in the index's order: newest first. */
export class Roles {
  /** Makes room for so many roles; `aggregators` are the names of the sources that are no employer's own. */
  constructor(capacity, aggregators = new Set()) {
    this.capacity = capacity;
    this.aggregators = aggregators;
    this.count = 0;
    this.companies = new Names();
    this.industries = new Names();
    this.specialties = new Names();
    this.places = new Names();
    this.countries = new Names();
    this.regions = new Names();
    this.cities = new Names();
    this.sources = new Names();
    this.froms = new Names();
    this.currencies = new Names();
    this.pages = new Names();
    this.id = [];
    this.title = [];
    this.salary = [];
    this.searched = []; // folded: title, company, places, countries
    this.company = new Int32Array(capacity);
    this.industry = new Int32Array(capacity);
    this.byIndustry = []; // how many roles each has
    this.level = new Int8Array(capacity);
    this.runnerUp = []; // null where the index does not say
    this.mode = new Int8Array(capacity);
    this.confidence = new Float64Array(capacity);
    this.unclear = new Uint8Array(capacity);
    this.conflict = new Uint8Array(capacity);
    this.stale = new Uint8Array(capacity);
    this.specialtyBits = new Int32Array(capacity);
    this.hasSalary = new Uint8Array(capacity);
    this.minYears = new Float64Array(capacity);
    this.yearsArePm = new Int8Array(capacity).fill(NOT_STATED); // 1 or 0
    this.fields = new Names();
    this.fieldsOf = new Lists(capacity); // those in any of which the years may have been spent; none where any counts
    this.studies = []; // enrolled, recent or null
    this.training = new Int8Array(capacity).fill(NOT_STATED);
    this.visa = new Int8Array(capacity).fill(NOT_STATED); // 1 sponsored, 0 not
    this.skills = new Names();
    this.skillBits = new Int32Array(capacity);
    this.languages = new Names();
    this.languagesOf = new Lists(capacity);
    this.knowledge = new Names();
    this.knowledgeOf = new Lists(capacity);
    this.employments = new Names();
    this.placesRead = []; // [city, region, country], each of them or null
    this.source = new Int32Array(capacity);
    this.yearMin = new Float64Array(capacity);
    this.yearMax = new Float64Array(capacity);
    this.currency = new Int32Array(capacity);
    this.posted = new Int32Array(capacity);
    this.firstSeen = new Int32Array(capacity);
    this.opened = new Int32Array(capacity);
    this.page = new Int32Array(capacity);
    this.placesOf = new Lists(capacity);
    this.countriesOf = new Lists(capacity);
    this.regionsOf = new Lists(capacity);
    this.citiesOf = new Lists(capacity);
    this.fromsOf = new Lists(capacity);
    this.employmentsOf = new Lists(capacity);
    this.placesReadOf = new Lists(capacity);
  }

  #placeNumbers = new Names();

  get complete() {
    return this.count === this.capacity;
  }

  /** Returns the row of an id, or -1. */
  row(id) {
    return this.id.indexOf(id);
  }

  /** Takes in the roles of one index file. Raises an Error where it is not as it should be, or holds more than the summary said. */
  add(file) {
    const columns = file.roles;
    if (this.count + file.count > this.capacity) throw new Error("the index holds more roles than its summary says");
    const company = numbersOf(file.companies, this.companies);
    const industry = numbersOf(file.industries, this.industries);
    const specialty = numbersOf(file.specialties, this.specialties);
    const place = numbersOf(file.places, this.places);
    const country = numbersOf(file.countries, this.countries);
    const region = numbersOf(file.regions ?? [], this.regions); // regions, sources and years came with a later version than the rest
    const city = numbersOf(file.cities, this.cities);
    const source = numbersOf(file.sources ?? [], this.sources);
    const from = numbersOf(file.from, this.froms);
    const page = numbersOf(file.pages, this.pages);
    const skill = numbersOf(file.skills ?? [], this.skills); // these and what goes with them came later still
    const language = numbersOf(file.languages ?? [], this.languages);
    const field = numbersOf(file.years_in ?? [], this.fields);
    const knowledge = numbersOf(file.knowledge ?? [], this.knowledge);
    const employment = numbersOf(file.employment_types ?? [], this.employments);
    const placeRead = (file.places_read ?? []).map((read) => this.#placeNumber(read));
    const noPlaceRead = columns.places_read ? [] : [this.#placeNumber([null, null, null])]; // where it is was not told: any place may be it
    const foldedCompanies = file.companies.map(fold);
    const foldedPlaces = file.places.map(fold);
    const foldedCountries = file.countries.map((code) => fold([placeName(code), ...otherNames(code)].join(" ")));
    const foldedRegions = (file.regions ?? []).map(fold);
    const foldedIndustries = file.industries.map(fold);
    const foldedSpecialties = file.specialties.map(fold);
    for (let at = 0; at < file.count; at += 1) {
      const row = this.count + at;
      if (!/^[\w-]{1,64}$/.test(columns.id[at])) throw new Error("an id that is none"); // it becomes part of addresses
      this.id[row] = columns.id[at];
      this.title[row] = columns.title[at];
      this.salary[row] = columns.salary[at];
      this.company[row] = company[columns.company[at]];
      this.industry[row] = columns.industry[at] < 0 ? -1 : industry[columns.industry[at]];
      if (this.industry[row] >= 0) this.byIndustry[this.industry[row]] = (this.byIndustry[this.industry[row]] ?? 0) + 1;
      this.level[row] = LEVELS.indexOf(columns.level[at]);
      this.runnerUp[row] = columns.runner_up?.[at] ?? null;
      const mode = MODES.indexOf(columns.work_mode[at]);
      this.mode[row] = mode < 0 ? MODES.indexOf("unknown") : mode;
      this.confidence[row] = columns.confidence[at];
      this.unclear[row] = columns.unclear[at];
      this.conflict[row] = columns.conflict[at];
      this.stale[row] = columns.stale[at];
      for (const index of columns.specialties[at]) this.specialtyBits[row] |= 1 << specialty[index];
      this.yearMin[row] = columns.year_min[at] ?? NaN;
      this.yearMax[row] = columns.year_max[at] ?? NaN;
      this.hasSalary[row] = columns.salary[at] !== null || this.hasYearPay(row) ? 1 : 0;
      this.minYears[row] = columns.min_years?.[at] ?? NaN;
      this.source[row] = source[columns.source?.[at]] ?? -1;
      this.currency[row] = columns.currency[at] === null ? -1 : this.currencies.number(columns.currency[at]);
      this.posted[row] = dayNumber(columns.posted[at]);
      this.firstSeen[row] = dayNumber(columns.first_seen[at]);
      this.opened[row] = columns.opened_night ? dayNumber(columns.opened_night[at]) : this.firstSeen[row];
      this.yearsArePm[row] = columns.years_are_pm?.[at] ?? NOT_STATED;
      this.fieldsOf.add(row, (columns.years_in?.[at] ?? []).map((index) => field[index]));
      this.knowledgeOf.add(row, (columns.knowledge?.[at] ?? []).map((index) => knowledge[index]));
      this.studies[row] = columns.studies?.[at] ?? null;
      this.languagesOf.add(row, (columns.languages?.[at] ?? []).map((index) => language[index]));
      this.training[row] = columns.training_programme?.[at] ?? NOT_STATED;
      this.visa[row] = columns.visa?.[at] ?? NOT_STATED;
      for (const index of columns.skills?.[at] ?? []) this.skillBits[row] |= 1 << skill[index];
      this.page[row] = page[columns.page[at]];
      this.placesOf.add(row, columns.places[at].map((index) => place[index]));
      this.countriesOf.add(row, columns.countries[at].map((index) => country[index]));
      this.regionsOf.add(row, (columns.regions?.[at] ?? []).map((index) => region[index]));
      this.citiesOf.add(row, columns.cities[at].map((index) => city[index]));
      this.fromsOf.add(row, columns.from[at].map((index) => from[index]));
      this.employmentsOf.add(row, (columns.employment_types?.[at] ?? []).map((index) => employment[index]));
      this.placesReadOf.add(row, columns.places_read?.[at].map((index) => placeRead[index]) ?? noPlaceRead);
      const places = columns.places[at].map((index) => foldedPlaces[index]);
      const around = [
        ...columns.countries[at].map((index) => foldedCountries[index]),
        ...(columns.regions?.[at] ?? []).map((index) => foldedRegions[index]),
        ...columns.specialties[at].map((index) => foldedSpecialties[index]),
      ];
      const industries = columns.industry[at] < 0 ? [] : [foldedIndustries[columns.industry[at]]];
      const level = FOLDED_LEVELS[columns.level[at]] ?? "";
      // Joined, not added up: what is added up is put together only when it is first looked at, which a search would wait for.
      this.searched[row] = ["", fold(columns.title[at]), foldedCompanies[columns.company[at]], ...places, ...around, ...industries, level].join(" ");
    }
    this.count += file.count;
  }

  #placeNumber(read) {
    const number = this.#placeNumbers.number(JSON.stringify(read));
    this.placesRead[number] = read;
    return number;
  }

  /** Is the pay of a year known? */
  hasYearPay(row) {
    return this.yearMin[row] > 0 || this.yearMax[row] > 0;
  }

  /** Returns what a card shows of a role. */
  card(row) {
    const named = (names, numbers) => Array.from(numbers, (number) => names.list[number]);
    return {
      id: this.id[row],
      title: plain(this.title[row]),
      company: plain(this.companies.list[this.company[row]]),
      industry: this.industry[row] < 0 ? null : this.industries.list[this.industry[row]],
      level: LEVELS[this.level[row]] ?? null,
      runnerUp: this.runnerUp[row],
      unclear: this.unclear[row] === 1,
      conflict: this.conflict[row] === 1,
      stale: this.stale[row] === 1,
      mode: MODES[this.mode[row]],
      places: named(this.places, this.placesOf.of(row)),
      from: named(this.froms, this.fromsOf.of(row)),
      specialties: this.specialties.list.filter((_, number) => this.specialtyBits[row] & (1 << number)),
      salary: this.salary[row] === null ? payInWords(this.yearMin[row], this.yearMax[row], this.currencies.list[this.currency[row]], "YEAR") : plain(this.salary[row]),
      minYears: this.minYears[row],
      via: this.aggregators.has(this.sources.list[this.source[row]]) ? plain(this.sources.list[this.source[row]]) : null,
      posted: isoDate(this.posted[row]),
      firstSeen: isoDate(this.firstSeen[row]),
      page: this.pages.list[this.page[row]],
    };
  }
}

function numbersOf(names, known) {
  return names.map((name) => known.number(name));
}
