"""Numbers as people read them; formatting only, never arithmetic on results."""

from __future__ import annotations

import math
from collections.abc import Callable

from planner.locale import _

MINUS = "\N{MINUS SIGN}"


def plain(value: float, digits: int = 1) -> str:
    """A number with thousands separated, or a dash when there is none."""
    if value is None or math.isnan(value):
        return _("none")
    text = f"{value:,.{digits}f}"
    # A small negative number that rounds to zero has no sign.
    return (text if text.strip("-0.") else text.lstrip("-")).replace("-", MINUS)


def whole(value: float) -> str:
    """A number without decimals: people, pounds, days."""
    return plain(value, 0)


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign always written."""
    if value is None or math.isnan(value):
        return _("none")
    return f"{value:+,.{digits}f}".replace("-", MINUS)


def percent(value: float, digits: int = 1) -> str:
    """A percentage that the planner gives as 0 to 100."""
    return _("{value} %", value=plain(value, digits))


def pounds(value: float) -> str:
    """Whole pounds, the sign before the pound."""
    sign = MINUS if value < 0 else ""
    return _("{sign}\N{POUND SIGN}{value}", sign=sign, value=whole(abs(value)))


def percent_of_runs(value: float) -> str:
    """A share of replications, 0 to 1, in whole per cent."""
    if math.isnan(value):
        return _("none")
    return percent(100 * value, 0)


def interval(low: float, high: float, show: Callable[[float], str] = plain) -> str:
    """Two ends of an interval, as 'a to b'."""
    return _("{low} to {high}", low=show(low), high=show(high))
