// @ts-check
/** Names on the map: which are wanted at this zoom, drawn where labels.js finds room. */

import { h } from "./dom.js";
import { contains } from "./hit.js";
import { placeLabels, placesAlong } from "./labels.js";

const LOOKS = {
  big: { size: 14, font: "600 14px", rank: 1000 },
  city: { size: 12.5, font: "500 12.5px", rank: 0 },
  site: { size: 12.5, font: "500 12.5px", rank: 0 },
  quiet: { size: 12, font: "400 12px", rank: 0 },
  faint: { size: 11, font: "400 11px", rank: 0 },
  line: { size: 12.5, font: "500 12.5px", rank: 0 },
  water: { size: 13, font: "italic 500 13px", rank: 0 },
  chosen: { size: 13, font: "600 13px", rank: 9000 },
};

export class Names {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    this.pane = ruhr.map.getPane("ruhr-names");
    this.pencil = document.createElement("canvas").getContext("2d");
    this.widths = new Map();
    /** @type {Map<string, {element: HTMLElement, look: string}>} */
    this.drawn = new Map();
    /** @type {{key: string, id: string, box: any, site: boolean}[]} */
    this.placed = [];
    document.fonts?.ready.then(() => {
      this.widths.clear();
      this.redraw();
    });
  }

  hide() {
    this.pane.classList.add("ruhr-hidden");
  }

  redraw() {
    const { map } = this.ruhr;
    const frame = this.frame();
    const wishes = new Map();
    for (const wish of this.wishes(frame)) wishes.set(wish.key, wish);
    // A district named like its city need not say so twice.
    const said = new Set([...wishes.values()].filter(({ look }) => look !== "faint").map(({ text }) => text));
    for (const { key, look, text } of [...wishes.values()]) if (look === "faint" && said.has(text)) wishes.delete(key);
    const labels = placeLabels([...wishes.values()], [...this.ruhr.marks.boxes, ...this.chrome()], frame, this.lines(frame));
    this.placed = labels.map((label) => ({ ...label, id: wishes.get(label.key).id, site: wishes.get(label.key).site }));
    const origin = map.containerPointToLayerPoint([0, 0]);
    const keep = new Set();
    for (const { key, x, y, angle } of labels) {
      const wish = wishes.get(key);
      keep.add(key);
      const element = this.element(key, wish);
      element.style.transform =
        `translate(${Math.round(x + origin.x)}px, ${Math.round(y + origin.y)}px) translate(-50%, -50%) rotate(${angle.toFixed(1)}deg)`;
    }
    for (const [key, { element }] of this.drawn) {
      if (keep.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    this.pane.classList.remove("ruhr-hidden");
  }

  /** Take away the names of features that are gone, and of those that went into a bubble. @param {Set<string>} gone */
  drop(gone) {
    const { piled } = this.ruhr.marks;
    this.placed = this.placed.filter(({ key, id }) => {
      if (!gone.has(id) && !piled.has(id)) return true;
      this.drawn.get(key)?.element.remove();
      this.drawn.delete(key);
      return false;
    });
  }

  element(key, { text, look, out, layer }) {
    const known = this.drawn.get(key);
    const className = `ruhr-name ruhr-name-${look} ruhr-layer-${layer}${out ? " ruhr-out" : ""}`;
    if (known && known.element.textContent === text) {
      if (known.element.className !== className) known.element.className = className;
      return known.element;
    }
    known?.element.remove();
    const element = h("div", { class: className }, text);
    this.pane.append(element);
    this.drawn.set(key, { element, look });
    return element;
  }

  *wishes(frame) {
    const { map, wanted } = this.ruhr;
    const zoom = map.getZoom();
    for (const layer of this.ruhr.shown()) {
      const rules = layer.options.labels;
      if (!rules || zoom < Math.min(rules.minZoom, rules.first.length ? rules.firstZoom : rules.minZoom)) continue;
      for (const feature of layer.features.values()) {
        const { id, kind } = feature.properties;
        if (id === wanted.selected || this.ruhr.marks.piled.has(id)) continue;
        const first = rules.first.includes(kind);
        if (zoom < (first ? rules.firstZoom : rules.minZoom)) continue;
        const passing = layer.options.role === "orientation" || this.ruhr.passes(id);
        if (!passing && layer.options.role === "sites") continue;
        const look = rules.look === "city" && first && zoom >= 9 ? "big" : rules.look;
        yield* this.wish(layer, feature, look, frame, { rules, out: !passing });
      }
    }
    const chosen = this.ruhr.feature(wanted.selected);
    const layer = chosen && this.ruhr.layerOf(wanted.selected);
    if (chosen && this.ruhr.isHere(layer)) {
      yield* this.wish(layer, chosen, "chosen", frame, { rules: layer.options.labels, out: false });
    }
  }

  *wish(layer, feature, look, frame, { rules, out }) {
    const { id } = feature.properties;
    const short = feature.properties[`short_${this.ruhr.wanted.language}`] ?? feature.properties.short;
    const type = feature.geometry.type;
    const text = (layer.options.role === "sites" && !type.endsWith("Polygon") && short) || this.ruhr.name(feature);
    const { size, font, rank } = LOOKS[look];
    const width = this.width(text, font);
    const weight = Number(feature.properties[rules?.rankBy ?? ""] ?? 0);
    const wish = {
      key: `${layer.options.id}:${id}`, layer: layer.options.id, id, text, look, out, width, height: size * 1.25,
      rank: rank + (rules?.rank ?? 0) - (out ? 500 : 0), weight, site: layer.options.role === "sites" && type === "Point",
    };
    if (type.endsWith("LineString")) {
      const places = this.ruhr.years.lines(feature).flatMap((line) =>
        placesAlong(line.map(([lon, lat]) => this.ruhr.map.latLngToContainerPoint([lat, lon])), width, frame),
      );
      if (places.length) yield { ...wish, places };
      return;
    }
    const at = this.ruhr.map.latLngToContainerPoint(anchor(feature));
    if (at.x < frame.left - 200 || at.x > frame.right + 200 || at.y < frame.top - 60 || at.y > frame.bottom + 60) return;
    const gap = type === "Point" && layer.options.marks ? this.ruhr.marks.size / 2 + 5 : 0;
    yield { ...wish, places: look === "chosen" && gap ? around(at, width, size, 32) : gap ? around(at, width, size, gap) : this.within(feature, near(at, size, layer.options.role === "ground")) };
  }

  /** Only the places that lie in the area they name. */
  within({ geometry }, places) {
    if (!geometry.type.endsWith("Polygon")) return places;
    return places.filter(({ x, y }) => {
      const { lat, lng } = this.ruhr.map.containerPointToLatLng([x, y]);
      return contains(lng, lat, geometry);
    });
  }

  /** The drawn site lines as small boxes: a name stands on them only where nothing else is free. */
  lines(frame) {
    const boxes = [];
    for (const layer of this.ruhr.shown()) {
      if (layer.options.role !== "sites") continue;
      for (const { geometry, properties } of layer.of("LineString")) {
        if (geometry.type !== "LineString" || !this.ruhr.passes(properties.id)) continue;
        let last = null;
        for (const [lon, lat] of geometry.coordinates) {
          const at = this.ruhr.map.latLngToContainerPoint([lat, lon]);
          boxes.push(...between(last ?? at, at, frame));
          last = at;
        }
      }
    }
    return boxes;
  }

  width(text, font) {
    const key = `${font}|${text}`;
    if (!this.widths.has(key)) {
      this.pencil.font = `${font} ${getComputedStyle(this.pane).fontFamily}`;
      this.widths.set(key, Math.ceil(this.pencil.measureText(text).width) + 4);
    }
    return this.widths.get(key);
  }

  /** The part of the map nothing covers, in container pixels. */
  frame() {
    const { left, top, right, bottom } = this.ruhr.shell.padding();
    const { x, y } = this.ruhr.map.getSize();
    return { left: left + 6, top: top + 4, right: x - right - 6, bottom: y - bottom - 4 };
  }

  /** Boxes of the controls that stand on the map. */
  chrome() {
    const { left, top } = this.ruhr.box.getBoundingClientRect();
    return [...this.ruhr.box.parentElement.querySelectorAll("[data-ruhr-chrome], .leaflet-control")].map((element) => {
      const box = element.getBoundingClientRect();
      return { left: box.left - left, top: box.top - top, right: box.right - left, bottom: box.bottom - top };
    });
  }

  /** Ids of sites whose name lies under a container pixel: a name is as good as its symbol. */
  at({ x, y }) {
    return this.placed
      .filter(({ site, box }) => site && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
      .map(({ id }) => id);
  }
}

/** (lat, lon) where a feature's name belongs. */
function anchor({ geometry, properties, box }) {
  if (properties.label_lat !== undefined) return [properties.label_lat, properties.label_lon];
  if (geometry.type === "Point") return [geometry.coordinates[1], geometry.coordinates[0]];
  return [(box[1] + box[3]) / 2, (box[0] + box[2]) / 2];
}

const around = ({ x, y }, width, size, gap) => [
  { x: x + gap + width / 2, y },
  { x: x - gap - width / 2, y },
  { x, y: y - gap - size / 2 },
  { x, y: y + gap + size / 2 },
  { x: x + gap + width / 2, y: y - size },
  { x: x + gap + width / 2, y: y + size },
];

/** Boxes of 6 px every 10 px from a to b, those in the frame. */
function between(a, b, frame) {
  const steps = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 10));
  const boxes = [];
  for (let step = 0; step < steps && steps < 200; step++) {
    const x = a.x + ((b.x - a.x) * step) / steps;
    const y = a.y + ((b.y - a.y) * step) / steps;
    if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) continue;
    boxes.push({ left: x - 3, top: y - 3, right: x + 3, bottom: y + 3 });
  }
  return boxes;
}

const near = ({ x, y }, size, wide = false) =>
  [0, -1, 1, -1.9, 1.9].map((step) => ({ x, y: y + step * size }))
    .concat([{ x: x - 24, y }, { x: x + 24, y }, { x: x - 30, y: y + size * 1.5 }, { x: x + 30, y: y - size * 1.5 }],
      wide ? [36, 54, 72].flatMap((r) => RING.map(([dx, dy]) => ({ x: x + dx * r, y: y + dy * r }))) : []);

const RING = [[0, -1], [0, 1], [-1, 0], [1, 0], [-0.7, -0.7], [0.7, -0.7], [-0.7, 0.7], [0.7, 0.7]];
