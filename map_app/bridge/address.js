// @ts-check
/** Addresses of the view to hand on: with or without extent and profile, and embedded. Pure. */

/** What an embedded map may show beside the map itself, in the order it is offered. */
export const PARTS = ["legend", "search", "time", "panel"];
/** What it shows where its address does not say. */
export const USUAL_PARTS = ["legend", "panel"];

/**
 * @param {string} href the page's own address
 * @param {{extent?: boolean, selected?: boolean, parts?: string[] | null}} options whether the
 *   extent and the chosen entry go along; `parts` makes it the address of an embedded map
 * @returns {string}
 */
export function addressOf(href, { extent = true, selected = true, parts = null } = {}) {
  const url = new URL(href);
  for (const name of ["embed", "embed_options", "parts", "page"]) url.searchParams.delete(name);
  if (!selected) url.searchParams.delete("id");
  if (!extent) url.hash = "";
  if (parts) {
    url.searchParams.delete("table");
    url.searchParams.set("embed", "true");
    if (parts.join() !== USUAL_PARTS.join()) url.searchParams.set("parts", parts.join(".") || "map");
  }
  return url.href;
}

/** The part of an address that the server is told: it knows where it is itself. @param {string} href */
export function pathOf(href) {
  const { pathname, search, hash } = new URL(href);
  return pathname + search + hash;
}

/**
 * HTML that shows the map in another page.
 * @param {string} src @param {{title: string, width: string, height: number}} options
 */
export function snippet(src, { title, width, height }) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const quoted = (text) => text.replace(/[&<>"]/g, (sign) => names[sign]);
  return `<iframe src="${quoted(src)}" title="${quoted(title)}" width="${width}" height="${height}" style="border:0;max-width:100%" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
}
