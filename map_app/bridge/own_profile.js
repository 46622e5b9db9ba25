// @ts-check
/** A row of the visitor's own data to read: what the file says of it, as text. */

import { h, isNarrow, symbol } from "./dom.js";
import { DOT } from "./own_layer.js";

export class OwnProfile {
  /** @param {import("./own.js").Own} own */
  constructor(own) {
    this.own = own;
  }

  key() {
    return [this.own.chosen, this.own.find(this.own.chosen)?.layer.query];
  }

  subject() {
    return this.own.chosen;
  }

  parts() {
    const { app } = this.own;
    const { text, panel, ruhr } = app;
    const { entry, layer, feature } = this.own.find(this.own.chosen);
    const rows = layer.told.fields.filter(([name]) => feature.properties[name] !== undefined);
    const at = layer.shown.indexOf(feature);
    const steps = [[layer.shown[at - 1], "own.previous", "←"], [at < 0 ? undefined : layer.shown[at + 1], "own.following", "→"]];
    return [
      panel.kicker(`ruhr-own-${layer.colour}`, symbol(DOT, 18), text("own.only_here"), text("details.close")),
      h("h2", { tabindex: "-1" }, layer.title(feature, text)),
      h("p", { class: "ruhr-where" }, text(layer.told.unit === "line" ? "own.place_line" : "own.place_row", { row: feature.row, name: entry.name })),
      h("div", { class: "ruhr-buttons" }, h("button", { class: "ruhr-button ruhr-primary", "data-do": "show", onclick: () => {
        if (isNarrow()) app.frame.dataset.sheet = "peek";
        ruhr.fit(feature.box, { maxZoom: 15 });
      } }, text("details.show_on_map"))),
      rows.length > 0
        ? h("dl", { class: "ruhr-facts" }, ...rows.flatMap(([name]) => [h("dt", {}, name), h("dd", {}, this.value(feature.properties[name]))]))
        : h("p", { class: "ruhr-small" }, text("own.no_values")),
      h("div", { class: "ruhr-sources" }, h("p", {}, reference(layer.told, text))),
      steps.some(([feature]) => feature) && h("nav", { class: "ruhr-steps" }, ...steps.map(([feature, key, arrow]) => (feature ? this.step(layer, feature, key, arrow) : h("span")))),
    ].filter(Boolean);
  }

  /** A value as text; an address can be followed. */
  value(value) {
    const { app } = this.own;
    if (typeof value === "boolean") return app.text(value ? "own.yes" : "own.no");
    // Not grouped: a number in a stranger's file may be a year or a code.
    if (typeof value === "number") return new Intl.NumberFormat(app.data.language, { useGrouping: false, maximumFractionDigits: 6 }).format(value);
    if (/^https?:\/\/[^\s]+$/i.test(value)) return h("a", { href: value, target: "_blank", rel: "noopener noreferrer nofollow" }, value);
    return value;
  }

  step(layer, feature, key, arrow) {
    const { text } = this.own.app;
    const name = layer.title(feature, text);
    return h("button", { class: `ruhr-step ruhr-step-${key === "own.following" ? "following" : "previous"}`, "data-do": key, "aria-label": text(key, { name }), onclick: () => this.own.choose(feature.id) },
      h("span", { "aria-hidden": "true" }, arrow), h("span", {}, name));
  }
}

/** Which reference system, and how it is known. */
export const reference = ({ how, crs }, text) => text(`own.how_${how}`, { crs });
