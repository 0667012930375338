// The form for a profile: the few questions that matter most, and the others behind them.

import { specialtyName } from "./card.js";
import { el, plain } from "./elements.js";
import { EMPLOYMENT } from "./employment.js";
import { bothField, entryAt, flagField, listField, room, salaryField, selectField, severalField, sides, textField } from "./match_fields.js";
import { EMPLOYMENT_TYPES, FIELDS, SPECIALTIES, WORK_MODES } from "./match_profile.js";
import { craftsOf } from "./match_tables.js";
import { placeBox } from "./place_box.js";
import { LEVEL_NAMES, LEVELS, MODE_NAMES } from "./roles.js";

const FIELD_NAMES = { product: "Product management", engineering: "Engineering", design: "Design", research: "Research", analytics: "Analytics", other: "Another field" };
const DONE = ["launches", "roadmaps", "reports", "manage"];

/**
 * Puts the form into `host`. `enter(at, value, typing)` takes what is entered, `tables` are those of matching.json. Returns
 * `{show(entries, typing), say(said), know(places, roles)}`: what the fields hold, what is said beside them, and which places there are.
 */
export function makeForm(host, enter, tables) {
  const lists = {
    industries: datalist("industry-names", Object.keys(tables.industries)), languages: datalist("language-names", Object.values(tables.languages).sort()),
    fields: datalist("field-names", [...Object.keys(tables.industries), ...craftsOf(tables).map(([name]) => name)]),
    companies: datalist("company-names"), currencies: datalist("currency-names"),
  };
  const place = (at, label, countriesOnly = false) => placeField(at, label, enter, countriesOnly);
  const industryList = { list: "industry-names" };
  const companyList = { list: "company-names" };
  const doneFields = [
    textField("product.launches", "Products taken from nothing to their launch", enter, { digits: true }),
    textField("product.roadmaps", "Most products or roadmaps at a time", enter, { digits: true }),
    textField("product.reports", "Most product managers who reported to you", enter, { digits: true }),
    selectField("product.manage", "Do you want to manage people?", enter, [["either", "Either way"], ["yes", "Yes"], ["no", "No"]]),
  ];
  const done = el("div", {}, ...doneFields.map((one) => one.element));
  const fields = {
    now: [
      textField("background.occupation", "What do you do?", enter, { hint: "In your words: teacher, software engineer, product manager." }),
      textField("background.industry", "Which industry do you know?", enter, industryList),
      textField("background.years", "Years in it", enter, { digits: true }),
      flagField("background.recent_graduate", "I graduated within the last two years, or am about to", enter),
    ],
    product: [textField("product.years", "Years as a product manager", enter, { digits: true })],
    where: [place("right_to_work.countries", "Countries in which you may work", true)],
    role: [
      sides("places", "Place", (at, label) => place(at, label)),
      bothField("work_mode", "Way of working", enter, WORK_MODES.map((mode) => [mode, MODE_NAMES[mode]])),
      sides("salary", "Least pay in a year", (at, label) => salaryField(at, label, enter, { list: "currency-names" })),
    ],
    more: [
      listField("background.knows", "Other industries and fields that you know", enter, { list: "field-names", hint: "Software development, too, if you have done it." }),
      listField("background.languages", "Languages in which you can work", enter, { list: "language-names", hint: "While none is named, no role is ruled out for its language." }),
      flagField("background.enrolled", "I am enrolled in studies", enter),
      selectField("background.field", "Field of your work", enter, [["", "As the words above say"], ...FIELDS.map((field) => [field, FIELD_NAMES[field]])], { hint: "Where the words do not say it." }),
      severalField("background.skills", "What you can show already", enter, tables.courses.skill.map(({ skill, name, means }) => [skill, `${plain(name)}: ${plain(means)}`])),
      place("right_to_work.with_visa", "Countries to which you would come with a visa that the employer sponsors", true),
      textField("name", "Name of this profile", enter, { hint: "Shown in the file, and used for nothing." }),
    ],
    wishes: [
      bothField("levels", "Level", enter, LEVELS.map((level) => [level, LEVEL_NAMES[level]])),
      bothField("specialties", "Kind of product work", enter, SPECIALTIES.map((name) => [name, specialtyName(name)])),
      bothField("employment_types", "Kind of employment", enter, EMPLOYMENT_TYPES.map((type) => [type, EMPLOYMENT[type]])),
      sides("industries", "Industries", (at, label) => listField(at, label, enter, industryList)),
      sides("companies", "Companies", (at, label) => listField(at, label, enter, companyList)),
      sides("title_words", "Words of the title, any of them", (at, label) => listField(at, label, enter)),
      sides("opened_within_days", "Days ago that it opened, at most", (at, label) => textField(at, label, enter, { digits: true })),
      flags(enter),
      listField("avoid.companies", "Companies to avoid", enter, companyList),
    ],
  };
  const part = (legend, name, { first = null, last = null } = {}) =>
    el("fieldset", { class: "facet" }, el("legend", {}, legend), first, ...fields[name].map((one) => one.element), last);
  const folded = (summary, name) => el("details", { class: "facet" }, el("summary", {}, summary), ...fields[name].map((one) => one.element));
  const how = el("p", { class: "hint" }, "A must rules a role out where it plainly is not so. What a posting does not say rules nothing out. What is nice to have moves a role up.");
  host.replaceChildren(
    ...Object.values(lists),
    part("What you do now", "now"),
    part("Product management so far", "product", { last: done }),
    part("Where you may work", "where"),
    part("What the role should be", "role", { first: how }),
    folded("More about you", "more"),
    folded("More about the role", "wishes"),
  );
  const all = [...Object.values(fields).flat(), ...doneFields];
  let entries = {};
  return {
    show(now, typing = false) {
      entries = now;
      if (!typing) for (const field of all) field.show(entries); // what is being typed is not written over
      done.hidden = [...DONE, "years"].every((name) => [undefined, "", null, "either"].includes(entryAt(entries, `product.${name}`)));
    },
    say: (said) => say(host, said),
    know(places, roles) {
      lists.companies.replaceChildren(...options([...roles.companies.list].sort()));
      lists.currencies.replaceChildren(...options([...roles.currencies.list].sort()));
      for (const field of all) field.update?.(places, roles);
      for (const field of all) field.show(entries);
    },
  };
}

function flags(enter) {
  const rows = [["salary_stated", "States its pay"], ["training_programme", "A training programme"]];
  const boxes = rows.map(([name, text]) => [name, text, ...["must", "nice"].map((kind) => el("input", { type: "checkbox", "aria-label": `${text}: ${kind === "must" ? "must" : "nice to have"}` }))]);
  for (const [name, , ...sided] of boxes) sided.forEach((box, side) => box.addEventListener("change", () => enter(`${["must", "nice"][side]}.${name}`, box.checked)));
  const table = el(
    "table",
    { class: "both" },
    el("caption", {}, "Besides"),
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, "Must"), el("th", { scope: "col" }, "Nice"))),
    el("tbody", {}, ...boxes.map(([, text, ...sided]) => el("tr", {}, el("th", { scope: "row" }, text), ...sided.map((box) => el("td", {}, el("label", { class: "cell" }, box)))))),
  );
  const show = (entries) => {
    for (const [name, , must, nice] of boxes) [must.checked, nice.checked] = ["must", "nice"].map((kind) => entryAt(entries, `${kind}.${name}`) === true);
  };
  return { element: el("div", { class: "part" }, table, ...rows.flatMap(([name]) => [room(`must.${name}`), room(`nice.${name}`)])), show };
}

/** A field for places, which are suggested as they are typed. */
function placeField(at, label, enter, countriesOnly) {
  const id = `at-${at.replace(".", "-")}`;
  let known = null;
  let now = null;
  const named = (name) => ({ part: { names: name }, kind: "named", name: known.called(name) });
  const box = placeBox(({ names }) => enter(at, names), {
    id,
    label,
    hint: countriesOnly ? "Type a country." : "Type a country, an area, a region or a city.",
    all: () => known.choices("names", countriesOnly),
    chosen: ({ names }) => names.map(named),
  });
  box.element.append(room(at));
  const show = (entries) => {
    const value = entryAt(entries, at);
    const names = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one.trim());
    if (known) box.update({ names }, null, now, true);
  };
  const update = (places, roles) => ([known, now] = [places, roles]);
  return { element: box.element, show, update };
}

/** Says beside each field what is to be said of it; what is of no field is returned. */
function say(host, said) {
  const rooms = new Map([...host.querySelectorAll("[data-says]")].map((one) => [one.dataset.says, one]));
  for (const [at, one] of rooms) {
    const fields = [...host.querySelectorAll(`[aria-describedby~="says-${CSS.escape(at)}"]`)].filter((field) => field.matches("input, select"));
    // Not while it is being typed: half a word is no mistake.
    const here = fields.includes(document.activeElement) && one.hidden ? [] : said.filter((found) => found.at === at);
    one.hidden = here.length === 0;
    const text = here.map(({ says }) => sentence(says)).join(" ");
    if (one.textContent !== text) one.textContent = text;
    for (const field of fields) {
      if (here.some(({ wrong }) => wrong)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    if (here.length) one.closest("details")?.setAttribute("open", "");
  }
  return said.filter(({ at }) => !rooms.has(at));
}

/** Returns what is said as a sentence. */
export function sentence(says) {
  const text = says.charAt(0).toUpperCase() + says.slice(1);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function datalist(id, names = []) {
  return el("datalist", { id }, ...options(names));
}

function options(names) {
  return names.map((name) => el("option", { value: plain(name) }));
}
