// The cards of matched roles: made when they are shown, and given the posting's own words when they come into view.

import { button, el } from "./elements.js";
import { FeedError } from "./feed.js";
import { matchCard, quote } from "./match_card.js";
import { quotesOf, reasonsOf } from "./match_reasons.js";

const AT_ONCE = 10; // of the roles that one condition alone rules out

/**
 * Returns `{card(row), showSome(host, rows, lets)}`. `given()` returns what was matched: `{publication, roles, groups, found, profile, advice,
 * tables}`, and `beginAgain(error)`, which says whether a new night took this one's place, and the page begins with that.
 */
export function makeCards(given) {
  const inFull = new Map(); // roles, by id and page
  const seen = new IntersectionObserver(
    (changes) => {
      for (const { isIntersecting, target } of changes) if (isIntersecting) readInFull(target);
    },
    { rootMargin: "200px" },
  );

  function card(row) {
    const now = given();
    const { roles, found, profile, tables } = now;
    const reasons = reasonsOf(row, now);
    const lacks = (skill) => !profile.background.skills.includes(skill) && reasons.some((one) => one.condition === skill && one.state === "unmet");
    const shown = roles.card(row);
    const item = matchCard(shown, reasons, found.points[row], tables.courses.skill.filter(({ skill }) => lacks(skill)));
    const known = inFull.get(`${shown.id} ${shown.page}`);
    item.dataset.page = shown.page;
    if (known) quote(item, known, quotesOf(known));
    else seen.observe(item);
    return item;
  }

  async function readInFull(item, again = false) {
    seen.unobserve(item);
    const { publication, beginAgain } = given();
    const { role: id, page } = item.dataset;
    const unread = item.querySelector(".unread");
    try {
      const role = await publication.readRole(id, page, again);
      if (role === null) throw new FeedError("The feed does not hold it any more.");
      inFull.set(`${id} ${page}`, role);
      quote(item, role, quotesOf(role));
      unread.hidden = true;
    } catch (error) {
      if (await beginAgain(error)) return;
      const why = error instanceof FeedError ? error.message : "";
      unread.replaceChildren(`The posting’s own words could not be read. ${why} `, button("Try again", () => readInFull(item, true)));
      unread.hidden = false;
    }
  }

  /** Shows some roles that one condition alone rules out, under what can be done about it. */
  function showSome(host, rows, lets) {
    const list = el("ol", { class: "entries" });
    const more = button("", () => add());
    const add = () => {
      const from = list.childElementCount;
      list.append(...Array.from(rows.subarray(from, from + AT_ONCE), card));
      const left = rows.length - list.childElementCount;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(AT_ONCE, left)} more`;
      if (from) list.children[from].querySelector("a").focus();
    };
    host.append(el("p", { class: "lets" }, lets), list, el("p", { class: "more" }, more));
    add();
  }

  return { card, showSome };
}
