"""A visit: one visitor's page, the clock in it and the bytes on its websocket.

All times are taken inside the page, from the event a person causes to the
frame that shows the answer; nothing of Playwright's own delay is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, WebSocket

from benchmarks.browser import stand_in

LIMIT_MS = 30_000
QUIET_MS = 100
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

# Runs before the page's own scripts. `drawn` is when the first element that matches, also
# in a component's frame, is painted; `arm` waits for a click or key and then for all `parts`
# to differ.
_CLOCK = """
window === top && (() => {
  const shown = (done) => setTimeout(() => done(performance.now()));
  const documents = () => [document, ...[...document.querySelectorAll("iframe")]
    .map((frame) => frame.contentDocument).filter(Boolean)];
  const look = () => documents().some((inner) => inner.querySelector(SELECTOR))
    ? shown((at) => { window.bench.drawn = at; })
    : requestAnimationFrame(look);
  requestAnimationFrame(look);
  window.bench = {
    arm(parts, target) {
      const before = parts();
      this.answer = new Promise((done, fail) => {
        const begin = () => {
          target.removeEventListener("click", begin, true);
          target.removeEventListener("keydown", begin, true);
          const from = performance.now();
          setTimeout(() => fail(new Error(`no change of ${parts}: ${before}`)), LIMIT);
          const look = () => parts().every((part, i) => part !== before[i])
            ? shown((at) => done(at - from))
            : requestAnimationFrame(look);
          requestAnimationFrame(look);
        };
        target.addEventListener("click", begin, true);
        target.addEventListener("keydown", begin, true);
      });
    },
  };
})();
"""


@dataclass(frozen=True)
class Sample:
    """One interaction: milliseconds to the changed frame, websocket bytes in both directions."""

    ms: float
    wire: int


class Visit:
    """A page of `context` at `url`; `drawn` is the selector of what counts as drawn."""

    def __init__(self, context: BrowserContext, url: str, drawn: str) -> None:
        self.url = url
        self.wire: list[int] = []
        self.page: Page = context.new_page()
        clock = _CLOCK.replace("LIMIT", str(LIMIT_MS)).replace("SELECTOR", repr(drawn))
        self.page.add_init_script(clock)
        self.page.on("websocket", self._listen)
        stand_in(self.page)

    def open(self) -> float:
        """Milliseconds from navigation to the first frame with what counts as drawn."""
        self.page.goto(self.url, wait_until="commit")
        self.page.wait_for_function("window.bench.drawn", timeout=LIMIT_MS)
        return float(self.page.evaluate("window.bench.drawn"))

    def timed(self, parts: str, act: Callable[[], None], *, target: str = "window") -> Sample:
        """Do `act` and wait until every string in `parts` has changed.

        `parts` is a JavaScript function that returns a list; `target` the
        window in which the click or key happens.
        """
        self.page.bring_to_front()
        self.rest()
        before = len(self.wire)
        self.page.evaluate(f"() => bench.arm({parts}, {target})")
        act()
        ms = float(self.page.evaluate("bench.answer"))
        self.rest()
        return Sample(ms, sum(self.wire[before:]))

    def rest(self) -> None:
        """Wait until the page is answered and nothing is said on the websocket any more."""
        heard = -1
        while heard != len(self.wire):
            self.page.wait_for_selector(_IDLE, state="attached", timeout=LIMIT_MS)
            heard = len(self.wire)
            self.page.wait_for_timeout(QUIET_MS)

    def _listen(self, connection: WebSocket) -> None:
        connection.on("framesent", self._count)
        connection.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.wire.append(len(payload.encode() if isinstance(payload, str) else payload))
