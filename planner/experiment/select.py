"""One row of a table of measures, by as much of its key as somebody cares to say."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import headline_period

LIKELY = (ALL, "scan")
"""Stages that are meant where none is named, if the measure has them."""


def pick_row(
    table: pd.DataFrame,
    plan: Scenario,
    kpi: str = LEADING,
    provider: str = "",
    stage: str = "",
    period: str = "",
) -> pd.Series:
    """Row of a measure of everybody at one place, stage and period.

    Parameters
    ----------
    table : with the columns of results
    stage : or role, of a measure of people at work
    provider, stage, period : left empty: Wales or the first board; all, else the scan,
        else the first; the last whole one of the plan

    Raises
    ------
    ScenarioError: where there is no such measure, or it was not taken there
    """
    check_measure(kpi)
    alone = (table[["group", "reason", "residence"]] == ALL).all(axis=1)
    rows = table[alone & (table["kpi"] == kpi)]
    rows = rows.assign(at=rows["stage"].where(rows["stage"] != ALL, rows["role"]))
    places = [name for name in dict.fromkeys(rows["provider"]) if name != ALL]
    place = provider or _first((WALES,), places)
    rows = rows[rows["provider"] == place] if place else rows
    stages = list(dict.fromkeys(rows["at"]))
    last = headline_period(plan, kpi)
    asked = {
        "at": stage or _first(LIKELY, stages),
        "period": period or (last.label if last else _("no whole period")),
    }
    for name, value in asked.items():
        rows = rows[rows[name] == value] if value else rows
    if rows.empty:
        value = " ".join(part for part in (kpi, place, *asked.values()) if part)
        hint = _(
            "places: {places}; stages: {stages}",
            places=", ".join(places),
            stages=", ".join(stages),
        )
        raise ScenarioError(Problem(_("measure"), _("was not taken"), "", value, hint))
    return rows.drop(columns="at").iloc[0]


def check_measure(kpi: str) -> None:
    """Refuse a measure that does not exist.

    Raises
    ------
    ScenarioError
    """
    if kpi not in KPIS:
        raise ScenarioError(unknown_name(gettext_noop("measure"), kpi, KPIS))


def refuse_boards_without_service(
    plan: Scenario, boards: Collection[str] | None
) -> None:
    """Refuse a board that runs no service: its figures would be another board's.

    Parameters
    ----------
    boards : ids; None means all

    Raises
    ------
    ScenarioError: for every one
    """
    problems = [
        Problem(
            "--board",
            _(
                "{board} runs no service of its own; other boards treat its people",
                board=official_name(plan.boards[each]),
            ),
            value=each,
            hint=_(
                "fls-planner commissioner {board} shows the case to start one; or name"
                " a board that treats them: {others}",
                board=each,
                others=", ".join(
                    at
                    for at in plan.boards[each].demand.providers
                    if at in plan.providers
                ),
            ),
        )
        for each in boards or ()
        if each not in plan.providers
    ]
    if problems:
        raise ScenarioError(problems)


def _first(wanted: tuple[str, ...], names: list[str]) -> str:
    return next((name for name in (*wanted, *names) if name in names), "")
