"""The map's data: hand-kept sources, the build that makes layers of them, the check of layers."""
