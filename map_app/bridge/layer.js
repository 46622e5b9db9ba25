// @ts-check
/** One layer of the catalogue: fetched when first shown, then only filtered and restyled. */

import { Fading, openPieces } from "./open_ends.js";
import { stateAt } from "./years.js";

/**
 * @typedef {{id: string, url: string, role: string, theme: string, pane: string, minZoom: number,
 *   symbol: string, marks: boolean, alone: boolean, view: string, weight: number, dash: string | null, opacity: number, fillOpacity: number,
 *   labels: {minZoom: number, first: string[], firstZoom: number, rank: number,
 *     rankBy: string | null, look: string} | null}} LayerOptions
 */

/** Metres above which a stretch or a point counts as approximate and is drawn so. */
export const APPROXIMATE_M = 150;

export class CatalogLayer {
  /** @param {LayerOptions} options as Folium wrote them from the catalogue */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, any>} GeoJSON features by id */
    this.features = new Map();
    /** @type {Map<string, any>} drawn Leaflet paths by feature id */
    this.paths = new Map();
    /** Drawn pieces of lines that have states: what they were, from which year to which. */
    this.pieces = [];
    this.fading = new Fading();
    this.group = null;
    this.loading = null;
  }

  get isLoaded() {
    return this.features.size > 0;
  }

  /** Fetch the features once; a failed fetch may be tried again. @returns {Promise<void>} */
  load() {
    this.loading ??= fetch(this.options.url)
      .then((answer) => {
        if (!answer.ok) throw new Error(`${this.options.url}: ${answer.status}`);
        return answer.json();
      })
      .then((collection) => {
        for (const feature of collection.features) {
          this.features.set(feature.properties.id, { ...feature, box: boundsOf(feature.geometry) });
        }
      })
      .catch((error) => {
        this.loading = null;
        throw error;
      });
    return this.loading;
  }

  /** Features of the given geometry: Point, LineString or Polygon (also their Multi form). */
  *of(type) {
    for (const feature of this.features.values()) {
      if (feature.geometry.type.endsWith(type)) yield feature;
    }
  }

  /** Draw lines and areas that `passes`; ground that does not pass pales but stays. */
  draw(L, map, passes) {
    this.group ??= L.layerGroup().addTo(map);
    if (!map.hasLayer(this.group)) this.group.addTo(map);
    for (const feature of this.features.values()) {
      if (feature.geometry.type.endsWith("Point")) continue;
      const id = feature.properties.id;
      const path = this.paths.get(id) ?? this.path(L, feature);
      this.paths.set(id, path);
      const passing = passes(id);
      if (passing || this.options.role === "ground") {
        if (!this.group.hasLayer(path)) this.group.addLayer(path);
        path.eachLayer((part) => part.getElement()?.classList.toggle("ruhr-out", !passing));
      } else this.group.removeLayer(path);
    }
    this.fading.redraw(map);
  }

  /** Give every piece the state it has in a year; null: none. @param {number | null} year */
  turn(year) {
    for (const { path, states } of this.pieces) {
      const element = path.getElement();
      if (!element) continue;
      const state = year === null ? undefined : stateAt(states, year) || "none";
      if (element.dataset.state === state) continue;
      if (state) element.dataset.state = state;
      else delete element.dataset.state;
    }
  }

  hide() {
    this.group?.remove();
  }

  path(L, feature) {
    const { id, theme, kind, accuracy_m, parts, states } = feature.properties;
    const style = (approximate) => ({
      pane: this.options.pane,
      interactive: false,
      className: `ruhr-path ruhr-theme-${theme} ruhr-layer-${this.options.id} ruhr-kind-${kind}${approximate ? " ruhr-approximate" : ""}`,
      weight: this.options.weight,
      opacity: this.options.opacity,
      fillOpacity: this.options.fillOpacity,
      dashArray: this.options.dash,
      lineCap: "round",
      smoothFactor: 0.5,
    });
    const open = openPieces(feature);
    if (open.length) return this.openPath(L, feature, open, style(false));
    if (!parts || feature.geometry.type !== "LineString") {
      const line = feature.geometry.type.endsWith("LineString");
      const approximate = line && this.options.role === "sites" && accuracy_m > APPROXIMATE_M;
      const whole = L.geoJSON(feature, { ...style(approximate), style: () => style(approximate) });
      if (states && line) whole.eachLayer((path) => this.pieces.push({ path, states }));
      return whole;
    }
    let from = 0;
    const pieces = parts.map((part) => {
      const points = feature.geometry.coordinates.slice(from, part.to_vertex + 1);
      from = part.to_vertex;
      const path = L.polyline(points.map(([lon, lat]) => [lat, lon]), style(part.accuracy_m > APPROXIMATE_M));
      if (part.states) this.pieces.push({ path, states: part.states });
      return path;
    });
    return L.featureGroup(pieces);
  }

  /** A line with open ends: its pieces fade out, a dotted straight line leads to a near next piece. */
  openPath(L, feature, pieces, style) {
    const links = (feature.properties.links ?? []).map((link) => L.polyline(link.map(([lon, lat]) => [lat, lon]),
      { ...style, className: `${style.className} ruhr-unknown`, weight: 1.5, dashArray: "0 6", noClip: true }));
    return L.featureGroup([...links, ...pieces.map((piece) => this.fading.line(L, piece, style))]);
  }
}

/** [west, south, east, north] of any GeoJSON geometry. */
export function boundsOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (coordinates) => {
    if (typeof coordinates[0] === "number") {
      box[0] = Math.min(box[0], coordinates[0]);
      box[1] = Math.min(box[1], coordinates[1]);
      box[2] = Math.max(box[2], coordinates[0]);
      box[3] = Math.max(box[3], coordinates[1]);
    } else coordinates.forEach(visit);
  };
  visit(geometry.coordinates);
  return box;
}
