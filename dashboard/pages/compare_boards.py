"""Boards of a comparison as cards, and the DXA list over time under every plan."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.figures.options import draw_lists_over_time
from dashboard.names import BOARDS, name_of
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.compare_table import option_mark
from dashboard.pages.compare_view import View
from dashboard.rows import ALL, WALES, choose, of_place, weeks
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.locale import _
from planner.reports.number_format import number, short_interval
from planner.reports.summary import BOARD_LINES, board_cells


def show_boards(view: View) -> Component | None:
    """A card a board, with every plan's figures there."""
    scenario = plans.load(view.run.plans[0])
    if view.place != WALES:
        return None
    served = [
        key for key in plans.boards_by_name(scenario) if key in scenario.providers
    ]
    cards = [_card(view, board) for board in served]
    note = _(
        "Last whole year of the plan. * surely better than the baseline, ? may be"
        " chance. † publishes no audit figures: illustrative. Alphabetical order,"
        " never ranked."
    )
    return blocks.panel(
        _("Board by board"), html.Div(cards, className="board-cards"), blocks.note(note)
    )


def _card(view: View, board: str) -> Component:
    scenario = plans.load(view.run.plans[0])
    mark = " †" if scenario.boards[board].label else ""
    title = f"{name_of(BOARDS, board)}{mark}"
    cells = board_cells([*view.summaries.values()], board)
    columns = {"option": _("Plan")} | {
        line.kpi: _(line.heading) for line in BOARD_LINES
    }
    lines: list[dict[str, tables.Cell]] = []
    for place, name in enumerate(view.summaries):
        own = {
            line.kpi: row[1 + place]
            for line, row in zip(BOARD_LINES, cells, strict=True)
        }
        lines.append({"option": _short(view, name), **own})
    table = tables.table(title, columns, lines, numbers=list(columns)[1:])
    return html.Div([html.H3(title, className="card-title"), table], className="card")


def _short(view: View, name: str) -> Component:
    """A plan's mark and name, which may be cut: the whole is in the tooltip."""
    if not name:
        return html.Span(_("baseline"))
    look = view.looks[name]
    return html.Span(
        [option_mark(look), " ", name], title=name, className="option-short"
    )


def show_lists_over_time(view: View) -> Component | None:
    """The DXA list week by week under every plan, in one chart."""
    base = view.answer_of("")
    if base is None:
        return None
    rows = {}
    for name in view.summaries:
        answer = view.answer_of(name)
        if answer is None:
            continue
        chosen = choose(of_place(answer.table, view.place), kpi="waiting_list",
                        stage="scan", group=ALL, reason=ALL)  # fmt: skip
        rows[name or _("baseline")] = weeks(chosen)
    rows = {name: weekly for name, weekly in rows.items() if len(weekly)}
    if not rows:
        return None
    sentence = _(
        "People waiting for DXA, {place}, week by week: each plan in its colour and"
        " mark, at the end 9 futures in 10.",
        place=view.place_name,
    )
    lines = [
        {
            "option": view.marked(name) if name in view.looks else name,
            **{
                year: _list_then(weekly, year)
                for year in weekly["start"].str[:4].unique()[1:]
            },
        }
        for name, weekly in rows.items()
    ]
    ordered = {
        key: _("Plan") if key == "option" else _("first week of {year}", year=key)
        for key in lines[0]
    }
    figure = draw_lists_over_time(rows, view.looks, _("people"))
    drawn = chart(
        graph(figure, sentence),
        sentence=sentence,
        table=tables.long_table(sentence, ordered, lines, numbers=list(ordered)[1:]),
        source=view.source,
        notes=[_(beside.BANDS_NOTE)],
    )
    return blocks.panel(_("DXA list over time"), drawn)


def _list_then(weekly: pd.DataFrame, year: str) -> str:
    """The list in the first week of a calendar year, with nine futures in ten."""
    row = weekly[weekly["start"].str.startswith(year)].iloc[0]
    ends = short_interval(row["band_low"], row["band_high"], "people")
    return f"{number(row['mean'], 0)} ({ends})"
