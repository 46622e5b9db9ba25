// @ts-check
/** The column: themes with switch, symbol and count; filters; the list of all that passes. */

import { Fill } from "./fill.js";
import { Filters } from "./filters.js";
import { h, isNarrow, show } from "./dom.js";
import { List } from "./list.js";
import { Tree } from "./tree.js";

export class Column {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.tab = "tree";
    this.tree = new Tree(app);
    this.fill = new Fill(app);
    this.filters = new Filters(app);
    this.list = new List(app);
    this.tabs = h("div", { class: "ruhr-tabs", role: "tablist" });
    this.buttons = {
      tree: this.button("tree"),
      list: this.button("list"),
    };
    this.tabs.append(this.buttons.tree, this.buttons.list);
    this.close = h("button", { class: "ruhr-icon-button ruhr-column-close", onclick: () => this.closeOnPhone() }, "✕");
    this.touring = h("p", { class: "ruhr-small ruhr-touring" });
    this.panes = {
      tree: h("div", { class: "ruhr-pane", role: "tabpanel", id: "ruhr-pane-tree", "aria-labelledby": "ruhr-tab-tree" }, this.touring, this.tree.element, app.own.section.element, this.fill.element, this.filters.element, this.tree.legend),
      list: h("div", { class: "ruhr-pane", role: "tabpanel", id: "ruhr-pane-list", "aria-labelledby": "ruhr-tab-list" }, this.list.element),
    };
    this.element = h("aside", { class: "ruhr-column", id: "ruhr-column" },
      h("div", { class: "ruhr-column-head" }, this.tabs, this.close),
      this.filters.chips, this.panes.tree, this.panes.list);
  }

  button(tab) {
    return h("button", {
      role: "tab", id: `ruhr-tab-${tab}`, "aria-controls": `ruhr-pane-${tab}`,
      onclick: () => this.turn(tab),
      onkeydown: (e) => {
        if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
        this.turn(tab === "tree" ? "list" : "tree");
        this.buttons[this.tab].focus();
      },
    });
  }

  turn(tab) {
    this.tab = tab;
    for (const [name, button] of Object.entries(this.buttons)) {
      button.setAttribute("aria-selected", String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
      this.panes[name].hidden = name !== tab;
    }
    // Its many rows are only made for someone who looks at them.
    if (tab === "list" && this.app.data) this.list.render();
  }

  render() {
    const { text, data } = this.app;
    this.element.setAttribute("aria-label", text("app.menu"));
    this.tabs.setAttribute("aria-label", text("app.menu"));
    this.close.setAttribute("aria-label", text("app.close"));
    show(this.buttons.tree, h("span", {}, text("tree.title")));
    show(this.buttons.list, h("span", {}, text("list.tab")), h("span", { class: "ruhr-count" }, data.shownText));
    this.turn(this.tab);
    this.touring.textContent = text("tour.layers");
    this.tree.render();
    this.fill.render();
    this.filters.render();
  }

  openList() {
    this.app.frame.dataset.menu = "open";
    this.turn("list");
    this.list.focus();
  }

  /** Show the legend of the fill. */
  openFill() {
    this.app.frame.dataset.menu = "open";
    this.turn("tree");
    this.bring(this.fill.element);
    this.fill.choice.focus({ preventScroll: true });
  }

  /** Bring a part of the themes to the top; `scrollIntoView` would move a page around the map, too. @param {Element | null | undefined} part */
  bring(part) {
    const { tree } = this.panes;
    if (part) tree.scrollTop += part.getBoundingClientRect().top - tree.getBoundingClientRect().top - 8;
  }

  toggleOnPhone() {
    const { frame } = this.app;
    frame.dataset.menu = frame.dataset.menu === "open" ? "closed" : "open";
    this.app.header.menu.setAttribute("aria-expanded", String(frame.dataset.menu === "open"));
  }

  /** @returns {boolean} whether there was something to close */
  closeOnPhone() {
    const { frame } = this.app;
    const wasOpen = frame.dataset.menu === "open" && isNarrow();
    frame.dataset.menu = "closed";
    this.app.header?.menu.setAttribute("aria-expanded", "false");
    return wasOpen;
  }
}

