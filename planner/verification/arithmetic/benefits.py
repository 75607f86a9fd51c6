"""Sums of economic studies: risks, reductions, savings, shares."""

from __future__ import annotations


def net_saving(avoided: float, *extra_costs: float) -> float:
    """Costs avoided less extra costs.

    >>> net_saving(312_000, 83_598, 206_544)
    21858
    """
    return avoided - sum(extra_costs)


def absolute_reduction(control: float, treated: float) -> float:
    """Risk without less risk with."""
    return control - treated


def relative_reduction(control: float, treated: float) -> float:
    """Share of the risk without that is avoided.

    >>> round(relative_reduction(0.2, 0.15), 6)
    0.25
    """
    return absolute_reduction(control, treated) / control


def number_needed_to_treat(control: float, treated: float) -> float:
    """People to treat for one event avoided."""
    return 1 / absolute_reduction(control, treated)


def odds_ratio(control: float, treated: float) -> float:
    """Odds with over odds without."""
    return (treated / (1 - treated)) / (control / (1 - control))


def cost_per_gain(extra_cost: float, avoided: float, gain: float) -> float:
    """Net cost of one unit gained (a QALY, an event avoided); below 0 it saves."""
    return (extra_cost - avoided) / gain


def avoided_per_people(
    avoided: float, people_a_year: float, years: float, per: float = 1000
) -> float:
    """Events avoided for so many people of those who come in the years.

    >>> round(avoided_per_people(74_000, 90_000, 5), 2)
    164.44
    """
    return avoided / (people_a_year * years) * per
