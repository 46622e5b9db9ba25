// @ts-check
/** The key: what the signs on the map mean, and only those that are there. For embedded maps and print. */

import { h, show } from "./dom.js";
import { legendSigns } from "./legend_signs.js";
import { NEAR_ZOOM } from "./marks.js";
import { legendMark } from "./tree.js";

/** Below this an open key would hide too much of the map. */
const ROOM = { width: 520, height: 360 };

export class Key {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.drawn = "";
    this.title = h("summary", {});
    this.body = h("div", { class: "ruhr-key-body" });
    this.fold = /** @type {HTMLDetailsElement} */ (h("details", { open: innerWidth >= ROOM.width && innerHeight >= ROOM.height }, this.title, this.body));
    this.element = h("section", { class: "ruhr-key", "data-ruhr-chrome": true }, this.fold);
  }

  render() {
    const { data, text, time } = this.app;
    const { layers, passing, fill } = this.app.ruhr.wanted;
    const year = data.world ? null : time.shown;
    const labels = this.app.column.filters.labels().join(", ");
    const near = this.app.ruhr.map.getZoom() >= NEAR_ZOOM;
    const key = JSON.stringify([near, data.language, [...layers], passing && [data.counts.layers, labels], fill, data.world, year]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.element.setAttribute("aria-label", text("key.title"));
    this.title.textContent = text("key.title");
    show(this.body,
      year !== null && h("p", { class: "ruhr-key-year" }, text("key.year", { year: String(year) })),
      passing !== null && h("p", {}, text("key.filtered", { count: data.matches, labels })),
      h("ul", {}, ...this.rows().map(({ entry, title }) => h("li", { class: `ruhr-theme-${entry.theme} ruhr-layer-${entry.id}` }, legendMark(entry), h("span", {}, title)))),
      year !== null && h("ul", {}, ...this.app.ui.time.states.map(({ id, label }) => h("li", { class: `ruhr-state-${id}` }, h("i", { class: "ruhr-key-state" }), h("span", {}, label)))),
      fill && this.classes(fill),
      h("div", { class: "ruhr-small ruhr-key-signs" }, ...this.signs(near)),
      h("button", { class: "ruhr-link-button ruhr-key-more", onclick: () => this.more() }, text("app.menu")));
  }

  /** What any layer may be drawn with; circles only where the map is near enough to have them. */
  signs(near) {
    const { data, ui, text } = this.app;
    const { layers } = this.app.ruhr.wanted;
    const on = ui.themes.flatMap((theme) => theme.layers).filter((layer) => layers.has(layer.id) && (layer.view === "world") === data.world);
    const signs = near ? ["unknown", "hollow", "dash", "area-circle"] : ["unknown", "hollow"];
    return legendSigns(on, text).filter(({ dataset }) => signs.includes(dataset.sign));
  }

  /** One row a sign: layers of a theme that look alike share it. */
  rows() {
    const { data, ui } = this.app;
    const { layers, passing } = this.app.ruhr.wanted;
    const rows = [];
    for (const theme of ui.themes) {
      const seen = new Map();
      for (const layer of theme.layers) {
        const isHere = (layer.view === "world") === data.world;
        const count = (passing && data.counts.layers[layer.id]) ?? layer.total;
        if (!layers.has(layer.id) || layer.broken || !isHere || !count || layer.shape === "entry" || layer.shape === "name") continue;
        const look = layer.shape === "point" ? layer.path : layer.id;
        seen.set(look, [...(seen.get(look) ?? []), { ...layer, theme: theme.id }]);
      }
      for (const alike of seen.values()) {
        const title = alike.length > 1 && seen.size === 1 ? theme.title : alike.map((layer) => layer.title).join(", ");
        rows.push({ entry: alike[0], title });
      }
    }
    return rows;
  }

  classes({ title, unit, year, bounds, colours, missing }) {
    return h("div", { class: "ruhr-key-fill" }, h("p", {}, `${title}, ${unit} ${year}`),
      h("ul", {}, ...colours.map((colour, i) => h("li", {}, h("i", { style: `background: ${colour}` }), h("span", {}, `${bounds[i]} – ${bounds[i + 1]}`))),
        missing.length > 0 && h("li", {}, h("i", { class: "ruhr-hatched" }), h("span", {}, this.app.text("fill.missing", { names: missing.join(", ") })))));
  }

  /** Themes, filters and list, over the map. */
  more() {
    const { column, frame } = this.app;
    frame.dataset.menu = "open";
    column.close.focus();
  }
}
