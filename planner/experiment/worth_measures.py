"""Amounts that worth for money is made of, and its measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]
SERVICES_RANGE, MEDICINES_RANGE = (20_000.0, 30_000.0), (25_000.0, 35_000.0)
"""NICE's ranges for a QALY: of services, and since April 2026 of medicines."""
WILLINGNESS = (0.0, 10e3, 15e3, 20e3, 25e3, 30e3, 35e3, 50e3, 70e3)
"""Pounds for a QALY at which the chance of being worth it is shown."""


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


def over(above: Floats, below: Floats) -> Floats:
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
        lambda a: over(a.cash, a.spent),
    ),
    "return": WorthMeasure(
        gettext_noop("NHS and social care avoided for £1"),
        "ratio",
        lambda a: over(a.avoided, a.spent),
    ),
    "per_fracture": WorthMeasure(
        gettext_noop("Cost for each fracture avoided"),
        "GBP",
        lambda a: over(a.spent, a.fractures),
    ),
    "per_qaly": WorthMeasure(
        gettext_noop("Cost for each QALY, net of savings"),
        "GBP",
        lambda a: over(-a.net, a.qalys),
    ),
}
"""Measures of worth for money, in order of the table."""
