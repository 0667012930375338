// What in a profile does not go together, or does not do what one might expect: said beside the field, and taken as it stands.

import { placeName } from "./areas.js";
import { many } from "./elements.js";
import { quoted } from "./match_profile.js";
import { foldWhole } from "./match_tables.js";
import { LEVEL_NAMES, MODE_NAMES } from "./roles.js";

/** Returns `{at, says}` for each; `places` are the known ones, or null while they are not. */
export function remarks(profile, { standing }, places) {
  const { background, product, right_to_work: right, must, nice, avoid } = profile;
  const found = [];
  const say = (at, says) => found.push({ at, says });
  if (background.recent_graduate && standing.track === "product") say("background.recent_graduate", "Product experience counts before this.");
  else if (background.recent_graduate && standing.track !== "graduate") {
    say("background.recent_graduate", "With two years or more in an industry you are taken to come from that field.");
  }
  if (background.occupation === null && background.field === null && standing.track === "other") {
    say("background.occupation", "While this is empty, you are taken to come from outside product and the fields beside it.");
  }
  const twice = right.with_visa.filter((code) => right.countries.includes(code));
  if (twice.length) say("right_to_work.with_visa", `You may work in ${twice.map(placeName).join(", ")} without a visa, as said above: that counts.`);
  leftOut("levels", (level) => LEVEL_NAMES[level]);
  leftOut("work_mode", (mode) => MODE_NAMES[mode]);
  leftOut("industries", (industry) => industry);
  const both = (kind) => profile[kind].companies.filter((name) => avoid.companies.map(foldWhole).includes(foldWhole(name)));
  for (const kind of ["must", "nice"]) {
    if (both(kind).length) say("avoid.companies", `${both(kind).map(quoted).join(", ")} is among the companies that you want, too: it is avoided.`);
  }
  if (must.salary && nice.salary && must.salary.currency === nice.salary.currency && nice.salary.least <= must.salary.least) {
    say("nice.salary", "Whatever pays what it must pays this as well.");
  }
  if (must.opened_within_days !== null && nice.opened_within_days >= must.opened_within_days) {
    say("nice.opened_within_days", `Whatever opened within the ${many(must.opened_within_days, "day")} that it must opened within these as well.`);
  }
  if (places) wherever();
  if (product.manage === "no" && nice.levels.concat(must.levels).includes("group")) say("product.manage", "Group roles are told by their reports, and you ask for them.");
  return found;

  /** A nice that no must lets in. */
  function leftOut(name, called) {
    const never = must[name].length ? nice[name].filter((value) => !must[name].includes(value)) : [];
    if (never.length) say(`nice.${name}`, `${never.map(called).join(", ")}: what it must be leaves this out.`);
  }

  function wherever() {
    for (const kind of ["must", "nice"]) {
      const [, unread] = places.read(profile[kind].places);
      if (unread.length) say(`${kind}.places`, `${unread.map(quoted).join(", ")} is not known here as one place, and was left out; take a suggested place, or the country.`);
      if (profile[kind].places.length > 1 && profile[kind].places.some((name) => name.toLowerCase() === "worldwide")) say(`${kind}.places`, "“Worldwide” takes in the others: no place is asked for.");
    }
    const allowed = [...right.countries, ...right.with_visa];
    const wanted = [...new Set(places.read(must.places)[0].map(({ country }) => country))].filter(Boolean);
    const closed = allowed.length && wanted.length <= 3 ? wanted.filter((code) => !allowed.includes(code)) : [];
    if (closed.length) say("must.places", `${closed.map(placeName).join(", ")} is not among the countries in which you may work.`);
  }
}
