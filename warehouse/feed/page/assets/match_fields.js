// The fields of a profile's form. Each is `{element, show(entries)}`; what is entered goes to `enter(at, value)` as it stands, and is read
// elsewhere (match_profile.js). Under each there is room for what is to be said of it: `[data-says="must.places"]`.

import { button, el, plain, unseen } from "./elements.js";

/** Returns what the entries hold at "must.places". */
export function entryAt(entries, at) {
  return at.split(".").reduce((part, name) => part?.[name], entries);
}

/** Returns the room for what is said of a field. */
export function room(at) {
  return el("p", { class: "says", id: `says-${at}`, "data-says": at, hidden: true });
}

function idOf(at) {
  return `at-${at}`;
}

function shownText(value) {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function describedBy(at, hint) {
  return [hint && `hint-${at}`, `says-${at}`].filter(Boolean).join(" ");
}

function row(at, label, control, hint) {
  return el("div", { class: "field" }, el("label", { for: idOf(at) }, label), control, hint && el("p", { class: "hint", id: `hint-${at}` }, hint), room(at));
}

/** A line of text, or a number. */
export function textField(at, label, enter, { hint, list, digits = false } = {}) {
  const input = el("input", {
    id: idOf(at), type: "text", autocomplete: "off", maxlength: digits ? "12" : "200", spellcheck: "false", list,
    inputmode: digits ? "decimal" : null, class: digits ? "digits" : null, "aria-describedby": describedBy(at, hint),
  });
  input.addEventListener("input", () => enter(at, digits ? input.value.replace(/^(\s*\d+),(\d+\s*)$/, "$1.$2") : input.value, true));
  return { element: row(at, label, input, hint), show: (entries) => (input.value = shownText(entryAt(entries, at))) };
}

/** A box that is ticked or not. */
export function flagField(at, label, enter, { hint } = {}) {
  const box = el("input", { type: "checkbox", id: idOf(at), "aria-describedby": describedBy(at, hint) });
  box.addEventListener("change", () => enter(at, box.checked));
  const element = el("div", { class: "field flag" }, el("label", { for: idOf(at) }, box, el("span", {}, label)), hint && el("p", { class: "hint", id: `hint-${at}` }, hint), room(at));
  return { element, show: (entries) => (box.checked = entryAt(entries, at) === true) };
}

/** One of a few; `options` are `[value, text]`. */
export function selectField(at, label, enter, options, { hint } = {}) {
  const select = el("select", { id: idOf(at), "aria-describedby": describedBy(at, hint) }, ...options.map(([value, text]) => el("option", { value }, text)));
  select.addEventListener("change", () => enter(at, select.value));
  const show = (entries) => {
    const value = shownText(entryAt(entries, at)).toLowerCase();
    select.value = options.some(([one]) => one === value) ? value : options[0][0];
  };
  return { element: row(at, label, select, hint), show };
}

/** Some of a few: a box for each. */
export function severalField(at, legend, enter, options) {
  const boxes = options.map(([value, text]) => [value, text, el("input", { type: "checkbox" })]);
  const given = () => boxes.filter(([, , box]) => box.checked).map(([value]) => value);
  for (const [, , box] of boxes) box.addEventListener("change", () => enter(at, given()));
  const rows = boxes.map(([, text, box]) => el("li", {}, el("label", {}, box, el("span", { class: "option" }, text))));
  const element = el("fieldset", { class: "part", "aria-describedby": `says-${at}` }, el("legend", {}, legend), el("ul", { class: "options" }, ...rows), room(at));
  return { element, show: (entries) => tick(boxes, entryAt(entries, at)) };
}

function tick(boxes, value) {
  const values = listOf(value).map((one) => one.toLowerCase());
  for (const [name, , box] of boxes) box.checked = values.includes(name.toLowerCase());
}

function listOf(value) {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one.trim());
}

/** Some of a few, with a column for what it must be and one for what would be nice. */
export function bothField(name, legend, enter, options) {
  const columns = ["must", "nice"].map((kind) => options.map(([value, text]) => [value, text, el("input", { type: "checkbox", "aria-label": `${text}: ${SIDES[kind]}` })]));
  columns.forEach((boxes, side) => {
    const given = () => boxes.filter(([, , box]) => box.checked).map(([value]) => value);
    for (const [, , box] of boxes) box.addEventListener("change", () => enter(`${["must", "nice"][side]}.${name}`, given()));
  });
  const rows = options.map(([, text], at) =>
    el("tr", {}, el("th", { scope: "row" }, text), ...columns.map((boxes) => el("td", {}, el("label", { class: "cell" }, boxes[at][2])))),
  );
  const table = el(
    "table",
    { class: "both" },
    el("caption", {}, legend),
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, "Must"), el("th", { scope: "col" }, "Nice"))),
    el("tbody", {}, ...rows),
  );
  const element = el("div", { class: "part" }, table, room(`must.${name}`), room(`nice.${name}`));
  return { element, show: (entries) => columns.forEach((boxes, side) => tick(boxes, entryAt(entries, `${["must", "nice"][side]}.${name}`))) };
}

const SIDES = { must: "must", nice: "nice to have" };

/** The same field twice, side by side: what it must be and what would be nice. `make(at, label)` makes one. */
export function sides(name, legend, make) {
  const both = ["must", "nice"].map((kind) => make(`${kind}.${name}`, el("span", {}, kind === "must" ? "Must" : "Nice to have", unseen(`: ${legend}`))));
  const element = el("fieldset", { class: "part" }, el("legend", {}, legend), el("div", { class: "sides" }, ...both.map((one) => one.element)));
  return { element, show: (entries) => both.forEach((one) => one.show(entries)), update: (...now) => both.forEach((one) => one.update?.(...now)) };
}

/** A list of texts: typed one at a time, each a chip that takes it out. */
export function listField(at, label, enter, { hint, list } = {}) {
  const input = el("input", { id: idOf(at), type: "text", autocomplete: "off", maxlength: "200", spellcheck: "false", list, "aria-describedby": describedBy(at, hint) });
  const chips = el("ul", { class: "chips" });
  let values = [];
  const add = () => {
    const typed = plain(input.value);
    if (!typed) return;
    input.value = "";
    if (!values.includes(typed)) enter(at, [...values, typed]);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  input.addEventListener("change", add); // by leaving it, or taking a suggestion
  const adding = el("div", { class: "adding" }, input, button("Add", add, { "aria-label": `Add to: ${typeof label === "string" ? label : label.textContent}` }));
  const element = el("div", { class: "field" }, el("label", { for: idOf(at) }, label), adding, hint && el("p", { class: "hint", id: `hint-${at}` }, hint), chips, room(at));
  const chip = (value) => {
    const out = () => {
      input.focus(); // the chip goes
      enter(at, values.filter((one) => one !== value));
    };
    const made = button("", out, { class: "chip" });
    made.append(el("span", {}, unseen("Leave out "), el("bdi", {}, plain(value))));
    return el("li", {}, made);
  };
  const show = (entries) => {
    values = listOf(entryAt(entries, at));
    chips.replaceChildren(...values.map(chip));
  };
  return { element, show };
}

/** The least pay in a year, and its currency. */
export function salaryField(at, label, enter, { list }) {
  const least = el("input", { id: idOf(at), type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "12", class: "digits", "aria-describedby": `says-${at}` });
  const currency = el("input", {
    type: "text", autocomplete: "off", maxlength: "3", autocapitalize: "characters", spellcheck: "false", list, class: "currency", placeholder: "EUR",
    "aria-label": `Currency, ${label.textContent}`, "aria-describedby": `says-${at}`,
  });
  const given = () => {
    const amount = least.value.replace(/[\s,'’_]/g, "");
    enter(at, amount || currency.value.trim() ? { least: amount, currency: currency.value } : null, true);
  };
  for (const input of [least, currency]) input.addEventListener("input", given);
  const show = (entries) => {
    const stated = entryAt(entries, at);
    least.value = shownText(stated?.least);
    currency.value = shownText(stated?.currency);
  };
  const element = el("div", { class: "field" }, el("label", { for: idOf(at) }, label), el("div", { class: "adding" }, least, currency), room(at));
  return { element, show };
}
