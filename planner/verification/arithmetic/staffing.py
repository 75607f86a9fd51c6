"""Hours and whole-time equivalents that people take."""

from __future__ import annotations

import re

from planner.verification.given import NotExpressedError, number_in

MONTHS = 12


def hours(people: float, hours_each: float) -> float:
    """Hours that so many people take."""
    return people * hours_each


def wte(people_a_year: float, hours_each: float, hours_a_year: float) -> float:
    """Whole-time equivalents, from clinical hours that one of them has in a year.

    >>> wte(1000, 1.26, 1260)
    1.0
    """
    return hours(people_a_year, hours_each) / hours_a_year


def people_a_wte(hours_each: float, hours_a_year: float) -> float:
    """People whom one whole-time equivalent sees in a year."""
    return hours_a_year / hours_each


def clinical_hours(value: object) -> float:
    """Clinical hours a year: a number, or a sum in words such as "42 weeks x 30 h".

    >>> clinical_hours("42 weeks x 30 h = 1260 (assumption)")
    1260.0
    >>> clinical_hours("40 weeks x 28 h")
    1120.0
    """
    if isinstance(value, str) and "=" not in value:
        product = re.search(r"([\d.]+)[^\d.x*×]*[x*×]\s*([\d.]+)", value)
        if product:
            return float(product.group(1)) * float(product.group(2))
    found = number_in(value, "wte_clinical_hours_per_year")
    if found <= 0:
        raise NotExpressedError("a whole-time equivalent without hours")
    return found
