"""The overview's finding and charts, from one summary."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.answers import Answer
from dashboard.figures.map import draw_map
from dashboard.figures.marks import draw_marks
from dashboard.figures.style import LOW_TO_HIGH
from dashboard.locale import name_of, say, words
from dashboard.locale.numbers import interval, percent
from dashboard.pages import tables_beside_charts as twins
from dashboard.rows import WALES, by_place, choose, grouped, in_order, of_place, one
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.reports.number_format import date_text

ASSESSED, SCANNED, ORDERED = (
    "kpi4_assessed_90",
    "kpi5_scanned_90_of_all",
    "kpi5_scanned_90_of_ordered",
)
ON_MAP = (SCANNED, ORDERED, ASSESSED)
"""Measures that can be shown on the map, the first one first."""
BINDS = "binds_share"
OFTEN, SOMETIMES = 50, 20
"""Per cent of weeks; what binds in half of them is named in the sentence above."""


def body(answer: Answer | None, year: str, measure: str) -> list[Component]:
    """Everything below the controls; a word of patience while there are no results."""
    if answer is None or not year:
        return [
            blocks.notice(say("overview.run_text"), title=say("overview.waiting_title"))
        ]
    return [
        *twins.provisional(answer),
        show_finding(answer, year),
        blocks.columns(show_map(answer, year, measure), show_binding(answer, year)),
        show_marks(answer, year),
    ]


def places(answer: Answer) -> dict[str, str]:
    """Wales and then the boards, in alphabetical order."""
    return {WALES: say("app.country"), **plans.boards_by_name(answer.scenario)}


def show_finding(answer: Answer, year: str) -> Component:
    """The answer in one sentence, with its interval."""
    wales = choose(of_place(answer.table, WALES), period=year)
    assessed, scanned = one(wales, kpi=ASSESSED), one(wales, kpi=SCANNED)
    sentence = say(
        "overview.finding",
        year=year,
        scanned=percent(scanned["mean"]),
        scanned_interval=interval(scanned["ci_low"], scanned["ci_high"], percent),
        assessed=percent(assessed["mean"]),
        assessed_interval=interval(assessed["ci_low"], assessed["ci_high"], percent),
    )
    scope = say(
        "overview.scope",
        scenario=answer.scenario.title or answer.scenario.name,
        start=date_text(answer.scenario.plan_start),
        replications=answer.replications,
        unpublished=sum(not b.kpis_published for b in answer.scenario.boards.values()),
        boards=len(answer.scenario.boards),
    )
    label, causes = say("overview.finding_label"), _binding_sentence(wales)
    card = blocks.finding(label, sentence, then=causes)
    return html.Div([card, blocks.note(scope)])


def _binding_sentence(wales: pd.DataFrame) -> list[str]:
    """What most often holds people up; nothing when nothing does in most weeks."""
    rows = choose(wales, kpi=BINDS)
    return [
        say("overview.finding_binding", role=name_of("roles", row["role"]))
        for _, row in rows[rows["mean"] >= OFTEN].iterrows()
    ]


def show_map(answer: Answer, year: str, measure: str) -> Component:
    """Boards as filled shapes, hatched where nothing is published."""
    names = plans.boards_by_name(answer.scenario)
    found = choose(by_place(answer.table, names), kpi=measure, period=year)
    wales = one(of_place(answer.table, WALES), kpi=measure, period=year)
    texts = {
        row["place"]: f"{names[row['place']]}<br>{percent(row['mean'])}"
        for _, row in found.iterrows()
    }
    sentence = say(
        "overview.map_sentence",
        measure=twins.measure_name(measure),
        year=year,
        value=percent(wales["mean"]),
        interval=interval(wales["ci_low"], wales["ci_high"], percent),
    )
    drawn = chart(
        graph(draw_map(found, plans.shapes(), texts), sentence),
        sentence=sentence,
        twin=twins.interval_table(sentence, found, "place", places(answer)),
        source=twins.source(answer),
        notes=[say("illustrative.map"), plans.attribution()],
    )
    return blocks.panel(say("overview.map_title"), drawn, _map_key())


def _map_key() -> html.Div:
    """What the fills mean, in words and as swatches."""
    width = 100 // len(LOW_TO_HIGH)
    swatches = [
        _swatch(
            {"backgroundColor": colour},
            say("overview.map_class", low=step * width, high=(step + 1) * width),
        )
        for step, colour in enumerate(LOW_TO_HIGH)
    ]
    hatch = "repeating-linear-gradient(135deg, #2b74bd 0 3px, white 3px 7px)"
    hatched = _swatch({"backgroundImage": hatch}, say("overview.map_hatched"))
    return html.Div(
        [html.Span(say("overview.map_key")), *swatches, hatched], className="map-key"
    )


def _swatch(style: dict[str, str], text: str) -> html.Span:
    return html.Span([html.Span(className="swatch", style=style), text])


def show_marks(answer: Answer, year: str) -> Component:
    """Each 90-day mark with a bar a board, Wales first."""
    names = places(answer)
    rows = choose(by_place(answer.table, names), period=year)
    wales = choose(rows, place=WALES)
    values = {kpi: one(wales, kpi=kpi)["mean"] for kpi in (ASSESSED, SCANNED, ORDERED)}
    sentence = say(
        "overview.marks_sentence",
        year=year,
        assessed=percent(values[ASSESSED]),
        scanned=percent(values[SCANNED]),
        ordered=percent(values[ORDERED]),
    )
    drawn = [_one_mark(choose(rows, kpi=kpi), kpi, names, sentence) for kpi in values]
    all_marks = in_order(choose(rows, kpi=list(values)), "kpi", values)
    whole = chart(
        drawn,
        sentence=sentence,
        twin=twins.interval_table(sentence, all_marks, "place", names, measure="kpi"),
        source=twins.source(answer),
        notes=[
            say("overview.marks_note"),
            twins.denominators(values),
            say("illustrative.map"),
        ],
    )
    return blocks.panel(say("overview.marks_title"), whole)


def _one_mark(
    rows: pd.DataFrame, kpi: str, names: Mapping[str, str], sentence: str
) -> Component:
    """The bars of one measure under its name."""
    title = twins.measure_name(kpi)
    figure = draw_marks(rows, names, WALES, say("overview.marks_axis"))
    return html.Div([blocks.subheading(title), graph(figure, f"{title}. {sentence}")])


def show_binding(answer: Answer, year: str) -> Component:
    """In how many weeks each group is what people wait for, by board."""
    names = places(answer)
    served = [WALES, *(name for name in names if name in answer.scenario.providers)]
    rows = choose(by_place(answer.table, served), kpi=BINDS, period=year)
    if rows.empty:
        return html.Div()
    sentence = say("overview.binding_sentence", year=year, list=_often(rows, names))
    drawn = chart(
        _binding_grid(sentence, rows, names),
        sentence=sentence,
        twin=twins.interval_table(sentence, rows, "place", names, measure="role"),
        source=twins.source(answer),
        notes=[say("overview.binding_note"), say("illustrative.grid")],
    )
    return blocks.panel(say("overview.binding_title"), drawn)


def _binding_grid(
    caption: str, rows: pd.DataFrame, names: Mapping[str, str]
) -> Component:
    """A line a board and a column a group, each cell with its share of weeks."""
    roles = [role for role in words("roles") if role in set(rows["role"])]
    columns = {"place": say("columns.place")}
    columns |= {role: name_of("role_short", role) for role in roles}
    lines: list[dict[str, tables.Cell]] = []
    for place, own in grouped(rows, "place"):
        cells = {row["role"]: _binding_cell(row) for _, row in own.iterrows()}
        lines.append({"place": names[place], **cells})
    return tables.table(caption, columns, lines, numbers=roles)


def _binding_cell(row: pd.Series) -> html.Td:
    levels = ((OFTEN, "far"), (SOMETIMES, "over"), (0.0, "calm"))
    level = next(name for least, name in levels if row["mean"] >= least)
    return tables.shaded(percent(row["mean"], 0), level, hatched=bool(row["label"]))


def _often(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Each group that is often short, with its boards."""
    often = rows[(rows["mean"] >= OFTEN) & (rows["place"] != WALES)]
    items = [
        say(
            "overview.binding_item",
            role=name_of("roles", role),
            boards=", ".join(names[place] for place in own["place"]),
        )
        for role, own in grouped(often, "role")
    ]
    return "; ".join(items) or say("numbers.none")
