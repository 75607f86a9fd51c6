"""Published facts with unit, year, source and confidence: no luck and no model."""

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
