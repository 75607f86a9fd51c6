"""Runs of the shipped scenarios of real services, as published figures need them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from planner.calibration.targets import Target, read_target
from planner.experiment.running.replicate import Job, run_job
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_index import WALES
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods
from planner.verification.given import NotExpressedError
from planner.verification.study import Answer, Effort, mean_of

PAST = "wales-2023"
"""The shipped scenario of the years for which figures are published."""
LIST_STAGE, LIST_KPI = "scan", "waiting_list"
FEWEST = 10


@lru_cache(maxsize=1)
def past() -> Scenario:
    """The scenario of the published years."""
    return load_scenario(PAST)


@lru_cache(maxsize=8)
def _measured(
    board: str, replications: int, seed: int, engine: str
) -> tuple[MeasureTable, ...]:
    return tuple(
        run_job(past(), Job(board, seed, number, engine))
        for number in range(replications)
    )


def measured(boards: tuple[str, ...], effort: Effort) -> list[MeasureTable]:
    """Measures of each replication of these boards, and of all of them together."""
    count = effort.replications(FEWEST)
    own = [_measured(board, count, effort.seed, effort.engine) for board in boards]
    return [MeasureTable.total(list(parts)) for parts in zip(*own, strict=True)]


def published_board(about: str) -> str:
    """The board that a case is about, if the scenario has published figures of it."""
    named = {
        name: board for name, board in past().boards.items()
        if board.name.lower().replace(" university health board", "") in about.lower()
        or name.replace("-", " ") in about.lower()
    }  # fmt: skip
    if not named:
        raise NotExpressedError("no board of the shipped scenarios is named")
    for name, board in named.items():
        if board.kpis_published:
            return name
    raise NotExpressedError("the board's shipped numbers are illustrative")


def figure(provider: str, stage: str, kpi: str, year: str, effort: Effort) -> Answer:
    """A yearly figure of a board or of Wales, read as the calibration reads it."""
    boards = past().providers if provider == WALES else (provider,)
    target = Target(
        id="", name="", provider=provider, year=year, stage=stage, kpi=kpi, unit="",
        observed=0.0, tolerance=1.0,
    )  # fmt: skip
    periods = Periods.of(past())
    values = [read_target(target, m, periods) for m in measured(boards, effort)]
    known = np.array([[v, 1.0] for v in values if np.isfinite(v)])
    answer = mean_of(known) if len(known) > 1 else None
    if answer is None:
        raise NotExpressedError(f"the scenario {PAST} says nothing of {kpi} in {year}")
    return answer
