"""Durations as cases write them, as distributions of the planner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from planner.inputs.distributions import Distribution
from planner.inputs.findings import ContradictionError, Finding
from planner.locale import _

ATOMS = 300
"""Constants that stand in a mixture for a shape which the planner does not know."""
AMOUNTS = ("mean", "sd", "lowest")


def _frozen(kind: str, keys: Mapping[str, float]) -> Callable[[Any], Any]:
    # Few cases need it, and it takes long to load.
    from scipy import stats

    low = keys.get("low", 0.0)
    width = keys.get("high", low) - low
    shapes: dict[str, Callable[[], Any]] = {
        "uniform": lambda: stats.uniform(low, width),
        "triangular": lambda: stats.triang((keys["mode"] - low) / width, low, width),
        "gamma": lambda: stats.gamma(keys["shape"], scale=keys["mean"] / keys["shape"]),
        "weibull": lambda: stats.weibull_min(keys["shape"], scale=keys["scale"]),
    }
    ppf: Callable[[Any], Any] = shapes[kind]().ppf
    return ppf


def as_distribution(value: Any) -> Any:
    """A constant from a number; shapes the planner does not know as many constants."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"mean": value}
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if kind not in ("uniform", "triangular", "gamma", "weibull", "discrete"):
        return value
    try:
        if kind == "discrete":
            shares, values = value["shares"], value["values"]
        else:
            shares = [1 / ATOMS] * ATOMS
            places = (np.arange(ATOMS) + 0.5) / ATOMS
            values = _frozen(kind, value)(places).tolist()
        parts = zip(shares, values, strict=True)
    except (KeyError, TypeError, ValueError) as error:
        rule = _("a {kind} duration is not complete: {error}", kind=kind, error=error)
        hint = _("see durations in scenarios/verification/README.md")
        raise ContradictionError(Finding("", rule, hint=hint)) from None
    components = [{"kind": "constant", "share": p, "mean": v} for p, v in parts]
    return {"kind": "mixture", "components": components}


def scaled(shape: Distribution, factor: float) -> dict[str, Any]:
    """The same distribution in another unit, as keys."""

    def grown(keys: Mapping[str, Any]) -> dict[str, Any]:
        longer = {k: v * factor for k, v in keys.items() if k in AMOUNTS and v}
        return {**keys, **longer}

    keys = grown(shape.model_dump())
    return {**keys, "components": [grown(part) for part in keys["components"]]}
