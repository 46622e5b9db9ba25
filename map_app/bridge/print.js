// @ts-check
/** What only paper needs: title, day, link and sources, and the map at the size of the sheet. */

import { addressOf } from "./address.js";
import { h, show } from "./dom.js";

/** What an A4 sheet holds inside its margins of 12 mm, in CSS pixels, on its side and upright. */
const SHEETS = { wide: { width: 1031, height: 702 }, tall: { width: 702, height: 1031 } };
/** The key stands beside the map; title and sources above and below it. */
const BESIDE = 224;
const AROUND = 104;

export class Print {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.head = h("div", { class: "ruhr-print ruhr-print-head" });
    this.foot = h("div", { class: "ruhr-print ruhr-print-foot" });
    this.prepare = () => this.render();
    this.media = matchMedia("print");
    window.addEventListener("beforeprint", this.prepare);
    this.media.addEventListener("change", this.prepare);
  }

  render() {
    const { app } = this;
    const { text, data, frame } = app;
    if (!app.ruhr) return;
    // Leaflet's own measure: in print the element already has the size that is set here.
    const { x: width, y: height } = app.ruhr.map.getSize();
    const paper = width >= height ? "wide" : "tall";
    const sheet = SHEETS[paper];
    const scale = Math.min((sheet.width - BESIDE) / width, (sheet.height - AROUND) / height);
    frame.dataset.paper = paper;
    const divider = (Number.parseFloat(app.swipe.line.style.left) || 0) * scale;
    for (const [name, value] of Object.entries({ width: `${width}px`, height: `${height}px`, scale: scale.toFixed(4), divider: `${divider}px` })) {
      frame.style.setProperty(`--ruhr-print-${name}`, value);
    }
    const today = new Intl.DateTimeFormat(data.language === "en" ? "en-GB" : data.language, { dateStyle: "long" }).format(new Date());
    show(this.head, h("strong", {}, data.profile?.title ?? text("app.document")), data.profile && h("span", {}, text("app.document")), h("span", {}, today));
    const credits = [...app.controls.credit.querySelectorAll("a, span")].map((credit) => credit.textContent);
    show(this.foot, h("p", {}, text("print.sources", { sources: credits.join(" · ") })), h("p", {}, addressOf(location.href)));
  }

  destroy() {
    window.removeEventListener("beforeprint", this.prepare);
    this.media.removeEventListener("change", this.prepare);
  }
}
