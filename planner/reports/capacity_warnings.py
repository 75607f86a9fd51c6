"""Cautions about capacity: needed and not there, there and not used."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from planner.inputs.no_effect import boards_with_patients
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _
from planner.outcomes.kpi_table import NEEDED
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.select_rows import last_row, place_name, rows_of

ROLL_OUT = "roll-out-2024"
"""Change of the shipped plans whose posts explain the load of nurses."""
WORTH_SAYING = 0.10
"""Share of planned scanner sessions without an operator from which it is said."""


def cautions(
    summary: pd.DataFrame, plan: Scenario, names: Mapping[str, str]
) -> list[str]:
    """Sentences about capacity that cannot be, or is not, used.

    Parameters
    ----------
    summary : from `summarise`
    names : names of boards by id
    """
    named = dict.fromkeys(summary["provider"])
    places = [name for name in named if name not in (ALL, WALES)]
    with_patients = boards_with_patients(plan)
    found = [
        sentence
        for place in places
        for sentence in (
            _without_operator(summary, plan, place, names),
            # That a board has no patients at all is said of its inputs.
            _unused(summary, plan, place, names) if place in with_patients else "",
            *_no_capacity(summary, plan, place, names),
        )
    ]
    return [
        sentence for sentence in (*found, *_balance(summary, plan, names)) if sentence
    ]


def load_note(plan: Scenario) -> str:
    """Meaning of load and of what is needed, and of a low load of nurses."""
    if not any(change.name == ROLL_OUT for change in plan.changes):
        return _(NEEDED)
    posts = _(
        "Nurses' load is low because the 13 nurses and 11 administrators of the"
        " roll-out of 2024 are in post: as shipped about 0.4, without them (option"
        " without-roll-out) 0.9 to 1.0."
    )
    return f"{_(NEEDED)} {posts}"


OUT_OF_BALANCE, FEW_PEOPLE = 0.10, 25
"""Share, and people, by which a list's first year may differ from its second."""
MOST_NAMED = 3


def _balance(
    summary: pd.DataFrame, plan: Scenario, names: Mapping[str, str]
) -> Iterator[str]:
    """A sentence where lists get other numbers of people at first than later on.

    Not of plans with a decision of their own: that may be the reason.
    """
    if plan.years < 2 or any(change.basis == "decision" for change in plan.changes):
        return
    found = sorted(_first_and_second_years(summary), key=lambda each: each[0])
    said = [
        _(
            "{place}, {stage}: {first:,.0f} joined in the first year, {second:,.0f} in"
            " the second",
            place=place_name(place, names),
            stage=_(plan.pathway.stages[stage].title or stage),
            first=first,
            second=second,
        )
        for _ratio, place, stage, first, second in found[:MOST_NAMED]
    ]
    if len(found) > MOST_NAMED:
        said.append(_("and {count} more", count=len(found) - MOST_NAMED))
    if said:
        yield _(
            "The plan does not begin in balance, for its day-0 lists and diaries are no"
            " steady state of its flows, or guidance comes into force: {lists}.",
            lists="; ".join(said),
        )


def _first_and_second_years(
    summary: pd.DataFrame,
) -> Iterator[tuple[float, str, str, float, float]]:
    """Lists that differ: how little, place, stage, people joining in either year."""
    joined = summary[
        (summary["kpi"] == "joined")
        & (summary["residence"] == ALL)
        & ~summary["provider"].isin((ALL, WALES))
    ].sort_values("start")
    for (place, stage), rows in joined.groupby(["provider", "stage"]):
        first, second = rows["mean"].iloc[:2]
        apart = abs(first - second)
        if apart > max(FEW_PEOPLE, OUT_OF_BALANCE * second):
            yield -apart / max(second, 1.0), str(place), str(stage), first, second


def has_patients(summary: pd.DataFrame, place: str) -> bool:
    """Whether anybody joins or stands on a list of a place."""
    rows = summary[(summary["provider"] == place) & (summary["residence"] == ALL)]
    counted = rows[rows["kpi"].isin(("joined", "waiting_list", "seen"))]
    return counted.empty or bool((counted["mean"] > 0).any())


def _unused(
    summary: pd.DataFrame, plan: Scenario, place: str, names: Mapping[str, str]
) -> str:
    """A sentence where a role is on offer and no patient of the board uses it."""
    used = rows_of(summary, kpi="utilisation", provider=place)
    idle = [str(who) for who, rows in used.groupby("role") if rows["mean"].max() == 0]
    if not idle:
        return ""
    and_, board = _(" and "), place_name(place, names)
    if closed := [str(row["role"]) for row in _closed(summary, plan, place)]:
        return _(
            "{place}: no patient gets as far as the sessions of {idle}, because"
            " nothing is offered of {closed}.",
            place=board,
            idle=and_.join(idle),
            closed=and_.join(closed),
        )
    return _(
        "{place}: no patient uses the sessions of {idle}, so this"
        " capacity changes no wait. Send patients there: see the residents'"
        " shares under demand.providers.",
        place=board,
        idle=and_.join(idle),
    )


def _closed(summary: pd.DataFrame, plan: Scenario, place: str) -> Iterator[pd.Series]:
    """The last load of each role that people need then and nobody offers."""
    for role in dict.fromkeys(summary.loc[summary["kpi"] == "load", "role"]):
        row = last_row(summary, plan, "load", place, role=role)
        if row is not None and role != ALL and math.isnan(row["mean"]):
            yield row


def _no_capacity(
    summary: pd.DataFrame, plan: Scenario, place: str, names: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for each role that people need at the end and nobody offers."""
    for row in _closed(summary, plan, place):
        yield _(
            "{place}: people need the {role} in {period} and nothing is"
            " offered ({label}): their list grows without end.",
            place=place_name(place, names),
            role=row["role"],
            period=row["period"],
            label=row["label"].split("; ")[-1],
        )


def _without_operator(
    summary: pd.DataFrame, plan: Scenario, place: str, names: Mapping[str, str]
) -> str:
    wanted = {"provider": place, "role": "scanner"}
    lost = rows_of(summary, kpi="sessions_lost", reason="no operator", **wanted)
    offered = rows_of(summary, kpi="sessions_offered", **wanted)
    years = plan.plan_days / DAYS_A_YEAR
    missing, run = lost["mean"].sum() / years, offered["mean"].sum() / years
    if not missing or missing < WORTH_SAYING * (missing + run):
        return ""
    return _(
        "{place}: {missing:.0f} of {planned:.0f} scanner sessions a"
        " year that could run have no operator. More sessions need more"
        " operator WTE.",
        place=place_name(place, names),
        missing=missing,
        planned=missing + run,
    )
