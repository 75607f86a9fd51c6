"""What binds: the role whose work piles up longest, week by week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Kind, Lost
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.blocks import Measures
from planner.outcomes.load import offered_minutes, stages_by_role
from planner.outcomes.queues import waiting_at
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
LEAST_WEEKS = 2.0
"""Weeks of work that must wait before a role is said to bind."""
SMOOTHED_WEEKS = 4


def weeks_of_work(record: Record, stages: tuple[str, ...], role: str) -> Floats:
    """Waiting work at the start of each week over the minutes offered a week."""
    weeks = record.periods.weeks
    minutes = weeks.edges[:-1] * MINUTES_A_DAY
    rules = record.scenario.pathway.stages
    waiting = sum(
        waiting_at(record.at_stage(stage), minutes) * rules[stage].slot_minutes
        for stage in stages
    )
    window = np.ones(min(SMOOTHED_WEEKS, len(weeks)))
    offered = np.convolve(offered_minutes(record, role, weeks), window, mode="same")
    smooth = offered / np.convolve(np.ones(len(weeks)), window, mode="same")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(waiting > 0, waiting / smooth, 0.0)


def binding_role(record: Record) -> list[str]:
    """Role that binds in each week, empty where no work piles up.

    A scan list binds the operator in a week that lost a session for want of one, else
    the scanner.
    """
    roles = stages_by_role(record)
    if not roles:
        return [""] * len(record.periods.weeks)
    piled = np.stack([weeks_of_work(record, s, role) for role, s in roles.items()])
    names, longest = list(roles), piled.argmax(axis=0)
    without_operator = _weeks_without_operator(record)
    binding = []
    for week, index in enumerate(longest):
        role = names[index] if piled[index, week] >= LEAST_WEEKS else ""
        if role == "scanner" and without_operator[week]:
            role = "operator"
        binding.append(role)
    return binding


def _weeks_without_operator(record: Record) -> Floats:
    rota = record.rota
    lost = (rota.lost == Lost.NO_OPERATOR) & (rota.kind == Kind.SCANNER)
    return record.periods.weeks.count(rota.start[lost] // MINUTES_A_DAY)


def measure_binding(record: Record, measures: Measures) -> None:
    """Add, by role, whether it binds in each week, and its share of a year's weeks."""
    binding = np.array(binding_role(record))
    weeks, years = record.periods.weeks, record.periods.years
    firsts = weeks.edges[:-1]
    roles = [*stages_by_role(record), "operator"]
    for role in dict.fromkeys(roles):
        binds = (binding == role).astype(float)
        measures.put(record.key("binds", "week", role), binds, np.ones(len(weeks)))
        key = record.key("binds_share", "year", role)
        measures.put(key, years.count(firsts, binds) * 100, years.count(firsts))
