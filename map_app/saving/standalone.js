// @ts-check
/** A map that was saved as one file: everything it knows stands in the document. */

import { boundsOf } from "../bridge/layer.js";
import { h, isNarrow, show, symbol } from "../bridge/dom.js";
import { RuhrMap } from "../bridge/map.js";
import { legendSigns } from "../bridge/legend_signs.js";
// @ts-ignore: written into the file by Folium
import build from "./folium.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const page = read("ruhr-page");
const text = (key, values = {}) => Object.entries(values).reduce((words, [name, value]) => words.replace(`{${name}}`, value), page.texts[key]);
const every = page.themes.flatMap((theme) => theme.layers);
const on = new Set(every.filter((layer) => layer.on).map((layer) => layer.id));
let selected = page.profiles[page.selected] ? page.selected : null;
let chosenFrom = null;

const canvas = h("div", { id: "map_ruhr", class: "ruhr-map", role: "application", "aria-label": text("map.label") });
const panel = h("aside", { class: "ruhr-standalone-panel", hidden: true, "data-ruhr-chrome": true });
const column = h("details", { class: "ruhr-standalone-column", open: !isNarrow() });
const app = document.querySelector(".ruhr-app");

/** Features come with the document instead of over the network. */
function filled(layer) {
  for (const feature of read(`ruhr-layer-${layer.options.id}`).features) {
    layer.features.set(feature.properties.id, { ...feature, box: boundsOf(feature.geometry) });
  }
  return layer;
}

function update() {
  ruhr.update({
    layers: new Set(on), passing: page.passing && new Set(page.passing), selected, basemap: null, language: page.language,
    world: page.world, fill: page.fill, ties: page.ties, related: page.profiles[selected]?.links ?? [],
  });
}

/** How much of the map the profile covers. */
function padding() {
  const none = { left: 0, top: 0, right: 0, bottom: 0 };
  if (panel.hidden) return none;
  const { width, height } = panel.getBoundingClientRect();
  return isNarrow() ? { ...none, bottom: height } : { ...none, right: width };
}

/** @param {string | null} id */
function select(id, from = document.activeElement) {
  if (id && !selected) chosenFrom = from;
  selected = id;
  tell(id ? profile(page.profiles[id]) : null);
  if (id) ruhr.reveal(id);
}

/** Show something in the panel, or close it; the focus goes with it and comes back. */
function tell(parts) {
  panel.hidden = !parts;
  show(panel, ...(parts ?? []));
  update();
  if (parts) panel.querySelector("h2").focus({ preventScroll: true });
  else if (chosenFrom instanceof HTMLElement && chosenFrom.isConnected) chosenFrom.focus({ preventScroll: true });
}

const close = () => h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), title: text("app.close"), onclick: () => select(null) }, "✕");
const link = (words, url) => (url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words) : h("span", {}, words));

function profile(told) {
  const rows = [...(told.facts ?? []), ...(told.figures ?? [])];
  return [
    h("div", { class: `ruhr-standalone-kicker ruhr-theme-${told.theme} ruhr-layer-${told.layer}` }, h("span", {}, told.kicker), close()),
    h("h2", { tabindex: "-1" }, told.title),
    told.where && h("p", { class: "ruhr-small" }, told.where),
    told.summary && h("p", {}, told.summary),
    told.told && h("p", {}, told.told),
    told.extent && h("p", { class: "ruhr-small ruhr-extent" }, h("span", { class: `ruhr-legend-${told.extent[0]} ruhr-theme-${told.theme} ruhr-layer-${told.layer}` }), told.extent[1]),
    (told.approximate || told.position) && h("p", { class: "ruhr-small" }, [told.approximate, told.position].filter(Boolean).join(" · ")),
    rows.length > 0 && h("dl", {}, ...rows.flatMap(([label, value, ...remarks]) => [
      h("dt", {}, label), h("dd", {}, value, ...remarks.filter(Boolean).map((remark) => h("small", {}, remark)))])),
    told.website && h("p", {}, link(text("details.website"), told.website)),
    h("h3", {}, text("details.sources")),
    h("ul", {}, ...(told.sources ?? []).map((source) => h("li", {}, link(source.text, source.url), source.note && h("small", {}, source.note)))),
  ].filter(Boolean);
}

/** Several things at one spot: a list to choose from. */
function choice(ids) {
  return [
    h("div", { class: "ruhr-standalone-kicker" }, h("span", {}, String(ids.length)), close()),
    h("h2", { tabindex: "-1" }, text("map.pile_title")),
    ...ids.map(entry),
  ];
}

const entry = (id) => h("button", { class: "ruhr-row", onclick: () => select(id) }, h("span", { class: "ruhr-row-title" }, page.profiles[id]?.title ?? id));

function pick(ids) {
  const known = ids.filter((id) => page.profiles[id]);
  if (known.length > 1) tell(choice(known));
  else select(known[0] ?? null, canvas);
}

/** A layer in the legend: switch, symbol and title in one row, its entries below. */
function layerRow(layer, theme) {
  const sample = layer.shape === "line" ? h("span", { class: `ruhr-legend-line${layer.dash ? " ruhr-dashed" : ""}` })
    : layer.shape === "area" ? h("span", { class: "ruhr-legend-area" })
      : layer.shape === "name" ? h("span", { class: "ruhr-legend-name" }, "Aa") : symbol(layer.path, 18);
  const box = h("input", { type: "checkbox", checked: layer.on, "aria-label": text("tree.switch_layer", { title: layer.title }), onchange: (event) => {
    if (event.target.checked) on.add(layer.id);
    else on.delete(layer.id);
    update();
  } });
  const entries = h("details", { class: "ruhr-standalone-entries" }, h("summary", {}, h("span", {}, layer.title), h("span", { class: "ruhr-count" }, String(layer.features.length))));
  // Only when it is unfolded: hundreds of rows nobody asked for would slow the start.
  entries.addEventListener("toggle", () => {
    if (entries.children.length === 1) entries.append(...layer.features.filter((id) => page.profiles[id]).map(entry));
  });
  return h("div", { class: `ruhr-standalone-layer ruhr-theme-${theme} ruhr-layer-${layer.id}`, "data-layer": layer.id }, box, sample, entries);
}

function fillLegend({ title, unit, year, bounds, counts, colours, missing }) {
  return h("section", {}, h("h3", {}, `${title}, ${unit}, ${year}`), h("ul", { class: "ruhr-classes" },
    ...colours.map((colour, i) => h("li", {}, h("i", { style: `background: ${colour}` }), h("span", {}, `${bounds[i]} – ${bounds[i + 1]}`), h("span", { class: "ruhr-count" }, String(counts[i])))),
    missing.length > 0 && h("li", {}, h("i", { class: "ruhr-hatched" }), h("span", {}, text("picture.no_value")), h("span", { class: "ruhr-count" }, String(missing.length)))));
}

/** The year of the map, and what the colours of the stretches mean in it. */
function timeLegend({ first, last, states }) {
  const shown = h("strong", {}, String(page.year));
  const list = h("ul", { class: "ruhr-standalone-states" });
  const turn = (year) => {
    ruhr.years.turn(year);
    shown.textContent = String(year);
    const seen = ruhr.years.seen(year);
    show(list, ...states.filter(({ id }) => seen.has(id)).map(({ id, label }) => h("li", { "data-state": id }, h("i", {}), h("span", {}, label))));
  };
  const slider = h("input", { type: "range", min: first, max: last, value: page.year, "aria-label": text("picture.year"), oninput: (event) => turn(Number(event.target.value)) });
  return { element: h("section", {}, h("h3", {}, `${text("picture.year")} `, shown), slider, list), start: () => turn(page.year) };
}

const time = page.time && timeLegend(page.time);
const button = (key, sign, action) => h("button", { class: "ruhr-icon-button", "aria-label": text(key), title: text(key), onclick: action }, sign);
const zoom = h("div", { class: "ruhr-zoom", "data-ruhr-chrome": true },
  button("map.zoom_in", "+", () => ruhr.map.zoomIn(1)), button("map.zoom_out", "−", () => ruhr.map.zoomOut(1)), button("map.home", "⌂", () => ruhr.fit(page.extent, { maxZoom: 15 })));
const NS = "http://www.w3.org/2000/svg";

/** The pattern of municipalities without a value, which bridge.css names. */
function hatch() {
  const make = (name, values, ...children) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  return make("svg", { class: "ruhr-unseen", "aria-hidden": "true" }, make("pattern", { id: "ruhr-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    make("rect", { width: 7, height: 7, class: "ruhr-hatch-ground" }), make("rect", { width: 2, height: 7, class: "ruhr-hatch-line" })));
}

show(column, h("summary", {}, text("picture.layers")), page.fill && fillLegend(page.fill), time && time.element,
  ...page.themes.map((theme) => h("section", {}, h("h3", {}, theme.title), ...theme.layers.map((layer) => layerRow(layer, theme.id)))),
  h("section", { class: "ruhr-legend" }, ...legendSigns(every, text)));
show(app,
  h("header", { class: "ruhr-standalone-head" }, h("h1", {}, page.title), h("p", {}, page.subtitle)),
  column,
  h("main", { class: "ruhr-standalone-stage" }, canvas, zoom, panel, hatch()),
  h("footer", { class: "ruhr-standalone-foot" }, ...page.credits.map(([words, url]) => link(words, url)), h("span", {}, page.made), page.link && link(text("picture.to_map"), page.link)));

const ruhr = new RuhrMap(canvas, window["L"], (L, shell) => build(L, { layer: (options) => filled(shell.layer(options)) }), {
  onPick: pick, onMove: () => {}, onFailure: () => {}, padding, text, symbols: page.symbols, limits: page.limits,
});
ruhr.scope(page.world);
if (selected) tell(profile(page.profiles[selected]));
// After the profile, which covers a part of the map.
ruhr.fit(page.extent, { animate: false, maxZoom: 15 });
update();
time?.start();
addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && select(null));
app["dataset"].state = "ready";
