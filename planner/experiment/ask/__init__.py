"""Capacity that a question asks for: proposed by the formula, confirmed by simulation."""
