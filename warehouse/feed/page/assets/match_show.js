// The answer: which levels to aim for, and what one condition alone ruled out.

import { button, counted, el, plain, roleCount } from "./elements.js";
import { ladder } from "./ladder.js";
import { ODDS } from "./match_advice.js";
import { byLevel } from "./match_reasons.js";
import { LEVEL_NAMES } from "./roles.js";

/** Shows the five levels with their odds, and the notes. */
export function showAdvice(host, advice, tables) {
  const { standing } = advice;
  const notes = [...advice.notes];
  if (standing.industry_from_occupation) notes.push(`Taken from your occupation: the industry you know is ${standing.industry}. Say so above where it is another.`);
  host.replaceChildren(
    el("ol", { class: "chances" }, ...byLevel(advice).map((row) => chanceItem(row, standing, tables))),
    ...(notes.length ? [el("ul", { class: "notes" }, ...notes.map((note) => el("li", {}, plain(note))))] : []),
  );
}

function chanceItem({ level, own, other, same }, { industry }, { advice }) {
  const told = industry !== null && !same ? [[`In ${plain(industry)}`, own], ["Elsewhere", other]] : [["", other]];
  const aim = told.some(([, chance]) => chance.aim);
  const lines = told.map(([where, chance]) => {
    const odds = plain(advice.odds[chance.odds] ?? chance.odds);
    const words = where ? `${where}: ${odds}.` : `${odds.charAt(0).toUpperCase()}${odds.slice(1)}.`;
    return el("p", { "data-odds": chance.odds, "data-whose": chance.whose }, el("strong", { class: ODDS.indexOf(chance.odds) < 2 ? "likely" : "unlikely" }, words), " ", plain(chance.because));
  });
  return el("li", { class: aim ? "aim" : null, "data-level": level }, el("h3", {}, ladder(level), el("span", {}, LEVEL_NAMES[level]), aim && el("span", { class: "tag" }, "aim for this")), ...lines);
}

/** Shows which skills the roles that fit ask for beyond those of the profile, and the kind of course that builds each. */
export function showSkills(host, missing, fits, { courses }) {
  const rows = courses.skill.filter(({ skill }) => missing.get(skill) > 0);
  host.hidden = rows.length === 0;
  host.replaceChildren(
    el("h3", {}, "Skills to build"),
    el(
      "ul",
      { class: "notes" },
      ...rows.map(({ skill, name, means, kind, course }) =>
        el("li", { "data-skill": skill }, el("strong", {}, plain(name)), ` (${plain(means)}): ${counted(missing.get(skill))} of the ${roleCount(fits)} that fit ${missing.get(skill) === 1 ? "asks" : "ask"} for it, and your profile does not show it. `, `${plain(kind).charAt(0).toUpperCase()}${plain(kind).slice(1)} builds it, such as ${plain(course)}.`),
      ),
    ),
    el("p", { class: "quiet" }, plain(courses.note)),
  );
}

/** Says how many roles were looked at, and what became of them; the parts add up. */
export function sums(found, all) {
  const almost = [...found.almost.values()].reduce((sum, rows) => sum + rows.length, 0);
  return `${roleCount(all)} were looked at: ${counted(found.fits.length)} fit, ${counted(almost)} ${almost === 1 ? "is" : "are"} ruled out by one condition alone, ${counted(found.several)} by more than one.`;
}

/**
 * Shows the roles that one condition alone rules out, by condition. `open` holds the conditions that are open; `list(host, rows)` shows roles;
 * `letGo(condition)` takes one out.
 */
export function showAlmost(host, found, { conditions }, { open, list, letGo }) {
  const groups = [...found.almost].filter(([, rows]) => rows.length).sort(([, left], [, right]) => right.length - left.length);
  if (!groups.length) return host.replaceChildren(el("p", { class: "quiet" }, "No role is ruled out by one condition alone."));
  return host.replaceChildren(
    ...groups.map(([condition, rows]) => {
      const inside = el("div", {});
      const name = plain(conditions[condition] ?? condition);
      const details = el("details", { "data-condition": condition, open: open.has(condition) }, el("summary", {}, `But for its ${name}: `, el("strong", {}, roleCount(rows.length))), inside);
      const fill = () => inside.childElementCount || list(inside, rows, button("Let this go", () => letGo(condition), { "aria-label": `Let this go: ${name}` }));
      details.addEventListener("toggle", () => {
        if (details.open) open.add(condition);
        else open.delete(condition);
        if (details.open) fill();
      });
      if (details.open) fill();
      return details;
    }),
  );
}

/** Returns what to say of conditions that were let go and are no wish of the form. */
export function lettingGo(letGo, { conditions }, takeBack) {
  return [...letGo].map((condition) =>
    el("p", {}, `Let go for now: the ${plain(conditions[condition] ?? condition)}. It is no part of the saved profile. `, button("Ask for it again", () => takeBack(condition))),
  );
}

