"""The formula's own sampling error: each of its rows of people stands for several."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.demand.cohort import FLS
from planner.formula.answer import FormulaAnswer, by_period
from planner.outcomes.audit_kpis import AUDIT

Floats = npt.NDArray[np.float64]
COLUMNS = ["provider", "role", "period", "kpi", "error"]


def own_errors(answer: FormulaAnswer) -> pd.DataFrame:
    """Standard error of every KPI by year and load by quarter, a row each."""
    return pd.DataFrame(
        [row for board in answer.boards for row in _rows(answer, board)],
        columns=COLUMNS,
    )


def _rows(
    answer: FormulaAnswer, board: str
) -> Iterator[tuple[str, str, str, str, float]]:
    periods = answer.frame(board).periods
    for place, kpi in enumerate(AUDIT):
        errors = kpi_error(answer, board, place)
        for period, error in zip(periods["year"].labels, errors, strict=True):
            yield board, "all", period, kpi.id, float(error)
    for role in answer.frame(board).stages_by_role:
        errors = load_error(answer, board, role)
        for period, error in zip(periods["quarter"].labels, errors, strict=True):
            yield board, role, period, "load", float(error)


def kpi_error(answer: FormulaAnswer, board: str, place: int) -> Floats:
    """Standard error of a KPI by plan year, in points."""
    expected = answer.expected
    passed, base = answer.kpi_counts[board][place]
    mine = expected.cohort.provider == answer.scenario.boards[board].number
    mine &= expected.cohort.source == FLS
    weight = float(expected.weight[mine].mean()) if mine.any() else 1.0
    times = AUDIT[place].base_times
    with np.errstate(divide="ignore", invalid="ignore"):
        share, rows = passed / base, base / times / weight
        if times > 1:
            # What is held against a few people many times over errs by their number.
            return np.asarray(100 * share / np.sqrt(rows))
        share = np.clip(share, 0, 1)
        return np.asarray(100 * np.sqrt(share * (1 - share) / rows))


def load_error(answer: FormulaAnswer, board: str, role: str) -> Floats:
    """Standard error of a role's load by quarter."""
    frame, visits = answer.frame(board), answer.expected.flowed.visits
    people = np.zeros(answer.scenario.horizon_days)
    for name in frame.stages_by_role.get(role, ()):
        people += answer.joined(board, name)[: len(people)]
    rows = visits.person[np.isin(visits.list, answer.lists_of[board])]
    weight = float(answer.expected.weight[rows].mean()) if len(rows) else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.sqrt(weight / by_period(people, frame.periods["quarter"].edges))
    return np.asarray(answer.load(board, role) * share)
