// @ts-check
/** Measuring: a line or an area, set point by point with mouse, touch or keyboard. */

import { area, length, perimeter } from "./geodesy.js";
import { copyButton } from "./copy.js";
import { h, symbol } from "./dom.js";
import { areaText, lengthText } from "./units.js";

/** @typedef {import("./geodesy.js").LatLon} LatLon */

const UNDO = "M-9-2L-3-8V-4H2A6 6 0 0 1 2 8H-5V5.5H2A3.5 3.5 0 0 0 2-1.5H-3V4Z";
const SHAPE = "M-8-8L9-4L5 9L-9 5ZM-5.6-5.1L-6.3 3.2L3.4 6L6.1-2.4Z";
const ROOM = 64; // pixels a segment needs for its length to stand beside it

export class Measure {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    this.forget();
  }

  forget() {
    /** @type {LatLon[]} */
    this.points = [];
    /** Whether the last point leads back to the first. */
    this.closed = false;
    /** Whether the line is drawn to its end: clicks belong to the map again. */
    this.done = false;
    /** @type {LatLon | null} where the mouse is */
    this.cursor = null;
  }

  get isPicking() {
    return !this.done;
  }

  /** @param {LatLon} [at] a first point */
  start(at) {
    this.forget();
    // Also after the end of a line: a double click is what ended it.
    this.tools.app.ruhr.map.doubleClickZoom.disable();
    if (at) this.add(at);
  }

  stop() {
    this.tools.app.ruhr.map.doubleClickZoom.enable();
    this.forget();
  }

  /** Set the next point; the same place twice ends the line. @param {LatLon} at */
  add(at) {
    const last = this.points.at(-1);
    if (last && last[0] === at[0] && last[1] === at[1]) return this.finish();
    this.points.push(at);
    this.cursor = null;
    this.tools.draw();
    const { app } = this.tools;
    this.tools.say(this.points.length === 1 ? app.text("measure.first") : `${app.text("measure.point", { count: this.points.length })}: ${this.result().join(", ")}`);
  }

  undo() {
    if (!this.points.length) return;
    this.points.pop();
    this.closed = this.closed && this.points.length > 2;
    this.done = false;
    this.tools.draw();
    this.tools.say([this.tools.app.text("measure.undone"), ...this.result()].join(", "));
  }

  /** End the line. @returns {boolean} whether there is one, be it of one point, which cannot end */
  finish() {
    if (this.points.length < 2) return this.points.length > 0;
    this.done = true;
    this.cursor = null;
    this.tools.draw();
    this.tools.say(this.result().join(", "));
    return true;
  }

  /** Line or area. */
  close(closed = !this.closed) {
    this.closed = closed;
    this.tools.draw();
    this.tools.say(this.result().join(", "));
  }

  /** The mouse is here: show what a click would give. @param {LatLon | null} at */
  hover(at) {
    this.cursor = at && this.points.length ? at : null;
    this.sketch();
  }

  /** What was measured, in words; the main thing first. @returns {string[]} */
  result() {
    const { text, data } = this.tools.app;
    const { points } = this;
    if (points.length < 2) return [];
    if (!this.isArea) return [text("measure.length", { length: lengthText(length(points), data.language) })];
    return [
      text("measure.area", { area: areaText(area(points), data.language) }),
      text("measure.perimeter", { length: lengthText(perimeter(points), data.language) }),
    ];
  }

  get isArea() {
    return this.closed && this.points.length > 2;
  }

  /** What the bar says: the result in large, more in small, or what to do. */
  words() {
    const { app, isAiming } = this.tools;
    const { text, data } = app;
    const { points } = this;
    if (points.length < 2) return ["", text(isAiming ? "measure.hint_aim" : points.length ? "measure.hint_next" : "measure.hint")];
    if (this.isArea) return [areaText(area(points), data.language), text("measure.perimeter", { length: lengthText(perimeter(points), data.language) })];
    const count = text("measure.points", { count: points.length });
    return [lengthText(length(points), data.language), this.closed ? `${count} · ${text("measure.hint_area")}` : count];
  }

  buttons() {
    const { app, isAiming } = this.tools;
    const { text } = app;
    const { points, done } = this;
    const icon = (name, path, label, action, more = {}) => h("button", { class: "ruhr-icon-button", "data-tool": name, title: label, "aria-label": label, onclick: action, ...more }, symbol(path, 18));
    const words = (name, label, action, more = "") => h("button", { class: `ruhr-button ${more}`, "data-tool": name, onclick: action }, label);
    return [
      !done && isAiming && words("set", text("measure.set"), () => this.add(this.tools.aim()), "ruhr-primary"),
      points.length > 0 && icon("undo", UNDO, text("measure.undo"), () => this.undo()),
      points.length > 0 && icon("area", SHAPE, text("measure.as_area"), () => this.close(), { "aria-pressed": String(this.closed) }),
      points.length > 1 && copyButton(app, text("measure.copy"), this.result().join(", "), { class: "ruhr-icon-button", short: "", "data-tool": "copy" }),
      points.length > 1 && !done && words("finish", text("measure.finish"), () => this.finish(), isAiming ? "" : "ruhr-primary"),
      done && words("again", text("measure.again"), () => this.tools.start("measure")),
    ];
  }

  key() {
    return [this.points.length, this.closed, this.done, this.done && this.result()];
  }

  draw() {
    this.sketch();
    const { text } = this.tools.app;
    this.tools.sketch.hold(this.points.map((at, i) => ({ at, label: text("measure.handle", { number: i + 1 }) })), {
      drag: (i, at) => { this.points[i] = at; this.cursor = null; this.sketch(); this.tools.write(); },
      drop: () => { this.tools.draw(); this.tools.say(this.result().join(", ")); },
      press: (i) => this.press(i),
    });
  }

  /** A click on the first point closes the line, one on the last ends it. */
  press(i) {
    if (this.done) return;
    if (i === 0 && this.points.length > 2) {
      this.closed = true;
      this.finish();
    } else if (i === this.points.length - 1) this.finish();
  }

  sketch() {
    for (const sketch of this.tools.sketches()) sketch.show(this.shapes(sketch.ruhr.map));
  }

  /** @returns {import("./sketch.js").Shapes} */
  shapes(map) {
    const { app } = this.tools;
    const { points, cursor } = this;
    const { language } = app.data;
    const ring = this.isArea && !cursor;
    const strokes = points.length > 1 ? [{ points, look: "measure", closed: ring, filled: ring }] : [];
    if (cursor) strokes.push({ points: this.closed && points.length > 1 ? [points[points.length - 1], cursor, points[0]] : [points[points.length - 1], cursor], look: "preview", closed: false, filled: false });
    const all = cursor ? [...points, cursor] : points;
    const edges = all.slice(1).map((to, i) => [all[i], to]);
    if (ring) edges.push([all[all.length - 1], all[0]]);
    const labels = edges.length > 1 ? edges.filter(([a, b]) => map.latLngToContainerPoint(a).distanceTo(map.latLngToContainerPoint(b)) > ROOM)
      .map(([a, b]) => ({ at: middle([a, b]), text: lengthText(length([a, b]), language), look: "small" })) : [];
    const end = all[all.length - 1];
    if (this.closed && all.length > 2) labels.push({ at: middle(all), text: areaText(area(all), language), look: "main" });
    else if (all.length > 1) labels.push({ at: end, text: lengthText(length(all), language), look: "end" });
    return { strokes, labels, dots: points.map((at) => ({ at, look: "measure" })) };
  }
}

/** @param {LatLon[]} points @returns {LatLon} */
const middle = (points) => [points.reduce((sum, [lat]) => sum + lat, 0) / points.length, points.reduce((sum, [, lon]) => sum + lon, 0) / points.length];
