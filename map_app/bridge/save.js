// @ts-check
/** The download dialog: what to take along, in which format, and how far it has come. */

import { fetchFile, keep, Refused } from "./download.js";
import { h, show } from "./dom.js";

const DATA = [["geojson", "GeoJSON"], ["gpkg", "GeoPackage"], ["csv", "CSV"], ["xlsx", "Excel"]];
const MAP = [["png", "PNG"], ["pdf", "PDF"], ["html", "HTML"]];

export class Save {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** The layer to take along, or null for what is shown. @type {string | null} */
    this.layer = null;
    this.language = "";
    /** @type {Card[]} */
    this.cards = [];
    this.element = /** @type {HTMLDialogElement} */ (h("dialog", {
      class: "ruhr-save", "aria-labelledby": "ruhr-save-title",
      onclick: (e) => { if (e.target === this.element) this.dismiss(); },
      onkeydown: (e) => this.key(e),
      oncancel: (e) => { if (this.isBusy) { e.preventDefault(); this.cancel(); } },
      onclose: () => this.closed(),
    }));
  }

  /** @param {{layer?: string}} [wish] `layer`: take this one along, whole */
  open({ layer } = {}) {
    this.layer = layer ?? null;
    this.build();
    this.element.showModal();
    this.element.querySelector("h2")?.focus();
  }

  get isBusy() {
    return this.cards.some((card) => card.isBusy);
  }

  cancel() {
    for (const card of this.cards) card.cancel();
  }

  dismiss() {
    this.cancel();
    this.element.close();
  }

  /** Escape first ends what is under way, then closes; the map behind must not hear it. */
  key(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (!this.isBusy) return;
    event.preventDefault();
    this.cancel();
  }

  /** The browser gives the focus back to the opener; one in a closed menu cannot take it. */
  closed() {
    this.cancel();
    const { activeElement } = document;
    if (activeElement !== document.body && !this.element.contains(activeElement)) return;
    const { header, canvas } = this.app;
    (header.more.checkVisibility() ? header.more : canvas).focus({ preventScroll: true });
  }

  render() {
    if (!this.element.open) return;
    if (this.language !== this.app.data.language) this.build();
    else this.renderChoice();
  }

  build() {
    this.cancel();
    const { text, data } = this.app;
    this.language = data.language;
    this.said = h("p", { class: "ruhr-unseen", role: "status" });
    this.selectionSaid = h("small", { id: "ruhr-save-selection" });
    this.layerSaid = h("small", { id: "ruhr-save-layer" });
    this.empty = h("p", { class: "ruhr-save-empty" }, text("save.nothing"));
    this.radios = {
      selection: this.radio("selection", "ruhr-save-selection", () => this.choose(null)),
      layer: this.radio("layer", "ruhr-save-layer", () => this.choose(this.select.value)),
    };
    this.select = this.layers();
    this.dataCards = DATA.map(([id, name]) => new Card(this, id, name, () => this.dataAddress(id)));
    this.mapCards = MAP.map(([id, name]) => new Card(this, id, name, () => this.mapAddress(id)));
    this.cards = [...this.dataCards, ...this.mapCards];
    const grid = (cards, look = "") => h("div", { class: `ruhr-save-cards ${look}` }, ...cards.map((card) => card.element));
    show(this.element, h("div", { class: "ruhr-save-body" },
      h("div", { class: "ruhr-save-head" }, h("h2", { id: "ruhr-save-title", tabindex: "-1" }, text("save.title")),
        h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), onclick: () => this.dismiss() }, "✕")),
      h("section", { "aria-labelledby": "ruhr-save-data" },
        h("h3", { id: "ruhr-save-data" }, text("save.data")),
        h("fieldset", { class: "ruhr-save-what" }, h("legend", { class: "ruhr-unseen" }, text("save.what")),
          h("div", { class: "ruhr-save-choice" }, h("label", {}, this.radios.selection, h("span", {}, text("save.selection"))), this.selectionSaid),
          h("div", { class: "ruhr-save-choice" }, h("label", {}, this.radios.layer, h("span", {}, text("save.layer"))), this.select, this.layerSaid)),
        this.empty, grid(this.dataCards),
        h("p", { class: "ruhr-small" }, text("save.licences"))),
      h("section", { "aria-labelledby": "ruhr-save-map" },
        h("h3", { id: "ruhr-save-map" }, text("save.map")), grid(this.mapCards, "ruhr-save-three"),
        h("p", { class: "ruhr-small" }, text("save.extent"))),
      this.said));
    this.renderChoice();
  }

  radio(value, describedBy, onchange) {
    return /** @type {HTMLInputElement} */ (h("input", { type: "radio", name: "ruhr-save-what", value, "aria-describedby": describedBy, onchange }));
  }

  /** Every layer that can be read, by theme; choosing one is asking for it. */
  layers() {
    const { ui, text } = this.app;
    const select = /** @type {HTMLSelectElement} */ (h("select", {
      class: "ruhr-select", "aria-label": text("save.which_layer"), onchange: () => this.choose(select.value),
    }, ...ui.themes.map((theme) => h("optgroup", { label: theme.title }, ...theme.layers.filter((layer) => !layer.broken).map((layer) =>
      h("option", { value: layer.id }, layer.title))))));
    if (this.layer) select.value = this.layer;
    return select;
  }

  /** @param {string | null} layer */
  choose(layer) {
    this.layer = layer;
    for (const card of this.dataCards) card.rest();
    this.renderChoice();
  }

  /** What is chosen, how much it is, and whether there is anything to save. */
  renderChoice() {
    const { text, ui, data } = this.app;
    const shown = this.shown();
    // Entries have no switch: all that pass are in the file.
    const { placeless } = data;
    this.radios.selection.checked = this.layer === null;
    this.radios.layer.checked = this.layer !== null;
    this.selectionSaid.textContent = [text("save.count", { count: shown.length }), this.filters(), placeless > 0 && text("filters.placeless", { count: placeless })].filter(Boolean).join(" · ");
    const total = ui.themes.flatMap((theme) => theme.layers).find((layer) => layer.id === this.select.value)?.total ?? 0;
    this.layerSaid.textContent = `${text("save.count", { count: total })} · ${text("save.whole_layer")}`;
    const nothing = this.layer === null && shown.length === 0;
    this.empty.hidden = !nothing;
    for (const card of this.dataCards) card.allow(!nothing);
  }

  /** What the file will hold: all that passes the filters, is there in the year, and whose layer is on. */
  shown() {
    const { data, ui, passing, ruhr } = this.app;
    const on = new Set(data.layers);
    return ui.features.filter(({ id, layer }) => on.has(layer) && (passing === null || passing.has(id)) && !ruhr.years.gone.has(id));
  }

  /** The filters in words. */
  filters() {
    const { text, column } = this.app;
    const parts = column.filters.said().map(([group, labels]) => `${group}: ${labels.join(", ")}`);
    return parts.length ? text("save.filtered", { filters: parts.join("; ") }) : text("save.unfiltered");
  }

  dataAddress(suffix) {
    const query = new URLSearchParams(location.search);
    if (this.layer) query.set("layer", this.layer);
    return `ruhr/save/data.${suffix}?${query}`;
  }

  /** The extent that is seen: west, south, east, north to about a metre. */
  mapAddress(suffix) {
    const bounds = this.app.ruhr.map.getBounds();
    const within = (value, limit) => Math.max(-limit, Math.min(limit, value)).toFixed(5);
    const extent = [
      within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90),
    ];
    const query = new URLSearchParams(location.search);
    query.set("extent", extent.join(","));
    return `ruhr/save/map.${suffix}?${query}`;
  }

  say(message) {
    this.said.textContent = message;
  }

  /** Bytes as a person says them: "34 kB". @param {number} bytes */
  size(bytes) {
    const [value, unit] = bytes < 1e6 ? [Math.max(1, bytes / 1e3), "kB"] : [bytes / 1e6, "MB"];
    return `${new Intl.NumberFormat(this.language, { maximumFractionDigits: unit === "MB" ? 1 : 0 }).format(value)}\u00a0${unit}`;
  }
}

/** One format: a button, and in its place the progress of what it started. */
class Card {
  /** @param {Save} save @param {string} id @param {string} name @param {() => string} address */
  constructor(save, id, name, address) {
    this.save = save;
    this.name = name;
    this.address = address;
    /** @type {AbortController | null} */
    this.running = null;
    const { text } = save.app;
    this.about = text(`save.about_${id}`);
    this.line = h("small", {}, this.about);
    this.button = /** @type {HTMLButtonElement} */ (h("button", { class: "ruhr-save-go", onclick: () => this.start() },
      h("span", { class: "ruhr-save-badge", "aria-hidden": "true" }, `.${id}`),
      h("span", { class: "ruhr-save-name" }, name), this.line));
    this.bar = /** @type {HTMLProgressElement} */ (h("progress", { max: "1", "aria-label": text("save.loading", { name }) }));
    this.progress = h("div", { class: "ruhr-save-progress", hidden: true }, this.bar,
      h("button", { class: "ruhr-button", onclick: () => this.cancel() }, text("save.cancel")));
    this.trouble = h("div", { class: "ruhr-save-trouble", role: "alert", hidden: true });
    this.element = h("div", { class: "ruhr-save-card", "data-format": id }, this.button, this.progress, this.trouble);
  }

  get isBusy() {
    return this.running !== null;
  }

  /** @param {boolean} allowed */
  allow(allowed) {
    this.button.disabled = !allowed;
  }

  /** What came of an earlier wish says nothing of another one. */
  rest() {
    if (this.isBusy) return;
    this.tell(this.about, "");
    this.trouble.hidden = true;
  }

  async start() {
    if (this.isBusy || this.button.disabled) return;
    const { save, name } = this;
    const { text } = save.app;
    const running = (this.running = new AbortController());
    this.trouble.hidden = true;
    this.advance(null);
    save.say(text("save.working", { name }));
    try {
      const file = await fetchFile(this.address(), running.signal, (share) => this.advance(share));
      keep(file.name, file.blob);
      const size = save.size(file.blob.size);
      save.say(text("save.saved", { file: file.name, size }));
      this.tell(text("save.done", { size }), "done");
    } catch (error) {
      if (!running.signal.aborted) this.fail(error);
      else {
        save.say(text("save.cancelled", { name }));
        this.tell(text("save.stopped"), "stopped");
      }
    } finally {
      this.running = null;
      this.settle();
    }
  }

  cancel() {
    this.running?.abort();
  }

  /** @param {number | null} share of the file, null where nobody knows */
  advance(share) {
    this.progress.hidden = false;
    const { text } = this.save.app;
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
    this.tell(share === null ? text("save.running") : text("save.percent", { percent: Math.floor(share * 100) }), "busy");
  }

  /** How it stands, in the place of the description. @param {string} line @param {string} state */
  tell(line, state) {
    this.line.textContent = line;
    this.element.dataset.state = state;
  }

  /** Back to the button; who was on Cancel stays on this card. */
  settle() {
    const had = this.progress.contains(document.activeElement);
    this.progress.hidden = true;
    if (had) this.button.focus();
  }

  fail(error) {
    const { text } = this.save.app;
    const why = error instanceof Refused ? error.message || text("save.failed") : text("save.failed_offline");
    this.save.say("");
    this.tell(this.about, "failed");
    show(this.trouble, h("p", {}, why), h("button", { class: "ruhr-button", onclick: () => { this.button.focus(); this.start(); } }, text("save.retry")));
    this.trouble.hidden = false;
  }
}
