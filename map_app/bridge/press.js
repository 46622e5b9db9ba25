// @ts-check
/** A finger that rests on an element: what some browsers tell as a right click and others not at all. */

const HOLD_MS = 550;
const SLIP = 10; // pixels a resting finger may move

/** @param {HTMLElement} element @param {(event: PointerEvent) => void} act */
export function onLongPress(element, act) {
  let timer = 0;
  let from = { x: 0, y: 0 };
  const cancel = () => clearTimeout(timer);
  element.addEventListener("pointerdown", (event) => {
    cancel();
    // A second finger zooms.
    if (event.pointerType !== "touch" || !event.isPrimary) return;
    from = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => act(event), HOLD_MS);
  });
  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > SLIP) cancel();
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, cancel);
}
