// What is no single place but says where one may work from. The names are those that are published for `applicant_location`
// (extractors/tables/places.toml); their countries follow the United Nations' M49 regions, and the bodies that are named (EU, EEA, GCC).
// Where usage differs, the narrower: "North America" is the United States and Canada.

const MEMBERS = {
  "Northern Europe": "DK EE FI FO GB GG IE IM IS JE LT LV NO SE",
  "Western Europe": "AT BE CH DE FR LI LU MC NL",
  "Southern Europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
  "Eastern Europe": "BG BY CZ HU MD PL RO RU SK UA",
  "Central Europe": "AT CH CZ DE HU LI PL SI SK",
  Europe: "@Northern Europe, @Western Europe, @Southern Europe, @Eastern Europe, CY",
  EU: "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
  EEA: "@EU, IS LI NO",
  CEE: "AL BA BG CZ EE HR HU LT LV ME MK PL RO RS SI SK XK",
  DACH: "DE AT CH",
  Nordics: "DK FI FO IS NO SE",
  Baltics: "EE LT LV",
  Benelux: "BE LU NL",
  Iberia: "ES PT",
  "UK and Ireland": "GB IE",
  GCC: "AE BH KW OM QA SA",
  "Middle East": "@GCC, EG IL IQ IR JO LB PS SY TR YE",
  MENA: "@Middle East, DZ LY MA TN",
  Africa:
    "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW",
  EMEA: "@Europe, @Middle East, @Africa",
  "Southeast Asia": "BN ID KH LA MM MY PH SG TH TL VN",
  ANZ: "AU NZ",
  Oceania: "@ANZ, FJ FM KI MH NR PG PW SB TO TV VU WS",
  Asia: "@Southeast Asia, @GCC, AF AM AZ BD BT CN CY GE HK IL IN IQ IR JO JP KG KP KR KZ LB LK MN MO MV NP PK PS SY TJ TM TR TW UZ YE",
  APAC: "@Southeast Asia, @Oceania, BD BT CN HK IN JP KR LK MN MO MV NP PK TW",
  "North America": "US CA",
  "Central America": "BZ CR GT HN NI PA SV",
  "South America": "AR BO BR CL CO EC GF GY PE PY SR UY VE",
  Caribbean: "AG AW BB BS CU CW DM DO GD HT JM KN KY LC PR TT VC",
  LATAM: "@South America, @Central America, MX CU DO PR",
  Americas: "@North America, @LATAM, @Caribbean, BM GL",
};

/** The names of all areas but the whole world. */
export const AREAS = Object.keys(MEMBERS);

const expanded = new Map();

/** Returns the countries of an area, or of a country; null for what is neither. */
export function countriesOf(name) {
  if (/^[A-Z]{2}$/.test(name) && name !== "EU") return new Set([name]);
  if (!Object.hasOwn(MEMBERS, name)) return null;
  if (!expanded.has(name)) {
    const parts = MEMBERS[name].split(", ");
    const codes = parts.flatMap((part) => (part.startsWith("@") ? [...countriesOf(part.slice(1))] : part.split(" ")));
    expanded.set(name, new Set(codes));
  }
  return expanded.get(name);
}

/** Is the name one whose countries are known, or the whole world? */
export function isArea(name) {
  return name === "Worldwide" || Object.hasOwn(MEMBERS, name);
}

/** May somebody who is at `wanted` take a role for people at `stated`? Both are countries, parts of them ("US-CA") or areas. */
export function covers(stated, wanted) {
  if (stated === wanted || stated === "Worldwide") return true;
  if (wanted === "Worldwide") return false;
  const wide = countriesOf(stated);
  const narrow = countriesOf(/^[A-Z]{2}-/.test(wanted) ? wanted.slice(0, 2) : wanted);
  return wide !== null && narrow !== null && [...narrow].every((code) => wide.has(code));
}

const NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** Returns what people call a country, a part of one or an area: "Sweden", "United States (CA)", "Europe". */
export function placeName(code) {
  if (isArea(code) || !/^[A-Z]{2}(?:-\w{1,3})?$/.test(code)) return code;
  const country = NAMES.of(code.slice(0, 2));
  return code.length === 2 ? country : `${country} (${code.slice(3)})`;
}
