// @ts-check
/**
 * Actions on their way to Python. Streamlit may drop an earlier trigger when a
 * later one overtakes it, so every message repeats what is not yet answered.
 */

export class Actions {
  /** @param {(name: string, value: any) => void} send */
  constructor(send) {
    this.send = send;
    this.run = Math.random().toString(36).slice(2, 10);
    this.number = 0;
    /** @type {{n: number, do: string}[]} */
    this.open = [];
  }

  /** @param {string} verb @param {Record<string, any>} details */
  say(verb, details = {}) {
    this.open.push({ n: ++this.number, do: verb, ...details });
    this.send("act", { run: this.run, actions: this.open });
  }

  /** Whether an answer is the last word: nothing said since is still under way. */
  settle({ run, done }) {
    this.open = run === this.run ? this.open.filter(({ n }) => n > done) : [];
    return this.open.length === 0;
  }
}
