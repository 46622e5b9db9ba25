// @ts-check
/**
 * The search box: suggests while one types and takes the visitor to what is chosen.
 *
 * A combobox with a list (WAI-ARIA): the focus stays in the box, the arrow keys walk the list.
 * Typing only suggests; Enter without a chosen row filters map and list by the text.
 */

import { h, isNarrow, show, symbol } from "./dom.js";
import { Spot } from "./spot.js";

const PAUSE_MS = 60;
const REMEMBERED = 100;
const CLOSE_UP = 13;
const LENS = "M-2-9A7 7 0 1 1-2 5A7 7 0 1 1-2-9ZM-2-6.5A4.5 4.5 0 1 0-2 2.5A4.5 4.5 0 1 0-2-6.5ZM2.5 4.5L4.5 2.5L10 8L8 10Z";
/** Symbols of what has none in the catalogue. */
const SIGNS = {
  postcode: "M-10-7H10V7H-10ZM-7-5L0 1L7-5ZM-8-3.4V5H8V-3.4L0 3.4Z",
  coordinates: "M-1.2-10H1.2V-5.9A6 6 0 0 1 5.9-1.2H10V1.2H5.9A6 6 0 0 1 1.2 5.9V10H-1.2V5.9A6 6 0 0 1-5.9 1.2H-10V-1.2H-5.9A6 6 0 0 1-1.2-5.9ZM0-3.6A3.6 3.6 0 1 0 0 3.6A3.6 3.6 0 1 0 0-3.6Z",
  indicator: "M0-10C4-4 7-1 7 3.5A7 7 0 0 1-7 3.5C-7-1-4-4 0-10Z",
  figure: "M-9 8V-1H-4V8ZM-2.5 8V-8H2.5V8ZM4 8V-4H9V8Z",
};

/**
 * @typedef {{kind: string, id: string, title: string, subtitle?: string, theme?: string,
 *   layer?: string, symbol?: string, at?: [number, number], figure?: string,
 *   marks: [number, number][], actions: {do: string, [key: string]: any}[]}} Hit
 * @typedef {{groups: {kind: string, hits: Hit[]}[], note: {kind: string, value: string} | null}} Found
 */

export class Search {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    /** The text that filters, as far as this box knows. */
    this.applied = "";
    /** Whether the box holds something that was neither chosen nor filtered by. */
    this.isOpenEnded = false;
    /** @type {Map<string, Found>} */
    this.answers = new Map();
    /** @type {{element: HTMLElement, choose: () => void}[]} */
    this.options = [];
    this.active = -1;
    /** What is left to do when the answer to what was chosen, action `n`, is there. @type {{go: () => void, n: number} | null} */
    this.pending = null;
    this.spot = new Spot(app, (text) => this.fetch(text));
    this.input = /** @type {HTMLInputElement} */ (h("input", {
      type: "text", class: "ruhr-search-input", role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox",
      "aria-expanded": "false", "aria-controls": "ruhr-hits", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      enterkeyhint: "search", maxlength: "200",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onfocus: () => this.isOpenEnded && this.typed(),
    }));
    this.clear = h("button", { class: "ruhr-search-clear", hidden: true, onclick: () => this.empty() }, "✕");
    this.hint = h("kbd", { class: "ruhr-search-key", "aria-hidden": "true" }, "/");
    this.list = h("div", { id: "ruhr-hits", class: "ruhr-hits", role: "listbox" });
    this.words = h("div", { class: "ruhr-search-words" });
    // The focus stays in the box while somebody points at the list.
    this.popup = h("div", { class: "ruhr-suggest", hidden: true, onmousedown: (event) => event.preventDefault() }, this.words, this.list);
    this.said = h("div", { class: "ruhr-unseen", role: "status" });
    this.element = h("div", {
      class: "ruhr-search", role: "search",
      onfocusout: (event) => { if (!this.element.contains(event.relatedTarget)) this.close(); },
    }, symbol(LENS, 16), this.input, this.hint, this.clear, this.popup, this.said);
    this.onSlash = (event) => this.slash(event);
    document.addEventListener("keydown", this.onSlash);
    // A keyboard on the screen takes room that the style sheet does not know of.
    this.onRoom = () => this.popup.style.setProperty("--ruhr-room", `${window.visualViewport?.height ?? innerHeight}px`);
    window.visualViewport?.addEventListener("resize", this.onRoom);
    this.onRoom();
  }

  render() {
    const { text, data } = this.app;
    this.input.placeholder = text(isNarrow() ? "header.search_short" : "search.placeholder");
    this.input.setAttribute("aria-label", text("search.label"));
    this.list.setAttribute("aria-label", text("search.suggestions"));
    this.clear.setAttribute("aria-label", text("search.clear"));
    const changed = data.filter.text !== this.applied;
    this.applied = data.filter.text;
    if (changed || !this.isOpenEnded) this.settle();
    if (!this.popup.hidden && this.language !== data.language) this.typed();
    this.language = data.language;
    this.spot.render();
  }

  get text() {
    return this.input.value.trim();
  }

  /** `/` leads here from anywhere but where it can be typed. */
  slash(event) {
    if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.isContentEditable || target.closest("input:not([type=checkbox], [type=range], [type=radio]), textarea, select, dialog")) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.mark(-1);
    this.isOpenEnded = this.text !== this.applied;
    this.clear.hidden = !this.input.value;
    if (!this.text) {
      this.close();
      this.filter("");
      return;
    }
    const known = this.answers.get(this.address(this.text));
    if (known) this.draw(this.text, known);
    else this.timer = setTimeout(() => this.ask(this.text), PAUSE_MS);
  }

  async ask(text) {
    this.request = new AbortController();
    const { signal } = this.request;
    const found = await this.fetch(text, signal).catch(() => null);
    if (!signal.aborted && document.activeElement === this.input) this.draw(text, found);
  }

  /** What is found for a text, asked once. @returns {Promise<Found>} */
  async fetch(text, signal) {
    const address = this.address(text);
    const known = this.answers.get(address);
    if (known) return known;
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const found = await answer.json();
    if (this.answers.size >= REMEMBERED) this.answers.clear();
    this.answers.set(address, found);
    return found;
  }

  address(text) {
    return new URL(`ruhr/search/${this.app.data.language}?${new URLSearchParams({ q: text })}`, document.baseURI).href;
  }

  /** Show what was found; null: the server did not answer. @param {string} text @param {Found | null} found */
  draw(text, found) {
    const say = this.app.text;
    const groups = found?.groups ?? [];
    const count = groups.reduce((sum, { hits }) => sum + hits.length, 0);
    const note = found?.note && say(`search.beyond_${found.note.kind}`, { value: found.note.value });
    const told = note || (found ? !count && say("search.none", { text }) : say("search.unreachable"));
    const none = found && !count;
    // The rows that come are others: none of them is marked.
    this.mark(-1);
    this.options = [];
    show(this.words, told && h("p", {}, told), none && !note && h("p", { class: "ruhr-small" }, say("search.teach")));
    show(this.list,
      ...groups.map(({ kind, hits }) => this.group(say(`search.${kind}`), kind, hits.map((hit) => this.hit(hit)))),
      none && this.group(say("search.examples"), "examples", ["search.example_name", "search.example_postcode", "search.example_position"].map((key) => this.example(say(key)))),
      this.option("ruhr-hit-filter", () => this.enter(), symbol(LENS, 16), h("span", { class: "ruhr-hit-title" }, say("search.filter", { text })), h("kbd", { "aria-hidden": "true" }, "↵")));
    this.said.textContent = told || say("search.count", { count });
    this.list.scrollTop = 0;
    this.open();
  }

  group(title, kind, rows) {
    const id = `ruhr-hits-${kind}`;
    return h("div", { role: "group", "aria-labelledby": id }, h("div", { class: "ruhr-head", role: "presentation", id }, title), ...rows);
  }

  option(classes, choose, ...children) {
    const n = this.options.length;
    const element = h("div", { class: `ruhr-hit ${classes}`, role: "option", id: `ruhr-hit-${n}`, "aria-selected": "false", onclick: choose, onmousemove: () => this.mark(n) }, ...children);
    this.options.push({ element, choose });
    return element;
  }

  /** @param {Hit} hit */
  hit(hit) {
    const path = SIGNS[hit.kind] ?? this.app.ui.symbols[hit.symbol ?? ""] ?? "";
    const look = [hit.theme && `ruhr-theme-${hit.theme}`, hit.layer && `ruhr-layer-${hit.layer}`].filter(Boolean).join(" ");
    const option = this.option(look, () => this.choose(hit), symbol(path, 18),
      h("span", { class: "ruhr-hit-title" }, ...marked(hit.title, hit.marks), hit.subtitle && h("small", {}, hit.subtitle)));
    option.dataset.hit = `${hit.kind} ${hit.id}`;
    return option;
  }

  example(text) {
    return this.option("ruhr-hit-example", () => { this.input.value = text; this.typed(); }, symbol(LENS, 16), h("span", { class: "ruhr-hit-title" }, text));
  }

  open() {
    this.app.column.closeOnPhone();
    this.popup.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.mark(-1);
    this.popup.hidden = true;
    this.said.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
  }

  /** Point out row `n` of the list; -1: none, the text itself counts. */
  mark(n) {
    if (n === this.active) return;
    this.options[this.active]?.element.setAttribute("aria-selected", "false");
    this.active = n;
    const element = this.options[n]?.element;
    if (element) {
      element.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", element.id);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  walk(n) {
    this.mark(n);
    this.options[n]?.element.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const { key } = event;
    const isOpen = !this.popup.hidden;
    const last = this.options.length - 1;
    if (key === "Enter") {
      if (isOpen && this.active >= 0) this.options[this.active].choose();
      else this.enter();
    } else if (key === "Escape") {
      if (isOpen) this.close();
      else if (this.isOpenEnded) this.settle();
      else return;
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      if (!isOpen && this.text) this.typed();
      // Beyond the last row and before the first one stands the box itself.
      else if (isOpen && key === "ArrowDown") this.walk(this.active === last ? -1 : this.active + 1);
      else if (isOpen) this.walk(this.active === -1 ? last : this.active - 1);
    } else if (isOpen && this.active >= 0 && (key === "Home" || key === "End")) this.walk(key === "Home" ? 0 : last);
    else return;
    event.preventDefault();
  }

  /** Filter by what stands in the box, and show the list of what is left. */
  enter() {
    this.filter(this.text);
    this.leave();
    if (this.applied && !isNarrow()) this.app.column.turn("list");
  }

  filter(text) {
    if (text === this.applied) return;
    this.applied = text;
    this.app.actions.say("text", { value: text });
  }

  empty() {
    this.input.value = "";
    this.input.focus();
    this.typed();
  }

  /** The box shows the text that filters. */
  settle() {
    this.isOpenEnded = false;
    this.input.value = this.applied;
    this.clear.hidden = !this.applied;
  }

  /** The list has done its work; on a phone the keyboard goes too. */
  leave() {
    this.settle();
    this.close();
    if (isNarrow()) this.input.blur();
  }

  /** Do what a hit stands for, then go there. @param {Hit} hit */
  choose(hit) {
    const { app } = this;
    this.leave();
    app.column.closeOnPhone();
    const actions = hit.actions.filter((action) => action.do !== "world" || action.on !== app.data.world);
    const go = () => this.go(hit);
    if (!actions.length) return go();
    for (const { do: verb, ...details } of actions) {
      // What lies under a row of the visitor's own comes back into the panel.
      if (verb === "select") app.select(details.id);
      else app.actions.say(verb, details);
    }
    this.pending = { go, n: app.actions.number };
  }

  /** The answer to action `done` was drawn: if a chosen hit waited for it, go there. @param {number} done @param {Promise<void>} loaded */
  async arrived(done, loaded) {
    const { pending } = this;
    if (!pending || done < pending.n) return;
    this.pending = null;
    await loaded;
    pending.go();
  }

  /** @param {Hit} hit */
  go(hit) {
    const { app } = this;
    if (hit.at) this.spot.show(hit);
    else if (hit.figure) app.panel.figures.reach(hit.figure);
    else if (hit.kind === "indicator" && !isNarrow()) app.column.openFill();
    else if (hit.actions[0].do === "select") {
      if (app.ruhr.feature(app.data.selected)) app.ruhr.showFeature(app.data.selected, [], { maxZoom: app.data.world ? 5 : CLOSE_UP });
      if (!this.isOpenEnded) app.panel.focus();
    }
  }

  destroy() {
    clearTimeout(this.timer);
    this.request?.abort();
    document.removeEventListener("keydown", this.onSlash);
    window.visualViewport?.removeEventListener("resize", this.onRoom);
  }
}

/** A title in pieces, with what answers marked. @param {string} title @param {[number, number][]} marks */
function marked(title, marks) {
  const letters = [...title];
  const piece = (from, to) => letters.slice(from, to).join("");
  const parts = [];
  let done = 0;
  for (const [from, to] of marks) {
    parts.push(piece(done, from), h("mark", {}, piece(from, to)));
    done = to;
  }
  return [...parts, piece(done)];
}
