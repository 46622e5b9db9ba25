// @ts-check
/** A file from the server to the visitor's disk, with its progress on the way. */

/** The server answered, but not with the file; `message` is its own sentence, or empty. */
export class Refused extends Error {}

/**
 * Fetch a file. `onProgress` hears the share that has arrived (0 to 1), or null where the
 * length is not known. Rejects with Refused, with an AbortError, or where there is no connection.
 * @param {string} url @param {AbortSignal} signal @param {(share: number | null) => void} onProgress
 * @returns {Promise<{name: string, blob: Blob}>}
 */
export async function fetchFile(url, signal, onProgress) {
  const answer = await fetch(new URL(url, document.baseURI), { signal, cache: "no-store" });
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok || !answer.body) throw new Refused(type.startsWith("text/plain") ? await answer.text() : "");
  // What arrives is unpacked, a packed answer's length is not: then it says nothing.
  const length = answer.headers.get("content-encoding") ? 0 : Number(answer.headers.get("content-length"));
  const parts = [];
  let arrived = 0;
  const reader = answer.body.getReader();
  onProgress(length ? 0 : null);
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    arrived += part.value.length;
    onProgress(length ? Math.min(1, arrived / length) : null);
  }
  return { name: nameOf(answer.headers.get("content-disposition"), url), blob: new Blob(parts, { type }) };
}

/** Hand a file to the browser, which puts it where downloads go. @param {string} name @param {Blob} blob */
export function keep(name, blob) {
  const href = URL.createObjectURL(blob);
  const link = document.createElement("a");
  Object.assign(link, { href, download: name });
  link.click();
  // The browser reads it after this task: it may go once it has been read.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** The server's file name, else the last step of the address. */
function nameOf(disposition, url) {
  return /filename="([^"\\/]+)"/.exec(disposition ?? "")?.[1] ?? url.split("?")[0].split("/").pop() ?? "map";
}
