// The list of roles: cards are kept and moved, not made anew, so that focus and what was opened stay.

import { entry } from "./card.js";
import { el } from "./elements.js";

/** Returns `{show, pin, item}` over the list `host`, and `pinned` above it for a role that a link names. */
export function makeList(host, pinned, onWhy) {
  let made = new Map();
  let madeFor = "";

  function item(roles, row, words) {
    const id = roles.id[row];
    if (!made.has(id)) made.set(id, entry(roles.card(row), words, onWhy));
    return made.get(id);
  }

  return {
    /** Shows these rows, and `pinnedRow` (or none, at -1) above them. Cards are made anew where the search, or the publication, is another one. */
    show(roles, rows, words, pinnedRow, publication) {
      const key = `${publication} ${words.join(" ")}`;
      if (key !== madeFor) [made, madeFor] = [new Map(), key];
      if (made.size > 2_000) made = new Map([...made].filter(([, element]) => element.isConnected));
      const focused = document.activeElement?.closest?.(".entry")?.id;
      const items = Array.from(rows, (row) => item(roles, row, words));
      arrange(host, items);
      const above = pinnedRow < 0 ? [] : [el("h3", { class: "pinned-heading" }, "The role of this link"), el("ol", { class: "entries" }, item(roles, pinnedRow, words))];
      if (above.length || pinned.firstChild) pinned.replaceChildren(...above);
      if (focused && !document.activeElement?.closest?.(".entry")) document.getElementById(focused)?.querySelector("a, button")?.focus();
    },

    /** Returns the element of a role that is shown, or null. */
    element(id) {
      return document.getElementById(`role-${id}`);
    },
  };
}

// What stands already where it should is not touched: an element that is moved loses the focus.
function arrange(host, items) {
  items.forEach((item, at) => {
    if (host.children[at] !== item) host.insertBefore(item, host.children[at] ?? null);
  });
  while (host.children.length > items.length) host.lastChild.remove();
}
