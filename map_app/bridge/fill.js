// @ts-check
/** Colouring the municipalities by an indicator: the choice, and the legend that tells the classes. */

import { h, show } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

export class Fill {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.language = "";
    this.drawn = "";
    this.legend = h("div", { class: "ruhr-fill-legend" });
    this.element = h("section", { class: "ruhr-fill" });
    this.strip = h("button", { class: "ruhr-strip", "data-ruhr-chrome": true, hidden: true, onclick: () => this.app.column.openFill() });
  }

  render() {
    const { app } = this;
    const { data, ui } = app;
    this.element.hidden = ui.indicators.length === 0;
    if (this.language !== data.language) this.build();
    this.language = data.language;
    this.choice.value = data.fill?.indicator ?? "";
    const key = JSON.stringify([data.language, data.fill]);
    if (key === this.drawn) return;
    this.drawn = key;
    const open = this.legend.querySelector("details")?.open;
    const held = this.legend.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    show(this.legend, ...(data.fill ? this.parts(data.fill) : []));
    const settings = this.legend.querySelector("details");
    if (settings && open) settings.open = true;
    if (held) this.legend.querySelector(`[data-key="${held}"]`)?.focus({ preventScroll: true });
    this.renderStrip(data.fill);
  }

  build() {
    const { ui, text, actions } = this.app;
    this.choice = h("select", { class: "ruhr-select", "data-fill": true, onchange: (e) => actions.say("fill", { id: e.target.value || null }) },
      h("option", { value: "" }, text("fill.none")),
      ...ui.indicators.map((group) => h("optgroup", { label: group.title }, ...group.items.map((i) => h("option", { value: i.id }, i.title)))));
    show(this.element, h("label", { class: "ruhr-fill-choice" }, h("span", { class: "ruhr-head" }, text("fill.title")), this.choice), this.legend);
  }

  parts(fill) {
    const { text, actions } = this.app;
    const { bounds, counts, colours } = fill;
    return [
      h("p", { class: "ruhr-fill-unit" }, h("strong", {}, fill.unit), ` ${fill.year}`,
        h("button", { class: "ruhr-icon-button", "aria-label": text("fill.off"), title: text("fill.off"), "data-key": "off", onclick: () => actions.say("fill", { id: null }) }, "✕")),
      h("p", { class: "ruhr-small" }, fill.meaning),
      this.bars(fill),
      h("ul", { class: "ruhr-classes", "aria-label": text("fill.legend", { title: fill.title }) }, ...colours.map((colour, i) =>
        h("li", { "aria-label": text("fill.row", { low: bounds[i], high: bounds[i + 1], count: counts[i] }) },
          h("i", { style: `background: ${colour}` }), h("span", {}, `${bounds[i]} – ${bounds[i + 1]}`), h("span", { class: "ruhr-count" }, String(counts[i])))),
        fill.missing.length > 0 && h("li", {}, h("i", { class: "ruhr-hatched" }), h("span", {}, text("fill.missing", { names: fill.missing.join(", ") })))),
      fill.note && fill.missing.length > 0 && h("p", { class: "ruhr-small" }, fill.note),
      colours.length < fill.asked && h("p", { class: "ruhr-small" }, text("fill.fewer", { count: colours.length })),
      this.settings(fill),
      h("p", { class: "ruhr-small" }, fill.url ? h("a", { href: fill.url, target: "_blank", rel: "noopener noreferrer" }, fill.source) : fill.source),
    ].filter(Boolean);
  }

  /** How the values are spread, each bar in the colour of its class. */
  bars({ bars, colours, bounds, counts, missing }) {
    const most = Math.max(...bars.map(([count]) => count));
    const svg = document.createElementNS(SVG, "svg");
    const set = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, String(value)));
    const total = counts.reduce((a, b) => a + b, 0);
    set(svg, { viewBox: `0 0 ${bars.length * 10} 44`, preserveAspectRatio: "none", class: "ruhr-bars", role: "img", "aria-label": this.app.text("fill.bars", { count: total }) });
    bars.forEach(([count, i], n) => {
      if (!count) return;
      const bar = document.createElementNS(SVG, "rect");
      const height = Math.max(3, (count / most) * 44);
      set(bar, { x: n * 10 + 0.5, y: 44 - height, width: 9, height, style: `fill: ${colours[i]}` });
      svg.append(bar);
    });
    return h("div", { class: "ruhr-bars-box" }, svg, h("p", { class: "ruhr-bars-ends", "aria-hidden": "true" }, h("span", {}, bounds[0]), h("span", {}, bounds[bounds.length - 1])));
  }

  settings(fill) {
    const { text, ui, actions } = this.app;
    const choice = (key, label, options, value) => options.length > 1 && h("label", {}, h("span", {}, label),
      h("select", { class: "ruhr-select", "data-key": key, onchange: (e) => actions.say("fill", { key, value: numeric(key) ? Number(e.target.value) : e.target.value }) },
        ...options.map(([id, title]) => h("option", { value: String(id), selected: String(id) === String(value) }, String(title)))));
    return h("details", { class: "ruhr-more" }, h("summary", {}, text("fill.settings")), h("div", { class: "ruhr-fill-settings" },
      choice("measure", text("fill.measure"), fill.measures, fill.measure),
      choice("year", text("fill.year"), fill.years.map((year) => [year, year]), fill.year),
      choice("classes", text("fill.classes"), ui.classes.map((n) => [n, n]), fill.asked),
      choice("method", text("fill.method"), ui.methods.map((m) => [m, text(`fill.${m}`)]), fill.method),
      choice("palette", text("fill.palette"), ui.palettes.map((p) => [p.id, p.title]), fill.palette)));
  }

  /** On a phone the legend is behind the menu: a strip on the map says what the colours mean. */
  renderStrip(fill) {
    this.strip.hidden = !fill;
    if (!fill) return;
    const { bounds, colours } = fill;
    this.strip.setAttribute("aria-label", this.app.text("fill.legend", { title: fill.title }));
    show(this.strip, h("span", { class: "ruhr-strip-title" }, `${fill.title}, ${fill.unit} ${fill.year}`),
      h("span", { class: "ruhr-strip-row" }, h("span", {}, bounds[0]), ...colours.map((colour) => h("i", { style: `background: ${colour}` })), h("span", {}, bounds[bounds.length - 1])));
  }
}

const numeric = (key) => key === "classes" || key === "year";
