"""Saving: data, pictures and pages that a visitor takes along."""
