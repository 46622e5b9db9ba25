// @ts-check
/** The profile beside the map: an entry to read, not a database row. On a phone a sheet. */

import { h, isNarrow, show, symbol } from "./dom.js";

const SHEETS = ["peek", "half", "full"];

export class Profile {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.drawn = "";
    this.id = null;
    this.body = h("div", { class: "ruhr-panel-body" });
    this.grip = h("button", { class: "ruhr-grip", onclick: () => this.cycle() }, h("span"));
    this.element = h("section", { class: "ruhr-panel" }, this.grip, this.body);
  }

  cycle() {
    const next = SHEETS[(SHEETS.indexOf(this.app.frame.dataset.sheet ?? "half") + 1) % SHEETS.length];
    this.app.frame.dataset.sheet = next;
    this.label();
  }

  label() {
    this.grip.setAttribute("aria-label", this.app.text(this.app.frame.dataset.sheet === "full" ? "details.shrink" : "details.expand"));
  }

  focus() {
    this.element.querySelector("h2")?.focus({ preventScroll: true });
  }

  render() {
    const { data, text } = this.app;
    this.element.setAttribute("aria-label", text("details.panel"));
    this.label();
    const key = JSON.stringify([data.language, data.profile]);
    if (key === this.drawn) return;
    this.drawn = key;
    if (!data.profile) {
      if (this.id) this.returnFocus();
      this.id = null;
      return show(this.body);
    }
    if (!this.id) this.before = document.activeElement;
    const same = this.id === data.profile.id;
    this.id = data.profile.id;
    const scroll = same ? this.body.scrollTop : 0;
    show(this.body, ...this.parts(data.profile));
    this.body.scrollTop = scroll;
  }

  returnFocus() {
    const lost = document.activeElement === document.body || this.element.contains(document.activeElement);
    const known = this.before?.isConnected && this.before !== document.body;
    const target = known ? this.before : this.app.canvas;
    if (lost && target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  parts(p) {
    const { text, app } = { text: this.app.text, app: this.app };
    return [
      h("div", { class: `ruhr-kicker ruhr-theme-${p.theme} ruhr-layer-${p.layer}` },
        symbol(app.ui.symbols[app.ui.layerSymbols[p.layer]], 18), h("span", {}, p.kicker),
        h("button", { class: "ruhr-icon-button ruhr-panel-close", "aria-label": text("details.close"), onclick: () => app.select(null) }, "✕")),
      h("h2", { tabindex: "-1" }, p.title),
      h("p", { class: "ruhr-where" }, ...p.where.flatMap((place, i) => [i ? ", " : null, place.id ? this.link(place) : place.name])),
      p.status && this.status(p.status),
      h("div", { class: "ruhr-buttons" },
        h("button", { class: "ruhr-button ruhr-primary", onclick: () => this.showOnMap(p.id) }, text("details.show_on_map")),
        p.website && h("a", { class: "ruhr-button", href: p.website, target: "_blank", rel: "noopener noreferrer" }, text("details.website"), " ↗")),
      p.summary && h("p", { class: "ruhr-summary-text" }, p.summary),
      p.approximate && h("p", { class: "ruhr-approximate" }, h("span", { class: "ruhr-legend-dash" }), h("span", {}, p.approximate, p.position && h("small", {}, p.position))),
      p.facts.length > 0 && h("dl", { class: "ruhr-facts" }, ...p.facts.flatMap(([label, value, year]) => [
        h("dt", {}, label), h("dd", {}, value, year && h("small", {}, ` (${year})`))])),
      p.through && h("div", { class: "ruhr-group" }, h("h3", { class: "ruhr-head" }, p.through.title), this.flow(p.through.items)),
      p.stretches.length > 0 && h("details", { class: "ruhr-more" }, h("summary", {}, text("details.parts")),
        ...p.stretches.map(([name, accuracy, basis]) => h("div", { class: "ruhr-stretch" }, h("span", {}, name), h("span", { class: "ruhr-count" }, accuracy), basis && h("small", {}, basis)))),
      ...p.members.map(({ title, theme, items }) => h("div", { class: `ruhr-group ruhr-theme-${theme}` },
        h("h3", { class: "ruhr-head" }, `${title} `, h("span", { class: "ruhr-count" }, String(items.length))), ...items.map((item) => this.item(item)))),
      p.empty && h("p", { class: "ruhr-small" }, p.empty),
      p.nearby.length > 0 && h("div", { class: "ruhr-group" }, h("h3", { class: "ruhr-head" }, text("details.nearby")), ...p.nearby.map((item) => this.item(item))),
      p.neighbours.length > 0 && h("div", { class: "ruhr-group" }, h("h3", { class: "ruhr-head" }, text("details.neighbours")),
        this.flow(p.neighbours)),
      h("div", { class: "ruhr-sources" }, h("h3", { class: "ruhr-head" }, text("details.sources")), ...p.sources.map((source) =>
        h("p", {}, source.url ? h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.text) : source.text, source.note && h("small", {}, ` ${source.note}`)))),
      p.previous && h("nav", { class: "ruhr-steps" }, this.step(p.previous, "previous", "←"), this.step(p.following, "following", "→")),
    ].filter(Boolean);
  }

  status({ text: words, action, label }) {
    return h("p", { class: "ruhr-status" }, h("span", {}, words), action && h("button", { class: "ruhr-link-button", onclick: () => this.app.actions.say(action.do, action) }, label));
  }

  link({ id, name }) {
    return h("button", { class: "ruhr-link-button", "data-goto": id, onclick: () => this.app.select(id) }, name);
  }

  flow(items) {
    return h("p", { class: "ruhr-flow" }, ...items.flatMap((item, i) => [i ? " · " : null, this.link(item)]));
  }

  item({ id, name, note, layer, theme }) {
    const { ui } = this.app;
    return h("button", { class: `ruhr-row ruhr-theme-${theme} ruhr-layer-${layer}`, "data-goto": id, onclick: () => this.app.select(id) },
      symbol(ui.symbols[ui.layerSymbols[layer]], 18), h("span", { class: "ruhr-row-title" }, name), note && h("span", { class: "ruhr-count" }, note));
  }

  step({ id, name }, key, arrow) {
    const label = this.app.text(`details.${key}`, { name });
    return h("button", { class: `ruhr-step ruhr-step-${key}`, "aria-label": label, onclick: () => this.app.select(id) }, h("span", { "aria-hidden": "true" }, arrow), h("span", {}, name));
  }

  showOnMap(id) {
    if (isNarrow()) this.app.frame.dataset.sheet = "peek";
    this.app.ruhr.showFeature(id);
  }
}
