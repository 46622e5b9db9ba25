// @ts-check
/**
 * The visitor's own data: files come in, become layers of this tab, and are gone with it.
 * The server checks and converts a file and forgets it; nothing here is part of its state.
 */

import { h } from "./dom.js";
import { DOT, OwnLayer, turned } from "./own_layer.js";
import { OwnProfile } from "./own_profile.js";
import { OwnSection } from "./own_section.js";
import { Refusal, hand, post } from "./own_upload.js";

/**
 * @typedef {{id: string, file: File, name: string, state: "waiting" | "sending" | "checking" | "asking" | "failed" | "ready",
 *   share: number, question: any, refusal: Refusal | null, answers: Record<string, string>,
 *   layer: OwnLayer | null, cancel: (() => void) | null}} Entry
 */

const COLOURS = 4;

export class Own {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {Entry[]} */
    this.entries = [];
    this.count = 0;
    /** Id of the row that is read in the panel, and what lay there before. */
    this.chosen = null;
    this.under = null;
    this.renderers = new WeakMap();
    this.marks = null;
    this.queue = Promise.resolve();
    this.section = new OwnSection(this);
    this.profile = new OwnProfile(this);
    this.zone = h("div", { class: "ruhr-own-zone", hidden: true, "aria-hidden": "true" });
    // Their colours change with the scheme, and with them what is drawn on canvas.
    this.probes = [...Array(COLOURS).keys()].map((n) => h("i", { class: `ruhr-own-${n}` }));
    this.probes[0].addEventListener("transitionend", () => this.draw());
    this.element = h("div", {}, this.zone, h("div", { class: "ruhr-own-probes", "aria-hidden": "true" }, ...this.probes));
    this.listen();
  }

  /** A file may be dropped anywhere: beside the map a browser would open it and leave the page. */
  listen() {
    const { frame } = this.app;
    // In somebody else's page there is no column to tell of a file.
    const carries = (event) => !this.app.embed.isOn && Boolean(event.dataTransfer?.types.includes("Files"));
    const over = (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      this.zone.hidden = false;
    };
    frame.addEventListener("dragenter", over);
    frame.addEventListener("dragover", over);
    frame.addEventListener("dragleave", (event) => {
      if (!frame.contains(/** @type {Node | null} */ (event.relatedTarget))) this.zone.hidden = true;
    });
    frame.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      this.zone.hidden = true;
      this.add(event.dataTransfer.files);
    });
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      /** @type {Entry} */
      const entry = {
        id: `own:${++this.count}`, file, name: file.name, state: "waiting", share: 0, question: null,
        refusal: null, answers: {}, layer: null, cancel: null,
      };
      this.entries.push(entry);
      this.start(entry);
    }
    this.section.openForWork();
  }

  /** One file after the other goes to the server. @param {Entry} entry */
  start(entry) {
    Object.assign(entry, { state: "waiting", share: 0, refusal: null });
    this.section.render();
    this.queue = this.queue.then(() => this.read(entry)).catch((error) => this.fail(entry, error));
  }

  /** @param {Entry} entry */
  async read(entry) {
    const { app } = this;
    await app.queue; // A file may be dropped before the map is there.
    if (!this.entries.includes(entry)) return;
    try {
      const { bytes, megabytes } = app.ui.own;
      if (entry.file.size > bytes) throw new Refusal("too_big", { limit: megabytes });
      const { layer, ...answers } = entry.answers;
      // Servers log addresses: what the visitor has named is not part of them.
      const query = new URLSearchParams({ suffix: this.suffix(entry.file.name), lang: app.data.language, ...answers });
      const headers = layer === undefined ? {} : { "Ruhr-Layer": encodeURIComponent(layer) };
      const { done, cancel } = post(`ruhr/own?${query}`, entry.file, "json", (share) => this.progress(entry, share), headers);
      entry.cancel = cancel;
      const answer = await done;
      if (!answer) return;
      if (answer.question) this.ask(entry, answer);
      else this.take(entry, answer);
    } finally {
      entry.cancel = null;
      this.section.render();
    }
  }

  /** Whatever happened, its card says so, and the next file is read. @param {Entry} entry @param {unknown} error */
  fail(entry, error) {
    if (!(error instanceof Refusal)) console.error(error);
    const refusal = error instanceof Refusal ? error : new Refusal("unexpected");
    for (const { map } of this.maps) entry.layer?.remove(map);
    Object.assign(entry, { state: "failed", refusal, layer: null });
    this.section.render();
  }

  /** What a file's name ends in, if it is a format that is read. @param {string} name */
  suffix(name) {
    return this.app.ui.own.formats.find((format) => name.toLowerCase().endsWith(format)) ?? "";
  }

  progress(entry, share) {
    Object.assign(entry, { share, state: share < 1 ? "sending" : "checking" });
    this.section.render();
  }

  /** @param {Entry} entry */
  take(entry, { layer, geojson }) {
    if (entry.answers.layer) entry.name = `${entry.file.name} · ${entry.answers.layer}`;
    const used = this.layers.map(({ colour }) => colour);
    const colour = [...Array(COLOURS).keys()].sort((a, b) => used.filter((c) => c === a).length - used.filter((c) => c === b).length)[0];
    entry.layer = new OwnLayer(entry.id, layer, geojson, colour);
    entry.state = "ready";
    this.draw();
    this.section.added(entry);
    const { ruhr, data } = this.app;
    const [west, south, east, north] = layer.bounds;
    const inView = ruhr.map.getBounds().intersects([[south, west], [north, east]]);
    if (!data.world && !inView) ruhr.fit(layer.bounds);
  }

  /** Only the visitor knows. @param {Entry} entry */
  ask(entry, question = entry.question) {
    Object.assign(entry, { state: "asking", question });
    this.section.render();
  }

  /** @param {Entry} entry */
  answer(entry, answers) {
    Object.assign(entry.answers, answers);
    this.start(entry);
  }

  /** @param {Entry} entry */
  remove(entry) {
    entry.cancel?.();
    this.entries = this.entries.filter((one) => one !== entry);
    if (entry.layer && this.chosen?.startsWith(`${entry.id}:`)) this.choose(null);
    for (const { map } of this.maps) entry.layer?.remove(map);
    this.section.removed(entry);
  }

  get layers() {
    return this.entries.flatMap(({ layer }) => layer ?? []);
  }

  /** The map, and beside it the second one of two years. */
  get maps() {
    const { ruhr, swipe } = this.app;
    return [ruhr, swipe?.twin].filter(Boolean);
  }

  render() {
    const { data } = this.app;
    this.zone.textContent = this.app.text("own.drop");
    // Whoever opens something else wants to read that.
    const under = JSON.stringify([data.panel, data.selected]);
    if (this.chosen && this.under !== null && this.under !== under) this.chosen = null;
    if (this.app.actions.open.length === 0) this.under = under;
    this.section.render();
    this.section.mark();
  }

  draw() {
    for (const ruhr of this.maps) {
      ruhr.own = this;
      for (const layer of this.layers) {
        layer.draw(ruhr, this.renderer(ruhr), layer.on && !this.app.data.world, this.colours(layer));
      }
    }
    this.emphasise();
  }

  /** Many shapes are drawn on one canvas; it lies over lines and under symbols. */
  renderer({ L, map }) {
    if (!this.renderers.has(map)) {
      const pane = map.createPane("ruhr-own");
      Object.assign(pane.style, { zIndex: "415", pointerEvents: "none" });
      this.renderers.set(map, L.canvas({ pane: "ruhr-own", padding: 0.3 }));
    }
    return this.renderers.get(map);
  }

  colours({ colour }) {
    const { color, backgroundColor } = getComputedStyle(this.probes[colour]);
    return { colour: color, casing: backgroundColor };
  }

  /** What lies at a container pixel of a map. */
  at(map, at, reach) {
    const found = this.app.data.world ? [] : this.layers.filter(({ on }) => on).reverse().map((layer) => layer.at(map, at, reach));
    const all = (kind) => found.flatMap((hit) => hit[kind]);
    return { points: all("points"), lines: all("lines"), areas: all("areas") };
  }

  /** @param {string} id @returns {{entry: Entry, layer: OwnLayer, feature: import("./own_layer.js").OwnFeature} | null} */
  find(id) {
    for (const entry of this.entries) {
      const feature = entry.layer?.byId.get(id);
      if (feature && entry.layer) return { entry, layer: entry.layer, feature };
    }
    return null;
  }

  /** A row as the map, its hover and its chooser know features. */
  feature(id) {
    const found = this.find(id);
    if (!found) return null;
    const name = found.layer.title(found.feature, this.app.text);
    return { properties: { id, name_de: name, name_en: name, theme: "own" }, box: found.feature.box, geometry: { type: "Own" } };
  }

  /** The layer of a row, as the chooser knows layers. */
  layerOf(id) {
    const found = this.find(id);
    return found && { options: { id: `own ruhr-own-${found.layer.colour}`, path: DOT, view: "region" } };
  }

  /** Read a row in the panel, or with null what lay under it. @param {string | null} id */
  choose(id) {
    const { app } = this;
    if (id === this.chosen) return;
    const held = app.panel.element.contains(document.activeElement);
    this.chosen = id;
    const { picked } = app;
    app.picked = null;
    app.panel.render();
    app.frame.dataset.panel = app.panel.kind ? "open" : "closed";
    this.emphasise();
    this.section.mark();
    if (!id) {
      if (held && app.panel.kind) app.panel.focus();
      return;
    }
    if (app.actions.open.length) this.under = null;
    if (picked) app.ruhr.uncover(picked);
    else app.ruhr.reveal(id);
    app.panel.focus();
  }

  /** Whether what is chosen is a row of the visitor's own; then it is read here. */
  takes(id) {
    const own = Boolean(id?.startsWith("own:"));
    // Another feature takes the panel over when its answer comes, so that it does not close between.
    if (own) this.choose(id);
    else if (id === null || id === this.app.data.selected) this.choose(null);
    return own;
  }

  /** Ring what is read. */
  emphasise() {
    const { L, map } = this.app.ruhr;
    this.marks ??= L.layerGroup().addTo(map);
    this.marks.clearLayers();
    const found = this.chosen ? this.find(this.chosen) : null;
    if (!found || !found.layer.on || this.app.data.world) return;
    const own = `ruhr-own-${found.layer.colour}`;
    for (const { kind, coordinates } of found.feature.parts) {
      const at = turned(coordinates);
      const draw = (className, weight, more = {}) => {
        const style = { pane: "ruhr-selected", interactive: false, className: `ruhr-path ${className}`, weight, fill: false, ...more };
        this.marks.addLayer(kind === "point" ? L.circleMarker(at, style) : kind === "line" ? L.polyline(at, style) : L.polygon(at, style));
      };
      if (kind === "point") {
        draw("ruhr-casing", 8, { radius: 11 });
        draw("ruhr-ink", 3, { radius: 11 });
        draw(`ruhr-own-dot ${own}`, 0, { radius: 7, fill: true, fillOpacity: 1 });
      } else {
        draw("ruhr-casing", kind === "line" ? 13 : 8);
        draw("ruhr-ink", kind === "line" ? 9 : 4);
        if (kind === "line") draw(own, 4);
      }
    }
  }

  /** Save a layer's rows that are shown. @param {Entry} entry @param {"geojson" | "gpkg" | "csv" | "xlsx"} form */
  async save(entry, form) {
    const { layer, name } = entry;
    if (!layer) return;
    const rows = new Set(layer.shown.map(({ row }) => row));
    const body = JSON.stringify({ ...layer.geojson, features: layer.geojson.features.filter(({ id }) => rows.has(id)) });
    const { language } = this.app.data;
    const stem = name.replace(/\.(geojson|json|gpkg|zip|csv|tsv|txt|kml|kmz|gpx)\b/i, "");
    // What the browser has already needs no server.
    if (form === "geojson") return hand(new Blob([body], { type: "application/geo+json" }), `${stem}.geojson`);
    const blob = await post(`ruhr/own/save.${form}?lang=${language}`, body, "blob").done;
    hand(blob, `${stem}.${form}`);
  }

  destroy() {
    for (const { cancel } of this.entries) cancel?.();
    this.entries = [];
  }
}
