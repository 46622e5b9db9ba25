// @ts-check
/** The top row: name, text filter, link, sources, language. */

import { h, isNarrow, show, symbol } from "./dom.js";

const TYPING_MS = 300;
const LENS = "M-2-9A7 7 0 1 1-2 5A7 7 0 1 1-2-9ZM-2-6.5A4.5 4.5 0 1 0-2 2.5A4.5 4.5 0 1 0-2-6.5ZM2.5 4.5L4.5 2.5L10 8L8 10Z";
const MENU = "M-9-7H9V-5H-9ZM-9-1H9V1H-9ZM-9 5H9V7H-9Z";
const BARS = "M-9 8V-1H-4V8ZM-2.5 8V-8H2.5V8ZM4 8V-4H9V8Z";
const LINK = "M-10 0A5 5 0 0 1-5-5H-1V-2.5H-5A2.5 2.5 0 0 0-5 2.5H-1V5H-5A5 5 0 0 1-10 0ZM10 0A5 5 0 0 1 5 5H1V2.5H5A2.5 2.5 0 0 0 5-2.5H1V-5H5A5 5 0 0 1 10 0ZM-5-1.2H5V1.2H-5Z";
const DOWN = "M-1.5-10H1.5V-1.5L5-5L7 -3L0 4L-7-3L-5-5L-1.5-1.5ZM-9 6H9V9H-9Z";
const INFO = "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM-1.4-6V-3.4H1.4V-6ZM-1.4-1.6V6H1.4V-1.6Z";

export class Header {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.timer = 0;
    this.input = /** @type {HTMLInputElement} */ (h("input", {
      type: "search", class: "ruhr-search-input", autocomplete: "off", spellcheck: "false",
      oninput: () => this.typed(), onkeydown: (e) => { if (e.key === "Enter") this.enter(); },
    }));
    this.brand = h("h1", { class: "ruhr-brand" });
    this.choices = { de: this.choice("de", "Deutsch"), en: this.choice("en", "English") };
    this.languages = h("div", { class: "ruhr-languages", role: "group" }, ...Object.values(this.choices));
    this.menu = h("button", { class: "ruhr-icon-button ruhr-menu", "aria-controls": "ruhr-column", onclick: () => app.column.toggleOnPhone() }, symbol(MENU, 18));
    this.share = h("button", { class: "ruhr-top-button", onclick: () => this.copyLink() });
    this.download = h("button", { class: "ruhr-top-button", "data-do": "download", onclick: () => app.save.open() });
    this.about = h("button", { class: "ruhr-top-button ruhr-top-about", onclick: () => app.about.open() });
    this.figures = h("button", { class: "ruhr-top-button", "data-do": "figures", onclick: () => app.actions.say("panel", { id: app.data.panel === "figures" ? null : "figures" }) });
    this.said = h("span", { class: "ruhr-said", role: "status" });
    this.element = h("header", { class: "ruhr-header" },
      this.menu, this.brand,
      h("div", { class: "ruhr-search", role: "search" }, symbol(LENS, 16), this.input),
      h("div", { class: "ruhr-top-right" }, this.said, this.figures, this.download, this.share, this.about, this.languages));
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
    this.input.placeholder = text(isNarrow() ? "header.search_short" : "header.search");
    this.input.setAttribute("aria-label", text("header.search_hint"));
    if (!this.timer) this.input.value = data.filter.text;
    this.menu.setAttribute("aria-label", text("app.menu"));
    show(this.figures, symbol(BARS, 16), h("span", {}, text("header.figures")));
    this.figures.setAttribute("aria-label", text("header.figures"));
    this.figures.setAttribute("aria-pressed", String(data.panel === "figures"));
    show(this.download, symbol(DOWN, 16), h("span", {}, text("save.title")));
    this.download.setAttribute("aria-label", text("save.title"));
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

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), TYPING_MS);
  }

  send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.input.value.trim() === this.app.data.filter.text) return;
    this.app.actions.say("text", { value: this.input.value });
  }

  /** Enter asks to see what was found: the list. */
  enter() {
    this.send();
    if (this.input.value.trim() && !isNarrow()) this.app.column.turn("list");
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
