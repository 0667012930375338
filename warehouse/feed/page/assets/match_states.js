// How a role stands to what is asked of it: met, near, unknown ... or not at all. For each condition a function that says so of a row, made
// once for all rows, so that 50,000 are gone through in a few milliseconds.

import { countriesOf, isArea } from "./areas.js";
import { foldWhole, says } from "./match_tables.js";
import { dayNumber, LEVELS, MODES } from "./roles.js";

export const UNMET = 255;

/** For each condition: `(wishes, {roles, code, night}) => (row) => state`, where `code(name)` is a state's number, the least the best. */
export const CONDITIONS = {
  level(wishes, { roles, code }) {
    const unclear = code("unclear");
    // By how the employer's industry stands to one's own: another (or not known: it is not aimed for on the chance), or the same.
    const table = [(own) => own !== true, (own) => own !== false].map((holds) =>
      LEVELS.map((level) => best(wishes.filter((wish) => wish.level === level && holds(wish.own)), ({ odds }) => code(odds))),
    );
    const [{ own: parted, industry }] = wishes;
    const known = roles.industries.known(industry);
    const wayOf = (row) => (parted !== null && known >= 0 && roles.industry[row] === known ? 1 : 0);
    return (row) => {
      const here = table[wayOf(row)];
      const state = roles.level[row] < 0 ? UNMET : here[roles.level[row]];
      if (roles.unclear[row] !== 1) return state;
      const other = LEVELS.indexOf(roles.runnerUp[row]);
      return other >= 0 && here[other] !== UNMET ? Math.min(state, unclear) : state;
    };
  },
  levels(wishes, { roles, code }) {
    const states = LEVELS.map((level) => (wishes.some(({ word }) => word === level) ? code("met") : UNMET));
    return (row) => states[roles.level[row]] ?? UNMET;
  },
  years([wish], { roles, code }) {
    const [met, near, beneath, perhaps, unknown] = ["met", "near", "beneath", "perhaps", "unknown"].map(code);
    const counted = counter(roles, wish);
    return (row) => {
      const asks = roles.minYears[row];
      if (Number.isNaN(asks)) return unknown;
      if (wish.years >= Math.max(2 * asks, asks + 5)) return beneath;
      const counts = counted(row);
      if (counts.sure >= asks) return met;
      if (counts.sure >= asks - 1) return near;
      return counts.perhaps >= asks ? perhaps : UNMET;
    };
  },
  reach([wish], { roles, code }) {
    const silent = code("silent");
    const { years, share, expert } = wish.reach;
    const counted = counter(roles, wish);
    return (row) => {
      const asks = roles.minYears[row];
      if (Number.isNaN(asks)) return silent;
      const { sure, perhaps, inside } = counted(row);
      // Who has done no product work reaches further in the industry that is known: there an expert's years may take the place of others.
      return asks - Math.max(sure, perhaps) <= Math.max(years, share * asks, inside ? expert : 0) ? silent : UNMET;
    };
  },
  languages([{ spoken }], { roles, code }) {
    const [free, met, unknown, silent] = ["free", "met", "unknown", "silent"].map(code);
    const known = roles.languages.list.map((language) => spoken.includes(language));
    const english = roles.languages.known("en");
    return (row) => {
      const asked = roles.languagesOf.of(row);
      // Where the profile names none: who reads this reads English.
      if (!spoken.length) return asked.some((one) => one !== english) ? unknown : free;
      return asked.length === 0 ? silent : asked.every((one) => known[one]) ? met : UNMET;
    };
  },
  knowledge([{ words }], { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    const known = roles.knowledge.list.map((name) => words.includes(name));
    return (row) => {
      const asked = roles.knowledgeOf.of(row);
      return asked.length === 0 ? unknown : asked.every((one) => known[one]) ? met : UNMET;
    };
  },
  technical([{ own }], { roles, code }) {
    const met = code("met");
    const bits = ["ai", "data", "platform", "technical"].reduce((sum, name) => sum | bitOf(roles.specialties, name), 0);
    return (row) => (own || !(roles.specialtyBits[row] & bits) ? met : UNMET);
  },
  studies([{ words }], { roles, code }) {
    const isOne = internships(roles);
    const [met, silent] = ["met", "silent"].map(code);
    return (row) => {
      // An internship is meant for people who study, or have just done so, whether it says so or not.
      const meant = roles.studies[row] ?? (isOne(row) ? "recent" : null);
      return meant === null ? silent : words.includes(meant) ? met : UNMET;
    };
  },
  industry: (wishes, given) => CONDITIONS.industries(wishes, given),
  analytics: asks("analytics"),
  research: asks("research"),
  strategy: asks("strategy"),
  fresh: (_, { roles, code }) => flag(roles.stale, 0, code),
  sure: (_, { roles, code }) => flag(roles.unclear, 0, code),
  internship([{ own }], { roles, code }) {
    const isOne = internships(roles);
    const [met, near] = ["met", "near"].map(code);
    return (row) => (!isOne(row) ? met : own ? near : UNMET);
  },
  new: (wishes, given) => CONDITIONS.opened_within_days(wishes, given),
  places(wishes, { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    const inPlace = (wish, [city, region, country]) => {
      const differs = (stated, wanted) => stated !== null && wanted !== null && stated !== wanted;
      if (differs(country, wish.country) || differs(region, wish.region) || differs(city, wish.city)) return UNMET;
      const tells = (stated, wanted) => wanted === null || stated !== null;
      return tells(country, wish.country) && tells(city, wish.city) && (tells(region, wish.region) || wish.city !== null) ? met : unknown;
    };
    const fromThere = (wish, countries) => (countries === null ? unknown : countries === EVERYWHERE || countries.has(wish.country) ? met : UNMET);
    const stated = roles.placesRead.map((place) => best(wishes, (wish) => inPlace(wish, place)));
    const froms = fromsOf(roles).map((countries) => best(wishes, (wish) => fromThere(wish, countries)));
    return (row) => {
      let state = UNMET;
      const [places, covered] = whereOf(roles, row);
      for (const place of places) if (stated[place] < state) state = stated[place];
      for (const from of covered) if (froms[from] < state) state = froms[from];
      return places.length || covered.length ? state : unknown;
    };
  },
  work_mode(wishes, { roles, code }) {
    const states = MODES.map((mode) => (mode === "unknown" ? code("unknown") : wishes.some(({ word }) => word === mode) ? code("met") : UNMET));
    return (row) => states[roles.mode[row]];
  },
  work_from: (wishes, { roles, code }) => countries(roles, wishes.map(({ country }) => country), code("met"), code("unknown")),
  visa(wishes, { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    // Where one may work anyway, or where it is not told, nobody needs to sponsor anything.
    const free = wishes.filter(({ country }) => country !== null).map(({ country }) => country);
    const anyway = free.length ? countries(roles, free, code("free"), code("silent")) : () => UNMET;
    return (row) => Math.min(anyway(row), roles.visa[row] === 1 ? met : roles.visa[row] === 0 ? UNMET : unknown);
  },
  salary([{ least, currency }], { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    const asked = roles.currencies.known(currency);
    return (row) => {
      const pay = Number.isNaN(roles.yearMax[row]) ? roles.yearMin[row] : roles.yearMax[row];
      if (Number.isNaN(pay) || roles.currency[row] < 0 || roles.currency[row] !== asked) return unknown;
      return pay >= least ? met : UNMET;
    };
  },
  salary_stated: (_, { roles, code }) => flag(roles.hasSalary, 1, code),
  industries(wishes, { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    const wanted = new Set(wishes.map(({ word }) => roles.industries.known(word)));
    return (row) => (roles.industry[row] < 0 ? unknown : wanted.has(roles.industry[row]) ? met : UNMET);
  },
  specialties(wishes, { roles, code }) {
    const met = code("met");
    const bits = wishes.reduce((sum, { word }) => sum | bitOf(roles.specialties, word), 0);
    return (row) => (roles.specialtyBits[row] & bits ? met : UNMET);
  },
  employment_types(wishes, { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    const wanted = new Set(wishes.map(({ word }) => roles.employments.known(word)));
    return (row) => {
      const stated = roles.employmentsOf.of(row);
      return stated.length === 0 ? unknown : stated.some((one) => wanted.has(one)) ? met : UNMET;
    };
  },
  companies([{ words }], { roles, code }) {
    const states = roles.companies.list.map((name) => (words.includes(foldWhole(name)) ? code("met") : UNMET));
    return (row) => states[roles.company[row]];
  },
  avoid_companies([{ words }], { roles, code }) {
    const states = roles.companies.list.map((name) => (words.includes(foldWhole(name)) ? UNMET : code("silent")));
    return (row) => states[roles.company[row]];
  },
  title_words(wishes, { roles, code }) {
    const titles = foldedTitles(roles);
    const met = code("met");
    return (row) => (wishes.some(({ word }) => says(titles[row], word)) ? met : UNMET);
  },
  training_programme(_, { roles, code }) {
    const [met, unknown] = ["met", "unknown"].map(code);
    return (row) => (roles.training[row] === 1 ? met : roles.training[row] === 0 ? UNMET : unknown);
  },
  opened_within_days([{ days }], { roles, code, night }) {
    const after = dayNumber(night) - days;
    const met = code("met");
    return (row) => (roles.opened[row] > after ? met : UNMET);
  },
};

/**
 * Returns a function that tells of the years that somebody has those that count for sure where a role asks for years in some fields (in none: of any kind, or that is not
 * told), and those that perhaps do: whether years in another field count, only the employer knows. An expert's count at employers of the
 * industry that is known (`inside`), and nowhere else.
 */
function counter(roles, { years, otherYears, own, field, industry }) {
  const all = Math.max(years, otherYears);
  const known = years === 0 && industry !== null ? roles.industries.known(industry) : -1;
  const [product, ofField] = [roles.fields.known("product"), field ? roles.fields.known(field) : -1];
  return (row) => {
    const inside = known >= 0 && roles.industry[row] === known;
    if (roles.yearsArePm[row] !== 0) return { sure: years, perhaps: 0, inside };
    const asked = roles.fieldsOf.of(row);
    if (!asked.length) return { sure: years, perhaps: own || inside ? all : 0, inside };
    const other = asked.length > 1 || !asked.includes(product);
    return { sure: asked.includes(ofField) ? all : asked.includes(product) ? years : 0, perhaps: own && other ? all : 0, inside };
  };
}

function best(wishes, state) {
  return wishes.reduce((least, wish) => Math.min(least, state(wish)), UNMET);
}

function flag(column, wanted, code) {
  const met = code("met");
  return (row) => (column[row] === wanted ? met : UNMET);
}

function asks(skill) {
  return ([{ own }], { roles, code }) => {
    const [met, unknown] = ["met", "unknown"].map(code);
    const bit = bitOf(roles.skills, skill);
    return (row) => (roles.skillBits[row] & bit ? (own ? met : UNMET) : unknown);
  };
}

function bitOf(names, name) {
  const number = names.known(name);
  return number < 0 ? 0 : 1 << number;
}

const INTERNSHIP = ["intern", "interns", "internship", "internships"];

/** Returns a function that says whether a role is an internship. */
export function internships(roles) {
  const titles = foldedTitles(roles);
  const intern = roles.employments.known("INTERN");
  return (row) => INTERNSHIP.some((word) => says(titles[row], word)) || (intern >= 0 && roles.employmentsOf.of(row).includes(intern));
}

const EVERYWHERE = "everywhere";

/** The countries of each name that says from where one may work; null where it is not known. */
function fromsOf(roles) {
  return roles.froms.list.map((name) => {
    if (name === "Worldwide") return EVERYWHERE;
    if (!isArea(name) && /^[A-Z]{2}(?:-\w{1,3})?$/.test(name)) return new Set([name.slice(0, 2)]);
    return countriesOf(name);
  });
}

const NOWHERE = new Int32Array(0);

/** The places a role states, and from where it may be done, which says nothing where one has to come to the office. */
function whereOf(roles, row) {
  return [roles.placesReadOf.of(row), ["remote", "unknown"].includes(MODES[roles.mode[row]]) ? roles.fromsOf.of(row) : NOWHERE];
}

/** The state of a role by the countries in which somebody must be allowed to work; of one that says from where it may be done, those. */
function countries(roles, wanted, met, unknown) {
  const stated = roles.placesRead.map(([, , country]) => (country === null ? unknown : wanted.includes(country) ? met : UNMET));
  const froms = fromsOf(roles).map((from) => (from === null ? unknown : from === EVERYWHERE || wanted.some((country) => from.has(country)) ? met : UNMET));
  return (row) => {
    const [places, covered] = whereOf(roles, row);
    if (!places.length && !covered.length) return unknown;
    let state = UNMET;
    if (covered.length) for (const from of covered) state = Math.min(state, froms[from]);
    else for (const place of places) state = Math.min(state, stated[place]);
    return state;
  };
}

const folded = new WeakMap();

/** Returns the titles as words are looked for in them; those of roles that came since are added. */
export function foldedTitles(roles) {
  const titles = folded.get(roles) ?? [];
  for (let row = titles.length; row < roles.count; row += 1) titles.push(foldWhole(roles.title[row]));
  folded.set(roles, titles);
  return titles;
}
