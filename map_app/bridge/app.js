// @ts-check
/** The page: header, column, map and panel, held together by one state from Python. */

import { About } from "./about.js";
import { Actions } from "./actions.js";
import { Busy } from "./busy.js";
import { Chooser } from "./chooser.js";
import { Column } from "./column.js";
import { Controls } from "./controls.js";
import { Embed } from "./embed.js";
import { format, h, isNarrow, show, symbol } from "./dom.js";
import { readHash, writeHash } from "./hash.js";
import { Header } from "./header.js";
import { Key } from "./key.js";
import { RuhrMap } from "./map.js";
import { Own } from "./own.js";
import { Notes } from "./notes.js";
import { Panel } from "./panel.js";
import { Print } from "./print.js";
import { Sharing } from "./sharing.js";
import { FirstSteps } from "./steps.js";
import { Save } from "./save.js";
import { Table } from "./table.js";
import { Swipe } from "./swipe.js";
import { Time } from "./time.js";
import { Tools } from "./tools.js";
import { Tour } from "./tour.js";

export class App {
  /** @param {HTMLElement} root @param {(name: string, value: any) => void} send */
  constructor(root, send) {
    this.root = root;
    this.busyWith = new Busy(this);
    this.actions = new Actions((name, value) => { this.busyWith.ask(); send(name, value); });
    this.ui = null;
    this.data = null;
    /** @type {RuhrMap | null} */
    this.ruhr = null;
    this.seen = null;
    this.picked = null;
    /** The extent each view was left with, and one that Back or Forward brought along. */
    this.left = {};
    this.brought = null;
    /** Fetches of the river and the tour by address, and what they brought. */
    this.stories = new Map();
    this.told = new Map();
    this.frame = h("div", { class: "ruhr-app", "data-panel": "closed", "data-sheet": "half" });
    this.progress = h("div", { class: "ruhr-progress", role: "status" });
    root.replaceChildren(this.frame);
    this.frame.append(this.progress);
    // Streamlit's own skip link leads to our whole page; ours leads to the list.
    root.closest(".stMain")?.setAttribute("tabindex", "-1");
    this.onKey = (event) => this.key(event);
    this.onPop = () => this.followHash();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("popstate", this.onPop);
    this.queue = Promise.resolve();
    this.busy = 0;
    this.frame["ruhr"] = this; // for tests and the console
  }

  /** Take the state Python sent. @param {any} data */
  update(data) {
    const last = this.actions.settle(data);
    if (last) this.busyWith.answered();
    if (!last && this.ruhr) return;
    this.busy++;
    this.queue = this.queue.then(() => this.take(data)).catch((error) => this.fail(error, data)).finally(() => this.busy--);
  }

  /** Whether everything said is answered and everything answered is drawn. */
  get isSettled() {
    return this.actions.open.length === 0 && this.busy === 0;
  }

  async take(data) {
    const first = !this.ruhr;
    if (!this.ui || this.ui.language !== data.language) this.ui = { ...(await getJson(data.ui)), language: data.language };
    this.data = data;
    this.text = (key, values = {}) => textOf(this.ui.texts, key, values);
    document.documentElement.lang = data.language;
    if (first) await this.build(data);
    this.ruhr.hover.clear();
    const turned = !first && data.world !== this.ruhr.wanted.world;
    if (turned) this.left[this.ruhr.wanted.world ? "world" : "region"] = this.ruhr.extent;
    this.passing = data.passing === null ? null : new Set([...indices(data.passing)].map((i) => this.ui.features[i].id));
    this.render();
    if (turned) this.turn(data.world);
    const loaded = this.showOnMap();
    this.keepHash();
    if (first) await loaded;
    await this.follow(first, loaded);
    await this.header.search.arrived(data.done, loaded);
    await this.tour.render();
  }

  /** Draw what the visitor wants, with the step of the tour over it; resolves when it is there. */
  showOnMap() {
    const { data } = this;
    const loaded = this.ruhr.update(this.tour.over({
      layers: new Set(data.layers), passing: this.passing, selected: data.selected,
      basemap: data.basemap, language: data.language, world: data.world, fill: data.fill,
      ties: data.ties, related: data.profile?.links ?? [],
    }));
    this.legend.render();
    for (const [id, layer] of this.ruhr.layers) {
      const row = this.column.tree.rows.get(`layer ${id}`)?.row;
      if (row && layer.loading && !layer.isLoaded) this.busyWith.during(row, layer.loading);
    }
    return loaded.then(() => {
      this.swipe.update();
      this.time.draw();
      this.own.draw();
      this.column.filters.look();
    });
  }

  /** The river by kilometre and year, and the tour: fetched when first asked for. */
  story() {
    const src = this.ui.river;
    if (!this.stories.has(src)) {
      this.stories.set(src, getJson(src).catch(() => {
        this.stories.delete(src);
        this.notes.failed("story", src);
        return { river: null, tour: [] };
      }).then((content) => {
        this.told.set(src, content);
        this.time.draw();
        this.tour.draw();
        this.panel.render();
      }));
    }
    return this.stories.get(src);
  }

  /** What `story` brought, in the language that is shown; null until it is there. */
  get storyData() {
    return this.told.get(this.ui?.river) ?? null;
  }

  /** The things only done once: the skeleton and Folium's map. */
  async build(data) {
    this.embed = new Embed(this);
    this.header = new Header(this);
    this.own = new Own(this);
    this.column = new Column(this);
    this.panel = new Panel(this);
    this.about = new About(this);
    this.sharing = new Sharing(this);
    this.legend = new Key(this);
    this.print = new Print(this);
    this.steps = new FirstSteps(this);
    this.save = new Save(this);
    this.table = new Table(this);
    this.canvas = h("div", { id: "map_ruhr", class: "ruhr-map" });
    this.controls = new Controls(this);
    this.notes = new Notes(this);
    this.bar = h("div", { class: "ruhr-bar", "data-ruhr-chrome": true });
    this.chooser = new Chooser(this);
    this.swipe = new Swipe(this);
    this.tour = new Tour(this);
    this.time = new Time(this);
    this.tools = new Tools(this);
    this.stage = h("div", { class: "ruhr-stage" }, this.canvas, this.controls.zoom, this.controls.back, this.column.fill.strip, this.controls.credit, this.notes.element, this.bar, this.swipe.line, this.time.pills, this.time.element, this.tour.element, this.chooser.element, this.own.element, ...this.tools.elements, this.embed.link, this.embed.hint, this.steps.element, hatch());
    this.live = h("div", { class: "ruhr-unseen", role: "status" });
    this.skip = h("a", { class: "ruhr-skip", href: "#", onclick: (e) => { e.preventDefault(); this.column.openList(); } });
    this.frame.replaceChildren(this.skip, this.header.element, this.column.element, this.print.head, this.stage, this.legend.element, this.print.foot, this.table.element, this.panel.element, this.about.element, this.save.element, this.sharing.element, this.live, this.busyWith.live, this.progress);
    const [{ default: build }, L] = await Promise.all([import(new URL(data.map, document.baseURI).href), leaflet()]);
    this.ruhr = new RuhrMap(this.canvas, L, build, {
      onPick: (ids, at) => this.pick(ids, at),
      onMove: () => this.moved(),
      onFailure: (what, id) => this.notes.failed(what, id),
      padding: () => this.padding(),
      beside: (at) => this.swipe.at(at),
      claims: (event) => this.tools.claims(event),
      text: (key, values) => this.text(key, values),
      symbols: this.ui.symbols,
      limits: this.ui.limits,
    });
    this.buildMap = build;
    this.tools.attach();
    this.embed.attach(this.ruhr.map);
    this.ruhr.map.on("mousemove", (event) => this.panel.river.near(event));
    this.ruhr.scope(data.world);
    // The table takes room from the map: before the region is fitted into it.
    this.table.render();
    this.ruhr.map.invalidateSize({ animate: false });
    const extent = readHash(location.hash);
    if (extent) this.ruhr.map.setView([extent.lat, extent.lon], extent.zoom, { animate: false });
    else this.ruhr.fit(this.tools.tools.near.box ?? this.home, { animate: false });
    this.startHash = extent;
    this.frame.dataset.state = "ready";
  }

  /** The extent that Home leads to, in the view that is shown. */
  get home() {
    return this.data.world ? this.ui.world : this.ui.home;
  }

  /** From the region to the world or back: to where Back came from, to where one was, or home. */
  turn(world) {
    if (this.tour.isOn && !world) {
      this.ruhr.scope(false);
      return this.tour.fly({ first: true });
    }
    const extent = this.brought ?? this.left[world ? "world" : "region"];
    this.brought = null;
    this.ruhr.scope(world);
    if (extent) this.ruhr.map.setView([extent.lat, extent.lon], extent.zoom, { animate: false });
    else this.ruhr.fit(this.home, { animate: false });
  }

  render() {
    const { data, text } = this;
    const before = document.activeElement;
    document.title = data.profile ? `${data.profile.title} · ${text("app.document")}` : text("app.document");
    this.skip.textContent = text("app.skip_to_list");
    this.canvas.setAttribute("aria-label", text("map.label"));
    this.canvas.setAttribute("role", "application");
    this.header.render();
    this.column.render();
    // Before the panel, which may show the river in the year of the time control.
    this.time.render();
    this.own.render();
    this.panel.render();
    this.embed.render();
    this.steps.render();
    this.about.render();
    this.sharing.render();
    this.save.render();
    this.swipe.render();
    this.tools.render();
    this.table.render();
    this.controls.render();
    this.notes.render();
    this.print.render();
    const said = data.passing === null ? "" : text("filters.result", { count: data.matches });
    if (this.live.textContent !== said) this.live.textContent = said;
    this.frame.dataset.panel = this.panel.kind ? "open" : "closed";
    this.frame.dataset.view = data.world ? "world" : "region";
    this.chooser.render();
    if (before && !before.isConnected && document.activeElement === document.body) this.keepFocus(before);
  }

  /** What had the focus is gone with its row: its neighbourhood gets it. */
  keepFocus(gone) {
    const chip = gone.classList.contains("ruhr-chip") && this.column.filters.chips.querySelector("button");
    (chip || (gone.classList.contains("ruhr-chip") ? this.header.input : this.canvas)).focus({ preventScroll: true });
  }

  /** After an answer: move only where the visitor asked to be moved. */
  async follow(first, loaded) {
    const { selected } = this.data;
    const { picked } = this;
    if (selected === this.seen) return;
    this.seen = selected;
    this.picked = null;
    if (!selected) return;
    await loaded;
    // A link may lead to something whose layer is off: it is shown alone.
    const own = this.ruhr.layers.get(this.data.profile.layer ?? "");
    if (own && !own.isLoaded) await own.load().then(() => this.ruhr.redraw(), () => this.notes.failed("layer", own.options.id));
    if (first && !this.startHash) this.ruhr.showFeature(selected, this.data.profile.links, { animate: false, maxZoom: 13 });
    else if (picked) this.ruhr.uncover(picked);
    else if (!this.header.search.pending) this.ruhr.reveal(selected);
    // Who has gone on typing keeps the focus.
    if (!first && !this.header.search.isOpenEnded) this.panel.focus();
  }

  select(id) {
    this.chooser.close();
    if (this.own.takes(id)) return;
    this.actions.say("select", { id });
  }

  /** A click on the map found these. */
  pick(ids, at) {
    this.column.closeOnPhone();
    if (this.tour.isOn && ids.length) this.tour.leave({ stay: true });
    if (this.chooser.isOpen && !ids.length) return this.chooser.close();
    this.chooser.close();
    if (ids.length === 1) {
      if (ids[0] === this.data.selected) return this.own.choose(null);
      this.picked = at;
      this.select(ids[0]);
    } else if (ids.length) this.chooser.open(ids, at);
    else if (this.own.chosen) this.own.choose(null);
    else if (this.data.selected) this.select(null);
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.frame.querySelector("dialog[open]")) return;
    if (this.tools?.menu.close()) return;
    if (this.chooser?.isOpen) this.chooser.close();
    else if (this.header?.turnMore(false)) this.header.more.focus();
    else if (this.column?.closeOnPhone()) return;
    else if (this.steps?.close()) return;
    else if (this.tools?.escape()) return;
    else if (this.header?.search.spot.clear()) return;
    else if (this.tour?.isOn) this.tour.leave();
    else if (this.time?.playing) this.time.stop();
    else if (this.panel?.kind) this.panel.close();
    else if (this.data?.selected) this.select(null);
    else if (this.swipe?.isOn) this.swipe.toggle();
    else if (this.data?.table) this.table.close();
    else if (this.time && !this.time.element.hidden) this.time.close();
  }

  /** How much of the map header, panel or sheet cover, in pixels. */
  padding() {
    const map = this.canvas.getBoundingClientRect();
    const padding = { left: this.embed.covered(map), top: 0, right: 0, bottom: 0 };
    const { tour, time } = this;
    if (tour?.isOn) {
      const card = tour.element.getBoundingClientRect();
      return isNarrow() ? { ...padding, bottom: Math.max(0, map.bottom - card.top) } : { ...padding, right: Math.max(0, map.right - card.left) };
    }
    if (time && !time.element.hidden) padding.bottom = Math.max(0, map.bottom - time.element.getBoundingClientRect().top);
    if (this.tools && !this.tools.bar.hidden) padding.bottom = Math.max(0, map.bottom - this.tools.bar.getBoundingClientRect().top);
    if (this.frame.dataset.panel !== "open") return padding;
    const panel = this.panel.element.getBoundingClientRect();
    if (isNarrow()) padding.bottom = Math.max(padding.bottom, Math.min(Math.max(0, map.bottom - panel.top), map.height * 0.6));
    else padding.right = Math.max(0, map.right - panel.left);
    return padding;
  }

  moved() {
    clearTimeout(this.moveTimer);
    this.moveTimer = setTimeout(() => {
      this.keepHash();
      this.column.filters.look();
      this.legend.render();
    }, 250);
  }

  /** The extent stands in the hash; Streamlit drops it with every query parameter it writes. */
  keepHash() {
    if (!this.ruhr) return;
    const hash = writeHash(this.ruhr.extent);
    if (location.hash !== hash) history.replaceState(history.state, "", location.pathname + location.search + hash);
    this.embed.aim();
  }

  /** Back and Forward bring the entry's extent along with its parameters. */
  followHash() {
    const extent = readHash(location.hash);
    clearTimeout(this.moveTimer);
    // Another view has other limits: its extent waits for the answer that turns to it.
    const world = new URLSearchParams(location.search).get("view") === "world";
    this.brought = extent && this.ruhr && world !== this.ruhr.wanted.world ? extent : null;
    if (this.brought) return;
    if (extent && this.ruhr && writeHash(extent) !== writeHash(this.ruhr.extent)) {
      this.ruhr.map.setView([extent.lat, extent.lon], extent.zoom, { animate: false });
    }
  }

  fail(error, data) {
    console.error(error);
    const text = (key, fallback) => (this.ui ? this.text(key) : fallback);
    const retry = () => { show(this.progress); this.update(data); };
    show(this.progress, h("div", { class: "ruhr-failure" },
      h("p", {}, text("app.failed", data.language === "en" ? "The map could not be loaded." : "Die Karte konnte nicht geladen werden.")),
      h("button", { class: "ruhr-button", onclick: retry }, text("app.retry", data.language === "en" ? "Try again" : "Erneut versuchen"))));
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("popstate", this.onPop);
    clearTimeout(this.moveTimer);
    this.header?.search.destroy();
    this.time?.destroy();
    this.print?.destroy();
    this.tour?.destroy();
    this.tools?.destroy();
    this.swipe?.end();
    this.own?.destroy();
    this.table?.destroy();
    this.panel?.river.watcher.disconnect();
    this.ruhr?.destroy();
    this.frame.remove();
  }
}

/** Numbers of "0-3,7": 0, 1, 2, 3, 7. @param {string} ranges */
export function* indices(ranges) {
  for (const part of ranges.split(",").filter(Boolean)) {
    const [from, to = from] = part.split("-").map(Number);
    for (let i = from; i <= to; i++) yield i;
  }
}

/** A text by its dotted key, in the singular or plural that `count` asks for. */
function textOf(texts, key, values) {
  let entry = key.split(".").reduce((table, step) => table?.[step], texts);
  if (entry && typeof entry === "object") entry = values.count === 1 ? entry.one : entry.other;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const shown = Object.entries(values).map(([name, v]) => [name, typeof v === "number" ? number.format(v) : v]);
  return format(entry ?? key, Object.fromEntries(shown));
}

async function getJson(url) {
  const answer = await fetch(new URL(url, document.baseURI));
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

let leafletLoaded;
function leaflet() {
  leafletLoaded ??= import(new URL("./leaflet.js", import.meta.url).href).then(() => window["L"].noConflict());
  return leafletLoaded;
}

/** The pattern of areas without a value, to be named in a style. */
function hatch() {
  const svg = (name, values, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  return svg("svg", { class: "ruhr-unseen", "aria-hidden": "true" }, svg("defs", {},
    svg("pattern", { id: "ruhr-hatch", width: "7", height: "7", patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: "7", height: "7", class: "ruhr-hatch-ground" }), svg("rect", { width: "2", height: "7", class: "ruhr-hatch-line" }))));
}
