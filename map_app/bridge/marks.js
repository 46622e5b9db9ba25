// @ts-check
/** Symbols of point features: single ones in their theme's shape, piles as counted bubbles. */

import { h, symbol } from "./dom.js";
import { declutter } from "./declutter.js";
import { APPROXIMATE_M } from "./layer.js";

/** From here on symbols are large and uncertain positions show: below, 150 m are less than a pixel. */
export const NEAR_ZOOM = 11;
/** Times the circle of an area from which on its position is badly known too. */
const UNSURE_AREA = 1.5;
/** Circles beyond are drawn for the chosen one only, or beyond all bearing not at all. */
const CIRCLE_NEAR_M = 1500;
const CIRCLE_LIMIT_M = 5000;
const RING_RADIUS = 27;
const ALONE_RADIUS = 9;

export class Marks {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    /** @type {Map<string, any>} Leaflet markers by key */
    this.drawn = new Map();
    /** @type {{key: string, ids: string[], x: number, y: number, r: number, single: boolean}[]} */
    this.placed = [];
    /** @type {{id: string, x: number, y: number, r: number}[]} circles of areas, in container pixels */
    this.areas = [];
    this.circles = ruhr.L.layerGroup().addTo(ruhr.map);
  }

  get size() {
    return this.ruhr.map.getZoom() < NEAR_ZOOM ? 14 : 18;
  }

  /** Point features of the shown site layers that pass, and of orientation with a mark. */
  *points(orientation) {
    for (const layer of this.ruhr.shown()) {
      if ((layer.options.role === "orientation") !== orientation || !layer.options.marks) continue;
      for (const feature of layer.of("Point")) {
        if (orientation || this.ruhr.passes(feature.properties.id)) yield { layer, feature };
      }
    }
  }

  redraw() {
    const { map, wanted } = this.ruhr;
    this.related = new Set(wanted.related);
    const zoom = map.getZoom();
    const origin = map.getPixelBounds().min;
    const about = new Map();
    const spots = [];
    const alone = [];
    const wish = new Map();
    for (const { layer, feature } of this.points(false)) {
      const [lon, lat] = feature.geometry.coordinates;
      const id = feature.properties.id;
      about.set(id, { layer, feature });
      if (id === wanted.selected) continue;
      (layer.options.alone ? alone : spots).push({ id, ...pixel(map.project([lat, lon], zoom)) });
    }
    const groups = declutter(spots, this.size / 2);
    for (const { id, ...at } of alone) {
      for (const group of groups) step(group, at, ALONE_RADIUS);
      groups.push({ ids: [id], ...at, r: this.size / 2 });
    }
    const chosen = this.ruhr.feature(wanted.selected);
    if (chosen?.geometry.type === "Point" && this.ruhr.isHere(this.ruhr.layerOf(wanted.selected))) {
      const layer = this.ruhr.layerOf(wanted.selected);
      const [lon, lat] = chosen.geometry.coordinates;
      const at = pixel(map.project([lat, lon], zoom));
      about.set(wanted.selected, { layer, feature: chosen });
      for (const group of groups) if (group.ids.length > 1) step(group, at, RING_RADIUS);
      groups.push({ ids: [wanted.selected], ...at, r: 18 });
    }
    const bounds = map.getPixelBounds();
    this.placed = [];
    for (const group of groups) {
      const single = group.ids.length === 1;
      const key = single ? group.ids[0] : `pile:${group.ids.join(" ")}`;
      this.placed.push({ key, ids: group.ids, x: group.x - origin.x, y: group.y - origin.y, r: group.r, single });
      if (inView(group, bounds)) wish.set(key, { group, single });
    }
    this.sync(wish, about, zoom);
    this.redrawQuiet(wish, zoom);
    this.redrawCircles(about);
  }

  sync(wish, about, zoom) {
    const { map, L, wanted } = this.ruhr;
    for (const [key, marker] of this.drawn) {
      const stale = !wish.has(key) || marker.ruhrLook !== this.look(key, zoom);
      if (stale && !key.startsWith("quiet:")) {
        marker.remove();
        this.drawn.delete(key);
      }
    }
    for (const [key, { group, single }] of wish) {
      const at = map.unproject([group.x, group.y], zoom);
      const old = this.drawn.get(key);
      if (old) {
        old.setLatLng(at);
        continue;
      }
      const icon = single ? this.icon(about.get(key), key === wanted.selected) : this.bubble(group);
      const marker = L.marker(at, { icon, pane: key === wanted.selected ? "ruhr-chosen" : "ruhr-sites", interactive: false, keyboard: false });
      marker.ruhrLook = this.look(key, zoom);
      marker.addTo(map);
      this.drawn.set(key, marker);
    }
  }

  look = (key, zoom) => `${zoom < NEAR_ZOOM} ${key === this.ruhr.wanted.selected} ${this.isRelated(key)} ${this.state(key)}`;

  /** What a single symbol is in the year shown, or "". */
  state(key) {
    const feature = this.ruhr.years.year === null || key.includes(":") ? null : this.ruhr.feature(key);
    return feature ? this.ruhr.years.look(feature) : "";
  }

  /** Whether a symbol, or one in a bubble, belongs to what is selected. */
  isRelated(key) {
    return key.startsWith("pile:") ? key.slice(5).split(" ").some((id) => this.related.has(id)) : this.related.has(key);
  }

  icon({ layer, feature }, selected) {
    const size = selected ? 28 : this.size;
    const { id, theme, area_m } = feature.properties;
    const approximate = unsureRadius(feature.properties) > 0 && !area_m && layer.options.role === "sites" && layer.options.view === "region";
    return this.ruhr.L.divIcon({
      className: `ruhr-mark ruhr-theme-${theme} ruhr-layer-${layer.options.id}${selected ? " ruhr-is-selected" : ""}${this.related.has(id) && !selected ? " ruhr-is-related" : ""}${approximate ? " ruhr-is-approximate" : ""}`,
      html: h("span", { "data-feature": id, "data-approximate": approximate, "data-state": this.state(id) || null }, symbol(this.ruhr.shell.symbols[layer.options.symbol], size * 1.3)),
      iconSize: [size * 1.3, size * 1.3],
    });
  }

  bubble(group) {
    return this.ruhr.L.divIcon({
      className: `ruhr-pile${group.ids.some((id) => this.related.has(id)) ? " ruhr-is-related" : ""}`,
      html: h("span", { "data-features": group.ids.join(" ") }, String(group.ids.length)),
      iconSize: [group.r * 2, group.r * 2],
    });
  }

  /** Stations and the like: small, never piled, not under a site's symbol. */
  redrawQuiet(wish, zoom) {
    const { map, L, shell, wanted } = this.ruhr;
    const bounds = map.getPixelBounds();
    const origin = bounds.min;
    const keep = new Set();
    this.quiet = [];
    for (const { layer, feature } of this.points(true)) {
      const [lon, lat] = feature.geometry.coordinates;
      const at = pixel(map.project([lat, lon], zoom));
      const id = feature.properties.id;
      if (id === wanted.selected || !inView(at, bounds)) continue;
      if ([...wish.values()].some(({ group }) => Math.hypot(group.x - at.x, group.y - at.y) < group.r + 6)) continue;
      this.quiet.push({ key: id, ids: [id], x: at.x - origin.x, y: at.y - origin.y, r: 6, single: true });
      const key = `quiet:${id}`;
      keep.add(key);
      if (this.drawn.has(key)) continue;
      const icon = L.divIcon({
        className: `ruhr-mark ruhr-quiet ruhr-layer-${layer.options.id}`,
        html: h("span", { "data-feature": id }, symbol(shell.symbols[layer.options.symbol], 14)),
        iconSize: [14, 14],
      });
      this.drawn.set(key, L.marker([lat, lon], { icon, pane: "ruhr-quiet", interactive: false, keyboard: false }).addTo(map));
    }
    for (const [key, marker] of this.drawn) {
      if (key.startsWith("quiet:") && !keep.has(key)) {
        marker.remove();
        this.drawn.delete(key);
      }
    }
  }

  /** Close up and for the chosen one: an area as a filled circle, a badly known position dashed. */
  redrawCircles(about) {
    const { map, wanted } = this.ruhr;
    this.circles.clearLayers();
    this.areas = [];
    for (const { ids, single } of this.placed) {
      const { feature, layer } = about.get(ids[0]) ?? {};
      if (!single || !feature || layer.options.role !== "sites") continue;
      const chosen = ids[0] === wanted.selected;
      if (map.getZoom() < NEAR_ZOOM && !chosen) continue;
      const limit = chosen ? CIRCLE_LIMIT_M : CIRCLE_NEAR_M;
      const { area_m } = feature.properties;
      const unsure_m = unsureRadius(feature.properties);
      if (area_m <= limit) this.outlineArea(layer, feature, chosen);
      if (unsure_m && unsure_m <= limit) this.circle(layer, feature, unsure_m, { className: "ruhr-accuracy", weight: 1.2, dashArray: "4 4" });
    }
  }

  /** The circle of an area, which is also there to be pointed at. */
  outlineArea(layer, feature, chosen) {
    const { id, area_m } = feature.properties;
    const circle = this.circle(layer, feature, area_m, { className: "ruhr-area", weight: chosen ? 2 : 1 });
    const { x, y } = this.ruhr.map.latLngToContainerPoint(circle.getLatLng());
    this.areas.push({ id, x, y, r: circle._radius });
  }

  circle(layer, feature, radius, { className, ...style }) {
    const [lon, lat] = feature.geometry.coordinates;
    return this.ruhr.L.circle([lat, lon], {
      radius, pane: "ruhr-accuracy", interactive: false, ...style,
      className: `ruhr-path ${className} ruhr-theme-${feature.properties.theme} ruhr-layer-${layer.options.id}`,
    }).addTo(this.circles);
  }

  /** Ids of the areas whose circle holds a container pixel, the smallest first. */
  areasAt({ x, y }) {
    return this.areas
      .filter((area) => Math.hypot(area.x - x, area.y - y) <= area.r)
      .sort((a, b) => a.r - b.r)
      .map(({ id }) => id);
  }

  /** Ids of what stands in a bubble: no name of its own beside it. */
  get piled() {
    return new Set(this.placed.filter(({ single }) => !single).flatMap(({ ids }) => ids));
  }

  /** Ids of the symbols within reach of a container pixel, nearest first. */
  at({ x, y }, reach) {
    return [...this.placed, ...(this.quiet ?? [])]
      .map((spot) => ({ spot, gap: Math.hypot(spot.x - x, spot.y - y) - spot.r }))
      .filter(({ gap, spot }) => gap <= Math.max(0, reach - spot.r))
      .sort((a, b) => a.gap - b.gap)
      .slice(0, 1)
      .flatMap(({ spot }) => spot.ids);
  }

  /** Boxes no name may cover. */
  get boxes() {
    return [...this.placed, ...(this.quiet ?? [])].map(({ x, y, r }) => ({
      left: x - r, top: y - r, right: x + r, bottom: y + r,
    }));
  }
}

/** The radius of a badly known position, or 0: an area's must be clearly larger than itself. */
const unsureRadius = ({ accuracy_m, area_m = 0 }) =>
  accuracy_m > APPROXIMATE_M && accuracy_m > UNSURE_AREA * area_m ? accuracy_m : 0;

/** Move a bubble out from under a symbol that stands alone or is chosen. */
function step(group, { x, y }, radius) {
  const distance = Math.hypot(group.x - x, group.y - y);
  const need = radius + group.r + 2;
  if (distance >= need) return;
  const turn = distance > 1 ? Math.atan2(group.y - y, group.x - x) : Math.PI / 4;
  group.x = x + Math.cos(turn) * need;
  group.y = y + Math.sin(turn) * need;
}

const pixel = ({ x, y }) => ({ x, y });

const inView = ({ x, y }, { min, max }) =>
  x > min.x - 300 && x < max.x + 300 && y > min.y - 300 && y < max.y + 300;
