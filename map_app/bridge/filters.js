// @ts-check
/** Filters: any of a group, all groups together; every option says what it would leave. */

import { h, show } from "./dom.js";
import { around } from "./near.js";
import { radiusText } from "./units.js";

const GROUPS = ["themes", "places", "kinds"];

export class Filters {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.element = h("div", { class: "ruhr-filters" });
    this.chips = h("div", { class: "ruhr-chips" });
    this.language = "";
    /** @type {Map<string, {box: HTMLInputElement, count: HTMLElement, row: HTMLElement}>} */
    this.rows = new Map();
    this.summaries = {};
    /** Where the matches are while none of them is in view. @type {[number, number, number, number] | null} */
    this.out = null;
  }

  render() {
    const { data, ui } = this.app;
    if (this.language !== data.language) this.build();
    this.language = data.language;
    for (const group of GROUPS) {
      const chosen = new Set(data.filter[group]);
      ui.options[group].forEach((option, i) => {
        const { box, count, row } = this.rows.get(`${group} ${option.id}`);
        const found = data.counts[group][i];
        box.checked = chosen.has(option.id);
        box.disabled = found === 0 && !box.checked;
        row.classList.toggle("ruhr-is-off", found === 0);
        count.textContent = String(found);
        box.setAttribute("aria-label", this.app.text("filters.option", { label: option.label, count: found }));
      });
      this.summaries[group].textContent = chosen.size
        ? chosen.size === 1 ? this.label(group, [...chosen][0]) : this.app.text("filters.chosen", { count: chosen.size })
        : this.app.text("filters.all");
    }
    this.renderChips();
  }

  build() {
    const { ui, text } = this.app;
    const open = new Set([...this.element.querySelectorAll("details[open]")].map((d) => d.dataset.group));
    this.rows.clear();
    show(this.element, h("h2", { class: "ruhr-head" }, text("filters.title")), ...GROUPS.map((group) => {
      this.summaries[group] = h("span", { class: "ruhr-summary" });
      const parts = [];
      let section = null;
      for (const option of ui.options[group]) {
        if (option.section && option.section !== section) parts.push(h("div", { class: "ruhr-section" }, text(`filters.${option.section}`)));
        section = option.section;
        parts.push(this.row(group, option));
      }
      return h("details", { class: "ruhr-filter", "data-group": group, open: open.has(group) },
        h("summary", {}, h("span", { class: "ruhr-filter-name" }, text(`filters.${group}`)), this.summaries[group]),
        h("div", { class: "ruhr-options", role: "group", "aria-label": text(`filters.${group}`) }, ...parts));
    }));
  }

  row(group, option) {
    const box = /** @type {HTMLInputElement} */ (h("input", {
      type: "checkbox", onchange: () => this.app.actions.say("filter", { group, value: option.id, on: box.checked }),
    }));
    const count = h("span", { class: "ruhr-count" });
    const row = h("label", { class: "ruhr-row ruhr-option", "data-option": option.id }, box, h("span", { class: "ruhr-row-title" }, option.label), count);
    this.rows.set(`${group} ${option.id}`, { box, count, row });
    return row;
  }

  label(group, id) {
    return this.app.ui.options[group].find((option) => option.id === id)?.label ?? id;
  }

  /** The text that filters, as a quotation. */
  quoted() {
    const { filter, language } = this.app.data;
    return language === "en" ? `“${filter.text}”` : `„${filter.text}“`;
  }

  /** The active filters in words, by the name of their group. @returns {[string, string[]][]} */
  said() {
    const { data, text } = this.app;
    const groups = GROUPS.map((group) => [text(`filters.${group}`), data.filter[group].map((value) => this.label(group, value))]);
    groups.push([text("filters.text"), data.filter.text ? [this.quoted()] : []], [text("near.radius"), data.near ? [around(this.app)] : []]);
    return groups.filter(([, labels]) => labels.length);
  }

  /** The active filters in words. @returns {string[]} */
  labels() {
    return this.said().flatMap(([, labels]) => labels);
  }

  /** Active filters, each with a way out; what to do when nothing is left. */
  renderChips() {
    const { data, text, actions } = this.app;
    const chip = (label, out) => h("button", { class: "ruhr-chip", "aria-label": text("filters.remove", { label }), onclick: out }, h("span", {}, label), h("span", { "aria-hidden": "true" }, "✕"));
    const chips = GROUPS.flatMap((group) => data.filter[group].map((value) =>
      chip(this.label(group, value), () => actions.say("filter", { group, value, on: false }))));
    if (data.filter.text) chips.push(chip(this.quoted(), () => actions.say("text", { value: "" })));
    if (data.near) chips.push(chip(around(this.app), () => actions.say("near", { value: null })));
    this.chips.hidden = chips.length === 0;
    this.count = chips.length;
    this.renderBar();
    if (!chips.length) return show(this.chips);
    show(this.chips, h("div", { class: "ruhr-chip-row" }, ...chips,
      h("button", { class: "ruhr-link-button", onclick: () => actions.say("reset") }, text("filters.reset"))),
    h("p", { class: "ruhr-result" }, text("filters.result", { count: data.matches })),
    data.matches === 0 && this.empty(),
    this.elsewhere(),
    data.placeless > 0 && h("p", { class: "ruhr-small" }, text("filters.placeless", { count: data.placeless })),
    data.abroad > 0 && h("p", { class: "ruhr-small" }, text("filters.abroad", { count: data.abroad })),
    data.hidden > 0 && h("p", { class: "ruhr-small" }, `${text("filters.hidden_layers", { count: data.hidden })} `,
      h("button", { class: "ruhr-link-button", onclick: () => actions.say("show-matches") }, text("filters.show_layers"))));
  }

  /** On a phone the chips are behind the menu: the map itself says that it is filtered. */
  renderBar() {
    const { bar, data, text, actions, column } = this.app;
    bar.hidden = this.count === 0;
    if (!this.count) return show(bar);
    show(bar, h("strong", {}, text("filters.result", { count: data.matches })),
      h("button", { class: "ruhr-link-button", onclick: () => column.openList() }, text("list.open")),
      h("button", { class: "ruhr-link-button", onclick: () => actions.say("reset") }, text("filters.reset")),
      data.matches === 0 && this.empty(), this.elsewhere());
  }

  /** The map has moved or has more to show: say when all matches are out of view. */
  look() {
    const { ruhr, data } = this.app;
    const { here, box } = data.passing === null ? { here: 1, box: null } : ruhr.matches();
    const out = here === 0 ? box : null;
    if (JSON.stringify(out) === JSON.stringify(this.out)) return;
    this.out = out;
    this.renderChips();
  }

  /** "None here" is not "none at all": the way to where the matches are. */
  elsewhere() {
    const { text, ruhr } = this.app;
    return this.out && h("p", { class: "ruhr-small ruhr-elsewhere" }, `${text("filters.elsewhere")} `,
      h("button", { class: "ruhr-link-button", onclick: () => ruhr.fit(this.out) }, text("filters.show_elsewhere")));
  }

  giveUp({ group }) {
    const { actions } = this.app;
    if (group === "text") actions.say("text", { value: "" });
    else if (group === "near") actions.say("near", { value: null });
    else actions.say("reset", { group });
  }

  empty() {
    const { data, text, actions } = this.app;
    const why = this.count > 1 ? "filters.none_hint" : data.filter.text ? "filters.none_text" : "filters.none_one";
    return h("div", { class: "ruhr-empty" }, h("p", {}, text(why)), ...(this.count > 1 ? data.relax : []).map((way) =>
      h("button", { class: "ruhr-button", onclick: () => this.giveUp(way) },
        way.group === "near" ? text("near.without", { km: radiusText(data.near.km, data.language), count: way.count }) : way.value
          ? text("filters.without", { label: way.group === "text" ? way.value : this.label(way.group, way.value), count: way.count })
          : text("filters.without_group", { group: text(`filters.${way.group}`), count: way.count }))),
    this.count > 1 && h("button", { class: "ruhr-button", onclick: () => actions.say("reset") }, text("filters.reset_all")));
  }
}
