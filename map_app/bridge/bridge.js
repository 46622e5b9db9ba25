// @ts-check
/**
 * The seam between Streamlit and the page: state comes in, actions go out.
 * The page is mounted once per element and lives until the element is gone.
 */

import { App } from "./app.js";

/** @type {WeakMap<Element, App>} */
const apps = new WeakMap();

/** @param {{data: any, parentElement: HTMLElement, setTriggerValue: (name: string, value: any) => void}} component */
export default function bridge({ data, parentElement, setTriggerValue }) {
  let app = apps.get(parentElement);
  if (!app) {
    app = new App(parentElement, setTriggerValue);
    apps.set(parentElement, app);
  }
  app.update(data);
  return () => {
    setTimeout(() => {
      if (parentElement.isConnected) return;
      apps.get(parentElement)?.destroy();
      apps.delete(parentElement);
    }, 0);
  };
}
