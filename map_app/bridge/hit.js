// @ts-check
/** What lies under the pointer: points first, then lines, then areas. Pure. */

/**
 * @typedef {{x: number, y: number}} Pixel
 * @typedef {{points: string[], lines: string[], areas: string[]}} Hit
 */

/** Half the side of a comfortable target in CSS pixels (WCAG 2.5.8 asks for 24, touch for 44). */
export const REACH = { mouse: 14, touch: 22 };

/** What a click means: one feature, a list to choose from, or nothing. @param {Hit} hit */
export function choose(hit) {
  if (hit.points.length) return hit.points;
  if (hit.lines.length) return hit.lines;
  return hit.areas.slice(0, 1);
}

/** Distance of `p` from a polyline, in the unit of its points. @param {Pixel} p @param {Pixel[]} line */
export function distanceToLine(p, line) {
  let best = Infinity;
  for (let i = 1; i < line.length; i++) best = Math.min(best, toSegment(p, line[i - 1], line[i]));
  return best;
}

function toSegment(p, a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length2 = dx * dx + dy * dy;
  const t = length2 ? Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2)) : 0;
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/**
 * Whether (lon, lat) lies in a GeoJSON Polygon or MultiPolygon, holes excepted.
 * @param {number} lon @param {number} lat @param {{type: string, coordinates: any}} geometry
 */
export function contains(lon, lat, geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.some((rings) => inRing(lon, lat, rings[0]) && !rings.slice(1).some((r) => inRing(lon, lat, r)));
}

function inRing(x, y, ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}
