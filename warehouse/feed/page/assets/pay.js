// Pay in words.

const CARD = 90; // letters of an employer's words on pay that a card shows; the opened card has them whole
const AMOUNT = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const UNITS = { HOUR: "an hour", DAY: "a day", WEEK: "a week", MONTH: "a month", YEAR: "a year" };

/** Returns "58,000 to 69,000 SEK a month", "from 30 USD an hour", "up to 250,000 USD a year"; null without a figure. */
export function payInWords(low, high, currency, unit) {
  const [from, to] = [low, high].map((amount) => (Number.isFinite(amount) && amount > 0 ? AMOUNT.format(amount) : null));
  if (from === null && to === null) return null;
  const amounts = from === to ? from : from === null ? `up to ${to}` : to === null ? `from ${from}` : `${from} to ${to}`;
  return [amounts, currency, UNITS[unit]].filter(Boolean).join(" ");
}

/** Returns the words on pay as short as a card has room for. */
export function payInShort(text) {
  if (text.length <= CARD) return text;
  const cut = text.slice(0, CARD);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), CARD / 2)).replace(/[\s,;:•–-]+$/, "")} …`;
}
