"""Benchmarks: the map against an empty Streamlit page and a plain streamlit-folium app."""
