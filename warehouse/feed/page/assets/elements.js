// Elements are made here alone: text goes in as text, links only where a browser may be sent, and nothing is ever parsed as HTML.

// Controls, marks that turn the direction of writing, line and paragraph separators, the byte order mark.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]+/g;

/** Returns a stranger's text without what cannot be seen in it. */
export function plain(text) {
  return typeof text === "string" ? text.replace(UNSEEN, " ").trim() : "";
}

/** Returns a new element. Children are nodes or strings; null and false are left out. Raises an Error for an attribute that could run something. */
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (/^on|^style$|^src|^href$/i.test(key)) throw new Error(`el() sets no ${key}`);
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Returns a stranger's text as an element of its own direction. */
export function theirs(name, text, attributes) {
  return el(name, { dir: "auto", ...attributes }, plain(text));
}

/** Returns a link to another site, or its children alone where the address is none that a browser may be sent to. */
export function linkOut(address, attributes, ...children) {
  const url = webAddress(address);
  if (url === null) return el("span", {}, ...children);
  const link = el("a", { rel: "noopener external", ...attributes }, ...children);
  link.setAttribute("href", url);
  return link;
}

/** Returns a link within this folder; `path` is put together from checked parts. */
export function linkHere(path, attributes, ...children) {
  if (!/^(?:[#?]|roles\/[\w-]+\.html$|feeds?\/[\w./-]+$|\.\/$)/.test(path)) throw new Error(`linkHere() leads to no ${path}`);
  const link = el("a", attributes, ...children);
  link.setAttribute("href", path);
  if (path.startsWith("roles/")) link.setAttribute("data-address", link.href); // for paper
  return link;
}

/** Returns an http(s) address, or null. */
export function webAddress(address) {
  if (typeof address !== "string" || !/^https?:\/\//i.test(address)) return null;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Returns the button, which does it when it is pressed. */
export function button(text, does, attributes) {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", does);
  return made;
}

/** Returns text that only screen readers read. */
export function unseen(text) {
  return el("span", { class: "unseen" }, text);
}

const COUNT = new Intl.NumberFormat("en");
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** Returns "1,234". */
export function counted(number) {
  return COUNT.format(number);
}

/** Returns "1 year", "1,234 years". */
export function many(number, noun) {
  return `${counted(number)} ${plural(number, noun)}`;
}

/** Returns "3 years", below one year "6 months", and nothing for none. */
export function duration(years) {
  const months = Math.round(years * 12);
  if (months >= 12) return many(years, "year");
  return months ? many(months, "month") : "";
}

/** Returns "1 role", "1,234 roles". */
export function roleCount(number) {
  return many(number, "role");
}

/** Returns the number's nodes, of which only screen readers hear that it counts roles. */
export function tally(number) {
  return [counted(number), unseen(` ${plural(number, "role")}`)];
}

function plural(number, noun) {
  return number === 1 ? noun : `${noun}s`;
}

/** Returns "23 November 2026" for an ISO date, and the text as it is where it is none. */
export function dayInWords(date, form = DAY) {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? plain(date) : form.format(time);
}

/** Returns "23 Nov 2026". */
export function dayInShort(date) {
  return dayInWords(date, SHORT_DAY);
}

/** Returns a date as an element. */
export function dayElement(date, words = dayInWords) {
  return el("time", { datetime: plain(date) }, words(date));
}
