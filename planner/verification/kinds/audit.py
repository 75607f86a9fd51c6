"""Relations between published figures, and the audit's figures from a full run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from planner.outcomes.measure_index import ALL, WALES
from planner.verification.arithmetic import caseload
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in
from planner.verification.kinds.nouns import ratio_named
from planner.verification.services import figure
from planner.verification.study import Effort
from planner.verification.translated import Translated, computed

MEASURED = {
    "assessed_within_90d": "kpi4_assessed_90",
    "dxa_within_90d": "kpi5_scanned_90_of_all",
    "scanned_within_90d": "kpi5_scanned_90_of_all",
    "dxa_within_90d_of_ordered": "kpi5_scanned_90_of_ordered",
    "treatment_recommended": "kpi7_recommended",
    "followed_up_16w": "kpi9_followed_up_16w",
    "treated_by_first_followup": "kpi10_started_16w",
    "on_treatment_52w": "kpi11_on_treatment_52w",
    "identified": "kpi2_identified",
    "spine_share": "kpi3_spine",
}
"""The audit's figures, and what measures them in a run."""
Inputs = Mapping[str, Any]


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Sums of published numbers by arithmetic; figures of a nation by a full run."""
    return computed(part, lambda name: _tell(name, part.inputs, effort))


def _tell(name: str, inputs: Inputs, effort: Effort) -> Any:
    nation, dot, what = name.partition(".")
    if dot and what in MEASURED:
        return _run(nation, what, inputs, effort)
    for pattern, function in SUMS.items():
        match = re.fullmatch(pattern, name)
        if match:
            return function(inputs, *match.groups())
    return ratio_named(inputs, name)


def _run(nation: str, what: str, inputs: Inputs, effort: Effort) -> Any:
    if nation != WALES:
        raise NotExpressedError(f"the planner has no service of {nation}")
    year = inputs.get("year")
    if year is None:
        raise NotExpressedError("input 'year' is missing")
    label = str(int(number_in(year, "year")))
    return figure(WALES, ALL, MEASURED[what], label, effort).as_json()


def _factor(inputs: Inputs) -> float:
    names = ("factor", "fractures_per_hip", "multiplier")
    return Given(inputs).number(*names, default=caseload.FRACTURES_A_HIP)


def _hips(inputs: Inputs, place: str, year: str) -> float:
    """Hip fractures of a place, of the one year given unless a year is asked for."""
    fits = {
        key: value
        for key, value in inputs.items()
        if re.fullmatch(rf"{place}_(?:hips|hip_fractures)(?:_\d+)?", key)
        and (not year or key.endswith(f"_{year}"))
    }
    if len(fits) != 1:
        raise NotExpressedError(f"hip fractures of {place!r} are not given once")
    return number_in(next(iter(fits.values())), next(iter(fits)))


def _expected(inputs: Inputs, place: str, year: str | None = None) -> float:
    """Expected fractures of a place, from hips or from identified and their share."""
    rows = inputs.get(place)
    if isinstance(rows, list):
        return _expected_of_row(inputs, _row(rows, place, year))
    return caseload.expected_fractures(
        _hips(inputs, place, year or ""), _factor(inputs)
    )


def _row(rows: list[Any], place: str, year: str | None) -> Mapping[str, Any]:
    found = [r for r in rows if year is None or str(r.get("year")) == year]
    if len(found) != 1:
        raise NotExpressedError(f"{place!r} has {len(found)} rows for {year}")
    row: Mapping[str, Any] = found[0]
    return row


def _expected_of_row(inputs: Inputs, row: Mapping[str, Any]) -> float:
    given = Given(row)
    if given.has("hips", "hip_fractures"):
        hips = given.number("hips", "hip_fractures")
        return caseload.expected_fractures(hips, _factor(inputs))
    percent = given.number("pct", "percent", "share_percent")
    return caseload.expected_from_share(given.number("identified"), percent)


def _furthest(inputs: Inputs, place: str) -> float:
    """The year's value that lies furthest from the others: inside, all are inside."""
    values = [_expected_of_row(inputs, row) for row in inputs.get(place) or []]
    if not values:
        raise NotExpressedError(f"no rows for {place!r}")
    middle = sum(values) / len(values)
    return max(values, key=lambda value: abs(value - middle))


def _percent(inputs: Inputs, place: str, year: str) -> float:
    row = _row(inputs.get(place) or [], place, year)
    given = Given(row)
    expected = (
        given.number("expected")
        if given.has("expected")
        else _expected_of_row(inputs, row)
    )
    return given.number("identified") / expected * 100


def _implied_hips(inputs: Inputs, place: str) -> float:
    names = [k for k in inputs if re.fullmatch(rf"{place}_fractures(?:_\w+)?", k)]
    if len(names) != 1:
        raise NotExpressedError(f"fractures of {place!r} are not given once")
    return number_in(inputs[names[0]], names[0]) / _factor(inputs)


SUMS: Mapping[str, Callable[..., float]] = {
    r"(\w+?)_expected": _expected,
    r"(\w+?)_expected_(\d{4})": _expected,
    r"(\w+?)_expected_range_over_years": _furthest,
    r"(\w+?)_(?:identified_)?(?:pct|percent)_(\d{4})": _percent,
    r"(\w+?)_(?:hips_implied|implied_hips|hip_fractures_implied)": _implied_hips,
}
