"""Scenarios drawn from what is not known, spread evenly by Latin hypercube."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.statistics.drawn_together import correlations, in_order_of
from planner.inputs.dated_inputs import in_changes
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Shape, Unknown, unknowns_of, values_at
from planner.locale import _

Floats = npt.NDArray[np.float64]
Option = Callable[[Scenario], Scenario]


@dataclass(frozen=True)
class Draws:
    """Drawn scenarios, and where each unknown stands in them.

    Attributes
    ----------
    places : array, shape (draws, unknowns): 0 at the low end, 1 at the high end
    values : dotted keys and values of each draw
    """

    unknowns: tuple[Unknown, ...]
    places: Floats
    values: tuple[Mapping[str, Any], ...]
    baseline: Scenario = field(repr=False)
    options: tuple[Option, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def first(self, draws: int) -> Draws:
        """The first of them, for an answer before all have been run."""
        return replace(self, places=self.places[:draws], values=self.values[:draws])

    def plans(self, draw: int) -> tuple[Scenario, ...]:
        """The drawn baseline and the options on it.

        Made when they are asked for: those of many draws take longer than a person
        waits for a first answer.

        Raises
        ------
        ScenarioError: where the drawn values cannot hold together
        """
        source = _("draw {number}", number=draw)
        drawn = in_changes(self.baseline, self.values[draw])
        try:
            base = self.baseline.with_values(drawn, source=source)
            return tuple(_plans(base, self.options))
        except ScenarioError as error:
            raise ScenarioError(_impossible(draw, error)) from None

    @property
    def table(self) -> pd.DataFrame:
        """One row a draw and input: draw, unknown, place, key, value and its owner."""
        rows = [
            {
                "draw": draw,
                "unknown": unknown.name,
                "place": self.places[draw, number],
                "key": item.key,
                "value": self.values[draw].get(item.key, item.baseline),
                "low": item.low,
                "baseline": item.baseline,
                "high": item.high,
                "unit": item.unit,
                "confidence": item.confidence,
                "source": item.source,
            }
            for draw in range(len(self))
            for number, unknown in enumerate(self.unknowns)
            for item in unknown.inputs
        ]
        return pd.DataFrame(rows)


def draw_plans(
    baseline: Scenario,
    options: Sequence[Option] = (),
    *,
    draws: int,
    seed: int,
    boards: Collection[str] | None = None,
    shape: Shape = "triangular",
) -> Draws:
    """So many draws of the inputs, the same options on each.

    A Latin hypercube cuts every unknown into as many equal layers as there are draws
    and takes each layer once, so few draws cover all of every range. Unknowns that are
    known together are put in an order that keeps their correlation. A combination that
    the planner refuses is an error of the ranges: leaving it out would narrow them.

    Raises
    ------
    ScenarioError: where nothing is uncertain, or an option is refused on the baseline
    """
    from scipy.stats import qmc  # a second of loading that other commands are spared

    unknowns = unknowns_of(baseline, boards)
    if not unknowns:
        rule = _("no number has a low or a high end")
        hint = _("add low and high to one")
        raise ScenarioError(Problem(baseline.name, rule, hint=hint))
    _plans(baseline, options)
    places = qmc.LatinHypercube(len(unknowns), rng=seed).random(draws)
    places = in_order_of(correlations([u.name for u in unknowns]), places)
    values = [values_at(unknowns, place, baseline, shape) for place in places]
    return Draws(
        unknowns=unknowns,
        places=places,
        values=tuple(values),
        baseline=baseline,
        options=tuple(options),
    )


def _impossible(draw: int, error: ScenarioError) -> list[Problem]:
    """The problems of a draw, as problems of the ranges that allow it."""
    hint = _("change low or high, so that all values between them can hold together")
    return [
        replace(
            found,
            rule=_(
                "{rule}: allowed by low and high, and met in draw {number}",
                rule=found.rule,
                number=draw,
            ),
            hint=hint,
        )
        for found in error.problems
    ]


def _plans(base: Scenario, options: Sequence[Option]) -> list[Scenario]:
    return [base, *(option(base) for option in options)]
