// The places that profiles name, as far as the roles tell them apart: countries and areas all, regions and cities where an open role names them.

import { AREAS, countriesOf, placeName } from "./areas.js";
import { otherNames } from "./country_names.js";
import { plain } from "./elements.js";
import { fold } from "./words.js";

const WORLD = "Worldwide";
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const NO_COUNTRIES = ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]; // for which browsers have a name, too
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter((code) => {
  return placeName(code) !== code && new Intl.Locale(`und-${code}`).region === code && !NO_COUNTRIES.includes(code);
});
const COUNTRIES = new Map(CODES.flatMap((code) => [placeName(code), ...otherNames(code)].map((name) => [fold(name), code])));
for (const region of ["England", "Scotland", "Wales", "Northern Ireland"]) COUNTRIES.delete(fold(region));

/** Returns the code of a country's name or code, or null. */
export function countryCode(text) {
  const code = text.trim().toUpperCase();
  return CODES.includes(code) ? code : (COUNTRIES.get(fold(text)) ?? null);
}

/** Returns the name of an area that profiles may name, as it is written here, or null. */
function areaCalled(text) {
  return [WORLD, ...AREAS].find((name) => name.toLowerCase() === text.trim().toLowerCase()) ?? null;
}

/** The places of the roles that were read. */
export class KnownPlaces {
  constructor(roles) {
    this.places = new Map(); // by what they are written as in a profile
    const add = (city, region, country) => {
      const name = written(city, region, country);
      if (!this.places.has(name)) this.places.set(name, { city, region, country });
    };
    for (const code of CODES) add(null, null, code);
    for (const [city, region, country] of roles.placesRead) {
      if (!country || !/^[A-Z]{2}$/.test(country)) continue; // a city whose country is not told may be anywhere
      if (region) add(null, region, country);
      if (city) add(city, region, country);
    }
    this.byName = new Map();
    for (const [name, place] of this.places) {
      const key = fold(name);
      this.byName.set(key, [...(this.byName.get(key) ?? []), place]);
    }
    this.roles = roles;
  }

  /** Returns `[places, unread]`: what these names mean, and those that are not known; none where one is the whole world, which asks nothing. */
  read(names) {
    const meant = names.map((name) => this.meant(name));
    const everywhere = names.some((name) => areaCalled(name) === WORLD);
    return [everywhere ? [] : meant.flat().filter(Boolean), names.filter((_, at) => meant[at] === null)];
  }

  /** Returns the places that a profile's word for one means, an area each of its countries; null where it is not known, or may mean several. */
  meant(text) {
    const area = areaCalled(text);
    if (area) return area === WORLD ? [] : [...countriesOf(area)].map((country) => ({ city: null, region: null, country }));
    const code = countryCode(text);
    if (code) return [{ city: null, region: null, country: code }];
    const whole = this.byName.get(fold(text));
    if (whole) return whole.length === 1 ? whole : null;
    const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
    const country = parts.length > 1 ? countryCode(parts.at(-1)) : null;
    const [name, region] = country ? parts.slice(0, -1) : parts;
    if (!name || parts.length > 3) return null;
    const fits = [...this.places.values()].filter((place) => (!country || place.country === country) && isCalled(place, name, region));
    const cities = fits.filter((place) => place.city !== null);
    const likely = cities.length ? cities : fits;
    if (likely.length === 1) return likely;
    if (likely.length > 1 || !country) return null;
    return [{ city: name, region: region ?? null, country }];
  }

  /** Returns a place's name for people. */
  called(text) {
    const places = this.meant(text);
    return places?.length === 1 ? shown(places[0]) : plain(text);
  }

  /** Returns every place that can be chosen, each with the names it goes by, folded; the one with the most roles first. `list` is where it goes. */
  choices(list, countriesOnly) {
    if (this.roles.placesReadOf.used !== this.countedAt) this.#count();
    const one = (name, kind, text, others = []) => {
      const names = [text, ...others].map(fold);
      return { part: { [list]: name }, kind, name: text, names, text: names.map((known) => ` ${known}`).join(""), total: this.totals.get(name) ?? 0 };
    };
    const made = [];
    for (const [name, place] of this.places) {
      const kind = place.city ? "city" : place.region ? "region" : "country";
      if (kind === "country") made.push(one(name, kind, shown(place), [name, ...otherNames(name)]));
      else if (!countriesOnly) made.push(one(name, kind, shown(place)));
    }
    if (!countriesOnly) made.push(...[WORLD, ...AREAS].map((name) => one(name, "area", name)));
    return made.sort((left, right) => right.total - left.total || (left.text < right.text ? -1 : 1));
  }

  #count() {
    this.totals = new Map();
    this.countedAt = this.roles.placesReadOf.used;
    const byNumber = new Int32Array(this.roles.placesRead.length);
    for (let at = 0; at < this.countedAt; at += 1) byNumber[this.roles.placesReadOf.values[at]] += 1;
    this.roles.placesRead.forEach(([city, region, country], number) => {
      const names = new Set([written(null, null, country), region && written(null, region, country), city && written(city, region, country)]);
      for (const name of names) if (name) this.totals.set(name, (this.totals.get(name) ?? 0) + byNumber[number]);
    });
  }
}

function isCalled(place, name, region) {
  if (place.city !== null) return fold(place.city) === fold(name) && (region === undefined || fold(place.region ?? "") === fold(region));
  return place.region !== null && region === undefined && fold(place.region) === fold(name);
}

/** How a profile writes a place, so that it is read again as the same one, here and by the command line. */
function written(city, region, country) {
  return [city, region, country].filter(Boolean).map(plain).join(", ");
}

function shown({ city, region, country }) {
  return [city, region !== city && region, placeName(country)].filter(Boolean).map(plain).join(", ");
}
