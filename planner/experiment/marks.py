"""Marks to be met: read from words, held against the formula and the simulation."""

from __future__ import annotations

import calendar
import datetime
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, ScenarioError, unknown_name
from planner.experiment.running.results import Results
from planner.experiment.worth import AVOIDED
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.measure import measure_benefits
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import ALL, Key
from planner.outcomes.periods import Period, Periods
from planner.outcomes.record import Record

if TYPE_CHECKING:
    # Read from results by commands that ask nothing of the formula.
    from planner.formula.answer import FormulaAnswer

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Values = Callable[..., Floats]
"""Values of a board in each replication, by KPI, period, stage and reason."""
SHORT = {
    "assessed": "kpi4_assessed_90",
    "scanned": "kpi5_scanned_90_of_all",
    "scanned-of-ordered": "kpi5_scanned_90_of_ordered",
    "recommended": "kpi7_recommended",
}
"""Short names of the KPIs that are asked for most."""
WAIT, LIST = "wait", "list"
WHOLE_MONTH = re.compile(r"\d{4}-\d{2}")
HARDLY_ANYBODY = 1.0
"""Per cent of a list that "nobody" leaves room for: people who missed appointments."""


@dataclass(frozen=True)
class Mark:
    """One thing that is to hold by a date.

    Attributes
    ----------
    kpi : id of an audit KPI; "wait": nobody on a list for more than `target` days;
        "list": no more than `target` people on it
    room : per cent of a list that "nobody" leaves room for
    """

    kpi: str
    target: float
    stage: str = ""
    room: float = HARDLY_ANYBODY

    @property
    def title(self) -> str:
        """The mark in words."""
        if self.kpi == WAIT and self.room != HARDLY_ANYBODY:
            return _("{share:g} % of the {stage} list within {days:g} days",
                     share=100 - self.room, stage=self.stage,
                     days=self.target)  # fmt: skip
        if self.kpi == WAIT:
            return _("nobody on the {stage} list for more than {days:g} days",
                     stage=self.stage, days=self.target)  # fmt: skip
        if self.kpi == LIST:
            return _("{people:,.0f} people at most on the {stage} list",
                     people=self.target, stage=self.stage)  # fmt: skip
        return _("{kpi}: {target:g} %", kpi=_(KPIS[self.kpi].title), target=self.target)

    def met(self, values: Floats) -> Bools:
        """Whether each value meets the mark."""
        if self.kpi == WAIT:
            return np.asarray(values <= self.room)
        if self.kpi == LIST:
            return np.asarray(values <= self.target)
        return np.asarray(values >= self.target)

    def met_by(self, value: float) -> bool:
        """Whether one value meets the mark."""
        return bool(self.met(np.array([value]))[0])

    def short(self, values: Floats) -> Floats:
        """Distance by which each value misses the mark, in its unit; below 0: met."""
        if self.kpi == WAIT:
            return np.asarray(values - self.room)
        if self.kpi == LIST:
            return np.asarray(values - self.target)
        return np.asarray(self.target - values)

    def by_formula(self, answer: FormulaAnswer, board: str, by: By) -> float:
        """Value by formula: per cent, or people."""
        if self.kpi == LIST:
            return float(answer.waiting(board, self.stage)[by.day])
        if self.kpi == WAIT:
            return answer.share_waiting_over(board, self.stage, by.day, self.target)
        return float(answer.kpi(board, self.kpi)[by.year_place])

    def simulated(self, results: Results, board: str, by: By) -> Floats:
        """Value of each replication."""
        return self.read(partial(values_at, results, board), by)

    def read(self, values: Values, by: By) -> Floats:
        """The same from whatever reads a measure of the board."""
        if self.kpi == LIST:
            return values("waiting_list", by.week, self.stage)
        if self.kpi == WAIT:
            day = f"{self.target:g} days"
            over = values("waiting_over", by.quarter, self.stage, reason=day)
            waiting = values("waiting_list", by.week, self.stage)
            # Of an empty list nobody has waited too long.
            over = np.where(np.isnan(over) & np.isfinite(waiting), 0.0, over)
            return np.asarray(100 * over / np.maximum(waiting, 1))
        return values(self.kpi, by.year.label)


@dataclass(frozen=True)
class By:
    """The date by which marks are to hold, as periods of a plan."""

    date: datetime.date
    day: int
    year: Period
    year_place: int
    week: str
    quarter: str

    @classmethod
    def of(cls, plan: Scenario, date: datetime.date) -> By:
        """The last periods that are over by a date.

        Raises
        ------
        ScenarioError: for a date by which no year of the plan is over
        """
        periods, day = Periods.of(plan), (date - plan.plan_start).days + 1
        year = periods.last_whole("year", day)
        quarter = periods.last_whole("quarter", day)
        if year is None or quarter is None or day > plan.plan_days:
            first = periods.date(int(periods.years.edges[1]) - 1)
            last = periods.date(plan.plan_days - 1)
            rule = _("lies between {first} and {last}", first=first, last=last)
            hint = _("a mark is held against a whole year of the plan; see --years")
            raise ScenarioError(Problem("--by", rule, "", str(date), hint))
        week = int(np.searchsorted(periods.weeks.edges[:-1], day, side="right")) - 1
        return cls(
            date=date,
            day=int(periods.weeks.edges[week]),
            year=year,
            year_place=periods.years.labels.index(year.label),
            week=periods.weeks.labels[week],
            quarter=quarter.label,
        )


def read_mark(text: str, plan: Scenario) -> Mark:
    """A mark from words such as scanned=80 or wait:scan=182.

    Raises
    ------
    ScenarioError: for a KPI, a stage or a number that does not exist
    """
    name, _equals, number = text.partition("=")
    kind, _colon, stage = name.strip().partition(":")
    hint = _("write scanned=80, assessed=80, a KPI id=80, or wait:scan=182 (days)")
    try:
        target = float(number.strip().rstrip("%"))
    except ValueError:
        rule = _("is a name, an equals sign and a number")
        problem = Problem("--mark", rule, "", text, hint)
        raise ScenarioError(problem) from None
    if kind in (WAIT, LIST):
        if stage not in plan.pathway.served_stages():
            known = sorted(plan.pathway.served_stages())
            what = gettext_noop("stage")
            raise ScenarioError(unknown_name(what, stage, known, file="--mark"))
        if not 0 <= target < math.inf:
            rule = _("is a number of days or people, 0 or more")
            raise ScenarioError(Problem("--mark", rule, "", text, hint))
        return Mark(kind, target, stage)
    kpi = SHORT.get(kind, kind)
    known = [k for k, each in KPIS.items() if each.among and each.unit == "%"]
    if kpi not in known:
        named = [*SHORT, *known]
        what = gettext_noop("measure")
        raise ScenarioError(unknown_name(what, kind, named, file="--mark"))
    if not 0 < target <= 100:
        rule = _("between 0 and 100 %")
        raise ScenarioError(Problem("--mark", rule, "", text, hint))
    return Mark(kpi, target)


def read_marks(texts: Sequence[str], plan: Scenario) -> tuple[Mark, ...]:
    """Marks from words, no measure twice.

    Raises
    ------
    ScenarioError: for what `read_mark` refuses, or a second mark of a measure
    """
    found = tuple(read_mark(text, plan) for text in texts)
    marked = [(mark.kpi, mark.stage) for mark in found]
    for text, what in zip(texts, marked, strict=True):
        if marked.count(what) > 1:
            rule, hint = _("one mark for each measure"), _("leave the easier one out")
            raise ScenarioError(Problem("--mark", rule, "", text, hint))
    return found


def read_date(text: str, option: str = "--by") -> datetime.date:
    """The date that is written; of a month without a day its last day.

    Raises
    ------
    ScenarioError

    Examples
    --------
    >>> str(read_date("2028-03-01")), str(read_date("2028-02"))
    ('2028-03-01', '2028-02-29')
    """
    try:
        if not WHOLE_MONTH.fullmatch(text):
            return datetime.date.fromisoformat(text)
        year, month = map(int, text.split("-"))
        return datetime.date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        hint = _("write a date such as 2028-03-31, or a month such as 2028-03")
        rule = _("is a date: year, month and day")
        raise ScenarioError(Problem(option, rule, "", text, hint)) from None


def one_board(results: Results, board: str) -> Values:
    """Function that reads values of one board, for many of them."""
    rows = (results.index["provider"] == board).to_numpy()
    index, matrix = results.index[rows], results.matrix[:, rows]
    keys = ["kpi", "period", "stage", "reason", "residence", "group"]
    places = {key: k for k, key in enumerate(index[keys].itertuples(False, None))}

    def values(
        kpi: str, period: str, stage: str = "all", *, reason: str = "all"
    ) -> Floats:
        place = places.get((kpi, period, stage, reason, ALL, ALL))
        if place is None:
            return np.full(results.replications, np.nan)
        return np.asarray(matrix[:, place])

    return values


def one_replication(record: Record) -> Values:
    """Values of a replication by KPI, period, stage and reason."""
    periods, board = Periods.of(record.scenario), record.board_id
    results, more = measure(record), measure_benefits(record)

    def values(kpi: str, period: str, stage: str = ALL, *, reason: str = ALL) -> Floats:
        span = KPIS[kpi].span
        table = more if kpi == AVOIDED else results
        key = Key(board, stage=stage, reason=reason, span=span, kpi=kpi)
        if key not in table:
            return np.full(1, np.nan)
        found = table[key].values
        if not period:
            return np.asarray(found.sum(axis=1))
        return found[:, periods[span].labels.index(period)]

    return values


def values_at(
    results: Results,
    board: str,
    kpi: str,
    period: str,
    stage: str = "all",
    *,
    reason: str = "all",
) -> Floats:
    """One value a replication; not a number where there is none."""
    index = results.index
    rows = (index["kpi"] == kpi) & (index["provider"] == board)
    rows &= (index["residence"] == "all") & (index["group"] == "all")
    rows &= (index["period"] == period) & (index["stage"] == stage)
    rows &= index["reason"] == reason
    found = results.matrix[:, rows.to_numpy()]
    if not found.shape[1]:
        return np.full(results.replications, np.nan)
    return np.asarray(found[:, 0])
