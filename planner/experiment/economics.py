"""Worth for money: what a plan costs against what its treatment avoids.

Against no FLS a plan costs its FLS and the share of DXA that serves its patients, by
scanner minutes; an option costs what it adds to the plan. Everything is discounted to
the plan's first financial year. Each measure has two intervals: random variation alone
(the central case, within the fitting sets), and everything (fitting sets, and ten draws
in each replication of all assumptions about benefits, of drug prices and of the prices
in `drawn_prices`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.experiment.budget import plan_values
from planner.experiment.drawn_prices import drawn_costs
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import middle_of
from planner.experiment.statistics.set_bands import bands_of_differences, sets_of
from planner.experiment.worth_measures import MEASURES, WorthAmounts, over
from planner.outcomes.benefits.assumptions import CENTRAL, DRAWN
from planner.outcomes.budget import present_factors
from planner.outcomes.measure_index import WALES
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
SCANNER = "scanner"


@dataclass(frozen=True)
class WorthLine:
    """A measure with both intervals, each for nine futures in ten."""

    name: str
    mean: float
    random_low: float
    random_high: float
    low: float
    high: float
    undefined: int
    """Draws in which it has no value."""


@dataclass(frozen=True)
class Economics:
    """WorthAmounts of a plan against no FLS, or of an option against the plan.

    Attributes
    ----------
    central : the central case, one value a replication
    drawn : every assumption drawn, ten a replication
    sets : fitting set of each replication
    """

    central: WorthAmounts
    drawn: WorthAmounts
    sets: npt.NDArray[np.intp]

    @property
    def lines(self) -> list[WorthLine]:
        """Each measure: of the means, with its intervals."""
        return [self._line(name) for name in MEASURES]

    def _line(self, name: str) -> WorthLine:
        measure = MEASURES[name]
        each, drawn = measure.of(self.central), measure.of(self.drawn)
        # Without a value in some runs, a band of the others would mislead.
        known = np.where(np.isnan(each).any(), np.nan, each)
        bands = bands_of_differences(known[:, None], self.sets)
        low, high = middle_of(drawn[:, None])
        return WorthLine(
            name=name,
            mean=self.of_means(name) if np.isfinite(known).all() else float("nan"),
            random_low=float(bands.random_low[0]),
            random_high=float(bands.random_high[0]),
            low=float(low[0]),
            high=float(high[0]),
            undefined=int(np.isnan(drawn).sum()),
        )

    def of_means(self, name: str) -> float:
        """A measure of the mean amounts of the central case: a ratio of means."""
        amounts = vars(self.central)
        means = WorthAmounts(
            **{key: each.mean(keepdims=True) for key, each in amounts.items()}
        )
        return float(MEASURES[name].of(means)[0])

    def chance_worth(self, willingness: float) -> float:
        """Share of draws in which the net benefit at this price is above nought."""
        return float((self.drawn.worth_at(willingness) > 0).mean())

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.drawn.net)


def economics(
    results: Results, benefits: Results, before: tuple[Results, Results] | None = None
) -> Economics | None:
    """Worth for money of a plan; None where it has no prices or no benefits.

    Parameters
    ----------
    results, benefits : of the same replications of one plan
    before : the same of a baseline; left out: no FLS
    """
    pounds = (
        fls_cost(results)
        if before is None
        else _difference(results, before[0], "cost_whole_plan_present")
    )
    if pounds is None or benefits.index.empty:
        return None
    others = None if before is None else before[1]
    dearer = _beyond(results, pounds, None if before is None else before[0])
    return Economics(
        central=_amounts(pounds, benefits, others, (CENTRAL,)),
        drawn=_amounts((pounds + dearer).ravel(), benefits, others, DRAWN),
        sets=sets_of(results.replications, results.scenario.sets, results.first),
    )


def _beyond(results: Results, pounds: Floats, before: Results | None) -> Floats:
    """Cost at drawn prices less that at the plan's own, shape (draws, replications).

    Of the part of a service that is against no FLS, as much as of the whole.
    """
    beyond = drawn_costs(results)
    if before is not None:
        return beyond - drawn_costs(before)
    whole = plan_values(results, "cost_whole_plan_present")
    return beyond * over(pounds, np.zeros(1) if whole is None else whole)


def _difference(after: Results, before: Results, kpi: str) -> Floats | None:
    ends = plan_values(after, kpi), plan_values(before, kpi)
    if ends[0] is None or ends[1] is None:
        return None
    return ends[0] - ends[1]


def _amounts(
    pounds: Floats, benefits: Results, before: Results | None, cases: tuple[str, ...]
) -> WorthAmounts:
    """WorthAmounts case by case, those of all replications one after the other.

    Parameters
    ----------
    pounds : cost of the service, in the same order
    """

    def total(kpi: str) -> Floats:
        found = [benefit_values(benefits, kpi, case) for case in cases]
        if before is not None:
            found = [
                each - benefit_values(before, kpi, case)
                for each, case in zip(found, cases, strict=True)
            ]
        return np.concatenate(found)

    return WorthAmounts(
        service=pounds,
        drugs=total("drugs_present"),
        cash=total("cash_present"),
        nhs=total("nhs_present"),
        social=total("social_present"),
        qalys=total("qalys_gained"),
        fractures=total("fractures_avoided"),
        bed_days=total("bed_days_avoided"),
    )


def benefit_values(benefits: Results, kpi: str, case: str) -> Floats:
    """A benefit of the whole plan, boards together, one value a replication."""
    index = benefits.index
    rows = (index["kpi"] == kpi) & (index["reason"] == case)
    rows &= index["provider"] != WALES
    return np.asarray(benefits.matrix[:, rows.to_numpy()].sum(axis=1))


def fls_cost(results: Results) -> Floats | None:
    """Present cost of the FLS, with its share of DXA and capital; a replication each.

    Its share of DXA is that of its patients in the scanners' contact minutes.
    """
    scenario, money = results.scenario, results.scenario.money
    if money is None:
        return None
    factors = present_factors(Periods.of(scenario), money.discount_rate)
    labels = Periods.of(scenario).financial_years.labels
    by_year = dict(zip(labels, factors.tolist(), strict=True))
    others, all_minutes = (
        plan_minutes(results, kpi) for kpi in ("other_minutes", "needed_minutes")
    )
    share = 1 - over(others, all_minutes)
    share = np.where(np.isnan(share), 0.0, share)
    found = np.zeros(results.replications)
    for kpi, part in (("cost_fls", 1.0), ("cost_dxa", share), ("cost_capital", share)):
        rows = (results.index["kpi"] == kpi) & (results.index["provider"] != WALES)
        weights = results.index.loc[rows, "period"].map(by_year).to_numpy(dtype=float)
        found += part * (results.matrix[:, rows.to_numpy()] @ weights)
    return found


def plan_minutes(results: Results, kpi: str) -> Floats:
    """Contact minutes of the scanners over the plan, boards together."""
    index = results.index
    rows = (index["kpi"] == kpi) & (index["role"] == SCANNER)
    rows &= index["provider"] != WALES
    return np.asarray(np.nansum(results.matrix[:, rows.to_numpy()], axis=1))
