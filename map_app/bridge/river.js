// @ts-check
/** The profile along the river: from source to mouth by kilometre, in the year that is shown. */

import { h, show, symbol } from "./dom.js";
import { head } from "./rows.js";
import { isThere, stateAt } from "./years.js";

const KM_PX = 12;
const ITEM_PX = 39; // what an item beside the river needs, on average
const TOP = 22;
const LANE = 5;
const LEFT = 112; // where the municipalities' bars begin
const BAND = 136;
const BAND_WIDTH = 14;
const SEWER = 156;
const DEPTH_PX = 0.5;
const ITEMS = 190;
const GAP = 2;
const NEAR_PX = 30;
const SVG = "http://www.w3.org/2000/svg";

export class River {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.chart = null;
    this.watcher = new ResizeObserver(() => this.place());
  }

  key() {
    const { app } = this;
    return [app.ui.river, Boolean(app.storyData), app.data.selected, app.data.year];
  }

  subject() {
    return "river";
  }

  get data() {
    return this.app.storyData?.river;
  }

  /** The year the chart stands for: the time control's, else today. */
  get year() {
    return this.app.time.year ?? this.app.ui.time.last;
  }

  parts() {
    const { app, data } = this;
    const { text, panel } = app;
    const top = panel.kicker("ruhr-theme-emscher", symbol("M-10 2C-7-5-3-5 0 0S7 5 10-2V3C7 10 3 10 0 5S-7 0-10 7Z", 18), text("river.kicker"), text("app.close"));
    const title = h("h2", { tabindex: "-1" }, text("river.title"));
    if (!data) {
      if (!app.storyData) app.story();
      return [top, title, h("p", { class: "ruhr-small" }, text(app.storyData ? "river.missing" : "river.loading"))];
    }
    this.readout = h("p", { class: "ruhr-river-readout", role: "status" });
    this.sums = h("p", { class: "ruhr-states" });
    this.when = h("span", {});
    this.chart = this.draw();
    this.turn(this.year);
    this.watcher.disconnect();
    this.watcher.observe(this.chart);
    return [
      top, title,
      h("div", { class: "ruhr-buttons" },
        app.time.year === null && h("button", { class: "ruhr-button", "data-do": "time", onclick: () => app.time.open() }, text("time.open", { first: String(app.ui.time.first) })),
        app.storyData.tour.length > 0 && h("button", { class: "ruhr-button", "data-do": "tour", onclick: () => app.tour.start() }, text("tour.start"))),
      h("p", { class: "ruhr-summary-text" }, text("river.about")),
      h("div", { class: "ruhr-river-now" }, h("h3", { class: "ruhr-head" }, this.when), this.sums, this.readout),
      this.chart,
      h("p", { class: "ruhr-small" }, text("river.key")),
      this.table(),
      h("details", { class: "ruhr-more" }, h("summary", {}, `${text("river.states")} `, h("span", { class: "ruhr-count" }, String(data.parts.length))), ...this.stretches()),
      h("div", { class: "ruhr-group" }, head(text("river.events"), data.events.length), ...data.events.map((event) => this.event(event))),
    ];
  }

  /** Show the year: bands, sums, who is there. @param {number} year */
  turn(year) {
    const { app, data } = this;
    if (!data || !this.chart) return;
    const { text, ui } = app;
    this.when.textContent = year === ui.time.last ? text("river.today") : text("river.in_year", { year: String(year) });
    show(this.sums, ...app.time.profileChips(year));
    for (const { element, states } of this.bands) {
      const state = stateAt(states, year) || "none";
      if (element.dataset.state !== state) element.dataset.state = state;
    }
    for (const { element, item } of this.items) {
      element.toggleAttribute("data-gone", !isThere(item, year));
      const state = stateAt(item.states, year);
      if (state) element.dataset.state = state;
      else delete element.dataset.state;
    }
  }

  y = (km) => TOP + (this.high - km) * this.px;

  draw() {
    const { data, app } = this;
    this.high = Math.max(...data.parts.map((p) => p.from));
    this.px = Math.max(KM_PX, (data.beside.length * ITEM_PX) / this.high);
    const height = TOP + this.high * this.px + 26;
    this.bands = [];
    this.items = [];
    this.svg = node("svg", { class: "ruhr-river-svg", height, width: "100%", "aria-hidden": "true" });
    for (let km = 0; km < this.high; km += 10) {
      this.svg.append(node("line", { x1: 20, x2: "100%", y1: this.y(km), y2: this.y(km), class: "ruhr-river-grid" }), node("text", { x: 0, y: this.y(km) + 4, class: "ruhr-river-km" }, String(km)));
    }
    for (const part of data.parts) this.band(BAND, BAND_WIDTH, part, part.states, part.approximate);
    for (const part of data.sewer) this.band(SEWER, 4, part, part.states, false);
    const lanes = this.lanes();
    for (const item of data.beside.filter(({ depth }) => depth)) {
      this.svg.append(node("rect", { x: SEWER + 4, y: this.y(item.km) - 2, width: item.depth * DEPTH_PX, height: 4, class: "ruhr-river-depth" }));
    }
    this.leaders = node("g", {});
    this.cursor = h("div", { class: "ruhr-river-cursor", hidden: true });
    this.svg.append(this.leaders);
    const chart = h("div", { class: "ruhr-river-chart", role: "group", "aria-label": app.text("river.chart"), style: `height: ${height}px`,
      onpointermove: (e) => this.over(e), onpointerleave: () => this.leave() },
      this.svg, h("span", { class: "ruhr-river-end", style: "top: 0" }, app.text("river.source")),
      ...lanes, ...data.beside.map((item) => this.item(item)),
      h("span", { class: "ruhr-river-end", style: `top: ${height - 22}px` }, app.text("river.mouth")), this.cursor);
    return chart;
  }

  band(x, width, part, states, approximate) {
    const [top, bottom] = [this.y(Math.max(part.from, part.to)), this.y(Math.min(part.from, part.to))];
    const element = node("rect", { x, y: top, width, height: Math.max(1, bottom - top), class: `ruhr-river-band${approximate ? " ruhr-unsure" : ""}` });
    this.bands.push({ element, states });
    this.svg.append(element);
  }

  /** The municipalities: a bar for every run, side by side where the river is the border. */
  lanes() {
    const { data, app } = this;
    const ends = [];
    return data.cities.map((city) => {
      const high = Math.max(...city.runs.map((run) => run[1]));
      const low = Math.min(...city.runs.map((run) => run[0]));
      let lane = ends.findIndex((end) => end >= high - 0.01);
      if (lane < 0) lane = ends.length;
      ends[lane] = low;
      const chosen = city.id === app.data.selected;
      for (const [from, to] of city.runs) {
        this.svg.append(node("rect", { x: LEFT + lane * (LANE + 2), y: this.y(to), width: LANE, height: Math.max(2, (to - from) * this.px), class: `ruhr-river-lane${chosen ? " ruhr-chosen" : ""}`, rx: 2 }));
      }
      const middle = (high + low) / 2;
      const element = h("button", { class: `ruhr-river-city${chosen ? " ruhr-chosen" : ""}`, "data-city": city.id, "aria-current": chosen ? "true" : null, onclick: () => app.select(city.id),
        onfocus: () => this.mark(middle), onblur: () => this.leave() }, city.name);
      this.items.push({ element, item: { km: middle, city: true, x: LEFT + lane * (LANE + 2), states: [] } });
      return element;
    });
  }

  item(item) {
    const { app } = this;
    const { ui } = app;
    const number = new Intl.NumberFormat(app.data.language, { maximumFractionDigits: 0 });
    const note = [app.text("river.km", { km: number.format(item.km) }), item.side && app.text(`river.${item.side}`), item.deep, item.from || item.to ? `${item.from ?? ""}–${item.to ?? ""}`.replace(/–$/, item.from ? "" : "–") : ""].filter(Boolean).join(" · ");
    const element = h("button", { class: `ruhr-river-item ruhr-theme-emscher ruhr-layer-${item.layer}`, "data-item": item.id, onclick: () => app.select(item.id),
      onpointerenter: () => app.ruhr.pointAt(app.ruhr.feature(item.id)), onfocus: () => this.mark(item.km, item.id), onblur: () => this.leave() },
      symbol(ui.symbols[ui.layerSymbols[item.layer]], 13), h("span", {}, item.name, note && h("small", {}, note)));
    this.items.push({ element, item });
    return element;
  }

  /** Names beside the river without touching each other, each led to its kilometre. */
  place() {
    if (!this.chart?.isConnected) return;
    this.leaders.replaceChildren();
    for (const city of [true, false]) {
      const column = this.items.filter(({ item }) => Boolean(item.city) === city).sort((a, b) => b.item.km - a.item.km);
      const boxes = column.map(({ element, item }) => ({ at: this.y(item.km), size: element.offsetHeight }));
      const needed = boxes.reduce((sum, { size }) => sum + size + GAP, 0);
      const height = Math.max(Number.parseFloat(this.chart.style.height), needed);
      this.chart.style.height = `${height}px`;
      const tops = spread(boxes, height);
      column.forEach(({ element, item }, i) => {
        element.style.top = `${tops[i]}px`;
        const y = tops[i] + Math.min(10, element.offsetHeight / 2);
        const [x1, x2] = city ? [LEFT - 3, item.x] : [SEWER + 5, ITEMS - 4];
        this.leaders.append(node("path", { d: city ? `M${x1} ${y}L${x2} ${this.y(item.km)}` : `M${BAND + BAND_WIDTH} ${this.y(item.km)}H${x1}L${x2} ${y}`, class: "ruhr-river-leader" }));
      });
    }
  }

  /** The pointer over the chart marks its place on the map. */
  over(event) {
    const km = this.high - (event.clientY - this.chart.getBoundingClientRect().top - TOP) / this.px;
    if (km >= 0 && km <= this.high) this.mark(km, event.target.closest?.("[data-item]")?.dataset.item);
  }

  /** Mark a kilometre in the chart and its place, or what lies beside it, on the map. */
  mark(km, id = undefined) {
    const { app } = this;
    const feature = id && app.ruhr.feature(id);
    if (feature) app.ruhr.pointAt(feature);
    else app.ruhr.point(this.position(km));
    this.say(km);
  }

  say(km) {
    const { data, app } = this;
    const { text } = app;
    const part = data.parts.find((p) => km <= p.from && km >= p.to);
    const number = new Intl.NumberFormat(app.data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const towns = data.cities.filter(({ runs }) => runs.some(([low, high]) => km >= low && km <= high)).map(({ name }) => name);
    const state = part && stateAt(part.states, this.year);
    const label = app.ui.time.states.find((s) => s.id === state)?.label;
    this.cursor.hidden = false;
    this.cursor.style.top = `${this.y(km)}px`;
    this.readout.textContent = [text("river.km", { km: number.format(km) }), towns.join(" / "), label, part && text("river.sure", { distance: part.accuracy })].filter(Boolean).join(" · ");
  }

  leave() {
    if (this.cursor) this.cursor.hidden = true;
    if (this.readout) this.readout.textContent = "";
    this.app.ruhr.point(null);
  }

  /** (lat, lon) of a kilometre on the drawn line. */
  position(km) {
    const { line } = this.data;
    const at = line.findIndex(([one]) => one <= km);
    if (at <= 0) return line[Math.max(0, at)].slice(1).reverse();
    const [[k0, x0, y0], [k1, x1, y1]] = [line[at - 1], line[at]];
    const share = k0 === k1 ? 0 : (k0 - km) / (k0 - k1);
    return [y0 + (y1 - y0) * share, x0 + (x1 - x0) * share];
  }

  /** The pointer over the map: near the river its kilometre is marked in the chart. */
  near({ containerPoint }) {
    if (this.app.panel.kind !== "river" || !this.data || !this.chart?.isConnected) return;
    const { map } = this.app.ruhr;
    let best = { gap: NEAR_PX, km: 0 };
    const { line } = this.data;
    for (let i = 1; i < line.length; i++) {
      const a = map.latLngToContainerPoint([line[i - 1][2], line[i - 1][1]]);
      const b = map.latLngToContainerPoint([line[i][2], line[i][1]]);
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const share = Math.max(0, Math.min(1, ((containerPoint.x - a.x) * dx + (containerPoint.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
      const gap = Math.hypot(containerPoint.x - a.x - share * dx, containerPoint.y - a.y - share * dy);
      if (gap < best.gap) best = { gap, km: line[i - 1][0] + share * (line[i][0] - line[i - 1][0]) };
    }
    if (best.gap < NEAR_PX) {
      this.say(best.km);
      this.app.ruhr.point(this.position(best.km));
      this.wasNear = true;
    } else if (this.wasNear) {
      this.wasNear = false;
      this.leave();
    }
  }

  /** The chart in words: what each municipality and each thing beside the river is at. */
  table() {
    const { app, data } = this;
    const { text } = app;
    const number = new Intl.NumberFormat(app.data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const rows = [
      ...data.cities.map(({ name, runs }) => [Math.max(...runs.map((r) => r[1])), name, runs.map(([low, high]) => `${number.format(high)}–${number.format(low)}`).join(", ")]),
      ...data.beside.map(({ name, km, deep }) => [km, name, [number.format(km), deep].filter(Boolean).join(" · ")]),
    ].sort((a, b) => b[0] - a[0]);
    return h("details", { class: "ruhr-more" }, h("summary", {}, text("figures.as_table")),
      h("table", { class: "ruhr-compare" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, text("river.what")), h("th", { scope: "col" }, text("river.where")))),
        h("tbody", {}, ...rows.map(([, name, where]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, where))))));
  }

  /** Every stretch with its states, their years, how sure they are, and the source. */
  stretches() {
    const { app, data } = this;
    const { text } = app;
    const number = new Intl.NumberFormat(app.data.language, { maximumFractionDigits: 1 });
    const label = (id) => app.ui.time.states.find((s) => s.id === id)?.label ?? id;
    return data.parts.map((part) => h("div", { class: "ruhr-stretch" },
      h("span", {}, part.name, h("small", {}, text("river.from_to", { from: number.format(part.from), to: number.format(part.to) }))), h("span", { class: "ruhr-count" }, `± ${part.accuracy}`), h("small", {}, part.basis),
      h("ul", { class: "ruhr-river-states" }, ...part.told.map((s) => h("li", { class: `ruhr-state-${s.state}` }, h("i", {}),
        h("span", {}, `${s.from}–${s.to ?? ""} ${label(s.state)}`, s.certainty === "uncertain" && h("em", {}, ` ${text("river.uncertain")}`),
          h("small", {}, s.basis, " ", s.url ? h("a", { href: s.url, target: "_blank", rel: "noopener noreferrer" }, s.source) : s.source)))))));
  }

  event({ id, year, title, stop }) {
    const { app } = this;
    return h("button", { class: `ruhr-row ruhr-theme-emscher${stop ? " ruhr-strong" : ""}`, "data-event": id, onclick: () => app.select(id) },
      h("b", { class: "ruhr-event-year" }, String(year)), h("span", { class: "ruhr-row-title" }, title));
  }
}

/** Tops of boxes as near to their places as they can be without touching. Pure. */
export function spread(boxes, height) {
  const tops = boxes.map(({ at, size }) => at - size / 2);
  for (let i = 1; i < tops.length; i++) tops[i] = Math.max(tops[i], tops[i - 1] + boxes[i - 1].size + GAP);
  // Those pushed over the end push back.
  let limit = height;
  for (let i = tops.length - 1; i >= 0 && tops[i] + boxes[i].size > limit; i--) {
    tops[i] = limit - boxes[i].size;
    limit = tops[i] - GAP;
  }
  // What was only pushed down by a crowd moves up again as far as there is room.
  for (let round = 0; round < 40; round++) {
    for (let i = 0; i < tops.length; i++) {
      const free = i ? tops[i - 1] + boxes[i - 1].size + GAP : 0;
      const below = i + 1 < tops.length ? tops[i + 1] - GAP - boxes[i].size : height - boxes[i].size;
      const group = boxes[i].at - boxes[i].size / 2;
      tops[i] = Math.max(free, Math.min(below, tops[i] + Math.sign(group - tops[i]) * Math.min(4, Math.abs(group - tops[i]))));
    }
  }
  return tops;
}

function node(name, values, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}
