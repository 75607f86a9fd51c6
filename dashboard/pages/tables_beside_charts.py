"""The table beside each chart, and what every chart says of its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from dash import html
from dash.development.base_component import Component

import planner
from dashboard.answers import Answer
from dashboard.jobs import service
from dashboard.names import BOARDS, ROLES, STAGES, name_of, translated
from dashboard.ui import blocks, tables
from planner.inputs.boards import ILLUSTRATIVE
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT
from planner.reports.audit_colours import COLOUR_NOTE, colour_of_row
from planner.reports.front_page import bands_sentence, front_page
from planner.reports.number_format import NOTHING, number, replications_text
from planner.reports.select_rows import is_illustrative
from planner.reports.treatment import unlimited_sentences

HEADINGS = {
    "place": gettext_noop("Board"),
    "kpi": gettext_noop("Measure"),
    "stage": gettext_noop("Stage"),
    "role": gettext_noop("People and scanners"),
    "at": gettext_noop("Stage, people or scanners"),
    "period": gettext_noop("Period"),
}
COLOURED = {kpi.id for kpi in AUDIT if kpi.cut_offs}
"""Measures with a colour in the audit."""
INTERVAL = ("mean", "band_low", "band_high", "random_low", "random_high")
BANDS_NOTE = gettext_noop(
    "Thin: 9 futures in 10 over all sets that fit what was published. Thick: by random"
    " variation alone, which is not what is known."
)


def source(answer: Answer) -> str:
    """Which run the numbers are from."""
    return _(
        "this simulation of '{scenario}', {replications}, seed {seed}; inputs and "
        "their sources under Assumptions",
        scenario=_(answer.scenario.title or answer.scenario.name),
        replications=replications_text(answer.replications),
        seed=answer.seed,
    )


def provisional(replications: int) -> list[Component]:
    """A warning while only the quick first band is there."""
    if replications >= service().default_steps[-1]:
        return []
    text = _(
        "First results from {replications}: provisional, with wide bands. Refined"
        " ones follow.",
        replications=replications_text(replications),
    )
    return [blocks.notice(text, kind="warning")]


def interval_table(
    caption: str,
    rows: pd.DataFrame,
    first: str,
    names: Mapping[str, str],
    *,
    measure: str = "",
) -> Component:
    """One line a row: what it is, mean, both bands, its label.

    Parameters
    ----------
    first : column that heads the line, worded by `names`
    measure : a second column that tells the lines apart: kpi, role or period
    """
    columns = {"first": _(HEADINGS[first])}
    if measure:
        columns["measure"] = _(HEADINGS[measure])
    columns |= interval_headings()
    coloured = rows["kpi"].isin(COLOURED).any()
    if coloured:
        columns["colour"] = _("Colour in the audit")
        caption = f"{caption} {_(COLOUR_NOTE)}"
    if "label" in rows and rows["label"].any():
        columns["label"] = _("Note")
    lines = [_line(row, first, names, measure) for _index, row in rows.iterrows()]
    return tables.long_table(caption, columns, lines, numbers=INTERVAL)


def interval_headings() -> dict[str, str]:
    """Heading of each column of a mean and its bands."""
    return {
        "mean": _("Mean"),
        "band_low": _("9 futures in 10, over all that fits: from"),
        "band_high": _("9 futures in 10, over all that fits: to"),
        "random_low": _("By random variation alone: from"),
        "random_high": _("By random variation alone: to"),
    }


def interval_cells(row: pd.Series) -> dict[str, str]:
    """Mean and both bands of one row, written; none of all that fits without sets."""
    cells = {column: number(row[column]) for column in INTERVAL}
    if not row.get("sets", 0):
        cells |= {"band_low": NOTHING, "band_high": NOTHING}
    return cells


def read_first(plan: planner.Scenario, sets: int, boards: Sequence[str]) -> Component:
    """Contents of the bands, then the sentences to read before any number.

    Parameters
    ----------
    sets : fitting sets that the results went through
    boards : boards that are looked at
    """
    names = translated(BOARDS)
    first = [html.Li(text) for text in front_page(plan, sets, names)]
    notes = [bands_sentence(plan, sets), *unlimited_sentences(plan, boards, names)]
    summary = html.Summary(_("Read first: what is fitted, known and not known"))
    opened = html.Details([summary, html.Ol(first)], className="chart-table")
    return html.Div([*map(blocks.note, notes), opened])


def label_note(rows: pd.DataFrame) -> list[str]:
    """That rows are no board's own performance, once; nothing where all are."""
    return [ILLUSTRATIVE] if rows["label"].map(is_illustrative).any() else []


def _line(
    row: pd.Series, first: str, names: Mapping[str, str], measure: str
) -> dict[str, str]:
    line = interval_cells(row)
    line["first"] = names.get(row[first], row[first])
    line["label"] = row.get("label", "")
    line["colour"] = colour_of_row(row)
    if measure:
        line["measure"] = worded(measure, row[measure])
    return line


def measure_name(kpi: str) -> str:
    """Title of a measure."""
    return _(planner.KPIS[kpi].title) if kpi in planner.KPIS else kpi


def titles(kpis: Iterable[str] = planner.KPIS) -> dict[str, str]:
    """Titles of measures by id."""
    return {kpi: measure_name(kpi) for kpi in kpis}


def denominators(kpis: Iterable[str]) -> str:
    """Base of each measure, in the planner's words."""
    bases = [
        _(
            "{measure}: of {base}",
            measure=measure_name(kpi),
            base=_(planner.KPIS[kpi].base),
        )
        for kpi in kpis
    ]
    return _("Denominators. {list}.", list="; ".join(bases))


def worded(column: str, key: str) -> str:
    """Words for a KPI or a stage or role; a period is its own word."""
    if column == "kpi":
        return measure_name(key)
    names = {"stage": STAGES, "role": ROLES}
    return name_of(names[column], key) if column in names else key
