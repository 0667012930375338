// What stands where roles would: nothing found, the feed not readable; and what a link asked for in vain.

import { activeFilters } from "./chips.js";
import { button, el, linkHere, roleCount } from "./elements.js";
import { isSet } from "./find.js";

const LOOSEN = {
  q: ["the search", { q: "" }],
  level: ["the level", { level: [] }],
  industry: ["the industry", { industry: [] }],
  place: ["the place", { country: [], region: [], city: [], from: [] }],
  mode: ["the work mode", { mode: [] }],
  specialty: ["the specialty", { specialty: [] }],
  years: ["the years asked for", { years: "" }],
  since: ["the date", { since: "", date: "" }],
  salary: ["“salary stated”", { salary: "" }],
};

/** Returns what to show where nothing was found: which filter to leave out, and what that would find. */
export function nothingFound(choice, without, change, clear) {
  const ways = Object.entries(LOOSEN)
    .filter(([name]) => isSet(choice, name) && without[name] > 0)
    .sort(([left], [right]) => without[right] - without[left]);
  const several = activeFilters(choice).length > 1;
  return el(
    "div",
    { class: "instead", id: "empty" },
    el("h3", {}, "No open role is all of that"),
    ways.length
      ? el("p", {}, several ? "One filter less would find some:" : "Without it there are some:")
      : el("p", {}, "No single filter is to blame: even with any one of them left out, nothing is found."),
    ways.length > 0 &&
      el("ul", { class: "ways" }, ...ways.map(([name, [words, part]]) => el("li", {}, button(`Leave out ${words}`, () => change(part)), ` finds ${roleCount(without[name])}`))),
    several && el("p", {}, button("Clear all filters", clear)),
  );
}

/** Returns what to show where the feed has no role at all. */
export function noRoles() {
  return el("div", { class: "instead", id: "empty" }, el("h3", {}, "The feed holds no open role"), el("p", {}, "That happens before the first night is published."));
}

/** Returns what to show where the feed could not be read. */
export function notReadable(error, retry) {
  return el(
    "div",
    { class: "instead error", id: "error", role: "alert" },
    el("h3", {}, "The feed could not be read"),
    el("p", {}, `${error.message} Nothing is wrong with your filters: they are kept in the address.`),
    el("p", {}, button("Try again", retry), " or read the newest roles in the ", linkHere("feeds/all.rss", {}, "news feed"), "."),
  );
}

/** Returns what to say where only some of the index could be read. */
export function partlyReadable(error, read, all, retry) {
  return notice(`Only ${roleCount(read)} of ${all} could be read, the newest. ${error.message} `, button("Read the rest", retry));
}

/** Returns what to say of values in a link that are not known. */
export function notKnown(unknown, dismiss) {
  return notice(`This link asked for something that is not known here, and it was left out: ${unknown.join(", ")}. `, button("Hide this", dismiss));
}

/** Returns what to say of a link to a role that is not open. */
export function notOpen(id, dismiss) {
  return notice("The role of this link is not open any more. ", linkHere(`roles/${id}.html`, {}, "Its page"), " may say what became of it. ", button("Hide this", dismiss));
}

/** Returns what to say where a new night was published while the page was open. */
export function newNight(night) {
  return notice(`A new night, ${night}, was published meanwhile. This is what it holds.`);
}

function notice(...parts) {
  return el("div", { class: "notice" }, el("p", {}, ...parts));
}
