// @ts-check
/** Names on the map: who may stand where without touching a symbol or another name. Pure. */

/**
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 * @typedef {{key: string, width: number, height: number, rank: number, weight: number,
 *   places: {x: number, y: number, angle?: number}[]}} Wish
 * @typedef {{key: string, x: number, y: number, angle: number, box: Box}} Label
 */

const AIR = 3;

/**
 * Labels placed by rank, then weight, each at the first of its places (centres)
 * where it lies inside `frame` and touches neither an obstacle nor an earlier label.
 * On `soft` boxes only where no other place is free; a turned name belongs to its line.
 * @param {Wish[]} wishes @param {Box[]} obstacles @param {Box} frame @param {Box[]} soft
 * @returns {Label[]}
 */
export function placeLabels(wishes, obstacles, frame, soft = []) {
  const taken = new Grid(obstacles);
  const better = new Grid(soft);
  /** @type {Label[]} */
  const placed = [];
  for (const wish of [...wishes].sort(byRank)) {
    const free = wish.places
      .map(({ x, y, angle = 0 }) => ({ x, y, angle, box: boxAround(x, y, wish.width, wish.height, angle) }))
      .filter(({ box }) => inside(box, frame) && !taken.hits(box));
    const best = free.find(({ angle, box }) => angle || !better.hits(box)) ?? free[0];
    if (!best) continue;
    taken.add(best.box);
    placed.push({ key: wish.key, ...best });
  }
  return placed;
}

/** @param {Wish} a @param {Wish} b */
const byRank = (a, b) => b.rank - a.rank || b.weight - a.weight || (a.key < b.key ? -1 : 1);

/** The box around a text of that size, turned by `angle` degrees. @returns {Box} */
export function boxAround(x, y, width, height, angle = 0) {
  const turn = (angle * Math.PI) / 180;
  const w = Math.abs(width * Math.cos(turn)) + Math.abs(height * Math.sin(turn));
  const h = Math.abs(width * Math.sin(turn)) + Math.abs(height * Math.cos(turn));
  return { left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2 };
}

/** @param {Box} a @param {Box} b */
export const overlaps = (a, b) =>
  a.left < b.right + AIR && b.left < a.right + AIR && a.top < b.bottom + AIR && b.top < a.bottom + AIR;

const inside = (box, frame) =>
  box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;

/** Where a name can follow a line: straight stretches in the frame, best first, angle in degrees.
 * @param {{x: number, y: number}[]} line in pixels @param {number} width @param {Box} frame
 */
export function placesAlong(line, width, frame, offset = 11) {
  const need = width * 1.15;
  const found = [];
  for (let start = 0; start < line.length - 1; start++) {
    if (!within(line[start], frame)) continue;
    let end = start;
    let run = 0;
    while (end < line.length - 1 && run < need) {
      run += Math.hypot(line[end + 1].x - line[end].x, line[end + 1].y - line[end].y);
      end++;
    }
    if (run < need || !within(line[end], frame)) continue;
    const dx = line[end].x - line[start].x;
    const dy = line[end].y - line[start].y;
    const chord = Math.hypot(dx, dy);
    if (chord < run * 0.9) continue;
    let angle = (Math.atan2(dy, dx) * 180) / Math.PI;
    if (angle > 90) angle -= 180;
    if (angle < -90) angle += 180;
    const turn = (angle * Math.PI) / 180;
    const x = (line[start].x + line[end].x) / 2;
    const y = (line[start].y + line[end].y) / 2;
    for (const side of [-offset, offset]) {
      found.push({ x: x - Math.sin(turn) * side * -1, y: y + Math.cos(turn) * side, angle,
        bend: run / chord + Math.abs(angle) / 200 });
    }
  }
  return spread(found.sort((a, b) => a.bend - b.bend), width / 2);
}

/** The first places, and of those that crowd one spot only one: other spots get their chance. */
function spread(places, distance) {
  const kept = [];
  for (const place of places) {
    if (kept.length === 40) break;
    if (kept.every((other) => Math.hypot(other.x - place.x, other.y - place.y) >= distance)) kept.push(place);
  }
  return kept;
}

const within = (p, frame) => p.x > frame.left && p.x < frame.right && p.y > frame.top && p.y < frame.bottom;

/** Boxes by cell, so that asking for a collision does not ask them all. */
class Grid {
  /** @param {Box[]} boxes */
  constructor(boxes) {
    this.cells = new Map();
    for (const box of boxes) this.add(box);
  }

  add(box) {
    for (const key of keys(box)) this.cells.set(key, [...(this.cells.get(key) ?? []), box]);
  }

  hits(box) {
    return keys(box).some((key) => (this.cells.get(key) ?? []).some((other) => overlaps(box, other)));
  }
}

function keys(box, size = 64) {
  const found = [];
  for (let x = Math.floor((box.left - AIR) / size); x <= Math.floor((box.right + AIR) / size); x++)
    for (let y = Math.floor((box.top - AIR) / size); y <= Math.floor((box.bottom + AIR) / size); y++)
      found.push(`${x},${y}`);
  return found;
}
