// The choice, and the address that says it: every filter, the search, the sort and the open role stand in the query.

import { isArea } from "./areas.js";
import { plain } from "./elements.js";
import { LEVELS, MODES } from "./roles.js";

const LISTS = ["level", "industry", "country", "region", "city", "from", "mode", "specialty"];
export const SORTS = ["newest", "evidence", "company"]; // and salary-USD, salary-EUR ...
export const DAYS = ["7", "30", "90"];
export const YEARS = ["0", "2", "5", "8"];
const FIRST_DAY = "2000-01-01"; // what is before it was mistyped, or is a year half typed

/** Returns the choice that asks for nothing. */
export function nothingChosen() {
  return { q: "", level: [], industry: [], country: [], region: [], city: [], from: [], mode: [], specialty: [], years: "", since: "", date: "", salary: "", sort: "newest", role: "" };
}

/** Returns `[choice, unknown]`: what the query says, and in plain words what of it is not known here. */
export function readAddress(query) {
  const asked = new URLSearchParams(query);
  const choice = nothingChosen();
  const unknown = [];
  const checked = (name, value, known) => {
    if (!known && value !== "") unknown.push(`${name} “${plain(value).slice(0, 60)}”`);
    return known;
  };
  choice.q = plain(asked.get("q") ?? "").slice(0, 200);
  for (const name of LISTS) {
    const values = asked.getAll(name).map((value) => usual(name, value.slice(0, 100)));
    choice[name] = [...new Set(values)].filter((value) => checked(name, value, mayBe(name, value))).slice(0, 50);
  }
  const years = asked.get("years") ?? "";
  if (checked("years", years, YEARS.includes(years))) choice.years = years;
  const since = asked.get("since") ?? "";
  if (checked("since", since, DAYS.includes(since) || isDate(since))) choice.since = since;
  const date = asked.get("date") ?? "";
  if (checked("date", date, date === "posted") && choice.since) choice.date = date;
  const salary = asked.get("salary") ?? "";
  if (checked("salary", salary, salary === "known")) choice.salary = salary;
  const sort = asked.get("sort") ?? "";
  if (checked("sort", sort, SORTS.includes(sort) || /^salary-[A-Z]{3}$/.test(sort))) choice.sort = sort;
  const role = asked.get("role") ?? "";
  if (checked("role", role, /^[A-Za-z0-9_-]{1,64}$/.test(role))) choice.role = role;
  return [choice, unknown];
}

/** Returns the query of a choice, with its question mark; nothing for the choice that asks for nothing. */
export function writeAddress(choice) {
  const query = new URLSearchParams();
  if (choice.q.trim()) query.set("q", choice.q.trim());
  for (const name of LISTS) for (const value of choice[name]) query.append(name, value);
  for (const name of ["years", "since", "date", "salary"]) if (choice[name]) query.set(name, choice[name]);
  if (choice.sort !== "newest") query.set("sort", choice.sort);
  if (choice.role) query.set("role", choice.role);
  const text = query.toString();
  return text && `?${text}`;
}

/** Returns `[choice, unknown]`: the choice in the index's own spelling, without what no open role has, once all are known. */
export function withoutAbsent(choice, roles) {
  const unknown = [];
  const isThere = {
    industry: (name) => roles.industries.known(name) >= 0,
    country: (code) => roles.countries.known(code) >= 0,
    region: (name) => roles.regions.known(name) >= 0,
    city: (name) => roles.cities.known(name) >= 0,
    specialty: (name) => roles.specialties.known(name) >= 0,
    // One may live where no employer asks for by name: "Europe" takes in Malta.
    from: (name) => roles.froms.known(name) >= 0 || isArea(name) || /^[A-Z]{2}(?:-\w{1,3})?$/.test(name),
  };
  const kept = { ...choice };
  for (const [name, names] of [["industry", roles.industries], ["region", roles.regions], ["city", roles.cities]]) {
    const spelled = (value) => (names.known(value) >= 0 ? value : (names.list.find((one) => one.toLowerCase() === value.toLowerCase()) ?? value));
    kept[name] = [...new Set(choice[name].map(spelled))];
  }
  for (const [name, test] of Object.entries(isThere)) {
    unknown.push(...kept[name].filter((value) => !test(value)).map((value) => `${name} “${plain(value).slice(0, 60)}”`));
    kept[name] = kept[name].filter(test);
  }
  const currency = choice.sort.startsWith("salary-") ? choice.sort.slice("salary-".length) : null;
  if (currency !== null && roles.currencies.known(currency) < 0) {
    unknown.push(`salaries in ${currency}`);
    kept.sort = "newest";
  }
  return [kept, unknown];
}

/** Returns a value as it is written here, where it is the same but for capitals. */
function usual(name, value) {
  if (name === "country" && /^[a-z]{2}$/i.test(value)) return value.toUpperCase();
  return (name === "level" || name === "mode") && mayBe(name, value.toLowerCase()) ? value.toLowerCase() : value;
}

function mayBe(name, value) {
  if (name === "level") return LEVELS.includes(value);
  if (name === "mode") return MODES.includes(value);
  if (name === "country") return /^[A-Z]{2}$/.test(value);
  return value !== "" && plain(value) === value;
}

/** Is it a day that one may ask for? */
export function isDate(text) {
  return text >= FIRST_DAY && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}
