// @ts-check
/** Piles: symbols that would overlap become one counted bubble. Pure; pixels in, pixels out. */

/**
 * @typedef {{id: string, x: number, y: number}} Spot
 * @typedef {{ids: string[], x: number, y: number, r: number}} Placed
 */

const GAP = 2;

/** Radius of a bubble that stands for `count` symbols. @param {number} count */
export const bubbleRadius = (count) => (count < 10 ? 12 : count < 100 ? 14 : 17);

/**
 * Symbols and bubbles of which no two overlap; the order of `spots` does not matter.
 * Two that are too near become one at their common centre, until none are.
 * @param {Spot[]} spots @param {number} radius of a single symbol @returns {Placed[]}
 */
export function declutter(spots, radius) {
  let groups = [...spots]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((s) => ({ ids: [s.id], x: s.x, y: s.y, r: radius }));
  for (;;) {
    const merged = mergeOnce(groups);
    if (merged.length === groups.length) return groups;
    groups = merged;
  }
}

function mergeOnce(groups) {
  const reach = 2 * bubbleRadius(Infinity) + GAP;
  const cells = new Map();
  const result = [];
  for (const group of groups) {
    const cx = Math.floor(group.x / reach);
    const cy = Math.floor(group.y / reach);
    const near = neighbour(cells, cx, cy, group);
    if (near) join(near, group);
    else {
      const own = { ...group, ids: [...group.ids] };
      result.push(own);
      const key = `${cx},${cy}`;
      cells.set(key, [...(cells.get(key) ?? []), own]);
    }
  }
  return result;
}

function neighbour(cells, cx, cy, group) {
  let best = null;
  let shortest = Infinity;
  for (let x = cx - 1; x <= cx + 1; x++) {
    for (let y = cy - 1; y <= cy + 1; y++) {
      for (const other of cells.get(`${x},${y}`) ?? []) {
        const distance = Math.hypot(other.x - group.x, other.y - group.y);
        if (distance < other.r + group.r + GAP && distance < shortest) {
          best = other;
          shortest = distance;
        }
      }
    }
  }
  return best;
}

function join(into, group) {
  const total = into.ids.length + group.ids.length;
  into.x = (into.x * into.ids.length + group.x * group.ids.length) / total;
  into.y = (into.y * into.ids.length + group.y * group.ids.length) / total;
  into.ids.push(...group.ids);
  into.r = bubbleRadius(total);
}
