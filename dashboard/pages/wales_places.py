"""Boards on a map and in a table that differ: lists, sessions, months and chances."""

from __future__ import annotations

import math
from collections.abc import Mapping

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.answers import Answer
from dashboard.names import ROLES, name_of
from dashboard.pages import tables_beside_charts as beside
from dashboard.places import (
    NONE,
    PlaceFigures,
    PlaceValue,
    board_address,
    list_for_1000,
    places,
    share_row,
)
from dashboard.rows import WALES, by_place, choose, year_in_words
from dashboard.ui import blocks, tables
from dashboard.ui.board_map import MapBoard, board_map, map_key
from dashboard.ui.charts import chart
from dashboard.ui.tiles import folded
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.periods import Periods, headline_period
from planner.reports.number_format import (
    NOTHING,
    number,
    short_interval,
    whole_percent,
)
from planner.reports.select_rows import is_illustrative
from planner.reports.summary_cells import cleared_by

LIST, SESSIONS, MONTH, CHANCE = "list", "sessions", "month", "chance"
ON_MAP = {
    LIST: gettext_noop("DXA list per 1,000 people aged 50 and over"),
    SESSIONS: gettext_noop("Extra DXA sessions a week needed"),
    MONTH: gettext_noop("Month the backlog is cleared, 9 runs in 10"),
    CHANCE: gettext_noop("Chance that the backlog is cleared within the plan"),
}
"""Figures that the map can show, the first one first."""
ASSESSED, SCANNED = "kpi4_assessed_90", "kpi5_scanned_90_of_all"
STEPS = 5
Pair = tuple[PlaceFigures, PlaceFigures | None]


def show(
    now: Answer,
    start: Answer | None,
    figures: Pair,
    choices: tuple[str, str],
    measure: str,
) -> list[Component]:
    """Map and table side by side, and the boards that do not move below.

    Parameters
    ----------
    choices : year, and the start as the address has it; a board's page keeps both
    """
    year, _own = choices
    lines = {key: _line(now, figures[0], key, year) for key in places(now)}
    before = {}
    if start is not None and figures[1] is not None:
        before = {key: _line(start, figures[1], key, year) for key in lines}
    still = [key for key in lines if before and lines[key] == before[key]]
    moving = [key for key in lines if key not in still]
    parts = [_table(now, lines, before, moving, choices)]
    if still:
        said = ngettext(
            "What does not move under this option: {n} place",
            "What does not move under this option: {n} places",
            len(still),
        )
        parts.append(folded(said, _table(now, lines, {}, still, choices)))
    map_panel = _map_panel(now, lines, choices, measure)
    table_panel = blocks.panel(_("Board by board"), *parts, *_notes())
    grid = html.Div([map_panel, table_panel], className="wales-places")
    return [grid]


def _line(
    answer: Answer, figures: PlaceFigures, place: str, year: str
) -> dict[str, PlaceValue]:
    """Every figure of a place."""
    cleared = figures.cleared.get(place)
    chance, month = NONE, NONE
    if cleared is not None:
        met, sets = cleared.sets_met
        sets_text = _("{met} of {sets} sets", met=met, sets=sets)
        share = whole_percent(cleared.chance)
        chance = PlaceValue(cleared.chance, share, sets_text)
        within = _("chance {share}\n{sets}", share=share, sets=sets_text)
        text = _month(answer.scenario, figures, place)
        month = PlaceValue(cleared.sure_day, text, within)
    return {
        LIST: _amount(list_for_1000(answer, place, year)),
        SESSIONS: _amount(figures.sessions(place)),
        MONTH: month,
        CHANCE: chance,
        ASSESSED: _amount(share_row(answer, place, ASSESSED, year), "%"),
        SCANNED: _amount(share_row(answer, place, SCANNED, year), "%"),
        "bottleneck": _bottleneck(figures, place),
    }


def _amount(row: pd.Series | None, unit: str = "") -> PlaceValue:
    """A mean with its wide band or, without fitting sets, with the narrow one."""
    if row is None:
        return NONE
    band = "band" if row.get("sets", 0) else "random"
    ends = short_interval(row[f"{band}_low"], row[f"{band}_high"], unit)
    size = float(row["mean"])
    return PlaceValue(size, f"{number(size)} {unit}".rstrip(), ends)


def _month(plan: Scenario, figures: PlaceFigures, place: str) -> str:
    """Month by which nine runs in ten are clear, else that it is not in the plan."""
    cell = cleared_by(plan, figures.cleared, place)
    if math.isfinite(figures.cleared[place].sure_day):
        return cell.level
    return _("{level} boards", level=cell.level) if place == WALES else _("not in plan")


def _bottleneck(figures: PlaceFigures, place: str) -> PlaceValue:
    """The most frequent bottleneck over the whole plan, and in what share of weeks."""
    spells = figures.spells.get(place, [])
    weeks: dict[str, float] = {}
    for spell in spells:
        if spell.role:
            weeks[spell.role] = weeks.get(spell.role, 0.0) + spell.weeks * spell.share
    if not weeks:
        return PlaceValue(math.nan, _("none") if spells else NOTHING)
    role = max(weeks, key=lambda name: weeks[name])
    share = weeks[role] / sum(spell.weeks for spell in spells)
    in_weeks = _("{share} of weeks", share=whole_percent(share))
    return PlaceValue(share, name_of(ROLES, role), in_weeks)


def _map_panel(
    answer: Answer,
    lines: Mapping[str, dict[str, PlaceValue]],
    choices: tuple[str, str],
    measure: str,
) -> Component:
    """Boards as links, coloured by one figure."""
    year, _own = choices
    names = plans.boards_by_name(answer.scenario)
    values = {key: lines[key][measure] for key in names}
    steps, words = _classes(answer.scenario, values, measure)
    boards = {
        key: MapBoard(
            name=names[key],
            value=values[key].text,
            step=steps[key],
            hatched=is_illustrative(answer.scenario.boards[key].label),
            address=board_address(key, choices),
        )
        for key in names
    }
    title = _(ON_MAP[measure])
    sentence = _(
        "{title}, {year}: Wales {value}.",
        title=title,
        year=year_in_words(answer.scenario, year),
        value=lines[WALES][measure].text,
    )
    kpis = choose(by_place(answer.table, places(answer)), kpi=SCANNED, period=year)
    drawn = chart(
        board_map(_("Map of Wales: a link to each board"), boards, plans.shapes()),
        sentence=sentence,
        table=beside.interval_table(sentence, kpis, "place", places(answer)),
        source=beside.source(answer),
        notes=[plans.attribution()],
    )
    key = map_key(_("Key"), words, _("Hatched: publishes nothing, illustrative"))
    return blocks.panel(_("Boards on the map"), key, drawn)


def _classes(
    plan: Scenario, values: Mapping[str, PlaceValue], measure: str
) -> tuple[dict[str, int | None], list[str]]:
    """Class of each board's colour, and words for every class."""
    if measure == MONTH:
        years = Periods.of(plan).years
        edges = years.edges.tolist()
        words = [*years.labels[: STEPS - 1], _("not in the plan")]
        last = len(words) - 1
        return {
            key: _step_of_day(value.size, edges, last) for key, value in values.items()
        }, words
    known = [value.size for value in values.values() if math.isfinite(value.size)]
    highest = 1.0 if measure == CHANCE else max(known, default=1.0) or 1.0
    scale = 100 if measure == CHANCE else highest
    unit = " %" if measure == CHANCE else ""
    ends = [number(scale * step / STEPS, 0 if unit else 1) for step in range(STEPS + 1)]
    words = [f"{ends[step]}–{ends[step + 1]}{unit}" for step in range(STEPS)]
    return {
        key: min(int(value.size / highest * STEPS), STEPS - 1)
        if math.isfinite(value.size)
        else None
        for key, value in values.items()
    }, words


def _step_of_day(day: float, edges: list[int], last: int) -> int | None:
    """Class of a day of clearance: the year it lies in, the last where in none."""
    if math.isnan(day):
        return None
    if math.isinf(day):
        return last
    return min(sum(day >= edge for edge in edges[1:]), last - 1)


def _table(
    answer: Answer,
    lines: Mapping[str, dict[str, PlaceValue]],
    before: Mapping[str, dict[str, PlaceValue]],
    chosen: list[str],
    choices: tuple[str, str],
) -> Component:
    """A row a place: each figure, its interval and, under an option, the start's."""
    year, _own = choices
    end = headline_period(answer.scenario, "waiting_list", year)
    columns = {
        "place": _("Board"),
        LIST: _("DXA list per 1,000 aged 50+"),
        SESSIONS: _("Extra sessions a week"),
        MONTH: _("Backlog cleared by"),
        ASSESSED: _("Assessed in 90 days"),
        SCANNED: _("Scanned in 90 days"),
        "bottleneck": _("Bottleneck"),
    }
    cells = [
        {"place": _place(answer, key, choices)}
        | {
            column: _cell(value, before.get(key, {}).get(column))
            for column, value in lines[key].items()
            if column in columns
        }
        for key in chosen
    ]
    caption = _("Boards of Wales, {year}, list on {day}", year=year, day=end or "")
    figures = (LIST, SESSIONS, MONTH, ASSESSED, SCANNED)
    return tables.table(caption, columns, cells, numbers=figures)


def _place(answer: Answer, key: str, choices: tuple[str, str]) -> Component:
    """Name of a place; of a board a link to its page."""
    name = places(answer)[key]
    if key == WALES:
        return html.Span(name)
    mark = " †" if answer.scenario.boards[key].label else ""
    return dmc.Anchor(f"{name}{mark}", href=board_address(key, choices))


def _cell(value: PlaceValue, before: PlaceValue | None) -> Component:
    small = [
        html.Span(line, className="cell-small") for line in value.small.splitlines()
    ]
    was = (
        [html.Span(_("today {value}", value=before.text), className="cell-small")]
        if before is not None and before.text != value.text
        else []
    )
    return html.Span([html.Span(value.text, className="cell-value"), *was, *small])


def _notes() -> list[Component]:
    return [
        blocks.note(text)
        for text in (
            _(
                "Small: 9 futures in 10 over all that fits. Sessions: what holds the"
                " list level and clears it by the date, less what is offered in the"
                " first year. Cleared by: 9 runs in 10; chance: share of runs, and"
                " fitting sets in which it happens more often than not."
            ),
            _(
                "† publishes no audit figures: illustrative, not this board's"
                " performance. Alphabetical order, never ranked. A board's name, or a"
                " click on the map, opens its page."
            ),
        )
    ]
