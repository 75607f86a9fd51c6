"""Options of commands that ask whether a plan meets marks, and what it takes.

Declared once; those of every command stand in `planner.cli.options`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.experiment.marks import By, Mark, read_date, read_mark
from planner.inputs.scenario import Scenario
from planner.locale import gettext_noop
from planner.outcomes.periods import Periods

Marks = Annotated[
    list[str] | None,
    typer.Option(
        "--mark",
        metavar="NAME=NUMBER",
        help=gettext_noop(
            "Mark to meet: assessed=80, scanned=80 (of all identified),"
            " scanned-of-ordered=80, any KPI id=80, or wait:scan=182 (nobody longer,"
            " days); repeatable."
        ),
    ),
]
ByDate = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help=gettext_noop(
            "Date, such as 2028-03-31, or 2028-03 for the month's end (default: the"
            " plan's end)."
        ),
    ),
]
Chance = Annotated[
    int, typer.Option(metavar="%", help=gettext_noop("Chance with which it holds."))
]
LimitsFile = Annotated[
    Path | None,
    typer.Option(
        "--limits",
        metavar="FILE",
        help=gettext_noop("Limits of one's own: time to hire, rooms, prices."),
    ),
]
SaveFile = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FILE", help=gettext_noop("Option file (.toml) to write.")
    ),
]


def marks_of(
    plan: Scenario, marks: list[str] | None, by: str | None
) -> tuple[tuple[Mark, ...], By | None]:
    """Marks that are given, and the date by which they are to hold.

    The date is the plan's end where none is given, and nothing where no mark is.

    Raises
    ------
    ScenarioError: for a mark or a date that is none
    """
    read = tuple(read_mark(text, plan) for text in marks or ())
    if not read:
        return (), None
    last = Periods.of(plan).date(plan.plan_days - 1)
    return read, By.of(plan, read_date(by) if by else last)
