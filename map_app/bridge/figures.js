// @ts-check
/** The figures: the region at a glance, a municipality beside it, charts, and all numbers by theme. */

import { figure, head } from "./rows.js";
import { h, show, symbol } from "./dom.js";

const BARS = "M-10 9V-1H-5V9ZM-3.5 9V-9H1.5V9ZM3 9V-5H8V9Z";
const DROP = "M0-10C4-4 7-1 7 3.5A7 7 0 0 1-7 3.5C-7-1-4-4 0-10Z";

export class Figures {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.known = new Map();
    /** The figure to go to, and what had the focus when it was asked for. @type {{id: string, held: Element | null} | null} */
    this.wanted = null;
  }

  key() {
    const { comparison, fill } = this.app.data;
    return [comparison, fill?.indicator, this.app.ui.figures, this.known.has(this.app.ui.figures)];
  }

  subject() {
    return "figures";
  }

  parts() {
    const { app } = this;
    const { text, panel, data, ui } = app;
    const { town } = data.comparison;
    const all = this.fetched(ui.figures, () => { panel.render(); this.lead({ last: true }); });
    return [
      panel.kicker("ruhr-theme-region", symbol(BARS, 18), text("figures.panel"), text("app.close")),
      h("h2", { tabindex: "-1" }, town ?? text("figures.region")),
      town && h("div", { class: "ruhr-buttons" }, h("button", { class: "ruhr-button", "data-do": "profile", onclick: () => app.actions.say("panel", { id: null }) }, text("figures.profile", { name: town }))),
      !town && all && h("dl", { class: "ruhr-tiles" }, ...all.headline.map((f) => this.tile(f))),
      !town && h("p", { class: "ruhr-small" }, text("figures.comparison_hint")),
      town && this.beside(data.comparison),
      ...this.comparison(data.comparison),
      this.charts(data.comparison.charts),
      all && h("div", { class: "ruhr-all-figures" }, head(text("figures.all")), ...all.themes.map((theme) =>
        h("details", { class: `ruhr-more ruhr-theme-${theme.id}` }, h("summary", {}, theme.title, " ", h("span", { class: "ruhr-count" }, String(theme.rows.length))),
          h("dl", { class: "ruhr-facts" }, ...theme.rows.flatMap((f) => figure(app, f)))))),
    ].filter(Boolean);
  }

  /** Go to one of the figures by theme, now or when they are there. @param {string} id */
  reach(id) {
    this.wanted = { id, held: document.activeElement };
    this.lead({ last: this.known.has(this.app.ui.figures) });
  }

  /** @param {{last?: boolean}} [options] whether what is not there now will not come */
  lead({ last = false } = {}) {
    const { wanted } = this;
    if (!wanted) return;
    const { panel, header, data } = this.app;
    this.wanted = null;
    // Who has gone on to something else keeps the focus.
    if (panel.kind !== "figures" || document.activeElement !== wanted.held || header.search.isOpenEnded) return;
    const row = panel.body.querySelector(`[data-figure="${CSS.escape(wanted.id)}"]`);
    const group = row?.closest("details");
    if (!group) {
      if (!last) this.wanted = wanted;
      return;
    }
    group.open = true;
    row.scrollIntoView({ block: "center" });
    row.classList.add("ruhr-sought");
    group.querySelector("summary")?.focus({ preventScroll: true });
    // The charts will push it down: then once more.
    if (!this.known.has(data.comparison.charts)) this.wanted = { id: wanted.id, held: document.activeElement };
  }

  /** In the narrow tile a long number may stand above its unit. */
  tile(f) {
    return h("div", { class: "ruhr-tile", title: f.origin }, h("dt", {}, f.label), h("dd", {}, f.value.replaceAll("\u00a0", " ")), h("dd", { class: "ruhr-tile-year" }, f.year));
  }

  /** What stands beside the municipality: its neighbours, or another one. */
  beside({ id, rival }) {
    const { text, ui, actions } = this.app;
    const names = new Map(ui.features.map((feature) => [feature.id, feature.name]));
    const towns = ui.towns.filter((town) => town !== id).sort((a, b) => names.get(a).localeCompare(names.get(b), this.app.data.language));
    const choice = /** @type {HTMLSelectElement} */ (h("select", { class: "ruhr-select", "data-do": "rival", onchange: () => actions.say("rival", { id: choice.value || null }) },
      h("option", { value: "" }, text("figures.neighbours")), ...towns.map((town) => h("option", { value: town, selected: town === rival }, names.get(town)))));
    return h("label", { class: "ruhr-rival" }, h("span", {}, text("figures.beside")), choice,
      rival && h("button", { class: "ruhr-link-button", "data-goto": rival, onclick: () => { actions.say("rival", { id }); this.app.select(rival); } }, text("figures.swap", { name: names.get(rival) })));
  }

  comparison({ groups, town, beside, sites }) {
    const { text } = this.app;
    const columns = town ? ["here", "near", "whole"] : ["whole"];
    const heading = { here: town, near: beside ?? text("figures.near"), whole: text("figures.whole") };
    const body = (title, rows) => h("tbody", {}, h("tr", {}, h("th", { scope: "rowgroup", colspan: String(columns.length + 2) }, title)), ...rows);
    return [
      h("table", { class: `ruhr-compare${beside ? " ruhr-versus" : ""}` },
        h("caption", {}, text("figures.comparison")),
        h("thead", {}, h("tr", {}, h("td"), ...columns.map((c) => h("th", { scope: "col", class: c === "near" && beside ? "ruhr-there" : null }, heading[c])), h("td"))),
        ...groups.map((group) => body(group.title, group.rows.map((row) => this.row(row, town)))),
        sites.length > 0 && body(text("figures.sites"), sites.map(([theme, title, here, there]) => h("tr", {},
          h("th", { scope: "row" }, title), h("td", { class: "ruhr-here" }, here), h("td", { class: "ruhr-there" }, there), h("td"), h("td"))))),
      h("p", { class: "ruhr-small" }, beside ? text("figures.spread_versus", { place: town, other: beside }) : town ? `${text("figures.near_hint")}. ${text("figures.spread", { place: town })}.` : `${text("figures.spread_region")}.`),
    ];
  }

  row(row, town) {
    const { text, data, actions } = this.app;
    const on = data.fill?.indicator === row.id && data.fill.measure === row.measure;
    const [here, whole, there] = row.spread;
    const at = (tag, share) => share !== null && h(tag, { style: `left: ${share * 100}%` });
    const spread = h("div", { class: "ruhr-spread", "aria-hidden": "true" }, at("i", whole), at("em", there), at("b", here));
    const [place, other] = row.places ?? [];
    return h("tr", {},
      h("th", { scope: "row" }, row.label, h("small", {}, [row.unit, row.year, !row.places && row.rank].filter(Boolean).join(", ")), spread),
      ...(town ? [h("td", { class: "ruhr-here" }, row.here, place && h("small", {}, place)), h("td", { class: row.places ? "ruhr-there" : null }, row.near, other && h("small", {}, other))] : []), h("td", {}, row.region),
      h("td", {}, h("button", { class: "ruhr-icon-button ruhr-paint", "data-indicator": `${row.id} ${row.measure}`, "aria-pressed": String(on), title: text("figures.show_on_map", { title: row.label }), "aria-label": text("figures.show_on_map", { title: row.label }),
        onclick: () => actions.say("fill", on ? { id: null } : { id: row.id, per: row.measure }) }, symbol(DROP, 16))));
  }

  /** The charts of the place, fetched once; each with its words and its table. */
  charts(src) {
    const { text } = this.app;
    const box = h("div", { class: "ruhr-charts" }, head(text("figures.charts")));
    const draw = (charts) => box.append(...charts.map((chart) => h("figure", {}, h("h4", {}, chart.title), picture(chart),
      h("figcaption", {}, chart.words), h("details", { class: "ruhr-more" }, h("summary", {}, text("figures.as_table")), table(chart)))));
    const failed = () => box.append(h("p", { class: "ruhr-small" }, text("figures.charts_failed")));
    const charts = this.fetched(src, (later) => {
      if (!box.isConnected) return;
      if (later) draw(later);
      else failed();
      // They have pushed down what somebody was led to.
      this.lead();
    });
    if (charts) draw(charts);
    return box;
  }

  /** What `src` holds if it is there; else null, and `then` is called when it has come or failed. */
  fetched(src, then) {
    const known = this.known.get(src);
    if (known) return known;
    fetch(new URL(src, document.baseURI)).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null)
      .then((content) => { if (content) this.known.set(src, content); then(content); });
    return null;
  }
}

/** The SVG the server drew, without anything that could act. */
function picture({ svg, words }) {
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const element of [drawn, ...drawn.querySelectorAll("*")]) {
    if (["script", "foreignObject"].includes(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) if (name.startsWith("on") || name.endsWith("href")) element.removeAttribute(name);
  }
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", words);
  drawn.removeAttribute("width");
  drawn.removeAttribute("height");
  return document.importNode(drawn, true);
}

function table({ table: [heading, ...rows] }) {
  return h("table", { class: "ruhr-compare" },
    h("thead", {}, h("tr", {}, ...heading.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, ...rows.map(([first, ...cells]) => h("tr", {}, h("th", { scope: "row" }, first), ...cells.map((cell) => h("td", {}, cell))))));
}
