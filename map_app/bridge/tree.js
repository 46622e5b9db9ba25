// @ts-check
/** Themes and their layers: one row is switch, legend and count at once. */

import { h, show, symbol } from "./dom.js";
import { legendSigns } from "./legend_signs.js";

export class Tree {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.element = h("div", { class: "ruhr-tree" });
    this.legend = h("div", { class: "ruhr-legend" });
    /** @type {Map<string, {box: HTMLInputElement | null, count: HTMLElement, row: HTMLElement}>} */
    this.rows = new Map();
    this.language = "";
    /** Themes whose layers are listed; orientation is quiet, so its list is folded. */
    this.open = new Set(["emscher", "region"]);
  }

  render() {
    const { data, ui } = this.app;
    if (this.language !== data.language) this.build();
    this.language = data.language;
    const on = new Set(data.layers);
    for (const theme of ui.themes) {
      const usable = theme.layers.filter((layer) => !layer.broken && layer.shape !== "entry");
      for (const layer of theme.layers) this.renderLayer(layer, on.has(layer.id));
      const row = this.rows.get(`theme ${theme.id}`);
      if (!row) continue;
      const shown = usable.filter((layer) => on.has(layer.id)).length;
      row.box.checked = shown > 0 && shown === usable.length;
      row.box.indeterminate = shown > 0 && shown < usable.length;
      row.row.classList.toggle("ruhr-is-off", shown === 0);
      const some = theme.layers.filter((layer) => !layer.broken && on.has(layer.id));
      this.countInto(row.count, sum(some.map((l) => data.counts.layers[l.id] ?? l.total)), sum(some.map((l) => l.total)));
    }
    this.renderBasemap();
  }

  renderLayer(layer, on) {
    const row = this.rows.get(`layer ${layer.id}`);
    if (!row) return;
    if (row.box) row.box.checked = on;
    row.row.classList.toggle("ruhr-is-off", !on);
    if (layer.broken) row.count.textContent = this.app.text("tree.broken");
    else this.countInto(row.count, this.app.data.counts.layers[layer.id] ?? layer.total, layer.total);
  }

  countInto(element, count, total) {
    const { text, data } = this.app;
    element.textContent = new Intl.NumberFormat(data.language).format(count);
    element.title = count === total ? text("tree.count_all", { count: total }) : text("tree.count_some", { count, total });
    element.classList.toggle("ruhr-is-filtered", count !== total);
  }

  build() {
    const { ui, text } = this.app;
    this.rows.clear();
    show(this.element, ...ui.themes.map((theme) => {
      if (theme.layers.length === 1) {
        return h("div", { class: "ruhr-branch-head" }, this.row("layer", { ...theme.layers[0], title: theme.title, theme: theme.id }, true), this.reader(theme));
      }
      const own = this.row("theme", { id: theme.id, title: theme.title, path: theme.path, theme: theme.id, shape: "point" }, true);
      const leaves = h("div", { id: `ruhr-leaves-${theme.id}`, hidden: !this.open.has(theme.id) },
        ...theme.layers.map((layer) => (layer.shape === "entry" ? this.entries(layer, theme) : this.row("layer", { ...layer, theme: theme.id }, false))));
      return h("div", { class: "ruhr-branch", role: "group", "aria-label": theme.title },
        h("div", { class: "ruhr-branch-head" }, this.folder(theme, leaves), own, this.reader(theme)), leaves);
    }));
    this.basemaps = h("select", { class: "ruhr-select", "aria-label": text("tree.basemap"), onchange: (e) => this.app.actions.say("basemap", { id: e.target.value || null }) },
      h("option", { value: "" }, text("tree.no_basemap")),
      ...ui.basemaps.map((b) => h("option", { value: b.id }, b.title)));
    show(this.legend,
      ...legendSigns(ui.themes.flatMap((theme) => theme.layers), text),
      ui.basemaps.length > 0 && h("label", { class: "ruhr-basemap" }, h("span", {}, text("tree.basemap")), this.basemaps),
      ui.basemaps.length > 0 && h("p", { class: "ruhr-small" }, text("tree.basemap_hint")));
  }

  /** The button that unfolds a theme's layers. */
  folder(theme, leaves) {
    const fold = h("button", {
      class: "ruhr-fold", "aria-expanded": String(!leaves.hidden), "aria-controls": leaves.id,
      "aria-label": this.app.text("tree.unfold", { title: theme.title }),
      onclick: () => {
        leaves.hidden = !leaves.hidden;
        fold.setAttribute("aria-expanded", String(!leaves.hidden));
        if (leaves.hidden) this.open.delete(theme.id);
        else this.open.add(theme.id);
      },
    });
    return fold;
  }

  /** The button that opens what is told of a theme. */
  reader(theme) {
    const label = this.app.text("tree.read_theme", { title: theme.title });
    return h("button", { class: "ruhr-reader", "aria-label": label, title: label, "data-read": theme.id, onclick: () => this.read(theme.id) }, "i");
  }

  read(theme) {
    this.app.column.closeOnPhone();
    this.app.actions.say("panel", { id: theme });
  }

  /** What has no place is not drawn, so its row has no switch: it opens the theme that lists it. */
  entries(layer, theme) {
    const count = h("span", { class: "ruhr-count" });
    const row = h("button", { class: `ruhr-row ruhr-tree-row ruhr-sub ruhr-theme-${theme.id} ruhr-layer-${layer.id}${layer.broken ? " ruhr-broken" : ""}`, "data-layer": layer.id, onclick: () => this.read(theme.id) },
      symbol(layer.path, 18), h("span", { class: "ruhr-row-title" }, layer.title, h("small", {}, this.app.text("tree.no_place"))), count, h("span", { class: "ruhr-onward", "aria-hidden": "true" }, "›"));
    this.rows.set(`layer ${layer.id}`, { box: null, count, row });
    return row;
  }

  row(kind, entry, strong) {
    const { text, actions } = this.app;
    const box = /** @type {HTMLInputElement} */ (h("input", {
      type: "checkbox", role: "switch", disabled: Boolean(entry.broken),
      "aria-label": text(kind === "theme" ? "tree.switch_theme" : "tree.switch_layer", { title: entry.title }),
      onchange: () => actions.say(kind, { id: entry.id, on: box.checked }),
    }));
    const count = h("span", { class: "ruhr-count" });
    const row = h("label", {
      class: `ruhr-row ruhr-tree-row ruhr-theme-${entry.theme}${kind === "layer" ? ` ruhr-layer-${entry.id}` : ""}${strong ? " ruhr-strong" : " ruhr-sub"}${entry.broken ? " ruhr-broken" : ""}`,
      [`data-${kind}`]: entry.id,
    }, legendMark(entry), h("span", { class: "ruhr-row-title" }, entry.title, entry.view === "world" && h("small", {}, text("tree.on_world"))), count, box, h("span", { class: "ruhr-switch", "aria-hidden": "true" }));
    this.rows.set(`${kind} ${entry.id}`, { box, count, row });
    return row;
  }

  renderBasemap() {
    this.basemaps.value = this.app.data.basemap ?? "";
  }
}

/** The legend symbol of a row: its shape, or a line or outline as the map draws it. */
export function legendMark({ path, shape, dash }) {
  if (shape === "line") return h("span", { class: `ruhr-legend-line${dash ? " ruhr-dashed" : ""}` });
  if (shape === "area") return h("span", { class: "ruhr-legend-area" });
  if (shape === "name") return h("span", { class: "ruhr-legend-name" }, "Abc");
  return symbol(path, 20);
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
