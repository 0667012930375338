// What a profile asks of a role, condition by condition, as `{kind, condition, wishes}`: a condition is met where one of its wishes is.

import { foldWhole } from "./match_tables.js";

export const SKILLS = ["analytics", "research", "strategy"];
// Fields of occupations, as postings name the field in which they ask for years.
const FIELDS_OF_YEARS = { engineering: "technology", analytics: "analytics", design: "design", research: "research" };
const NEW = 7; // days for which a role is new

/** Returns what is asked. `places` are the known ones, `tables` those of matching.json; a name that is none of them asks for nothing. */
export function asked(profile, advice, places, tables) {
  const groups = [levels(advice), ...ofThePerson(profile, advice, tables)];
  for (const kind of ["must", "nice"]) groups.push(...wished(profile[kind], kind, places));
  return groups.filter(({ wishes }) => wishes.length > 0);
}

function levels({ standing, listed }) {
  const { industry } = standing;
  // No employer is of the industry that somebody knows, where that is not told.
  const told = industry === null ? listed.filter(({ whose }) => whose !== "own") : listed;
  const wishes = told.map(({ level, odds, whose }) => ({ level, odds, industry, own: industry === null ? null : whose === "own" }));
  return { kind: "must", condition: "level", wishes };
}

function* ofThePerson(profile, { standing }, { weights }) {
  const always = (condition, wish) => ({ kind: "always", condition, wishes: [wish] });
  const years = Math.max(standing.product_years, standing.industry_years);
  const must = (condition, wish) => ({ kind: "must", condition, wishes: [wish] });
  const close = ["core", "product"].includes(standing.track);
  const counting = { industry: standing.industry, years: standing.product_years, otherYears: years, own: close, field: FIELDS_OF_YEARS[standing.field] };
  yield always("years", counting);
  yield must("reach", { ...counting, reach: weights.reach });
  const { enrolled, recent_graduate: recent, languages: spoken } = profile.background;
  yield must("studies", { words: enrolled ? ["enrolled", "recent"] : recent ? ["recent"] : [] });
  yield (spoken.length ? must : always)("languages", { spoken });
  // Who comes from elsewhere brings the knowledge of a field instead of product work: where that of another is asked for, nothing is left.
  yield (close ? always : must)("knowledge", { words: standing.knows });
  if (standing.industry !== null) yield always("industry", { word: standing.industry });
  for (const skill of SKILLS) yield always(skill, { own: profile.background.skills.includes(skill) });
  yield always("technical", { own: standing.track === "product" || ["engineering", "analytics"].includes(standing.field) });
  yield always("fresh", {});
  yield always("sure", {});
  yield always("new", { days: NEW });
  yield always("internship", { own: enrolled || recent });
  if (standing.track === "graduate" && !profile.nice.training_programme) yield { kind: "nice", condition: "training_programme", wishes: [{}] };
  if (profile.avoid.companies.length) yield { kind: "must", condition: "avoid_companies", wishes: [{ words: profile.avoid.companies.map(foldWhole) }] };
  const { countries, with_visa: withVisa } = profile.right_to_work;
  yield { kind: "must", condition: "work_from", wishes: [...new Set([...countries, ...withVisa])].map((country) => ({ country })) };
  if (withVisa.length) yield { kind: "must", condition: "visa", wishes: [{ country: null }, ...countries.map((country) => ({ country }))] };
}

function* wished(wishes, kind, places) {
  const group = (condition, rows) => ({ kind, condition, wishes: rows });
  // As a must they say which levels are listed at all.
  if (kind === "nice") yield group("levels", wishes.levels.map((word) => ({ word })));
  yield group("places", places.read(wishes.places)[0]);
  for (const condition of ["work_mode", "industries", "specialties", "employment_types"]) yield group(condition, wishes[condition].map((word) => ({ word })));
  if (wishes.salary !== null) yield group("salary", [wishes.salary]);
  if (wishes.salary_stated) yield group("salary_stated", [{}]);
  if (wishes.companies.length) yield group("companies", [{ words: wishes.companies.map(foldWhole) }]);
  yield group("title_words", wishes.title_words.map((words) => ({ word: foldWhole(words) })));
  if (wishes.training_programme) yield group("training_programme", [{}]);
  if (wishes.opened_within_days !== null) yield group("opened_within_days", [{ days: wishes.opened_within_days }]);
}
