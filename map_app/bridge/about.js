// @ts-check
/** Data and sources: every layer with its origin, date, licence and accuracy. */

import { h, show } from "./dom.js";

export class About {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.language = "";
    this.element = /** @type {HTMLDialogElement} */ (h("dialog", { class: "ruhr-about", onclick: (e) => { if (e.target === this.element) this.element.close(); } }));
  }

  open() {
    this.element.showModal();
  }

  render() {
    const { data, ui, text } = this.app;
    if (this.language === data.language) return;
    this.language = data.language;
    const link = (label, url) => (url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label) : label);
    this.element.setAttribute("aria-label", text("about.title"));
    show(this.element, h("div", { class: "ruhr-about-body" },
      h("div", { class: "ruhr-about-head" }, h("h2", {}, text("about.title")),
        h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), onclick: () => this.element.close() }, "✕")),
      h("p", {}, text("about.intro")),
      h("table", {}, h("thead", {}, h("tr", {}, ...["layer", "source", "state", "licence", "accuracy"].map((key) => h("th", { scope: "col" }, text(`about.${key}`))))),
        h("tbody", {}, ...ui.about.map((row) => h("tr", {},
          h("th", { scope: "row" }, row.layer), h("td", {}, link(row.source, row.url), h("small", {}, row.attribution)),
          h("td", {}, row.date), h("td", {}, link(row.licence, row.licence_url)), h("td", {}, row.accuracy))))),
      ui.basemaps.length > 0 && h("h3", {}, text("about.basemaps")),
      ...ui.basemaps.map((b) => h("p", {}, `${b.title}: ${b.attribution} (${b.licence}, ${b.host})`))));
  }
}
