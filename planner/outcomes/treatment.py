"""Bone treatment of a board's own people, by drug and by the day on which it happens.

Recommended, started, still treated a year on: people, not shares, since chairs and
nurses are needed for people. `audit_kpis` has the shares, by fracture.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.choices import answers_of
from planner.demand.cohort import Cohort, mask_of
from planner.inputs.cached import cached
from planner.inputs.features_used import stages_in_use
from planner.inputs.pathway import Step
from planner.inputs.scenario import Scenario
from planner.outcomes.board_frame import Frame
from planner.outcomes.measure_index import ALL
from planner.outcomes.measure_table import MeasureTable

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
DRUG, PERSISTS_ATTRIBUTE = "drug", "persists"
"""Choice and attribute of a pathway that say which drug, and whether for a year."""
RECOMMENDED, START = "recommendation", "treatment start"
CONFIRMED = "on treatment at 52 weeks"
TREATED = (RECOMMENDED, START, CONFIRMED)
"""Milestones that are counted, a row each; in the row behind, who starts and stays."""
STARTS, STAYS = TREATED.index(START), len(TREATED)


class Treatment(NamedTuple):
    """Drug of each person, by its place, and whether it is taken for a year."""

    drug: Bytes
    stays: Bools


@cached
def drugs_of(scenario: Scenario) -> tuple[str, ...]:
    """Drugs of a plan; one without a name if its pathway knows none."""
    return answers_of(scenario).get(DRUG, ("",))


def treatment_of(cohort: Cohort, scenario: Scenario) -> Treatment:
    """Drug of each person of a cohort, and whether it is taken for a year."""
    chosen = cohort.choices.get(DRUG)
    nobody = np.zeros(len(cohort), dtype=np.uint8)
    drug = nobody if chosen is None else np.ascontiguousarray(chosen.places)
    stays = cohort.attributes.get(PERSISTS_ATTRIBUTE)
    if stays is None:
        return Treatment(drug, nobody.astype(np.bool_))
    return Treatment(drug, stays & ~_lost(cohort, scenario))


def _lost(cohort: Cohort, scenario: Scenario) -> Bools:
    """People who leave where others are found on treatment, reviewed or not.

    Such as those whose practice never takes over their injections.
    """
    lost = np.zeros(len(cohort), dtype=np.bool_)
    for step in _ways_out(scenario):
        lost |= mask_of(cohort, step.when)
    return lost


@cached
def _ways_out(scenario: Scenario) -> tuple[Step, ...]:
    """Ways out of the pathway that come before the one to "on treatment"."""
    stages, out = scenario.pathway.stages, list[Step]()
    found = {name for name, stage in stages.items() if stage.milestone == CONFIRMED}
    for stage in stages.values():
        ways = [step.to in found for step in stage.next]
        if True in ways:
            before = stage.next[: ways.index(True)]
            out += [step for step in before if step.to not in stages]
    return tuple(out)


def empty_counts(scenario: Scenario, cells: int) -> Ints:
    """Nobody treated yet: shape (rows of `TREATED` and one more, drugs, cells)."""
    shape = len(TREATED) + 1, len(drugs_of(scenario)), cells
    return np.zeros(shape, dtype=np.int64)


@cached
def shown_drugs(scenario: Scenario) -> list[str]:
    """All drugs together, then each; none where nobody can start treatment."""
    stages = scenario.pathway.stages
    if not any(stages[name].milestone == START for name in stages_in_use(scenario)):
        return []
    drugs = drugs_of(scenario)
    return [ALL, *(drugs if drugs[0] else ())]


def measure_treatment(counts: Ints, frame: Frame, row: MeasureTable) -> None:
    """Add who is recommended treatment, starts it, stays on it and is found on it."""
    shown = shown_drugs(frame.scenario)
    if not shown:
        return
    each = frame.cells.during(counts.cumsum(axis=-1), "year")
    every = np.concatenate([each.sum(axis=1, keepdims=True), each], axis=1)
    recommended, started, confirmed, stayed = every[:, : len(shown)]
    row.put("treatment_recommended", recommended[:1])
    row.put("treatment_started", started)
    row.put("treatment_continued", stayed)
    row.put("treatment_confirmed", confirmed)
