"""A calibration as a report: Markdown for a file or a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.calibration.bottleneck_ranges import BOTTLENECK, ROLES, turning_points
from planner.calibration.calibrate import Calibration
from planner.calibration.fit import FitResult
from planner.calibration.fitting_plan import ALTERNATIVE
from planner.calibration.search import correlations_of, move_together
from planner.locale import _, ngettext
from planner.reports.backtest_tables import LEFT_OUT_HEADS, left_out_lines
from planner.reports.number_format import number

STRONG = 0.5
"""Correlations at least this strong are named."""


def calibration_report(calibration: Calibration) -> str:
    """The whole report: constants, targets, sets that fit, year after, bottleneck."""
    parts = (
        _heading(calibration),
        _constants(calibration),
        _("## Targets\n\n") + _targets(calibration.targets),
        _sets_that_fit(calibration),
        *_alternatives(calibration),
        _("## The year after, not used in fitting\n\n")
        + _targets(calibration.year_after),
        _left_out(calibration.left_out),
        _bottleneck(calibration),
    )
    return "\n\n".join(parts) + "\n"


def _heading(calibration: Calibration) -> str:
    scenario = calibration.scenario
    return _(
        "# Calibration of {scenario}\n\n{draws} points of a board's box, seed"
        " {seed}; the frozen set in the full model, {replications}"
        " replications; scenario {fingerprint}.",
        scenario=scenario.name,
        draws=calibration.draws,
        seed=calibration.seed,
        replications=calibration.replications,
        fingerprint=scenario.fingerprint(),
    )


def _constants(calibration: Calibration) -> str:
    rows = [
        (
            row["fit"],
            f"{row['constant']} ({row['unit']})",
            _number(row["fitted"]) if row["use"] == "fitted" else _("not fitted"),
            _range(row["box_low"], row["box_high"]),
            _range(row["sets_low"], row["sets_high"]),
        )
        for _index, row in calibration.constants.iterrows()
    ]
    head = (
        _("fit"),
        _("constant"),
        _("frozen"),
        _("looked for in"),
        _("sets within tolerance"),
    )
    return _("## Frozen set\n\n") + markdown_table(head, rows)


def _targets(table: pd.DataFrame) -> str:
    head = (
        _("target"),
        _("year"),
        _("observed"),
        _("tolerance"),
        _("simulated"),
        "5-95 %",
        _("inside"),
    )
    rows = [
        (
            f"{row['provider']}: {row['name']}",
            row["year"],
            f"{_number(row['observed'])} {row['unit']}",
            f"± {_number(row['tolerance'])}",
            _number(row["simulated"]),
            _range(row["p5"], row["p95"]),
            _("yes") if row["inside"] else _("NO"),
        )
        for _index, row in table.iterrows()
    ]
    return markdown_table(head, rows)


def _sets_that_fit(calibration: Calibration) -> str:
    texts = [_("## Sets that fit equally well")]
    for fit in calibration.fits:
        sets = fit.search.sets
        texts.append(
            ngettext(
                "{fit}: {n} simulated set meets every target.",
                "{fit}: {n} simulated sets meet every target.",
                len(sets),
                fit=fit.plan.title,
            )
        )
        texts += [
            _(
                "Along them {one} and {other} move together, r = {r}.",
                one=_plain(one),
                other=_plain(other),
                r=number(r, 2),
            )
            for one, other, r in move_together(correlations_of(sets), STRONG)
        ]
    return "\n\n".join(texts)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _alternatives(calibration: Calibration) -> list[str]:
    """A part for each fit with another reading of its figures."""
    return [
        _alternative(fit, calibration.alternatives)
        for fit in calibration.fits
        if fit.alternative
    ]


def _alternative(fit: FitResult, table: pd.DataFrame) -> str:
    values = ", ".join(
        f"{_plain(name)} {_number(value)}" for name, value in fit.alternative.items()
    )
    own = [target.id for target in fit.plan.targets_for(ALTERNATIVE)]
    texts = [f"## {fit.plan.alternative}", ""]
    texts += [
        _(
            "Observed {observed} {unit}; the frozen set gives {simulated} by this"
            " reading.",
            observed=_number(row["observed"]),
            unit=row["unit"],
            simulated=_number(row["simulated"]),
        )
        for _index, row in table[table["id"].isin(own)].iterrows()
    ]
    texts.append(
        _(
            "By it the set of this fit would be: {values}. It is not the one in"
            " the files.",
            values=values,
        )
    )
    return "\n".join(texts)


def _left_out(table: pd.DataFrame) -> str:
    head = [_(heading) for heading in LEFT_OUT_HEADS.values()]
    return _("## Each year left out, predicted by the others\n\n") + markdown_table(
        head, left_out_lines(table)
    )


def _bottleneck(calibration: Calibration) -> str:
    answers = "; ".join(
        f"{name}: {_('yes') if yes else _('NO')}"
        for name, yes in calibration.bottleneck.items()
    )
    texts = [
        _("## The bottleneck"),
        _(
            "Scanner load above 1 and nurse load below 1 in most quarters of most"
            " replications, with the frozen set: {answers}.",
            answers=answers,
        ),
    ]
    for provider in calibration.bottleneck:
        points = turning_points(calibration.ranges, provider)
        texts.append(_range_table(calibration.ranges, points, provider))
    return "\n\n".join(texts)


def _range_table(levels: pd.DataFrame, points: pd.DataFrame, provider: str) -> str:
    head = (
        _("{provider}: input", provider=provider),
        _("tried"),
        _(BOTTLENECK),
        _("scanner load passes 1 at"),
        _("nurse load passes 1 at"),
        *(_("{role} load, low to high end", role=role) for role in ROLES),
    )
    rows = []
    for _index, row in points.iterrows():
        part = levels[levels["input"] == row["input"]]
        ends = [part[f"{provider} {role} load"].to_numpy(float) for role in ROLES]
        rows.append(
            (
                f"{row['input']} ({row['unit']})",
                _range(row["from"], row["to"]),
                _span(row["bottleneck_from"], row["bottleneck_to"]),
                _number(row["scanner_at_1"]),
                _number(row["nurse_at_1"]),
                *(
                    _("{low:.2f} to {high:.2f}", low=load[0], high=load[-1])
                    for load in ends
                ),
            )
        )
    return markdown_table(head, rows)


def _span(low: float, high: float) -> str:
    return _("nowhere") if np.isnan(low) else _range(low, high)


def _range(low: float, high: float) -> str:
    return _("{low} to {high}", low=_number(low), high=_number(high))


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table.

    >>> print(markdown_table(("a", "b"), [(1, 2)]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    rule = "|" + "---|" * len(head)
    return "\n".join([_line(head), rule, *(_line(row) for row in rows)])


def _line(cells: Sequence[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _number(value: Any) -> str:
    """A number with as many digits as it deserves; a dash for none.

    >>> _number(1028.3), _number(29.24), _number(0.583), _number(float("nan"))
    ('1,028', '29.2', '0.58', '–')
    """
    amount = float(value)
    if np.isnan(amount):
        return "–"
    if abs(amount) >= 200:
        return f"{amount:,.0f}"
    return f"{amount:.1f}" if abs(amount) >= 10 else f"{amount:.2f}"
