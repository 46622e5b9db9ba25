"""The peer: the same layers in a plain streamlit-folium app, written with care.

What its documentation advises is done: files are read once, only the columns
needed are kept, what the filter changes goes into `feature_group_to_add` so the
map is not built anew, and only the click is returned. No basemap, as ours has
none at first.
"""

from pathlib import Path

import folium
import geopandas as gpd
import streamlit as st
from streamlit_folium import st_folium

LAYERS = Path(__file__).resolve().parents[2] / "geodata" / "layers"
BACKGROUND = ("neighbours", "districts", "waters", "places", "stations", "neighbour-cities")
FILTERED = (
    "municipalities",
    "emscher-river",
    "emscher-sewer",
    "emscher-plants",
    "emscher-dates",
    "quarters",
    "creative-quarters",
    "research",
    "universities",
    "technology-centres",
    "startups",
    "health",
    "green",
    "circular",
    "international",
)
COLOURS = {
    "neighbours": "#b8b4aa",
    "districts": "#505862",
    "waters": "#7fa8cf",
    "places": "#505862",
    "stations": "#505862",
    "neighbour-cities": "#505862",
    "municipalities": "#271f27",
    "quarters": "#6d2202",
    "creative-quarters": "#6d2202",
    "research": "#480e7d",
    "universities": "#480e7d",
    "technology-centres": "#480e7d",
    "startups": "#b1249e",
    "health": "#d35077",
    "green": "#005052",
    "circular": "#48650d",
    "international": "#99790b",
}
EMSCHER = "#3b79df"


@st.cache_data
def load(layer: str) -> gpd.GeoDataFrame:
    gdf = gpd.read_file(LAYERS / f"{layer}.geojson")
    return gdf[["name_de", "municipalities", "geometry"]]


def draw(layer: str, gdf: gpd.GeoDataFrame) -> folium.GeoJson:
    colour = COLOURS.get(layer, EMSCHER)
    style = {"color": colour, "weight": 1.5, "fillOpacity": 0.1, "className": f"peer-{layer}"}
    return folium.GeoJson(
        gdf[["name_de", "geometry"]],
        style_function=lambda _: style,
        marker=folium.CircleMarker(radius=4, fill=True),
        tooltip=folium.GeoJsonTooltip(["name_de"], labels=False),
    )


def inside(gdf: gpd.GeoDataFrame, chosen: set[str]) -> gpd.GeoDataFrame:
    if not chosen:
        return gdf
    return gdf[[not chosen.isdisjoint(codes) for codes in gdf["municipalities"]]]


st.set_page_config(page_title="Peer", layout="wide")
names = load("municipalities")
codes = {name: codes[0] for name, codes in zip(names.name_de, names.municipalities, strict=True)}
chosen = {codes[name] for name in st.multiselect("Municipality", sorted(codes))}

area = folium.Map(tiles=None)
area.fit_bounds([[51.19, 6.29], [51.81, 8.03]])
for layer in BACKGROUND:
    draw(layer, load(layer)).add_to(area)
group = folium.FeatureGroup("filtered")
for layer in FILTERED:
    gdf = inside(load(layer), chosen)
    if len(gdf):
        draw(layer, gdf).add_to(group)

clicked = st_folium(
    area,
    key="map",
    height=700,
    use_container_width=True,
    feature_group_to_add=group,
    returned_objects=["last_object_clicked_tooltip"],
)
st.text(clicked["last_object_clicked_tooltip"] or "Nothing clicked yet")
