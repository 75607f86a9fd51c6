"""Budget of a plan: pounds by line and financial year (April), capital apart.

The lines of revenue but drugs add up to `cost_total`, those of capital to
`cost_capital`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.inputs.terms import Money
from planner.locale import gettext_noop
from planner.outcomes.board_frame import Frame
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods
from planner.outcomes.scanning_costs import CHAIRS, OUTSOURCING, SESSIONS
from planner.outcomes.staff_costs import Payroll

Floats = npt.NDArray[np.float64]
STAFF, HOURS, HIRES = "staff", "bank-agency", "recruitment"
CONSULTANTS, OVERHEADS, SCANS = "consultants", "overheads", "scans"
UPKEEP, UNITS, TRAVEL, BOOKING = "maintenance", "scanner-works", "travel", "booking"
TRAINING, ANYTHING_ELSE, DRUGS = "training", "other-changes", "drugs"
NEW_SCANNERS, UNITS_CAPITAL, CHANGES = "new-scanners", "mobile-units", "changes"
LINES = {
    STAFF: gettext_noop("Staff in post, with on-costs"),
    HOURS: gettext_noop("Bank, agency and overtime"),
    HIRES: gettext_noop("Recruitment"),
    CONSULTANTS: gettext_noop("Consultant sessions"),
    OVERHEADS: gettext_noop("Overheads on pay"),
    SCANS: gettext_noop("Scans, besides staff"),
    UPKEEP: gettext_noop("Maintenance of scanners"),
    UNITS: gettext_noop("Rooms for scanners, mobile units"),
    SESSIONS: gettext_noop("Sessions bought, extended hours"),
    OUTSOURCING: gettext_noop("Scans and reports done outside"),
    CHAIRS: gettext_noop("Infusion chairs and other clinics"),
    TRAVEL: gettext_noop("Travel to other boards"),
    BOOKING: gettext_noop("Booking and reminding"),
    TRAINING: gettext_noop("Training"),
    ANYTHING_ELSE: gettext_noop("Other prices of changes"),
    DRUGS: gettext_noop("Drugs of those who start, a year"),
}
"""Lines of revenue and their titles; drugs are not in the total cost of the service."""
CAPITAL = {
    NEW_SCANNERS: gettext_noop("Capital: replaced scanners"),
    UNITS_CAPITAL: gettext_noop("Capital: mobile units"),
    CHANGES: gettext_noop("Capital: prices of changes"),
}
"""Lines of capital and their titles."""
PART_OF = {
    CONSULTANTS: "cost_consultants",
    OVERHEADS: "cost_overheads",
    SCANS: "cost_scans",
    TRAVEL: "cost_travel",
    BOOKING: "cost_appointments",
}
"""Measures of costs that are a line as they stand."""


@dataclass(frozen=True)
class Budget:
    """Costs of one replication of one board, to be told apart by line.

    Attributes
    ----------
    parts : measures of costs by service and financial year
    lines : lines that are known already
    drugs : a year of drugs of those who start
    """

    frame: Frame
    money: Money
    parts: dict[str, Floats]
    lines: dict[str, Floats]
    staff: Payroll
    drugs: Floats

    @property
    def revenue(self) -> Floats:
        """Pounds by line, shape (lines, financial years)."""
        nothing = np.zeros(len(self.frame.periods.financial_years))
        found = self.lines | {
            STAFF: self.staff.by_band.sum(axis=0),
            HOURS: self.staff.hours,
            HIRES: self.staff.hires,
            DRUGS: self.drugs,
        }
        for line, kpi in PART_OF.items():
            found[line] = self.parts[kpi].sum(axis=0) if kpi in self.parts else nothing
        return np.stack([found[line] for line in LINES])

    def capital(self, total: Floats) -> Floats:
        """Pounds of capital by line; what is of no scanner is a change's."""
        found = [self.lines[line] for line in (NEW_SCANNERS, UNITS_CAPITAL)]
        return np.stack([*found, total - sum(found)])


def put_budget(budget: Budget, capital: Floats, row: MeasureTable) -> None:
    """Add revenue and capital by line, pay by band, and the plan in other prices."""
    revenue, periods = budget.revenue, budget.frame.periods
    row.put("budget_revenue", revenue)
    row.put("budget_capital", budget.capital(capital))
    row.put("pay_by_band", budget.staff.by_band)
    row.put("pay_by_band_in_full", budget.staff.by_band_in_full)
    # Drugs are beside the total cost, here as in every other total.
    total = revenue[:-1].sum(axis=0) + capital
    row.put("cost_whole_plan_cash", (total * cash_factors(periods, budget.money)).sum())
    present = present_factors(periods, budget.money.discount_rate)
    row.put("cost_whole_plan_present", (total * present).sum())


def cash_factors(periods: Periods, money: Money) -> Floats:
    """Prices of each financial year against those of the price year.

    >>> import datetime
    >>> from planner.inputs.load import load_scenario
    >>> plan = Periods(datetime.date(2026, 4, 1), 800)
    >>> cash_factors(plan, load_scenario().money).round(4).tolist()
    [1.0, 1.02, 1.0404]
    """
    years = np.array([int(label[:4]) for label in periods.financial_years.labels])
    return np.asarray((1.0 + money.inflation) ** (years - money.price_year))


def present_factors(periods: Periods, rate: float) -> Floats:
    """Present value of a pound of each financial year; of the first it is a pound.

    >>> import datetime
    >>> plan = Periods(datetime.date(2026, 7, 1), 548)
    >>> present_factors(plan, 0.035).round(4).tolist()
    [1.0, 0.9662]
    """
    return np.asarray((1.0 + rate) ** -np.arange(len(periods.financial_years)))
