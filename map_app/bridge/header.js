// @ts-check
/** The top row: name, search, what can be opened beside or over the map, language. */

import { h, show, symbol } from "./dom.js";
import { Search } from "./search.js";

const MENU = "M-9-7H9V-5H-9ZM-9-1H9V1H-9ZM-9 5H9V7H-9Z";
const DOTS = "M-9-2A2 2 0 1 1-9 2A2 2 0 1 1-9-2ZM0-2A2 2 0 1 1 0 2A2 2 0 1 1 0-2ZM9-2A2 2 0 1 1 9 2A2 2 0 1 1 9-2Z";
const SIGNS = {
  figures: "M-9 8V-1H-4V8ZM-2.5 8V-8H2.5V8ZM4 8V-4H9V8Z",
  table: "M-10-9H10V9H-10ZM-8-4V-1H-3V-4ZM-1-4V-1H8V-4ZM-8 1V3.5H-3V1ZM-1 1V3.5H8V1ZM-8 5.2V7H-3V5.2ZM-1 5.2V7H8V5.2Z",
  save: "M-1.5-10H1.5V0L5-3.5L7-1.5L0 5.5L-7-1.5L-5-3.5L-1.5 0ZM-10 3H-7.5V8H7.5V3H10V10.5H-10Z",
  share: "M5-10A3.6 3.6 0 1 1 2.6-3.7L-3-.9A3.6 3.6 0 0 1-3 .9L2.6 3.7A3.6 3.6 0 1 1 1.8 5.5L-3.8 2.7A3.6 3.6 0 1 1-3.8-2.7L1.8-5.5A3.6 3.6 0 0 1 5-10Z",
  about: "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM-1.4-6V-3.4H1.4V-6ZM-1.4-1.6V6H1.4V-1.6Z",
};

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
    this.buttons = {
      figures: this.button("figures", () => app.actions.say("panel", { id: app.data.panel === "figures" ? null : "figures" })),
      table: this.button("table", () => app.actions.say("table", { id: app.data.table ? null : "selection" })),
      save: this.button("save", () => app.save.open()),
      share: this.button("share", () => app.sharing.open()),
      about: this.button("about", () => app.about.open()),
    };
    // On a narrow screen the buttons are a menu behind one that opens it.
    this.more = h("button", { class: "ruhr-icon-button ruhr-more-button", "aria-controls": "ruhr-more", "aria-haspopup": "true", "aria-expanded": "false", onclick: () => this.turnMore(this.more.getAttribute("aria-expanded") !== "true") }, symbol(DOTS, 20));
    this.others = h("div", { class: "ruhr-top-buttons", id: "ruhr-more", onclick: () => this.turnMore(false) }, ...Object.values(this.buttons));
    this.element = h("header", { class: "ruhr-header" },
      this.menu, this.brand,
      this.search.element,
      h("div", { class: "ruhr-top-right" }, this.others, this.languages, this.more));
    this.element.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !this.others.contains(event.relatedTarget) && event.relatedTarget !== this.more) this.turnMore(false);
    });
  }

  button(name, onclick) {
    return h("button", { class: "ruhr-top-button", "data-do": name, onclick });
  }

  /** Open or close the menu of a narrow screen. @returns {boolean} whether that changed anything */
  turnMore(open) {
    const was = this.more.getAttribute("aria-expanded") === "true";
    this.more.setAttribute("aria-expanded", String(open));
    if (open) this.buttons.figures.focus();
    return was !== open;
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
    for (const [name, button] of Object.entries(this.buttons)) {
      show(button, symbol(SIGNS[name], 16), h("span", {}, text(`header.${name}`)));
      button.setAttribute("aria-label", text(`header.${name}`));
      button.title = text(`header_hints.${name}`);
    }
    this.buttons.figures.setAttribute("aria-pressed", String(data.panel === "figures"));
    this.buttons.table.setAttribute("aria-pressed", String(data.table !== null));
    this.more.setAttribute("aria-label", text("header.more"));
    this.languages.setAttribute("aria-label", text("header.language"));
    for (const [language, button] of Object.entries(this.choices)) {
      button.setAttribute("aria-pressed", String(data.language === language));
    }
    this.menu.setAttribute("aria-expanded", String(this.app.frame.dataset.menu === "open"));
  }
}
