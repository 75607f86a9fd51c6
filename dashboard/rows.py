"""Rows of the tidy tables; choosing and ordering only, no sums."""

from __future__ import annotations

import weakref
from collections.abc import Iterable

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.outcomes.measure_index import ALL as ALL
from planner.outcomes.measure_index import WALES as WALES
from planner.outcomes.periods import Periods, headline_period

PLAN = "plan"
JUDGED = "kpi4_assessed_90"
"""The measure whose years are offered."""
_BY_PLACE: dict[int, dict[str, pd.DataFrame]] = {}


def choose(table: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Rows whose columns hold the wanted value, or one of the wanted values.

    Each column is looked at only in the rows that fit the ones before it.
    """
    for column, value in wanted.items():
        if isinstance(value, str):
            table = table[table[column] == value]
        else:
            table = table[table[column].isin(list(value))]  # type: ignore[call-overload]
    return table


def of_place(table: pd.DataFrame, place: str) -> pd.DataFrame:
    """Rows of a board as a provider; by residence what it has no service for.

    Looked for once, as long as the table is there.
    """
    key = id(table)
    if key not in _BY_PLACE:
        _BY_PLACE[key] = {}
        weakref.finalize(table, _BY_PLACE.pop, key, None)
    found = _BY_PLACE[key]
    if place not in found:
        found[place] = _of_place(table, place)
    return found[place]


def _of_place(table: pd.DataFrame, place: str) -> pd.DataFrame:
    as_provider = choose(table, provider=place, residence=ALL)
    by_residence = choose(table, provider=ALL, residence=place)
    missing = ~by_residence["kpi"].isin(set(as_provider["kpi"]))
    return pd.concat([as_provider, by_residence[missing]])


def by_place(table: pd.DataFrame, places: Iterable[str]) -> pd.DataFrame:
    """Rows of several places, with a `place` column, in the order asked for."""
    parts = [of_place(table, place).assign(place=place) for place in places]
    return pd.concat(parts, ignore_index=True)


def one(table: pd.DataFrame, **wanted: object) -> pd.Series:
    """The only row that fits.

    Raises
    ------
    LookupError: if there is none.
    """
    fitting = choose(table, **wanted)
    if fitting.empty:
        raise LookupError(f"no row with {wanted}")
    return fitting.iloc[0]


def grouped(table: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Rows of each name in a column, in order of appearance."""
    return [(name, table[table[column] == name]) for name in table[column].unique()]


def in_order(table: pd.DataFrame, column: str, order: Iterable[str]) -> pd.DataFrame:
    """Rows sorted by a given order of names; others follow as they stand."""
    rank = {name: position for position, name in enumerate(order)}
    return table.sort_values(
        column,
        key=lambda names: names.map(lambda name: rank.get(name, len(rank))),
        kind="stable",
    )


def years(plan: Scenario) -> list[str]:
    """Years of a plan that can be judged whole, in order.

    A plan without any has all of them, each cut by its end: see `year_in_words`.
    """
    every = list(Periods.of(plan).years.labels)
    judged = {year: headline_period(plan, JUDGED, year) for year in every}
    whole = [year for year, period in judged.items() if period and period.whole]
    return whole or every


def year_in_words(plan: Scenario, year: str) -> str:
    """A plan year, with the days that there are of it where the plan's end cuts it."""
    return str(headline_period(plan, JUDGED, year) or year)


def by_stage_or_role(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with a column `at`: their stage or, where they have none, their role."""
    return table.assign(at=table["stage"].where(table["stage"] != ALL, table["role"]))


def weeks(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by week, with the week's first day as a date, in order."""
    weekly = choose(table, span="week")
    return weekly.assign(date=pd.to_datetime(weekly["start"])).sort_values("date")


def quarters(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by quarter, in order."""
    return choose(table, span="quarter").sort_values("start")
