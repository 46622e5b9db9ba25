// @ts-check
/** What stands on the map at all times: zoom, home, the way to the world and back, the credits. */

import { h, show, symbol } from "./dom.js";

const GLOBE = "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM-1-8.2C-3-6.5-4.2-3.8-4.4-1H-1ZM1-8.2V-1H4.4C4.2-3.8 3-6.5 1-8.2ZM-6.4-1C-6.2-3.4-5.5-5.6-4.4-7.2A8.3 8.3 0 0 0-8.2-1ZM-8.2 1A8.3 8.3 0 0 0-4.4 7.2C-5.5 5.6-6.2 3.4-6.4 1ZM-4.4 1C-4.2 3.8-3 6.5-1 8.2V1ZM1 8.2C3 6.5 4.2 3.8 4.4 1H1ZM6.4 1C6.2 3.4 5.5 5.6 4.4 7.2A8.3 8.3 0 0 0 8.2 1ZM8.2-1A8.3 8.3 0 0 0 4.4-7.2C5.5-5.6 6.2-3.4 6.4-1Z";
const HOME = "M-9 9V-2L0-10L9-2V9H3V2H-3V9Z";

export class Controls {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.drawn = "";
    this.zoom = h("div", { class: "ruhr-zoom", "data-ruhr-chrome": true });
    this.back = h("button", { class: "ruhr-back", "data-ruhr-chrome": true, hidden: true, onclick: () => app.actions.say("world", { on: false }) });
    this.credit = h("div", { class: "ruhr-credit", "data-ruhr-chrome": true });
  }

  render() {
    this.renderZoom();
    this.renderCredit();
  }

  renderZoom() {
    const { app } = this;
    const { text, ruhr } = app;
    const button = (label, sign, action) =>
      h("button", { class: "ruhr-icon-button", "aria-label": label, title: label, onclick: action }, sign);
    const { world, language } = app.data;
    const key = `${language} ${world}`;
    if (this.drawn === key) return;
    this.drawn = key;
    this.back.hidden = !world;
    show(this.back, h("span", { "aria-hidden": "true" }, "←"), h("span", {}, text("map.to_region")));
    show(this.zoom,
      button(text("map.zoom_in"), "+", () => ruhr.map.zoomIn(1)),
      button(text("map.zoom_out"), "−", () => ruhr.map.zoomOut(1)),
      button(text(world ? "map.whole_world" : "map.home"), symbol(HOME, 18), () => ruhr.fit(app.home)),
      app.ui.world && !world && button(text("map.to_world"), symbol(GLOBE, 20), () => app.actions.say("world", { on: true })));
  }

  /** Everybody whose data is on the map. */
  renderCredit() {
    const { data, ui, ruhr, text, about } = this.app;
    const credits = new Map();
    const here = data.layers.filter((id) => { const layer = ruhr.layers.get(id); return !layer || ruhr.isHere(layer); });
    for (const id of here) for (const c of ui.credits[id] ?? []) credits.set(c.text, c);
    const basemap = ui.basemaps.find((b) => b.id === data.basemap);
    if (basemap) credits.set(basemap.attribution, { text: basemap.attribution });
    show(this.credit,
      ...[...credits.values()].flatMap(({ text: words, url }) => [
        url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words) : h("span", {}, words)]),
      h("button", { class: "ruhr-link-button", onclick: () => about.open("sources") }, text("map.attribution")));
  }
}
