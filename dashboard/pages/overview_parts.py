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
from dashboard.names import ROLES, ROLES_SHORT, name_of, translated
from dashboard.pages import tables_beside_charts as beside
from dashboard.rows import (
    WALES,
    by_place,
    choose,
    grouped,
    in_order,
    of_place,
    one,
    year_in_words,
)
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import (
    amount,
    bands_in_words,
    date_text,
    number,
    replications_text,
)
from planner.reports.select_rows import is_illustrative

ASSESSED, SCANNED, ORDERED = (
    "kpi4_assessed_90",
    "kpi5_scanned_90_of_all",
    "kpi5_scanned_90_of_ordered",
)
ON_MAP = (SCANNED, ORDERED, ASSESSED)
"""Measures that can be shown on the map, the first one first."""
BINDS = "binds_share"
OFTEN, SOMETIMES = 50, 20
"""Per cent of weeks; a bottleneck in half of them is named in the sentence above."""


def body(answer: Answer | None, year: str, measure: str) -> list[Component]:
    """Everything below the controls; a word of patience while there are no results."""
    if answer is None or not year:
        return [
            blocks.notice(
                _(
                    "The planner simulates the seven boards on this computer. First"
                    " results come after a few replications and are then refined."
                ),
                title=_("Wales is being simulated"),
            )
        ]
    return [
        *beside.provisional(answer.replications),
        show_finding(answer, year),
        blocks.columns(show_map(answer, year, measure), show_binding(answer, year)),
        show_marks(answer, year),
    ]


def places(answer: Answer) -> dict[str, str]:
    """Wales and then the boards, in alphabetical order."""
    return {WALES: _("Wales"), **plans.boards_by_name(answer.scenario)}


def show_finding(answer: Answer, year: str) -> Component:
    """The answer in one sentence, with its interval."""
    wales = choose(of_place(answer.table, WALES), period=year)
    assessed, scanned = one(wales, kpi=ASSESSED), one(wales, kpi=SCANNED)
    sentence = _(
        "In {year}, {scanned} of the people identified with a broken "
        "bone in Wales are scanned within 90 days ({scanned_bands}), while "
        "{assessed} are assessed in that time ({assessed_bands}).",
        year=year_in_words(answer.scenario, year),
        scanned=amount(scanned["mean"], "%"),
        scanned_bands=bands_in_words(scanned, "%"),
        assessed=amount(assessed["mean"], "%"),
        assessed_bands=bands_in_words(assessed, "%"),
    )
    scope = _(
        "Scenario: {scenario}, from {start}. {replications}. "
        "{unpublished} of {boards} boards publish no "
        "audit figures and rest mostly on assumptions: read Wales as a "
        "picture of how the system behaves, not as an audit.",
        scenario=answer.scenario.title or answer.scenario.name,
        start=date_text(answer.scenario.plan_start),
        replications=replications_text(answer.replications),
        unpublished=sum(not b.kpis_published for b in answer.scenario.boards.values()),
        boards=len(answer.scenario.boards),
    )
    label, causes = _("Finding"), _binding_sentence(wales, answer.scenario)
    card = blocks.finding(label, sentence, then=causes)
    # All years of the plan: its cost a year is spread over them.
    costs = cost_sentences(answer.table, answer.scenario, WALES)
    first = beside.read_first(
        answer.scenario, answer.sets, list(answer.scenario.boards)
    )
    return html.Div([card, *map(blocks.note, [scope, *costs]), first])


def _binding_sentence(wales: pd.DataFrame, plan: Scenario) -> list[str]:
    """The most frequent bottleneck; nothing when there is none in most weeks."""
    rows = choose(wales, kpi=BINDS)
    return [
        _(
            "In most weeks of {year} the bottleneck is: {role}.",
            year=year_in_words(plan, row["period"]),
            role=name_of(ROLES, row["role"]),
        )
        for _index, row in rows[rows["mean"] >= OFTEN].iterrows()
    ]


def show_map(answer: Answer, year: str, measure: str) -> Component:
    """Boards as filled shapes, hatched where nothing is published."""
    names = plans.boards_by_name(answer.scenario)
    found = choose(by_place(answer.table, names), kpi=measure, period=year)
    wales = one(of_place(answer.table, WALES), kpi=measure, period=year)
    texts = {
        row["place"]: f"{names[row['place']]}<br>{amount(row['mean'], '%')}"
        for _index, row in found.iterrows()
    }
    sentence = _(
        "{measure}, {year}: Wales {value} ({bands}).",
        measure=beside.measure_name(measure),
        year=year_in_words(answer.scenario, year),
        value=amount(wales["mean"], "%"),
        bands=bands_in_words(wales, "%"),
    )
    drawn = chart(
        graph(draw_map(found, plans.shapes(), texts), sentence),
        sentence=sentence,
        table=beside.interval_table(sentence, found, "place", places(answer)),
        source=beside.source(answer),
        notes=[
            _(
                "Hatched boards publish no audit figures: illustrative, not "
                "this board's performance. Boards stand in alphabetical order "
                "and are not ranked."
            ),
            plans.attribution(),
        ],
    )
    return blocks.panel(_("Boards on the map"), drawn, _map_key())


def _map_key() -> html.Div:
    """Meaning of the fills, in words and as swatches."""
    width = 100 // len(LOW_TO_HIGH)
    swatches = [
        _swatch(
            {"backgroundColor": colour},
            _("{low} to {high} %", low=step * width, high=(step + 1) * width),
        )
        for step, colour in enumerate(LOW_TO_HIGH)
    ]
    hatch = "repeating-linear-gradient(135deg, #2b74bd 0 3px, white 3px 7px)"
    hatched = _swatch({"backgroundImage": hatch}, _("Hatched: illustrative"))
    return html.Div(
        [html.Span(_("Key: share of people")), *swatches, hatched], className="map-key"
    )


def _swatch(style: dict[str, str], text: str) -> html.Span:
    return html.Span([html.Span(className="swatch", style=style), text])


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
    return blocks.panel(_("Boards against the 90-day marks"), whole)


def _one_mark(
    rows: pd.DataFrame, kpi: str, names: Mapping[str, str], sentence: str
) -> Component:
    """The bars of one measure under its name."""
    title = beside.measure_name(kpi)
    figure = draw_marks(rows, names, WALES, _("per cent"))
    return html.Div([blocks.subheading(title), graph(figure, f"{title}. {sentence}")])


def show_binding(answer: Answer, year: str) -> Component:
    """In how many weeks each group is what people wait for, by board."""
    names = places(answer)
    served = [WALES, *(name for name in names if name in answer.scenario.providers)]
    rows = choose(by_place(answer.table, served), kpi=BINDS, period=year)
    if rows.empty:
        return html.Div()
    sentence = _(
        "In {year}, the bottleneck in most weeks is: {list}.",
        year=year_in_words(answer.scenario, year),
        list=_often(rows, names),
    )
    drawn = chart(
        _binding_grid(sentence, rows, names),
        sentence=sentence,
        table=beside.interval_table(sentence, rows, "place", names, measure="role"),
        source=beside.source(answer),
        notes=[
            _(
                "A cell gives the share of weeks in which this resource has the"
                " most work waiting, and so is the bottleneck. It follows from "
                "the calibration, not from a measurement."
            ),
            _(
                "Hatched lines: boards that publish no audit figures; "
                "illustrative, not these boards' performance. Alphabetical "
                "order, not ranked."
            ),
        ],
    )
    return blocks.panel(_("Bottleneck by board"), drawn)


def _binding_grid(
    caption: str, rows: pd.DataFrame, names: Mapping[str, str]
) -> Component:
    """A line a board and a column a group, each cell with its share of weeks."""
    roles = [role for role in translated(ROLES) if role in set(rows["role"])]
    columns = {"place": _("Board")}
    columns |= {role: name_of(ROLES_SHORT, role) for role in roles}
    lines: list[dict[str, tables.Cell]] = []
    for place, own in grouped(rows, "place"):
        cells = {row["role"]: _binding_cell(row) for _index, row in own.iterrows()}
        lines.append({"place": names[place], **cells})
    return tables.table(caption, columns, lines, numbers=roles)


def _binding_cell(row: pd.Series) -> html.Td:
    levels = ((OFTEN, "far"), (SOMETIMES, "over"), (0.0, "calm"))
    level = next(name for least, name in levels if row["mean"] >= least)
    return tables.shaded(
        f"{number(row['mean'], 0)} %", level, hatched=is_illustrative(row["label"])
    )


def _often(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Each group that is often short, with its boards."""
    often = rows[(rows["mean"] >= OFTEN) & (rows["place"] != WALES)]
    items = [
        _(
            "{role} ({boards})",
            role=name_of(ROLES, role),
            boards=", ".join(names[place] for place in own["place"]),
        )
        for role, own in grouped(often, "role")
    ]
    return "; ".join(items) or _("none")
