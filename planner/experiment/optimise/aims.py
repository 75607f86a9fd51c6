"""Aims of a plan, and the budgets that it must stay within."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, ScenarioError, unknown_name
from planner.experiment.marks import SHORT, By, Values
from planner.experiment.worth import AVOIDED
from planner.formula.answer import FormulaAnswer
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT, COUNTS
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
FRACTURES, IN_TIME, WAITS, NOBODY_WORSE = (
    "fractures",
    "in-time",
    "equal-waits",
    "nobody-worse",
)
NATIONAL = (IN_TIME, FRACTURES, WAITS, NOBODY_WORSE)
"""Aims of a split over boards."""
TITLES = {
    FRACTURES: gettext_noop("refractures avoided"),
    IN_TIME: gettext_noop("people scanned within 90 days"),
    WAITS: gettext_noop("equal waits for a scan"),
    NOBODY_WORSE: gettext_noop("people scanned in time, no board worse off"),
}
STARTED = "kpi10_started_ever_of_all"
"""Stands in for refractures avoided where only the formula has been asked."""
SCAN = "scan"
TELLS = {"%": 0.5, "people": 2.0, "fractures": 0.05, "days": 1.0}
"""Differences too small to choose by, by unit."""
ERROR = {"%": (6.0, 0.0), "people": (10.0, 0.12), "fractures": (10.0, 0.12),
         "days": (7.0, 0.15)}  # fmt: skip
"""Stated error of the formula by unit, see `planner.formula.disagreement`: so much, or
such a share of the value if more. Fractures are screened by the people who start."""


@dataclass(frozen=True)
class Aim:
    """One thing of which a plan is to bring as much as it can.

    Attributes
    ----------
    name : id of a KPI, or one of the aims above
    """

    name: str

    @property
    def title(self) -> str:
        """The aim in words."""
        if self.name in TITLES:
            return _(TITLES[self.name])
        return _(KPIS[self.name].title)

    @property
    def unit(self) -> str:
        """Unit of its value."""
        units = {FRACTURES: "fractures", WAITS: "days"}
        if self.name in TITLES:
            return units.get(self.name, "people")
        return "%"

    def read(self, values: Values, by: By) -> Floats:
        """Value of each replication, the more the better."""
        if self.name == FRACTURES:
            return values(AVOIDED, "", reason=CENTRAL)
        if self.name == WAITS:
            return -values("completed_wait", by.year.label, SCAN)
        if self.name in (IN_TIME, NOBODY_WORSE):
            return values(COUNTS[LEADING].id, by.year.label)
        return values(self.name, by.year.label)

    def by_formula(self, answer: FormulaAnswer, board: str, by: By) -> float:
        """The same by formula, or what stands in for it."""
        place = by.year_place
        if self.name == WAITS:
            return -float(answer.completed_wait(board, SCAN)[place])
        if self.name == FRACTURES:
            return float(answer.passed(board, STARTED).sum())
        if self.name in (IN_TIME, NOBODY_WORSE):
            return float(answer.passed(board, LEADING)[place])
        return float(answer.kpi(board, self.name)[place])

    def error(self, value: float) -> float:
        """Stated error of the formula at a value."""
        least, share = ERROR[self.unit]
        return max(least, share * abs(value))


def read_aim(text: str | None, *, national: bool = False) -> Aim:
    """An aim from its name.

    Raises
    ------
    ScenarioError: for one that does not exist
    """
    if text is None:
        return Aim(IN_TIME if national else LEADING)
    kpis = [each.id for each in AUDIT if each.unit == "%" and each.among]
    known = list(NATIONAL) if national else [*SHORT, IN_TIME, FRACTURES, *kpis]
    name = text if national else SHORT.get(text, text)
    if name not in (*known, *SHORT.values()) or (national and name not in NATIONAL):
        raise ScenarioError(unknown_name(gettext_noop("aim"), text, known))
    return Aim(name)


@dataclass(frozen=True)
class SpendingLimits:
    """Pounds that a plan may cost on top of what there is.

    Attributes
    ----------
    years : labels of the financial years of the plan
    revenue : most revenue of each; infinite where nothing was said
    capital : most capital of the whole plan
    """

    years: tuple[str, ...]
    revenue: tuple[float, ...]
    capital: float = math.inf

    @property
    def given(self) -> bool:
        """Whether there is any bound."""
        return bool(np.isfinite([*self.revenue, self.capital]).any())

    def holds(self, revenue: Floats, capital: Floats) -> npt.NDArray[np.bool_]:
        """Whether costs, shape (..., years) and (...), stay within it."""
        within = (revenue <= np.array(self.revenue) + 0.5).all(axis=-1)
        return np.asarray(within & (capital <= self.capital + 0.5))

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Financial years without a bound, where others have one."""
        free = [y for y, most in zip(self.years, self.revenue, strict=True)
                if most == math.inf]  # fmt: skip
        return tuple(free) if len(free) < len(self.years) else ()


def read_budget(
    plan: Scenario, texts: Sequence[str], capital: float | None = None
) -> SpendingLimits:
    """A budget from words such as 2027/28=150000, or 150000 for each financial year.

    Raises
    ------
    ScenarioError: for a year or a number that does not exist, all of them at once
    """
    years = Periods.of(plan).financial_years.labels
    found, problems = dict.fromkeys(years, math.inf), []
    hint = _("write 2027/28=150000, or 150000 for each financial year of the plan")
    for text in texts:
        year, equals, amount = text.rpartition("=")
        try:
            pounds = float(amount.replace(",", "").strip().lstrip("£"))
        except ValueError:
            pounds = math.nan
        if not 0 <= pounds < math.inf:
            rule = _("ends in a number of pounds, 0 or more")
            problems.append(Problem("--budget", rule, "", text, hint))
        elif equals and year.strip() not in years:
            rule = _("a financial year of the plan: {known}", known=", ".join(years))
            problems.append(Problem("--budget", rule, "", text, hint))
        else:
            named = [year.strip()] if equals else years
            found |= dict.fromkeys(named, pounds)
    if capital is not None and not 0 <= capital < math.inf:
        rule = _("a number of pounds, 0 or more")
        hint = _("write --capital 100000, or 0 for none")
        problems.append(Problem("--capital", rule, "", str(capital), hint))
    if problems:
        raise ScenarioError(problems)
    most = math.inf if capital is None else float(capital)
    return SpendingLimits(years, tuple(found.values()), most)
