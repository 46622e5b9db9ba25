// @ts-check
/** The map: takes the one Folium made, and from then on only changes what changed. */

import { CatalogLayer } from "./layer.js";
import { isStill } from "./dom.js";
import { Hover } from "./hover.js";
import { Marks, NEAR_ZOOM } from "./marks.js";
import { Names } from "./names.js";
import { Fading, openEnds, openPieces } from "./open_ends.js";
import { REACH, choose, contains, distanceToLine } from "./hit.js";
import { Ties } from "./ties.js";
import { Years } from "./years.js";

/**
 * @typedef {{layers: Set<string>, passing: Set<string> | null, selected: string | null,
 *   basemap: string | null, language: string, world: boolean, fill: any, ties: boolean,
 *   related: string[]}} Wanted
 * @typedef {{left: number, top: number, right: number, bottom: number}} Padding
 */

const BARE_ZOOM = 15;
const MARGIN = 40;
const RING = 30;

/** How far to pan so that low..high comes into from..to; what is larger is centred. */
function shift(low, high, from, to) {
  if (high - low > to - from) return (low + high) / 2 < from || (low + high) / 2 > to ? (low + high - from - to) / 2 : 0;
  return low < from ? low - from : high > to ? high - to : 0;
}

export class RuhrMap {
  /**
   * @param {HTMLElement} box the element to draw into
   * @param {any} L Leaflet
   * @param {(L: any, ruhr: {layer: (options: any) => CatalogLayer}) => any} build the Folium script
   * @param {{onPick: (ids: string[], at: {x: number, y: number}) => void,
   *   onMove: (extent: any) => void, onFailure: (what: string, id: string) => void,
   *   padding: () => Padding, beside?: (at: {x: number, y: number}) => RuhrMap | null, claims?: (event: any) => boolean, text: (key: string, values?: any) => string, symbols: Record<string, string>,
   *   limits: Record<string, [number, number]>}} shell
   */
  constructor(box, L, build, shell) {
    this.L = L;
    this.box = box;
    this.shell = shell;
    if (isStill()) L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false });
    // Folium names the element by its id; the swipe has a second one.
    const here = Object.assign(Object.create(L), { map: (_, options) => L.map(box, options) });
    const made = build(here, { layer: (options) => new CatalogLayer(options) });
    this.map = made.map;
    /** @type {Map<string, CatalogLayer>} */
    this.layers = new Map(Object.entries(made.layers));
    this.basemaps = made.basemaps;
    /** @type {Wanted} */
    this.wanted = {
      layers: new Set(), passing: null, selected: null, basemap: null, language: "de", world: false,
      fill: null, ties: false, related: [],
    };
    this.chosen = null;
    /** @type {import("./own.js").Own | null} what the visitor brought along */
    this.own = null;
    this.outline = L.layerGroup().addTo(this.map);
    this.outlineFading = new Fading();
    this.years = new Years(this);
    this.ties = new Ties(this);
    this.marks = new Marks(this);
    this.names = new Names(this);
    this.hover = new Hover(this);
    this.zooming = false;
    this.map.on("zoomstart", () => {
      this.zooming = true;
      this.names.hide();
    });
    this.map.on("zoomend", () => (this.zooming = false));
    this.map.on("moveend zoomend resize", () => this.redraw());
    this.map.on("moveend", () => shell.onMove(this.extent));
    this.map.on("click", (event) => this.pick(event));
    this.watcher = new ResizeObserver(() => this.map.invalidateSize({ pan: false }));
    this.watcher.observe(box);
    // For tests and the console: the map that belongs to this element, and how many there were.
    box["ruhr"] = this;
    box.dataset.ruhrMaps = String(1 + Number(box.dataset.ruhrMaps ?? 0));
  }

  get extent() {
    const { lat, lng } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** Show what is wanted; resolves when newly shown layers are there. @param {Wanted} wanted */
  async update(wanted) {
    this.wanted = wanted;
    this.scope(wanted.world);
    this.useBasemap(wanted.world ? null : wanted.basemap);
    const missing = [...wanted.layers].map((id) => this.layers.get(id)).filter((l) => l && !l.isLoaded && this.isHere(l));
    this.redraw();
    await Promise.all(
      missing.map((layer) =>
        layer.load().catch(() => this.shell.onFailure("layer", layer.options.id)),
      ),
    );
    if (missing.length) this.redraw();
  }

  passes = (id) => !this.years.gone.has(id) && (this.wanted.passing === null || this.wanted.passing.has(id));

  /** The limits of the region's map or of the world's. @param {boolean} world */
  scope(world) {
    this.wanted.world = world;
    const [low, high] = this.shell.limits[world ? "world" : "region"];
    this.deepest = high;
    // Set without asking Leaflet, which would correct the zoom before the view has turned.
    this.map.options.minZoom = low;
    this.map.options.maxZoom = high;
    this.map.setMaxBounds(world ? [[-75, -220], [86, 220]] : null);
  }

  /** Whether a layer belongs to the map that is shown. */
  isHere = (layer) => (layer.options.view === "world") === this.wanted.world;

  /** Layers that are on, loaded, of this map and within their zoom, in catalogue order. */
  *shown() {
    const zoom = this.map.getZoom();
    for (const layer of this.layers.values()) {
      if (this.wanted.layers.has(layer.options.id) && layer.isLoaded && this.isHere(layer) && zoom >= layer.options.minZoom) {
        yield layer;
      }
    }
  }

  redraw() {
    this.years.find();
    this.drawLayers();
    this.box.classList.toggle("ruhr-near", this.map.getZoom() >= NEAR_ZOOM);
    this.box.classList.toggle("ruhr-world", this.wanted.world);
    this.paint();
    this.outlineSelected();
    this.outlineFading.redraw(this.map);
    this.ties.redraw();
    this.marks.redraw();
    this.names.redraw();
    this.box.dataset.ruhrReady = "true";
  }

  drawLayers() {
    const shown = new Set(this.shown());
    for (const layer of this.layers.values()) {
      const passes = layer.options.role === "orientation" ? () => true : this.passes;
      if (shown.has(layer)) layer.draw(this.L, this.map, passes);
      else layer.hide();
      layer.turn(this.years.year);
    }
  }

  /** The feature of any loaded layer. @param {string | null} id */
  feature(id) {
    if (!id) return null;
    if (id.startsWith("own:")) return this.own?.feature(id) ?? null;
    for (const layer of this.layers.values()) {
      const feature = layer.features.get(id);
      if (feature) return feature;
    }
    return null;
  }

  /** Colour the municipalities by class; what has no value is hatched. */
  paint() {
    const { fill } = this.wanted;
    const towns = this.layers.get("municipalities");
    if (!towns) return;
    this.box.classList.toggle("ruhr-filled", Boolean(fill));
    fill?.colours.forEach((colour, i) => this.box.style.setProperty(`--ruhr-fill-${i}`, colour));
    // Features come by name, the classes by AGS; ids of municipalities end in their AGS.
    const order = [...towns.features.keys()].sort();
    order.forEach((id, i) => {
      const value = fill ? fill.classes[i] : "";
      towns.paths.get(id)?.eachLayer((part) => {
        const element = part.getElement();
        if (element && element.dataset.fill !== value) element.dataset.fill = value;
      });
    });
  }

  /** What the fill says of a municipality, or nothing. */
  valueOf(id) {
    const { fill } = this.wanted;
    const towns = this.layers.get("municipalities");
    if (!fill || !towns?.features.has(id)) return null;
    return fill.values[[...towns.features.keys()].sort().indexOf(id)];
  }

  /** The layer a loaded feature belongs to. @param {string} id */
  layerOf(id) {
    return this.own?.layerOf(id) ?? [...this.layers.values()].find(({ features }) => features.has(id));
  }

  outlineSelected() {
    const inTime = this.years.year !== null;
    const key = `${this.wanted.selected} ${this.wanted.world} ${inTime}`;
    if (this.chosen === key) return;
    this.outline.clearLayers();
    this.outlineFading.clear();
    const feature = this.feature(this.wanted.selected);
    this.chosen = feature || !this.wanted.selected ? key : null;
    if (feature && !this.isHere(this.layerOf(feature.properties.id))) return;
    if (!feature || feature.geometry.type.endsWith("Point")) return;
    const area = feature.geometry.type.endsWith("Polygon");
    const { theme } = feature.properties;
    const layer = this.layerOf(feature.properties.id);
    const strokes = area
      ? [["ruhr-casing", 7], ["ruhr-ink", 3]]
      : [["ruhr-casing", 13], ["ruhr-ink", 9], [`ruhr-theme-${theme} ruhr-layer-${layer.options.id}`, 4]];
    // A line that shows its states keeps them: it is only edged from below.
    const below = inTime && !area && Boolean(feature.properties.parts ?? feature.properties.states);
    const open = openPieces(feature);
    for (const [className, weight] of below ? strokes.slice(0, 2) : strokes) {
      const style = {
        pane: below ? "ruhr-waters" : "ruhr-selected", className: `ruhr-path ${className}`, weight, fill: area && className === "ruhr-ink", interactive: false,
      };
      if (open.length) for (const piece of open) this.outlineFading.line(this.L, piece, style, !className.startsWith("ruhr-theme")).addTo(this.outline);
      else this.L.geoJSON(feature, { interactive: false, style: () => style }).addTo(this.outline);
    }
  }

  /** What is at a container pixel. @param {{x: number, y: number}} at */
  hit(at, reach = REACH.mouse) {
    const other = this.shell.beside?.(at);
    if (other) return other.hit(at, reach);
    const { lat, lng } = this.map.containerPointToLatLng(at);
    const points = [...this.marks.at(at, reach), ...this.names.at(at)];
    const lines = [];
    const areas = [];
    const own = this.own?.at(this.map, at, reach) ?? { points: [], lines: [], areas: [] };
    for (const layer of this.shown()) {
      if (layer.options.id === "neighbours" || layer.options.id === "world-land") continue;
      const passes = layer.options.role === "orientation" ? () => true : this.passes;
      for (const feature of layer.of("LineString")) {
        if (passes(feature.properties.id) && this.touches(feature, at, reach * 0.6)) lines.push(feature.properties.id);
      }
      for (const feature of layer.of("Polygon")) {
        const [west, south, east, north] = feature.box;
        if (lng < west || lng > east || lat < south || lat > north) continue;
        if (layer.options.role !== "ground" && !passes(feature.properties.id)) continue;
        if (contains(lng, lat, feature.geometry)) {
          areas.push({ id: feature.properties.id, size: (east - west) * (north - south) });
        }
      }
    }
    areas.sort((a, b) => a.size - b.size);
    return {
      points: [...own.points, ...new Set(points)], lines: [...own.lines, ...lines],
      areas: [...own.areas, ...this.marks.areasAt(at), ...areas.map((area) => area.id)],
    };
  }

  touches(feature, at, reach) {
    const [west, south, east, north] = feature.box;
    const a = this.map.latLngToContainerPoint([north, west]);
    const b = this.map.latLngToContainerPoint([south, east]);
    if (at.x < a.x - reach || at.x > b.x + reach || at.y < a.y - reach || at.y > b.y + reach) return false;
    return this.distance(at, [...this.years.lines(feature), ...(feature.properties.links ?? [])]) <= reach;
  }

  /** Pixels from a container pixel to the nearest of some lines of (lon, lat). */
  distance = (at, lines) =>
    Math.min(...lines.map((line) => distanceToLine(at, line.map(([lon, lat]) => this.map.latLngToContainerPoint([lat, lon])))));

  /** Whether a water goes on unknown at a container pixel: in a gap or beyond an open end. */
  isUnknown(feature, at) {
    const ends = openEnds(feature).map((end) => [end, end]);
    if (!ends.length) return false;
    return this.distance(at, [...ends, ...(feature.properties.links ?? [])]) <= this.distance(at, this.years.lines(feature));
  }

  pick(event) {
    if (this.shell.claims?.(event)) return;
    const touch = event.originalEvent?.pointerType === "touch";
    this.hover.clear();
    this.shell.onPick(choose(this.hit(event.containerPoint, touch ? REACH.touch : REACH.mouse)), event.containerPoint);
  }

  useBasemap(id) {
    for (const [name, layer] of Object.entries(this.basemaps)) {
      if (name !== id) this.map.removeLayer(layer);
      else if (!this.map.hasLayer(layer)) this.watchTiles(name, layer);
    }
    // Close up our own data is a blank sheet: streets come with a basemap.
    const limit = id ? this.deepest : Math.min(this.deepest, BARE_ZOOM);
    if (this.map.options.maxZoom !== limit) this.map.options.maxZoom = limit;
    if (this.map.getZoom() > limit) this.map.setZoom(limit, { animate: false });
    this.box.classList.toggle("ruhr-has-basemap", Boolean(id && this.map.hasLayer(this.basemaps[id])));
  }

  /** Show a basemap; when its first tiles all fail, leave it out again. */
  watchTiles(name, layer) {
    let loaded = 0;
    let failed = 0;
    layer.off("tileload tileerror");
    layer.on("tileload", () => loaded++);
    layer.on("tileerror", () => {
      failed++;
      if (loaded || failed < 3) return;
      this.map.removeLayer(layer);
      this.box.classList.remove("ruhr-has-basemap");
      this.shell.onFailure("basemap", name);
    });
    layer.addTo(this.map);
  }

  /** Fit [west, south, east, north] into the part of the map nothing covers. */
  fit([west, south, east, north], { animate = true, maxZoom = 14 } = {}) {
    // Leaflet drops a move that is asked for while it zooms.
    if (this.zooming) {
      this.map.once("zoomend", () => setTimeout(() => this.fit([west, south, east, north], { animate, maxZoom })));
      return;
    }
    const { left, top, right, bottom } = this.shell.padding();
    this.map.fitBounds([[south, west], [north, east]], {
      paddingTopLeft: [left + 16, top + 16], paddingBottomRight: [right + 16, bottom + 16],
      animate: animate && !isStill(), maxZoom,
    });
  }

  /** Go to a feature, or to all it is related to where it has no place. @param {string} id @param {string[]} related */
  showFeature(id, related = [], options = {}) {
    const own = this.feature(id);
    const boxes = (own ? [own] : related.map((one) => this.feature(one)).filter((f) => f && this.isHere(this.layerOf(f.properties.id)))).map(({ box }) => box);
    if (!boxes.length) return;
    this.fit([
      Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])),
      Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3])),
    ], options);
  }

  /** The matches of the filters on the map: how many of them are in view, and the box of all. */
  matches() {
    const view = this.map.getBounds();
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let here = 0;
    for (const layer of this.shown()) {
      if (layer.options.role === "orientation") continue;
      for (const [id, feature] of layer.features) {
        if (!this.passes(id)) continue;
        const [west, south, east, north] = feature.box;
        if (view.intersects([[south, west], [north, east]])) here++;
        box.splice(0, 4, Math.min(box[0], west), Math.min(box[1], south), Math.max(box[2], east), Math.max(box[3], north));
      }
    }
    return { here, box: Number.isFinite(box[0]) ? box : null };
  }

  /** Bring what was chosen into the part nothing covers, by the smallest move. */
  reveal(id) {
    const feature = this.feature(id);
    if (!feature || !this.isHere(this.layerOf(id))) return;
    const [west, south, east, north] = feature.box;
    const nw = this.map.latLngToContainerPoint([north, west]);
    const se = this.map.latLngToContainerPoint([south, east]);
    this.panInto(nw, se);
  }

  /** Move only if what was clicked has come under the panel. @param {{x: number, y: number}} at */
  uncover(at) {
    const { right, bottom } = this.shell.padding();
    const { x, y } = this.map.getSize();
    if (at.x > x - right - RING || at.y > y - bottom - RING) this.panInto(at, at);
  }

  /** Bring a box of container pixels into the part nothing covers, by the smallest move. */
  panInto(from, to) {
    const { left, top, right, bottom } = this.shell.padding();
    const size = this.map.getSize();
    const dx = shift(from.x, to.x, left + MARGIN, size.x - right - MARGIN);
    const dy = shift(from.y, to.y, top + MARGIN, size.y - bottom - MARGIN);
    if (dx || dy) this.map.panBy([dx, dy], { animate: !isStill() });
  }

  /** Ring a place for as long as something beside the map stands for it. @param {[number, number] | null} at (lat, lon) */
  point(at) {
    if (!at) {
      this.pointer?.remove();
      this.pointer = null;
    } else if (this.pointer) this.pointer.setLatLng(at);
    else this.pointer = this.L.circleMarker(at, { pane: "ruhr-selected", interactive: false, radius: 10, weight: 4, className: "ruhr-path ruhr-pointer" }).addTo(this.map);
  }

  pointAt(feature) {
    if (feature?.geometry.type === "Point") this.point([feature.geometry.coordinates[1], feature.geometry.coordinates[0]]);
  }

  name(feature) {
    const { properties } = feature;
    return properties[`name_${this.wanted.language}`] ?? properties.name_de;
  }

  destroy() {
    this.watcher.disconnect();
    this.years.stop();
    this.hover.clear();
    this.map.remove();
  }
}

