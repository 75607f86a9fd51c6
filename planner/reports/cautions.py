"""What a reader should be told before trusting a plan: capacity that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.outcomes.blocks import ALL, WALES
from planner.reports.choose import place_name, rows_of

WORTH_SAYING = 0.10
"""Share of planned scanner sessions without an operator from which it is said."""


def cautions(summary: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """One sentence for each place whose scanner sessions often lack an operator.

    Parameters
    ----------
    summary : from `summarise`
    names : names of boards by id
    """
    places = [name for name in dict.fromkeys(summary["provider"]) if name != ALL]
    found = (_without_operator(summary, place, names) for place in places)
    return [sentence for sentence in found if sentence]


def _without_operator(
    summary: pd.DataFrame, place: str, names: Mapping[str, str]
) -> str:
    if place == WALES:
        return ""
    wanted = {"provider": place, "stage": "scanner"}
    lost = rows_of(summary, kpi="sessions_lost", group="no operator", **wanted)
    offered = rows_of(summary, kpi="sessions_offered", **wanted)
    years = max(1, len(offered))
    missing, run = lost["mean"].sum() / years, offered["mean"].sum() / years
    if missing < WORTH_SAYING * (missing + run):
        return ""
    return (
        f"{place_name(place, names)}: {missing:.0f} of {missing + run:.0f} scanner"
        " sessions a year that could run have no operator. More sessions need more"
        " operator WTE."
    )
