// @ts-check
/** The relations of what is selected: its partners are ringed, and joined by lines when asked. */

export class Ties {
  /** @param {import("./map.js").RuhrMap} ruhr */
  constructor(ruhr) {
    this.ruhr = ruhr;
    this.group = ruhr.L.layerGroup().addTo(ruhr.map);
    this.drawn = "";
  }

  /** (lat, lon) of every related feature that lies on the map that is shown. */
  ends() {
    const { ruhr } = this;
    return ruhr.wanted.related
      .map((id) => ruhr.feature(id))
      .filter((feature) => feature && !feature.geometry.type.endsWith("LineString") && ruhr.isHere(ruhr.layerOf(feature.properties.id)))
      .map((feature) => ({ id: feature.properties.id, at: middle(feature) }));
  }

  redraw() {
    const { ruhr } = this;
    const { selected, ties, world } = ruhr.wanted;
    const ends = this.ends();
    const key = JSON.stringify([selected, ties, world, ends]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.group.clearLayers();
    if (!ends.length) return;
    for (const { id } of ends) this.ring(id);
    if (ties) this.lines(selected, ends);
  }

  /** An area that belongs to it gets an outline; points are ringed by their marks. */
  ring(id) {
    const feature = this.ruhr.feature(id);
    if (!feature.geometry.type.endsWith("Polygon")) return;
    this.ruhr.L.geoJSON(feature, {
      interactive: false,
      style: () => ({ pane: "ruhr-lines", className: "ruhr-path ruhr-related-area", weight: 2.5, fill: false, dashArray: "1 6", lineCap: "round" }),
    }).addTo(this.group);
  }

  /** From the feature itself, or where it has no place from the middle of its partners. */
  lines(selected, ends) {
    const { L } = this.ruhr;
    const own = this.ruhr.feature(selected);
    const mean = (n) => ends.reduce((sum, { at }) => sum + at[n], 0) / ends.length;
    const from = own ? middle(own) : [mean(0), mean(1)];
    // The world map has the great circles; a star between partners would say nothing.
    if (!own && (ends.length < 2 || this.ruhr.wanted.world)) return;
    for (const { at } of ends) {
      for (const [name, weight] of [["ruhr-casing", 5], ["ruhr-tie", 1.8]]) {
        L.polyline([from, at], { interactive: false, pane: "ruhr-lines", className: `ruhr-path ${name}`, weight }).addTo(this.group);
      }
    }
    if (!own) L.circleMarker(from, { interactive: false, pane: "ruhr-lines", radius: 4, weight: 2, className: "ruhr-path ruhr-hub" }).addTo(this.group);
  }
}

/** (lat, lon) that stands for a feature. */
function middle({ geometry, properties, box }) {
  if (properties.label_lat !== undefined) return [properties.label_lat, properties.label_lon];
  if (geometry.type === "Point") return [geometry.coordinates[1], geometry.coordinates[0]];
  return [(box[1] + box[3]) / 2, (box[0] + box[2]) / 2];
}
