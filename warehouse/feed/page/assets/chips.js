// Each filter that is on, as a button that takes it off.

import { specialtyName } from "./card.js";
import { button, dayInWords, el, plain, unseen } from "./elements.js";
import { chosenPlaces, withoutPlace } from "./places.js";
import { LEVEL_NAMES, MODE_NAMES } from "./roles.js";
import { searchWords } from "./words.js";

const LISTS = {
  level: ["Level", (name) => LEVEL_NAMES[name]],
  industry: ["Industry", plain],
  mode: ["Work", (name) => MODE_NAMES[name]],
  specialty: ["Specialty", specialtyName],
};

/** Returns the filters that are on, each `{kind, text, without}`, where `without` is what the choice becomes. */
export function activeFilters(choice) {
  const inList = (name) => {
    const [kind, words] = LISTS[name];
    return choice[name].map((value) => ({ kind, text: words(value), without: { [name]: choice[name].filter((one) => one !== value) } }));
  };
  const places = chosenPlaces(choice).map((place) => ({ ...inWords(place), without: withoutPlace(choice, place) }));
  const active = [...inList("level"), ...inList("industry"), ...places, ...inList("mode"), ...inList("specialty")];
  if (searchWords(choice.q).length) active.unshift({ kind: "Search", text: `“${choice.q.trim()}”`, without: { q: "" } });
  if (choice.years) active.push({ kind: "Experience", text: yearsAsked(choice.years), without: { years: "" } });
  if (choice.since) {
    const when = /^\d+$/.test(choice.since) ? `in the last ${choice.since} days` : `since ${dayInWords(choice.since)}`;
    active.push({ kind: choice.date === "posted" ? "Dated" : "First seen", text: when, without: { since: "", date: "" } });
  }
  if (choice.salary) active.push({ kind: "Salary", text: "stated", without: { salary: "" } });
  return active;
}

function inWords({ kind, name }) {
  return { kind: kind === "from" ? "May work from" : "In", text: kind === "both" ? `${name}, or from there` : name };
}

/** Returns what the filter of years says. */
export function yearsAsked(years) {
  return years === "0" ? "no years asked for, or none stated" : `up to ${years} years, or none stated`;
}

/** Shows the chips in `host`. `change(part)` changes the choice; `clear()` takes everything off. */
export function showChips(host, choice, change, clear) {
  const held = host.contains(document.activeElement) ? [...host.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const chips = activeFilters(choice).map(({ kind, text, without }) =>
    el(
      "li",
      {},
      button("", () => change(without), { class: "chip" }).appendChild(
        el("span", {}, unseen("Leave out "), el("span", { class: "chip-kind" }, kind), " ", el("bdi", {}, text)),
      ).parentNode,
    ),
  );
  if (!chips.length) {
    host.replaceChildren();
    if (held >= 0) document.getElementById("results-heading").focus();
    return;
  }
  const all = el("li", {}, button("Clear all", clear, { class: "clear" }));
  host.replaceChildren(el("ul", { class: "chips", "aria-label": "Filters that are on" }, ...chips, all));
  // The chip that was pressed is gone: the next one takes its place.
  if (held >= 0) host.querySelectorAll("button")[Math.min(held, chips.length - 1)].focus();
}
