// Streamlit sends this text at every run, so it only fetches the real modules,
// by absolute address: a component's own address is a blob.
const base = new URL("{app}/", document.baseURI);
const style = (name) =>
  new Promise((done) => {
    const href = new URL(name, base).href;
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: done });
    document.head.append(link);
  });
const ready = Promise.all([
  import(new URL("page.js", base).href),
  style("page.css"),
]);
export default (component) => {
  const cleanup = ready.then(([bridge]) => bridge.default(component));
  return () => cleanup.then((end) => end());
};
