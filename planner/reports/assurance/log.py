"""Data and assumption log: value, source, owner, confidence, and use-by date."""

from __future__ import annotations

import datetime
import re

import pandas as pd

from planner.data.facts import load_facts
from planner.data.sheets import SHEETS
from planner.inputs.boards import official_name
from planner.inputs.provenance import Provenance
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

COLUMNS = [
    "where", "number", "value", "unit", "low", "high", "year", "confidence", "owner",
    "source", "why", "use_by", "expired",
]  # fmt: skip
COUNTED_YEARS, PRICED_YEARS = 5, 2
RULE = gettext_noop(
    "Use-by dates follow one rule, for the data state none. A price or a pay rate: 31"
    " March two years after the year of its prices. Anything else that was seen or"
    " derived, with a year: the end of the fifth year after it. An assumption, or a"
    " number without a year: one year after the plan's first day. An expired number is"
    " not wrong; somebody has to look at it again."
)
NATIONAL = gettext_noop("to be named: a national owner of shared numbers")


def use_by(
    confidence: str, unit: str, year: str, start: datetime.date
) -> datetime.date:
    """Last day on which a number is used without another look.

    >>> first = datetime.date(2026, 4, 1)
    >>> use_by("seen", "GBP", "2023/24", first).isoformat()
    '2026-03-31'
    >>> use_by("derived", "people", "2020", first).isoformat()
    '2025-12-31'
    >>> use_by("assumption", "WTE", "2020", first).isoformat()
    '2027-04-01'
    """
    known = _last_year(year)
    if known is None or confidence == "assumption":
        return start.replace(year=start.year + 1)
    if "GBP" in unit:
        return datetime.date(known + PRICED_YEARS, 3, 31)
    return datetime.date(known + COUNTED_YEARS, 12, 31)


def _last_year(text: str) -> int | None:
    """The last year that a text names: of a period its end.

    >>> _last_year("2023/24"), _last_year("2021-2023"), _last_year("")
    (2024, 2023, None)
    """
    found = re.findall(r"(?:19|20)\d\d", text)
    if not found:
        return None
    short = re.search(rf"{found[-1]}[/-](\d\d)\b(?!\d)", text)
    return int(f"{found[-1][:2]}{short[1]}") if short else int(found[-1])


def assumption_log(plan: Scenario, today: datetime.date) -> pd.DataFrame:
    """Every number of a scenario, then every fact that the planner ships.

    Parameters
    ----------
    today : day on which a use-by date has passed or not
    """
    rows = [_of_plan(plan, key, owner) for key, owner in plan.provenance.items()]
    rows += [row for name in SHEETS for row in _of_table(name)]
    table = pd.DataFrame(rows, columns=COLUMNS[:-2]).sort_values(["where", "number"])
    start = plan.plan_start
    dates = [
        use_by(confidence, unit, year, start)
        for confidence, unit, year in zip(
            table["confidence"], table["unit"], table["year"], strict=True
        )
    ]
    table["use_by"] = [date.isoformat() for date in dates]
    table["expired"] = [_("expired") if date < today else "" for date in dates]
    return table.reset_index(drop=True)


def _of_plan(plan: Scenario, key: str, owner: Provenance) -> tuple[object, ...]:
    board = key.split(".")[1] if key.startswith("boards.") else ""
    name = official_name(plan.boards[board]) if board in plan.boards else _(NATIONAL)
    value = owner.value if isinstance(owner.value, int | float) else str(owner.value)
    return (
        *(plan.name, key, value, owner.unit, owner.low, owner.high),
        *(owner.year, owner.confidence, name, owner.source, owner.why),
    )


def _of_table(name: str) -> list[tuple[object, ...]]:
    """Facts of one table that have a value and say how sure they are."""
    table = load_facts(name)
    if not {"id", "value", "confidence"} <= set(table):
        return []
    for column in ("unit", "low", "high", "year", "source", "note"):
        if column not in table:
            table[column] = None
    rows: list[tuple[object, ...]] = []
    for row in table.itertuples(index=False):
        year = str(row.year).replace("<NA>", "").replace("None", "")
        rows.append(
            (
                *(f"planner/data/{name}.csv", row.id, row.value, row.unit or ""),
                *(row.low, row.high, year, row.confidence, _(NATIONAL)),
                *(row.source, row.note),
            )
        )
    return rows
