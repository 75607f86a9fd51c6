"""Table twins of the charts, and what every chart says of its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from dash.development.base_component import Component

import planner
from dashboard.answers import Answer
from dashboard.jobs import service
from dashboard.locale import name_of, say
from dashboard.locale.numbers import plain
from dashboard.ui import blocks, tables

INTERVAL = ("mean", "ci_low", "ci_high", "band_low", "band_high")


def source(answer: Answer) -> str:
    """Which run the numbers are from."""
    return say(
        "chart.source_run",
        scenario=answer.scenario.name,
        replications=answer.replications,
        seed=answer.seed,
    )


def provisional(answer: Answer) -> list[Component]:
    """A warning while only the quick first band is there."""
    if answer.replications >= service().default_steps[-1]:
        return []
    text = say("chart.too_few", replications=answer.replications)
    return [blocks.notice(text, kind="warning")]


def interval_table(
    caption: str,
    rows: pd.DataFrame,
    first: str,
    names: Mapping[str, str],
    *,
    measure: str = "",
) -> Component:
    """One line a row: what it is, mean, its interval, the prediction band, its label.

    Parameters
    ----------
    first : column that heads the line, worded by `names`
    measure : a second column that tells the lines apart: kpi, role or period
    """
    columns = {"first": say(f"columns.{first}")}
    if measure:
        columns["measure"] = say(f"columns.{measure}")
    columns |= interval_headings()
    if "label" in rows and rows["label"].any():
        columns["label"] = say("columns.note")
    lines = [_line(row, first, names, measure) for _, row in rows.iterrows()]
    return tables.long_table(caption, columns, lines, numbers=INTERVAL)


def interval_headings() -> dict[str, str]:
    """Heading of each column of an interval."""
    keys = ("mean", "low", "high", "band_low", "band_high")
    return {
        column: say(f"columns.{key}")
        for column, key in zip(INTERVAL, keys, strict=True)
    }


def interval_cells(row: pd.Series) -> dict[str, str]:
    """Mean and both intervals of one row, written."""
    return {column: plain(row[column]) for column in INTERVAL}


def label_note(rows: pd.DataFrame) -> list[str]:
    """What the rows are labelled with, once; nothing when they have no label."""
    return sorted({label for label in rows["label"] if label})


def _line(
    row: pd.Series, first: str, names: Mapping[str, str], measure: str
) -> dict[str, str]:
    line = interval_cells(row)
    line["first"] = names.get(row[first], row[first])
    line["label"] = row.get("label", "")
    if measure:
        line["measure"] = worded(measure, row[measure])
    return line


def measure_name(kpi: str) -> str:
    """Title of a measure."""
    return planner.KPIS[kpi].title if kpi in planner.KPIS else kpi


def titles(kpis: Iterable[str] = planner.KPIS) -> dict[str, str]:
    """Titles of measures by id."""
    return {kpi: measure_name(kpi) for kpi in kpis}


def denominators(kpis: Iterable[str]) -> str:
    """What each measure is a share of, in the planner's words."""
    bases = [
        say(
            "chart.denominator",
            measure=measure_name(kpi),
            base=planner.KPIS[kpi].base,
        )
        for kpi in kpis
    ]
    return say("chart.denominators", list="; ".join(bases))


def worded(column: str, key: str) -> str:
    """Words for a KPI or a stage or role; a period is its own word."""
    if column == "kpi":
        return measure_name(key)
    if column in ("stage", "role"):
        return name_of(f"{column}s", key)
    return key
