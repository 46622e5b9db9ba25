// @ts-check
/** One layer of the visitor's own: its rows, which of them pass its filter, and their drawing. */

import { boundsOf } from "./layer.js";
import { contains, distanceToLine } from "./hit.js";

/**
 * @typedef {{kind: "point" | "line" | "area", coordinates: any}} Part
 * @typedef {{id: string, row: number, properties: Record<string, any>, parts: Part[],
 *   box: number[], words: string}} OwnFeature
 */

const TITLE = /^(name|titel|title|bezeichnung|bezeichner|label|objekt|objektname|standort|adresse)$/i;
/** More at one place than this nobody reads; the nearest come first. */
const PILE = 20;
/** Points are drawn smaller where there are more of them, and at last without a casing. */
const CROWD = 1_500;
const SWARM = 20_000;

export class OwnLayer {
  /** @param {string} id @param {any} told what the server says of it @param {any} geojson @param {number} colour */
  constructor(id, told, geojson, colour) {
    Object.assign(this, { id, told, geojson, colour });
    this.on = true;
    this.query = "";
    /** @type {OwnFeature[]} */
    this.features = geojson.features.map((feature) => ({
      id: `${id}:${feature.id}`, row: feature.id, properties: feature.properties,
      parts: partsOf(feature.geometry), box: boxOf(feature.geometry),
      words: Object.values(feature.properties).join(" ").toLowerCase(),
    }));
    this.byId = new Map(this.features.map((feature) => [feature.id, feature]));
    this.shown = this.features;
    this.titleField = this.fieldOfTitle();
    this.noteField = told.fields.map(([name]) => name).find((name) => name !== this.titleField);
    /** Leaflet's layers by map; the twin of the swipe is a second one. */
    this.groups = new WeakMap();
  }

  /** A field called so, else the first of text. */
  fieldOfTitle() {
    const { fields } = this.told;
    return (fields.find(([name]) => TITLE.test(name)) ?? fields.find(([, type]) => type === "text"))?.[0];
  }

  /** Keep the rows in which every word stands somewhere. @param {string} query */
  filter(query) {
    this.query = query;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = words.length ? this.features.filter((f) => words.every((word) => f.words.includes(word))) : this.features;
  }

  /** @param {OwnFeature} feature @param {(key: string, values: any) => string} text */
  title(feature, text) {
    const value = this.titleField ? feature.properties[this.titleField] : undefined;
    return value === undefined ? text(this.told.unit === "line" ? "own.nameless_line" : "own.nameless_row", { row: feature.row }) : String(value);
  }

  /** Draw what passes, or nothing; a no-op where that is drawn already. */
  draw(ruhr, renderer, visible, { colour, casing }) {
    const { L, map } = ruhr;
    const key = `${visible} ${this.query} ${colour} ${casing}`;
    const before = this.groups.get(map);
    if (before?.key === key) return;
    before?.group.remove();
    const group = L.layerGroup();
    this.groups.set(map, { key, group });
    if (!visible) return;
    const parts = this.shown.flatMap((feature) => feature.parts);
    const of = (kind) => parts.filter((part) => part.kind === kind);
    const style = { renderer, interactive: false, color: colour, lineCap: "round" };
    for (const { coordinates } of of("area")) group.addLayer(L.polygon(turned(coordinates), { ...style, weight: 2, fillColor: colour, fillOpacity: 0.16 }));
    for (const { coordinates } of of("line")) group.addLayer(L.polyline(turned(coordinates), { ...style, color: casing, weight: 6.5 }));
    for (const { coordinates } of of("line")) group.addLayer(L.polyline(turned(coordinates), { ...style, weight: 3.5 }));
    const points = of("point");
    const look = points.length > SWARM ? { radius: 2.5, stroke: false } : points.length > CROWD ? { radius: 4, weight: 1 } : { radius: 6.5, weight: 2 };
    for (const { coordinates } of points) {
      group.addLayer(L.circleMarker(turned(coordinates), { ...style, ...look, color: casing, fillColor: colour, fillOpacity: 1 }));
    }
    group.addTo(map);
  }

  remove(map) {
    this.groups.get(map)?.group.remove();
    this.groups.delete(map);
  }

  /** What lies at a container pixel, the nearest first. @returns {import("./hit.js").Hit} */
  at(map, at, reach) {
    const { lng, lat } = map.containerPointToLatLng(at);
    const edge = map.containerPointToLatLng([at.x + reach, at.y - reach]);
    const [dx, dy] = [edge.lng - lng, edge.lat - lat];
    const pixel = ([x, y]) => map.latLngToContainerPoint([y, x]);
    const near = { point: [], line: [], area: [] };
    for (const feature of this.shown) {
      const [west, south, east, north] = feature.box;
      if (lng < west - dx || lng > east + dx || lat < south - dy || lat > north + dy) continue;
      for (const { kind, coordinates } of feature.parts) {
        const away = kind === "area"
          ? contains(lng, lat, { type: "Polygon", coordinates }) ? (east - west) * (north - south) : Infinity
          : kind === "line" ? distanceToLine(at, coordinates.map(pixel)) / 0.6 : pixel(coordinates).distanceTo(at);
        if (away <= reach || (kind === "area" && away < Infinity)) near[kind].push({ id: feature.id, away });
      }
    }
    const ids = (found) => [...new Set(found.sort((a, b) => a.away - b.away).map(({ id }) => id))].slice(0, PILE);
    return { points: ids(near.point), lines: ids(near.line), areas: ids(near.area) };
  }
}

/** Simple parts of any geometry, for drawing and hitting. @returns {Part[]} */
function partsOf({ type, coordinates, geometries }) {
  if (type === "GeometryCollection") return geometries.flatMap(partsOf);
  const kind = type.endsWith("Point") ? "point" : type.endsWith("LineString") ? "line" : "area";
  return (type.startsWith("Multi") ? coordinates : [coordinates]).map((part) => ({ kind, coordinates: part }));
}

function boxOf(geometry) {
  return boundsOf({ coordinates: geometry.type === "GeometryCollection" ? geometry.geometries.map((g) => g.coordinates) : geometry.coordinates });
}

/** A dot, as points of the visitor's own are drawn. */
export const DOT = "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z";

/** GeoJSON's (lon, lat) as Leaflet's (lat, lon), at any depth. */
export const turned = (coordinates) =>
  typeof coordinates[0] === "number" ? [coordinates[1], coordinates[0]] : coordinates.map(turned);
