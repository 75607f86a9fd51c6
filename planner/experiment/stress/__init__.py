"""Risks laid over a plan: the chance that is left, and the cheapest insurance."""
