// @ts-check
/** Hand the view on: link, QR code, mail, another app, or a map in somebody's own page. */

import { PARTS, USUAL_PARTS, addressOf, pathOf, snippet } from "./address.js";
import { h, show } from "./dom.js";

const SAID_MS = 4000;
const HEIGHTS = [400, 500, 600, 700];
const WIDTHS = ["100%", "480", "640", "800"];

export class Sharing {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.language = "";
    /** Takes back what the last copy said. */
    this.rest = () => {};
    this.parts = new Set(USUAL_PARTS);
    this.element = /** @type {HTMLDialogElement} */ (h("dialog", {
      class: "ruhr-sharing", "aria-labelledby": "ruhr-sharing-title",
      onclick: (e) => { if (e.target === this.element) this.element.close(); },
    }));
  }

  open() {
    this.build();
    this.element.showModal();
    this.link.focus();
    this.link.select();
  }

  /** A language that changes under the open dialog is followed. */
  render() {
    if (this.element.open && this.language !== this.app.data.language) this.build();
  }

  build() {
    const { app } = this;
    const { text, data } = app;
    app.keepHash();
    this.language = data.language;
    const { profile } = data;
    this.extent = this.choice(text("sharing.extent"), true);
    this.selected = this.choice(text("sharing.selected", { name: profile?.title ?? "" }), true);
    this.link = this.field("sharing.link");
    this.said = h("p", { class: "ruhr-sharing-said", role: "status" });
    this.code = /** @type {HTMLImageElement} */ (h("img", { class: "ruhr-qr", width: "168", height: "168", alt: text("sharing.qr_alt"), onerror: () => { this.qr.hidden = true; } }));
    this.saveCode = h("a", { download: "metropole-ruhr-qr.svg" }, text("sharing.qr_save"));
    this.qr = h("div", { class: "ruhr-sharing-qr" }, this.code, this.saveCode);
    this.mail = h("a", { class: "ruhr-button" }, text("sharing.mail"));
    show(this.element, h("div", { class: "ruhr-sharing-body" },
      h("div", { class: "ruhr-about-head" }, h("h2", { id: "ruhr-sharing-title" }, text("sharing.title")),
        h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), onclick: () => this.element.close() }, "✕")),
      h("div", { class: "ruhr-sharing-link" },
        h("div", {},
          this.labelled("sharing.link", h("div", { class: "ruhr-sharing-row" }, this.link, this.copier(() => this.link, "sharing.copy"))),
          h("div", { class: "ruhr-sharing-choices" }, this.extent.row, Boolean(profile) && this.selected.row),
          h("div", { class: "ruhr-sharing-row" }, this.mail,
            "share" in navigator && h("button", { class: "ruhr-button", onclick: () => this.handOver() }, text("sharing.native")))),
        this.qr),
      this.said,
      this.embedding()));
    this.update();
  }

  /** The options of an embedded map and its HTML. */
  embedding() {
    const { text } = this.app;
    const select = (key, values, value, shown) => {
      const element = /** @type {HTMLSelectElement} */ (h("select", { class: "ruhr-select", onchange: () => this.update() },
        ...values.map((v) => h("option", { value: v, selected: String(v) === value }, shown(v)))));
      return { element, row: h("label", {}, h("span", {}, text(key)), element) };
    };
    const pixels = (value) => text("sharing.pixels", { value: String(value) });
    this.width = select("sharing.width", WIDTHS, "100%", (v) => (v === "100%" ? text("sharing.full_width") : pixels(v)));
    this.height = select("sharing.height", HEIGHTS, "500", pixels);
    this.partChoices = PARTS.map((part) => ({ part, ...this.choice(text(`sharing.part_${part}`), this.parts.has(part)) }));
    this.summary = h("p", { class: "ruhr-small", role: "status" });
    this.html = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "ruhr-sharing-html", readonly: true, rows: "4", spellcheck: "false", onfocus: () => this.html.select() }));
    return h("section", { class: "ruhr-sharing-embed", "aria-labelledby": "ruhr-embed-title" },
      h("h3", { id: "ruhr-embed-title" }, text("sharing.embed")),
      h("p", { class: "ruhr-small" }, text("sharing.embed_hint")),
      h("div", { class: "ruhr-sharing-sizes" }, this.width.row, this.height.row),
      h("fieldset", { class: "ruhr-sharing-choices" }, h("legend", {}, text("sharing.parts")), ...this.partChoices.map(({ row }) => row)),
      this.summary,
      this.labelled("sharing.html", this.html),
      this.copier(() => this.html, "sharing.copy_html"));
  }

  choice(label, checked) {
    const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", checked, onchange: () => this.update() }));
    return { box, row: h("label", { class: "ruhr-choice" }, box, h("span", {}, label)) };
  }

  field(key) {
    const field = /** @type {HTMLInputElement} */ (h("input", { type: "text", class: "ruhr-sharing-field", readonly: true, spellcheck: "false", "aria-label": this.app.text(key), onfocus: () => field.select() }));
    return field;
  }

  labelled(key, ...children) {
    return h("label", { class: "ruhr-sharing-label" }, h("span", { class: "ruhr-head" }, this.app.text(key)), ...children);
  }

  /** A button that copies a field and says so in its own place. */
  copier(field, key) {
    const button = h("button", { class: "ruhr-button ruhr-primary", onclick: () => this.copy(field(), button, key) }, this.app.text(key));
    return button;
  }

  /** Everything that follows from the choices. */
  update() {
    const { text, data } = this.app;
    this.parts = new Set(this.partChoices.filter(({ box }) => box.checked).map(({ part }) => part));
    const choices = { extent: this.extent.box.checked, selected: this.selected.box.checked };
    const href = addressOf(location.href, choices);
    const title = choices.selected && data.profile ? `${data.profile.title} · ${text("app.document")}` : text("app.document");
    this.title = title;
    this.link.value = href;
    this.mail.setAttribute("href", `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(`${title}\n${href}`)}`);
    const code = new URL(`ruhr/qr.svg?url=${encodeURIComponent(pathOf(href))}`, document.baseURI).href;
    this.qr.hidden = false;
    this.code.src = code;
    this.saveCode.setAttribute("href", code);
    const parts = PARTS.filter((part) => this.parts.has(part));
    const width = this.width.element.value;
    const height = Number(this.height.element.value);
    this.html.value = snippet(addressOf(location.href, { ...choices, parts }), { title, width, height });
    const list = new Intl.ListFormat(data.language).format(parts.map((part) => text(`sharing.part_${part}`)));
    const size = width === "100%" ? text("sharing.full_width") : text("sharing.pixels", { value: width });
    this.summary.textContent = parts.length
      ? text("sharing.summary", { width: size, height: String(height), parts: list })
      : text("sharing.summary_bare", { width: size, height: String(height) });
  }

  async copy(field, button, key) {
    const { text } = this.app;
    let said = "sharing.copied";
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Without a secure connection browsers offer no clipboard: what is marked can be copied by hand.
      field.focus();
      field.select();
      said = "sharing.copy_failed";
    }
    this.rest();
    this.said.textContent = text(said);
    if (said === "sharing.copied") button.textContent = `✓ ${text(said)}`;
    const timer = setTimeout(() => this.rest(), SAID_MS);
    this.rest = () => {
      clearTimeout(timer);
      this.said.textContent = "";
      button.textContent = text(key);
    };
  }

  async handOver() {
    try {
      await navigator.share({ title: this.title, url: this.link.value });
    } catch {
      // Turned away by the visitor: nothing to say.
    }
  }
}
