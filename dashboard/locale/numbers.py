"""Numbers as people read them; formatting only, never arithmetic on results."""

from __future__ import annotations

import math
from collections.abc import Callable

from dashboard.locale import say


def plain(value: float, digits: int = 1) -> str:
    """A number with thousands separated, or a dash when there is none."""
    if value is None or math.isnan(value):
        return say("numbers.none")
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def whole(value: float) -> str:
    """A number without decimals: people, pounds, days."""
    return plain(value, 0)


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign always written."""
    if value is None or math.isnan(value):
        return say("numbers.none")
    return f"{value:+,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def percent(value: float, digits: int = 1) -> str:
    """A percentage that the planner gives as 0 to 100."""
    return say("numbers.percent", value=plain(value, digits))


def pounds(value: float) -> str:
    """Whole pounds, the sign before the pound."""
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return say("numbers.pounds", sign=sign, value=whole(abs(value)))


def chance(value: float) -> str:
    """A probability in words that do not claim certainty from few replications."""
    return say("numbers.chance", value=f"{value:.0%}")


def interval(low: float, high: float, show: Callable[[float], str] = plain) -> str:
    """Two ends of an interval, as 'a to b'."""
    return say("numbers.interval", low=show(low), high=show(high))
