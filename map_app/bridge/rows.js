// @ts-check
/** Rows that stand in several panels: features by their number, figures with year and source. */

import { h, symbol } from "./dom.js";

/** A button that leads to feature number `n` of the frame's list. */
export function featureRow(app, n, note = "", below = "") {
  const { ui } = app;
  const { id, name, layer, theme } = ui.features[n];
  return h("button", { class: `ruhr-row ruhr-theme-${theme} ruhr-layer-${layer}`, "data-goto": id, onclick: () => app.select(id) },
    symbol(ui.symbols[ui.layerSymbols[layer]], 18),
    h("span", { class: "ruhr-row-title" }, name, below && h("small", {}, below)), note && h("span", { class: "ruhr-count" }, note));
}

/** A word that leads to a feature. @param {{id: string, name: string}} target */
export function link(app, { id, name }) {
  return h("button", { class: "ruhr-link-button", "data-goto": id, onclick: () => app.select(id) }, name);
}

/** Features as words in a line, each with what is said of it: [number, note]. */
export function flow(app, items) {
  return h("p", { class: "ruhr-flow" }, ...items.flatMap(([n, note], i) => [
    i ? " · " : null, link(app, app.ui.features[n]), note && h("small", {}, ` ${note}`)]));
}

/** A figure: what it is, how much, of which year, and where it was read. */
export function figure(app, f) {
  const small = [f.section && `${f.section}${f.about ? ` (${f.about})` : ""}`, f.year].filter(Boolean).join(", ");
  return [
    h("dt", { "data-figure": f.id }, f.label),
    h("dd", {}, h("span", { class: "ruhr-figure-value" }, f.value), small && h("small", {}, ` (${small})`), f.note && h("small", { class: "ruhr-figure-note" }, f.note),
      f.section !== undefined && h("small", { class: "ruhr-figure-note" }, f.url ? h("a", { href: f.url, target: "_blank", rel: "noopener noreferrer" }, f.origin) : f.origin)),
  ];
}

/** The heading of a group. */
export const head = (title, count = "") => h("h3", { class: "ruhr-head" }, count === "" ? title : `${title} `, count !== "" && h("span", { class: "ruhr-count" }, String(count)));

/** The ways to the river's years: the time control, the profile along it, the tour. */
export const riverButtons = (app) => [
  h("button", { class: "ruhr-button", "data-do": "tour", onclick: () => app.tour.start() }, app.text("tour.start")),
  h("button", { class: "ruhr-button", "data-do": "time", onclick: () => app.time.open() }, app.text("time.open", { first: String(app.ui.time.first) })),
  h("button", { class: "ruhr-button", "data-do": "river", onclick: () => app.actions.say("panel", { id: "river" }) }, app.text("river.title")),
];
