"""Interactive map of the Metropole Ruhr: catalogue, layers, selection, map and panels."""

PREFIX = "ruhr"  # every address of our own on the server begins with it
