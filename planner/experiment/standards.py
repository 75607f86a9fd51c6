"""Standards held against a plan: met, missed for lack of capacity, missed by choice.

Standards are data: `planner/data/standards.csv`. One that is missed is missed for lack
of capacity if the same plan meets it where nobody has to wait for staff or a scanner:
then each role is freed alone, to name what is lacking. Else the plan's own shares and
rules keep it from being met, which is a choice. What was only recalled is not judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.data.facts import load_facts
from planner.experiment.ample_capacity import roles_of, with_ample_capacity
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.scenario import Scenario
from planner.locale import gettext_noop
from planner.outcomes.kpi_table import KPIS, bounds_of
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import headline_period

Floats = npt.NDArray[np.float64]
MET = gettext_noop("met")
MISSED = gettext_noop("missed")
NO_CAPACITY = gettext_noop("missed for lack of capacity")
BY_CHOICE = gettext_noop("missed by choice")
NOT_MODELLED = gettext_noop("not modelled")
RECALLED = gettext_noop("not judged: only recalled")
NO_MARK = gettext_noop("not judged: names no share")
TOO_YOUNG = gettext_noop("not judged: no year is old enough")
ONE_YEAR = gettext_noop("not judged: one year shows no trend")
STATES = (
    *(MET, NO_CAPACITY, BY_CHOICE, MISSED, TOO_YOUNG, ONE_YEAR, NOT_MODELLED),
    *(NO_MARK, RECALLED),
)
COLUMNS = [
    "place", "standard", "framework", "name", "threshold", "measure", "period",
    "value", "ci_low", "ci_high", "unit", "mark", "state", "sure", "with_capacity",
    "lacking", "confidence", "source", "url", "note", "label",
]  # fmt: skip
AT_LEAST, MORE_THAN, RISES = "at-least", "more-than", "rises"
JUDGED = (AT_LEAST, MORE_THAN, RISES)
RULES = (*JUDGED, "colours", "colours-above", "no-mark", "not-modelled")
"""Rules of `standards.csv`: by the first three a plan is judged."""
TRIED = 4
"""Replications of a plan without waits: what they cannot reach is no random variation.
"""
GAIN = 1.0
"""Points by which freeing a role must raise a measure to be named as lacking."""
Run = Callable[[Scenario], Results]


class Standard(NamedTuple):
    """One row of `standards.csv`, by the names of its columns."""

    id: str
    framework: str
    domain: str
    name: str
    threshold: str
    unit: str
    measure: str
    rule: str
    mark: float
    low_mark: float
    source: str
    url: str
    confidence: str
    note: str


@lru_cache(maxsize=1)
def standards() -> tuple[Standard, ...]:
    """Standards in the order of their file, those that only colour left out."""
    rows = load_facts("standards").itertuples(index=False)
    every = [Standard(*row) for row in rows]
    return tuple(each for each in every if not each.rule.startswith("colours"))


class Judgement(NamedTuple):
    """One standard at one place, as far as a run says."""

    state: str
    period: str = ""
    values: Floats = np.array([])
    gap: Floats = np.array([])

    @property
    def sure(self) -> bool:
        """Whether the interval of the mean gap leaves out nought."""
        _mean, low, high = _ends(self.gap)
        return bool(low > 0 or high < 0 or (low == high))


@dataclass(frozen=True)
class Yearly:
    """Values of the judged measures of every place by year, one a replication."""

    results: Results
    columns: dict[tuple[str, str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, results: Results) -> Yearly:
        """Those of a run; residents of a board without a service are its place."""
        index = results.index
        judged = {standard.measure for standard in standards()}
        wanted = index["kpi"].isin(judged) & (index["span"] == "year")
        names = ("provider", "residence", "kpi", "period")
        without = _treated_elsewhere(results)
        rows = zip(*(index.loc[wanted, name] for name in names), strict=True)
        columns = {}
        for column, row in zip(np.flatnonzero(wanted).tolist(), rows, strict=True):
            provider, residence, kpi, period = row
            place = residence if provider == ALL else provider
            if provider != ALL or place in without:
                columns[place, kpi, period] = column
        return cls(results, columns)

    @property
    def places(self) -> list[str]:
        """Boards in the order of the scenario, then Wales."""
        found = {place for place, _kpi, _period in self.columns}
        return [p for p in (*self.results.scenario.boards, WALES) if p in found]

    def values(self, place: str, kpi: str, period: str) -> Floats | None:
        """One value a replication."""
        column = self.columns.get((place, kpi, period))
        return None if column is None else self.results.matrix[:, column]

    def first_period(self, place: str, kpi: str) -> str:
        """First year for which there is a value."""
        mine = [period for p, k, period in self.columns if (p, k) == (place, kpi)]
        return min(mine)

    def find(self, standard: Standard, place: str) -> Judgement:
        """Result of the run for one standard at one place."""
        if standard.confidence == "assumption":
            return Judgement(RECALLED)
        if standard.rule not in JUDGED:
            return Judgement(NO_MARK if standard.rule == "no-mark" else NOT_MODELLED)
        period = headline_period(self.results.scenario, standard.measure)
        label = period.label if period else ""
        values = self.values(place, standard.measure, label)
        if values is None:
            # Optional measures are left out where the pathway knows nothing of them.
            unknown = KPIS[standard.measure].optional and period
            return Judgement(NOT_MODELLED if unknown else TOO_YOUNG)
        return self._judged(standard, place, label, values)

    def _judged(
        self, standard: Standard, place: str, period: str, values: Floats
    ) -> Judgement:
        mark: Floats | float = standard.mark
        if standard.rule == RISES:
            first = self.first_period(place, standard.measure)
            if first == period:
                return Judgement(ONE_YEAR, period, values)
            mark = self.results.matrix[:, self.columns[place, standard.measure, first]]
        gap = values - mark
        met = _is_met(standard.rule, gap)
        return Judgement(MET if met else MISSED, period, values, gap)


def _treated_elsewhere(results: Results) -> set[str]:
    """Boards without a service all of whose residents are in the results."""
    scenario, here = results.scenario, set(results.index["provider"])
    return {
        name
        for name in scenario.boards
        if name not in scenario.providers
        and here.issuperset(scenario.treating(name) & {*scenario.providers})
    }


def _is_met(rule: str, gap: Floats) -> bool:
    """Whether a measure minus its mark, one a replication, is as the rule wants it.

    A mark is met by the mean; a rise must be clear, or random variation would decide.
    """
    mean, low, _high = _ends(gap)
    if rule == RISES:
        return low > 0
    return mean > 0 if rule == MORE_THAN else mean >= 0


def _ends(values: Floats) -> tuple[float, float, float]:
    """Mean and both ends of its interval; not numbers where there are none."""
    if not len(values):
        return np.nan, np.nan, np.nan
    mean, low, high = interval_of_mean(values[:, None])
    return float(mean[0]), float(low[0]), float(high[0])


def judge(results: Results) -> pd.DataFrame:
    """Every standard at every place: met, missed, or why neither; see `COLUMNS`.

    Why a standard is missed takes further runs; see `with_causes`.
    """
    yearly, scenario = Yearly.of(results), results.scenario
    rows = [
        _row(standard, place, yearly.find(standard, place), scenario)
        for place in yearly.places
        for standard in standards()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(
    standard: Standard, place: str, found: Judgement, scenario: Scenario
) -> dict[str, Any]:
    mean, low, high = _ends(found.values)
    board = scenario.boards.get(place)
    lowest, highest = bounds_of(standard.measure)
    about = standard._asdict()
    return {
        **{name: about[name] for name in COLUMNS if name in about},
        "place": place,
        "standard": standard.id,
        "period": found.period,
        "value": mean,
        "ci_low": max(low, lowest),
        "ci_high": min(high, highest),
        "unit": "%" if len(found.values) else "",
        "state": found.state,
        "sure": found.sure if len(found.gap) else "",
        "with_capacity": np.nan,
        "lacking": "",
        "label": board.label if board else "",
    }


def with_causes(table: pd.DataFrame, scenario: Scenario, run: Run) -> pd.DataFrame:
    """The same table with the reason why each standard is missed.

    Parameters
    ----------
    run : simulates another version of the plan, for `TRIED` replications
    """
    told = table.copy()
    missed = told.index[told["state"] == MISSED]
    if missed.empty:
        return told
    roles = roles_of(scenario)
    free = Yearly.of(run(with_ample_capacity(scenario, roles)))
    found = {k: _at(free, told.loc[k]) for k in missed}
    for k, finding in found.items():
        told.loc[k, "with_capacity"] = _ends(finding.values)[0]
        told.loc[k, "state"] = NO_CAPACITY if finding.state == MET else BY_CHOICE
    lacking = [k for k in missed if told.loc[k, "state"] == NO_CAPACITY]
    if lacking:
        alone = {
            role: Yearly.of(run(with_ample_capacity(scenario, [role])))
            for role in roles
        }
        for k in lacking:
            of_role = {role: _at(freed, told.loc[k]) for role, freed in alone.items()}
            told.loc[k, "lacking"] = _lacking(of_role, float(told.loc[k, "value"]))
    return told


def _at(yearly: Yearly, row: pd.Series) -> Judgement:
    by_id = {standard.id: standard for standard in standards()}
    return yearly.find(by_id[row["standard"]], row["place"])


def _lacking(of_role: dict[str, Judgement], value: float) -> str:
    """Roles any of which would do alone, else all that raise the measure."""
    alone = [role for role, found in of_role.items() if found.state == MET]
    if alone:
        return " or ".join(alone)
    helping = [
        role for role, found in of_role.items() if _ends(found.values)[0] - value > GAIN
    ]
    return " and ".join(helping or of_role)
