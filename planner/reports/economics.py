"""Worth for money as readers see it: lines with both bands, and the verdict."""

from __future__ import annotations

import math
from typing import NamedTuple

from planner.experiment.drawn_prices import MONEY, price_inputs
from planner.experiment.economics import Economics
from planner.experiment.worth_measures import (
    MEASURES,
    MEDICINES_RANGE,
    SERVICES_RANGE,
)
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.benefits.assumptions import benefit_unknowns
from planner.reports.number_format import (
    NOTHING,
    number,
    range_text,
    short_pounds,
)


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
        chance_text(found, prices) for prices in (SERVICES_RANGE, MEDICINES_RANGE)
    )
    return _(
        "Chance of being worth it at NICE's range for services, £20,000 to £30,000 for"
        " a QALY: {services}; for medicines, £25,000 to £35,000: {medicines} (an"
        " FLS is a service). Both bands hold 9 futures in 10; {draws} draws.",
        draws=found.draws,
        services=services,
        medicines=medicines,
    )


ELSEWHERE = {f"{MONEY}capital_charge", f"{MONEY}inflation"}
"""Inputs of what stands beside the cost that is judged."""


def undrawn_sentence(plan: Scenario) -> str:
    """Inputs with a range that the wide band draws, and those that it does not."""
    ranged = {
        key
        for key, owner in plan.provenance.items()
        if owner.low is not None and owner.high is not None
    }
    prices = {item.key for item in price_inputs(plan)}
    of_benefits = {item.key for each in benefit_unknowns(plan) for item in each.inputs}
    drawn = ranged & (prices | of_benefits)
    held = {key for key in ranged - drawn if key.startswith(MONEY)}
    left = sorted(held - ELSEWHERE)
    return _(
        "Drawn in the wide band, beside the fitting sets: {drawn} numbers with a range,"
        " of the risk of a refracture, the effect of each drug, those who stop it,"
        " treatment in usual care, bed days, unit costs and quality of life of a"
        " refracture, the discount rate of health, drug prices and prices of the"
        " service ({prices}). Held at their central values: {left}; pay and social"
        " care, for which no range is known; and shares of the pathway, such as those"
        " who start and stay on treatment for a year, which fls-planner uncertainty"
        " draws. The capital charge and inflation are in no present cost: depreciation"
        " and the plan in cash stand beside it.",
        drawn=len(drawn),
        prices=", ".join(_plain(key) for key in sorted(prices)),
        left=", ".join(map(_plain, left)) or _("none"),
    )


def _plain(key: str) -> str:
    """A price by the words of its key."""
    return key.removeprefix(MONEY).replace("_", " ").replace(".", " of ")


def chance_text(found: Economics, prices: tuple[float, float]) -> str:
    """Chance of being worth it at both ends of a range of prices."""
    low, high = (found.chance_worth(price) for price in prices)
    return chance_range(low, high, found.draws)


def chance_range(low: float, high: float, draws: int) -> str:
    """Chances at the two ends of a range of prices, once where they are the same.

    Of so many draws none says nothing of a rarer event, nor all of them.

    >>> chance_range(0.002, 0.124, 500), chance_range(0.0, 0.0, 200)
    ('0.2 to 12 %', 'fewer than 1 in 200')
    >>> chance_range(0.0, 0.04, 200), chance_range(0.6, 1.0, 200)
    ('fewer than 1 in 200, to 4 %', '60 %, to more than 199 in 200')
    """
    ends = [_chance(each, draws) for each in (low, high)]
    counted = [0 < round(each * draws) < draws for each in (low, high)]
    if all(counted):
        return _("{chance} %", chance=range_text(*ends))
    said = [
        _("{chance} %", chance=end) if is_counted else end
        for end, is_counted in zip(ends, counted, strict=True)
    ]
    if said[0] == said[1]:
        return said[0]
    return _("{low}, to {high}", low=said[0], high=said[1])


def _chance(share: float, draws: int) -> str:
    """A chance in per cent, or in words where no draw, or every one, is of its kind."""
    met = round(share * draws)
    if met == 0:
        return _("fewer than 1 in {draws}", draws=number(draws, 0))
    if met == draws:
        rest, every = number(draws - 1, 0), number(draws, 0)
        return _("more than {rest} in {draws}", rest=rest, draws=every)
    return number(100 * share, 0 if 0.01 <= share <= 0.99 else 1)


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
    return range_text(_amount(low, unit), _amount(high, unit))
