// @ts-check
/** What takes longer than a moment shows so where it was asked for; the rest stays usable. */

import { h, show } from "./dom.js";

const SHOW_MS = 300;
const SLOW_MS = 8000;

export class Busy {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** Elements that wait, and how many things each of them waits for. @type {Map<Element, number>} */
    this.waiting = new Map();
    this.slow = 0;
    this.isSlow = false;
    this.asked = null;
    this.note = h("div", { class: "ruhr-note" });
    this.live = h("div", { class: "ruhr-unseen", role: "status" });
  }

  /** Something was said to the server: what has the focus waits for the answer. */
  ask() {
    if (this.asked) return;
    const answer = new Promise((answered) => { this.asked = answered; });
    this.during(this.place(), answer);
    this.slow = setTimeout(() => this.turnSlow(true), SLOW_MS);
  }

  /** Everything said is answered. */
  answered() {
    clearTimeout(this.slow);
    this.asked?.();
    this.asked = null;
    this.turnSlow(false);
  }

  /** Where the answer is awaited: the row or button that was used, else the map. */
  place() {
    const { frame, stage } = this.app;
    const used = document.activeElement;
    const part = used && frame.contains(used) ? used.closest(".ruhr-row, button, .ruhr-search, .ruhr-select, .ruhr-time") : null;
    return part && !part.closest("#map_ruhr") ? part : stage;
  }

  /** Show that `element` waits for `promise`, once that takes long. @param {Element} element @param {Promise<any>} promise */
  during(element, promise) {
    let shown = false;
    const timer = setTimeout(() => { shown = true; this.count(element, 1); }, SHOW_MS);
    const end = () => {
      clearTimeout(timer);
      if (shown) this.count(element, -1);
    };
    promise.then(end, end);
  }

  count(element, change) {
    const left = (this.waiting.get(element) ?? 0) + change;
    if (left > 0) this.waiting.set(element, left);
    else this.waiting.delete(element);
    element.toggleAttribute("data-busy", left > 0);
    const said = this.waiting.size ? this.app.text("busy.working") : "";
    if (this.live.textContent !== said) this.live.textContent = said;
  }

  turnSlow(on) {
    if (on === this.isSlow) return;
    this.isSlow = on;
    const { text } = this.app;
    if (on) show(this.note, h("span", {}, text("busy.slow")), h("button", { class: "ruhr-button", onclick: () => this.app.actions.again() }, text("app.retry")));
    this.app.notes.render();
  }
}
