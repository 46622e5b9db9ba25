// @ts-check
/** The extent in the URL's hash: `#10.25/51.4812/7.0012` (zoom, latitude, longitude). Pure. */

/** @typedef {{zoom: number, lat: number, lon: number}} Extent */

/** @param {string} hash @returns {Extent | null} null where it is no extent on Earth */
export function readHash(hash) {
  const parts = hash.replace(/^#/, "").split("/").map(Number);
  if (parts.length !== 3 || parts.some((n) => !Number.isFinite(n))) return null;
  const [zoom, lat, lon] = parts;
  if (zoom < 0 || zoom > 24 || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return { zoom, lat, lon };
}

/** @param {Extent} extent */
export function writeHash({ zoom, lat, lon }) {
  return `#${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lon.toFixed(5)}`;
}
