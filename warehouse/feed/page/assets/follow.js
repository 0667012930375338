// The news feed that fits what is chosen: that of the one level, and that of the one industry.

import { el, linkHere, plain } from "./elements.js";
import { LEVEL_NAMES } from "./roles.js";

/** Shows the feeds of the choice in `host`; nothing where none fits. */
export function showFollow(host, { level, industry }) {
  const feeds = [];
  if (level.length === 1) feeds.push([`feeds/level/${level[0]}.rss`, `all at the level “${LEVEL_NAMES[level[0]]}”`]);
  if (industry.length === 1 && slug(industry[0])) feeds.push([`feeds/industry/${slug(industry[0])}.rss`, `all in ${plain(industry[0])}`]);
  host.hidden = feeds.length === 0;
  host.replaceChildren(
    ...(feeds.length ? ["New roles in a feed reader (RSS): "] : []),
    ...feeds.flatMap(([path, name], number) => [number ? ", " : "", linkHere(path, {}, el("bdi", {}, name))]),
    feeds.length ? "." : "",
  );
}

/** Returns an industry as it stands in the address of its feed. */
function slug(industry) {
  return industry
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
