"""Capacity that a question asks for: proposed by formula, confirmed by simulation."""
