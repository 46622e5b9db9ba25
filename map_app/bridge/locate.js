// @ts-check
/** Where am I: the browser is asked when the button is pressed, and nobody else is told. */

import { circle } from "./geodesy.js";
import { copyButton } from "./copy.js";
import { contains } from "./hit.js";
import { h } from "./dom.js";
import { link } from "./rows.js";
import { lengthText, positionText } from "./units.js";

const WAIT_MS = 15_000;
const FRESH_MS = 30_000;
const CLOSEST = 14;
/** What a browser answers where it has no position, by its code. */
const FAILURES = { 1: "denied", 2: "unavailable", 3: "timeout" };

/** A position to about ten metres: it will stand in the link, so no more of it than is needed. */
const nearby = (at) => at.map((degrees) => Number(degrees.toFixed(4)));

export class Locate {
  isPicking = false;

  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    this.forget();
  }

  forget() {
    /** @type {{at: [number, number], accuracy: number, town: any, inside: boolean} | null} */
    this.found = null;
    this.failure = "";
    /** Counts the questions, so that a late answer to an old one is not heard. */
    this.asked = (this.asked ?? 0) + 1;
  }

  start() {
    this.forget();
    if (!window.isSecureContext) return this.fail("insecure");
    if (!navigator.geolocation) return this.fail("unavailable");
    const { asked } = this;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => asked === this.asked && this.take(coords, asked),
      ({ code }) => asked === this.asked && this.fail(FAILURES[code] ?? "unavailable"),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS });
  }

  stop() {
    this.forget();
  }

  fail(why) {
    this.failure = why;
    this.tools.draw();
    this.tools.say(this.words()[1]);
  }

  async take({ latitude, longitude, accuracy }, asked) {
    const { app } = this.tools;
    const towns = app.ruhr.layers.get("municipalities");
    await towns?.load().catch(() => {});
    if (asked !== this.asked) return;
    const town = [...(towns?.features.values() ?? [])].find(({ geometry }) => contains(longitude, latitude, geometry)) ?? null;
    const [west, south, east, north] = app.ui.home;
    const inside = Boolean(town) || (longitude >= west && longitude <= east && latitude >= south && latitude <= north);
    this.found = { at: [latitude, longitude], accuracy, town, inside };
    this.tools.draw();
    this.tools.say(this.words().join(", "));
    if (!inside) return;
    const ring = circle(this.found.at, Math.max(accuracy, 500), 8);
    const [lats, lons] = [ring.map(([lat]) => lat), ring.map(([, lon]) => lon)];
    app.ruhr.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { maxZoom: CLOSEST });
  }

  get name() {
    return this.found?.town ? this.tools.app.ruhr.name(this.found.town) : "";
  }

  words() {
    const { text, data } = this.tools.app;
    const { found } = this;
    if (this.failure) return ["", text(`locate.${this.failure}`)];
    if (!found) return ["", text("locate.asking")];
    const sure = text("locate.accuracy", { distance: lengthText(found.accuracy, data.language) });
    if (found.town) return [this.name, sure];
    return [text("locate.outside"), `${sure} · ${text("locate.outside_hint")}`];
  }

  buttons() {
    const { tools, found } = this;
    const { app } = tools;
    const { text } = app;
    const again = h("button", { class: "ruhr-button", "data-tool": "again", onclick: () => tools.start("locate") }, text("app.retry"));
    if (!found) return [this.failure && this.failure !== "insecure" && again];
    return [
      found.town && link(app, { id: found.town.properties.id, name: text("locate.profile", { name: this.name }) }),
      found.inside && h("button", { class: "ruhr-button ruhr-primary", "data-tool": "around", title: text("locate.around_hint"), onclick: () => tools.searchAround(nearby(found.at)) }, text("near.title")),
      copyButton(app, text("place.copy"), positionText(found.at), { class: "ruhr-button ruhr-copy", "data-tool": "copy" }),
    ];
  }

  key() {
    return [this.failure, this.found?.at];
  }

  draw() {
    const { found } = this;
    for (const sketch of this.tools.sketches()) {
      sketch.show(found ? { strokes: [{ points: circle(found.at, found.accuracy), look: "me", closed: true, filled: true }], labels: [], dots: [{ at: found.at, look: "me" }] } : { strokes: [], labels: [], dots: [] });
    }
  }
}
