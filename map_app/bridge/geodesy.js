// @ts-check
/**
 * Lengths, areas and directions on the WGS84 ellipsoid, and ETRS89 / UTM 32N. Pure.
 * Positions are [latitude, longitude] in degrees, lengths metres, areas square metres.
 */

/** @typedef {[number, number]} LatLon */

const A = 6378137; // semi-major axis in metres
const F = 1 / 298.257223563; // flattening
const B = A * (1 - F);
const E = Math.sqrt(F * (2 - F)); // first eccentricity
const RAD = Math.PI / 180;
const QUADRANT = 10_000_000; // metres, about
const CHORD = 20_000; // metres within which a geodesic is a great circle of the authalic sphere

const { sin, cos, tan, atan, atan2, sqrt, abs, hypot, PI } = Math;
const reduced = (lat) => atan((1 - F) * tan(lat * RAD));
/** A longitude between -180 and 180; one that is so already keeps its every digit. */
const around = (lon) => (abs(lon) <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180);

/** The coefficients of Vincenty's series (his equations 3 and 4) for u². */
const series = (u2) => [
  1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
  (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
];

/** Vincenty's equation 6. */
const correction = (b, sinS, cosS, cosM) =>
  b * sinS * (cosM + (b / 4) * (cosS * (2 * cosM ** 2 - 1) - (b / 6) * cosM * (4 * sinS ** 2 - 3) * (4 * cosM ** 2 - 3)));

/** Vincenty's equation 11 without its leading factors, from his equation 10. */
const longitude = (cos2, sinA, sigma, sinS, cosS, cosM) => {
  const c = (F / 16) * cos2 * (4 + F * (4 - 3 * cos2));
  return (1 - c) * F * sinA * (sigma + c * sinS * (cosM + c * cosS * (2 * cosM ** 2 - 1)));
};

/**
 * The shortest way between two positions: its length, and its azimuth at the start in degrees.
 * Null where the iteration does not settle: the positions are nearly antipodal.
 * Source: T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid with
 * application of nested equations, Survey Review 23 (1975), 88-93.
 * @param {LatLon} from @param {LatLon} to @returns {{metres: number, azimuth: number} | null}
 */
function inverse([lat1, lon1], [lat2, lon2]) {
  const span = around(lon2 - lon1) * RAD;
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const [sin1, cos1, sin2, cos2] = [sin(u1), cos(u1), sin(u2), cos(u2)];
  let lambda = span;
  for (let turn = 0; turn < 100; turn++) {
    const sinS = hypot(cos2 * sin(lambda), cos1 * sin2 - sin1 * cos2 * cos(lambda));
    if (sinS === 0) return abs(lambda) < 1 ? { metres: 0, azimuth: 0 } : null;
    const cosS = sin1 * sin2 + cos1 * cos2 * cos(lambda);
    const sigma = atan2(sinS, cosS);
    const sinA = (cos1 * cos2 * sin(lambda)) / sinS;
    const square = 1 - sinA ** 2;
    const cosM = square > 1e-12 ? cosS - (2 * sin1 * sin2) / square : 0;
    const last = lambda;
    lambda = span + longitude(square, sinA, sigma, sinS, cosS, cosM);
    if (abs(lambda) > PI) return null;
    if (abs(lambda - last) > 1e-12) continue;
    const [big, small] = series((square * (A ** 2 - B ** 2)) / B ** 2);
    const azimuth = atan2(cos2 * sin(lambda), cos1 * sin2 - sin1 * cos2 * cos(lambda)) / RAD;
    return { metres: B * big * (sigma - correction(small, sinS, cosS, cosM)), azimuth };
  }
  return null;
}

/**
 * Where one arrives after `metres` in the direction `azimuth` (degrees from north).
 * Source: Vincenty 1975, the direct solution.
 * @param {LatLon} from @param {number} azimuth @param {number} metres @returns {LatLon}
 */
export function destination([lat, lon], azimuth, metres) {
  const a1 = azimuth * RAD;
  const u = reduced(lat);
  const start = atan2(tan(u), cos(a1));
  const sinA = cos(u) * sin(a1);
  const square = 1 - sinA ** 2;
  const [big, small] = series((square * (A ** 2 - B ** 2)) / B ** 2);
  const first = metres / (B * big);
  let sigma = first;
  for (let turn = 0; turn < 100; turn++) {
    const last = sigma;
    sigma = first + correction(small, sin(sigma), cos(sigma), cos(2 * start + sigma));
    if (abs(sigma - last) < 1e-13) break;
  }
  const [sinS, cosS, cosM] = [sin(sigma), cos(sigma), cos(2 * start + sigma)];
  const across = sin(u) * sinS - cos(u) * cosS * cos(a1);
  const end = atan2(sin(u) * cosS + cos(u) * sinS * cos(a1), (1 - F) * hypot(sinA, across));
  const lambda = atan2(sinS * sin(a1), cos(u) * cosS - sin(u) * sinS * cos(a1));
  return [end / RAD, around(lon + (lambda - longitude(square, sinA, sigma, sinS, cosS, cosM)) / RAD)];
}

/**
 * Geodesic metres between two positions.
 * @param {LatLon} from @param {LatLon} to
 */
export const distance = (from, to) => inverse(from, to)?.metres ?? acrossTheWorld(from, to);

/**
 * Between nearly antipodal positions: a quadrant away in the direction from which the rest is
 * shortest. By the triangle inequality that direction is the geodesic's own.
 */
function acrossTheWorld(from, to) {
  const whole = (azimuth) => QUADRANT + (inverse(destination(from, azimuth, QUADRANT), to)?.metres ?? Infinity);
  let best = 0;
  for (let azimuth = 0; azimuth < 360; azimuth += 5) if (whole(azimuth) < whole(best)) best = azimuth;
  let [low, high] = [best - 5, best + 5];
  while (high - low > 1e-7) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (whole(left) < whole(right)) high = right;
    else low = left;
  }
  return whole((low + high) / 2);
}

/** Metres along a line. @param {LatLon[]} points */
export const length = (points) => points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);

/** Metres around a polygon; its first position need not be repeated. @param {LatLon[]} ring */
export const perimeter = (ring) => length([...ring, ring[0]]);

/** sin of the authalic latitude times q at the pole (Snyder 1987, equation 3-12). */
const q = (s) => (1 - E ** 2) * (s / (1 - (E * s) ** 2) + Math.atanh(E * s) / E);
const POLE = q(1);
const authalic = (lat) => Math.asin(Math.max(-1, Math.min(1, q(sin(lat * RAD)) / POLE)));

/**
 * Square metres within a polygon whose edges are geodesics; it must not cross itself or hold a pole.
 * The ellipsoid is mapped true to area on the authalic sphere, where what lies between an edge and
 * the equator is a spherical excess. Long edges are cut first: their pieces are great circles there.
 * Sources: J. P. Snyder, Map projections - a working manual, USGS Professional Paper 1395 (1987),
 * equations 3-11 to 3-13; C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), 43-55,
 * section 6, for the excess.
 * @param {LatLon[]} ring the first position need not be repeated
 */
export function area(ring) {
  let excess = 0;
  ring.forEach((from, i) => {
    const points = pieces(from, ring[(i + 1) % ring.length]);
    for (let j = 1; j < points.length; j++) {
      const [[lat1, lon1], [lat2, lon2]] = [points[j - 1], points[j]];
      const [t1, t2] = [tan(authalic(lat1) / 2), tan(authalic(lat2) / 2)];
      excess += 2 * atan(tan((around(lon2 - lon1) * RAD) / 2) * ((t1 + t2) / (1 + t1 * t2)));
    }
  });
  return abs(excess) * A ** 2 * (POLE / 2);
}

/** The positions along a geodesic, none further apart than CHORD. @returns {LatLon[]} */
function pieces(from, to) {
  const way = inverse(from, to);
  const count = way ? Math.ceil(way.metres / CHORD) : 1;
  const between = Array.from({ length: Math.max(0, count - 1) }, (_, i) => destination(from, way.azimuth, (way.metres * (i + 1)) / count));
  return [from, ...between, to];
}

/**
 * The positions of a circle, for drawing.
 * @param {LatLon} centre @param {number} metres @returns {LatLon[]}
 */
export const circle = (centre, metres, count = 90) =>
  Array.from({ length: count }, (_, i) => destination(centre, (360 * i) / count, metres));

// Krüger's series for the transverse Mercator projection on GRS80, to the fourth power of the third
// flattening n: 0.1 mm within the zone. Source: C. F. F. Karney, Transverse Mercator with an
// accuracy of a few nanometers, J. Geodesy 85 (2011), 475-485, equations 7 to 12, 14 and 35.
const F80 = 1 / 298.257222101;
const N = F80 / (2 - F80);
const E80 = sqrt(F80 * (2 - F80));
const MEAN = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49561 / 161280) * N ** 4,
];

/**
 * Easting and northing in ETRS89 / UTM zone 32N (EPSG:25832), in metres.
 * @param {LatLon} at @returns {{east: number, north: number}}
 */
export function utm32([lat, lon]) {
  const t = tan(lat * RAD);
  const secant = hypot(1, t);
  const s = Math.sinh(E80 * Math.atanh((E80 * t) / secant));
  const conformal = t * hypot(1, s) - s * secant;
  const lambda = (lon - 9) * RAD;
  const xi = atan2(conformal, cos(lambda));
  const eta = Math.asinh(sin(lambda) / hypot(conformal, cos(lambda)));
  const north = ALPHA.reduce((sum, a, i) => sum + a * sin(2 * (i + 1) * xi) * Math.cosh(2 * (i + 1) * eta), xi);
  const east = ALPHA.reduce((sum, a, i) => sum + a * cos(2 * (i + 1) * xi) * Math.sinh(2 * (i + 1) * eta), eta);
  return { east: 500_000 + 0.9996 * MEAN * east, north: 0.9996 * MEAN * north };
}
