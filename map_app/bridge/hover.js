// @ts-check
/** A feature's name beside the pointer, after a short rest; a mouse's help, not a touch's. */

import { h } from "./dom.js";
import { choose } from "./hit.js";

const DELAY_MS = 100;

export class Hover {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    this.element = h("div", { class: "ruhr-hover", hidden: true, "aria-hidden": "true" });
    ruhr.box.parentElement.append(this.element);
    this.timer = 0;
    this.asked = false;
    ruhr.map.on("mousemove", (event) => this.moved(event));
    ruhr.map.on("mouseout movestart zoomstart", () => this.clear());
  }

  moved({ containerPoint, originalEvent }) {
    if (originalEvent.pointerType === "touch" || matchMedia("(hover: none)").matches || this.asked || this.ruhr.box.classList.contains("ruhr-tooling")) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.over(containerPoint);
    });
  }

  over(at) {
    const ids = choose(this.ruhr.hit(at));
    this.ruhr.box.classList.toggle("ruhr-over", ids.length > 0);
    clearTimeout(this.timer);
    if (!ids.length) {
      this.element.hidden = true;
      return;
    }
    this.timer = setTimeout(() => this.show(ids, at), this.element.hidden ? DELAY_MS : 0);
  }

  show(ids, at) {
    const names = ids.map((id) => this.ruhr.feature(id)).map((f) => this.name(f, ids.length > 1, at));
    const rest = names.length - 3;
    this.element.textContent = names.slice(0, 3).join(" · ") + (rest > 0 ? ` · +${rest}` : "");
    this.element.hidden = false;
    const { x } = this.ruhr.map.getSize();
    const flip = at.x + 16 + this.element.offsetWidth > x - this.ruhr.shell.padding().right;
    this.element.style.left = `${flip ? at.x - 12 - this.element.offsetWidth : at.x + 14}px`;
    this.element.style.top = `${Math.max(4, at.y - 30)}px`;
  }

  /** A feature's name, with its value where the map is coloured, and what the drawing leaves open. */
  name(feature, several, at) {
    if (several && feature.properties.short) return feature.properties.short;
    if (!several && feature.properties.area_m) return this.area(feature);
    if (this.ruhr.isUnknown(feature, at)) return this.ruhr.shell.text("map.unknown", { name: this.ruhr.name(feature) });
    const value = this.ruhr.valueOf(feature.properties.id);
    const { fill } = this.ruhr.wanted;
    if (value === null) return this.ruhr.name(feature);
    return value ? `${this.ruhr.name(feature)}: ${value} ${fill.unit}` : `${this.ruhr.name(feature)}: –`;
  }

  /** An area without an outline, by its name and as large as is known. */
  area(feature) {
    const { shell, wanted } = this.ruhr;
    const name = this.ruhr.name(feature);
    const { extent_ha } = feature.properties;
    if (!extent_ha) return shell.text("map.area", { name });
    const hectares = new Intl.NumberFormat(wanted.language, { maximumFractionDigits: extent_ha >= 10 ? 0 : 1 }).format(extent_ha);
    return shell.text("map.area_extent", { name, hectares });
  }

  clear() {
    clearTimeout(this.timer);
    this.element.hidden = true;
    this.ruhr.box.classList.remove("ruhr-over");
  }
}
