"""What a visitor takes along: the data of the map as files.

Pure functions make the files, `*_routes` modules send them.
"""
