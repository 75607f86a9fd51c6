"""The sheets of a return: what each asks, of whom, and its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from planner.board_data.fields import FLS, MOST_REFERRALS, STAGES, fields
from planner.board_data.number_field import board_today
from planner.board_data.workbook.columns import SheetColumn, columns_of
from planner.inputs.demand import WaitingList
from planner.inputs.posts import Post
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

ABOUT = "Read me first"
REFERRALS, STAFF, JOB_PLANS = "Weekly referrals", "Staff in post", "Job plans"
SCANNERS, LISTS = "Scanner diary", "Waiting lists"
ALL_TITLES = (ABOUT, REFERRALS, STAFF, JOB_PLANS, SCANNERS, LISTS)
REPORT_SECTIONS = (
    "Summary", "Case for change", "Current service", "Options", "Workforce",
    "DXA and therapy", "Benefits", "Money", "Risks", "Equality", "Timetable",
    "Recommendation", "Assumptions",
)  # fmt: skip
REPORT_DATA = ("By board", "Differences", "By month")
ALL_NUMBERS, CHART_DATA, RUN_STAMP = "All numbers", "Chart data", "Run stamp"
OPTION_BUDGETS = "Option budgets"
PLAN_SHEETS = ("Plan", *(" ".join(("Plan", str(n))) for n in range(2, 100)))
"""Sheets that hold a whole plan each, the baseline first."""
REPORT_SHEETS = frozenset(
    (
        *(*REPORT_SECTIONS, *REPORT_DATA, *PLAN_SHEETS),
        *(OPTION_BUDGETS, ALL_NUMBERS, CHART_DATA, RUN_STAMP),
    )
)
"""Sheets of a report's workbook; a return is read past them."""
MEAN = "mean"
"""Stands for a date where a row holds a mean week."""
ROUTINE, URGENT = "routine", "urgent"
ANY_OTHER = "all"
"""Name of other referrals at a board whose plan has none."""
FLS_REFERRALS = FLS.removesuffix("_a_week")
LONGEST_WAIT = 3660.0
NOTE = SheetColumn(
    "source", "note", gettext_noop("Where the number above comes from; not read.")
)
POST = SheetColumn(
    "post",
    "name",
    gettext_noop("A name for the work, never for a person: clinic-nurse."),
)
SCANNER = SheetColumn(
    "scanner", "name", gettext_noop("A name for the scanner: scanner, royal-gwent.")
)


@dataclass(frozen=True)
class SheetLayout:
    """One sheet of a return."""

    title: str
    asks: str
    by: str
    columns: tuple[SheetColumn, ...]

    @property
    def file(self) -> str:
        """Its name in a folder of CSV files."""
        return file_of(self.title)

    def column(self, name: str) -> SheetColumn:
        """The column of this id."""
        return next(column for column in self.columns if column.id == name)


def file_of(title: str) -> str:
    """Name of a sheet's CSV file."""
    return re.sub(r"[^a-z]+", "-", title.lower()) + ".csv"


def sheets_of(scenario: Scenario, board: str) -> dict[str, SheetLayout]:
    """Every sheet of a board's return by title, in the order in which they stand."""
    found = (
        _referrals(scenario, board),
        _staff(scenario),
        _job_plans(scenario),
        _scanners(),
        _lists(scenario),
    )
    return {sheet.title: sheet for sheet in found}


def other_sources(scenario: Scenario, board: str) -> tuple[str, ...]:
    """Sources of other referrals for a scan."""
    return tuple(board_today(scenario, board).demand.other) or (ANY_OTHER,)


def referral_column(source: str) -> str:
    """Id of the column that asks for other referrals of this source."""
    return "other_referrals" if source == ANY_OTHER else f"{source}_referrals"


def listed_stages(scenario: Scenario) -> tuple[str, ...]:
    """Stages at which people may wait when a plan begins, in their order."""
    served = scenario.pathway.served_stages()
    usual = [stage for stage in STAGES if stage in served]
    return tuple(usual) or tuple(served)


def fls_is_asked(scenario: Scenario, board: str) -> bool:
    """Whether weekly FLS referrals say anything about this board."""
    return any(field.id == FLS for field in fields(scenario, board))


def _referrals(scenario: Scenario, board: str) -> SheetLayout:
    help_text = _("Monday of the week, or the word {word} for a mean week.", word=MEAN)
    columns = [SheetColumn("week", "date", help_text, choices=(MEAN,))]
    plain = SheetColumn(
        "", "number", unit="people a week", low=0.0, high=MOST_REFERRALS, few=True
    )
    if fls_is_asked(scenario, board):
        text = _("People with a fracture whom case finding added in the week.")
        columns.append(replace(plain, id=FLS_REFERRALS, help=text))
    for name in other_sources(scenario, board):
        text = _(
            "Referrals for a DXA scan in the week, before vetting: {source}.",
            source=name,
        )
        columns.append(replace(plain, id=referral_column(name), help=text))
    columns[1:] = [replace(column, needed=False) for column in columns[1:]]
    asks = _(
        "Referrals received, week by week: as many weeks as you have, one "
        "row each. The row {word} holds what the plan uses now; a column "
        "with weeks of its own no longer looks at it.",
        word=MEAN,
    )
    return SheetLayout(REFERRALS, asks, _("FLS coordinator"), (*columns, NOTE))


def _staff(scenario: Scenario) -> SheetLayout:
    pay = tuple(scenario.money.pay) if scenario.money else ()
    known: dict[str, tuple[str, ...]] = {"role": tuple(scenario.roles), "band": pay}
    columns = [
        replace(column, kind="choice", choices=known[column.id])
        if known.get(column.id)
        else column
        for column in columns_of(Post)
    ]
    asks = _(
        "Posts that are filled, one row a post: role, pay band, whole-time equivalent, "
        "first and last day where it has one. Leave out a row that is no longer so."
    )
    return SheetLayout(STAFF, asks, _("Service manager"), (POST, *columns, NOTE))


def _job_plans(scenario: Scenario) -> SheetLayout:
    activities = tuple(scenario.pathway.activities)
    columns = (
        replace(POST, help=_("A post of the sheet before.")),
        SheetColumn(
            "activity", "choice", _("What comes first then."), choices=activities
        ),
        SheetColumn(
            id="share",
            kind="number",
            help=_("Share of the post's sessions: 0.6 is six in ten."),
            unit="share",
            low=0.0,
            high=1.0,
        ),
    )
    asks = _(
        "How a post's sessions are shared out, where a job plan says so; the shares of "
        "a post add up to 1. A post without rows follows the order of its role."
    )
    return SheetLayout(JOB_PLANS, asks, _("Service manager"), (*columns, NOTE))


def _scanners() -> SheetLayout:
    asks = _(
        "Each DXA scanner in a usual week: half days it runs, appointments in a half "
        "day, minutes of one, appointments reserved for the FLS on a scanning day."
    )
    columns = (SCANNER, *columns_of(Scanner), NOTE)
    return SheetLayout(SCANNERS, asks, _("Radiology manager"), columns)


def _lists(scenario: Scenario) -> SheetLayout:
    count = next(c for c in columns_of(WaitingList) if c.id == "count")
    days = SheetColumn(
        "", "whole", unit="days", low=0.0, high=LONGEST_WAIT, open_band=True
    )
    stages = listed_stages(scenario)
    counted = _("People waiting; <5 where there are one to four.")
    columns = (
        SheetColumn("stage", "choice", _("What they wait for."), choices=stages),
        replace(
            days, id="from_day", help=_("Days waited, at least; 365+ for a last band.")
        ),
        replace(days, id="to_day", help=_("Days waited, at most.")),
        SheetColumn("urgency", "choice", choices=(ROUTINE, URGENT)),
        replace(count, id="people", few=True, help=counted),
    )
    asks = _(
        "People on each list on the plan's first morning, counted by days waited and "
        "urgency. Change the age bands as you like; they must not overlap."
    )
    return SheetLayout(LISTS, asks, _("Booking office and radiology"), (*columns, NOTE))
