// @ts-check
/** The signs that any layer may be drawn with, and what they mean. */

import { h } from "./dom.js";

/**
 * A row for every sign that some of the layers use.
 * @param {{areas?: boolean, unknown?: boolean}[]} layers @param {(key: string) => string} text
 * @returns {HTMLElement[]}
 */
export function legendSigns(layers, text) {
  const row = (sign, key, content = "") => h("p", { "data-sign": sign }, h("span", { class: `ruhr-legend-${sign}` }, content), h("span", {}, text(key)));
  return [
    layers.some((layer) => layer.unknown) && row("unknown", "tree.unknown"),
    row("hollow", "tree.approximate"),
    row("dash", "tree.unsure_circle"),
    layers.some((layer) => layer.areas) && row("area-circle", "tree.area_circle"),
    row("pile", "tree.pile", "3"),
  ].filter(Boolean);
}
