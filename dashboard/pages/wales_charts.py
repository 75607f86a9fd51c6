"""Charts of Wales: the bottleneck by week, and boards against the 90-day marks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.answers import Answer
from dashboard.figures.marks import draw_marks
from dashboard.figures.weeks import draw_spells
from dashboard.names import ROLES, ROLES_SHORT, name_of, translated
from dashboard.pages import tables_beside_charts as beside
from dashboard.places import PlaceFigures, places
from dashboard.rows import WALES, by_place, choose, in_order, one, year_in_words
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from dashboard.ui.tiles import folded
from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import amount, whole_percent

ASSESSED, SCANNED, ORDERED = (
    "kpi4_assessed_90",
    "kpi5_scanned_90_of_all",
    "kpi5_scanned_90_of_ordered",
)


def show_weeks(answer: Answer, figures: PlaceFigures) -> Component:
    """Each board's most frequent bottleneck week by week, and how frequent it is."""
    names = plans.boards_by_name(answer.scenario)
    spells = {
        names[key] + _mark(answer, key): figures.spells[key]
        for key in names
        if figures.spells.get(key)
    }
    if not spells:
        return blocks.panel(_("Bottleneck by week"), blocks.note(_("No board queues.")))
    roles = {spell.role for own in spells.values() for spell in own if spell.share}
    words = [name_of(ROLES, role) for role in translated(ROLES) if role in roles]
    sentence = _(
        "What people wait for most, week by week: {roles}.",
        roles=", ".join(words) or _("nothing"),
    )
    none = _("none")
    figure = draw_spells(spells, translated(ROLES_SHORT), none)
    lines = [
        {
            "board": board,
            "role": name_of(ROLES, spell.role) if spell.role else none,
            "since": _day(spell.since),
            "weeks": str(spell.weeks),
            "share": whole_percent(spell.share),
        }
        for board, own in spells.items()
        for spell in own
    ]
    columns = {
        "board": _("Board"),
        "role": _("Bottleneck"),
        "since": _("From"),
        "weeks": _("Weeks"),
        "share": _("Share of runs"),
    }
    drawn = chart(
        graph(figure, sentence),
        sentence=sentence,
        table=tables.long_table(sentence, columns, lines, numbers=("weeks", "share")),
        source=beside.source(answer),
        notes=[
            _(
                "The role with the most weeks of work waiting in most runs; the darker,"
                " the more runs agree; spells under four weeks belong to the one"
                " before. It follows from the calibration, not from a measurement."
                " † illustrative."
            )
        ],
    )
    return blocks.panel(_("Bottleneck by week"), drawn)


def show_marks(answer: Answer, year: str) -> Component:
    """Each 90-day mark with a bar a board, Wales first."""
    names = places(answer)
    rows = choose(by_place(answer.table, names), period=year)
    wales = choose(rows, place=WALES)
    values = {kpi: one(wales, kpi=kpi)["mean"] for kpi in (ASSESSED, SCANNED, ORDERED)}
    sentence = _(
        "{year}: of all identified in Wales, {assessed} are assessed "
        "and {scanned} scanned within 90 days; of those with a scan "
        "ordered, {ordered}.",
        year=year_in_words(answer.scenario, year),
        assessed=amount(values[ASSESSED], "%"),
        scanned=amount(values[SCANNED], "%"),
        ordered=amount(values[ORDERED], "%"),
    )
    drawn = [_one_mark(choose(rows, kpi=kpi), kpi, names, sentence) for kpi in values]
    all_marks = in_order(choose(rows, kpi=list(values)), "kpi", values)
    whole = chart(
        drawn,
        sentence=sentence,
        table=beside.interval_table(sentence, all_marks, "place", names, measure="kpi"),
        source=beside.source(answer),
        notes=[
            _(
                "Bars: mean of the replications. Boards in alphabetical order, not"
                " ranked."
            ),
            _(beside.BANDS_NOTE),
            beside.denominators(values),
            _(
                "Hatched boards publish no audit figures: illustrative, not "
                "this board's performance. Boards stand in alphabetical order "
                "and are not ranked."
            ),
        ],
    )
    return folded(_("Boards against the 90-day marks"), whole)


def _one_mark(
    rows: pd.DataFrame, kpi: str, names: Mapping[str, str], sentence: str
) -> Component:
    """The bars of one measure under its name."""
    title = beside.measure_name(kpi)
    figure = draw_marks(rows, names, WALES, _("per cent"))
    return html.Div([blocks.subheading(title), graph(figure, f"{title}. {sentence}")])


def _mark(answer: Answer, board: str) -> str:
    return " †" if answer.scenario.boards[board].label else ""


def _day(date: str) -> str:
    return date_text(datetime.date.fromisoformat(date), short=True)
