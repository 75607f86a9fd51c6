"""A calibration in words and tables: Markdown for a file or a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from planner.calibration.bottleneck_ranges import ROLES, turning_points
from planner.calibration.calibrate import Calibration
from planner.calibration.fit import BOARD, OTHERS
from planner.outcomes.blocks import WALES

NAMES = {BOARD: "Aneurin Bevan", OTHERS: "The other boards, one common set"}
STRONG = 0.5
"""Correlations at least this strong are named in words."""


def calibration_report(calibration: Calibration) -> str:
    """The whole report: constants, targets, ridge, year after, what binds."""
    parts = (
        _heading(calibration),
        _constants(calibration),
        _targets(calibration),
        _ridges(calibration),
        _other_base(calibration),
        _year_after(calibration),
        _binding(calibration),
    )
    return "\n\n".join(parts) + "\n"


def _heading(calibration: Calibration) -> str:
    scenario = calibration.scenario
    return (
        f"# Calibration of {scenario.name}\n\n"
        f"{calibration.draws} points of Aneurin Bevan's box, seed {calibration.seed};"
        f" the frozen set in the full model, {calibration.replications} replications;"
        f" scenario {scenario.fingerprint()}."
    )


def _constants(calibration: Calibration) -> str:
    rows = [
        (
            NAMES[row["fit"]],
            f"{row['constant']} ({row['unit']})",
            _number(row["frozen"]) if row["use"] == "fitted" else "not fitted",
            f"{_number(row['box_low'])} to {_number(row['box_high'])}",
            f"{_number(row['ridge_low'])} to {_number(row['ridge_high'])}",
        )
        for _, row in calibration.constants.iterrows()
    ]
    head = ("fit", "constant", "frozen", "looked for in", "sets within tolerance")
    return "## Frozen set\n\n" + markdown_table(head, rows)


def _targets(calibration: Calibration) -> str:
    head = ("target", "year", "observed", "tolerance", "simulated", "5-95 %", "inside")
    rows = _target_rows(calibration.table)
    return "## Targets\n\n" + markdown_table(head, rows)


def _target_rows(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        (
            f"{row['provider']}: {row['name']}",
            row["period"],
            f"{_number(row['observed'])} {row['unit']}",
            f"± {_number(row['tolerance'])}",
            _number(row["simulated"]),
            f"{_number(row['p5'])} to {_number(row['p95'])}",
            "yes" if row["inside"] else "NO",
        )
        for _, row in table.iterrows()
    ]


def _ridges(calibration: Calibration) -> str:
    texts = ["## Sets that fit equally well"]
    for name, ridge in calibration.ridge.items():
        texts.append(f"{NAMES[name]}: {len(ridge)} simulated sets meet every target.")
        strong = _strong(calibration.correlations[name])
        texts += [f"Along them {text}." for text in strong]
    return "\n\n".join(texts)


def _strong(correlations: pd.DataFrame) -> list[str]:
    """Strong correlations in words, the strongest first."""
    names = list(correlations.columns)
    pairs = [
        (float(correlations.to_numpy()[i, j]), names[i], names[j])
        for i in range(len(names))
        for j in range(i + 1, len(names))
    ]
    kept = [pair for pair in pairs if np.isfinite(pair[0]) and abs(pair[0]) >= STRONG]
    kept.sort(key=lambda pair: -abs(pair[0]))
    return [
        f"{_plain(one)} and {_plain(other)} move together, r = {r:.2f}"
        for r, one, other in kept
    ]


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _other_base(calibration: Calibration) -> str:
    values = ", ".join(
        f"{_plain(name)} {_number(value)}"
        for name, value in calibration.other_base.items()
    )
    row = calibration.other_reading.iloc[0]
    return (
        "## If the Welsh figure were a share of DXA ordered\n\n"
        f"Observed {_number(row['observed'])} {row['unit']}; the frozen set gives"
        f" {_number(row['simulated'])} by this reading. The other boards' set would be:"
        f" {values}. It is not the one in the files."
    )


def _year_after(calibration: Calibration) -> str:
    head = ("target", "year", "observed", "tolerance", "simulated", "5-95 %", "inside")
    return "## The year after, not used in fitting\n\n" + markdown_table(
        head, _target_rows(calibration.year_after)
    )


def _binding(calibration: Calibration) -> str:
    said = "; ".join(
        f"{name}: {'yes' if yes else 'NO'}" for name, yes in calibration.binds.items()
    )
    texts = [
        "## What binds",
        "Scanner load above 1 and nurse load below 1 in most quarters of most"
        f" replications, with the frozen set: {said}.",
    ]
    for provider in (WALES, BOARD):
        points = turning_points(calibration.binding, provider)
        texts.append(_binding_table(calibration.binding, points, provider))
    return "\n\n".join(texts)


def _binding_table(levels: pd.DataFrame, points: pd.DataFrame, provider: str) -> str:
    head = (
        f"{provider}: input", "tried", "DXA binds",
        "scanner load passes 1 at", "nurse load passes 1 at",
        *(f"{role} load, low to high end" for role in ROLES),
    )  # fmt: skip
    rows = []
    for _, row in points.iterrows():
        part = levels[levels["input"] == row["input"]]
        ends = [part[f"{provider} {role} load"].to_numpy(float) for role in ROLES]
        rows.append(
            (
                f"{row['input']} ({row['unit']})",
                f"{_number(row['from'])} to {_number(row['to'])}",
                _span(row["binds_from"], row["binds_to"]),
                _number(row["scanner_at_1"]),
                _number(row["nurse_at_1"]),
                *(f"{load[0]:.2f} to {load[-1]:.2f}" for load in ends),
            )
        )
    return markdown_table(head, rows)


def _span(low: float, high: float) -> str:
    return "nowhere" if np.isnan(low) else f"{_number(low)} to {_number(high)}"


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
