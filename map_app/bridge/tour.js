// @ts-check
/**
 * The guided tour: step by step to a place in its year. It only lays its own layers and
 * year over the map, so the visitor's filters, layers and view are there again afterwards.
 */

import { h, isNarrow, isStill, show, symbol } from "./dom.js";

export const FLAG = "M-7-10H8L4.5-4.5L8 1H-4V11H-7Z";
const FLIGHT_S = 1.4;
const KEPT = "ruhr-tour";

export class Tour {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {string | null} the step that is read */
    this.id = null;
    /** @type {number | null} the year the map is drawn in during the tour */
    this.year = null;
    this.before = null;
    this.began = {};
    this.drawn = "";
    this.legend = h("p", { class: "ruhr-states" });
    this.element = h("section", { class: "ruhr-tour", "data-ruhr-chrome": true, hidden: true, onkeydown: (e) => this.key(e) });
  }

  get isOn() {
    return this.id !== null;
  }

  /** The steps of the tour that is on, else of the first. */
  get steps() {
    const all = this.app.storyData?.tour ?? [];
    const { tour } = all.find(({ id }) => id === this.id) ?? all[0] ?? {};
    return all.filter((step) => step.tour === tour);
  }

  get step() {
    return this.steps.find(({ id }) => id === this.id);
  }

  /** Where the tour was left, to go on from there. @returns {{id: string, number: number, of: number} | null} */
  get left() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    } catch {
      return null;
    }
  }

  /** Follow the link where nothing of ours is under way. */
  async render() {
    const { app } = this;
    const { data } = app;
    if (app.actions.open.some((action) => action.do === "tour")) return this.draw();
    if (data.tour !== this.id) {
      if (data.tour) await this.show(data.tour, { first: true });
      else {
        // Something was chosen to read, or the world: the map stays with it.
        if (data.world || data.panel !== this.began.panel || data.selected !== this.began.selected) this.before = null;
        this.end();
      }
    } else if (this.isOn && !app.storyData) {
      await app.story();
      app.showOnMap();
    }
    this.draw();
  }

  async start(id = null) {
    await this.app.story();
    if (!this.steps.length) return;
    const shown = this.show(id && this.steps.some((one) => one.id === id) ? id : this.steps[0].id);
    this.app.actions.say("tour", { id: this.id });
    await shown;
  }

  /** @param {number} by */
  async go(by) {
    const at = this.steps.findIndex(({ id }) => id === this.id) + by;
    if (at >= this.steps.length) return this.leave({ done: true });
    if (at < 0) return;
    const shown = this.show(this.steps[at].id);
    this.app.actions.say("tour", { id: this.id });
    await shown;
  }

  async show(id, { first = false } = {}) {
    const { app } = this;
    if (!app.storyData) await app.story();
    const step = app.storyData?.tour.find((one) => one.id === id);
    if (!step) return;
    if (!this.isOn) {
      this.before = app.data.world ? null : { ...app.ruhr.extent };
      this.began = { panel: app.data.panel, selected: app.data.selected };
    }
    const from = this.year ?? app.time.year ?? step.year;
    this.id = id;
    this.keep(step);
    app.time.stop();
    app.frame.dataset.tour = "on";
    this.year = isStill() || first ? step.year : from;
    this.draw();
    app.column.closeOnPhone();
    app.time.render();
    app.swipe.render();
    const loaded = app.showOnMap();
    this.fly({ first });
    this.sweep(from, step.year);
    this.element.querySelector("h2")?.focus({ preventScroll: true });
    await loaded;
    this.draw();
  }

  /** The layers, the year and the mark of the step, over what the visitor wants. */
  over(wanted) {
    const { step } = this;
    if (!step) return wanted;
    const { ruhr } = this.app;
    const ground = [...wanted.layers].filter((id) => ["ground", "orientation"].includes(ruhr.layers.get(id)?.options.role ?? ""));
    return {
      ...wanted, layers: new Set(["municipalities", ...ground, ...step.layers]), passing: null, fill: null,
      ties: false, related: [], world: false, selected: step.place.spot ? step.place.id : null,
    };
  }

  /** Go where the step is; at once when it is the first thing shown. */
  fly({ first = false } = {}) {
    const { app, step } = this;
    const { map, L } = app.ruhr;
    const { left, top, right, bottom } = app.padding();
    const zoom = Math.min(isNarrow() ? step.zoom - 0.5 : step.zoom, map.getMaxZoom());
    const at = map.project(L.latLng(step.lat, step.lon), zoom).add([(right - left) / 2, (bottom - top) / 2]);
    const target = map.unproject(at, zoom);
    if (isStill() || first) map.setView(target, zoom, { animate: false });
    else map.flyTo(target, zoom, { duration: FLIGHT_S });
  }

  /** The years between two steps pass by during the flight. */
  sweep(from, to) {
    cancelAnimationFrame(this.sweeping);
    if (isStill() || from === to) return this.turn(to);
    const start = performance.now();
    const tick = (now) => {
      const share = Math.min(1, (now - start) / (FLIGHT_S * 1000));
      this.turn(Math.round(from + (to - from) * share));
      if (share < 1 && this.isOn) this.sweeping = requestAnimationFrame(tick);
    };
    this.sweeping = requestAnimationFrame(tick);
  }

  turn(year) {
    if (!this.isOn) return;
    this.year = year;
    this.app.ruhr.years.turn(year);
    const shown = this.element.querySelector(".ruhr-time-year");
    if (shown) shown.textContent = String(year);
  }

  /** Remember a step to go on from; null: none. */
  keep(step) {
    const left = step && { id: step.id, number: this.steps.indexOf(step) + 1, of: this.steps.length };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(left));
    } catch {
      // Without storage the tour starts from the beginning next time.
    }
  }

  /** Leave for good at its end (`done`), or so that one can go on later; `stay` where the map is. */
  leave({ done = false, stay = false } = {}) {
    if (done) this.keep(null);
    if (stay) this.before = null;
    this.end();
    this.app.actions.say("tour", { id: null });
  }

  /** The map is the visitor's again. */
  end() {
    const { app } = this;
    if (!this.isOn) return;
    cancelAnimationFrame(this.sweeping);
    this.id = null;
    this.year = null;
    app.frame.dataset.tour = "off";
    this.draw();
    app.time.render();
    app.swipe.render();
    app.showOnMap();
    const extent = this.before;
    this.before = null;
    if (extent) {
      app.ruhr.map.stop();
      app.ruhr.map.setView([extent.lat, extent.lon], extent.zoom, { animate: false });
    }
    app.canvas.focus({ preventScroll: true });
  }

  draw() {
    const { app, step } = this;
    const key = JSON.stringify([step?.id, app.data.language, Boolean(app.storyData)]);
    this.element.hidden = !step;
    show(this.legend, ...(step ? app.time.chips(step.year) : []));
    if (key === this.drawn) return;
    this.drawn = key;
    if (!step) return show(this.element);
    const { text } = app;
    const at = this.steps.indexOf(step);
    const last = at === this.steps.length - 1;
    this.element.setAttribute("aria-label", text("tour.title"));
    const held = this.element.contains(document.activeElement) && document.activeElement?.getAttribute("data-tour");
    show(this.element,
      h("div", { class: "ruhr-kicker ruhr-theme-emscher" }, symbol(FLAG, 16), h("span", {}, text("tour.step", { step: at + 1, of: this.steps.length })),
        h("button", { class: "ruhr-icon-button", "data-tour": "leave", title: text("tour.leave"), "aria-label": text("tour.leave"), onclick: () => this.leave() }, "✕")),
      h("div", { class: "ruhr-tour-body" },
        h("p", { class: "ruhr-tour-when" }, h("strong", { class: "ruhr-time-year" }, String(this.year ?? step.year)), h("span", {}, step.place.name)),
        h("h2", { tabindex: "-1" }, step.title),
        h("p", { class: "ruhr-tour-text" }, step.text),
        h("p", { class: "ruhr-tour-figure" }, h("strong", {}, step.figure), h("span", {}, step.label)),
        this.legend,
        h("p", { class: "ruhr-small" }, text("details.sources"), ": ", step.url ? h("a", { href: step.url, target: "_blank", rel: "noopener noreferrer" }, step.source) : step.source)),
      h("div", { class: "ruhr-tour-foot" },
        h("div", { class: "ruhr-tour-dots" }, ...this.steps.map((one, i) => h("button", {
          class: "ruhr-tour-dot", "aria-label": `${one.year}: ${one.title}`, title: `${one.year}: ${one.title}`, "aria-current": i === at ? "step" : null, "data-step": one.id,
          onclick: () => this.go(i - at) }, h("i", {})))),
        h("button", { class: "ruhr-button", "data-tour": "back", disabled: at === 0, onclick: () => this.go(-1) }, text("tour.back")),
        h("button", { class: "ruhr-button ruhr-primary", "data-tour": "next", onclick: () => this.go(1) }, last ? text("tour.finish") : text("tour.next"))));
    if (held) /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-tour="${held}"]`))?.focus({ preventScroll: true });
  }

  destroy() {
    cancelAnimationFrame(this.sweeping);
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.go(by);
  }
}
