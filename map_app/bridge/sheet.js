// @ts-check
/** The sheet of a phone: three stops, by its grip - tapped, dragged, or with the arrow keys. */

import { h, isNarrow } from "./dom.js";

const STOPS = ["peek", "half", "full"];
const TAP_PX = 8; // a finger is never quite still
const FLING = 0.5; // pixels a millisecond: faster is thrown on, not put down
const RECENT_MS = 100; // what counts for how fast it was let go

export class Sheet {
  /** @param {import("./app.js").App} app @param {HTMLElement} element the panel that is a sheet on a phone */
  constructor(app, element) {
    this.app = app;
    this.element = element;
    this.held = null;
    this.grip = h("button", {
      class: "ruhr-grip", onpointerdown: (e) => this.take(e), onpointermove: (e) => this.drag(e),
      onpointerup: (e) => this.drop(e), onpointercancel: () => this.drop(null),
      onclick: (e) => this.click(e), onkeydown: (e) => this.key(e),
    }, h("span"));
  }

  get at() {
    return STOPS.indexOf(this.app.frame.dataset.sheet ?? "half");
  }

  /** @param {number} stop */
  go(stop) {
    this.app.frame.dataset.sheet = STOPS[Math.max(0, Math.min(STOPS.length - 1, stop))];
    this.label();
  }

  label() {
    const { text, frame } = this.app;
    this.grip.setAttribute("aria-label", text(frame.dataset.sheet === "full" ? "details.shrink" : "details.expand"));
    this.grip.setAttribute("aria-expanded", String(frame.dataset.sheet !== "peek"));
  }

  /** A key or a screen reader clicks; a finger has been heard as a pointer already. */
  click(event) {
    if (event.detail === 0) this.go((this.at + 1) % STOPS.length);
  }

  key(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.go(this.at + step);
  }

  take(event) {
    if (!isNarrow() || event.button !== 0) return;
    // Else the way of the pointer selects what it passes, and the next pull drags that away.
    event.preventDefault();
    this.grip.setPointerCapture(event.pointerId);
    const height = this.element.getBoundingClientRect().height;
    this.held = { y: event.clientY, height, moved: false, track: [{ y: event.clientY, time: event.timeStamp }] };
  }

  drag(event) {
    const { held } = this;
    if (!held) return;
    held.track.push({ y: event.clientY, time: event.timeStamp });
    if (Math.abs(event.clientY - held.y) < TAP_PX && !held.moved) return;
    held.moved = true;
    this.element.style.transition = "none";
    this.app.frame.style.setProperty("--ruhr-sheet", `${Math.max(0, held.height + held.y - event.clientY)}px`);
  }

  drop(event) {
    const { held } = this;
    this.held = null;
    if (!held) return;
    const height = this.element.getBoundingClientRect().height;
    this.element.style.transition = "";
    this.app.frame.style.removeProperty("--ruhr-sheet");
    if (!held.moved) return event ? this.go((this.at + 1) % STOPS.length) : undefined;
    const heights = STOPS.map((stop) => this.heightOf(stop));
    const speed = event ? letGo(held.track, event.timeStamp) : 0;
    const thrown = Math.abs(speed) > FLING ? Math.sign(speed) : 0;
    // Thrown or pulled down from the lowest stop it goes away, as people expect of a sheet.
    if (this.at === 0 && (thrown < 0 || height < heights[0] * 0.6)) return this.app.panel.close();
    const above = heights.findIndex((one) => one > height);
    const next = { 1: above < 0 ? STOPS.length - 1 : above, "-1": heights.findLastIndex((one) => one < height), 0: nearest(heights, height) };
    this.go(next[thrown]);
  }

  /** How high a stop is, in pixels. */
  heightOf(stop) {
    const { frame } = this.app;
    const was = frame.dataset.sheet;
    this.element.style.transition = "none";
    frame.dataset.sheet = stop;
    const { height } = this.element.getBoundingClientRect();
    frame.dataset.sheet = was;
    this.element.style.transition = "";
    return height;
  }
}

function nearest(heights, height) {
  return heights.reduce((best, one, i) => (Math.abs(one - height) < Math.abs(heights[best] - height) ? i : best), 0);
}

/** How fast it was let go, in pixels a millisecond, upwards positive. */
function letGo(track, now) {
  const recent = track.filter(({ time }) => now - time < RECENT_MS);
  if (recent.length < 2) return 0;
  return (recent[0].y - recent[recent.length - 1].y) / Math.max(16, now - recent[0].time);
}
