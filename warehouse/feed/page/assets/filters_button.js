// On a narrow screen the filters are behind a button, and another one at their end leads back to the roles.

import { roleCount } from "./elements.js";

const [opens, done, filters] = ["filters-button", "filters-done", "filters"].map((id) => document.getElementById(id));

/** Says on the buttons how many filters are on, and how many roles they find. */
export function labelFilters(active, total) {
  opens.textContent = active ? `Filters (${active} on)` : "Filters";
  done.textContent = `Show ${roleCount(total)}`;
}

function show(open) {
  filters.classList.toggle("open", open);
  opens.setAttribute("aria-expanded", String(open));
}

opens.addEventListener("click", () => show(opens.getAttribute("aria-expanded") !== "true"));
done.addEventListener("click", () => {
  show(false);
  document.getElementById("results-heading").focus();
});
