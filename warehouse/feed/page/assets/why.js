// A role opened: the sentences its level rests on, how sure that is, what it is otherwise about, and where to go from here.

import { placeName } from "./areas.js";
import { marked, specialtyName } from "./card.js";
import { dayElement, duration, el, linkHere, linkOut, plain, theirs } from "./elements.js";
import { EMPLOYMENT } from "./employment.js";
import { payInWords } from "./pay.js";
import { LEVEL_NAMES, MODE_NAMES } from "./roles.js";

const SECTIONS = {
  title: "In the title",
  duties: "In what you would do",
  requirements: "In what they ask for",
  preferred: "In what they would like to see",
  company: "In what the employer says of itself",
  benefits: "Among the benefits",
  compensation: "In what they say of pay",
  legal: "In the legal notes",
  unknown: "In the posting",
};
const CONTEXTS = {
  negated: "Not counted: the posting says that this is not so.",
  other_person: "Not counted: this is about somebody else.",
  prospective: "Not counted: this may come later.",
  prior: "Not counted: this is experience they ask for, not the job.",
};
const YEARS_IN = {
  product: "product management",
  technology: "technical work",
  analytics: "analytics",
  design: "design",
  research: "research",
  business: "business or project work",
};
const STUDIES = { enrolled: "People who are enrolled in studies", recent: "People who have just finished their studies" };
const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });
// Sources whose terms ask for words of their own in the link to the posting (link_back in warehouse/feed/words.toml).
export const LINK_BACK = { adzuna: "Jobs by Adzuna" };

/** Returns `{nodes, explain}`: what stands in an opened card, and what adds to it, once levels.json is there, what that says of the level. */
export function whyPanel(role, words) {
  const meaning = el("span", {});
  const advice = el("div", { class: "advice" });
  const nodes = [
    el("h4", {}, role.evidence.length ? "What it rests on" : "No sentence speaks for a level"),
    role.evidence.length
      ? el("ul", { class: "evidence" }, ...role.evidence.map((row) => evidence(row, words)))
      : el("p", {}, "The title has no level word and the text says little of it: an unqualified “Product Manager” is where everything starts."),
    el("h4", {}, "How sure this is"),
    ...confidence(role, meaning),
    ...details(role),
    advice,
    links(role),
    el("p", { class: "quiet" }, "Read from ", theirs("span", role.source_name ?? role.source), role.aggregator ? ", a job site." : "."),
  ];
  const explain = ({ levels, confidence: { words: sure, meaning: generally } }) => {
    meaning.textContent = ` ${plain(sure.find((one) => one.word === role.sure)?.means ?? generally)}`;
    const { how_to: howTo } = levels.find((one) => one.level === role.level) ?? {};
    if (!howTo?.length) return;
    advice.replaceChildren(
      el("h4", {}, "How to get such a role"),
      el("ul", { class: "how-to" }, ...howTo.map((line) => el("li", {}, plain(line)))),
      el("p", { class: "what" }, linkHere(`#level-${role.level}`, {}, `What “${LEVEL_NAMES[role.level]}” means`)),
    );
  };
  return { nodes, explain };
}

function evidence(row, words) {
  const remark = CONTEXTS[row.context];
  return el(
    "li",
    { class: remark ? "uncounted" : null },
    el("span", { class: "section" }, SECTIONS[row.section] ?? SECTIONS.unknown),
    el("blockquote", {}, el("mark", { dir: "auto", class: "quote" }, ...marked(row.quote, words))),
    remark && el("p", { class: "remark" }, remark),
  );
}

function confidence(role, meaning) {
  const lines = [];
  if (role.correction) {
    lines.push(
      el("p", { class: "correction" }, el("strong", {}, "Corrected by a person"), " on ", dayElement(role.correction.made_on), ": ", theirs("span", role.correction.reason)),
    );
  } else {
    const word = plain(role.sure);
    lines.push(el("p", {}, el("strong", {}, word.charAt(0).toUpperCase() + word.slice(1)), ` (confidence ${role.confidence.toFixed(2)}).`, meaning));
  }
  if (role.unclear) lines.push(el("p", {}, `The verdict is ${plain(role.verdict)}, the likelier first.`));
  else if (role.runner_up) lines.push(el("p", {}, `The next likeliest: ${LEVEL_NAMES[role.runner_up] ?? plain(role.runner_up)}.`));
  if (role.conflict) lines.push(el("p", { class: "remark" }, "The employer’s own level word and the text disagree: read both before you decide."));
  return lines;
}

function details(role) {
  const rows = [
    ["Work", [MODE_NAMES[role.work_mode] ?? "Not stated", ...role.employment_types.map((type) => EMPLOYMENT[type]).filter(Boolean)].join(", ")],
    ["In the posting’s words", role.work_mode_text],
    ["Places", role.places.join("; ")],
    ["May work from", role.applicant_location.map((code) => placeName(plain(code))).join(", ")],
    ["Salary", role.salary && salary(role.salary)],
    ["Experience", role.min_years > 0 && `${duration(role.min_years)} or more${role.years_are_pm ? " of product management" : fields(role.years_in ?? [])}`],
    ["Languages asked for", (role.languages ?? []).map(({ language }) => /^[a-z]{2}$/.test(language) ? LANGUAGES.of(language) : plain(language)).join(", ")],
    ["Knowledge asked for", (role.knowledge ?? []).map(({ name }) => plain(name)).join("; ")],
    ["Meant for", STUDIES[role.studies?.stated]],
    ["Specialties", role.specialties.map(specialtyName).join(", ")],
    ["Until", role.valid_through && dayElement(role.valid_through)],
  ].filter(([, said]) => said);
  return [
    el("h4", {}, "The role"),
    el("dl", {}, ...rows.flatMap(([term, said]) => [el("dt", {}, term), typeof said === "string" ? theirs("dd", said) : el("dd", {}, said)])),
  ];
}

function fields(names) {
  const known = names.map((name) => YEARS_IN[name]).filter(Boolean);
  return known.length ? ` of experience in ${known.join(" or ")}` : "";
}

function salary({ text, min, max, year_min: low, year_max: high, currency, unit, from_text: fromText }) {
  const yearly = payInWords(low && Math.round(low), high && Math.round(high), plain(currency), "YEAR");
  const stated = plain(text) || payInWords(min, max, plain(currency), unit);
  if (!stated && !yearly) return null;
  const parts = [el("bdi", {}, stated || yearly)];
  if (stated && yearly && unit !== "YEAR") parts.push(` (${yearly})`);
  if (fromText) parts.push(", as the posting’s text says");
  return el("span", {}, ...parts);
}

function links(role) {
  const about = `: ${plain(role.title)}, ${plain(role.company)}`;
  const hidden = () => el("span", { class: "unseen" }, about);
  // Who asks for a link back gets it, named, and for search engines to follow.
  const posting = role.attribution ? (Object.hasOwn(LINK_BACK, role.source) ? LINK_BACK[role.source] : `The posting on ${plain(role.source_name)}`) : "The posting";
  return el(
    "p",
    { class: "links" },
    role.apply_url && linkOut(role.apply_url, { class: "apply" }, "Apply", hidden()),
    role.url && (role.attribution || role.url !== role.apply_url) && linkOut(role.url, { rel: "noopener" }, posting, hidden()),
    linkHere(`roles/${role.id}.html`, {}, "This role’s own page", hidden()),
  );
}
