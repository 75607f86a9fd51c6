"""Shapes of durations and delays, sampled by inverse cumulative distribution.

One uniform number gives one value, so that a person keeps the same place in the
distribution whatever option is tried (common random numbers).
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from planner.inputs.units import Count, Decimal, Parameters, Share
from planner.numerics.quantiles import exponential_values, normal_values

Amount = Annotated[Decimal, Field(ge=0, le=10_000_000)]
Floats = npt.NDArray[np.float64]
FURTHEST_CUT = 6.0
"""Standard deviations above the mean, beyond which a cut leaves no distribution."""


class Component(Parameters):
    """One part of a mixture: with this share, this distribution."""

    share: Share
    mean: Amount
    kind: Literal["constant", "exponential", "lognormal"] = "exponential"
    sd: Amount | None = None
    """Standard deviation (lognormal)."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "lognormal" and not (self.mean and self.sd):
            raise ValueError("lognormal takes a mean and an sd above 0")
        return self


class Distribution(Parameters):
    """A duration or a delay, in the unit of the field that holds it."""

    kind: Literal[
        "constant", "exponential", "lognormal", "erlang", "truncated normal", "mixture"
    ] = "constant"
    mean: Amount = 0.0
    """Mean, in the unit of the field."""
    sd: Amount | None = None
    """Standard deviation (lognormal, truncated normal)."""
    cv: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    """Coefficient of variation, instead of a standard deviation."""
    shape: Count = 1
    """Number of exponential phases (erlang)."""
    lowest: Amount = 0.0
    """Lower cut (truncated normal)."""
    components: tuple[Component, ...] = ()
    """Parts of a mixture; their shares add up to 1."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind in ("lognormal", "truncated normal"):
            if (self.sd is None) == (self.cv is None):
                raise ValueError(f"{self.kind} takes either sd or cv")
            if self.mean <= 0 or self.spread <= 0:
                raise ValueError(f"{self.kind} takes a mean and a spread above 0")
            if self.lowest > self.mean + FURTHEST_CUT * self.spread:
                raise ValueError(
                    "lowest lies so far above the mean that nobody is left"
                )
        if self.kind == "mixture":
            total = sum(part.share for part in self.components)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"shares of a mixture add up to 1, not {total:g}")
        return self

    @property
    def spread(self) -> float:
        """Standard deviation, from sd or from cv."""
        return self.sd if self.sd is not None else self.mean * (self.cv or 0.0)

    @property
    def average(self) -> float:
        """Mean of what `sample` gives."""
        if self.kind == "mixture":
            return sum(part.share * part.mean for part in self.components)
        if self.kind == "truncated normal":
            return self._truncated_mean()
        return self.mean

    def sample(self, uniform: Floats) -> Floats:
        """Values at these places (0 to 1) of the distribution, same shape."""
        if self.kind == "constant" or not self.average:
            return np.full(uniform.shape, self.mean)
        places = np.ascontiguousarray(uniform, dtype=np.float64).ravel()
        return self._values_at(places).reshape(uniform.shape)

    def _values_at(self, places: Floats) -> Floats:
        match self.kind:
            case "exponential":
                return exponential_values(places, self.mean)
            case "lognormal":
                return self._lognormal_at(places)
            case "erlang":
                return self._erlang_at(places)
            case "truncated normal":
                return self._truncated_at(places)
            case _:
                return self._sample_mixture(places)

    def _lognormal_at(self, places: Floats) -> Floats:
        variance = np.log1p((self.spread / self.mean) ** 2)
        scale = self.mean / np.exp(variance / 2)
        values = normal_values(places, np.sqrt(variance))
        np.exp(values, out=values)
        values *= scale
        return values

    def _erlang_at(self, places: Floats) -> Floats:
        # scipy's special functions take long to load, and few scenarios need them here.
        from scipy import special

        values = special.gammaincinv(self.shape, places) * (self.mean / self.shape)
        return np.asarray(values, dtype=np.float64)

    def _truncated_at(self, places: Floats) -> Floats:
        """Places among those above the cut, reckoned from the nearer side of the mean.

        In logarithms, so that a cut far above the mean keeps its digits.
        """
        from scipy import special

        cut = (self.lowest - self.mean) / self.spread
        above = special.log_ndtr(-cut)
        if cut < 0:
            below = special.log_ndtr(cut)
            values = special.ndtri_exp(np.logaddexp(below, np.log(places) + above))
        else:
            values = -special.ndtri_exp(np.log1p(-places) + above)
        return np.asarray(values * self.spread + self.mean, dtype=np.float64)

    def _truncated_mean(self) -> float:
        from scipy import special

        cut = (self.lowest - self.mean) / self.spread
        density = -cut * cut / 2 - math.log(2 * math.pi) / 2
        return float(self.mean + self.spread * np.exp(density - special.log_ndtr(-cut)))

    def _sample_mixture(self, uniform: Floats) -> Floats:
        edges = np.cumsum([part.share for part in self.components])
        edges /= edges[-1]
        chosen = np.minimum(
            np.searchsorted(edges, uniform, side="right"), len(edges) - 1
        )
        values = np.empty_like(uniform)
        for index, part in enumerate(self.components):
            here = chosen == index
            below = edges[index] - part.share
            within = np.clip((uniform[here] - below) / part.share, 0.0, 1 - 2**-53)
            values[here] = Distribution(
                kind=part.kind, mean=part.mean, sd=part.sd
            ).sample(within)
        return values


def in_whole_minutes(values: Floats, *, at_least: int = 0) -> npt.NDArray[np.int64]:
    """Values rounded to whole minutes, none below `at_least`."""
    return np.maximum(np.rint(values), at_least).astype(np.int64)
