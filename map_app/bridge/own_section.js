// @ts-check
/** The part of the column where files are added and their layers are listed. */

import { h, show, symbol } from "./dom.js";
import { OwnCard } from "./own_card.js";

const PLUS = "M-1.6-9H1.6V-1.6H9V1.6H1.6V9H-1.6V1.6H-9V-1.6H-1.6Z";

export class OwnSection {
  /** @param {import("./own.js").Own} own */
  constructor(own) {
    this.own = own;
    this.language = "";
    /** @type {Map<string, OwnCard>} */
    this.cards = new Map();
    this.input = /** @type {HTMLInputElement} */ (h("input", { type: "file", multiple: true, hidden: true, class: "ruhr-own-input", onchange: () => this.picked() }));
    this.button = h("button", { class: "ruhr-button ruhr-own-add", onclick: () => this.input.click() });
    this.intro = h("div", { class: "ruhr-own-intro" });
    this.list = h("div", { class: "ruhr-own-list" });
    this.said = h("p", { class: "ruhr-unseen", role: "status" });
    this.head = h("h2", { class: "ruhr-head" });
    this.hint = h("span", { class: "ruhr-small ruhr-own-hint" });
    this.element = h("section", { class: "ruhr-own" }, this.head, this.list,
      h("div", { class: "ruhr-own-adder" }, this.button, this.hint), this.input, this.intro, this.said);
  }

  picked() {
    this.own.add([...(this.input.files ?? [])]);
    // The same file may be chosen again after it was corrected.
    this.input.value = "";
  }

  render() {
    const { app, entries } = this.own;
    const { text, ui, data } = app;
    if (this.language !== data.language) {
      this.language = data.language;
      this.head.textContent = text("own.title");
      this.element.setAttribute("aria-label", text("own.title"));
      show(this.button, symbol(PLUS, 14), h("span", {}, text("own.add")));
      this.hint.textContent = text("own.hint");
      this.input.accept = ui.own.formats.join(",");
      this.input.setAttribute("aria-label", text("own.add"));
      show(this.intro, h("p", { class: "ruhr-small" }, text("own.about", ui.own)), h("p", { class: "ruhr-small" }, text("own.privacy")));
    }
    for (const entry of entries) {
      if (!this.cards.has(entry.id)) {
        const card = new OwnCard(this.own, entry);
        this.cards.set(entry.id, card);
        this.list.append(card.element);
      }
      this.cards.get(entry.id).render();
    }
    this.element.classList.toggle("ruhr-is-elsewhere", data.world);
  }

  /** Let the visitor see how the files fare. */
  openForWork() {
    const { app } = this.own;
    app.column.turn("tree");
    app.column.bring(this.list.lastElementChild);
  }

  say(words) {
    this.said.textContent = words;
  }

  /** @param {import("./own.js").Entry} entry */
  added(entry) {
    for (const [id, card] of this.cards) card.isOpen = id === entry.id;
    this.render();
    const { column, text } = this.own.app;
    column.bring(this.cards.get(entry.id)?.element);
    this.say(text("own.added", { name: entry.name, count: entry.layer.told.shown }));
  }

  /** @param {import("./own.js").Entry} entry */
  removed(entry) {
    const card = this.cards.get(entry.id);
    const held = card?.element.contains(document.activeElement);
    card?.element.remove();
    this.cards.delete(entry.id);
    this.say(this.own.app.text("own.removed", { name: entry.name }));
    if (held) this.button.focus({ preventScroll: true });
  }

  /** Mark the row that is read in the panel. */
  mark() {
    for (const card of this.cards.values()) card.mark();
  }
}
