// @ts-check
/** Elements without markup: every text goes in as text, never as HTML. */

/** Below this width the column is an overlay and the panel a sheet. */
export const isNarrow = () => matchMedia("(max-width: 960px)").matches;

/** Whether the visitor asked for no motion. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with properties and children. `on*` are listeners, `class` the
 * class list, anything else an attribute; null, undefined and false are left out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/** A symbol from path data around the origin, about 20 units across. @param {string} path */
export function symbol(path, size = 16, className = "ruhr-symbol") {
  const svg = document.createElementNS(SVG, "svg");
  fill(svg, {
    class: className, viewBox: "-13 -13 26 26", width: size, height: size,
    "aria-hidden": "true", focusable: "false",
  }, []);
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** Replace what `parent` holds. @param {Element} parent @param {(Node | null | false)[]} children */
export function show(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child instanceof Node));
}

/** A text with one marked word for each `{name}`, as the interface texts have them. */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child || child === "") element.append(child);
}
