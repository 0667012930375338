// Why a role stands where it does: in the words of matching.json, with what the role says and what the profile says put into them.

import { placeName } from "./areas.js";
import { verdict } from "./card.js";
import { duration, plain } from "./elements.js";
import { EMPLOYMENT } from "./employment.js";
import { internships } from "./match_states.js";
import { own } from "./match_tables.js";
import { LEVELS, MODE_NAMES } from "./roles.js";

const FOR = ["met", "near", "free", "realistic", "possible"];
const OPEN = ["unknown", "perhaps", "unclear"];
const MOST_PLACES = 4; // of a role, that are told
const LONGEST_QUOTE = 300; // letters
const AMOUNT = new Intl.NumberFormat("en", { maximumSignificantDigits: 10 });

/**
 * Returns `{kind, condition, state, points, speaks, says}` for each, as the profile asks; `speaks` is for, against or unknown. What moves the
 * role and has no words says null.
 */
export function reasonsOf(row, { roles, groups, found, profile, advice, tables }) {
  const card = roles.card(row);
  const role = ofRole(card, roles, row, tables);
  const wish = ofProfile(profile, advice.standing);
  return groups.flatMap((group) => {
    const { kind, condition } = group;
    const state = found.stateOf(group, row);
    const template = own(own(tables.words, condition), state);
    const parts = { role: role[condition] ?? "not stated", wish: own(wish[kind] ?? {}, condition) ?? "", because: condition === "level" ? because(card, advice) : "" };
    const says = template?.replace(/\{(role|wish|because)\}/g, (_, name) => parts[name]) ?? null;
    const points = (condition === "level" ? own(tables.weights.level, state) : own(own(tables.weights[kind], condition), state)) ?? 0;
    if (says === null && points === 0) return [];
    return [{ kind, condition, state, points, speaks: FOR.includes(state) ? "for" : OPEN.includes(state) ? "unknown" : "against", says }];
  });
}

/** At employers of one's own industry the chances may be others. */
function because({ level, industry }, { standing, chances }) {
  const whose = standing.industry !== null && industry === standing.industry ? "own" : "other";
  return chances.find((one) => one.level === level && one.whose === whose)?.because ?? "";
}

/** Returns what the role says of each condition; what it does not state is left out. */
function ofRole(card, roles, row, tables) {
  const where = whereOf(card);
  const asked = Number.isNaN(card.minYears) ? undefined : years(card.minYears, roles.yearsArePm[row] === 1, fieldsOf(roles, row, tables));
  const kinds = card.specialties.length ? specialties(card.specialties) : undefined;
  const knowledge = Array.from(roles.knowledgeOf.of(row));
  const spoken = Array.from(roles.languagesOf.of(row), (number) => own(tables.languages, roles.languages.list[number]) ?? plain(roles.languages.list[number]));
  const employment = Array.from(roles.employmentsOf.of(row), (number) => roles.employments.list[number]);
  return {
    level: verdict(card),
    years: asked,
    reach: asked,
    languages: spoken.length ? spoken.join(" and ") : undefined,
    knowledge: knowledge.length ? knowledge.map((number) => plain(roles.knowledge.list[number])).join(" and ") : undefined,
    studies: own(tables.studies, roles.studies[row] ?? (internships(roles)(row) ? "internship" : null)),
    industry: card.industry === null ? undefined : plain(card.industry),
    industries: card.industry === null ? undefined : plain(card.industry),
    places: where,
    work_from: where,
    work_mode: MODE_NAMES[card.mode],
    salary: card.salary ?? undefined,
    salary_stated: card.salary ?? undefined,
    specialties: kinds,
    technical: kinds,
    employment_types: employment.length ? employments(employment) : undefined,
  };
}

function ofProfile({ must, nice }, { product_years: product, industry_years: industry }) {
  const have = product >= industry ? years(product, true) : `${years(product, true)}, and ${years(industry, false)}`;
  const wishes = ({ salary, specialties: kinds, title_words: words, opened_within_days: days }) => ({
    ...(salary && { salary: `${AMOUNT.format(salary.least)} ${salary.currency} a year` }),
    specialties: specialties(kinds),
    title_words: words.join(", "),
    ...(days && { opened_within_days: String(days) }),
  });
  return { always: { years: have }, must: { ...wishes(must), reach: have }, nice: wishes(nice) };
}

function fieldsOf(roles, row, tables) {
  return Array.from(roles.fieldsOf.of(row), (number) => own(tables.years_in, roles.fields.list[number])).filter(Boolean);
}

function years(number, arePm, fields = []) {
  return `${duration(number) || "no years"} of ${arePm ? "product management" : fields.length ? `experience in ${fields.join(" or ")}` : "experience"}`;
}

function specialties(names) {
  return names.map((name) => (name === "ai" ? "AI" : plain(name))).join(", ");
}

function employments(types) {
  return types.map((type) => own(EMPLOYMENT, type) ?? plain(type)).join(", ");
}

function whereOf({ places, from }) {
  const areas = from.map((code) => placeName(plain(code))).join(", ");
  const told = [...places.slice(0, MOST_PLACES).map(plain), ...(places.length > MOST_PLACES ? ["…"] : []), ...(areas ? [`from ${areas}`] : [])];
  return told.length ? told.join("; ") : undefined;
}

/** Returns the posting's own words by condition, from the role in full. */
export function quotesOf(role) {
  const quotes = {
    level: role.evidence?.find(({ section }) => section !== "title")?.quote, // the title stands above the reasons already
    years: role.min_years === null ? null : role.years_quote,
    reach: role.min_years === null ? null : role.years_quote,
    work_mode: role.work_mode_text,
    languages: role.languages?.[0]?.quote,
    knowledge: role.knowledge?.[0]?.quote,
    studies: role.studies?.quote,
    visa: role.visa_sponsorship?.quote,
    ...(role.salary?.from_text && { salary: role.salary.text, salary_stated: role.salary.text }),
  };
  for (const skill of role.skills ?? []) quotes[skill.name] = skill.quote;
  return new Map(Object.entries(quotes).flatMap(([condition, quote]) => (typeof quote === "string" && plain(quote) ? [[condition, cut(plain(quote))]] : [])));
}

function cut(text) {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE - 1).trimEnd()}…`;
}

/** Returns the levels with their chances, in the ladder's order: `{level, own, other, same}`. */
export function byLevel({ chances }) {
  return LEVELS.map((level) => {
    const [mine, other] = ["own", "other"].map((whose) => chances.find((one) => one.level === level && one.whose === whose));
    return { level, own: mine, other, same: mine.odds === other.odds && mine.because === other.because };
  });
}
