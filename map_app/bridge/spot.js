// @ts-check
/** A place somebody asked for by its coordinates: a ring on the map and a card that says where it is. */

import { h, show } from "./dom.js";

const CLOSE_UP = 13;

export class Spot {
  /** @param {import("./app.js").App} app @param {(text: string) => Promise<any>} find */
  constructor(app, find) {
    this.app = app;
    this.find = find;
    this.marker = null;
    this.language = "";
    this.card = h("div", { class: "ruhr-spot-card", "data-ruhr-chrome": true });
  }

  /** @param {import("./search.js").Hit} hit */
  show(hit) {
    const { L, map } = this.app.ruhr;
    const [lon, lat] = hit.at ?? [0, 0];
    this.clear();
    this.at = [lon, lat];
    this.write(hit);
    const icon = L.divIcon({ className: "ruhr-spot", iconSize: [0, 0], html: h("div", {}, h("span", { class: "ruhr-spot-ring" }), this.card) });
    this.marker = L.marker([lat, lon], { icon, pane: "ruhr-chosen", interactive: false, keyboard: false }).addTo(map);
    L.DomEvent.disableClickPropagation(this.card);
    this.app.ruhr.fit([lon, lat, lon, lat], { maxZoom: Math.max(CLOSE_UP, map.getZoom()) });
    this.app.live.textContent = `${hit.title}, ${hit.subtitle}`;
  }

  write({ title, subtitle }) {
    this.language = this.app.data.language;
    show(this.card, h("strong", {}, title), h("span", {}, subtitle),
      h("button", { class: "ruhr-icon-button", "aria-label": this.app.text("search.remove_spot"), onclick: () => { this.clear(); this.app.canvas.focus({ preventScroll: true }); } }, "✕"));
  }

  /** In another language the card says it in that one. */
  render() {
    if (!this.marker || this.language === this.app.data.language) return;
    this.language = this.app.data.language;
    const { marker } = this;
    this.find(this.at.toReversed().join(", ")).then(({ groups }) => this.marker === marker && this.write(groups[0].hits[0])).catch(() => {});
  }

  /** @returns {boolean} whether there was something to remove */
  clear() {
    const was = Boolean(this.marker);
    this.marker?.remove();
    this.marker = null;
    if (was) this.app.ruhr.redraw();
    return was;
  }
}
