"""Values of a distribution at given places, by its inverse cumulative distribution.

One uniform number gives one value, so that a person keeps the same place in the
distribution whatever option is tried (common random numbers).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.distributions import Distribution
from planner.numerics.quantiles import exponential_values, normal_values

Floats = npt.NDArray[np.float64]


def sample(shape: Distribution, uniform: Floats) -> Floats:
    """Values at these places (0 to 1) of a distribution, same shape as `uniform`."""
    if shape.kind == "constant" or not shape.average:
        return np.full(uniform.shape, shape.mean)
    places = np.ascontiguousarray(uniform, dtype=np.float64).ravel()
    return _values_at(shape, places).reshape(uniform.shape)


def _values_at(shape: Distribution, places: Floats) -> Floats:
    match shape.kind:
        case "exponential":
            return exponential_values(places, shape.mean)
        case "lognormal":
            return _lognormal_at(shape, places)
        case "erlang":
            return _erlang_at(shape, places)
        case "truncated normal":
            return _truncated_at(shape, places)
        case _:
            return _mixture_at(shape, places)


def _lognormal_at(shape: Distribution, places: Floats) -> Floats:
    variance = np.log1p((shape.spread / shape.mean) ** 2)
    scale = shape.mean / np.exp(variance / 2)
    values = normal_values(places, np.sqrt(variance))
    np.exp(values, out=values)
    values *= scale
    return values


def _erlang_at(shape: Distribution, places: Floats) -> Floats:
    # scipy's special functions take long to load, and few scenarios need them here.
    from scipy import special

    values = special.gammaincinv(shape.shape, places) * (shape.mean / shape.shape)
    return np.asarray(values, dtype=np.float64)


def _truncated_at(shape: Distribution, places: Floats) -> Floats:
    """Places among those above the cut, reckoned from the nearer side of the mean.

    In logarithms, so that a cut far above the mean keeps its digits.
    """
    from scipy import special

    cut = (shape.lowest - shape.mean) / shape.spread
    above = special.log_ndtr(-cut)
    if cut < 0:
        below = special.log_ndtr(cut)
        values = special.ndtri_exp(np.logaddexp(below, np.log(places) + above))
    else:
        values = -special.ndtri_exp(np.log1p(-places) + above)
    return np.asarray(values * shape.spread + shape.mean, dtype=np.float64)


def _mixture_at(shape: Distribution, uniform: Floats) -> Floats:
    edges = np.cumsum([part.share for part in shape.components])
    edges /= edges[-1]
    chosen = np.minimum(np.searchsorted(edges, uniform, side="right"), len(edges) - 1)
    values = np.empty_like(uniform)
    for index, part in enumerate(shape.components):
        here = chosen == index
        below = edges[index] - part.share
        within = np.clip((uniform[here] - below) / part.share, 0.0, 1 - 2**-53)
        component = Distribution(kind=part.kind, mean=part.mean, sd=part.sd)
        values[here] = sample(component, within)
    return values


def in_whole_minutes(values: Floats, *, at_least: int = 0) -> npt.NDArray[np.int64]:
    """Values rounded to whole minutes, none below `at_least`."""
    whole = np.rint(values)
    return np.maximum(whole, at_least, out=whole).astype(np.int64)
