// What stands in an opened card is read when it is opened, and what shows it comes with it.

import { button, el } from "./elements.js";
import { FeedError } from "./feed.js";

/**
 * Fills the panel of a role. `levels()` returns a promise of the texts about the levels, which are added when they are there.
 * `beginAgain(error)` says whether a new night took this one's place, and the page begins with that.
 */
export async function fillPanel(panel, id, { publication, levels, words, beginAgain }, again = false) {
  if (panel.dataset.filled) return;
  const { roles } = publication;
  panel.replaceChildren(el("p", { class: "quiet" }, "Reading the role …"));
  try {
    const page = roles.card(roles.row(id)).page;
    const [{ whyPanel }, role] = await Promise.all([import("./why.js"), publication.readRole(id, page, again)]);
    if (role === null) throw new FeedError("The feed does not hold it any more.", true);
    const { nodes, explain } = whyPanel(role, words);
    panel.replaceChildren(...nodes);
    panel.dataset.filled = "yes";
    levels().then((texts) => texts && explain(texts));
  } catch (error) {
    if (await beginAgain(error)) return;
    const retry = button("Try again", () => fillPanel(panel, id, { publication, levels, words, beginAgain }, true));
    panel.replaceChildren(el("p", { role: "alert" }, `This role could not be read. ${error instanceof FeedError ? error.message : ""} `, retry));
  }
}
