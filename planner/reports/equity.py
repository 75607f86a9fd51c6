"""Waits by group of patients: lines of a table and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.experiment.equity import FEWEST
from planner.locale import _, gettext_noop
from planner.outcomes.equity import DISTANCE, MEASURES, RURAL, SERVICES, EquityMeasure
from planner.outcomes.groups import AGE, RESIDENCE, SEX, Group
from planner.outcomes.starvation import EVERYBODY
from planner.reports.number_format import NOTHING, interval, number
from planner.reports.select_rows import short_name

KINDS = {
    RESIDENCE: gettext_noop("lives in"),
    AGE: gettext_noop("age"),
    SEX: gettext_noop("sex"),
    DISTANCE: gettext_noop("distance"),
    RURAL: gettext_noop("rurality"),
    SERVICES.kind: gettext_noop("between services"),
}
RURAL_NOTE = gettext_noop(
    "Rural: a board's residents count as rural in proportion to those of its"
    " local authorities that are (an assumption), so only what differs"
    " between boards shows."
)
SERVICES_NOTE = gettext_noop(
    "Between services: the highest minus the lowest, run by run. Random variation"
    " alone makes a gap, the wider the smaller the services."
)
FEW_NOTE = gettext_noop("few: fewer than {fewest} people a run, not shown.")


@dataclass(frozen=True)
class EquityLine:
    """One group, how many are identified, and a cell for each measure.

    A cell has the mean, its interval and the people, a line each.
    """

    kind: str
    group: str
    name: str
    people: str
    cells: tuple[str, ...]


def equity_lines(
    table: pd.DataFrame, names: Mapping[str, str], *, differences: bool = False
) -> list[EquityLine]:
    """One line a group, in the order of the table: boards are never ranked."""
    lines = []
    for (kind, name), rows in table.groupby(["kind", "group"], sort=False):
        by_measure = {str(row["measure"]): row for _index, row in rows.iterrows()}
        group = Group(str(kind), str(name))
        cells = [
            _cell(by_measure[m.id], m, differences) if m.id in by_measure else NOTHING
            for m in shown_measures()
        ]
        first = by_measure.get("assessed_90")
        people = 0.0 if first is None else first["people"]
        lines.append(
            EquityLine(
                _(KINDS.get(group.kind, "")),
                group.name,
                title_of(group, names),
                f"{people:,.0f}",
                tuple(cells),
            )
        )
    return lines


def shown_measures() -> tuple[EquityMeasure, ...]:
    """Measures with a column; those treated outside the model have a sentence."""
    return tuple(measure for measure in MEASURES if measure.id != "outside")


def title_of(group: Group, names: Mapping[str, str]) -> str:
    """A group as a table names it.

    >>> title_of(Group("residence", "powys"), {"powys": "Powys Teaching Health Board"})
    'Powys'
    """
    if group.kind != RESIDENCE:
        return _(group.name)
    return short_name(group.name, names)


def _cell(row: pd.Series, measure: EquityMeasure, differences: bool) -> str:
    if row["people"] < FEWEST:
        return _("few")
    if not np.isfinite(row["mean"]):
        return NOTHING
    unit = measure.unit
    if (differences or row["kind"] == SERVICES.kind) and unit == "%":
        unit = gettext_noop("points")
    shown = f"{number(row['mean'], signed=differences)} {_(unit)}"
    if not np.isfinite(row["ci_low"]):
        return shown
    doubt = " ?" if differences and row["ci_low"] <= 0 <= row["ci_high"] else ""
    ends = interval(row["ci_low"], row["ci_high"], measure.unit)
    people = _("of {people:,.0f}", people=row["people"])
    return f"{shown}{doubt}\n({ends})\n{people}"


def outside_sentences(table: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """A sentence for each board many of whose residents are treated elsewhere."""
    rows = table[(table["measure"] == "outside") & (table["kind"] == RESIDENCE)]
    return [
        _(
            "{place}: {mean:.0f} % of the residents identified are treated"
            " outside the model; of their waits nothing is known.",
            place=title_of(Group(RESIDENCE, row["group"]), names),
            mean=row["mean"],
        )
        for _index, row in rows.iterrows()
        if row["mean"] >= 1
    ]


def widest_gap(table: pd.DataFrame) -> str:
    """A sentence on the kind of group with the widest gap in waits for a scan.

    Only gaps whose intervals do not touch count. Boards are left out: most figures are
    illustrative, and those are never ranked.
    """
    waits = table[(table["measure"] == "scan_wait") & table["mean"].notna()]
    gaps = []
    for kind, rows in waits.groupby("kind", sort=False):
        ordered = rows.sort_values("mean")
        low, high = ordered.iloc[0], ordered.iloc[-1]
        told_apart = low["ci_high"] < high["ci_low"]
        if kind not in (EVERYBODY.kind, RESIDENCE) and told_apart:
            gaps.append((float(high["mean"] - low["mean"]), str(kind), low, high))
    if not gaps:
        return _(
            "No clear difference in waits for a scan between ages, sexes or places."
        )
    gap, kind, low, high = max(gaps, key=lambda each: each[0])
    return _(
        "Waits for a scan differ most by {kind}: {gap:.0f} days longer for"
        " {longest} than for {shortest}.",
        kind=_(KINDS[kind]),
        gap=gap,
        longest=_(str(high["group"])),
        shortest=_(str(low["group"])),
    )
