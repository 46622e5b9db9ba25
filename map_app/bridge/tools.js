// @ts-check
/**
 * The map's tools: measure, search around a place, find oneself, copy a position.
 * One is in use at a time; while it picks places, clicks are its own.
 */

import { h, isNarrow, show, symbol } from "./dom.js";
import { Locate } from "./locate.js";
import { Measure } from "./measure.js";
import { Near } from "./near.js";
import { PlaceMenu } from "./place.js";
import { onLongPress } from "./press.js";
import { CIRCLE, ME, RULER } from "./signs.js";
import { Sketch, pair } from "./sketch.js";

/** @typedef {import("./geodesy.js").LatLon} LatLon */

const SIGNS = { measure: RULER, near: CIRCLE, locate: ME };
const TITLES = { measure: "measure.title", near: "near.title", locate: "locate.title" };
const HINTS = { locate: "locate.hint" };
const STEP = 12; // pixels an arrow key moves the map under the crosshair
const LEAP = 96;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Tools {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** @type {"" | "measure" | "near" | "locate"} the tool in use */
    this.mode = "";
    /** Whether a crosshair in the middle stands for the pointer: on touch and with the keyboard. */
    this.isAiming = false;
    /** Where the crosshair set its last point, so that Enter there means the end. */
    this.aimed = "";
    this.tools = { measure: new Measure(this), near: new Near(this), locate: new Locate(this) };
    this.menu = new PlaceMenu(this);
    /** Whether a finger that rested opened the menu: the click at its end is not one. */
    this.rested = false;
    this.drawn = "";
    this.opener = h("button", { class: "ruhr-icon-button ruhr-tools-opener", "aria-expanded": "false", onclick: () => this.unfold() }, symbol(RULER, 20));
    this.buttons = h("div", { class: "ruhr-tools-list" });
    this.element = h("div", { class: "ruhr-tools", "data-ruhr-chrome": true, role: "group" }, this.opener, this.buttons);
    this.sign = h("span", { class: "ruhr-tool-sign" });
    this.result = h("strong", { class: "ruhr-tool-result" });
    this.note = h("span", { class: "ruhr-tool-note" });
    this.keys = h("span", { class: "ruhr-unseen", id: "ruhr-tool-keys" });
    this.row = h("div", { class: "ruhr-tool-row" });
    this.closer = h("button", { class: "ruhr-icon-button ruhr-tool-close", "data-tool": "close", onclick: () => this.stop() }, "✕");
    this.bar = h("section", { class: "ruhr-tool-bar", "data-ruhr-chrome": true, hidden: true, "aria-describedby": "ruhr-tool-keys" },
      h("div", { class: "ruhr-tool-head" }, this.sign, h("p", { class: "ruhr-tool-words" }, this.result, this.note)), this.row, this.closer, this.keys);
    this.crosshair = h("div", { class: "ruhr-crosshair", hidden: true, "aria-hidden": "true" });
    this.live = h("div", { class: "ruhr-unseen", role: "status" });
    this.elements = [this.element, this.bar, this.crosshair, this.menu.element, this.live];
  }

  /** The tool in use, or none. */
  get tool() {
    return this.mode ? this.tools[this.mode] : null;
  }

  get isPicking() {
    return Boolean(this.tool?.isPicking);
  }

  /** Listen to a map that was just made. */
  attach() {
    const { ruhr, canvas } = this.app;
    this.sketch = new Sketch(ruhr);
    this.circle = new Sketch(ruhr);
    const { map } = ruhr;
    map.on("mousemove", (event) => this.moved(event));
    map.on("mouseout", () => this.tool?.hover?.(null));
    map.on("dblclick", () => this.tool?.finish?.());
    map.on("contextmenu", ({ latlng, containerPoint }) => this.openMenu(pair(latlng.wrap()), containerPoint));
    canvas.addEventListener("pointerdown", () => (this.rested = false));
    onLongPress(canvas, (event) => {
      if (/** @type {Element} */ (event.target).closest(".ruhr-tool-handle")) return;
      const pixel = map.mouseEventToContainerPoint(event);
      this.openMenu(pair(map.containerPointToLatLng(pixel).wrap()), pixel);
      this.rested = this.menu.isOpen;
    });
    map.on("movestart zoomstart", () => this.menu.close());
    map.on("zoomend", () => this.mode && this.draw());
    map.on("resize", () => this.place());
    // Before Leaflet, which listens on the document and would pan by its own steps.
    canvas.addEventListener("keydown", (event) => this.key(event));
    this.watcher = new ResizeObserver(() => this.place());
    for (const element of [this.app.time.element, this.app.panel.element, this.bar]) this.watcher.observe(element);
  }

  /** Where a tool draws: on the map, and on the second one of another year. */
  sketches(kind = "tool") {
    const { twin } = this.app.swipe;
    if (twin && this.twin?.of !== twin) this.twin = { of: twin, tool: new Sketch(twin), circle: new Sketch(twin) };
    const own = kind === "tool" ? this.sketch : this.circle;
    return twin ? [own, this.twin[kind]] : [own];
  }

  /** Take up a tool. @param {"measure" | "near" | "locate"} mode @param {LatLon} [at] where to begin */
  start(mode, at) {
    const { app } = this;
    if (this.mode) this.end();
    this.mode = mode;
    this.fold();
    this.aimed = "";
    this.isAiming = matchMedia("(hover: none)").matches;
    if (isNarrow()) app.frame.dataset.sheet = "peek";
    app.chooser.close();
    this.tool.start(at);
    this.draw();
    app.canvas.focus({ preventScroll: true });
    if (this.isPicking && !at) this.say(`${this.words[1]} ${app.text("toolbox.keys")}`);
  }

  /** Put the tool away. */
  stop() {
    if (!this.mode) return;
    const held = this.bar.contains(document.activeElement) || document.activeElement === this.app.canvas;
    const { mode } = this;
    this.end();
    this.draw();
    if (!held) return;
    const button = isNarrow() ? this.opener : this.buttons.querySelector(`[data-tools="${mode}"]`);
    (button instanceof HTMLElement ? button : this.app.canvas).focus({ preventScroll: true });
  }

  end() {
    this.tool?.stop();
    this.mode = "";
    for (const sketch of this.sketches()) sketch.clear();
  }

  /** @returns {boolean} whether there was something to put away */
  escape() {
    if (this.fold()) return true;
    if (!this.mode) return false;
    this.stop();
    return true;
  }

  /** Search around a place of the map, a profile or oneself. @param {LatLon} at */
  searchAround(at) {
    if (this.mode !== "near") this.start("near");
    this.tools.near.add(at);
    this.tools.near.show();
  }

  /** Whether a click on the map is the tools' own. */
  claims({ latlng }) {
    if (this.rested || this.menu.close() || this.fold()) return true;
    if (!this.isPicking) return false;
    this.aimed = "";
    this.tools[this.mode].add(pair(latlng));
    return true;
  }

  moved({ latlng, originalEvent }) {
    const { screenX, screenY, sourceCapabilities } = originalEvent;
    // Browsers repeat the last place when something moves under a resting mouse, and after a tap.
    const place = `${screenX} ${screenY}`;
    if (sourceCapabilities?.firesTouchEvents || this.pointer === place) return;
    this.pointer = place;
    if (!this.isPicking || matchMedia("(hover: none)").matches) return;
    if (this.isAiming) {
      this.isAiming = false;
      this.draw();
    }
    this.tool.hover?.(pair(latlng));
  }

  /** The keyboard's way: arrows move the map under the crosshair, Space and Enter set a point. */
  key(event) {
    if (event.target !== this.app.canvas) return;
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      this.openMenu(this.aim(), this.middle());
      event.preventDefault();
      return;
    }
    if (!this.isPicking) return;
    if (!this.pressed(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns {boolean} whether the key meant something here */
  pressed({ key, shiftKey }) {
    const arrow = ARROWS[key];
    if (arrow) {
      const by = shiftKey ? LEAP : STEP;
      this.takeAim();
      this.app.ruhr.map.panBy([arrow[0] * by, arrow[1] * by], { animate: false });
      this.tool.hover?.(this.aim());
    } else if (key === " ") this.set();
    else if (key === "Enter") {
      const fresh = this.isAiming && this.aimed !== String(this.aim());
      if (fresh || !this.tool.finish?.()) this.set();
    } else if (key === "Backspace" && this.tool.undo) this.tool.undo();
    else return false;
    return true;
  }

  takeAim() {
    if (this.isAiming) return;
    this.isAiming = true;
    this.draw();
  }

  set() {
    this.takeAim();
    this.aimed = String(this.aim());
    this.tools[this.mode].add(this.aim());
  }

  /** The middle of the part of the map that nothing covers, in container pixels. */
  middle() {
    const { left, top, right, bottom } = this.app.padding();
    const { x, y } = this.app.ruhr.map.getSize();
    return { x: (left + x - right) / 2, y: (top + y - bottom) / 2 };
  }

  /** Where the crosshair is. @returns {LatLon} */
  aim() {
    const { x, y } = this.middle();
    return pair(this.app.ruhr.map.containerPointToLatLng([x, y]).wrap());
  }

  openMenu(at, pixel) {
    // A browser may tell of a finger that rests too.
    if (this.isPicking || (this.rested && this.menu.isOpen)) return;
    this.app.chooser.close();
    this.app.ruhr.hover.clear();
    this.menu.open(at, pixel);
  }

  /** The buttons as a menu, where there is no room for all of them. */
  unfold() {
    const open = this.opener.getAttribute("aria-expanded") !== "true";
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.buttons.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @returns {boolean} whether the menu was open */
  fold() {
    const open = this.opener.getAttribute("aria-expanded") === "true";
    this.opener.setAttribute("aria-expanded", "false");
    if (open && this.buttons.contains(document.activeElement)) this.opener.focus({ preventScroll: true });
    return open;
  }

  /** Tell a screen reader. @param {string} words */
  say(words) {
    this.live.textContent = words;
  }

  get words() {
    return this.tool?.words() ?? ["", ""];
  }

  render() {
    const { app } = this;
    const { text, data } = app;
    if (this.sketch && this.mode && (data.world || app.tour.isOn)) this.end();
    this.element.hidden = data.world || app.tour.isOn;
    this.tools.near.settle();
    const key = data.language;
    if (this.element.dataset.language !== key) {
      this.element.dataset.language = key;
      this.menu.close();
      this.element.setAttribute("aria-label", text("toolbox.title"));
      this.opener.setAttribute("aria-label", text("toolbox.title"));
      this.opener.title = text("toolbox.title");
      this.closer.setAttribute("aria-label", text("toolbox.close"));
      this.closer.title = text("toolbox.close");
      this.keys.textContent = text("toolbox.keys");
      const button = (mode) => h("button", { class: "ruhr-icon-button", "data-tools": mode, "aria-label": text(TITLES[mode]), title: text(HINTS[mode] ?? TITLES[mode]), onclick: () => (this.mode === mode ? this.stop() : this.start(mode)) }, symbol(SIGNS[mode], 20), h("span", {}, text(TITLES[mode])));
      show(this.buttons, ...Object.keys(this.tools).map(button));
    }
    if (this.sketch) this.draw();
  }

  /** Everything a tool shows: on the map, in its bar, at its button. */
  draw() {
    const { app, tool } = this;
    const { canvas, frame } = app;
    for (const button of this.buttons.children) button.setAttribute("aria-pressed", String(button.getAttribute("data-tools") === this.mode));
    frame.dataset.tool = this.mode;
    canvas.classList.toggle("ruhr-tooling", this.isPicking);
    if (this.isPicking) app.ruhr.hover.clear();
    const turned = this.bar.hidden !== !this.mode;
    this.bar.hidden = !this.mode;
    if (tool) this.fill();
    this.tools.near.draw();
    if (tool && tool !== this.tools.near) tool.draw();
    this.place();
    if (turned) app.ruhr.names.redraw();
  }

  /** The bar: words always, its buttons only when they change, with the focus kept. */
  fill() {
    const { app, tool, mode } = this;
    this.write();
    this.bar.setAttribute("aria-label", app.text(TITLES[mode]));
    const key = JSON.stringify([mode, app.data.language, this.isAiming, ...tool.key()]);
    if (key === this.drawn) return;
    this.drawn = key;
    const held = this.row.contains(document.activeElement) ? document.activeElement?.getAttribute("data-tool") : null;
    show(this.sign, symbol(SIGNS[mode], 20));
    show(this.row, ...tool.buttons());
    if (!held) return;
    const again = this.row.querySelector(`[data-tool="${held}"]`);
    (again instanceof HTMLElement ? again : app.canvas).focus({ preventScroll: true });
  }

  /** Result and note, while something is dragged too. */
  write() {
    const [result, note] = this.words;
    if (this.result.textContent !== result) this.result.textContent = result;
    if (this.note.textContent !== note) this.note.textContent = note;
  }

  /** The bar stands above the time control and the sheet, the crosshair in the middle of the rest. */
  place() {
    const { app, bar } = this;
    if (!app.ruhr) return;
    const { stage, time, panel, frame } = app;
    const box = stage.getBoundingClientRect();
    const tops = [box.bottom - (isNarrow() ? 44 : 34)];
    for (const element of [time.element, ...(isNarrow() && panel.kind ? [panel.element] : [])]) {
      const { top, height } = element.getBoundingClientRect();
      if (height) tops.push(top - 8);
    }
    bar.style.bottom = `${box.bottom - Math.min(...tops)}px`;
    frame.style.setProperty("--ruhr-tool-lift", `${bar.hidden ? 0 : bar.offsetHeight + 4}px`);
    this.crosshair.hidden = !(this.isPicking && this.isAiming);
    const { x, y } = this.middle();
    Object.assign(this.crosshair.style, { left: `${x}px`, top: `${y}px` });
  }

  destroy() {
    this.watcher?.disconnect();
  }
}
