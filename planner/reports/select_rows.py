"""Which rows of a summary or a comparison a reader looks at first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.outcomes.measure_index import ALL, WALES

HEADLINES: tuple[tuple[str, str], ...] = (
    ("kpi4_assessed_90", ALL),
    ("kpi5_scanned_90_of_all", ALL),
    ("kpi5_scanned_90_of_ordered", ALL),
    ("kpi9_followed_up_16w", ALL),
    ("waiting_list", "scan"),
    ("waiting_over_90", "scan"),
    ("new_referral_wait", "scan"),
    ("waiting_list", "assess"),
    ("cost_whole_plan", ALL),
)
"""Measures that stand on the first page, with their stage; the last period counts."""


def rows_of(table: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """Rows of whole providers with these values; all groups unless one is given."""
    wanted = {"residence": ALL, "group": ALL, "reason": ALL, **wanted}
    chosen = pd.Series(True, index=table.index)
    for column, value in wanted.items():
        chosen &= table[column] == value
    return table[chosen]


def last_row(
    table: pd.DataFrame, kpi: str, stage: str, provider: str, role: str = ALL
) -> pd.Series | None:
    """Row of the measure's last period, or None where it was not measured."""
    rows = rows_of(table, kpi=kpi, stage=stage, role=role, provider=provider)
    return None if rows.empty else rows.sort_values("start", kind="stable").iloc[-1]


def stage_in_brackets(row: pd.Series) -> str:
    """Stage or role that a row is about, to be put behind a title."""
    at = row["role"] if row["stage"] == ALL else row["stage"]
    return "" if at == ALL else f" ({at})"


def leading_provider(table: pd.DataFrame) -> str:
    """Wales where it was simulated as a whole, else the first board."""
    providers = list(dict.fromkeys(table["provider"]))
    boards = [name for name in providers if name != ALL]
    return WALES if WALES in boards else (boards or [ALL])[0]


def place_name(provider: str, names: Mapping[str, str]) -> str:
    """Name of a board for readers."""
    return "Wales" if provider == WALES else names.get(provider, provider)
