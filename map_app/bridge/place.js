// @ts-check
/** A place on the map: its menu (right click, long press, menu key), and its line in a profile. */

import { copyButton } from "./copy.js";
import { utm32 } from "./geodesy.js";
import { h, show, symbol } from "./dom.js";
import { CIRCLE, RULER } from "./signs.js";
import { positionText } from "./units.js";

/** @typedef {import("./geodesy.js").LatLon} LatLon */

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

export class PlaceMenu {
  /** @param {import("./tools.js").Tools} tools */
  constructor(tools) {
    this.tools = tools;
    this.element = h("div", { class: "ruhr-place", role: "menu", hidden: true, onkeydown: (e) => this.key(e), oncontextmenu: (e) => e.preventDefault() });
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      // A click on the map is the tools' to hear: it closes the menu and means nothing more.
      if (relatedTarget instanceof Node && relatedTarget !== tools.app.canvas && !this.element.contains(relatedTarget)) this.close();
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {LatLon} at @param {{x: number, y: number}} pixel */
  open(at, pixel) {
    const { app } = this.tools;
    const { text, ruhr, data } = app;
    const item = (name, path, label, action) => h("button", { role: "menuitem", tabindex: "-1", class: "ruhr-row", "data-place": name, onclick: () => { this.close(); action(); } }, symbol(path, 16), h("span", {}, label));
    const hasTools = !data.world && !app.tour.isOn;
    const copy = (name, label, words) => copyButton(app, label, words, { short: words, role: "menuitem", tabindex: "-1", class: "ruhr-row ruhr-copy", "data-place": name });
    show(this.element,
      copy("copy", `${text("place.copy")}: ${positionText(at)}`, positionText(at)),
      !data.world && copy("utm", `${text("place.copy_utm")}: ${utmText(at)}`, utmText(at)),
      hasTools && item("measure", RULER, text("place.measure"), () => this.tools.start("measure", at)),
      hasTools && item("near", CIRCLE, text("near.title"), () => this.tools.searchAround(at)));
    this.element.setAttribute("aria-label", text("place.menu"));
    this.element.hidden = false;
    const size = ruhr.map.getSize();
    const padding = app.padding();
    const { offsetWidth, offsetHeight } = this.element;
    this.element.style.left = `${clamp(pixel.x + 2, padding.left + 8, size.x - padding.right - offsetWidth - 8)}px`;
    this.element.style.top = `${clamp(pixel.y + 2, padding.top + 8, size.y - padding.bottom - offsetHeight - 8)}px`;
    this.items[0].focus({ preventScroll: true });
  }

  /** @returns {HTMLElement[]} */
  get items() {
    return [...this.element.querySelectorAll("button")];
  }

  key(event) {
    const { items } = this;
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") this.close();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    items.at(to % items.length)?.focus({ preventScroll: true });
  }

  /** @returns {boolean} whether there was something to close */
  close() {
    if (!this.isOpen) return false;
    const held = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (held) this.tools.app.canvas.focus({ preventScroll: true });
    return true;
  }
}

/** Zone, easting and northing to a metre, as they stand on maps. @param {LatLon} at */
function utmText(at) {
  const { east, north } = utm32(at);
  return `32U ${Math.round(east)} ${Math.round(north)}`;
}

/** Where something lies, to be copied. @param {import("./app.js").App} app @param {any} profile */
export function positionLine(app, { at }) {
  if (!at) return null;
  return h("p", { class: "ruhr-position" }, h("span", {}, positionText(at)),
    copyButton(app, app.text("place.copy"), positionText(at), { class: "ruhr-icon-button ruhr-copy", short: "", "data-do": "copy-position" }));
}

/** The radius search around what a profile tells of. @param {import("./app.js").App} app @param {any} profile */
export function aroundButton(app, { at }) {
  if (!at || app.data.world) return null;
  return h("button", { class: "ruhr-button", "data-do": "around", onclick: () => app.tools.searchAround(at) }, app.text("near.here"));
}
