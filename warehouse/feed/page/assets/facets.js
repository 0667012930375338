// The filters: level, place, industry, work mode, specialty, date, salary. They show what is chosen and how many roles each option would find.

import { DAYS, isDate, YEARS } from "./address.js";
import { specialtyName } from "./card.js";
import { button, el, plain, tally } from "./elements.js";
import { ladder } from "./ladder.js";
import { placeBox } from "./place_box.js";
import { LEVELS, MODE_NAMES, MODES, SHORT_NAMES } from "./roles.js";

const INDUSTRIES_SHOWN = 8;

/** Puts the filters into `host`; `change(part)` changes the choice. Returns `update(choice, found, roles, complete)`. */
export function makeFacets(host, change) {
  const toggle = (name) => (value, on, choice) => change({ [name]: on ? [...choice[name], value] : choice[name].filter((one) => one !== value) });
  const level = checkboxes("Level", toggle("level"));
  const place = placeBox(change);
  const industry = checkboxes("Industry", toggle("industry"), INDUSTRIES_SHOWN, "industries");
  const mode = checkboxes("Work mode", toggle("mode"));
  const years = yearsFilter(change);
  const specialty = checkboxes("Specialty", toggle("specialty"));
  const date = dateFilter(change);
  const salary = checkboxes("Salary", (_, on) => change({ salary: on ? "known" : "" }));
  host.append(...[level, place, industry, mode, years, specialty, date, salary].map((one) => one.element));
  return (choice, found, roles, complete) => {
    const counts = complete ? found.counts : null;
    level.update(LEVELS.map((value, number) => option(value, SHORT_NAMES[value], counts?.level[number], ladder(value))), choice, choice.level);
    const industries = roles.industries.list.map((value, number) => ({ ...option(value, plain(value), counts?.industry[number]), total: roles.byIndustry[number] }));
    industry.update(industries.sort((left, right) => (left.text < right.text ? -1 : 1)), choice, choice.industry);
    mode.update(MODES.map((value, number) => option(value, MODE_NAMES[value], counts?.mode[number])), choice, choice.mode);
    const specialties = roles.specialties.list.map((value, number) => option(value, specialtyName(value), counts?.specialty[number]));
    specialty.update(specialties.sort((left, right) => (left.text < right.text ? -1 : 1)), choice, choice.specialty);
    salary.update([option("known", "Stated by the employer", counts?.salary)], choice, choice.salary ? ["known"] : []);
    years.update(choice);
    date.update(choice);
    place.update(choice, found, roles, complete);
  };
}

function option(value, text, count, picture) {
  return { value, text, count, picture };
}

/** A group of checkboxes; of more than `shown` options the rest is behind a button. */
function checkboxes(legend, toggled, shown = Infinity, plural = "") {
  const list = el("ul", { class: "options" });
  const rows = new Map();
  let chosen;
  let all = false;
  const more = button("", () => {
    all = !all;
    arrange();
  }, { class: "all", "aria-expanded": "false" });
  more.hidden = true;
  const element = el("fieldset", { class: "facet" }, el("legend", {}, legend), list, more);

  function row({ value, text, picture }) {
    const box = el("input", { type: "checkbox" });
    const count = el("span", { class: "count" });
    const item = el("li", {}, el("label", {}, box, picture, el("span", { class: "option" }, text), count));
    box.addEventListener("change", () => toggled(value, box.checked, chosen));
    return { item, box, count, text };
  }

  function arrange() {
    const ordered = [...rows.values()].sort((left, right) => right.total - left.total);
    const first = new Set(ordered.slice(0, shown));
    for (const one of rows.values()) one.item.hidden = !all && !first.has(one) && !one.box.checked;
    more.hidden = rows.size <= shown;
    more.textContent = all ? `Fewer ${plural}` : `All ${rows.size} ${plural}`;
    more.setAttribute("aria-expanded", String(all));
  }

  function update(options, choice, values) {
    chosen = choice;
    for (const [place, one] of options.entries()) {
      if (!rows.has(one.value)) rows.set(one.value, row(one));
      const held = rows.get(one.value);
      if (list.children[place] !== held.item) list.insertBefore(held.item, list.children[place] ?? null);
      held.box.checked = values.includes(one.value);
      held.total = one.total ?? 0;
      held.item.classList.toggle("none", one.count === 0);
      held.count.replaceChildren(...(one.count === undefined ? [] : tally(one.count)));
    }
    arrange();
  }

  return { element, update };
}

function yearsFilter(change) {
  const most = el("select", { id: "years" }, el("option", { value: "" }, "Any number"));
  for (const years of YEARS) most.append(el("option", { value: years }, years === "0" ? "None, or none stated" : `Up to ${years}, or none stated`));
  most.addEventListener("change", () => change({ years: most.value }));
  const element = el("fieldset", { class: "facet" }, el("legend", {}, "Experience"), el("p", { class: "field" }, el("label", { for: "years" }, "Years asked for"), most));
  return { element, update: (choice) => (most.value = choice.years) };
}

function dateFilter(change) {
  const when = el("select", { id: "since" }, el("option", { value: "" }, "Any time"));
  for (const days of DAYS) when.append(el("option", { value: days }, `The last ${days} days`));
  when.append(el("option", { value: "day" }, "Since a day …"));
  const day = el("input", { type: "date", id: "since-day" });
  const dayRow = el("p", { class: "field" }, el("label", { for: "since-day" }, "Since"), day);
  const by = el("select", { id: "date" }, el("option", { value: "" }, "first seen by us"), el("option", { value: "posted" }, "date of the employer"));
  const byRow = el("p", { class: "field" }, el("label", { for: "date" }, "By"), by);
  when.addEventListener("change", () => {
    if (when.value !== "day") return change({ since: when.value, date: when.value && by.value });
    dayRow.hidden = false;
    byRow.hidden = false;
    return day.focus();
  });
  // A day is typed in parts, each of which may be a day of its own: the first is a step in the history, the others change that step.
  let typed = false;
  day.addEventListener("focus", () => (typed = false));
  day.addEventListener("change", () => {
    if (!isDate(day.value)) return;
    change({ since: day.value, date: by.value }, typed);
    typed = true;
  });
  by.addEventListener("change", () => {
    const since = when.value === "day" ? day.value : when.value;
    if (DAYS.includes(since) || isDate(since)) change({ since, date: by.value });
  });
  const element = el(
    "fieldset",
    { class: "facet" },
    el("legend", {}, "Date"),
    el("p", { class: "field" }, el("label", { for: "since" }, "New in"), when),
    dayRow,
    byRow,
  );
  return {
    element,
    update(choice) {
      if (when.value === "day" && !isDate(day.value) && element.contains(document.activeElement)) return; // being typed
      const isDay = choice.since !== "" && !DAYS.includes(choice.since);
      when.value = isDay ? "day" : choice.since;
      day.value = isDay ? choice.since : "";
      dayRow.hidden = !isDay;
      by.value = choice.date;
      byRow.hidden = !choice.since;
    },
  };
}
