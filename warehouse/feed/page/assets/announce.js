// What screen readers are told without being asked: the last thing said within a moment, so that typing is not talked over.

const MOMENT = 500;
let waiting = 0;

/** Says the text in the page's live region. */
export function announce(text) {
  clearTimeout(waiting);
  waiting = setTimeout(() => (document.getElementById("announcements").textContent = text), MOMENT);
}
