"""Published facts with unit, year, source, confidence; nothing random, no model."""

from planner.data.facts import (
    boundaries,
    fracture_rates,
    load_facts,
    population_by_cell,
    site_mix,
)

__all__ = [
    "boundaries",
    "fracture_rates",
    "load_facts",
    "population_by_cell",
    "site_mix",
]
