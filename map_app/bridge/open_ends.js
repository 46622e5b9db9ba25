// @ts-check
/** Lines that go on though their course is not known here: they fade out, on the known course. As in open_ends.py. */

/** The known course that fades out: metres on the ground, and never fewer pixels than that. */
const FADE_M = 500;
const FADE_PIXELS = 28;
const GAP = 6.5;
const GROWTH = 1.5;
const BEYOND = 100000;
const EARTH_M = 40075016.686;

/** @typedef {{line: [number, number][], start: boolean, end: boolean}} Piece (lon, lat), and which ends are open */

/** The pieces of a line that has open ends; none of any other. @returns {Piece[]} */
export function openPieces({ geometry, properties: { parts } }) {
  if (!parts?.some((part) => part.open_start || part.open_end)) return [];
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  if (lines.length !== parts.length) return [];
  return lines.map((line, n) => ({ line, start: Boolean(parts[n].open_start), end: Boolean(parts[n].open_end) }));
}

/** The open ends of a line. @returns {[number, number][]} (lon, lat) */
export const openEnds = (feature) =>
  openPieces(feature).flatMap(({ line, start, end }) => [...(start ? [line[0]] : []), ...(end ? [line[line.length - 1]] : [])]);

/**
 * Dashes and gaps in turn of a line that fades out at its open ends, in pixels; it is not repeated.
 * A short line fades over a third at most, so that something of it stays.
 * @param {number} length @param {{start: boolean, end: boolean}} ends @param {number} reach how much should fade
 */
export function fade(length, ends, reach) {
  const tail = tailOf(Math.min(Math.max(reach, FADE_PIXELS), length / 3));
  const start = ends.start ? tail : [];
  const end = ends.end ? [...tail].reverse() : [];
  const middle = length - sum(start) - sum(end);
  return { pattern: [...start, middle, ...end, BEYOND], solid: [0, sum(start), middle, BEYOND] };
}

/** From the open end inwards: dots first, then longer and longer. */
function tailOf(reach) {
  const found = [];
  for (;;) {
    const step = [(found.length / 2) * GROWTH, GAP];
    if (sum(found) + sum(step) > reach) return found;
    found.push(...step);
  }
}

/** How long a line of pixels is, which Leaflet draws rounded to whole ones. @param {{x: number, y: number}[]} points */
const lengthOf = (points) => sum(points.slice(1).map(({ x, y }, n) => Math.hypot(x - points[n].x, y - points[n].y)));

const latLngs = ({ line }) => line.map(([lon, lat]) => [lat, lon]);

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** Drawn pieces with open ends: how long they are in pixels, and so their dashes, changes with the zoom. */
export class Fading {
  constructor() {
    this.clear();
  }

  clear() {
    /** @type {{path: any, piece: Piece, casing: boolean}[]} */
    this.paths = [];
    this.zoom = null;
  }

  /** A Leaflet line of a piece; a casing ends where the fading begins. @param {any} L @param {Piece} piece */
  line(L, piece, style, casing = false) {
    // Clipped at the edge of the view, the dashes would begin there; smoothed, they would not fit.
    const path = L.polyline(latLngs(piece), { ...style, noClip: true, smoothFactor: 0, lineCap: casing ? "butt" : "round" });
    this.paths.push({ path, piece, casing });
    this.zoom = null;
    return path;
  }

  redraw(map) {
    const zoom = map.getZoom();
    if (zoom === this.zoom) return;
    this.zoom = zoom;
    for (const { path, piece, casing } of this.paths) {
      const reach = FADE_M / ((EARTH_M * Math.cos((piece.line[0][1] * Math.PI) / 180)) / 2 ** (zoom + 8));
      const { pattern, solid } = fade(lengthOf(latLngs(piece).map((at) => map.project(at).round())), piece, reach);
      path.setStyle({ dashArray: (casing ? solid : pattern).map((n) => n.toFixed(1)).join(" ") });
    }
  }
}
