// @ts-check
/** One file in the column: on its way, with a question, refused, or a layer with its rows. */

import { h, isNarrow, show } from "./dom.js";
import { reference } from "./own_profile.js";

const PAGE = 100;
const TYPING_MS = 200;
const FORMATS = /** @type {const} */ ([["geojson", "GeoJSON"], ["gpkg", "GPKG"], ["csv", "CSV"], ["xlsx", "Excel"]]);

export class OwnCard {
  /** @param {import("./own.js").Own} own @param {import("./own.js").Entry} entry */
  constructor(own, entry) {
    this.own = own;
    this.entry = entry;
    this.element = h("div", { class: "ruhr-own-card", "data-own": entry.id });
    this.isOpen = true;
    this.limit = PAGE;
    this.drawn = "";
    this.timer = 0;
    this.failed = "";
  }

  render() {
    const { entry, own, isOpen, failed } = this;
    const { language, world } = own.app.data;
    const share = entry.state === "sending" ? Math.round(entry.share * 100) : 0;
    const key = [language, entry.state, share, isOpen, entry.layer?.on, world, failed].join(" ");
    if (key === this.drawn) return;
    this.drawn = key;
    const held = this.element.contains(document.activeElement) ? document.activeElement?.getAttribute("data-do") : null;
    const parts = { waiting: () => this.working(), sending: () => this.working(), checking: () => this.working(), asking: () => this.question(), failed: () => this.refused(), ready: () => this.layer() }[entry.state]();
    this.element.dataset.state = entry.state;
    show(this.element, ...parts);
    if (held) this.element.querySelector(`[data-do="${held}"]`)?.focus({ preventScroll: true });
  }

  /** @returns {(key: string, values?: any) => string} */
  get text() {
    return this.own.app.text;
  }

  working() {
    const { entry, own, text } = this;
    const sending = entry.state === "sending";
    const words = sending ? text("own.sending", { name: entry.name, share: Math.round(entry.share * 100) }) : text("own.checking", { name: entry.name });
    const bar = h("progress", { class: "ruhr-own-progress", max: "1", "aria-label": words });
    if (sending) bar.setAttribute("value", String(entry.share));
    return [h("p", {}, words), bar, h("button", { class: "ruhr-link-button", "data-do": "cancel", onclick: () => own.remove(entry) }, text("own.cancel"))];
  }

  refused() {
    const { entry, own, text } = this;
    const { key, values, problem, isPassing } = entry.refusal;
    return [
      h("div", { class: "ruhr-own-alert", role: "alert" }, h("strong", {}, entry.name), h("p", {}, text(`own_problem.${key}`, values)),
        problem && h("p", {}, this.reason(problem, "row"))),
      h("div", { class: "ruhr-own-buttons" },
        isPassing && h("button", { class: "ruhr-button", "data-do": "again", onclick: () => own.start(entry) }, text("own.again")),
        key === "crs_unknown" && h("button", { class: "ruhr-button", "data-do": "again", onclick: () => own.ask(entry) }, text("own.other_code")),
        h("button", { class: "ruhr-link-button", "data-do": "remove", "aria-label": text("own.dismiss", { name: entry.name }), onclick: () => own.remove(entry) }, text("app.close"))),
    ];
  }

  /** Which reference system, or which of several layers. */
  question() {
    const { entry, own, text } = this;
    const { question, choices } = entry.question;
    const crs = question === "crs";
    const group = `ruhr-${entry.id.replace(":", "-")}`;
    const choice = (value, words, small, checked) => h("label", { class: "ruhr-row ruhr-own-choice" },
      h("input", { type: "radio", name: group, value, checked, required: true }), h("span", { class: "ruhr-row-title" }, words, small && h("small", {}, small)));
    const code = /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "ruhr-own-code", inputmode: "numeric", placeholder: "25832", maxlength: "12", "aria-label": text("own.code"),
      oninput: () => { const other = form.querySelector("[value=other]"); if (other instanceof HTMLInputElement) other.checked = true; } }));
    const form = /** @type {HTMLFormElement} */ (h("form", { class: "ruhr-own-form", "aria-label": entry.name, onsubmit: (event) => {
      event.preventDefault();
      const value = String(new FormData(form).get(group) ?? "");
      if (value === "other" && !code.value.trim()) return code.focus();
      own.answer(entry, crs ? { crs: value === "other" ? code.value : value } : { layer: value });
    } },
    h("p", {}, text(crs ? "own.ask_crs" : "own.ask_layer", { name: entry.name })),
    ...choices.map((one, i) => (crs
      ? choice(one.code, text(`own.crs_${one.code}`), [`EPSG:${one.code}`, one.fits && text("own.fits")].filter(Boolean).join(" · "), one.fits && i === 0)
      : choice(one.name, one.name, one.rows === null ? "" : text("own.entries", { count: one.rows }), i === 0))),
    crs && h("div", { class: "ruhr-own-other" }, choice("other", text("own.other_code"), "", false), code),
    h("div", { class: "ruhr-own-buttons" }, h("button", { class: "ruhr-button ruhr-primary", type: "submit", "data-do": "use" }, text("own.use")),
      h("button", { class: "ruhr-link-button", type: "button", "data-do": "cancel", onclick: () => own.remove(entry) }, text("own.cancel")))));
    return [form];
  }

  layer() {
    const { entry, own, text } = this;
    const layer = /** @type {import("./own_layer.js").OwnLayer} */ (entry.layer);
    const number = new Intl.NumberFormat(own.app.data.language);
    const body = h("div", { class: "ruhr-own-body", id: `ruhr-${entry.id.replace(":", "-")}-body`, hidden: !this.isOpen });
    const fold = h("button", { class: "ruhr-fold", "data-do": "fold", "aria-expanded": String(this.isOpen), "aria-controls": body.id, "aria-label": text("own.more", { name: entry.name }), onclick: () => { this.isOpen = !this.isOpen; this.render(); } });
    const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", role: "switch", "data-do": "switch", "aria-label": text("own.show", { name: entry.name }), checked: layer.on, onchange: () => { layer.on = box.checked; own.draw(); this.render(); } }));
    const head = h("div", { class: "ruhr-branch-head" }, fold,
      h("label", { class: `ruhr-row ruhr-tree-row ruhr-strong ruhr-own-${layer.colour}${layer.on ? "" : " ruhr-is-off"}` },
        h("span", { class: "ruhr-own-swatch" }), h("span", { class: "ruhr-row-title" }, entry.name), h("span", { class: "ruhr-count" }, number.format(layer.told.shown)), box, h("span", { class: "ruhr-switch", "aria-hidden": "true" })));
    if (this.isOpen) show(body, ...this.body(layer));
    return [head, body];
  }

  /** @param {import("./own_layer.js").OwnLayer} layer */
  body(layer) {
    const { entry, own, text } = this;
    const { app } = own;
    this.rows = h("div", { class: "ruhr-own-rows", role: "group", "aria-label": text("own.rows", { name: entry.name }) });
    this.count = h("p", { class: "ruhr-small", role: "status" });
    this.filter = /** @type {HTMLInputElement} */ (h("input", { type: "search", class: "ruhr-own-filter", "data-do": "filter", value: layer.query, placeholder: text("own.filter"), "aria-label": text("own.filter_in", { name: entry.name }), autocomplete: "off", oninput: () => this.typed(layer) }));
    this.fillRows(layer);
    return [
      app.data.world && h("p", { class: "ruhr-small" }, text("own.world")),
      h("div", { class: "ruhr-own-buttons" },
        h("button", { class: "ruhr-button", "data-do": "zoom", onclick: () => { if (isNarrow()) app.column.closeOnPhone(); app.ruhr.fit(layer.told.bounds, { maxZoom: 15 }); } }, text("own.zoom_to")),
        h("button", { class: "ruhr-button", "data-do": "remove", onclick: () => own.remove(entry) }, text("own.remove"))),
      ...this.notes(layer.told),
      layer.told.shown > 1 && this.filter,
      this.count,
      this.rows,
      h("div", { class: "ruhr-own-save" }, h("span", { class: "ruhr-small" }, text("own.download")), ...FORMATS.map(([form, name]) =>
        h("button", { class: "ruhr-link-button", "data-do": form, "aria-label": text("own.download_as", { name: entry.name, format: name }), onclick: () => this.save(form) }, name))),
      this.failed && h("p", { class: "ruhr-own-alert", role: "alert" }, this.failed),
    ];
  }

  /** What the visitor should know of how the file was read. */
  notes(told) {
    const { text } = this;
    const list = (entries) => h("ul", { class: "ruhr-own-problems" }, ...entries.map((entry) => h("li", {}, this.reason(entry, told.unit))));
    return [
      told.inside === 0 && h("p", { class: "ruhr-own-alert" }, text("own.outside")),
      told.left_out > 0 && h("details", { class: "ruhr-more ruhr-own-left", open: told.left_out <= 5 },
        h("summary", {}, text("own.left_out", { count: told.left_out, rows: told.rows })), list(told.problems),
        told.left_out > told.problems.length && h("p", { class: "ruhr-small" }, text("own.and_more", { count: told.left_out - told.problems.length }))),
      told.mended > 0 && h("p", { class: "ruhr-small" }, text("own.mended", { count: told.mended })),
      told.not_mended > 0 && h("p", { class: "ruhr-small" }, text("own.not_mended", { count: told.not_mended })),
      told.tolerance_m > 0 && h("p", { class: "ruhr-small" }, text("own.thinned", { before: told.vertices[0], after: told.vertices[1], metres: Math.ceil(told.tolerance_m) })),
      told.left_columns > 0 && h("p", { class: "ruhr-small" }, text("own.left_columns", { count: told.left_columns })),
      h("p", { class: "ruhr-small" }, reference(told, text), told.accuracy_m > 1 && ` ${text("own.accuracy", { metres: Math.round(told.accuracy_m) })}`),
    ];
  }

  reason([row, key, values], unit) {
    return this.text(unit === "line" ? "own.line" : "own.row", { row, reason: this.text(`own_problem.${key}`, values) });
  }

  typed(layer) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      layer.filter(this.filter.value);
      this.limit = PAGE;
      this.fillRows(layer);
      this.own.draw();
      this.own.app.panel.render();
    }, TYPING_MS);
  }

  /** The rows that pass, in words: what the map shows, without a mouse. */
  fillRows(layer) {
    const { text, own } = this;
    const { shown, features } = layer;
    const rest = shown.length - this.limit;
    this.count.textContent = shown.length ? text("own.found", { shown: shown.length, total: features.length }) : text("own.none");
    this.count.hidden = features.length < 2;
    show(this.rows, ...shown.slice(0, this.limit).map((feature) => {
      const note = layer.noteField === undefined ? undefined : feature.properties[layer.noteField];
      return h("button", { class: `ruhr-row ruhr-own-${layer.colour}`, "data-own-row": feature.id, onclick: () => { own.app.column.closeOnPhone(); own.choose(feature.id); } },
        h("span", { class: "ruhr-row-title" }, layer.title(feature, text), note !== undefined && h("small", {}, String(note))));
    }), rest > 0 && h("button", { class: "ruhr-button", "data-do": "more", onclick: () => this.showMore(layer) }, text("own.more_rows", { count: Math.min(rest, PAGE) })));
    this.mark();
  }

  showMore(layer) {
    const first = this.limit;
    this.limit += PAGE;
    this.fillRows(layer);
    const next = this.rows.children[first];
    if (next instanceof HTMLElement) next.focus();
  }

  mark() {
    for (const row of this.rows?.querySelectorAll("[data-own-row]") ?? []) {
      if (row.getAttribute("data-own-row") === this.own.chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  async save(form) {
    const { own, entry, text } = this;
    this.failed = "";
    await own.save(entry, form).catch(({ key }) => (this.failed = key === "too_big_here" ? text("own_problem.too_big_here") : text("own.save_failed", { name: entry.name })));
    this.render();
  }
}
