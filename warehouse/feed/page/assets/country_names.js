// What people also call countries, beside the names that the browser knows: short, in their own languages, or as they once were.

const OTHER_NAMES = {
  AE: "UAE, Emirates",
  AT: "Österreich",
  BE: "België, Belgique",
  BR: "Brasil",
  CH: "Schweiz, Suisse, Svizzera",
  CI: "Ivory Coast",
  CN: "PRC, Mainland China",
  CZ: "Czech Republic, Česko",
  DE: "Deutschland",
  DK: "Danmark",
  ES: "España",
  FI: "Suomi",
  GB: "UK, U.K., Great Britain, Britain, England, Scotland, Wales, Northern Ireland",
  GR: "Hellas",
  HR: "Hrvatska",
  IE: "Republic of Ireland, Éire",
  IN: "Bharat",
  IT: "Italia",
  KR: "Korea, Republic of Korea",
  MM: "Burma",
  NL: "Holland, The Netherlands, Nederland",
  NO: "Norge",
  PL: "Polska",
  RU: "Russian Federation",
  SA: "KSA",
  SE: "Sverige",
  TR: "Turkey, Türkiye",
  US: "USA, U.S., U.S.A., America, United States of America",
  VN: "Viet Nam",
};

/** Returns what else a country is called; nothing for most. */
export function otherNames(code) {
  return Object.hasOwn(OTHER_NAMES, code) ? OTHER_NAMES[code].split(", ") : [];
}
