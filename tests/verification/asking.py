"""Made-up cases, run short and held against theory within their own uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.verification.cases import Case, Part
from planner.verification.study import Effort
from planner.verification.verify import Verified, verify_case

FAR_OFF = 4.0
"""Standard errors beyond which a difference is no chance."""
SLACK = 0.004
"""Share of a value that whole minutes and warm-up may cost."""
SHORT = {"replications": 24, "customers_per_replication": 6000, "warmup_customers": 600}


def ask(
    kind: str,
    inputs: Mapping[str, Any],
    metrics: Mapping[str, Any] | list[str],
    run: Mapping[str, Any] | None = None,
    *,
    units: str = "weeks",
    title: str = "",
) -> Verified:
    """The planner's answers to one made-up case."""
    asked = metrics if isinstance(metrics, dict) else {name: {} for name in metrics}
    part = Part("", inputs, asked, run or {})
    return verify_case(
        Case("made-up", kind, "", units, title, title, (part,)), Effort()
    )


def assert_meets(found: Verified, expected: Mapping[str, float], least: float = 0.08):
    """Every expected value lies within four standard errors of what was found.

    Parameters
    ----------
    least : standard error, as a share of the value, that the run has to reach
    """
    assert found.reasons == {}
    for name, value in expected.items():
        mean, se = found.answers[name]["mean"], found.answers[name]["se"]
        assert se <= least * abs(value), f"{name}: {mean:g} ± {se:g} says little"
        assert abs(mean - value) <= FAR_OFF * se + SLACK * abs(value), (
            f"{name}: {mean:g} ± {se:g}, theory says {value:g}"
        )
