// @ts-check
/** The map in one year: who is there, and in which state. Nothing here asks the server. */

/** @typedef {[state: string, from: number, to: number | null][]} Spans years are [from, to) */

/** The state in a year; "" before the first is told. @param {Spans} spans @param {number} year */
export const stateAt = (spans, year) =>
  spans.find(([, from, to]) => year >= from && (to === null || to === undefined || year < to))?.[0] ?? "";

/** Whether something with `from` and `to` is there in a year; what has no year always is. */
export const isThere = ({ from, to }, year) => (from === undefined || from === null || year >= from) && (to === undefined || to === null || year < to);

/**
 * Kilometres in each state in a year, in the order of `order`.
 * @param {{from: number, to: number, states: Spans}[]} parts @returns {[string, number][]}
 */
export function lengths(parts, year, order) {
  const sums = new Map();
  for (const part of parts) {
    const state = stateAt(part.states, year);
    if (state) sums.set(state, (sums.get(state) ?? 0) + Math.abs(part.from - part.to));
  }
  return order.filter((id) => sums.has(id)).map((id) => [id, sums.get(id)]);
}

const NAMES_MS = 120;

export class Years {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    /** @type {number | null} */
    this.year = null;
    /** Ids of features that are not there in the year shown. */
    this.gone = new Set();
    this.looks = "";
  }

  /** Show a year; null: all there is, without states. @param {number | null} year */
  turn(year) {
    if (year === this.year) return;
    this.year = year;
    const { ruhr } = this;
    ruhr.box.classList.toggle("ruhr-in-time", year !== null);
    if (!this.find()) {
      for (const layer of ruhr.shown()) layer.turn(year);
      return;
    }
    // Names take longest to place: while the years run they only go, and come back at a rest.
    ruhr.drawLayers();
    ruhr.marks.redraw();
    ruhr.names.drop(this.gone);
    this.stop();
    this.timer = setTimeout(() => ruhr.names.redraw(), NAMES_MS);
  }

  stop() {
    clearTimeout(this.timer);
  }

  /** Find out who is there; whether symbols or lines have come or gone, or changed their state. */
  find() {
    this.gone.clear();
    const looks = [];
    if (this.year !== null) {
      for (const layer of this.ruhr.shown()) {
        for (const { properties, geometry } of layer.features.values()) {
          const { id, from, to, states } = properties;
          if (!isThere({ from, to }, this.year)) this.gone.add(id);
          else if (states && geometry.type === "Point") looks.push(stateAt(states, this.year));
        }
      }
    }
    const before = this.looks;
    this.looks = `${this.year === null} ${[...this.gone].join(" ")} ${looks.join(" ")}`;
    return this.looks !== before;
  }

  /** The states in which something on the map is drawn in a year. @param {number} year @returns {Set<string>} */
  seen(year) {
    const { ruhr } = this;
    const found = new Set();
    for (const layer of ruhr.shown()) {
      for (const { properties: p } of layer.features.values()) {
        if (!(p.states || p.parts) || !ruhr.passes(p.id)) continue;
        for (const spans of p.parts?.map((part) => part.states ?? []) ?? [p.states]) found.add(stateAt(spans, year));
      }
    }
    found.delete("");
    return found;
  }

  /** How many sites are drawn in every year because no year is known of them. */
  get undated() {
    const { ruhr } = this;
    let count = 0;
    for (const layer of ruhr.shown()) {
      if (layer.options.role !== "sites") continue;
      for (const { properties: p } of layer.features.values()) if (!p.from && !p.to && !p.states && !p.parts && ruhr.passes(p.id)) count++;
    }
    return count;
  }

  /** The lines of a feature that are drawn in the year shown, as lists of (lon, lat). */
  lines({ properties, geometry }) {
    const { type, coordinates } = geometry;
    if (this.year === null || !properties.parts || type !== "LineString") return type === "LineString" ? [coordinates] : coordinates;
    const found = [];
    let from = 0;
    let open = false;
    for (const part of properties.parts) {
      const there = !part.states || stateAt(part.states, this.year);
      const points = coordinates.slice(from, part.to_vertex + 1);
      if (there && open) found[found.length - 1].push(...points.slice(1));
      else if (there) found.push(points);
      open = Boolean(there);
      from = part.to_vertex;
    }
    return found;
  }

  /** The state a point is drawn in, or "". */
  look = ({ properties }) => (this.year !== null && properties.states ? stateAt(properties.states, this.year) : "");
}
