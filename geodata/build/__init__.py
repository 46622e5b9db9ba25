"""Rebuilds `geodata/layers/` from `geodata/sources/` and registry packages; one noun a module."""
