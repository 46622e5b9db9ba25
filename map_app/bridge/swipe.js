// @ts-check
/** Then and now: a second map of another year over the first, cut off at a line one can move. */

import { h, show, symbol } from "./dom.js";
import { RuhrMap } from "./map.js";

const ARROWS = "M-3.5-7L-10.5 0L-3.5 7ZM3.5-7L10.5 0L3.5 7Z";
const STEP = 0.02;
const REST_MS = 400;

export class Swipe {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.share = 0.5;
    /** @type {RuhrMap | null} */
    this.twin = null;
    this.year = null;
    this.timer = 0;
    this.box = h("div", { class: "ruhr-map ruhr-twin", "aria-hidden": "true" });
    this.tags = [h("span", { class: "ruhr-swipe-tag" }), h("span", { class: "ruhr-swipe-tag" })];
    this.handle = h("div", { class: "ruhr-swipe-handle", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", onkeydown: (e) => this.key(e) }, symbol(ARROWS, 30));
    this.line = h("div", { class: "ruhr-swipe", hidden: true }, ...this.tags, this.handle);
    this.handle.addEventListener("pointerdown", (e) => this.grab(e));
    this.range = /** @type {HTMLInputElement} */ (h("input", { type: "range", class: "ruhr-range", step: "1", "data-time": "beside", oninput: () => this.turn(Number(this.range.value)) }));
    this.label = h("span", { class: "ruhr-beside-year" });
    this.row = h("label", { class: "ruhr-beside", hidden: true }, this.label, this.range);
    this.legend = h("p", { class: "ruhr-states", hidden: true });
  }

  get isOn() {
    const { data, tour } = this.app;
    return data.beside !== null && data.year !== null && !data.world && !tour.isOn;
  }

  toggle() {
    const { actions, data, time } = this.app;
    if (data.beside !== null) return actions.say("beside", { value: null });
    const { first, last, stops } = time.time;
    // Both sides alike would show nothing: today is set beside the time before the conversion.
    actions.say("beside", { value: time.year === last ? Math.max(first, stops[0].year - 1) : last });
  }

  render() {
    const { app } = this;
    const { data, text } = app;
    const on = this.isOn;
    this.line.hidden = !on;
    this.row.hidden = !on;
    this.legend.hidden = !on;
    app.stage.classList.toggle("ruhr-swiping", on);
    if (!on) return this.end();
    if (!this.timer) this.year = data.beside;
    Object.assign(this.range, { min: String(app.ui.time.first), max: String(app.ui.time.last), value: String(this.year) });
    this.range.setAttribute("aria-label", text("time.beside"));
    this.handle.setAttribute("aria-label", text("time.divider"));
    if (!this.twin) this.begin();
    this.update();
    this.cut();
  }

  begin() {
    const { app } = this;
    const { ruhr } = app;
    app.canvas.after(this.box);
    this.twin = new RuhrMap(this.box, ruhr.L, app.buildMap, { ...ruhr.shell, beside: undefined, onPick: () => {}, onMove: () => {}, onFailure: () => {} });
    for (const [id, layer] of this.twin.layers) {
      // One set of features serves both maps.
      layer.features = ruhr.layers.get(id).features;
    }
    this.twin.map.dragging.disable();
    this.twin.map.keyboard.disable();
    this.box.inert = true;
    this.follow = () => this.pan();
    this.rest = () => this.settle();
    this.hide = () => this.box.classList.add("ruhr-hidden");
    ruhr.map.on("move", this.follow).on("moveend zoomend resize", this.rest).on("zoomstart", this.hide);
    this.twin.scope(false);
    this.settle();
  }

  end() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.twin) return;
    this.app.ruhr.map.off("move", this.follow).off("moveend zoomend resize", this.rest).off("zoomstart", this.hide);
    this.twin.destroy();
    this.twin = null;
    this.box.remove();
    this.box = /** @type {HTMLElement} */ (this.box.cloneNode(false));
    this.box.className = "ruhr-map ruhr-twin";
  }

  /** The second map where a container pixel lies on its side of the line. */
  at({ x }) {
    return this.twin && x > Number.parseFloat(this.line.style.left) ? this.twin : null;
  }

  /** What is on the first map is on the second, in its own year. */
  update() {
    if (!this.twin) return;
    this.twin.years.turn(this.year);
    this.twin.update({ ...this.app.ruhr.wanted, basemap: null, selected: null, related: [], ties: false });
    this.write();
  }

  write() {
    const { app } = this;
    const name = (year) => (year === app.ui.time.last ? app.text("time.today") : String(year));
    this.tags[0].textContent = name(app.time.year);
    this.tags[1].textContent = name(this.year);
    show(this.label, h("span", {}, app.text("time.right")), h("b", {}, name(this.year)));
    show(this.legend, h("b", {}, app.text("time.right")), ...app.time.chips(this.year, this.twin ?? undefined));
    this.range.setAttribute("aria-valuetext", String(this.year));
    this.handle.setAttribute("aria-valuenow", String(Math.round(this.share * 100)));
    this.handle.setAttribute("aria-valuetext", app.text("time.divided", { left: name(app.time.year), right: name(this.year), share: Math.round(this.share * 100) }));
  }

  turn(year) {
    this.year = year;
    this.twin?.years.turn(year);
    this.write();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      if (this.app.data.beside !== null && this.app.data.beside !== this.year) this.app.actions.say("beside", { value: this.year });
    }, REST_MS);
  }

  /** While the first map is dragged the second moves along without being drawn anew. */
  pan() {
    const { map, L } = this.app.ruhr;
    if (!this.twin || map.getZoom() !== this.twin.map.getZoom() || !this.offset) return;
    L.DomUtil.setPosition(this.twin.map.getPane("mapPane"), L.DomUtil.getPosition(map.getPane("mapPane")).add(this.offset));
  }

  settle() {
    const { map, L } = this.app.ruhr;
    if (!this.twin) return;
    this.twin.map.invalidateSize({ pan: false });
    this.twin.map.setView(map.getCenter(), map.getZoom(), { animate: false });
    this.offset = L.DomUtil.getPosition(this.twin.map.getPane("mapPane")).subtract(L.DomUtil.getPosition(map.getPane("mapPane")));
    this.box.classList.remove("ruhr-hidden");
    this.cut();
  }

  /** Where the line stands: between what covers the map on either side. */
  cut() {
    const { left, right } = this.app.padding();
    const { x } = this.app.ruhr.map.getSize();
    const at = left + this.share * (x - left - right);
    this.line.style.left = `${at}px`;
    this.box.style.clipPath = `inset(0 0 0 ${at}px)`;
    this.write();
  }

  key(event) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.move(this.share + step);
  }

  move(share) {
    this.share = Math.max(0.02, Math.min(0.98, share));
    this.cut();
  }

  grab(event) {
    event.preventDefault();
    this.handle.setPointerCapture(event.pointerId);
    const { left, right } = this.app.padding();
    const box = this.app.canvas.getBoundingClientRect();
    const follow = (e) => this.move((e.clientX - box.left - left) / (box.width - left - right));
    this.handle.addEventListener("pointermove", follow);
    this.handle.addEventListener("lostpointercapture", () => this.handle.removeEventListener("pointermove", follow), { once: true });
  }
}
