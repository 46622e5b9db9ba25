// @ts-check
/** The list of what lies in one place, to choose from. */

import { h, show, symbol } from "./dom.js";

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

export class Chooser {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.element = h("div", { class: "ruhr-chooser", hidden: true, role: "dialog" });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** What it says is of one language. */
  render() {
    if (this.element.dataset.language !== this.app.data.language) this.element.hidden = true;
  }

  /** Offer features beside a container pixel. @param {string[]} ids @param {{x: number, y: number}} at */
  open(ids, at) {
    const { app, element } = this;
    const { text, ruhr } = app;
    const rows = ids.map((id) => {
      const feature = ruhr.feature(id);
      const layer = ruhr.layerOf(id);
      return h("button", { class: `ruhr-row ruhr-theme-${feature.properties.theme} ruhr-layer-${layer.options.id}`, "data-choice": id, onclick: () => app.select(id) },
        symbol(layer.options.path ?? app.ui.symbols[layer.options.symbol], 16), h("span", {}, ruhr.name(feature)));
    });
    show(element,
      h("div", { class: "ruhr-chooser-head" },
        h("strong", {}, text("map.pile", { count: ids.length })),
        h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), onclick: () => this.close() }, "✕")),
      h("div", { class: "ruhr-chooser-list" }, ...rows),
      h("button", { class: "ruhr-link-button", onclick: () => { this.close(); this.zoomTo(ids); } }, text("map.zoom_to_pile")));
    element.setAttribute("aria-label", text("map.pile_title"));
    element.dataset.language = app.data.language;
    element.hidden = false;
    const size = ruhr.map.getSize();
    const padding = app.padding();
    const { offsetWidth: w, offsetHeight: height } = element;
    element.style.left = `${clamp(at.x + 14, padding.left + 8, size.x - padding.right - w - 8)}px`;
    element.style.top = `${clamp(at.y - height / 2, padding.top + 8, size.y - padding.bottom - height - 8)}px`;
    rows[0].focus({ preventScroll: true });
  }

  zoomTo(ids) {
    const { ruhr } = this.app;
    const boxes = ids.map((id) => ruhr.feature(id)?.box).filter(Boolean);
    ruhr.fit([
      Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])),
      Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3])),
    ], { maxZoom: 16 });
  }

  close() {
    if (!this.isOpen) return;
    const held = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (held) this.app.canvas.focus({ preventScroll: true });
  }
}
