"""Shapes of durations and delays, as inputs; `planner.numerics.sampling` draws them."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from planner.inputs.units import Count, Decimal, Parameters, Share
from planner.locale import _

Amount = Annotated[Decimal, Field(ge=0, le=10_000_000)]
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
            raise ValueError(_("lognormal takes a mean and an sd above 0"))
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
                raise ValueError(_("{kind} takes either sd or cv", kind=self.kind))
            if self.mean <= 0 or self.spread <= 0:
                rule = _("{kind} takes a mean and a spread above 0", kind=self.kind)
                raise ValueError(rule)
            if self.lowest > self.mean + FURTHEST_CUT * self.spread:
                rule = _("lowest lies so far above the mean that nobody is left")
                raise ValueError(rule)
        if self.kind == "mixture":
            total = sum(part.share for part in self.components)
            if abs(total - 1) > 1e-9:
                rule = _("shares of a mixture add up to 1, not {total:g}", total=total)
                raise ValueError(rule)
        return self

    @property
    def spread(self) -> float:
        """Standard deviation, from sd or from cv."""
        return self.sd if self.sd is not None else self.mean * (self.cv or 0.0)

    @property
    def average(self) -> float:
        """Mean of what is sampled from it."""
        if self.kind == "mixture":
            return sum(part.share * part.mean for part in self.components)
        if self.kind == "truncated normal":
            return self._truncated_mean()
        return self.mean

    def _truncated_mean(self) -> float:
        from scipy import special

        cut = (self.lowest - self.mean) / self.spread
        density = -cut * cut / 2 - math.log(2 * math.pi) / 2
        return float(self.mean + self.spread * np.exp(density - special.log_ndtr(-cut)))
