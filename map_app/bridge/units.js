// @ts-check
/** Lengths, areas and positions as one would say them: sensible digits, the language's number. Pure. */

const NBSP = "\u00a0";
/** Up to which value: what one unit is, its sign, and how many decimals tell enough. */
const LENGTHS = [[9.95, 1, "m", 1], [999.5, 1, "m", 0], [9_995, 1e3, "km", 2], [99_950, 1e3, "km", 1], [Infinity, 1e3, "km", 0]];
const AREAS = [[99.95, 1, "m²", 1], [9_999.5, 1, "m²", 0], [99_950, 1e4, "ha", 2], [999_500, 1e4, "ha", 1], [9_995_000, 1e6, "km²", 2], [99_950_000, 1e6, "km²", 1], [Infinity, 1e6, "km²", 0]];

const number = (value, decimals, language) =>
  new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);

function say(value, scale, language) {
  const [, one, unit, decimals] = /** @type {[number, number, string, number]} */ (scale.find(([limit]) => value < limit));
  return `${number(value / one, decimals, language)}${NBSP}${unit}`;
}

/** @param {number} metres @param {string} language */
export const lengthText = (metres, language) => say(metres, LENGTHS, language);

/** @param {number} squareMetres @param {string} language */
export const areaText = (squareMetres, language) => say(squareMetres, AREAS, language);

/** How far away, as the profiles say it: to 10 m, from a kilometre on to 100 m. @param {number} metres @param {string} language */
export function awayText(metres, language) {
  if (metres < 995) return `${number(Math.round(metres / 10) * 10, 0, language)}${NBSP}m`;
  return `${number(metres / 1000, Math.round(metres / 100) % 10 ? 1 : 0, language)}${NBSP}km`;
}

/** Kilometres of a radius, with a decimal only where it has one. @param {number} km @param {string} language */
export const radiusText = (km, language) => `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(km)}${NBSP}km`;

/** Latitude and longitude as other maps take them, to about ten metres. @param {[number, number]} at */
export const positionText = ([lat, lon]) => `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
