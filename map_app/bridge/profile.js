// @ts-check
/** A profile: an entry to read about one feature, not a database row. */

import { featureRow, flow, head, link, riverButtons } from "./rows.js";
import { h, isNarrow, symbol } from "./dom.js";
import { aroundButton, positionLine } from "./place.js";

/** Facts that are seen at once; more unfold. */
const FACTS = 6;

export class Profile {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
  }

  key() {
    const { profile, ties } = this.app.data;
    return [profile, ties];
  }

  subject() {
    return this.app.data.profile.id;
  }

  parts() {
    const { app } = this;
    const { text, ui, panel } = app;
    const p = app.data.profile;
    return [
      panel.kicker(`ruhr-theme-${p.theme} ruhr-layer-${p.layer}`, symbol(ui.symbols[ui.layerSymbols[p.layer]], 18), p.kicker, text("details.close")),
      h("h2", { tabindex: "-1" }, p.title),
      h("p", { class: "ruhr-where" }, ...p.where.flatMap((place, i) => [i ? ", " : null, place.id ? link(app, place) : place.name])),
      positionLine(app, p),
      p.status && this.status(p.status),
      this.buttons(p),
      p.summary && h("p", { class: "ruhr-summary-text" }, p.summary),
      p.told && h("p", { class: "ruhr-told" }, h("small", {}, text("details.told")), p.told),
      p.extent.length > 0 && this.extent(p),
      p.approximate && h("p", { class: "ruhr-approximate" }, h("span", { class: "ruhr-legend-dash" }), h("span", {}, p.approximate, p.position && !p.extent.length && h("small", {}, p.position))),
      ...this.facts(p),
      ...p.related.map(({ title, items }) => h("div", { class: "ruhr-group" }, head(title, items.length > 4 ? items.length : ""), ...items.map((n) => featureRow(app, n)))),
      p.through && h("div", { class: "ruhr-group" }, head(p.through.title), h("p", { class: "ruhr-flow" }, ...p.through.items.flatMap((n, i) => [i ? " · " : null, link(app, ui.features[n])]))),
      p.section && this.section(p.section),
      p.courses.length > 0 && h("div", { class: "ruhr-group" }, head(text("details.courses")), ...p.courses.map(([n, length]) => featureRow(app, n, length))),
      p.stretches.length > 0 && h("details", { class: "ruhr-more" }, h("summary", {}, text("details.parts")),
        ...p.stretches.map(([name, accuracy, basis]) => h("div", { class: "ruhr-stretch" }, h("span", {}, name), h("span", { class: "ruhr-count" }, accuracy), basis && h("small", {}, basis)))),
      ...p.members.map(({ title, theme, items }) => h("div", { class: `ruhr-group ruhr-theme-${theme}` }, head(title, items.length), ...items.map((n) => featureRow(app, n)))),
      p.empty && h("p", { class: "ruhr-small" }, p.empty),
      p.nearby.length > 0 && h("div", { class: "ruhr-group" }, head(text("details.nearby")), ...p.nearby.map(([n, away, kind]) => featureRow(app, n, away, kind))),
      p.neighbours.length > 0 && h("div", { class: "ruhr-group" }, head(text("details.neighbours")), flow(app, p.neighbours)),
      h("div", { class: "ruhr-sources" }, head(text("details.sources")), ...p.sources.map((source) =>
        h("p", {}, source.url ? h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.text) : source.text, source.note && h("small", {}, ` ${source.note}`))), app.about.report()),
      p.previous && h("nav", { class: "ruhr-steps" }, this.step(p.previous, "previous", "←"), this.step(p.following, "following", "→")),
    ].filter(Boolean);
  }

  /** What the drawing leaves open, beside the sign it is drawn with. */
  extent({ extent: [sign, words], theme, layer, position }) {
    return h("p", { class: "ruhr-approximate" }, h("span", { class: `ruhr-legend-${sign} ruhr-theme-${theme} ruhr-layer-${layer}` }),
      h("span", {}, words, position && h("small", {}, position)));
  }

  buttons(p) {
    const { app } = this;
    const { text, actions, data } = app;
    const button = (label, action, more = {}) => h("button", { class: "ruhr-button", onclick: action, ...more }, label);
    return h("div", { class: "ruhr-buttons" },
      (p.placed || p.links.length > 0) && button(text("details.show_on_map"), () => this.showOnMap(p), { class: "ruhr-button ruhr-primary" }),
      aroundButton(app, p),
      p.compare && button(p.compare, () => actions.say("panel", { id: "figures" }), { "data-do": "compare" }),
      p.links.length > 0 && button(text("details.ties"), () => actions.say("ties", { on: !data.ties }), { class: "ruhr-button ruhr-toggle", "data-do": "ties", "aria-pressed": String(data.ties) }),
      ...(p.id === "emscher-river" && app.ui.time ? riverButtons(app) : []),
      p.website && h("a", { class: "ruhr-button", href: p.website, target: "_blank", rel: "noopener noreferrer" }, text("details.website"), " ↗"));
  }

  /** The river in a municipality: where, what it was when, what joins it here. */
  section({ title, where, rows, items }) {
    const { app } = this;
    const { text } = app;
    const number = new Intl.NumberFormat(app.data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const label = (state) => app.ui.time.states.find(({ id }) => id === state)?.label ?? state;
    const spans = (pairs) => pairs.map(([high, low]) => text("section.km", { high: number.format(high), low: number.format(low) })).join(", ");
    const row = ([state, from, to, km, unsure]) => h("li", { class: `ruhr-state-${state}` }, h("i", {}),
      h("span", {}, h("b", {}, to ? `${from}–${to}` : text("section.since", { year: String(from) })), ` ${label(state)}`, unsure > 0 && h("em", {}, ` ${text("river.uncertain")}`), km && h("small", {}, text("river.km", { km: spans(km) }))));
    const before = rows.filter(([, , to]) => to);
    return h("div", { class: "ruhr-group ruhr-section-river" }, head(title), h("p", { class: "ruhr-where" }, where),
      h("ul", { class: "ruhr-river-states" }, ...rows.filter(([, , to]) => !to).map(row)),
      before.length > 0 && h("details", { class: "ruhr-more" }, h("summary", {}, text("section.before"), " ", h("span", { class: "ruhr-count" }, String(before.length))), h("ul", { class: "ruhr-river-states" }, ...before.map(row))),
      ...items.map(([n, note]) => featureRow(app, n, note)),
      h("button", { class: "ruhr-link-button", "data-do": "river", onclick: () => app.actions.say("panel", { id: "river" }) }, text("river.show")));
  }

  /** The first facts at once, the rest folded. */
  facts(p) {
    const rows = [
      ...p.facts.map(([label, value, remark]) => [h("dt", {}, label), h("dd", {}, value, remark && h("small", {}, ` (${remark})`))]),
      ...p.figures.map(([label, value, year, note]) => [h("dt", {}, label),
        h("dd", {}, value, year && h("small", {}, ` (${year})`), note && h("small", { class: "ruhr-figure-note" }, note))]),
    ];
    const rest = rows.slice(rows.length > FACTS + 1 ? FACTS : rows.length);
    const first = rows.slice(0, rows.length - rest.length);
    return [
      first.length > 0 && h("dl", { class: "ruhr-facts" }, ...first.flat()),
      rest.length > 0 && h("details", { class: "ruhr-more" }, h("summary", {}, this.app.text("details.more_facts", { count: rest.length })), h("dl", { class: "ruhr-facts" }, ...rest.flat())),
    ];
  }

  status({ text: words, action, label }) {
    return h("p", { class: "ruhr-status" }, h("span", {}, words), action && h("button", { class: "ruhr-link-button", onclick: () => this.app.actions.say(action.do, action) }, label));
  }

  step({ id, name }, key, arrow) {
    const label = this.app.text(`details.${key}`, { name });
    return h("button", { class: `ruhr-step ruhr-step-${key}`, "aria-label": label, onclick: () => this.app.select(id) }, h("span", { "aria-hidden": "true" }, arrow), h("span", {}, name));
  }

  /** Go there; a layer that is off comes on with it. */
  async showOnMap({ id, links, layer }) {
    const { app } = this;
    if (isNarrow()) app.frame.dataset.sheet = "peek";
    const drawn = app.ruhr.layers.get(layer);
    if (drawn && !app.data.layers.includes(layer)) app.actions.say("layer", { id: layer, on: true });
    await drawn?.load().catch(() => app.notes.failed("layer", layer));
    app.ruhr.showFeature(id, links);
  }
}
