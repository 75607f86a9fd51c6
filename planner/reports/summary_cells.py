"""Cells of the summary of a comparison: a level, its difference, and both bands."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from planner.experiment.decisive import (
    MOST_RUNS,
    Clearance,
    PersonPrice,
    clearances,
    prices,
)
from planner.experiment.running.results import Results
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.audit_colours import symbol_of_row
from planner.reports.dates import month_and_year
from planner.reports.finding import is_sure
from planner.reports.number_format import (
    NOTHING,
    better_sets,
    number,
    short_pounds,
    whole_percent,
)
from planner.reports.select_rows import (
    COST_PARTS,
    last_row,
    rows_of,
    state_of,
)

SURELY_BETTER, MAY_BE_CHANCE = " *", " ?"
COST = "cost_whole_plan"
PRICE, COST_A_YEAR, BETTER = "price", "cost_a_year", "better"
"""Cells of what is no measure of its own."""
SMALLEST = 500
"""Pounds below which costs are called the same."""


@dataclass(frozen=True)
class PlanSummary:
    """A plan of a comparison.

    Attributes
    ----------
    levels : from `summarise`
    comparison : from `compare`; None of the baseline itself
    cleared : clearance of each place's DXA backlog
    prices : price of a further person by place; of the baseline none
    """

    plan: Scenario
    levels: pd.DataFrame
    comparison: pd.DataFrame | None = None
    cleared: Mapping[str, Clearance] = field(default_factory=dict)
    prices: Mapping[str, PersonPrice] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        results: Results,
        levels: pd.DataFrame,
        baseline: Results | None = None,
        comparison: pd.DataFrame | None = None,
    ) -> PlanSummary:
        """The summary of a run, beside the baseline's where it is an option."""
        added = {} if baseline is None else prices(baseline, results)
        cleared = clearances(results)
        return cls(results.scenario, levels, comparison, cleared, added)

    @property
    def title(self) -> str:
        """The plan's name for readers."""
        return _(self.plan.title or self.plan.name)


@dataclass(frozen=True)
class Cell:
    """A cell of the summary.

    Attributes
    ----------
    level : under the plan
    change : difference to the baseline, with the mark of whether it is sure
    bands : both bands of the difference or, of the baseline, of the level
    """

    level: str
    change: str = ""
    bands: str = ""

    @property
    def lines(self) -> str:
        """Level and change, below each other."""
        return f"{self.level}\n{self.change}" if self.change else self.level


@dataclass(frozen=True)
class OptionColumn:
    """A column of the table of options: a measure and its heading."""

    kpi: str
    stage: str
    heading: str


LEADING_COLUMN = OptionColumn(LEADING, ALL, gettext_noop("scanned\nof all"))


def cleared_by(plan: Scenario, cleared: Mapping[str, Clearance], place: str) -> Cell:
    """Month by which nine runs in ten clear a DXA backlog, or how far they get."""
    found = cleared.get(place)
    if found is None:
        return Cell(NOTHING)
    if math.isfinite(found.sure_day):
        month = month_of(plan, found.sure_day)
        part = _("in {share}", share=whole_percent(found.chance))
        return Cell(month, "" if found.held.all() else part, _sets_met(found))
    if place == WALES:
        boards = [each for name, each in cleared.items() if name != WALES]
        done = sum(each.chance >= MOST_RUNS for each in boards)
        counted = _("{done} of {boards}", done=done, boards=len(boards))
        return Cell(counted, _("boards"), _sets_met(found))
    if not found.held.any():
        return Cell(_("not yet"), "", _sets_met(found))
    return Cell(
        _("in {share}", share=whole_percent(found.chance)), "", _sets_met(found)
    )


def month_of(plan: Scenario, day: float) -> str:
    """Month of a day of the plan."""
    date = plan.plan_start + datetime.timedelta(days=round(day))
    return month_and_year(date, short=True)


def _sets_met(found: Clearance) -> str:
    met, sets = found.sets_met
    return _("in {met} of {sets} sets", met=met, sets=sets) if sets > 1 else ""


def level_and_difference(
    option: PlanSummary, place: str, column: OptionColumn, year: str = ""
) -> Cell:
    """A measure under a plan and, of an option, its difference to the baseline."""
    level, bands = _level(option, place, column, year)
    row = _difference_row(option, place, column, year)
    if row is None:
        return Cell(level, "", bands)
    if not _seen(row):
        return Cell(level, _("same"))
    change = f"{_short(row, 'difference', signed=True)}{_mark(row)}"
    return Cell(level, change, _bands(row))


def marked_level(option: PlanSummary, place: str, column: OptionColumn) -> str:
    """A measure under a plan, with the mark of whether its difference is sure."""
    if column.kpi == "cleared":
        return cleared_by(option.plan, option.cleared, place).level
    row = _difference_row(option, place, column)
    level, _unused = _level(option, place, column)
    return level if row is None else f"{level}{_mark(row)}"


def cost_a_year(option: PlanSummary, place: str) -> Cell:
    """Cost of a year without capital, over the days of the plan."""
    level = _a_year(option.plan, option.levels, "mean", place)
    if math.isnan(level):
        return Cell(NOTHING)
    if option.comparison is None:
        return Cell(short_pounds(level))
    change = _a_year(option.plan, option.comparison, "difference", place)
    said = short_pounds(change, signed=True)
    return Cell(short_pounds(level), _("same") if abs(change) < SMALLEST else said)


def _a_year(plan: Scenario, table: pd.DataFrame, column: str, place: str) -> float:
    parts = [
        rows_of(table, kpi=kpi, provider=place)[column] for kpi, _all in COST_PARTS
    ]
    if all(part.empty for part in parts):
        return math.nan
    total = sum(float(part.sum()) for part in parts)
    return total / (plan.plan_days / DAYS_A_YEAR)


def price_cell(price: PersonPrice | None) -> Cell:
    """Pounds for each further person scanned in time, where there surely are any."""
    if price is None:
        return Cell(NOTHING)
    if math.isnan(price.each):
        return Cell(_("none surely"))
    if price.cost < 0:
        return Cell(_("costs less"))
    low, high = short_pounds(price.low), short_pounds(price.high)
    return Cell(short_pounds(price.each), f"{low}–{high}")


def _difference_row(
    option: PlanSummary, place: str, column: OptionColumn, year: str = ""
) -> pd.Series | None:
    if option.comparison is None:
        return None
    return last_row(
        option.comparison,
        option.plan,
        column.kpi,
        place,
        stage=column.stage,
        year=year if column.kpi != COST else "",
    )


def _level(
    option: PlanSummary, place: str, column: OptionColumn, year: str = ""
) -> tuple[str, str]:
    """Level under a plan and its bands."""
    row = last_row(
        option.levels,
        option.plan,
        column.kpi,
        place,
        stage=column.stage,
        year=year if column.kpi != COST else "",
    )
    if row is None:
        return NOTHING, ""
    return f"{_short(row, 'mean')} {symbol_of_row(row)}".rstrip(), _bands(row)


def _bands(row: pd.Series) -> str:
    """Both bands: over all sets that fit and, below it, by random variation alone."""
    ends = [
        _(
            "{low} to {high}",
            low=_short(row, f"{band}_low", bare=True),
            high=_short(row, f"{band}_high", bare=True),
        )
        for band in ("band", "random")
    ]
    return f"{ends[0]}\n({ends[1]})" if row.get("sets", 0) else f"({ends[1]})"


def _short(
    row: pd.Series, column: str, *, signed: bool = False, bare: bool = False
) -> str:
    """An amount in the fewest characters that still say its size.

    Parameters
    ----------
    bare : without its unit, as one end of a band
    """
    value, unit = row[column], KPIS[row["kpi"]].unit
    if math.isnan(value):
        return NOTHING if signed else state_of(row)
    if unit == "GBP":
        return short_pounds(value, signed=signed)
    if unit == "%":
        return number(value, 1, signed=signed) + ("" if signed or bare else " %")
    return number(value, 0, signed=signed)


def _mark(row: pd.Series) -> str:
    """Whether a difference is surely one for the better, or may be chance."""
    if not _seen(row):
        return ""
    if not is_sure(row):
        return MAY_BE_CHANCE
    gained = row["ci_low"] > 0 if row["better"] == "up" else row["ci_high"] < 0
    return SURELY_BETTER if row["better"] and gained else ""


def _seen(row: pd.Series) -> bool:
    """Whether a difference shows in the digits of the summary."""
    shown = row["difference"] * (100 if row["kpi"] == "cleared" else 1)
    places = 1 if KPIS[row["kpi"]].unit == "%" else 0
    return math.isnan(shown) or round(shown, places) != 0


def better_cell(option: PlanSummary, place: str, year: str = "") -> Cell:
    """Fitting sets, or share of runs, in which more people are scanned in time."""
    row = _difference_row(option, place, LEADING_COLUMN, year)
    if row is None or math.isnan(row["chance_better"]):
        return Cell("")
    if sets := better_sets(row):
        return Cell(sets, _("sets"))
    chance = whole_percent(row["chance_better"])
    low, high = row["chance_low"], row["chance_high"]
    ends = "" if math.isnan(low) else f"{100 * low:.0f}–{100 * high:.0f}"
    return Cell(chance, ends)
