"""Figures of each place beyond a summary: clearance, sessions, bottlenecks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import jobs, plans
from dashboard.answers import Answer
from dashboard.plans import Plan
from dashboard.rows import WALES, choose, of_place, one
from dashboard.ui.shell import link
from planner.experiment.decisive import Clearance, clearances
from planner.experiment.needs import (
    CLEAR,
    LEVEL,
    MORE,
    OFFERED,
    for_1000_residents,
    sessions_needed,
)
from planner.experiment.running.cache import key_of
from planner.locale import _
from planner.reports.bottleneck import RoleSpell, role_spells
from planner.reports.number_format import NOTHING, number
from planner.reports.select_rows import last_row

MEMORY_BYTES = 100_000
"""Room in memory for the figures of one plan, generously."""


@dataclass(frozen=True)
class PlaceFigures:
    """Figures of one plan by place.

    Attributes
    ----------
    cleared : clearance of the DXA backlog
    needs : DXA sessions a week, from `sessions_needed`
    spells : spells of the most frequent bottleneck, by board
    """

    cleared: Mapping[str, Clearance]
    needs: pd.DataFrame
    spells: Mapping[str, list[RoleSpell]]

    def sessions(self, place: str, measure: str = MORE) -> pd.Series | None:
        """Sessions a week that a place wants, or another measure of `FROM`."""
        return sessions_row(self.needs, place, measure)


@dataclass(frozen=True)
class PlaceValue:
    """A figure of a place: its size for colours, and as text with its interval."""

    size: float
    text: str
    small: str = ""


NONE = PlaceValue(math.nan, NOTHING)


def figures_of(answer: Answer) -> PlaceFigures | None:
    """Figures of an answer's plan, or None where its results are gone."""
    service = jobs.service()
    key = key_of("places", *answer.marks)
    held: PlaceFigures | None = service.cache.load(key, lambda _: None)
    if held is not None:
        return held
    results = service.result(answer.plan, answer.replications)
    if results is None:
        return None
    made = PlaceFigures(
        cleared=clearances(results),
        needs=sessions_needed(results),
        spells={
            place: role_spells(answer.table, place)
            for place in answer.scenario.providers
        },
    )
    service.cache.remember(key, made, MEMORY_BYTES)
    return made


def needs_of(answer: Answer) -> pd.DataFrame | None:
    """DXA sessions of an answer's places, or None where its results are gone."""
    results = jobs.service().result(answer.plan, answer.replications)
    return None if results is None else sessions_needed(results)


def sessions_row(needs: pd.DataFrame, place: str, measure: str) -> pd.Series | None:
    """One measure of the DXA sessions of a place; None where it scans nobody."""
    rows = choose(needs, place=place, measure=measure)
    return None if rows.empty else rows.iloc[0]


def sessions_in_words(needs: pd.DataFrame, place: str) -> str:
    """Parts of the sessions that are wanting: to hold, to clear, and those offered."""
    rows = choose(needs, place=place, measure=[LEVEL, CLEAR, OFFERED])
    means = {
        str(measure): number(mean)
        for measure, mean in zip(rows["measure"], rows["mean"], strict=True)
    }
    return _(
        "{stay_level} to hold the lists, {to_clear} to clear them; {offered} offered",
        **means,
    )


def list_for_1000(answer: Answer, place: str, year: str) -> pd.Series | None:
    """DXA list at a year's end for every 1,000 residents aged 50 and over."""
    row = last_row(
        answer.table, answer.scenario, "waiting_list", place, stage="scan", year=year
    )
    return None if row is None else for_1000_residents(row, place)


def share_row(answer: Answer, place: str, kpi: str, year: str) -> pd.Series | None:
    """A share of a place's people in a year; of residents where it runs no service."""
    rows = choose(of_place(answer.table, place), kpi=kpi, period=year)
    return None if rows.empty else one(rows, kpi=kpi)


def places(answer: Answer) -> dict[str, str]:
    """Wales and then the boards, in alphabetical order."""
    return {WALES: _("Wales"), **plans.boards_by_name(answer.scenario)}


def national(start: Plan, option: str = "") -> Plan:
    """All of Wales from a start, under one option or none."""
    options = (option,) if option else ()
    return Plan(start.scenario, options, start.board, start.typed)


def board_address(board: str, choices: tuple[str, str]) -> str:
    """Address of a board's page with the year and the start that are chosen."""
    year, own = choices
    start = {"start": own} if own else {}
    return "/board" + link(board=board, year=year, **start)
