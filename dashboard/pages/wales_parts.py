"""The Wales page's answer: a sentence, tiles, and what is folded away."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import jobs, places
from dashboard.answers import Answer
from dashboard.option_choices import titles
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages import wales_charts, wales_places
from dashboard.places import PlaceFigures, figures_of
from dashboard.plans import Plan
from dashboard.rows import WALES, choose, of_place, one, year_in_words
from dashboard.ui import blocks
from dashboard.ui.tiles import folded, tile, tiles
from planner.experiment.needs import CLEAR, LEVEL, OFFERED
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.periods import Periods
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import (
    DECIMALS,
    amount,
    better_sets,
    date_text,
    interval,
    number,
    replications_text,
    whole_percent,
)
from planner.reports.select_rows import last_row
from planner.reports.summary_cells import cleared_by

ASSESSED, SCANNED = "kpi4_assessed_90", "kpi5_scanned_90_of_all"
ON_MAP = wales_places.ON_MAP


@dataclass(frozen=True)
class Shown:
    """What the page shows.

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
        plans = self.start.plan, self.now.plan
        return jobs.service().difference(*plans, self.now.replications)


def on_map() -> dict[str, str]:
    """Words for what the map can show."""
    return {key: _(title) for key, title in ON_MAP.items()}


def known_option(option: str | None) -> str:
    """An option that a list offers; nothing for any other name."""
    return option if option and option in titles() else ""


def answers(option: str) -> Shown | None:
    """Results to show: under the option, where they are there, else of the start."""
    service = jobs.service()
    start = Plan(service.settings.scenario)
    if option:
        for steps in reversed(service.default_steps):
            before = service.answer(start, steps)
            now = service.answer(places.national(start, option), steps)
            if before and now:
                return Shown(now, before)
    latest = service.latest(start)
    return Shown(latest) if latest else None


def body(
    shown: Shown | None, year: str, measure: str, *, option: str = ""
) -> list[Component]:
    """Everything below the controls; a word of patience while there are no results."""
    figures = figures_of(shown.now) if shown else None
    if shown is None or figures is None or not year:
        return [blocks.notice(_waiting(), title=_("Wales is being simulated"))]
    waits = bool(option) and shown.start is None
    before = figures_of(shown.start) if shown.start else None
    parts = [
        *beside.provisional(shown.now.replications),
        show_finding(shown, figures, year),
        *wales_places.show(shown.now, shown.start, (figures, before), year, measure),
        wales_charts.show_weeks(shown.now, figures),
        wales_charts.show_marks(shown.now, year),
        read_on(shown),
    ]
    if not waits:
        return parts
    text = _(
        "'{option}' is being simulated: what stands below is today's plan.",
        option=titles().get(option, option),
    )
    return [
        blocks.notice(text, kind="warning"),
        html.Div(parts, className="results stale"),
    ]


def _waiting() -> str:
    return _(
        "The planner simulates the seven boards on this computer. First"
        " results come after a few replications and are then refined."
    )


def show_finding(shown: Shown, figures: PlaceFigures, year: str) -> Component:
    """The answer in one sentence, then a tile a number."""
    answer = shown.now
    wales = choose(of_place(answer.table, WALES), period=year)
    assessed, scanned = one(wales, kpi=ASSESSED), one(wales, kpi=SCANNED)
    sentence = _(
        "In {year}{under}, {scanned} of the people identified with a broken bone in"
        " Wales are scanned within 90 days and {assessed} are assessed in that time;"
        " {cleared}.",
        year=year_in_words(answer.scenario, year),
        under=_(" under '{option}'", option=shown.title) if shown.title else "",
        scanned=amount(scanned["mean"], "%"),
        assessed=amount(assessed["mean"], "%"),
        cleared=_cleared_in_words(answer, figures),
    )
    card = blocks.finding(_("Finding"), sentence)
    return html.Div([card, show_tiles(shown, figures, year)])


def last_day(plan: Scenario) -> datetime.date:
    """Last day of a plan."""
    return Periods.of(plan).date(plan.plan_days - 1)


def _cleared_in_words(answer: Answer, figures: PlaceFigures) -> str:
    """When all backlogs are gone, or how many boards get there within the plan."""
    found = figures.cleared.get(WALES)
    if found is None:
        return _("no board has a DXA list")
    last = date_text(last_day(answer.scenario))
    cell = cleared_by(answer.scenario, figures.cleared, WALES)
    if math.isfinite(found.sure_day):
        return _(
            "every board's DXA backlog is cleared by {month} in 9 runs of 10",
            month=cell.level,
        )
    return _(
        "{done} boards clear their DXA backlog by {last} in 9 runs of 10",
        done=cell.level,
        last=last,
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
    parts = {
        measure: figures.sessions(WALES, measure) for measure in (LEVEL, CLEAR, OFFERED)
    }
    means = {key: number(row["mean"]) for key, row in parts.items() if row is not None}
    note = _(
        "{stay_level} to hold the lists, {to_clear} to clear them; {offered} offered",
        **means,
    )
    return tile(
        _("Extra DXA sessions a week needed"),
        number(row["mean"]),
        _bands(row, "sessions"),
        note,
    )


def read_on(shown: Shown) -> Component:
    """Scope, costs and what to read before any number; folded away."""
    answer = shown.now
    scope = _(
        "Scenario: {scenario}, from {start}. {replications}. {unpublished} of {boards}"
        " boards publish no audit figures and rest mostly on assumptions: read Wales"
        " as a picture of how the system behaves, not as an audit.",
        scenario=answer.scenario.title or answer.scenario.name,
        start=date_text(answer.scenario.plan_start),
        replications=replications_text(answer.replications),
        unpublished=sum(not b.kpis_published for b in answer.scenario.boards.values()),
        boards=len(answer.scenario.boards),
    )
    # All years of the plan: its cost a year is spread over them.
    costs = cost_sentences(answer.table, answer.scenario, WALES)
    first = beside.read_first(
        answer.scenario, answer.sets, list(answer.scenario.boards)
    )
    return folded(
        _("What the numbers hold, and what they cost"),
        *map(blocks.note, [scope, *costs]),
        first,
    )
