// @ts-check
/**
 * The time control: a year for the whole map. Dragging and playing stay in the browser;
 * the server hears of the year when it rests, so that the link and the panel follow.
 */

import { h, isNarrow, isStill, show, symbol } from "./dom.js";
import { FLAG } from "./tour.js";
import { lengths } from "./years.js";

const REST_MS = 400;
const YEARS_A_SECOND = 7;
const PAUSE_MS = 1100;
const STEP_MS = 1800;
const STRAIGHT = 1914; // when the regulation was done, about
const CLOCK = "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM0-7.8A7.8 7.8 0 1 0 0 7.8A7.8 7.8 0 1 0 0-7.8ZM-1.1-6H1.1V-.6L5 2.6L3.6 4.3L-1.1.5Z";
const PLAY = "M-5-8L8 0L-5 8Z";
const PAUSE = "M-6-8H-1.5V8H-6ZM1.5-8H6V8H1.5Z";
const SPLIT = "M-1-10H1V10H-1ZM-10-6H-3V6H-10ZM-8-4V4H-5V-4ZM3-6H10V6H3Z";
const RIVER = "M-10 2C-7-5-3-5 0 0S7 5 10-2V3C7 10 3 10 0 5S-7 0-10 7Z";

export class Time {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {number | null} the year shown; null: the control is off */
    this.year = null;
    this.timer = 0;
    this.playing = false;
    /** Whether a finger or button holds the slider: however long it stays, the year does not rest. */
    this.held = false;
    this.drawn = "";
    this.pills = h("div", { class: "ruhr-pills", "data-ruhr-chrome": true });
    this.range = /** @type {HTMLInputElement} */ (h("input", {
      type: "range", class: "ruhr-range", step: "1", "data-time": "year",
      oninput: () => { this.stop(); this.turn(Number(this.range.value)); }, onkeydown: (e) => this.key(e),
      onpointerdown: () => { this.held = true; }, onpointerup: () => this.release(), onpointercancel: () => this.release(),
    }));
    this.number = h("strong", { class: "ruhr-time-year" });
    this.what = h("span", { class: "ruhr-time-what" });
    this.stops = h("div", { class: "ruhr-stops" });
    this.legend = h("p", { class: "ruhr-states" });
    this.live = h("div", { class: "ruhr-unseen", role: "status" });
    this.play = h("button", { class: "ruhr-icon-button ruhr-time-play", "data-time": "play", onclick: () => (this.playing ? this.stop() : this.start()) });
    this.tools = h("div", { class: "ruhr-time-tools" });
    this.element = h("section", { class: "ruhr-time", "data-ruhr-chrome": true, hidden: true },
      h("div", { class: "ruhr-time-head" }, this.play, this.number, this.what, this.tools),
      h("div", { class: "ruhr-time-track" }, this.range, this.stops), this.app.swipe.row, this.legend, this.app.swipe.legend, this.live);
  }

  get time() {
    return this.app.ui.time;
  }

  /** The year the map is drawn in: the tour's, or the control's. */
  get shown() {
    return this.app.tour.year ?? this.year;
  }

  render() {
    const { app } = this;
    const { data } = app;
    if (!this.timer && !this.playing) this.year = data.year;
    const off = !this.time || data.world || app.tour.isOn || !app.embed.shows("time");
    this.element.hidden = off || this.year === null;
    app.frame.dataset.time = this.element.hidden ? "off" : "on";
    this.pills.hidden = off || this.year !== null;
    this.build();
    app.ruhr?.years.turn(data.world ? null : this.shown);
    this.draw();
    if (!this.element.hidden || data.panel === "river") app.story();
  }

  /** Labels, stops and buttons: what does not change with the year. */
  build() {
    const { app, time } = this;
    const { text, data } = app;
    const resume = app.tour.left;
    const key = JSON.stringify([data.language, data.panel, data.beside !== null, resume]);
    if (!time || key === this.drawn) return;
    this.drawn = key;
    const held = this.element.contains(document.activeElement) ? document.activeElement?.getAttribute("data-time") : null;
    Object.assign(this.range, { min: String(time.first), max: String(time.last) });
    this.range.setAttribute("aria-label", text("time.year"));
    this.element.setAttribute("aria-label", text("time.title"));
    const share = (year) => (year - time.first) / (time.last - time.first);
    show(this.stops, ...time.stops.map(({ year, label }, i) =>
      h("button", { class: `ruhr-stop${this.isClose(i) ? " ruhr-lower" : ""}`, style: `--at: ${share(year)}`, title: label, "data-stop": String(year), "aria-label": `${year}: ${label}`, onclick: () => { this.stop(); this.turn(year); } }, h("span", {}, String(year)))),
      h("span", { class: "ruhr-stop-end", style: "--at: 0", "aria-hidden": "true" }, String(time.first)),
      h("span", { class: "ruhr-stop-end", style: "--at: 1", "aria-hidden": "true" }, text("time.today")));
    const tool = (name, path, label, action, pressed) => h("button", {
      class: "ruhr-icon-button", "data-time": name, title: label, "aria-label": label, "aria-pressed": pressed === undefined ? null : String(pressed), onclick: action }, symbol(path, 17));
    show(this.tools,
      tool("swipe", SPLIT, text("time.swipe"), () => app.swipe.toggle(), data.beside !== null),
      tool("profile", RIVER, text("river.title"), () => app.actions.say("panel", { id: data.panel === "river" ? null : "river" }), data.panel === "river"),
      tool("tour", FLAG, text("tour.start"), () => app.tour.start()),
      h("button", { class: "ruhr-icon-button", "data-time": "close", title: text("time.close"), "aria-label": text("time.close"), onclick: () => this.close() }, "✕"));
    if (held) /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-time="${held}"]`))?.focus({ preventScroll: true });
    const pill = (name, path, label, action) => h("button", { class: "ruhr-pill", "data-pill": name, onclick: action }, symbol(path, 15), h("span", {}, label));
    show(this.pills,
      pill("time", CLOCK, text("time.open", { first: String(time.first) }), () => this.open()),
      resume ? pill("tour", FLAG, text("tour.resume", { step: resume.number, of: resume.of }), () => app.tour.start(resume.id)) : null);
  }

  /** Whether a stop's label stands in the lower row, clear of those before and after it. */
  isClose(i) {
    const { first, last, stops } = this.time;
    const near = (a, b) => b - a < (last - first) / 14;
    return i > 0 && near(stops[i - 1].year, stops[i].year) && !(i > 1 && this.isClose(i - 1));
  }

  /** Everything that changes with the year. */
  draw() {
    const { app, year, time } = this;
    if (!time || year === null) return;
    const { text } = app;
    this.range.value = String(year);
    this.range.style.setProperty("--at", String((year - time.first) / (time.last - time.first)));
    this.number.textContent = year === time.last ? text("time.today") : String(year);
    const what = this.happened(year);
    if (this.what.textContent !== what) this.what.textContent = what;
    const km = app.storyData?.river ? this.kilometres(year) : [];
    this.range.setAttribute("aria-valuetext", [String(year), what, ...km.map(({ label, km: n }) => `${label} ${n}`)].filter(Boolean).join(", "));
    const undated = app.ruhr?.years.undated ?? 0;
    show(this.legend, app.swipe.isOn && h("b", {}, text("time.left")), ...this.chips(year), undated > 0 && h("span", { class: "ruhr-undated" }, text("time.undated", { count: undated })));
    show(this.play, symbol(this.playing ? PAUSE : PLAY, 18));
    this.play.setAttribute("aria-label", text(this.playing ? "time.pause" : "time.play"));
    this.play.title = text(this.playing ? "time.pause" : "time.play");
    for (const stop of this.stops.children) stop.toggleAttribute("data-here", stop.getAttribute("data-stop") === String(year));
  }

  /** What happened in a year: the stop's words, else the first event's. */
  happened(year) {
    const stop = this.time.stops.find((one) => one.year === year);
    const event = this.app.storyData?.river?.events.find((one) => one.year === year);
    return stop?.label ?? event?.title ?? "";
  }

  /** How much of the river is in which state, in words. */
  kilometres(year) {
    const { text, storyData, data } = this.app;
    const number = new Intl.NumberFormat(data.language, { maximumFractionDigits: 0 });
    const order = this.time.states.map(({ id }) => id);
    return lengths(storyData.river.parts, year, order).map(([id, km]) => ({
      id, label: this.time.states.find((s) => s.id === id).label, km: km < 0.5 ? text("time.under_km") : text("time.km", { km: number.format(km) }),
    }));
  }

  /** The legend of a map in a year: the river's states with their lengths, then all others that are drawn. */
  chips(year, ruhr = this.app.ruhr) {
    const on = ruhr.wanted.layers.has("emscher-river") && this.app.storyData?.river;
    const own = on ? this.kilometres(year) : [];
    const seen = ruhr.years.seen(year);
    const others = this.time.states.filter(({ id }) => seen.has(id) && !own.some((one) => one.id === id));
    // Before it was straightened the river was longer: its old bends are not on record.
    const bent = year < STRAIGHT && own.some(({ id }) => id === "natural");
    return [...[...own, ...others].map((state) => this.chip(state)), bent && h("span", { class: "ruhr-undated" }, this.app.text("time.drawn_today"))].filter(Boolean);
  }

  /** The legend of the profile along the river: river and sewer, whatever the map shows. */
  profileChips(year) {
    const river = this.app.storyData?.river;
    if (!river) return [];
    const sewer = lengths(river.sewer, year, this.time.states.map(({ id }) => id)).map(([id]) => this.time.states.find((s) => s.id === id));
    return [...this.kilometres(year), ...sewer].map((state) => this.chip(state));
  }

  chip({ id, label, km = "" }) {
    const { meaning } = this.time.states.find((state) => state.id === id);
    return h("span", { class: `ruhr-chip-state ruhr-state-${id}`, title: meaning }, h("i", {}), h("span", {}, label), km && h("b", {}, km));
  }

  open(year = this.year ?? this.time.last) {
    this.app.actions.say("year", { value: year });
    this.year = year;
    this.wait();
    if (isNarrow()) this.makeRoom();
    this.render();
    this.range.focus({ preventScroll: true });
  }

  /** On a phone the map is small: the river fills it, and the sheet makes way. */
  makeRoom() {
    const { ruhr, frame } = this.app;
    frame.dataset.sheet = "peek";
    const river = ruhr.feature("emscher-river");
    if (river && !this.app.data.world) ruhr.fit(river.box);
  }

  close() {
    this.stop();
    clearTimeout(this.timer);
    this.timer = 0;
    this.year = null;
    this.app.actions.say("year", { value: null });
    this.app.ruhr.years.turn(null);
    this.element.hidden = true;
    this.app.canvas.focus({ preventScroll: true });
  }

  /** Show a year at once and tell the server when it rests. @param {number} year */
  turn(year) {
    const { first, last } = this.time;
    const next = Math.max(first, Math.min(last, Math.round(year)));
    this.wait();
    if (next === this.year) return;
    this.year = next;
    this.app.ruhr.years.turn(next);
    this.draw();
    this.app.panel.river.turn(next);
    if (this.app.swipe.isOn) this.app.swipe.write();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), REST_MS);
  }

  release() {
    this.held = false;
    this.wait();
  }

  /** The year has come to rest: link, panel and screen reader follow. */
  rest() {
    if (this.playing || this.held) return this.wait();
    this.timer = 0;
    if (this.year === null) return;
    this.live.textContent = this.range.getAttribute("aria-valuetext") ?? "";
    if (this.app.data.year !== this.year) this.app.actions.say("year", { value: this.year });
  }

  /** Play on from here, or from the beginning where the end is reached; steps where motion is unwanted. */
  start() {
    const { first, last, stops } = this.time;
    if (this.year === last) this.turn(first);
    const ends = [...stops.map(({ year }) => year), last];
    this.playing = true;
    if (isStill()) {
      const step = () => {
        this.turn(ends.find((year) => year > this.year) ?? last);
        if (this.year >= last) this.stop();
      };
      this.interval = setInterval(step, STEP_MS);
      step();
      return this.draw();
    }
    let from = performance.now();
    let base = this.year;
    const tick = (now) => {
      if (!this.playing) return;
      const target = Math.floor(base + Math.max(0, (now - from) / 1000) * YEARS_A_SECOND);
      const stop = ends.find((year) => year > base && year <= target);
      this.turn(stop ?? target);
      if (stop) {
        base = stop;
        from = now + PAUSE_MS;
      }
      if (this.year >= last) this.stop();
      else this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.draw();
  }

  stop() {
    if (!this.playing) return;
    this.halt();
    this.draw();
    this.wait();
  }

  halt() {
    cancelAnimationFrame(this.frame);
    clearInterval(this.interval);
    this.playing = false;
  }

  destroy() {
    this.halt();
    clearTimeout(this.timer);
  }

  /** Beside the arrows of every slider: from stop to stop with Page Up and Page Down. */
  key(event) {
    const { first, last, stops } = this.time;
    const years = [first, ...stops.map(({ year }) => year), last];
    const next = event.key === "PageUp" ? years.find((y) => y > this.year) : event.key === "PageDown" ? years.findLast((y) => y < this.year) : undefined;
    if (event.key === " ") this.play.click();
    else if (next !== undefined) this.turn(next);
    else return;
    event.preventDefault();
  }
}
