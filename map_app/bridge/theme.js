// @ts-check
/** A theme to read about: what it is, its figures, what belongs to it without a place of its own. */

import { featureRow, figure, head, riverButtons } from "./rows.js";
import { h, symbol } from "./dom.js";

export class ThemeText {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
  }

  get theme() {
    return this.app.ui.themes.find(({ id }) => id === this.app.data.panel);
  }

  key() {
    return [this.theme.id, this.app.data.filter.themes];
  }

  subject() {
    return `theme ${this.theme.id}`;
  }

  /** Whether the river with its years belongs to this theme. */
  get hasRiver() {
    return Boolean(this.app.ui.time) && this.theme.layers.some(({ id, broken }) => id === "emscher-river" && !broken);
  }

  parts() {
    const { app, theme } = this;
    const { text, actions, data, panel } = app;
    const { summary, told, told_source: source, figures, entries } = theme.about;
    const chosen = data.filter.themes.includes(theme.id);
    const filterable = app.ui.options.themes.some(({ id }) => id === theme.id);
    return [
      panel.kicker(`ruhr-theme-${theme.id}`, symbol(theme.path, 18), text("filters.themes"), text("app.close")),
      h("h2", { tabindex: "-1" }, theme.title),
      (filterable || this.hasRiver) && h("div", { class: "ruhr-buttons" }, ...(this.hasRiver ? riverButtons(app) : []), filterable && h("button", { class: "ruhr-button ruhr-toggle", "data-do": "only", "aria-pressed": String(chosen),
        onclick: () => actions.say("filter", { group: "themes", value: theme.id, on: !chosen }) }, text("theme.only"))),
      summary && h("p", { class: "ruhr-summary-text" }, summary),
      told && h("p", { class: "ruhr-told" }, h("small", {}, text("details.told")), told, h("small", {}, source)),
      h("div", { class: `ruhr-group ruhr-theme-${theme.id}` }, head(text("theme.sites")), ...theme.layers.filter((l) => l.shape !== "entry").map((layer) => this.layer(layer))),
      entries.length > 0 && h("div", { class: "ruhr-group" }, head(text("theme.entries"), entries.length), ...entries.map(([n, first]) => featureRow(app, n, "", first))),
      figures.length > 0 && h("div", {}, head(text("theme.figures"), figures.length), h("dl", { class: "ruhr-facts" }, ...figures.flatMap((f) => figure(app, f)))),
    ].filter(Boolean);
  }

  layer(layer) {
    const { app } = this;
    return h("p", { class: `ruhr-row ruhr-plain ruhr-layer-${layer.id}` }, symbol(layer.path, 18),
      h("span", { class: "ruhr-row-title" }, layer.title, layer.view === "world" && h("small", {}, app.text("tree.on_world"))),
      h("span", { class: "ruhr-count" }, layer.broken ? app.text("tree.broken") : new Intl.NumberFormat(app.data.language).format(layer.total)));
  }
}
