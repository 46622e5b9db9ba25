// @ts-check
/** A file on its way to the server and back; the server keeps nothing of it. */

/** Why a file cannot be shown: a key of the texts in `own_problem`, and what fills its gaps. */
export class Refusal extends Error {
  /** @param {string} key @param {Record<string, any>} values @param {any} problem */
  constructor(key, values = {}, problem = null) {
    super(key);
    this.key = key;
    this.values = values;
    this.problem = problem;
  }

  /** Whether the same file may fare better in a while. */
  get isPassing() {
    return ["busy", "offline", "too_slow", "server"].includes(this.key);
  }
}

/**
 * Post a body and tell how much of it has arrived.
 * @param {string} url @param {Blob | string} body @param {"json" | "blob"} type of the answer
 * @param {(share: number) => void} onProgress from 0 to 1 @param {Record<string, string>} headers
 * @returns {{done: Promise<any>, cancel: () => void}} `done` is null after `cancel`
 */
export function post(url, body, type, onProgress = () => {}, headers = {}) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", new URL(url, document.baseURI));
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = type;
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(refusal(request)));
    request.onerror = () => reject(new Refusal("offline"));
    request.onabort = () => resolve(null);
    request.send(body);
  });
  return { done, cancel: () => request.abort() };
}

function refusal({ status, response }) {
  const told = response && !(response instanceof Blob) ? response : null;
  if (told?.key) return new Refusal(told.key, told.values, told.problem);
  // What stands in front of the server may refuse a file by itself, without our words.
  return status === 413 ? new Refusal("too_big_here") : new Refusal("server", { status });
}

/** Offer a file to the browser's downloads. @param {Blob} blob @param {string} name */
export function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
