// @ts-check
/** Radius search: a circle on the map that filters; drawn here, counted by the server. */

import { circle, destination, distance } from "./geodesy.js";
import { h } from "./dom.js";
import { radiusText } from "./units.js";

/** @typedef {import("./geodesy.js").LatLon} LatLon */
/** @typedef {{at: LatLon, km: number}} Circle */

const RADII = [1, 2, 5, 10, 20];
const LEAST = 0.5;
const MOST = 50;
const EAST = 90;
const GRASP = 26; // pixels between two handles a finger can tell apart

export class Near {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    this.km = 5;
    /** Whether the next click sets the centre. */
    this.isPicking = false;
    /** @type {Circle | null} what is being dragged, before the server knows it */
    this.draft = null;
  }

  /** The circle there is, if any. @returns {Circle | null} */
  get circle() {
    const { data, tour } = this.tools.app;
    const { near } = data;
    if (data.world || tour.isOn) return null;
    return this.draft ?? (near && { at: [near.lat, near.lon], km: near.km });
  }

  start() {
    this.isPicking = !this.circle;
  }

  stop() {
    this.isPicking = false;
  }

  /** Search around a place. @param {LatLon} at */
  add(at, km = this.circle?.km ?? this.km) {
    this.isPicking = false;
    this.km = km;
    this.draft = { at, km };
    this.tools.app.actions.say("near", { lat: Number(at[0].toFixed(5)), lon: Number(at[1].toFixed(5)), km });
    this.tools.draw();
  }

  /** West, south, east and north of the circle in degrees; null without one. */
  get box() {
    const { circle } = this;
    if (!circle) return null;
    const [north, east, south, west] = [0, 90, 180, 270].map((way) => destination(circle.at, way, circle.km * 1000));
    return [west[1], south[0], east[1], north[0]];
  }

  /** Who asked from elsewhere than the map shall see the circle. */
  show() {
    const { ruhr } = this.tools.app;
    const [west, south, east, north] = /** @type {number[]} */ (this.box);
    const [top, bottom] = [[north, west], [south, east]].map((corner) => ruhr.map.latLngToContainerPoint(corner));
    const { left, right, ...gap } = this.tools.app.padding();
    const { x, y } = ruhr.map.getSize();
    if (top.x < left || top.y < gap.top || bottom.x > x - right || bottom.y > y - gap.bottom) ruhr.fit([west, south, east, north]);
  }

  remove() {
    this.draft = null;
    this.tools.app.actions.say("near", { value: null });
  }

  resize(km) {
    this.km = km;
    if (this.circle && !this.isPicking) this.add(this.circle.at, km);
    else this.tools.draw();
  }

  /** The next larger or smaller of the usual radii. @param {1 | -1} way */
  step(way) {
    const now = this.circle?.km ?? this.km;
    const next = way > 0 ? RADII.find((km) => km > now) : RADII.findLast((km) => km < now);
    if (next) this.resize(next);
  }

  /** The answer is here: what was dragged is the server's now. */
  settle() {
    const { actions, data } = this.tools.app;
    if (actions.open.length) return;
    this.draft = null;
    if (data.near) this.km = data.near.km;
  }

  words() {
    const { app, isAiming } = this.tools;
    const { text, data } = app;
    if (this.isPicking || !this.circle) return ["", text(isAiming ? "near.hint_aim" : "near.hint")];
    if (this.draft || !data.near) return [radiusText(this.circle.km, data.language), ""];
    return [text("filters.result", { count: data.matches }), around(app)];
  }

  buttons() {
    const { app, isAiming } = this.tools;
    const { text } = app;
    const words = (name, label, action, more = "", title = null) => h("button", { class: `ruhr-button ${more}`, "data-tool": name, title, onclick: action }, label);
    if (this.isPicking || !this.circle) {
      return [
        this.radius(),
        isAiming && words("set", text("near.set"), () => this.add(this.tools.aim()), "ruhr-primary"),
        words("me", text("near.me"), () => this.tools.start("locate"), "", text("near.me_hint")),
      ];
    }
    return [
      this.radius(),
      words("list", text("list.open"), () => app.column.openList()),
      words("move", text("near.move"), () => { this.isPicking = true; this.tools.draw(); app.canvas.focus({ preventScroll: true }); }),
      words("remove", text("near.remove"), () => { this.remove(); this.tools.stop(); }),
    ];
  }

  /** Smaller, the radius to choose, larger. */
  radius() {
    const { text, data } = this.tools.app;
    const now = this.circle?.km ?? this.km;
    const choices = RADII.includes(now) ? RADII : [...RADII, now].sort((a, b) => a - b);
    const select = /** @type {HTMLSelectElement} */ (h("select", { class: "ruhr-select", "data-tool": "km", "aria-label": text("near.radius"), onchange: () => this.resize(Number(select.value)) },
      ...choices.map((km) => h("option", { value: String(km), selected: km === now }, radiusText(km, data.language)))));
    const step = (name, way, sign) => h("button", { class: "ruhr-icon-button", "data-tool": name, title: text(`near.${name}`), "aria-label": text(`near.${name}`), "aria-disabled": String(way > 0 ? now >= RADII[RADII.length - 1] : now <= RADII[0]), onclick: () => this.step(way) }, sign);
    return h("div", { class: "ruhr-tool-radius", role: "group", "aria-label": text("near.radius") }, step("smaller", -1, "−"), select, step("larger", 1, "+"));
  }

  key() {
    return [this.isPicking, this.circle?.km ?? this.km, Boolean(this.circle)];
  }

  /** The circle stays as long as the filter; its handles only while it is worked on. */
  draw() {
    this.sketch();
    const { tools, circle: now } = this;
    if (tools.mode === "near" || !tools.mode) {
      const { text, ruhr } = tools.app;
      const open = now && tools.mode === "near" && !this.isPicking;
      const edge = now && destination(now.at, EAST, now.km * 1000);
      const pixels = now && ruhr.map.latLngToContainerPoint(now.at).distanceTo(ruhr.map.latLngToContainerPoint(edge));
      const handles = open ? [{ at: now.at, label: text("near.handle_move") }] : [];
      if (open && pixels > GRASP) handles.push({ at: edge, label: text("near.handle_size") });
      tools.sketch.hold(handles, {
        drag: (i, at) => this.drag(i, at),
        drop: () => this.draft && this.add(this.draft.at, this.draft.km),
      });
    }
  }

  drag(i, at) {
    const { at: centre, km } = /** @type {Circle} */ (this.circle);
    const reach = distance(centre, at) / 1000;
    this.draft = i === 0 ? { at, km } : { at: centre, km: Math.max(LEAST, Math.min(MOST, Number(reach.toFixed(1)))) };
    this.sketch();
    // The other handle goes along.
    if (i === 0) this.tools.sketch.handles[1]?.setLatLng(destination(at, EAST, km * 1000));
    this.tools.write();
  }

  sketch() {
    for (const sketch of this.tools.sketches("circle")) {
      const { circle: now } = this;
      const { language } = this.tools.app.data;
      sketch.show(now ? {
        strokes: [{ points: circle(now.at, now.km * 1000, 180), look: "near", closed: true, filled: true }],
        labels: [{ at: destination(now.at, 0, now.km * 1000), text: radiusText(now.km, language), look: "above" }],
        dots: [{ at: now.at, look: "near" }],
      } : { strokes: [], labels: [], dots: [] });
    }
  }
}

/** The circle in words: its radius, and around what. @param {import("./app.js").App} app */
export function around({ data, ui, text }) {
  const { lat, lon, km, around: n } = data.near;
  const place = n === null ? `${lat.toFixed(3)}, ${lon.toFixed(3)}` : ui.features[n].name;
  return text("near.chip", { km: radiusText(km, data.language), place });
}

/** Metres from the circle's centre, to ten, by feature id; only what is told. @param {import("./app.js").App} app */
export function distances({ data, passing }) {
  const tens = data.near ? data.near.tens.split(",") : [];
  const result = new Map();
  [...(passing ?? [])].forEach((id, i) => {
    if (tens[i]) result.set(id, Number(tens[i]) * 10);
  });
  return result;
}
