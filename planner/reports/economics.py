"""Worth for money as readers see it: lines with both bands, and the verdict."""

from __future__ import annotations

import math
from typing import NamedTuple

from planner.experiment.economics import Economics
from planner.experiment.worth_measures import (
    MEASURES,
    MEDICINES_RANGE,
    SERVICES_RANGE,
)
from planner.locale import _
from planner.reports.number_format import NOTHING, number, short_pounds


class EconomicsLine(NamedTuple):
    """One measure: its value and both bands of 9 futures in 10, as cells."""

    title: str
    value: float
    unit: str
    central: str
    random: str
    drawn: str


def economics_lines(found: Economics) -> list[EconomicsLine]:
    """Each measure with random variation, and with sets and inputs drawn."""
    lines = []
    for line in found.lines:
        unit = MEASURES[line.name].unit
        drawn = _between(line.low, line.high, unit)
        if line.undefined:
            share = _(
                "undefined in {percent} %",
                percent=round(100 * line.undefined / found.draws),
            )
            drawn = share if math.isnan(line.low) else f"{drawn}\n{share}"
        lines.append(
            EconomicsLine(
                title=_(MEASURES[line.name].title),
                value=line.mean,
                unit=unit,
                central=_amount(line.mean, unit),
                random=_between(line.random_low, line.random_high, unit),
                drawn=drawn,
            )
        )
    return lines


def worth_verdict(found: Economics) -> str:
    """NICE's two ranges in one sentence, with the chance at each end."""
    services, medicines = (
        chance_range(*(100 * found.chance_worth(price) for price in prices))
        for prices in (SERVICES_RANGE, MEDICINES_RANGE)
    )
    return _(
        "Chance of being worth it at NICE's range for services, £20,000 to £30,000 for"
        " a QALY: {services}; for medicines, £25,000 to £35,000: {medicines} (an"
        " FLS is a service). Both bands hold 9 futures in 10; {draws} draws.",
        draws=found.draws,
        services=services,
        medicines=medicines,
    )


def chance_range(low: float, high: float) -> str:
    """Chances at the two ends of a range of prices, once where they are the same.

    >>> chance_range(0.2, 12.4), chance_range(0.0, 0.3)
    ('0 to 12 %', '0 %')
    """
    ends = [number(each, 0) for each in (low, high)]
    if ends[0] == ends[1]:
        return _("{chance} %", chance=ends[0])
    return _("{low} to {high} %", low=ends[0], high=ends[1])


def _amount(value: float, unit: str) -> str:
    if math.isnan(value):
        return NOTHING
    if unit == "GBP":
        return short_pounds(value)
    if unit == "ratio":
        return number(value, 2)
    return number(value, 1 if abs(value) < 100 else 0)


def _between(low: float, high: float, unit: str) -> str:
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return _("{low} to {high}", low=_amount(low, unit), high=_amount(high, unit))
