"""Numbers of Wales as tiles, each with its bands and what an option does to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answers import Answer
from dashboard.option_choices import titles
from dashboard.pages import tables_beside_charts as beside
from dashboard.places import PlaceFigures, sessions_in_words
from dashboard.rows import WALES, choose, of_place, one
from dashboard.ui.tiles import tile, tiles
from planner.locale import _
from planner.outcomes.periods import last_day
from planner.reports.dates import date_text
from planner.reports.number_format import (
    DECIMALS,
    amount,
    better_sets,
    interval,
    number,
    whole_percent,
)
from planner.reports.select_rows import last_row
from planner.reports.summary_cells import cleared_by

ASSESSED, SCANNED = "kpi4_assessed_90", "kpi5_scanned_90_of_all"


@dataclass(frozen=True)
class Shown:
    """Results that the page shows.

    Attributes
    ----------
    start : today's plan, where another is shown beside it
    """

    now: Answer
    start: Answer | None = None

    @property
    def title(self) -> str:
        """Name of the option shown, or nothing."""
        return ", ".join(titles().get(name, name) for name in self.now.plan.options)

    @property
    def differences(self) -> pd.DataFrame | None:
        """Paired differences to the start."""
        if self.start is None:
            return None
        return jobs.service().difference(
            self.start.plan, self.now.plan, self.now.replications
        )


def show_tiles(shown: Shown, figures: PlaceFigures, year: str) -> Component:
    """The numbers of Wales, each with its bands and what an option does to it."""
    shares = [_share_tile(shown, kpi, year) for kpi in (ASSESSED, SCANNED)]
    each = [
        *shares,
        _list_tile(shown, year),
        _cleared_tile(shown, figures),
        _sessions_tile(shown, figures),
    ]
    return tiles(_("Wales in numbers"), *[tile for tile in each if tile is not None])


def _bands(row: pd.Series, unit: str) -> list[str]:
    """A line a band; the wide one only where fitting sets were run."""
    wide = interval(row["band_low"], row["band_high"], unit)
    random = interval(row["random_low"], row["random_high"], unit)
    lines = [_("9 futures in 10: {band}", band=wide)] if row.get("sets", 0) else []
    return [*lines, _("random variation alone: {random}", random=random)]


def _change(shown: Shown, kpi: str, year: str, stage: str = "all") -> str:
    """Difference that the option makes, and in how many sets it is for the better."""
    table = shown.differences
    if table is None:
        return ""
    row = last_row(table, shown.now.scenario, kpi, WALES, stage=stage, year=year)
    if row is None:
        return ""
    unit = str(row["unit"])
    if not round(row["difference"], DECIMALS.get(unit, 1)):
        return _("the same as under today's plan")
    size = amount(row["difference"], unit, signed=True)
    if sets := better_sets(row):
        return _("{size} against today's plan; better in {sets} sets",
                 size=size, sets=sets)  # fmt: skip
    return _("{size} against today's plan", size=size)


def _share_tile(shown: Shown, kpi: str, year: str) -> Component:
    wales = choose(of_place(shown.now.table, WALES), period=year)
    row = one(wales, kpi=kpi)
    return tile(
        beside.measure_name(kpi),
        amount(row["mean"], "%"),
        _bands(row, "%"),
        _change(shown, kpi, year),
    )


def _list_tile(shown: Shown, year: str) -> Component | None:
    row = last_row(
        shown.now.table,
        shown.now.scenario,
        "waiting_list",
        WALES,
        stage="scan",
        year=year,
    )
    if row is None:
        return None
    return tile(
        _("Waiting for DXA at the end of {year}", year=year),
        number(row["mean"], 0),
        _bands(row, "people"),
        _change(shown, "waiting_list", year, "scan"),
    )


def _cleared_tile(shown: Shown, figures: PlaceFigures) -> Component | None:
    found = figures.cleared.get(WALES)
    if found is None:
        return None
    plan = shown.now.scenario
    cell = cleared_by(plan, figures.cleared, WALES)
    late = not math.isfinite(found.sure_day)
    level = _("not within the plan") if late else cell.level
    boards = _("boards cleared: {level}", level=cell.level) if late else ""
    met, sets = found.sets_met
    chance = _(
        "chance by {last}: {chance} of runs",
        last=date_text(last_day(plan), short=True),
        chance=whole_percent(found.chance),
    )
    of_sets = _("in {met} of {sets} fitting sets", met=met, sets=sets)
    kind = "short" if late else "good"
    return tile(_("Every backlog cleared by, 9 runs in 10"), level,
                [boards, chance], of_sets, kind)  # fmt: skip


def _sessions_tile(shown: Shown, figures: PlaceFigures) -> Component | None:
    row = figures.sessions(WALES)
    if row is None:
        return None
    return tile(
        _("Extra DXA sessions a week needed"),
        number(row["mean"]),
        _bands(row, "sessions"),
        sessions_in_words(figures.needs, WALES),
    )
