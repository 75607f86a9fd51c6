"""Precision of a difference after an automatic number of runs, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from planner.experiment.precision import PreciseRuns, PrecisionTarget
from planner.locale import _, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import NOTHING, amount, interval, number
from planner.reports.select_rows import place_name, stage_in_brackets

NO_NAMES: Mapping[str, str] = {}


def precision_sentences(
    reached: PreciseRuns, names: Mapping[str, str] = NO_NAMES
) -> list[str]:
    """Precision that was reached, one sentence an option, and what it does not hold.

    Parameters
    ----------
    names : names of boards by id
    """
    rows = [row for _index, row in reached.differences.iterrows()]
    return [
        " ".join(
            [_sentence(reached.wanted, reached.replications, row, names), *_sets(row)]
        )
        for row in rows
    ]


def _sets(row: pd.Series) -> list[str]:
    """That the width is of random variation alone, and the band over all that fits."""
    if not row["sets"]:
        return []
    band = interval(row["band_low"], row["band_high"], KPIS[row["kpi"]].unit)
    return [
        ngettext(
            "That is random variation alone, within {n} fitting set; 9 futures in 10"
            " over all that fits: {band}. More replications do not narrow that.",
            "That is random variation alone, within {n} fitting sets; 9 futures in 10"
            " over all that fits: {band}. More replications do not narrow that.",
            int(row["sets"]),
            band=band,
        )
    ]


def _sentence(
    wanted: PrecisionTarget, replications: int, row: pd.Series, names: Mapping[str, str]
) -> str:
    what = _(
        "the difference that {option} makes to {measure}",
        option=row["option"],
        measure=_measure(row, names),
    )
    half = width(row["half_width"], row["kpi"])
    if row["as_asked"]:
        return _(
            "After {replications} replications {what} is known to {half}, as"
            " asked ({asked}).",
            replications=replications,
            what=what,
            half=half,
            asked=_asked(wanted),
        )
    if replications < wanted.ceiling:
        return _(
            "After {replications} replications {what} is known to {half}.",
            replications=replications,
            what=what,
            half=half,
        )
    return _(
        "Stopped at the ceiling of {replications} replications: {what} is"
        " known to {half}, asked was {asked}.",
        replications=replications,
        what=what,
        half=half,
        asked=_asked(wanted),
    )


def width(half_width: float, kpi: str) -> str:
    """Half a width with its unit.

    >>> width(0.84, "kpi5_scanned_90_of_all"), width(31.4, "waiting_list")
    ('±0.84 points', '±31 people')
    """
    unit = KPIS[kpi].unit
    if math.isnan(half_width):
        return NOTHING
    if unit == "GBP":
        return "±" + amount(half_width, unit)
    # Two digits tell what was reached from what was asked.
    places = 0 if half_width == 0 else max(0, 1 - math.floor(math.log10(half_width)))
    text = number(half_width, places)
    if unit == "%":
        return _("±{number} points", number=text)
    return f"±{text}" if unit in ("ratio", "share") else f"±{text} {_(unit)}"


def _asked(wanted: PrecisionTarget) -> str:
    if wanted.relative:
        return _(
            "±{half_width:g} % of the difference", half_width=100 * wanted.half_width
        )
    return width(wanted.half_width, wanted.kpi)


def _measure(row: pd.Series, names: Mapping[str, str]) -> str:
    stage = stage_in_brackets(row)
    place = place_name(row["provider"], names)
    return f"“{_(KPIS[row['kpi']].title)}”{stage}, {place}, {row['period']},"
