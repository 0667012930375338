// A role that was matched: what it is, and what speaks for it and against it.

import { about, dates, verdict, where } from "./card.js";
import { el, linkHere, linkOut, plain, theirs, unseen } from "./elements.js";
import { ladder } from "./ladder.js";
import { payInShort } from "./pay.js";
import { LINK_BACK } from "./why.js";

const HEADINGS = { for: "For it", against: "Against it", unknown: "Not stated, or not plain" };

/**
 * Returns the role as an item of a list. `reasons` are those of match_reasons.js, `points` their sum, `gaps` what skills it asks for beyond
 * the profile's, with the kind of course for each; the posting's own words are put in by `quote`.
 */
export function matchCard(card, reasons, points, gaps) {
  const lists = ["for", "against", "unknown"].map((speaks) => reasons.filter((one) => one.speaks === speaks && one.says !== null));
  const unsaid = reasons.reduce((sum, one) => sum + (one.says === null ? one.points : 0), 0);
  const title = linkHere(`roles/${card.id}.html`, { dir: "auto", class: "headword" }, card.title || "Untitled role");
  return el(
    "li",
    { class: card.stale ? "entry stale" : "entry", "data-role": card.id, "data-points": String(points) },
    el(
      "article",
      { "aria-label": `${card.title}, ${card.company}` },
      el("h3", {}, title),
      el("p", { class: "level" }, ladder(card.level, card), unseen("Level: "), el("span", { class: card.unclear ? "verdict unclear" : "verdict" }, verdict(card))),
      el("p", { class: "employer" }, el("bdi", { class: "company" }, card.company), el("span", { class: "quiet" }, ...about(card, []))),
      el("p", { class: "where" }, ...where(card, [])),
      card.salary && el("p", { class: "salary" }, unseen("Salary: "), theirs("span", payInShort(card.salary))),
      el("div", { class: "reasons" }, ...lists.filter((one) => one.length).map((one) => reasonList(one[0].speaks, one))),
      gaps.length > 0 && el("p", { class: "gaps" }, "To build: ", ...gaps.flatMap((gap, at) => [at ? "; " : "", `${plain(gap.name)}, by ${plain(gap.kind)}`]), "."),
      el("p", { class: "unread quiet", hidden: true }),
      el("div", { class: "foot" }, el("p", { class: "dates" }, ...dates(card)), el("p", { class: "sum" }, `${points} points${unsaid ? `, ${unsaid} of them for what goes without saying` : ""}`)),
      el("p", { class: "links" }, linkHere(`roles/${card.id}.html`, {}, "This role’s own page", unseen(`: ${card.title}, ${card.company}`))),
    ),
  );
}

function reasonList(speaks, reasons) {
  const ordered = saidOnce(reasons).sort((left, right) => right.points - left.points);
  return el("div", { class: `speaks ${speaks}` }, el("h4", {}, HEADINGS[speaks]), el("ul", {}, ...ordered.map(reasonItem)));
}

/** What it must be and would be nice to be comes to the same words: they are said once, and their points added up. */
function saidOnce(reasons) {
  const once = new Map();
  for (const reason of reasons) {
    const same = once.get(reason.says);
    once.set(reason.says, same ? { ...same, kind: `${same.kind} ${reason.kind}`, points: same.points + reason.points } : reason);
  }
  return [...once.values()];
}

function reasonItem({ kind, condition, state, points, says }) {
  return el(
    "li",
    { "data-kind": kind, "data-condition": condition, "data-state": state },
    el("bdi", { class: "says-why" }, plain(says)),
    points > 0 && el("span", { class: "worth" }, " +", String(points), unseen(points === 1 ? " point" : " points")),
  );
}

/** Puts the posting's own words, and where to apply, into the card of a role that was read in full. */
export function quote(item, role, quotes) {
  for (const one of item.querySelectorAll(".reasons [data-condition]")) {
    const words = quotes.get(one.dataset.condition);
    if (words && !one.querySelector("blockquote")) one.append(el("blockquote", {}, el("mark", { dir: "auto", class: "quote" }, words)));
  }
  const links = item.querySelector(".links");
  if (links.childElementCount > 1) return;
  const hidden = () => unseen(`: ${plain(role.title)}, ${plain(role.company)}`);
  const posting = role.attribution ? (Object.hasOwn(LINK_BACK, role.source) ? LINK_BACK[role.source] : `The posting on ${plain(role.source_name)}`) : "The posting";
  const shown = [
    role.apply_url && linkOut(role.apply_url, { class: "apply" }, "Apply", hidden()),
    role.url && (role.attribution || role.url !== role.apply_url) && linkOut(role.url, { rel: "noopener" }, posting, hidden()),
  ];
  links.prepend(...shown.filter(Boolean));
}
