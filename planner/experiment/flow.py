"""A typical replication of a board, and its flow through stages and queues.

Means over replications never happened to anybody: they smooth away the weeks in which
a list jumps. One replication shows them, and the typical one misleads least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import ScenarioError
from planner.experiment.running.collect import RunRequest, replicate
from planner.experiment.running.collectors import InMemory, in_memory
from planner.experiment.running.replicate import Collector
from planner.experiment.running.results import KEYS, Results
from planner.experiment.running.simulation import Simulation
from planner.experiment.select import pick_row, refuse_boards_without_service
from planner.inputs.fitting_sets import set_number
from planner.inputs.scenario import Scenario
from planner.outcomes.flow import WeeklyFlow, flow_of

Floats = npt.NDArray[np.float64]
JUDGED_BY: tuple[tuple[str, str], ...] = (
    ("kpi4_assessed_90", ""),
    ("kpi5_scanned_90_of_all", ""),
    ("waiting_list", "assess"),
    ("waiting_list", "scan"),
    ("completed_wait", "scan"),
    ("cost_whole_plan", ""),
)
"""Measures, with their stage, by which a replication is typical."""
FLOW: Collector[InMemory] = Collector("", flow_of, in_memory, InMemory)
"""Flow of a replication; never cached, since one is found again in no time."""


@dataclass(frozen=True)
class TypicalFlow:
    """Flow of the replication of a board that is nearest to the median.

    Attributes
    ----------
    number : of the replication, from 0
    of : replications that it was chosen among
    fitting_set : number of the set of inputs that it runs with, from 1; 0 without sets
    sets : fitting sets of the plan
    """

    plan: Scenario
    board: str
    flow: WeeklyFlow
    number: int
    of: int
    fitting_set: int
    sets: int


def typical_replication(results: Results, board: str) -> int:
    """Place of the replication of a board that is nearest to the median.

    Each measure of `JUDGED_BY` counts alike: its distance from the median, in units of
    the median distance. The replication with the smallest sum is the typical one, the
    first of several. Measures that a plan does not have are left out.

    Parameters
    ----------
    results : with at least one replication

    Returns
    -------
    place in `results`, from 0
    """
    total = np.zeros(results.replications)
    for kpi, stage in JUDGED_BY:
        try:
            row = pick_row(results.index, results.scenario, kpi, board, stage)
        except ScenarioError:
            continue
        total += distances(results.values_of([str(row[name]) for name in KEYS]))
    return int(total.argmin())


def distances(values: Floats) -> Floats:
    """Distance of each value from the median, in units of the median distance.

    A value that is not known is as far away as the farthest.

    >>> distances(np.array([1.0, 2.0, 3.0, 7.0, np.nan])).tolist()
    [1.5, 0.5, 0.5, 4.5, 4.5]
    """
    known = np.isfinite(values)
    if not known.any():
        return np.zeros(len(values))
    away = np.abs(values - np.median(values[known]))
    usual = np.median(away[known]) or away[known].max() or 1.0
    away[~known] = away[known].max()
    return np.asarray(away / usual)


def typical_flow(plan: Scenario, board: str, simulation: Simulation) -> TypicalFlow:
    """Flow of a board's typical replication under a plan.

    Parameters
    ----------
    board : id of a board that runs a service
    simulation : its replications are those that one is chosen among

    Raises
    ------
    ScenarioError: for a board without a service
    RunCancelled, SimulationError
    """
    refuse_boards_without_service(plan, [board])
    results = simulation.at([board]).run(plan)
    number = typical_replication(results, board)
    request = RunRequest(
        plan, (board,), range(number, number + 1), simulation.seed, apart=True
    )
    (found,) = replicate([request], (FLOW,), executor="serial")
    return TypicalFlow(
        plan=plan,
        board=board,
        flow=found.of(FLOW)[board][0],
        number=number,
        of=results.replications,
        fitting_set=set_number(number, plan.sets) + 1 if plan.sets else 0,
        sets=plan.sets,
    )
