// The page: reads the feed, keeps the choice in the address, and shows what it finds.

import { nothingChosen, readAddress, withoutAbsent, writeAddress } from "./address.js";
import { announce } from "./announce.js";
import { activeFilters, showChips } from "./chips.js";
import { counted, dayInWords, el, roleCount } from "./elements.js";
import { makeFacets } from "./facets.js";
import { FeedError, Publication, readSummary } from "./feed.js";
import { labelFilters } from "./filters_button.js";
import { find } from "./find.js";
import { showFollow } from "./follow.js";
import { showDateline, showSources } from "./freshness.js";
import { asksForLevel, explainLevels, goToLevel, readLevels, rememberPlace } from "./level_texts.js";
import { newNight, noRoles, notKnown, notOpen, nothingFound, notReadable, partlyReadable } from "./notices.js";
import { fillPanel } from "./panel.js";
import { makeList } from "./results.js";
import { showSort } from "./sort_box.js";
import { searchWords } from "./words.js";

const PAGE = 20;
const part = (id) => document.getElementById(id);

let publication = null;
let choice = nothingChosen();
let unknown = [];
let shown = PAGE;
let found = null;
let pinned = ""; // the id of a role that the address names, until something else is chosen
let notices = {}; // by kind, at most one each
let typing = 0; // the timer that writes what is typed into the address
let reading = 0; // counts the beginnings, so that what an older one brings is left

const list = makeList(part("entries"), part("pinned"), toggleRole);
const updateFacets = makeFacets(part("facets"), choose);

// --- the choice and its address

/** Changes the choice, as by a click: a step in the browser's history, or the step it is at, where that is `again` the same field's. */
function choose(change, again = false) {
  const closes = Object.keys(change).some((name) => name !== "role" && name !== "sort");
  choice = { ...choice, ...(closes ? { role: "" } : {}), ...change };
  if ("q" in change) part("q").value = choice.q;
  pinned = "";
  shown = PAGE;
  if (again) note();
  else step();
  refresh(true);
}

/** Writes the choice into the address, as a step in the browser's history. */
function step() {
  clearTimeout(typing);
  history.pushState({ shown }, "", address());
}

/** Writes the choice into the address of this step. */
function note() {
  clearTimeout(typing);
  history.replaceState({ shown }, "", address());
}

function address() {
  return location.pathname + writeAddress(choice);
}

function takeAddress() {
  [choice, unknown] = readAddress(location.search);
  shown = Math.max(PAGE, Number(history.state?.shown ?? shown)); // a link within the page has no state, and changes nothing
  pinned = choice.role;
  part("q").value = choice.q;
  delete notices.unknown;
  delete notices.role;
  sayUnknown();
}

function sayUnknown() {
  if (!unknown.length) return;
  notices.unknown = notKnown(unknown, () => dismiss("unknown"));
  announce(notices.unknown.textContent);
}

function dismiss(kind) {
  delete notices[kind];
  part("notices").replaceChildren(...Object.values(notices));
  part("results-heading").focus();
}

function clear() {
  choose({ ...nothingChosen(), sort: choice.sort });
  part("results-heading").focus();
}

// --- reading

async function start(fresh = false) {
  const mine = (reading += 1);
  part("instead").replaceChildren(el("p", { class: "quiet" }, "Reading the feed …"));
  try {
    const summary = await readSummary(fresh);
    rememberPlace();
    if (asksForLevel()) showLevels(summary);
    const begun = new Publication(summary);
    if (begun.summary.index.length) await begun.readNext();
    if (mine !== reading) return;
    const newer = publication && begun.summary.sequence !== publication.summary.sequence;
    publication = begun;
    if (begun.complete) dropAbsent();
    delete notices.part;
    if (newer) notices.night = newNight(dayInWords(publication.summary.night));
    showDateline(part("dateline"), publication.summary);
    showSources(part("sources-body"), publication.summary);
  } catch (error) {
    if (mine !== reading) return;
    if (error instanceof FeedError && error.gone && !fresh) return start(true);
    showError(error);
    return;
  }
  refresh(true);
  performance.mark("first roles");
  part("main").dataset.read = "first";
  if (asksForLevel()) goToLevel();
  else showLevels(publication.summary);
  await readRest(mine);
}

function showLevels(summary) {
  explainLevels(part("levels-body"), summary.levels_path);
}

async function readRest(mine) {
  const read = publication;
  try {
    while (!read.complete) {
      read.askAhead();
      if (!waitedFor()) await idle();
      await read.readNext();
      if (mine !== reading) return;
      if (read.complete) dropAbsent();
      refresh(read.complete && waitedFor());
    }
    performance.mark("all roles");
    part("main").dataset.read = "all";
  } catch (error) {
    if (mine !== reading) return;
    if (await beginAgain(error)) return;
    notices.part = partlyReadable(error, read.roles.count, counted(read.summary.roles), () => readOn(mine));
    refresh();
  }
}

/** Reads on, as somebody asked for it; what they pressed goes. */
function readOn(mine) {
  delete notices.part;
  refresh();
  part("results-heading").focus();
  readRest(mine);
}

function tryAgain() {
  start(true);
  part("results-heading").focus();
}

/** Begins with the night that took this one's place, where the error comes of that; returns whether it does. */
async function beginAgain(error) {
  if (!error.gone) return false;
  const { index } = await readSummary(true).catch(() => publication.summary);
  if (JSON.stringify(index) === JSON.stringify(publication.summary.index)) return false;
  pinned = choice.role;
  await start(true);
  return true;
}

/** Is the whole index waited for? Else it is read in the pauses. */
function waitedFor() {
  return activeFilters(choice).length > 0 || choice.sort !== "newest" || choice.role !== "";
}

function idle() {
  return new Promise((resolve) => (window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 1000 }) : setTimeout(resolve, 50)));
}

function dropAbsent() {
  const [kept, absent] = withoutAbsent(choice, publication.roles);
  if (writeAddress(kept) === writeAddress(choice)) return;
  choice = kept;
  unknown.push(...absent);
  sayUnknown();
  note();
}

function showError(error) {
  part("entries").replaceChildren();
  part("instead").replaceChildren(notReadable(error instanceof FeedError ? error : new FeedError("Something in it is not as it should be."), tryAgain));
  part("results-heading").textContent = "Roles";
  part("more").hidden = true;
}

// --- showing

/** Finds, and shows what was found. `say` tells screen readers how many. */
function refresh(say = false) {
  if (publication === null) return;
  const { roles, summary, complete } = publication;
  const began = performance.now();
  found = find(roles, choice, summary.night);
  performance.measure("find", { start: began });
  const filtered = activeFilters(choice).length > 0;
  const total = filtered || complete ? found.rows.length : summary.roles;
  const rows = found.rows.subarray(0, shown);
  const words = searchWords(choice.q);
  const pinnedRow = pinned ? roles.row(pinned) : -1;
  list.show(roles, rows, words, pinnedRow >= 0 && !rows.includes(pinnedRow) ? pinnedRow : -1, summary.sequence);
  if (pinned && pinnedRow < 0 && complete) {
    notices.role = notOpen(pinned, () => dismiss("role"));
    pinned = choice.role = "";
  }
  const soFar = filtered && !complete ? " so far" : "";
  part("results-heading").textContent = filtered ? `${roleCount(total)} found${soFar}` : `${roleCount(total)}`;
  showChips(part("chips"), choice, choose, clear);
  part("notices").replaceChildren(...Object.values(notices));
  part("instead").replaceChildren(...instead(total, complete));
  part("more").hidden = found.rows.length <= shown;
  part("more").textContent = `Show ${Math.min(PAGE, found.rows.length - shown)} more`;
  showFollow(part("follow-choice"), choice);
  showProgress(complete, roles.count, summary.roles);
  showSort(choice.sort, roles, found.counts.currency, complete);
  updateFacets(choice, found, roles, complete);
  const active = activeFilters(choice).length;
  labelFilters(active, total);
  showOpenRole();
  if (say) announce(`${roleCount(total)} found${soFar}, ${counted(rows.length)} shown`);
}

function instead(total, complete) {
  if (total > 0 || !complete) return [];
  return [activeFilters(choice).length ? nothingFound(choice, found.without, looser, clear) : noRoles()];
}

function looser(change) {
  choose(change);
  part("results-heading").focus();
}

function showProgress(complete, read, all) {
  part("progress").hidden = complete || Boolean(notices.part);
  part("progress-bar").max = all;
  part("progress-bar").value = read;
  part("progress-text").textContent = `${counted(read)} of ${counted(all)} roles read`;
}

// --- an open role

function toggleRole(id) {
  choice = { ...choice, role: choice.role === id ? "" : id };
  step();
  showOpenRole();
}

/** Opens the panel of the role in the choice, and closes any other. */
function showOpenRole() {
  for (const other of document.querySelectorAll('.why-button[aria-expanded="true"]')) {
    if (other.getAttribute("aria-controls") !== `why-${choice.role}`) setOpen(other, false);
  }
  const opens = choice.role && list.element(choice.role)?.querySelector(".why-button");
  document.title = opens ? `${list.element(choice.role).querySelector("h3").textContent} · Explore Roles` : "Explore Roles";
  if (opens && opens.getAttribute("aria-expanded") !== "true") {
    setOpen(opens, true);
    const { role } = choice;
    fillPanel(part(`why-${role}`), role, { publication, levels: () => readLevels(publication.summary.levels_path), words: searchWords(choice.q), beginAgain }).then(() => {
      if (pinned === role) list.element(role)?.scrollIntoView({ block: "nearest" });
    });
  }
}

function setOpen(opens, open) {
  opens.setAttribute("aria-expanded", String(open));
  part(opens.getAttribute("aria-controls")).hidden = !open;
}

// --- what people do

part("q").addEventListener("input", () => {
  // The first letter is a step in the history, so that going back ends the search; the others change that step, in a pause, as browsers
  // refuse an address that changes too often.
  const begins = choice.q.trim() === "";
  choice = { ...choice, q: part("q").value, role: "" };
  pinned = "";
  shown = PAGE;
  if (begins && choice.q.trim()) step();
  else {
    clearTimeout(typing);
    typing = setTimeout(note, 250);
  }
  refresh(true);
});

part("search-form").addEventListener("submit", (event) => event.preventDefault());

part("sort").addEventListener("change", () => choose({ sort: part("sort").value }));

part("more").addEventListener("click", () => {
  const first = found.rows[shown];
  shown += PAGE;
  note();
  refresh();
  announce(`${counted(Math.min(shown, found.rows.length))} of ${roleCount(found.rows.length)} shown`);
  list.element(publication.roles.id[first]).querySelector("a").focus();
});

window.addEventListener("popstate", () => {
  clearTimeout(typing);
  takeAddress();
  if (publication?.complete) dropAbsent();
  refresh(true);
});

part("main").hidden = false;
takeAddress();
start();
