"""A visitor's own file, checked and turned into a layer of that visitor's session only.

`reading.read_own` takes a name and bytes and gives GeoJSON with what is to be said about it.
Nothing is kept: files are read in memory, or in a temporary folder that is gone before the answer.
"""
