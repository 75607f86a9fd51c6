"""England's monthly DXA figures beside a plan's own: facts, not standards.

They go into no simulation. England's lists leave out planned scans, and its boards are
commissioners, so that a difference is a question and no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from planner.data.facts import POPULATION_YEAR, load_facts, population_by_cell
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.measure_index import WALES
from planner.reports.number_format import number
from planner.reports.select_rows import last_row, rows_of

LIST, OVER, SCANS = (
    "yardstick.list", "england.over_6_weeks.2026_03", "yardstick.scans",
)  # fmt: skip
YARDSTICKS = (LIST, OVER, SCANS)
"""Rows of `dxa_operations.csv`, in the order of print."""
TEXTS_OF_ROWS = (
    gettext_noop("DXA list for 1,000 people of 50 and over"),
    gettext_noop("Share waiting over six weeks, March 2026"),
    gettext_noop("DXA scans for 1,000 people of 50 and over"),
    gettext_noop("patients per 1,000 people"),
    gettext_noop("scans per 1,000 people a year"),
)
"""Names and units of those rows, for the catalogues."""
SIX_WEEKS = "42 days"
SCAN = "scan"
COLUMNS = [
    "place", "yardstick", "name", "here", "value", "low", "high", "unit", "year",
    "geography", "confidence", "source", "url", "note", "label",
]  # fmt: skip
YARDSTICKS_NOTE = gettext_noop(
    "Here: at the plan's end, and scans of its last year, by residents of 50 and over"
    " of {year} (those whom a board treats). England: low and high are its 42 boards;"
    " its lists leave out planned scans. Yardsticks, not standards: they go into no"
    " simulation."
)


class Fact(NamedTuple):
    """A published figure and where it comes from."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    year: int
    geography: str
    source: str
    url: str
    confidence: str
    note: str


def facts() -> dict[str, Fact]:
    """The yardsticks by their row in the table of facts."""
    table = load_facts("dxa_operations").set_index("id")
    return {row: Fact(*table.loc[row, list(Fact._fields)]) for row in YARDSTICKS}


def yardsticks(summary: pd.DataFrame, plan: Scenario) -> pd.DataFrame:
    """Each yardstick beside the plan's figure at every place that scans.

    Parameters
    ----------
    summary : from `summarise`
    """
    published = facts()
    rows = []
    for place in _places(summary, plan):
        mine = rows_of(summary, provider=place)["label"]
        for row, here in _figures(summary, plan, place).items():
            about = {"place": place, "yardstick": row, "here": here}
            about["label"] = mine.iloc[0]
            rows.append({**published[row]._asdict(), **about})
    return pd.DataFrame(rows, columns=COLUMNS)


def _places(summary: pd.DataFrame, plan: Scenario) -> list[str]:
    """Boards with a DXA list, in the order of the scenario, then Wales."""
    listed = summary[(summary["kpi"] == "waiting_list") & (summary["stage"] == SCAN)]
    found = {*listed["provider"]}
    coded = [name for name in plan.providers if plan.boards[name].code]
    whole = len(coded) == len(plan.providers)
    return [p for p in coded if p in found] + [WALES] * (WALES in found and whole)


def _figures(summary: pd.DataFrame, plan: Scenario, place: str) -> dict[str, float]:
    """The plan's own figure for each yardstick; not a number where there is none."""
    people = _catchment(plan, plan.providers if place == WALES else [place])
    waiting = _last(last_row(summary, plan, "waiting_list", place, stage=SCAN))
    over = rows_of(
        summary, kpi="waiting_over", provider=place, stage=SCAN, reason=SIX_WEEKS
    )["mean"]
    scans = _last(last_row(summary, plan, "seen", place, stage=SCAN))
    late = 100 * float(over.iloc[-1]) / waiting if len(over) and waiting else math.nan
    return {
        LIST: 1000 * waiting / people,
        OVER: min(late, 100.0),
        SCANS: 1000 * scans / people,
    }


def _last(row: pd.Series | None) -> float:
    return math.nan if row is None else float(row["mean"])


def _catchment(plan: Scenario, providers: Iterable[str]) -> float:
    """Residents of 50 and over whom these providers treat."""
    wanted = set(providers)
    total = 0.0
    for name, board in plan.boards.items():
        sent = board.demand.providers or {name: 1.0}
        share = sum(part for to, part in sent.items() if to in wanted)
        if share and board.code:
            total += share * population_by_cell(board.code)["population"].sum()
    return total


def yardstick_lines(table: pd.DataFrame, names: Mapping[str, str]) -> list[list[str]]:
    """England's figures with their range, then each place's own, as cells."""
    every = facts()
    england = [
        f"{number(fact.value)}\n({number(fact.low)} – {number(fact.high)})"
        for fact in every.values()
    ]
    lines = [[_("England"), *england]]
    for place, rows in table.groupby("place", sort=False):
        here = rows.set_index("yardstick")["here"]
        cells = [number(here[row]) for row in every]
        lines.append([names.get(str(place), _("Wales")), *cells])
    return lines


def source_sentences() -> list[str]:
    """Source, year and confidence of each yardstick."""
    return [
        _(
            "{name}: {value} {unit} ({geography} {year}, {confidence}; {source}).",
            name=_(fact.name),
            value=number(fact.value),
            unit=_(fact.unit),
            geography=_(fact.geography),
            year=fact.year,
            confidence=_(fact.confidence),
            source=fact.source,
        )
        for fact in facts().values()
    ]


def yardsticks_note() -> str:
    """Definitions of both figures, and their limits."""
    return _(YARDSTICKS_NOTE, year=POPULATION_YEAR)
