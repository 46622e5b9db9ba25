// @ts-check
/**
 * Actions on their way to Python. Streamlit may drop an earlier trigger when a
 * later one overtakes it, and a rerun may still carry an older URL. So a message
 * stands on its own: the URL of the last answer and everything said since.
 * Actions are absolute (on, off, this text), so hearing one twice does no harm.
 */

export class Actions {
  /** @param {(name: string, value: any) => void} send */
  constructor(send) {
    this.send = send;
    this.run = Math.random().toString(36).slice(2, 10);
    this.number = 0;
    /** @type {{n: number, do: string}[]} */
    this.open = [];
    this.base = location.search;
  }

  /** @param {string} verb @param {Record<string, any>} details */
  say(verb, details = {}) {
    this.open.push({ n: ++this.number, do: verb, ...details });
    this.again();
  }

  /** Say what is not answered yet, once more. */
  again() {
    if (this.open.length) this.send("act", { run: this.run, base: this.base, actions: this.open });
  }

  /** Whether an answer is the last word: nothing said since is still under way. */
  settle({ run, done }) {
    this.open = run === this.run ? this.open.filter(({ n }) => n > done) : [];
    this.base = location.search;
    return this.open.length === 0;
  }
}
