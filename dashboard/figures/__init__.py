"""Tidy rows in, a plotly figure out; nothing here knows of the screen's framework."""
