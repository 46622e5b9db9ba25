// @ts-check
/**
 * The map in somebody else's page: without header, with the parts its address asks for, a way
 * to the big map, and gestures that leave the page around it to scroll.
 *
 * `embed` is a parameter that Streamlit keeps in the address and from Python; `parts` is ours.
 */

import { USUAL_PARTS, addressOf } from "./address.js";
import { h, show } from "./dom.js";

const HINT_MS = 1400;
const KEY_WIDTH = 250; // pixels, at most, with its margin
const MOVED = 6; // pixels a finger may tremble

export class Embed {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.isOn = (new URLSearchParams(location.search).get("embed") ?? "").toLowerCase() === "true";
    this.timer = 0;
    this.start = null;
    this.link = h("a", { class: "ruhr-embed-link", target: "_blank", rel: "noopener", "data-ruhr-chrome": true, hidden: !this.isOn });
    this.hint = h("div", { class: "ruhr-embed-hint", "aria-hidden": "true" });
    if (this.isOn) app.frame.dataset.embed = "on";
  }

  get parts() {
    return this.app.data.parts ?? USUAL_PARTS;
  }

  /** Whether a part belongs to the page; outside another page all do. @param {string} part */
  shows(part) {
    if (!this.isOn || this.parts.includes(part)) return true;
    // A year that no legend tells would be a map that lies.
    return part === "time" && this.app.data.year !== null && !this.parts.includes("legend");
  }

  render() {
    if (!this.isOn) return;
    const { app } = this;
    app.frame.dataset.parts = this.parts.filter((part) => this.shows(part)).join(" ");
    app.skip.hidden = !this.shows("legend");
    show(this.link, h("span", {}, app.text("embed.open")), h("span", { "aria-hidden": "true" }, "↗"));
    this.link.title = app.text("embed.open_hint");
    this.aim();
  }

  /** How much of the map the open key covers at its left, where enough is left beside it. @param {DOMRect} map */
  covered(map) {
    const isCovered = this.isOn && this.parts.includes("legend") && this.app.legend.fold.open;
    return isCovered && map.width > 3 * KEY_WIDTH ? KEY_WIDTH : 0;
  }

  /** The big map shows what this one shows. */
  aim() {
    this.link.setAttribute("href", addressOf(location.href));
  }

  /** Leave the wheel and one finger to the page. @param {any} map Leaflet's */
  attach(map) {
    if (!this.isOn) return;
    const { stage } = this.app;
    const onMap = (event) => event.target instanceof Element && event.target.closest(".ruhr-map");
    stage.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey || !onMap(event)) return;
      event.stopPropagation();
      this.say(/Mac|iPhone|iPad/.test(navigator.platform) ? "embed.wheel_mac" : "embed.wheel");
    }, { capture: true, passive: true });
    if (!matchMedia("(pointer: coarse)").matches) return;
    // Without dragging Leaflet lets one finger scroll the page; two still move and zoom the map.
    map.dragging.disable();
    stage.addEventListener("touchstart", (event) => {
      const [touch] = event.touches;
      this.start = event.touches.length === 1 && onMap(event) ? { x: touch.clientX, y: touch.clientY } : null;
      if (event.touches.length > 1) this.hint.classList.remove("ruhr-shown");
    }, { passive: true });
    stage.addEventListener("touchmove", (event) => {
      const [touch] = event.touches;
      if (!this.start || event.touches.length !== 1) return;
      if (Math.hypot(touch.clientX - this.start.x, touch.clientY - this.start.y) > MOVED) this.say("embed.fingers");
    }, { passive: true });
  }

  say(key) {
    this.hint.textContent = this.app.text(key);
    this.hint.classList.add("ruhr-shown");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hint.classList.remove("ruhr-shown"), HINT_MS);
  }
}
