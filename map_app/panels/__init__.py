"""Panels: each module turns the state into what one part of the page shows, as plain data."""
