"""Worth for money: what a plan costs against what its treatment avoids.

Against no FLS a plan costs its FLS and the share of DXA that serves its patients, by
scanner minutes; an option costs what it adds to the plan. Everything is discounted to
the plan's first financial year. Each measure has two intervals: random variation alone
(the central case, within the fitting sets), and everything (fitting sets, and ten draws
of all assumptions about benefits and of drug prices in each replication).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.experiment.budget import plan_values
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import middle_of
from planner.experiment.statistics.set_bands import bands_of_differences, sets_of
from planner.locale import gettext_noop
from planner.outcomes.benefits.assumptions import CENTRAL, DRAWN
from planner.outcomes.budget import present_factors
from planner.outcomes.measure_index import WALES
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
SERVICES_RANGE, MEDICINES_RANGE = (20_000.0, 30_000.0), (25_000.0, 35_000.0)
"""NICE's ranges for a QALY: of services, and since April 2026 of medicines."""
WILLINGNESS = (0.0, 10e3, 15e3, 20e3, 25e3, 30e3, 35e3, 50e3, 70e3)
"""Pounds for a QALY at which the chance of being worth it is shown."""
SCANNER = "scanner"


@dataclass(frozen=True)
class WorthAmounts:
    """Present pounds, QALYs and fractures; one value each a replication or draw."""

    service: Floats
    drugs: Floats
    cash: Floats
    nhs: Floats
    social: Floats
    qalys: Floats
    fractures: Floats
    bed_days: Floats

    @property
    def spent(self) -> Floats:
        """Cost of the service and of the drugs."""
        return self.service + self.drugs

    @property
    def capacity(self) -> Floats:
        """NHS cost avoided that is no cash: capacity for other patients."""
        return self.nhs - self.cash

    @property
    def avoided(self) -> Floats:
        """NHS and social care avoided."""
        return self.nhs + self.social

    @property
    def net(self) -> Floats:
        """Net present value without a price on quality of life."""
        return self.avoided - self.spent

    def worth_at(self, willingness: float) -> Floats:
        """Net benefit with this price on a QALY."""
        return self.net + willingness * self.qalys


@dataclass(frozen=True)
class WorthMeasure:
    """A measure of worth for money: its title, unit and sum."""

    title: str
    unit: str
    of: Callable[[WorthAmounts], Floats]


def _over(above: Floats, below: Floats) -> Floats:
    """A ratio, undefined where there is nothing to divide by."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)


MEASURES: dict[str, WorthMeasure] = {
    "service": WorthMeasure(
        gettext_noop("Cost of the service"), "GBP", lambda a: a.service
    ),
    "drugs": WorthMeasure(
        gettext_noop("Drugs beyond usual care"), "GBP", lambda a: a.drugs
    ),
    "cash": WorthMeasure(
        gettext_noop("NHS cost avoided, cash-releasing"), "GBP", lambda a: a.cash
    ),
    "capacity": WorthMeasure(
        gettext_noop("NHS capacity released"), "GBP", lambda a: a.capacity
    ),
    "bed_days": WorthMeasure(
        gettext_noop("in it: bed days"), "days", lambda a: a.bed_days
    ),
    "social": WorthMeasure(
        gettext_noop("Social care avoided"), "GBP", lambda a: a.social
    ),
    "fractures": WorthMeasure(
        gettext_noop("Fractures avoided"), "fractures", lambda a: a.fractures
    ),
    "qalys": WorthMeasure(gettext_noop("QALYs gained"), "QALY", lambda a: a.qalys),
    "net": WorthMeasure(
        gettext_noop("Net present value, no price on QALYs"), "GBP", lambda a: a.net
    ),
    "net_20000": WorthMeasure(
        gettext_noop("Net present value, a QALY at £20,000"),
        "GBP",
        lambda a: a.worth_at(SERVICES_RANGE[0]),
    ),
    "cash_return": WorthMeasure(
        gettext_noop("Cash released for £1 spent"),
        "ratio",
        lambda a: _over(a.cash, a.spent),
    ),
    "return": WorthMeasure(
        gettext_noop("NHS and social care avoided for £1"),
        "ratio",
        lambda a: _over(a.avoided, a.spent),
    ),
    "per_fracture": WorthMeasure(
        gettext_noop("Cost for each fracture avoided"),
        "GBP",
        lambda a: _over(a.spent, a.fractures),
    ),
    "per_qaly": WorthMeasure(
        gettext_noop("Cost for each QALY, net of savings"),
        "GBP",
        lambda a: _over(-a.net, a.qalys),
    ),
}
"""Measures of worth for money, in order of the table."""


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
    return Economics(
        central=_amounts(pounds, benefits, others, (CENTRAL,)),
        drawn=_amounts(pounds, benefits, others, DRAWN),
        sets=sets_of(results.replications, results.scenario.sets, results.first),
    )


def _difference(after: Results, before: Results, kpi: str) -> Floats | None:
    ends = plan_values(after, kpi), plan_values(before, kpi)
    if ends[0] is None or ends[1] is None:
        return None
    return ends[0] - ends[1]


def _amounts(
    pounds: Floats, benefits: Results, before: Results | None, cases: tuple[str, ...]
) -> WorthAmounts:
    """WorthAmounts case by case, those of all replications one after the other."""

    def total(kpi: str) -> Floats:
        found = [benefit_values(benefits, kpi, case) for case in cases]
        if before is not None:
            found = [
                each - benefit_values(before, kpi, case)
                for each, case in zip(found, cases, strict=True)
            ]
        return np.concatenate(found)

    return WorthAmounts(
        service=np.tile(pounds, len(cases)),
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
    share = 1 - _over(others, all_minutes)
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
