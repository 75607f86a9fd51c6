"""People who miss appointments more, or less, often than others."""

from __future__ import annotations

from planner.inputs.conditions import Condition
from planner.inputs.units import Parameters, SmallFactor


class DnaGroup(Parameters):
    """People who miss appointments more, or less, often than others."""

    when: dict[str, Condition]
    """Their features and facts, e.g. age_band = ["85-89", "90+"], lives_far = true."""
    factor: SmallFactor
    """Factor on the chance of a missed appointment at every stage."""
