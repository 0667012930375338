// The field that sorts: newest, best evidenced, company, or the pay of a year in one currency.

import { SORTS } from "./address.js";
import { counted, el } from "./elements.js";

const NAMES = { newest: "Newest first", evidence: "Best evidenced first", company: "Company, A to Z" };

/** Shows the sort that is chosen, and the currencies with how many of the found roles state a pay in each. */
export function showSort(chosen, roles, counts, complete) {
  const box = document.getElementById("sort");
  const currencies = roles.currencies.list.map((currency, number) => [currency, counts[number]]).sort((left, right) => right[1] - left[1]);
  const pay = currencies.map(([currency, count]) => el("option", { value: `salary-${currency}` }, complete ? `${currency} (${counted(count)})` : currency));
  const currency = chosen.startsWith("salary-") ? chosen.slice("salary-".length) : null;
  if (currency && roles.currencies.known(currency) < 0) pay.push(el("option", { value: chosen }, currency));
  // Made anew only where it changed, so that an open list stays open.
  const made = pay.map((one) => one.textContent).join();
  if (box.dataset.made !== made) {
    const options = SORTS.map((value) => el("option", { value }, NAMES[value]));
    box.replaceChildren(...options, ...(pay.length ? [el("optgroup", { label: "Salary a year, in" }, ...pay)] : []));
    box.dataset.made = made;
  }
  box.value = chosen;
  const note = document.getElementById("sort-note");
  note.hidden = currency === null;
  note.textContent = currency && `By the lower end of a year’s pay in ${currency}, the highest first. Roles that state an upper end alone follow, and behind them those with another currency, or no salary.`;
}
