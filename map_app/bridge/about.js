// @ts-check
/** About the map: what it is, its sources, privacy, accessibility, imprint. A dialog with an address. */

import { h, show } from "./dom.js";

/** As the server knows them; the sources are in the frame, the others are fetched when opened. */
const PAGES = ["about", "sources", "privacy", "accessibility", "imprint"];

export class About {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.page = "about";
    this.language = "";
    /** @type {string | null} the page that the address has or will have */
    this.asked = null;
    /** Fetches of the pages, by address. */
    this.fetched = new Map();
    this.element = /** @type {HTMLDialogElement} */ (h("dialog", {
      class: "ruhr-about", "aria-labelledby": "ruhr-about-title",
      onclick: (e) => { if (e.target === this.element) this.element.close(); },
      onclose: () => this.closed(),
    }));
    this.tabs = h("div", { class: "ruhr-tabs", role: "tablist", onkeydown: (e) => this.key(e) });
    this.title = h("h2", { id: "ruhr-about-title", tabindex: "-1" });
    this.body = h("div", { class: "ruhr-about-page", role: "tabpanel", id: "ruhr-about-page", tabindex: "0" });
  }

  /** @param {string} page one of PAGES */
  open(page = "about") {
    this.turn(page);
    this.say(page);
  }

  closed() {
    this.say(null);
  }

  /** The address follows, unless it is already on its way there. */
  say(page) {
    if (this.asked === page) return;
    this.asked = page;
    this.app.actions.say("page", { id: page });
  }

  /** What the address says: a page, or none. */
  render() {
    const { data } = this.app;
    if (this.language !== data.language) this.build();
    this.language = data.language;
    this.asked = data.page;
    if (data.page) this.turn(data.page);
    else if (this.element.open) this.element.close();
  }

  build() {
    const { text } = this.app;
    this.drawn = "";
    this.tabs.setAttribute("aria-label", text("pages.label"));
    show(this.tabs, ...PAGES.map((page) => h("button", {
      role: "tab", id: `ruhr-about-${page}`, "data-page": page, "aria-controls": "ruhr-about-page", onclick: () => this.open(page),
    }, text(`pages.${page}`))));
    show(this.element, h("div", { class: "ruhr-about-body" },
      h("div", { class: "ruhr-about-head" }, this.title,
        h("button", { class: "ruhr-icon-button", "aria-label": text("app.close"), onclick: () => this.element.close() }, "✕")),
      this.tabs, this.body));
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    this.open(PAGES[(PAGES.indexOf(this.page) + step + PAGES.length) % PAGES.length]);
    /** @type {HTMLElement | null} */ (this.tabs.querySelector("[aria-selected=true]"))?.focus();
  }

  turn(page) {
    this.page = page;
    this.title.textContent = this.app.text(`pages.${page}`);
    for (const tab of this.tabs.querySelectorAll("button")) {
      const chosen = tab.dataset.page === page;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    this.body.setAttribute("aria-labelledby", `ruhr-about-${page}`);
    this.draw();
    if (!this.element.open) {
      this.element.showModal();
      this.title.focus({ preventScroll: true });
    }
    this.tabs.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  async draw() {
    const { page, app } = this;
    const { ui } = app;
    const key = `${ui.language} ${page}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.body.scrollTop = 0;
    if (page === "sources") return show(this.body, ...this.sources());
    show(this.body, h("p", { class: "ruhr-small", role: "status" }, app.text("busy.working")));
    try {
      const pages = await this.fetch(ui.pages);
      if (key === this.drawn) show(this.body, ...pages[page].map((block) => this.block(block)));
    } catch {
      if (key !== this.drawn) return;
      this.drawn = "";
      show(this.body, h("p", {}, app.text("pages.failed")), h("button", { class: "ruhr-button", onclick: () => this.draw() }, app.text("app.retry")));
    }
  }

  fetch(url) {
    if (!this.fetched.has(url)) {
      const loading = fetch(new URL(url, document.baseURI)).then((answer) => {
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        return answer.json();
      });
      this.fetched.set(url, loading);
      loading.catch(() => this.fetched.delete(url));
    }
    return this.fetched.get(url);
  }

  block({ head, text, items, lines, link, label, missing, report }) {
    if (head) return h("h3", {}, head);
    if (items) return h("ul", {}, ...items.map((item) => h("li", {}, item)));
    if (lines) return h("p", {}, ...lines.flatMap((line, i) => [i ? h("br") : null, line]));
    if (link) return h("p", {}, h("a", { href: link, target: link.startsWith("mailto:") ? null : "_blank", rel: "noopener noreferrer" }, label));
    if (missing) return h("p", { class: "ruhr-missing" }, missing);
    if (report) return h("p", {}, this.report());
    return h("p", {}, text);
  }

  /** A mail to the operator that says what is shown; null where there is nobody to write to. */
  report() {
    const { app } = this;
    const { text, data, ui } = app;
    if (!ui.contact) return null;
    const about = data.profile ? `${data.profile.title} (${data.profile.id})` : text("app.document");
    const link = h("a", { "data-do": "report" }, text("pages.report"));
    // When it is followed: the address has moved on with the map.
    const aim = () => link.setAttribute("href", `mailto:${ui.contact}?subject=${encodeURIComponent(text("pages.report_subject", { about }))}&body=${encodeURIComponent(text("pages.report_body", { about, link: location.href }))}`);
    for (const kind of ["pointerdown", "focus", "click"]) link.addEventListener(kind, aim);
    aim();
    return link;
  }

  /** Every layer with its origin, date, licence and accuracy. */
  sources() {
    const { ui, text } = this.app;
    const link = (label, url) => (url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label) : label);
    return [
      h("p", {}, text("about.intro")),
      h("table", {}, h("thead", {}, h("tr", {}, ...["layer", "source", "state", "licence", "accuracy"].map((key) => h("th", { scope: "col" }, text(`about.${key}`))))),
        h("tbody", {}, ...ui.about.map((row) => h("tr", {},
          h("th", { scope: "row" }, row.layer), h("td", {}, link(row.source, row.url), h("small", {}, row.attribution)),
          h("td", {}, row.date), h("td", {}, link(row.licence, row.licence_url)), h("td", {}, row.accuracy))))),
      ...(ui.basemaps.length ? [h("h3", {}, text("about.basemaps"))] : []),
      ...ui.basemaps.map((b) => h("p", {}, `${b.title}: ${b.attribution} (${b.licence}, ${b.host})`)),
    ];
  }
}
