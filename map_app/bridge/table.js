// @ts-check
/** The head of the table under the map; the rows are Streamlit's own grid below it. */

import { h, isNarrow, show, symbol } from "./dom.js";

const CLEAR = 8; // pixels the grid keeps from the edges
const DOWN = "M-1.5-10H1.5V0L5-3.5L7-1.5L0 5.5L-7-1.5L-5-3.5L-1.5 0ZM-10 3H-7.5V8H7.5V3H10V10.5H-10Z";
const TALLER = "M-8 4L0-5L8 4L6 6L0-1L-6 6Z";

export class Table {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.built = "";
    this.title = h("h2", { class: "ruhr-table-title", tabindex: "-1" });
    this.choice = /** @type {HTMLSelectElement} */ (h("select", { class: "ruhr-select", "data-table": "what", onchange: () => app.actions.say("table", { id: this.choice.value }) }));
    this.count = h("span", { class: "ruhr-count", role: "status" });
    this.size = h("button", { class: "ruhr-icon-button ruhr-table-size", onclick: () => this.resize() }, symbol(TALLER, 16));
    this.save = h("button", { class: "ruhr-icon-button", "data-table": "save", onclick: () => app.save.open(this.layer ? { layer: this.layer } : {}) }, symbol(DOWN, 16));
    this.out = h("button", { class: "ruhr-icon-button", "data-table": "close", onclick: () => this.close() }, "✕");
    this.empty = h("p", { class: "ruhr-small ruhr-table-empty" });
    this.element = h("section", { class: "ruhr-table", hidden: true },
      h("div", { class: "ruhr-table-head" }, this.title, this.choice, this.count, h("span", { class: "ruhr-gap" }), this.size, this.save, this.out), this.empty);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey, { capture: true });
    this.watcher = new ResizeObserver(() => this.place());
    this.watcher.observe(this.element);
  }

  /** The layer in the table; null: the selection. */
  get layer() {
    const id = this.app.data.table?.id ?? null;
    return id === "selection" ? null : id;
  }

  render() {
    const { data, text, frame } = this.app;
    const was = frame.dataset.table === "open";
    frame.dataset.table = data.table ? "open" : "closed";
    this.element.hidden = !data.table;
    if (!data.table) return;
    this.build();
    this.choice.value = data.table.id;
    this.count.textContent = text("table.rows", { count: data.table.count });
    this.empty.hidden = data.table.count > 0;
    this.empty.textContent = text("table.empty");
    if (!was && frame.dataset.state === "ready") this.title.focus({ preventScroll: true });
    this.place();
  }

  build() {
    const { data, ui, text } = this.app;
    if (this.built === data.language) return;
    this.built = data.language;
    this.title.textContent = text("table.title");
    this.element.setAttribute("aria-label", text("table.title"));
    this.choice.setAttribute("aria-label", text("table.what"));
    for (const [button, key] of [[this.save, "table.save"], [this.out, "table.close"]]) {
      button.setAttribute("aria-label", text(key));
      button.title = text(key);
    }
    this.nameSize();
    const option = (id, label) => h("option", { value: id }, label);
    show(this.choice, option("selection", text("table.selection")), ...ui.themes.map((theme) =>
      h("optgroup", { label: theme.title }, ...theme.layers.filter((layer) => !layer.broken).map((layer) => option(layer.id, layer.title)))));
  }

  nameSize() {
    const tall = this.app.frame.dataset.rows === "tall";
    const label = this.app.text(tall ? "table.lower" : "table.taller");
    this.size.setAttribute("aria-label", label);
    this.size.title = label;
  }

  resize() {
    const { frame } = this.app;
    frame.dataset.rows = frame.dataset.rows === "tall" ? "low" : "tall";
    this.nameSize();
  }

  close() {
    this.app.actions.say("table", { id: null });
    const { buttons, more } = this.app.header;
    (isNarrow() ? more : buttons.table).focus({ preventScroll: true });
  }

  /** The grid lies outside the page's own elements: tell it where its place is. */
  place() {
    if (this.element.hidden) return;
    const head = this.element.firstElementChild.getBoundingClientRect();
    const { left, right, bottom } = this.element.getBoundingClientRect();
    const root = document.documentElement.style;
    root.setProperty("--ruhr-grid-left", `${left + CLEAR}px`);
    root.setProperty("--ruhr-grid-top", `${head.bottom}px`);
    root.setProperty("--ruhr-grid-width", `${right - left - 2 * CLEAR}px`);
    root.setProperty("--ruhr-grid-height", `${Math.max(0, bottom - head.bottom - CLEAR)}px`);
  }

  /** Streamlit's grid keeps Escape for itself even when it has nothing to close. */
  key(event) {
    if (event.key !== "Escape" || !event.target.closest?.(".st-key-ruhr_table")) return;
    event.stopPropagation();
    this.app.key(event);
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey, { capture: true });
    this.watcher.disconnect();
  }
}
