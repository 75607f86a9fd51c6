"""Sums of economic studies, by the names that cases give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from planner.verification.arithmetic import benefits
from planner.verification.cases import Case, Part
from planner.verification.given import Given, NotExpressedError, number_in
from planner.verification.kinds.nouns import input_named, ratio_named, words_of
from planner.verification.study import Effort
from planner.verification.translated import Translated, computed

CONTROLS = ("non", "usual", "control", "without", "before", "no_", "standard")
Inputs = Mapping[str, Any]
SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9, "": 1.0}


def translate(case: Case, part: Part, effort: Effort) -> Translated:
    """Each metric is a sum of the inputs, or one of them over another."""
    return computed(part, lambda name: tell(name, part.inputs))


def tell(name: str, inputs: Inputs) -> float:
    """The value of one metric."""
    for pattern, function in SUMS.items():
        match = re.fullmatch(pattern, name)
        if match:
            return function(inputs, *(group or "" for group in match.groups()))
    return ratio_named(inputs, name)


def _costs(inputs: Inputs) -> list[float]:
    """Every extra cost that is given."""
    return [
        number_in(value, key)
        for key, value in inputs.items()
        if {"extra", "cost"} <= words_of(key)
    ]


def _avoided(inputs: Inputs) -> float:
    for noun in ("cost_avoided", "saving", "costs_saved"):
        try:
            return input_named(inputs, noun)
        except NotExpressedError:
            continue
    raise NotExpressedError("no cost avoided is given")


def _net_saving(inputs: Inputs) -> float:
    costs = _costs(inputs)
    if not costs:
        raise NotExpressedError("no extra cost is given")
    return benefits.net_saving(_avoided(inputs), *costs)


def _treated(inputs: Inputs, owner: str) -> float:
    return input_named(inputs, f"treated_{owner}")


def _extra_treated(inputs: Inputs) -> float:
    names = [key for key in inputs if key.startswith("treated_")]
    if len(names) != 2:
        raise NotExpressedError("treated with and without are not both given")
    less = next((key for key in names if _is_control(key[8:])), names[1])
    more = next(key for key in names if key != less)
    return number_in(inputs[more], more) - number_in(inputs[less], less)


def _is_control(name: str) -> bool:
    return name.lower().startswith(CONTROLS)


def _per_extra_treated(inputs: Inputs, noun: str, per: str) -> float:
    return input_named(inputs, noun) / _extra_treated(inputs) * float(per or 1)


def _difference(inputs: Inputs, noun: str) -> float:
    return input_named(inputs, f"extra_{noun}_cost")


def _cost_implied(inputs: Inputs, ratio: str) -> float:
    return _avoided(inputs) / float(ratio)


def _ratio_at(inputs: Inputs, cost: str, scale: str) -> float:
    return _avoided(inputs) / (float(cost) * SCALE[scale])


def _benefit_cost_ratio(inputs: Inputs) -> float:
    costs = _costs(inputs)
    if not costs:
        given = Given(inputs)
        costs = [given.number("investment_per_year") * given.number("years")]
    return _avoided(inputs) / sum(costs)


def _missed(inputs: Inputs, noun: str, per: str) -> float:
    given = Given(inputs)
    people, years = given.number("patients_missed_per_year"), given.number("years")
    events = input_named(inputs, noun)
    return benefits.avoided_per_people(events, people, years, float(per))


def _per_gain(inputs: Inputs, noun: str) -> float:
    return benefits.cost_per_gain(
        sum(_costs(inputs)), _avoided(inputs), input_named(inputs, noun)
    )


def _people(value: Any) -> tuple[float, float] | None:
    """People and events of one arm of a study."""
    if not isinstance(value, Mapping) or "n" not in value or len(value) != 2:
        return None
    event = next(key for key in value if key != "n")
    return number_in(value["n"], "n"), number_in(value[event], event)


def _arms(inputs: Inputs) -> tuple[str, str]:
    """Names of the arm without and of the arm with the service."""
    names = [name for name, value in inputs.items() if _people(value)]
    control = [name for name in names if _is_control(name)]
    if len(names) != 2 or len(control) != 1:
        raise NotExpressedError("two arms, one of them a control, are not given")
    return control[0], next(name for name in names if name not in control)


def _risk(inputs: Inputs, arm: str, event: str = "") -> float:
    people = _people(inputs.get(arm))
    if people is None:
        raise NotExpressedError(f"no arm {arm!r}")
    events = people[1] if not event else Given(inputs).number(f"{event}_{arm}")
    return events / people[0]


def _of_arms(function: Callable[[float, float], float]) -> Callable[..., float]:
    def told(inputs: Inputs, event: str = "") -> float:
        control, treated = _arms(inputs)
        return function(_risk(inputs, control, event), _risk(inputs, treated, event))

    return told


CRUDE = r"(?:_crude)?"
SUMS: Mapping[str, Callable[..., float]] = {
    r"net_saving": _net_saving,
    r"net_cost": lambda inputs: -_net_saving(inputs),
    r"net_saving_per_(?:patient|person)":
        lambda inputs: _net_saving(inputs) / Given(inputs).number("cohort"),
    r"extra_treated": _extra_treated,
    r"uptake_(.+)":
        lambda inputs, arm: _treated(inputs, arm) / Given(inputs).number("cohort"),
    r"(.+)_per_(?:(\d+)_)?extra_treated": _per_extra_treated,
    r"(.+)_difference_check": _difference,
    r"cost_implied_by_([\d.]+)": _cost_implied,
    r"bcr_if_cost_([\d.]+)(k|m|bn)?": _ratio_at,
    r"bcr|benefit_cost_ratio": _benefit_cost_ratio,
    r"(fractures|hips)_avoided_per_(\d+)_missed_patients": _missed,
    r"(?:net_)?cost_per_(qaly|life_year)(?:_gained)?": _per_gain,
    r"icer": lambda inputs: _per_gain(inputs, "qalys"),
    r"risk_(.+)": _risk,
    r"(?:(.+)_)?absolute_reduction" + CRUDE: _of_arms(benefits.absolute_reduction),
    r"(?:(.+)_)?relative_reduction" + CRUDE: _of_arms(benefits.relative_reduction),
    r"(?:(.+)_)?nnt" + CRUDE: _of_arms(benefits.number_needed_to_treat),
    r"(?:(.+)_)?odds_ratio" + CRUDE: _of_arms(benefits.odds_ratio),
    r"(?:(.+)_)?(?:relative_risk|risk_ratio)" + CRUDE:
        _of_arms(lambda control, treated: treated / control),
}  # fmt: skip
