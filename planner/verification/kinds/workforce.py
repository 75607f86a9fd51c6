"""Staffing arithmetic, by the names that cases give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from planner.verification.arithmetic import staffing
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, numbers_of
from planner.verification.study import Effort
from planner.verification.translated import UNKNOWN, Translated, computed

LOW = ("min", "low", "lowest", "")
Pick = Callable[[list[float]], float]


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Hours and WTE of the lowest and the highest of each range."""
    return computed(part, lambda name: _tell(name, Given(part.inputs)))


def _tell(name: str, given: Given) -> float:
    for pattern, function in SUMS.items():
        match = re.fullmatch(pattern, name)
        if match:
            *first, end = match.groups()
            return function(given, _pick(end, given), *first)
    raise NotExpressedError(UNKNOWN)


def _pick(end: str | None, given: Given) -> Pick:
    """The lowest or highest of a range; a name that does not say needs one number."""
    if end is None:
        return _only
    return min if end in LOW else max


def _only(values: list[float]) -> float:
    if len(set(values)) != 1:
        raise NotExpressedError("a range, and the metric does not say which end")
    return values[0]


def _each(given: Given, pick: Pick) -> float:
    value = given.take("hours_per_patient", "hours_each")
    if value is None:
        minutes = given.take("minutes_per_patient")
        return pick([m / 60 for m in numbers_of(minutes, "minutes_per_patient")])
    return pick(numbers_of(value, "hours_per_patient"))


def _month(given: Given, pick: Pick) -> float:
    names = ("patients_per_centre_per_month", "patients_per_month")
    value = given.take(*names)
    if value is not None:
        return pick(numbers_of(value, names[0]))
    year = numbers_of(given.take("patients_per_year"), "patients_per_year")
    return pick(year) / staffing.MONTHS


def _year(given: Given) -> float:
    value = given.take("wte_clinical_hours_per_year", "hours_per_wte_per_year",
                       "clinical_hours_per_year")  # fmt: skip
    return staffing.clinical_hours(value)


def _hours_month(given: Given, pick: Pick) -> float:
    return staffing.hours(_month(given, pick), _each(given, pick))


def _wte(given: Given, pick: Pick) -> float:
    people = _month(given, pick) * staffing.MONTHS
    return staffing.wte(people, _each(given, pick), _year(given))


def _wte_for(given: Given, pick: Pick, people: str) -> float:
    return staffing.wte(float(people), _each(given, pick), _year(given))


def _people_a_wte(given: Given, pick: Pick) -> float:
    # The most people are seen where each takes least, so the ends change places.
    other = _each(given, lambda hours: -pick([-each for each in hours]))
    return staffing.people_a_wte(other, _year(given))


END = r"(?:_(min|low|lowest|max|high|highest))?"
SUMS: Mapping[str, Callable[..., float]] = {
    r"hours(?:_per)?_month" + END: _hours_month,
    r"hours(?:_per)?_year" + END:
        lambda given, pick: _hours_month(given, pick) * staffing.MONTHS,
    r"wte" + END: _wte,
    r"wte_for_(\d+)_patients" + END: _wte_for,
    r"patients_per_wte" + END: _people_a_wte,
}  # fmt: skip
