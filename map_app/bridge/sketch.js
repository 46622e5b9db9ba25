// @ts-check
/** What a tool draws on a map: cased strokes, areas, labels, dots, and handles to take hold of. */

import { h } from "./dom.js";

/**
 * @typedef {[number, number]} LatLon
 * @typedef {{points: LatLon[], look: string, closed?: boolean, filled?: boolean}} Stroke
 * @typedef {{at: LatLon, text: string, look?: string}} Label
 * @typedef {{strokes: Stroke[], labels: Label[], dots: {at: LatLon, look: string}[]}} Shapes
 * @typedef {{at: LatLon, label: string}} Handle
 * @typedef {{drag: (i: number, at: LatLon) => void, drop: (i: number) => void, press?: (i: number) => void}} Grips
 */

const PANES = { "ruhr-tools": 670, "ruhr-tools-marks": 675 };

export class Sketch {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    for (const [name, zIndex] of Object.entries(PANES)) {
      const pane = ruhr.map.getPane(name) ?? ruhr.map.createPane(name);
      Object.assign(pane.style, { zIndex: String(zIndex), pointerEvents: "none" });
    }
    this.group = ruhr.L.layerGroup().addTo(ruhr.map);
    /** @type {any[]} */
    this.handles = [];
  }

  /** Draw these instead of what was drawn. @param {Shapes} shapes */
  show({ strokes, labels, dots }) {
    const { L } = this.ruhr;
    this.group.clearLayers();
    for (const { points, look, closed, filled } of strokes) {
      const make = closed ? L.polygon : L.polyline;
      for (const part of ["casing", "line"]) {
        make(points, {
          pane: "ruhr-tools", interactive: false, smoothFactor: 0, lineJoin: "round",
          className: `ruhr-path ruhr-tool-${part} ruhr-tool-${look}${filled && part === "line" ? " ruhr-tool-filled" : ""}`,
        }).addTo(this.group);
      }
    }
    for (const { at, look } of dots) this.mark(at, `ruhr-tool-dot ruhr-tool-${look}`);
    for (const { at, text, look = "plain" } of labels) this.mark(at, `ruhr-tool-tag ruhr-tool-tag-${look}`, text);
  }

  mark(at, className, text = "") {
    const icon = this.ruhr.L.divIcon({ className, html: h("span", {}, text), iconSize: [0, 0] });
    this.ruhr.L.marker(at, { icon, pane: "ruhr-tools-marks", interactive: false, keyboard: false }).addTo(this.group);
  }

  /** Offer these to be dragged; one that is being dragged stays in the hand. @param {Handle[]} handles @param {Grips} grips */
  hold(handles, grips) {
    const { L, map } = this.ruhr;
    this.grips = grips;
    while (this.handles.length > handles.length) this.handles.pop().remove();
    handles.forEach(({ at, label }, i) => {
      const known = this.handles[i];
      if (known) {
        known.setLatLng(at);
        known.getElement().title = label;
        return;
      }
      const icon = L.divIcon({ className: "ruhr-tool-handle", html: h("span", {}), iconSize: [24, 24] });
      const handle = L.marker(at, { icon, pane: "ruhr-tools-marks", draggable: true, keyboard: false, title: label, zIndexOffset: 10_000 }).addTo(map);
      handle.on("drag", () => this.grips.drag(i, pair(handle.getLatLng())));
      handle.on("dragend", () => this.grips.drop(i));
      handle.on("click", () => this.grips.press?.(i));
      this.handles.push(handle);
    });
  }

  clear() {
    this.group.clearLayers();
    this.hold([], { drag: () => {}, drop: () => {} });
  }
}

/** @returns {LatLon} */
export const pair = ({ lat, lng }) => [lat, lng];
