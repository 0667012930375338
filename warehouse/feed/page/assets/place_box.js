// The place filter: a text field that suggests countries, regions, cities, and where one may work from (a combobox as the ARIA patterns
// have it).

import { announce } from "./announce.js";
import { el, tally } from "./elements.js";
import { allPlaces, chosenPlaces, fitting, KINDS, meant, withoutPlace, withPlace } from "./places.js";

const SUGGESTED = 10;
const HINT = "Or where you would work from.";

const FILTER = { id: "place", legend: "Place", label: "Country, region or city", hint: HINT, all: allPlaces, chosen: chosenPlaces, counted: true };

/**
 * Returns the filter as `{element, update(choice, found, roles, complete)}`; `change(part)` changes the choice. Elsewhere than among the
 * filters it has another `id` and `label`, no `legend`, and `all(roles)` and `chosen(choice)` say which places there are and
 * which are chosen; roles are `counted` beside them, or not.
 */
export function placeBox(change, { id, legend, label, hint: usual, all, chosen, counted } = FILTER) {
  const input = el("input", {
    id, type: "text", role: "combobox", autocomplete: "off", maxlength: "80", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}s`, "aria-describedby": `${id}-hint`,
  });
  const list = el("ul", { id: `${id}s`, role: "listbox", "aria-label": "Suggested places", hidden: true });
  const hint = el("p", { class: "hint", id: `${id}-hint` }, usual);
  const chosenList = el("ul", { class: "options" });
  const element = el(
    legend ? "fieldset" : "div",
    { class: "facet place" },
    legend && el("legend", {}, legend),
    el("div", { class: "field" }, el("label", { for: id }, label), el("div", { class: "combobox" }, input, list)),
    hint,
    chosenList,
  );
  let now = null; // {choice, found, roles, complete}, once some roles are read
  let places = [];
  let placesOf = [null, 0]; // which roles they are of, and how many of them
  let options = [];
  let active = -1;

  function known() {
    const { roles } = now;
    if (placesOf[0] !== roles || placesOf[1] !== roles.count) [places, placesOf] = [all(roles), [roles, roles.count]];
    return places;
  }

  function suggest() {
    if (now === null) return;
    options = fitting(known(), input.value, now.choice).slice(0, SUGGESTED);
    list.replaceChildren(...options.map(suggestion));
    if (!options.length && input.value.trim()) {
      const nothing = now.complete ? "Not known as a place here; try the country" : "Not among the roles read so far";
      list.append(el("li", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    }
    setActive(-1);
    show(list.children.length > 0);
  }

  function suggestion(place, number) {
    const item = el(
      "li",
      { role: "option", id: `${id}-${number}`, "aria-selected": "false" },
      el("bdi", {}, place.name),
      el("span", { class: "kind" }, ` ${KINDS[place.kind]}`),
      count(place, " "),
    );
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    item.addEventListener("click", () => choose(place));
    return item;
  }

  function count({ part }, before = "") {
    return el("span", { class: "count" }, ...(now.complete && counted ? [before, ...tally(now.found.countAt(part))] : []));
  }

  function setActive(number) {
    active = number;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `${id}-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function show(on) {
    list.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
  }

  function choose(place) {
    input.value = "";
    show(false);
    change(withPlace(now.choice, place));
  }

  /** What was typed and left is chosen where it can mean but one place; else it is said that it is not. */
  function leave() {
    show(false);
    if (document.activeElement === input || now === null || !input.value.trim()) return; // another window has the focus, or nothing is left
    const place = meant(known(), input.value, now.choice);
    if (place) return choose(place);
    say(`Not chosen yet: ${fitting(known(), input.value, now.choice).length ? "take one of the suggested places." : "not known as a place here; try the country."}`);
    announce(`${legend ?? input.labels[0].textContent}: ${hint.textContent}`);
  }

  function say(text) {
    hint.textContent = text;
    hint.classList.toggle("late", text !== usual);
  }

  input.addEventListener("input", () => {
    say(usual);
    suggest();
  });
  input.addEventListener("blur", leave);
  input.addEventListener("click", () => list.hidden && suggest());
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) suggest();
      if (options.length) setActive(key === "ArrowDown" ? (active + 1) % options.length : (active <= 0 ? options.length : active) - 1);
    } else if (key === "Enter") {
      event.preventDefault();
      if (!list.hidden && options.length) choose(options[Math.max(active, 0)]);
    } else if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    }
  });

  function chosenRow(place) {
    const box = el("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      input.focus(); // the box goes
      change(withoutPlace(now.choice, place));
    });
    const kind = { both: ", or from there", from: ` ${KINDS.from}` }[place.kind];
    const text = el("span", { class: "option" }, el("bdi", {}, place.name), kind && el("span", { class: "kind" }, kind));
    return el("li", {}, el("label", {}, box, text, count(place)));
  }

  return {
    element,
    update(choice, found, roles, complete) {
      now = { choice, found, roles, complete };
      chosenList.replaceChildren(...chosen(choice).map(chosenRow));
    },
  };
}
