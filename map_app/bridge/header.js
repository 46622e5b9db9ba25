// @ts-check
/** The top row: name, search, link, sources, language. */

import { h, show, symbol } from "./dom.js";
import { Search } from "./search.js";

const MENU = "M-9-7H9V-5H-9ZM-9-1H9V1H-9ZM-9 5H9V7H-9Z";
const BARS = "M-9 8V-1H-4V8ZM-2.5 8V-8H2.5V8ZM4 8V-4H9V8Z";
const LINK = "M-10 0A5 5 0 0 1-5-5H-1V-2.5H-5A2.5 2.5 0 0 0-5 2.5H-1V5H-5A5 5 0 0 1-10 0ZM10 0A5 5 0 0 1 5 5H1V2.5H5A2.5 2.5 0 0 0 5-2.5H1V-5H5A5 5 0 0 1 10 0ZM-5-1.2H5V1.2H-5Z";
const INFO = "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM-1.4-6V-3.4H1.4V-6ZM-1.4-1.6V6H1.4V-1.6Z";

export class Header {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.search = new Search(app);
    this.input = this.search.input;
    this.brand = h("h1", { class: "ruhr-brand" });
    this.choices = { de: this.choice("de", "Deutsch"), en: this.choice("en", "English") };
    this.languages = h("div", { class: "ruhr-languages", role: "group" }, ...Object.values(this.choices));
    this.menu = h("button", { class: "ruhr-icon-button ruhr-menu", "aria-controls": "ruhr-column", onclick: () => app.column.toggleOnPhone() }, symbol(MENU, 18));
    this.share = h("button", { class: "ruhr-top-button", onclick: () => this.copyLink() });
    this.about = h("button", { class: "ruhr-top-button ruhr-top-about", onclick: () => app.about.open() });
    this.figures = h("button", { class: "ruhr-top-button", "data-do": "figures", onclick: () => app.actions.say("panel", { id: app.data.panel === "figures" ? null : "figures" }) });
    this.said = h("span", { class: "ruhr-said", role: "status" });
    this.element = h("header", { class: "ruhr-header" },
      this.menu, this.brand,
      this.search.element,
      h("div", { class: "ruhr-top-right" }, this.said, this.figures, this.share, this.about, this.languages));
  }

  choice(language, title) {
    return h("button", {
      lang: language, title,
      onclick: () => this.app.data.language !== language && this.app.actions.say("language", { value: language }),
    }, language.toUpperCase());
  }

  render() {
    const { text, data } = this.app;
    show(this.brand, h("span", {}, text("app.title")), h("small", {}, ` ${text("app.subtitle")}`));
    this.search.render();
    this.menu.setAttribute("aria-label", text("app.menu"));
    show(this.figures, symbol(BARS, 16), h("span", {}, text("header.figures")));
    this.figures.setAttribute("aria-label", text("header.figures"));
    this.figures.setAttribute("aria-pressed", String(data.panel === "figures"));
    show(this.share, symbol(LINK, 16), h("span", {}, text("header.share")));
    this.share.setAttribute("aria-label", text("header.share"));
    show(this.about, symbol(INFO, 16), h("span", {}, text("header.about")));
    this.about.setAttribute("aria-label", text("header.about"));
    this.languages.setAttribute("aria-label", text("header.language"));
    for (const [language, button] of Object.entries(this.choices)) {
      button.setAttribute("aria-pressed", String(data.language === language));
    }
    this.menu.setAttribute("aria-expanded", String(this.app.frame.dataset.menu === "open"));
  }

  async copyLink() {
    this.app.keepHash();
    let said = "header.copied";
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      said = "header.copy_failed";
    }
    this.said.textContent = this.app.text(said);
    clearTimeout(this.saidTimer);
    this.saidTimer = setTimeout(() => (this.said.textContent = ""), 2500);
  }
}
