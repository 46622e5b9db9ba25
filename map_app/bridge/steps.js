// @ts-check
/** First steps: three lines for somebody who is here for the first time. Never in the way. */

import { h, show, symbol } from "./dom.js";

const SEEN = "ruhr-first-steps";
const TOUCH = "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1-7 0ZM-3 0A3 3 0 1 0 3 0A3 3 0 1 0-3 0Z";
const LENS = "M-2-9A7 7 0 1 1-2 5A7 7 0 1 1-2-9ZM-2-6.5A4.5 4.5 0 1 0-2 2.5A4.5 4.5 0 1 0-2-6.5ZM2.5 4.5L4.5 2.5L10 8L8 10Z";
const CLOCK = "M0-10A10 10 0 1 1 0 10A10 10 0 1 1 0-10ZM0-7.8A7.8 7.8 0 1 0 0 7.8A7.8 7.8 0 1 0 0-7.8ZM-1.1-6H1.1V-.6L5 2.6L3.6 4.3L-1.1.5Z";

export class FirstSteps {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.language = "";
    this.element = h("aside", { class: "ruhr-steps-card", "data-ruhr-chrome": true, hidden: true });
    /** Null until the first view says whether somebody was sent to something. @type {boolean | null} */
    this.isWanted = null;
  }

  render() {
    const { data, embed, actions } = this.app;
    if (this.isWanted === null) {
      const sent = data.selected || data.panel || data.tour || data.page || data.table || data.year !== null || data.world || data.passing !== null || data.fill || data.notes.length;
      this.isWanted = !sent && !embed.isOn && !wasSeen();
    }
    // Whoever has done something needs no more telling.
    if (this.isWanted && data.run === actions.run && data.done > 0) this.close();
    this.element.hidden = !this.isWanted;
    if (this.isWanted && this.language !== data.language) this.draw();
    this.language = data.language;
  }

  draw() {
    const { text, ui } = this.app;
    const line = (path, words) => h("li", {}, symbol(path, 18), h("span", {}, words));
    this.element.setAttribute("aria-label", text("steps.title"));
    show(this.element,
      h("div", { class: "ruhr-steps-head" }, h("strong", {}, text("steps.title")),
        h("button", { class: "ruhr-icon-button", "aria-label": text("steps.close"), title: text("steps.close"), onclick: () => this.close() }, "✕")),
      h("ul", {}, line(TOUCH, text("steps.click")), line(LENS, text("steps.find")), ui.time ? line(CLOCK, text("steps.time", { first: String(ui.time.first) })) : null),
      h("p", { class: "ruhr-small" }, text("steps.keys")));
  }

  /** @returns {boolean} whether there was something to close */
  close() {
    if (!this.isWanted) return false;
    this.isWanted = false;
    const held = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (held) this.app.canvas.focus({ preventScroll: true });
    remember();
    return true;
  }
}

/** Browsers may forbid to keep anything: then the card comes again, and nothing else happens. */
function wasSeen() {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "seen");
  } catch {
    // See above.
  }
}
