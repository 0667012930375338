// All roles held against what a profile asks: what fits, in which order, and what one condition alone rules out.

import { CONDITIONS, UNMET } from "./match_states.js";

const RANKS = ["free", "met", "near", "beneath", "perhaps", "unknown"]; // the best first
const UNRANKED = 99;

/**
 * Returns `{fits, almost, several, points, stateOf}`: the rows that fit, the best first; by condition those that it alone rules out; how many
 * are ruled out by more than one; the points of every row; and a function that says how a row stands to one of the `groups` that are asked.
 * Conditions in `letGo` rule nothing out.
 */
export function match(roles, groups, { weights }, night, letGo = new Set()) {
  const points = new Int32Array(roles.count);
  const fails = new Int32Array(roles.count);
  const musts = groups.filter(({ kind, condition }) => kind === "must" && !letGo.has(condition));
  const states = new Map();
  for (const group of groups) {
    const { kind, condition, wishes } = group;
    const row = condition === "level" ? weights.level : (weights[kind][condition] ?? {});
    const names = ranked(condition, row);
    const worth = names.map((name) => row[name] ?? 0);
    const stateAt = CONDITIONS[condition](wishes, { roles, night, code: (name) => names.indexOf(name) });
    const held = new Uint8Array(roles.count);
    const bit = musts.includes(group) ? 1 << musts.indexOf(group) : 0;
    for (let at = 0; at < roles.count; at += 1) {
      const state = stateAt(at);
      held[at] = state;
      if (state === UNMET) fails[at] |= bit;
      else points[at] += worth[state];
    }
    states.set(group, { names, held });
  }
  const almost = musts.map((_, number) => inOrder(points, fails, 1 << number));
  const fits = inOrder(points, fails, 0);
  return {
    fits,
    almost: new Map(musts.map(({ condition }, number) => [condition, almost[number]])),
    several: roles.count - fits.length - almost.reduce((sum, rows) => sum + rows.length, 0),
    points,
    stateOf(group, row) {
      const { names, held } = states.get(group);
      return held[row] === UNMET ? "unmet" : names[held[row]];
    },
  };
}

/** The states that a role can be in, the best first. Of the level the first that holds counts. */
function ranked(condition, row) {
  if (condition === "level") return Object.keys(row);
  const rank = (name) => (Object.hasOwn(row, name) ? RANKS.indexOf(name) : UNRANKED);
  return [...RANKS, "silent"].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}

/** The rows that fail in just this way, by points, and of equals the newest first. */
function inOrder(points, fails, way) {
  let count = 0;
  for (let row = 0; row < fails.length; row += 1) if (fails[row] === way) count += 1;
  const keys = new Float64Array(count); // one number orders by both
  const size = fails.length;
  for (let row = 0, at = 0; row < fails.length; row += 1) if (fails[row] === way) keys[at++] = -points[row] * size + row;
  keys.sort();
  return Int32Array.from(keys, (key) => ((key % size) + size) % size);
}
