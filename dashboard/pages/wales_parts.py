"""The Wales page's answer: a sentence, tiles, and what is folded away."""

from __future__ import annotations

import math

from dash import html
from dash.development.base_component import Component

from dashboard import jobs, places
from dashboard.answers import Answer
from dashboard.option_choices import titles
from dashboard.pages import start_from, wales_charts, wales_places
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.wales_tiles import ASSESSED, SCANNED, Shown, show_tiles
from dashboard.places import PlaceFigures, figures_of
from dashboard.rows import WALES, choose, of_place, one, year_in_words
from dashboard.ui import blocks
from dashboard.ui.tiles import folded
from planner.locale import _
from planner.outcomes.periods import last_day
from planner.reports.cost_sentences import cost_sentences
from planner.reports.dates import date_text
from planner.reports.number_format import amount, replications_text
from planner.reports.summary_cells import cleared_by

ON_MAP = wales_places.ON_MAP


def on_map() -> dict[str, str]:
    """Words for what the map can show."""
    return {key: _(title) for key, title in ON_MAP.items()}


def answers(option: str, own: str = "") -> Shown | None:
    """Results to show: under the option, where they are there, else of the start."""
    service = jobs.service()
    start = start_from.start_plan(own)
    if option:
        for steps in reversed(service.default_steps):
            before = service.answer(start, steps)
            now = service.answer(places.national(start, option), steps)
            if before and now:
                return Shown(now, before)
    latest = service.latest(start)
    return Shown(latest) if latest else None


def body(
    shown: Shown | None,
    year: str,
    measure: str,
    *,
    option: str = "",
    own: str = "",
) -> list[Component]:
    """Everything below the controls; a word of patience while there are no results."""

    def draw() -> list[Component]:
        return _drawn(shown, year, measure, option=option, own=own)

    if shown is None or own or figures_of(shown.now) is None:
        return draw()
    marks = [each.marks for each in (shown.now, shown.start) if each]
    title = titles().get(option, option)
    return jobs.service().drawn("wales", marks, year, measure, title, draw=draw)


def _drawn(
    shown: Shown | None, year: str, measure: str, *, option: str, own: str
) -> list[Component]:
    figures = figures_of(shown.now) if shown else None
    if shown is None or figures is None or not year:
        return [blocks.notice(_waiting(), title=_("Wales is being simulated"))]
    waits = bool(option) and shown.start is None
    before = figures_of(shown.start) if shown.start else None
    parts = [
        *beside.provisional(shown.now.replications),
        show_finding(shown, figures, year),
        *wales_places.show(
            shown.now, shown.start, (figures, before), (year, own), measure
        ),
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
