"""Chance that a plan still meets its marks under each risk, beside that without any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.question import DEFAULT_STAGE, Question
from planner.experiment.marks import LIST, WAIT, Mark, values_at
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import interval_of_mean
from planner.experiment.statistics.set_bands import means_of_sets, sets_of
from planner.experiment.stress.insurance import Insurance, insure
from planner.experiment.stress.strike import Struck
from planner.inputs.scenario import Scenario

Floats = npt.NDArray[np.float64]
Simulate = Callable[[Scenario, Sequence[str]], Results]
"""Results of a plan at some boards."""
STAGE_OF = {"kpi4_assessed_90": "assess"}


@dataclass(frozen=True)
class Shift:
    """Mean difference that a risk makes to a plan, and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Trial:
    """One board of a plan, without a risk or under one.

    Attributes
    ----------
    struck : the risk; None: without any
    spared : reason why the risk does not strike this board; empty: it does
    chance : share of replications in which all marks hold
    sets_met, sets : fitting sets in whose mean they hold, of so many; 0 of 0 where
        central values alone were run
    values : mean of each mark's measure
    longer, slower : people on the list, and days waited by those seen
    insurance : least capacity that brings the chance back; None: nothing was taken
    looked : whether insurance was looked for where it was needed
    """

    board: str
    struck: Struck | None
    spared: str
    chance: float
    sets_met: int
    sets: int
    values: tuple[float, ...]
    longer: Shift
    slower: Shift
    insurance: Insurance | None = None
    looked: bool = False

    @property
    def name(self) -> str:
        """Name of the risk; empty without one."""
        return self.struck.risk.name if self.struck else ""


def stage_of(question: Question, board: str) -> str:
    """The list that the first mark hangs on."""
    mark = question.marks[board][0]
    if mark.kpi in (WAIT, LIST):
        return mark.stage
    stage = STAGE_OF.get(mark.kpi, DEFAULT_STAGE)
    served = sorted(question.plan.pathway.served_stages())
    return stage if stage in served else served[0]


def try_risks(
    question: Question,
    risks: Sequence[Struck],
    simulate: Simulate,
    wanted: float | None,
    said: Callable[[Sequence[Trial]], None] = lambda _trials: None,
) -> list[Trial]:
    """Every board without a risk and under each, all on the same random numbers.

    Parameters
    ----------
    wanted : chance that an insurance is to restore, or what the plan has without the
        risk if that is less; None: no insurance is looked for
    said : called with the chances, before any insurance is looked for
    """
    plan, boards = question.plan, question.boards
    base = simulate(plan, boards)
    runs = [
        (each, simulate(each.plan, boards) if each.applies else base) for each in risks
    ]
    trials = [
        judged(question, board, results, base, struck)
        for board in boards
        for struck, results in [(None, base), *runs]
    ]
    said(trials)
    if wanted is None:
        return trials
    without = {each.board: each.chance for each in trials if each.struck is None}
    results_of = {struck.risk.name: results for struck, results in runs}
    return [
        _insured(question, each, without, wanted, results_of, simulate)
        for each in trials
    ]


def judged(
    question: Question,
    board: str,
    results: Results,
    base: Results,
    struck: Struck | None,
) -> Trial:
    """One board under one risk, paired with the plan without any."""
    marks, by, plan = question.marks[board], question.by, results.scenario
    values = [mark.simulated(results, board, by) for mark in marks]
    sets = sets_of(results.replications, plan.sets, results.first)
    of_sets = [means_of_sets(each[:, None], sets)[0][:, 0] for each in values]
    stage = stage_of(question, board)
    lists, waits = (
        [values_at(run, board, kpi, period, stage) for run in (results, base)]
        for kpi, period in (
            ("waiting_list", by.week),
            ("completed_wait", by.year.label),
        )
    )
    return Trial(
        board=board,
        struck=struck,
        spared=struck.spared.get(board, "") if struck else "",
        chance=float(np.mean(_all_met(marks, values))),
        sets_met=int(_all_met(marks, of_sets).sum()) if plan.sets else 0,
        sets=len(of_sets[0]) if plan.sets else 0,
        values=tuple(float(np.nanmean(each)) for each in values),
        longer=_shift(lists[0] - lists[1]),
        slower=_shift(waits[0] - waits[1]),
    )


def _all_met(marks: Sequence[Mark], values: Sequence[Floats]) -> npt.NDArray[np.bool_]:
    pairs = zip(marks, values, strict=True)
    met = [mark.met(value) for mark, value in pairs]
    return np.asarray(np.all(met, axis=0))


def _shift(differences: Floats) -> Shift:
    mean, low, high = interval_of_mean(differences[:, None])
    return Shift(float(mean[0]), float(low[0]), float(high[0]))


def _insured(
    question: Question,
    trial: Trial,
    without: Mapping[str, float],
    wanted: float,
    results_of: Mapping[str, Results],
    simulate: Simulate,
) -> Trial:
    """A trial with its insurance, where the risk costs any of the wanted chance."""
    struck, board = trial.struck, trial.board
    aim = min(wanted, without[board])
    if struck is None or trial.spared or trial.chance >= aim:
        return replace(trial, looked=True)
    found = insure(
        replace(question, plan=struck.plan, boards=(board,)),
        aim,
        lambda plan: simulate(plan, (board,)),
        results_of[trial.name],
    )
    return replace(trial, insurance=found, looked=True)
