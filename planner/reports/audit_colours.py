"""The audit's red, amber and green, each with its word and a symbol of its own.

The cut-offs are those of the public benchmarks of the FLS-DB, as data: rows of
`planner/data/standards.csv` that a measure names. A measure on a base that is not the
audit's names none and has no colour.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from planner.data.facts import load_facts
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, amount, interval
from planner.reports.select_rows import last_row

GREEN, AMBER, RED = gettext_noop("green"), gettext_noop("amber"), gettext_noop("red")
SYMBOLS = {GREEN: "●", AMBER: "▲", RED: "■"}
COLOUR_NOTE = gettext_noop(
    "● green, ▲ amber, ■ red: cut-offs of the FLS-DB benchmarks (80 and 50 %; spine"
    " fractures 20 and 10 %; treatment recommended 50 %). ?: the interval includes"
    " another colour."
)


class CutOffs(NamedTuple):
    """From where a share is green, and below where it is red."""

    green: float
    red: float
    strict: bool
    """Whether green is more than its cut-off, not at least."""

    def colour(self, value: float) -> str:
        """Green, amber or red.

        >>> CutOffs(80, 50, False).colour(80), CutOffs(20, 10, True).colour(20)
        ('green', 'amber')
        """
        green = value > self.green if self.strict else value >= self.green
        if green:
            return GREEN
        return RED if value < self.red else AMBER


class KpiLine(NamedTuple):
    """One KPI of the audit at one place, as cells."""

    title: str
    base: str
    period: str
    mean: str
    ends: str
    """Interval of the mean, by random variation alone."""
    band: str
    """Nine futures in ten over all that fits; nothing known without fitting sets."""
    colour: str

    @property
    def value(self) -> str:
        """The mean with its interval beneath."""
        return f"{self.mean}\n({self.ends})"


@lru_cache(maxsize=1)
def _cut_offs() -> dict[str, CutOffs]:
    table = load_facts("standards")
    rows = table[table["rule"].str.startswith("colours")]
    columns = zip(rows["id"], rows["mark"], rows["low_mark"], rows["rule"], strict=True)
    return {
        name: CutOffs(green, red, rule == "colours-above")
        for name, green, red, rule in columns
    }


def colour_text(
    kpi: str, value: float, low: float = math.nan, high: float = math.nan
) -> str:
    """Symbol and word of a value's colour; empty where the measure has none.

    Parameters
    ----------
    low, high : interval of the mean, where there is one

    >>> colour_text("kpi4_assessed_90", 82.4, 81.9, 82.8)
    '● green'
    >>> colour_text("kpi4_assessed_90", 80.1, 79.2, 81.0)
    '● green ?'
    >>> colour_text("kpi5_scanned_90_of_all", 15.3)
    ''
    """
    name = KPIS[kpi].cut_offs if kpi in KPIS else ""
    if not name or math.isnan(value):
        return ""
    cut_offs = _cut_offs()[name]
    colour = cut_offs.colour(value)
    ends = [end for end in (low, high) if not math.isnan(end)]
    doubt = any(cut_offs.colour(end) != colour for end in ends)
    return f"{SYMBOLS[colour]} {_(colour)}" + (" ?" if doubt else "")


def symbol_of_row(row: pd.Series) -> str:
    """Symbol of the colour of a summary's row, where there is no room for its word."""
    text = colour_of_row(row)
    return text[:1] + ("?" if text.endswith("?") else "")


def with_colour(text: str, kpi: str, value: float) -> str:
    """A value as written, followed by its colour where it has one.

    >>> with_colour("32.2 %", "kpi5_scanned_90_of_ordered", 32.2)
    '32.2 % ■ red'
    """
    return f"{text} {colour_text(kpi, value)}".rstrip()


def colour_of_row(row: pd.Series) -> str:
    """Symbol and word of the colour of a summary's row."""
    return colour_text(str(row["kpi"]), row["mean"], row["ci_low"], row["ci_high"])


def kpi_lines(summary: pd.DataFrame, plan: Scenario, place: str) -> list[KpiLine]:
    """Every KPI of the audit that a place has, in the order of the table."""
    rows = (last_row(summary, plan, kpi.id, place) for kpi in AUDIT)
    return [_line(row) for row in rows if row is not None]


def _line(row: pd.Series) -> KpiLine:
    kpi = KPIS[row["kpi"]]
    return KpiLine(
        title=_(kpi.title),
        base=_(kpi.base),
        period=str(row["period"]),
        mean=amount(row["mean"], kpi.unit),
        ends=interval(row["ci_low"], row["ci_high"], kpi.unit),
        band=(
            interval(row["band_low"], row["band_high"], kpi.unit)
            if row.get("sets", 0)
            else NOTHING
        ),
        colour=colour_of_row(row),
    )
