// The page that matches: reads the feed, takes a profile, and shows what it comes to. Nothing of the profile leaves the page.

import { announce } from "./announce.js";
import { button, counted, el, roleCount } from "./elements.js";
import { FeedError, Publication, readSummary } from "./feed.js";
import { showDateline } from "./freshness.js";
import { advise } from "./match_advice.js";
import { match } from "./match_find.js";
import { makeForm, sentence } from "./match_form.js";
import { forget, keep, kept, load, save } from "./match_keep.js";
import { makeCards } from "./match_list.js";
import { KnownPlaces } from "./match_places.js";
import { compact, entriesOf, readProfile } from "./match_profile.js";
import { remarks } from "./match_remarks.js";
import { lettingGo, showAdvice, showAlmost, showSkills, sums } from "./match_show.js";
import { foldedTitles } from "./match_states.js";
import { readTables } from "./match_tables.js";
import { asked, SKILLS } from "./match_wishes.js";

const PAGE = 20;
const TYPING = 200; // milliseconds without a letter, after which it is matched
const part = (id) => document.getElementById(id);

let tables = null;
let publication = null;
let places = null;
let form = null;
let entries = {}; // what the form holds, as it stands
let read = null; // {profile, problems}
let loaded = []; // what was wrong with a file, or what is kept
let now = null; // {roles, groups, found, profile, advice, tables}
let shown = PAGE;
let waiting = 0; // the timer that matches when nothing more is typed
let beginning = null; // a promise, while a newer night is looked for
const letGo = new Set(); // conditions of the person's own that are let go for now
const open = new Set(); // conditions whose roles are looked at

const { card, showSome } = makeCards(() => ({ ...now, publication, beginAgain }));

// --- reading

async function start(fresh = false) {
  part("instead").replaceChildren(el("p", { class: "quiet" }, "Reading the feed …"));
  try {
    const summary = await readSummary(fresh);
    tables = await readTables(summary.matching_path, fresh);
    publication = new Publication(summary);
    showDateline(part("dateline"), summary);
  } catch (error) {
    return notReadable(error, () => start(true));
  }
  begin();
  return readRoles();
}

function begin() {
  if (form === null) {
    form = makeForm(part("fields"), enter, tables);
    takeKept();
  }
  part("profile").hidden = false;
  form.show(entries);
}

async function readRoles() {
  const mine = publication;
  const { summary, roles } = mine;
  part("progress").hidden = false;
  part("instead").replaceChildren();
  try {
    while (!mine.complete) {
      mine.askAhead();
      await mine.readNext();
      if (mine !== publication) return;
      foldedTitles(roles); // while the next file is under way
      part("progress-bar").max = summary.roles;
      part("progress-bar").value = roles.count;
      part("progress-text").textContent = `${counted(roles.count)} of ${roleCount(summary.roles)} read`;
    }
  } catch (error) {
    if (mine !== publication || (await beginAgain(error))) return;
    notReadable(error, readRoles);
  }
  part("progress").hidden = true;
  places = new KnownPlaces(roles);
  form.know(places, roles);
  refresh();
  part("main").dataset.read = publication.complete ? "all" : "part";
}

/** Begins with the night that took this one's place, where the error comes of that; returns whether it does. Many may ask at a time. */
function beginAgain(error) {
  if (!error.gone) return false;
  beginning ??= beginWithNewer().finally(() => (beginning = null));
  return beginning;
}

async function beginWithNewer() {
  const { index } = await readSummary(true).catch(() => publication.summary);
  if (JSON.stringify(index) === JSON.stringify(publication.summary.index)) return false;
  start(true); // not waited for: what it reads may be gone again, and asks the same
  return true;
}

function notReadable(error, again) {
  part("progress").hidden = true;
  const why = error instanceof FeedError ? error.message : "Something in it is not as it should be.";
  const some = publication?.roles.count ? ` ${roleCount(publication.roles.count)} of ${counted(publication.summary.roles)} were read, the newest.` : "";
  part("instead").replaceChildren(
    el("div", { class: "instead error", role: "alert" }, el("h3", {}, "The feed could not be read"), el("p", {}, `${why}${some} What you entered stays.`), el("p", {}, button("Try again", again))),
  );
}

// --- the profile

/** Takes what was entered at "must.places". */
function enter(at, value, typing = false) {
  const names = at.split(".");
  if (names.length === 1) entries[at] = value;
  else entries[names[0]] = { ...entries[names[0]], [names[1]]: value };
  form.show(entries, typing);
  shown = PAGE;
  clearTimeout(waiting);
  if (typing) waiting = setTimeout(refresh, TYPING, true);
  else refresh(true);
}

/** Takes a whole profile, as a file or this browser has it, and says what of it could not be read. */
function take(stated, where) {
  const { problems } = readProfile(stated, tables);
  entries = entriesOf(stated);
  loaded = problems.filter(({ at }) => !at.includes("."));
  letGo.clear();
  shown = PAGE;
  form.show(entries);
  refresh(true);
  part("kept-says").replaceChildren(where, ...(problems.length ? [` ${problems.length} of its entries could not be taken as they are: `] : []), ...loaded.map(({ says }) => el("span", {}, sentence(says), " ")));
}

function takeKept() {
  const found = kept();
  part("keep").checked = found !== null && !found.broken;
  if (found?.broken) part("kept-says").textContent = "What this browser kept could not be read.";
  else if (found) take(found.stated, "This is what this browser keeps.");
}

part("keep").addEventListener("change", () => {
  if (!part("keep").checked) {
    forget();
    part("kept-says").textContent = "This browser keeps nothing any more.";
  } else if (keep(compact(read?.profile ?? readProfile(entries, tables).profile))) {
    part("kept-says").textContent = "Kept in this browser alone, until you take the tick away.";
  } else {
    part("keep").checked = false;
    part("kept-says").textContent = "This browser lets no page keep anything. Save it as a file instead.";
  }
});

part("save").addEventListener("click", () => save(compact(readProfile(entries, tables).profile)));

part("load").addEventListener("change", async () => {
  const [file] = part("load").files;
  part("load").value = "";
  if (!file) return;
  try {
    take(await load(file), "Loaded.");
  } catch (error) {
    part("kept-says").textContent = `Not loaded. ${error.message}`;
  }
});

part("clear").addEventListener("click", () => {
  forget();
  part("keep").checked = false;
  take({}, "Cleared, and nothing is kept.");
});

part("profile").addEventListener("submit", (event) => event.preventDefault());
part("profile").addEventListener("focusout", () => setTimeout(sayWhatIsWrong));

/** Does it say anything? Of an empty form nothing is concluded. */
function isStated(profile) {
  return Object.keys(compact(profile)).some((name) => name !== "name");
}

function sayWhatIsWrong() {
  if (read === null) return;
  const said = read.problems.map((one) => ({ ...one, wrong: true }));
  form.say(isStated(read.profile) ? [...said, ...remarks(read.profile, advise(read.profile, tables), places)] : said);
}

// --- the answer

/** Matches anew, and shows what it comes to. `say` tells screen readers how many fit. */
function refresh(say = false) {
  clearTimeout(waiting);
  read = readProfile(entries, tables);
  const { profile } = read;
  if (part("keep").checked) keep(compact(profile));
  sayWhatIsWrong();
  const stated = isStated(profile);
  part("to-results").textContent = "Show what fits";
  part("answer").hidden = !stated || places === null;
  part("empty").hidden = stated || places === null;
  if (!stated || places === null) return;
  const advice = advise(profile, tables);
  const groups = asked(profile, advice, places, tables);
  const { roles, summary } = publication;
  const began = performance.now();
  const found = match(roles, groups, tables, summary.night, letGo);
  performance.measure("match", { start: began });
  now = { roles, groups, found, profile, advice, tables };
  showAdvice(part("advice"), advice, tables);
  showSkills(part("skills"), missingSkills(), found.fits.length, tables);
  part("looked-at").textContent = sums(found, roles.count);
  part("let-go").replaceChildren(...lettingGo(letGo, tables.words, takeBack));
  showFits();
  showAlmost(part("almost"), found, tables.words, { open, list: showSome, letGo: letThisGo });
  if (say) announce(`${roleCount(found.fits.length)} fit`);
}

/** How many of the roles that fit ask for each skill that the profile does not show. */
function missingSkills() {
  const counts = new Map(SKILLS.map((skill) => [skill, 0]));
  for (const group of now.groups) {
    if (!counts.has(group.condition)) continue;
    for (const row of now.found.fits) if (now.found.stateOf(group, row) === "unmet") counts.set(group.condition, counts.get(group.condition) + 1);
  }
  return counts;
}

function showFits() {
  const { fits } = now.found;
  part("to-results").textContent = `Show what fits (${counted(fits.length)})`;
  part("fits-heading").textContent = fits.length === 1 ? "1 role fits" : `${roleCount(fits.length)} fit`;
  part("entries").replaceChildren(...Array.from(fits.subarray(0, shown), card));
  part("none").hidden = fits.length > 0;
  part("more").hidden = fits.length <= shown;
  part("more").textContent = `Show ${Math.min(PAGE, fits.length - shown)} more`;
}

part("more").addEventListener("click", () => {
  const from = shown;
  shown += PAGE;
  part("entries").append(...Array.from(now.found.fits.subarray(from, shown), card));
  part("more").hidden = now.found.fits.length <= shown;
  part("more").textContent = `Show ${Math.min(PAGE, now.found.fits.length - shown)} more`;
  part("entries").children[from].querySelector("a").focus();
});

/** Takes a must out of the form; what comes of the person and not of a wish is let go for now. */
function letThisGo(condition) {
  if (condition === "level" && read.profile.must.levels.length) drop("must", "levels");
  else if (condition === "avoid_companies") drop("avoid", "companies");
  else if (condition in read.profile.must) drop("must", condition);
  else letGo.add(condition);
  open.delete(condition);
  form.show(entries);
  refresh(true);
  part("fits-heading").focus();
}

function drop(of, name) {
  entries[of] = { ...entries[of], [name]: undefined };
}

function takeBack(condition) {
  letGo.delete(condition);
  refresh(true);
  part("fits-heading").focus();
}

part("main").hidden = false;
start();
