// Places as one chooses them. A place is `{part, name, kind}`: `part` is what it puts into the choice, by list. A country is one place,
// although it is two filters: the roles in it, and those that one may do from there.

import { countriesOf, isArea, placeName } from "./areas.js";
import { otherNames } from "./country_names.js";
import { plain } from "./elements.js";
import { fold } from "./words.js";

export const PLACE_LISTS = ["country", "region", "city", "from"];
export const KINDS = { both: "in the country, or from there", country: "country", region: "region", city: "city", from: "may work from", area: "area" };

function place(part) {
  const kind = part.country && part.from ? "both" : Object.keys(part)[0];
  const value = part[kind === "both" ? "country" : kind];
  return { part, kind, name: kind === "city" || kind === "region" ? plain(value) : placeName(plain(value)) };
}

/** Returns the places of a choice. */
export function chosenPlaces(choice) {
  const both = new Set(choice.country.filter((code) => choice.from.includes(code)));
  return PLACE_LISTS.flatMap((list) =>
    choice[list]
      .filter((value) => list !== "from" || !both.has(value))
      .map((value) => place(list === "country" && both.has(value) ? { country: value, from: value } : { [list]: value })),
  );
}

/** Returns what the choice's lists become with the place. */
export function withPlace(choice, { part }) {
  return Object.fromEntries(Object.entries(part).map(([list, value]) => [list, [...new Set([...choice[list], value])]]));
}

/** Returns what the choice's lists become without the place. */
export function withoutPlace(choice, { part }) {
  return Object.fromEntries(Object.entries(part).map(([list, value]) => [list, choice[list].filter((one) => one !== value)]));
}

/** Returns every place that can be chosen, each with the names it goes by, folded; the one with the most roles first. */
export function allPlaces(roles) {
  const countries = totals(roles.countries, roles.countriesOf);
  const froms = totals(roles.froms, roles.fromsOf);
  // One may live in a country that is only named by its area.
  const codes = new Set([...countries.keys(), ...[...froms.keys()].flatMap((name) => [...(countriesOf(name) ?? [])])]);
  const places = [];
  const add = (part, total, others = []) => {
    const one = place(part);
    const names = [one.name, ...others].map(fold);
    places.push({ ...one, total, names, text: names.map((name) => ` ${name}`).join("") });
  };
  for (const code of codes) {
    // England is a region where the index knows it as one, and else the country that it is in.
    const others = otherNames(code).filter((name) => roles.regions.known(name) < 0);
    add(countries.has(code) ? { country: code, from: code } : { from: code }, (countries.get(code) ?? 0) + (froms.get(code) ?? 0), others);
  }
  for (const [name, total] of froms) if (!codes.has(name)) add({ from: name }, total);
  for (const [name, total] of totals(roles.regions, roles.regionsOf)) add({ region: name }, total);
  for (const [name, total] of totals(roles.cities, roles.citiesOf)) add({ city: name }, total);
  return places.sort((left, right) => right.total - left.total || (left.text < right.text ? -1 : 1));
}

function totals(names, lists) {
  const counts = new Int32Array(names.list.length);
  for (let at = 0; at < lists.used; at += 1) counts[lists.values[at]] += 1;
  return new Map(names.list.map((name, number) => [plain(name), counts[number]]));
}

/** Returns the places that what was typed may mean, the likeliest first, without those that are chosen. */
export function fitting(places, typed, choice) {
  const words = fold(typed).split(" ").filter(Boolean);
  const whole = words.join(" ");
  const fits = places.filter((one) => {
    if (Object.entries(one.part).every(([list, value]) => choice[list].includes(value))) return false;
    return words.every((word) => one.text.includes(` ${word}`)) || isCode(one, whole);
  });
  return words.length ? fits.sort((left, right) => fit(right, whole) - fit(left, whole)) : fits;
}

/** Returns the one place that is called what was typed, or null where there is none, or more than one. */
export function meant(places, typed, choice) {
  const whole = fold(typed);
  const [first, second] = fitting(places, typed, choice);
  if (!whole || !first || fit(first, whole) < 2 || (second && fit(second, whole) === fit(first, whole))) return null;
  return first;
}

/** Returns 3 for the place's own name, 2 for another one of it, 1 for how one of them begins. */
function fit(one, whole) {
  if (one.names[0] === whole) return 3;
  if (one.names.includes(whole) || isCode(one, whole)) return 2;
  return one.names.some((name) => name.startsWith(whole)) ? 1 : 0;
}

function isCode({ part }, whole) {
  return (part.from ?? "").toLowerCase() === whole && !isArea(part.from);
}
