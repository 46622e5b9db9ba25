// @ts-check
/** Notes over the map: what of a link is unknown, what could not be loaded; each can be put away. */

import { h, show } from "./dom.js";

const FAILURES = { layer: "map.layer_failed", basemap: "map.basemap_failed", story: "river.missing" };

export class Notes {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.dismissed = new Set();
    /** @type {Map<string, string>} what failed, in words, by what and id */
    this.failures = new Map();
    this.element = h("div", { class: "ruhr-notes", role: "status", "data-ruhr-chrome": true });
  }

  /** Something could not be loaded; the rest goes on. @param {string} what @param {string} id */
  failed(what, id) {
    const { ui, text, actions } = this.app;
    this.failures.set(`${what} ${id}`, text(FAILURES[what], { title: what === "layer" ? ui.layerTitles[id] : "" }));
    if (what === "basemap") actions.say("basemap", { id: null });
    this.render();
  }

  render() {
    const { data, busyWith } = this.app;
    const notes = [...data.notes, ...this.failures.values()].filter((note) => !this.dismissed.has(note));
    show(this.element, busyWith.isSlow && busyWith.note, ...notes.map((note) => this.note(note)));
  }

  note(words) {
    const { text, canvas } = this.app;
    const dismiss = () => {
      this.dismissed.add(words);
      this.failures.forEach((said, key) => said === words && this.failures.delete(key));
      canvas.focus({ preventScroll: true });
      this.render();
    };
    return h("div", { class: "ruhr-note" }, h("span", {}, words), h("button", { class: "ruhr-icon-button", "aria-label": text("app.dismiss"), onclick: dismiss }, "✕"));
  }
}
