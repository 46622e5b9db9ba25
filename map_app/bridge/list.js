// @ts-check
/** The list: everything the map shows, in words; the way in without a mouse. */

import { h, show, symbol } from "./dom.js";
import { distances } from "./near.js";
import { awayText } from "./units.js";

const PAGE = 400;

export class List {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.element = h("div", { class: "ruhr-list" });
    this.limit = PAGE;
    this.drawn = "";
  }

  render() {
    const { data, ui, text, passing } = this.app;
    const key = JSON.stringify([data.language, data.layers, data.passing, data.near, this.limit]);
    if (key !== this.drawn) {
      this.drawn = key;
      const on = new Set(data.layers);
      const features = ui.features.filter((f) => on.has(f.layer) && (passing === null || passing.has(f.id)));
      const metres = distances(this.app);
      if (data.near) features.sort((a, b) => (metres.get(a.id) ?? Infinity) - (metres.get(b.id) ?? Infinity));
      const rows = data.near && features.length ? [h("h2", { class: "ruhr-head" }, text("near.sorted"))] : [];
      let layer = "";
      for (const feature of features.slice(0, this.limit)) {
        if (feature.layer !== layer && !data.near) rows.push(h("h2", { class: "ruhr-head" }, ui.layerTitles[feature.layer]));
        layer = feature.layer;
        rows.push(this.row(feature, metres.get(feature.id)));
      }
      const rest = features.length - this.limit;
      show(this.element, ...rows,
        ...(features.length ? [] : this.nothing()),
        rest > 0 && h("button", { class: "ruhr-button", onclick: () => { this.limit += PAGE; this.render(); } }, text("list.more", { count: Math.min(rest, PAGE) })));
    }
    for (const row of this.element.querySelectorAll("[data-entry]")) {
      if (row.dataset.entry === data.selected) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  /** Why the list is empty, and the way out. */
  nothing() {
    const { text, data, actions, column } = this.app;
    const told = (key, label, onclick) => [h("p", { class: "ruhr-list-empty" }, text(key)), h("button", { class: "ruhr-button", onclick }, label)];
    if (data.passing !== null && !data.matches) return told("list.no_match", text("filters.reset_all"), () => actions.say("reset"));
    if (data.passing !== null) return told("list.hidden", text("filters.show_layers"), () => actions.say("show-matches"));
    return told("list.no_layer", text("list.to_themes"), () => { column.turn("tree"); column.buttons.tree.focus(); });
  }

  /** @param {any} feature @param {number} [metres] how far from the centre of the circle, where there is one */
  row(feature, metres) {
    const { ui, text, data } = this.app;
    return h("button", {
      class: `ruhr-row ruhr-theme-${feature.theme} ruhr-layer-${feature.layer}`, "data-entry": feature.id,
      onclick: () => { this.app.column.closeOnPhone(); this.app.select(feature.id); },
    }, symbol(ui.symbols[ui.layerSymbols[feature.layer]], 18),
    h("span", { class: "ruhr-row-title" }, feature.name, feature.place && h("small", {}, feature.place)),
    metres !== undefined && h("span", { class: "ruhr-count" }, metres ? awayText(metres, data.language) : text("near.inside")));
  }

  focus() {
    const first = this.element.querySelector("button");
    if (first instanceof HTMLElement) first.focus();
  }
}
