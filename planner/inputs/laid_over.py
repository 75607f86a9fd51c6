"""Changes laid over a plan, relative to what the plan has on each day.

A plan may already change a key by date, so that no single value could be 20 % more than
the plan's: there is one change for each period of the plan, the last to be put in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.inputs.change_conflicts import without_effect
from planner.inputs.changes import (
    AlteredInput,
    ChangeInForce,
    Price,
    expand,
    read_key,
    values_on,
)
from planner.inputs.scenario import Scenario
from planner.locale import _

EVERY = "*"
MULTIPLY, ADD = "multiply", "add"


@dataclass(frozen=True)
class Layer:
    """Values for so long, under the name of what brings them.

    Attributes
    ----------
    values : by dotted key, in which a star stands for every name: a value, or a table
        with `multiply` and `add` that works on what the plan has
    until : last day; None: to the end
    """

    name: str
    values: Mapping[str, Any]
    start: datetime.date
    until: datetime.date | None = None
    price: Price = field(default_factory=Price)
    source: str = ""


def lay_over(plan: Scenario, layers: list[Layer]) -> Scenario:
    """The plan with these layers, in order; a later one works on those before it.

    Raises
    ------
    ScenarioError: for keys that cannot change by date, or values that are refused
    """
    for layer in layers:
        made = list(_changes(plan, layer))
        problems = [p for each in made for p in without_effect(each, layer.name)]
        if problems:
            raise ScenarioError(dict.fromkeys(problems))
        plan = plan.with_dated(tuple(made), tuple(_record(plan, made, layer)))
    return plan


def keys_of(here: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by key, each star written out for every name that there is."""
    tree, found = here.model_dump(), dict[str, Any]()
    for key, value in values.items():
        found |= dict.fromkeys(_written_out(tree, key), value)
    return found


def _written_out(tree: Mapping[str, Any], key: str) -> Iterator[str]:
    before, star, after = key.partition(f".{EVERY}")
    if not star:
        yield key
        return
    for name in read_key(tree, before) or {}:
        yield from _written_out(tree, f"{before}.{name}{after}")


def _changes(plan: Scenario, layer: Layer) -> Iterator[ChangeInForce]:
    """One change for each period of the plan in which the layer holds."""
    days = [day for day, _here in plan.periods[1:]]
    price = layer.price
    for (day, here), following in zip(plan.periods, [*days, None], strict=True):
        first = max(layer.start, _date(plan, day)) if day else layer.start
        last = layer.until
        if following is not None:
            ends = _date(plan, following - 1)
            last = min(last, ends) if last else ends
        if last is not None and last < first:
            continue
        values, factors = _worked_out(plan, here, layer, max(first, plan.plan_start))
        if values:
            yield ChangeInForce(
                name=layer.name,
                start=first,
                until=last,
                values=values,
                relative=factors,
                price=price,
            )
            # Once for the layer, not once for each period.
            price = Price()


def _date(plan: Scenario, day: int) -> datetime.date:
    return plan.plan_start + datetime.timedelta(days=day)


def _worked_out(
    plan: Scenario, here: Scenario, layer: Layer, date: datetime.date
) -> tuple[dict[str, Any], dict[str, float]]:
    """Values in one period, and the factor of each on the value of a fitting set."""
    tree, found, factors = here.model_dump(), dict[str, Any](), dict[str, float]()
    for key, value in keys_of(here, layer.values).items():
        if not isinstance(value, dict) or not {MULTIPLY, ADD} & value.keys():
            found[key] = value
            continue
        before = read_key(tree, key)
        if before is None:
            # A board without this post or scanner is left as it is.
            continue
        if isinstance(before, bool) or not isinstance(before, int | float):
            rule = _("multiply and add work on a number")
            hint = _("write the new value itself, without multiply or add")
            value = repr(before)[:60]
            raise ScenarioError(Problem(layer.name, rule, key, value, hint))
        times = float(value.get(MULTIPLY, 1))
        after = before * times + value.get(ADD, 0)
        found[key] = round(after) if isinstance(before, int) else after
        factor = times * _factor_before(plan, key, date)
        if key in plan.fitting_sets and factor:
            factors[key] = factor
    return found, factors


def _factor_before(plan: Scenario, key: str, date: datetime.date) -> float:
    """Factor of the plan's own change of a key on a set's value; 0: set outright."""
    if key not in values_on(plan.changes, date, plan.boards):
        return 1.0
    setting = [
        each
        for each in plan.changes
        if each.holds_on(date) and key in expand(each.values, plan.boards)
    ]
    return setting[-1].relative.get(key, 0.0) if setting else 1.0


def _record(
    plan: Scenario, made: list[ChangeInForce], layer: Layer
) -> Iterator[AlteredInput]:
    """Record of every key that a layer sets, beside the value it had."""
    tree = plan.model_dump()
    for change in made:
        for key, value in change.values.items():
            yield AlteredInput.between(
                tree, key, value, layer.source, change.name, change.start
            )
