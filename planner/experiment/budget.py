"""Budget of a plan from its results: by board, financial year and line, to the penny.

Every amount is the mean over replications, rounded to the penny where it stands once,
so that totals are sums of what is shown, over boards, years and lines alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.running.results import Results
from planner.experiment.statistics.set_bands import set_bands, sets_of
from planner.inputs.units import DAYS_A_YEAR
from planner.outcomes.budget import CAPITAL, DRUGS, LINES, cash_factors, present_factors
from planner.outcomes.measure_index import WALES
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
Values = Callable[..., Floats]
"""Values of a board in each replication, by KPI, period and the like."""
REVENUE, OF_CAPITAL = "revenue", "capital"
KINDS = {"budget_revenue": REVENUE, "budget_capital": OF_CAPITAL}
KEYS = ["provider", "period", "kind", "line"]
PRICES = ["pounds", "cash", "present"]
BANDS = {"pay_by_band": "pounds", "pay_by_band_in_full": "in_full"}


class Total(NamedTuple):
    """Pounds of a whole plan: the mean and intervals over replications.

    Attributes
    ----------
    random_low, random_high : nine futures in ten by random variation alone
    band_low, band_high : nine in ten over everything that fits
    """

    mean: float
    random_low: float
    random_high: float
    band_low: float
    band_high: float


def budget_table(results: Results) -> pd.DataFrame:
    """One row a board, financial year, kind and line, in whole pence.

    Returns
    -------
    DataFrame: provider, period, kind ("revenue" or "capital"), line, days (of the year
    that lie in the plan), pounds (prices of the price year), cash (with inflation),
    present (discounted); none without prices
    """
    index, money = results.index, results.scenario.money
    rows = index["kpi"].isin(KINDS) & (index["provider"] != WALES)
    table = index.loc[rows, ["provider", "period", "kpi", "reason"]]
    table = table.assign(pounds=results.matrix[:, rows.to_numpy()].mean(axis=0))
    table["kind"], table["line"] = table["kpi"].map(KINDS), table["reason"]
    if money is None or table.empty:
        return pd.DataFrame(columns=[*KEYS, "days", *PRICES])
    periods = Periods.of(results.scenario)
    years = list(periods.financial_years.labels)
    place = table["period"].map(years.index).to_numpy()
    table["days"] = periods.financial_years.days[place]
    table["pounds"] = table["pounds"].round(2)
    present = present_factors(periods, money.discount_rate)
    table["cash"] = (table["pounds"] * cash_factors(periods, money)[place]).round(2)
    table["present"] = (table["pounds"] * present[place]).round(2)
    lines = [*LINES, *CAPITAL]
    table["line"] = pd.Categorical(table["line"], lines, ordered=True)
    table = table.sort_values(["provider", "kind", "line", "period"], kind="stable")
    table["line"] = table["line"].astype(object)
    return table[[*KEYS, "days", *PRICES]].reset_index(drop=True)


def pay_table(results: Results) -> pd.DataFrame:
    """Staff in post by board, financial year and band, with on-costs both ways.

    Returns
    -------
    DataFrame: provider, period, band, pounds (what the board pays), in_full (with the
    part of the pension that is paid centrally)
    """
    index = results.index
    rows = index["kpi"].isin(BANDS) & (index["provider"] != WALES)
    table = index.loc[rows, ["provider", "period", "group", "kpi"]]
    table = table.assign(value=results.matrix[:, rows.to_numpy()].mean(axis=0).round(2))
    keys = ["provider", "period", "group"]
    wide = table.pivot(index=keys, columns="kpi", values="value").reset_index()
    wide = wide.rename(columns={"group": "band", **BANDS}).rename_axis(columns=None)
    wide = wide.reindex(columns=["provider", "period", "band", *BANDS.values()])
    return wide[wide["in_full"] > 0].reset_index(drop=True)


def spending(values: Values, years: Sequence[str]) -> tuple[Floats, Floats]:
    """Revenue by financial year and capital of a plan, a row each replication.

    Parameters
    ----------
    values : of a board in each replication, by KPI, period and line (`reason`)

    Returns
    -------
    Floats, shape (replications, years), and (replications,): pounds, drugs left out
    """
    lines = [line for line in LINES if line != DRUGS]
    revenue = [_sum(values, "budget_revenue", [year], lines) for year in years]
    return np.stack(revenue, axis=1), _sum(values, "budget_capital", years, CAPITAL)


def _sum(
    values: Values, kpi: str, years: Sequence[str], lines: Iterable[str]
) -> Floats:
    found = [values(kpi, year, reason=line) for line in lines for year in years]
    return np.asarray(np.nan_to_num(np.stack(found)).sum(axis=0))


def total_of(table: pd.DataFrame, column: str = "pounds", **of: object) -> float:
    """Sum of some rows of a budget to the penny, added as whole pence.

    >>> lines = pd.DataFrame({"kind": ["capital"] * 3, "pounds": [0.1, 0.2, 0.3]})
    >>> total_of(lines, kind="capital")
    0.6
    """
    for key, value in of.items():
        table = table[table[key] == value]
    return int((table[column] * 100).round().astype(np.int64).sum()) / 100


def a_year(pounds: float, results: Results) -> float:
    """A year's share of what a plan costs: over its days, not the years it touches."""
    return pounds / (results.scenario.plan_days / DAYS_A_YEAR)


def whole_plan(results: Results, kpi: str = "cost_whole_plan") -> Total | None:
    """The cost of a plan, boards together, with both intervals; None without prices."""
    values = plan_values(results, kpi)
    if values is None:
        return None
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    bands = set_bands(values[:, None], sets)
    return Total(
        mean=float(bands.mean[0]),
        random_low=float(bands.random_low[0]),
        random_high=float(bands.random_high[0]),
        band_low=float(bands.band_low[0]),
        band_high=float(bands.band_high[0]),
    )


def plan_values(results: Results, kpi: str) -> Floats | None:
    """Pounds of the whole plan, boards together, one value a replication."""
    index = results.index
    rows = (index["kpi"] == kpi) & (index["provider"] != WALES)
    if not rows.any():
        return None
    return np.asarray(results.matrix[:, rows.to_numpy()].sum(axis=1))


def difference_of(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Additions of a budget to another, in whole pence."""
    keys = [*KEYS, "days"]
    both = [table.set_index(keys) for table in (after, before)]
    return both[0].sub(both[1], fill_value=0.0).round(2).reset_index()


def without_drugs(table: pd.DataFrame) -> pd.DataFrame:
    """The lines of a budget that are in the total cost of the service."""
    return table[table["line"] != DRUGS]
