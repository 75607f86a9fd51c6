"""Why people left a list unseen, where the scenario tells causes apart."""

from __future__ import annotations

import numpy as np

from planner.demand.cohort import Cause
from planner.inputs.switched_on import tells_exits_apart
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.layout import Form
from planner.outcomes.tally import Tally
from planner.pathway.visits import Outcome

KPI = "left_because"
CAUSES = tuple(cause.name.lower().replace("_", " ") for cause in Cause)
"""Why people leave, in words; the cause stands as the group."""


def measure_causes(tally: Tally, form: Form) -> None:
    """Add those who left each list unseen by cause and year; causes add up to all."""
    frame = tally.frame
    if not tells_exits_apart(frame.scenario):
        return
    stays, years = tally.record.visits.stays, frame.periods.years
    stays = stays[stays["outcome"] == Outcome.LEFT]
    place = frame.marks.place_of_stage[stays["stage"]]
    year = years.position(stays["finished"] // MINUTES_A_DAY)
    left = (place >= 0) & (year >= 0)
    why = tally.record.cohort.exit_cause[stays["patient"][left]]
    counts = np.zeros((len(frame.lists), len(CAUSES), len(years)))
    np.add.at(counts, (place[left], why, year[left]), 1)
    form.put(KPI, counts)
