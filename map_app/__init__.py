"""Interactive map of the Metropole Ruhr: catalogue, layers, selection, map and panels."""
