// @ts-check
/** Buttons that put words on the clipboard and say so in their own place. */

import { h, symbol } from "./dom.js";

const SAID_MS = 2500;
const SHEETS = "M-9-10H4V-7.5H-6.5V5H-9ZM-4-5H9V10H-4ZM-1.5-2.5V7.5H6.5V-2.5Z";
const TICK = "M-9.5 1L-7.2-1.3L-3 2.9L7-7.1L9.3-4.8L-3 7.5Z";

/**
 * @param {import("./app.js").App} app
 * @param {string} label what it is called; what it shows unless `short` is given
 * @param {string} words what is copied
 * @param {{short?: string, [name: string]: any}} [more] attributes; `short` is shown instead, "" for the symbol alone
 */
export function copyButton(app, label, words, { short = label, ...more } = {}) {
  const shown = h("span", {}, short);
  let timer = 0;
  const restore = () => {
    button.removeAttribute("data-copied");
    button.firstElementChild?.replaceWith(symbol(SHEETS, 16));
    shown.textContent = short;
  };
  const copy = async () => {
    let said = "toolbox.copied";
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      said = "toolbox.copy_failed";
    }
    if (said === "toolbox.copied") button.firstElementChild?.replaceWith(symbol(TICK, 16));
    button.setAttribute("data-copied", String(said === "toolbox.copied"));
    shown.textContent = app.text(said);
    app.tools.say(app.text(said));
    clearTimeout(timer);
    timer = setTimeout(restore, SAID_MS);
  };
  const button = h("button", { title: label, "aria-label": label, ...more, onclick: copy }, symbol(SHEETS, 16), shown);
  return button;
}
