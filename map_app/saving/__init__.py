"""Saving: data, pictures and pages that a visitor takes along.

Pure functions make the files, `*_routes` modules send them.
"""
