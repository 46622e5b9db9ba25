// @ts-check
/** The panel beside the map: a profile, a theme or the figures. On a phone a sheet. */

import { Figures } from "./figures.js";
import { h, show } from "./dom.js";
import { Profile } from "./profile.js";
import { River } from "./river.js";
import { Sheet } from "./sheet.js";
import { ThemeText } from "./theme.js";

export class Panel {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.drawn = "";
    this.before = null;
    this.profile = new Profile(app);
    this.theme = new ThemeText(app);
    this.figures = new Figures(app);
    this.river = new River(app);
    this.body = h("div", { class: "ruhr-panel-body" });
    this.element = h("section", { class: "ruhr-panel" });
    this.sheet = new Sheet(app, this.element);
    this.element.append(this.sheet.grip, this.body);
  }

  /** What stands in the panel: "", "figures", "river", "theme", "profile", or "own" over any of them. */
  get kind() {
    const { data, embed, own } = this.app;
    if (!embed.shows("panel")) return "";
    if (own.chosen) return "own";
    if (data.panel === "figures" || data.panel === "river") return data.panel;
    if (data.panel) return "theme";
    return data.profile ? "profile" : "";
  }

  focus() {
    this.element.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** Close what is open: the figures or a theme first, then what is selected. */
  close() {
    const { actions, data, own } = this.app;
    if (own.chosen) own.choose(null);
    else if (data.panel) actions.say("panel", { id: null });
    else this.app.select(null);
  }

  render() {
    const { data, text } = this.app;
    const { kind } = this;
    this.sheet.label();
    this.element.dataset.kind = kind;
    this.element.setAttribute("aria-label", text({ figures: "figures.panel", river: "river.title", theme: "theme.panel", own: "own.panel" }[kind] ?? "details.panel"));
    const view = { profile: this.profile, theme: this.theme, figures: this.figures, river: this.river, own: this.app.own.profile }[kind];
    const key = JSON.stringify([kind, data.language, view?.key()]);
    if (key === this.drawn) return;
    this.drawn = key;
    if (!view) return this.empty();
    const same = this.element.dataset.of === view.subject();
    const top = same ? this.body.scrollTop : 0;
    if (!same) this.remember();
    this.element.dataset.of = view.subject();
    const held = same && this.body.contains(document.activeElement) ? this.place(document.activeElement) : null;
    show(this.body, ...view.parts());
    this.body.scrollTop = top;
    if (held) this.body.querySelector(held)?.focus({ preventScroll: true });
  }

  /** A selector that finds an element again after the panel was drawn anew. */
  place(element) {
    for (const name of ["data-goto", "data-indicator", "data-item", "data-city", "data-event", "data-do"]) {
      if (element.hasAttribute(name)) return `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
    }
    return null;
  }

  /** Where the focus was when the panel opened, so that it can go back there. */
  remember() {
    if (!this.element.contains(document.activeElement)) this.before = document.activeElement;
  }

  /** Nothing to read: the focus goes back to where it came from. */
  empty() {
    const lost = this.element.contains(document.activeElement);
    delete this.element.dataset.of;
    show(this.body);
    const known = this.before?.isConnected && this.before !== document.body;
    const target = known ? this.before : this.app.canvas;
    if (lost && target instanceof HTMLElement) target.focus({ preventScroll: true });
  }

  /** The first line of every panel: what it is, and the way out. */
  kicker(classes, mark, words, label) {
    return h("div", { class: `ruhr-kicker ${classes}` }, mark, h("span", {}, words),
      h("button", { class: "ruhr-icon-button ruhr-panel-close", "data-do": "close", "aria-label": label, onclick: () => this.close() }, "✕"));
  }
}
