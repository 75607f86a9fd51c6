"""Worth of knowing numbers before a decision is taken, from draws of the inputs.

A decision is taken by the highest expected net benefit. Somebody who knew every input
would choose anew in each draw: the gain is the expected value of perfect information
(EVPI). Somebody who knew one input alone would choose by the net benefit that is
expected given that input (EVPPI). That expectation is a regression of the draws' net
benefits on the input (Strong, Oakley and Brennan 2014, Medical Decision Making
34:311), here on polynomials of its place in its range; random variation and all other
inputs are its residuals. Only differences between options count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.experiment.statistics.intervals import LEVEL
from planner.experiment.statistics.variance_components import mean_by_draw, variances
from planner.numerics.special import fdtrc, ndtri

Floats = npt.NDArray[np.float64]
DEGREES = (1, 2, 3)
DRAWS_AN_INPUT = 10
"""Draws for each input that the regression takes in."""
SMALL = 1e-12
SIMULATED, SEED = 500, 20140331
"""Curves drawn within their errors for a standard error, and the seed of that."""
GRID = 101
"""Places of a range at which the best option is looked up."""


@dataclass(frozen=True)
class WorthOfKnowing:
    """The expected worth of knowing something, in units of net benefit.

    Attributes
    ----------
    error : standard error
    clear : whether the input moves the differences between options beyond chance,
        counted over all inputs that were looked at
    switches : places of the range, 0 to 1, with the option that is best from there on
    """

    value: float
    error: float
    clear: bool
    switches: tuple[tuple[float, int], ...] = ()

    @property
    def low(self) -> float:
        """Low end of the 95 % interval: never below nought, as no knowledge harms."""
        return max(0.0, self.value - _times() * self.error)

    @property
    def high(self) -> float:
        """High end of the 95 % interval."""
        return self.value + _times() * self.error


def _times() -> float:
    return float(ndtri((1 + LEVEL) / 2))


def differences(benefits: Floats) -> Floats:
    """Net benefits less those of the first option, shape (options, draws, runs)."""
    return benefits - benefits[:1]


def worth_of_everything(benefits: Floats) -> WorthOfKnowing:
    """The expected value of perfect information.

    The means of a draw's few replications spread by random variation too, which nobody
    can know: each option's are drawn together as far as the unbiased estimate of the
    variance by inputs says.

    Parameters
    ----------
    benefits : net benefits, shape (options, draws, replications)
    """
    gaps = differences(benefits)
    means = _without_random_variation(gaps)
    losses = means.max(axis=0) - means[means.mean(axis=1).argmax()]
    count = len(losses)
    error = float(losses.std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    return WorthOfKnowing(
        float(losses.mean()), error, clear=bool(losses.mean() > 2 * error)
    )


def _without_random_variation(gaps: Floats) -> Floats:
    """Mean difference of each draw, shrunk to the variance that inputs bring."""
    values = np.moveaxis(gaps, 0, 2)
    random, unknown, _ratio, number = variances(values)
    by_draw = mean_by_draw(values).T
    with np.errstate(invalid="ignore", divide="ignore"):
        shrunk = np.nan_to_num(np.sqrt(unknown / (unknown + random / number)))
    middle = by_draw.mean(axis=1, keepdims=True)
    return np.asarray(middle + shrunk[:, None] * (by_draw - middle))


def worths_of_each(
    benefits: Floats, places: Floats, at_most: float = np.inf
) -> list[WorthOfKnowing]:
    """The expected value of knowing each input alone.

    Inputs that move the differences beyond chance are taken into one additive
    regression, the strongest first, so that none is credited with another's effect and
    little is left as residuals. Each other input is added to it by a straight line.
    The highest of curves that err is too high on average; that bias is taken off, as
    far as nought.

    Parameters
    ----------
    benefits : net benefits, shape (options, draws, replications)
    places : place of each input in its range, 0 to 1, shape (draws, inputs)
    at_most : worth of knowing everything, which no single input exceeds
    """
    gaps = mean_by_draw(np.moveaxis(differences(benefits), 0, 2))
    chosen = _chosen(places, gaps)
    found = []
    for number, column in enumerate(places.T):
        terms = chosen if number in chosen else {**chosen, number: 1}
        fit = _Fit.of(places, gaps, terms)
        worth = _worth_by(*fit.curve(number), terms[number], number in chosen)
        known = np.ptp(column) > 0 and np.ptp(gaps) > 0
        value = min(worth.value, at_most) if known else 0.0
        found.append(replace(worth, value=value))
    return found


def _basis(places: Floats, degree: int) -> Floats:
    """Legendre polynomials of the range, up to a degree; of mean nought but the 0th."""
    return np.asarray(np.polynomial.legendre.legvander(2 * places - 1, degree))


@dataclass(frozen=True)
class _Fit:
    """An additive regression of the differences on some inputs.

    Attributes
    ----------
    columns : columns of each input; the intercept is column 0
    cross : inverse of the columns' products, by which coefficients err
    spread : covariance of the residuals
    free : degrees of freedom of the residuals
    """

    columns: Mapping[int, slice]
    matrix: Floats
    coefficients: Floats
    cross: Floats
    spread: Floats
    free: int

    @classmethod
    def of(cls, places: Floats, gaps: Floats, degrees: Mapping[int, int]) -> _Fit:
        """The regression with polynomials of these degrees, by input."""
        parts, columns, at = [np.ones((len(places), 1))], {}, 1
        for number, degree in degrees.items():
            parts.append(_basis(places[:, number], degree)[:, 1:])
            columns[number] = slice(at, at + degree)
            at += degree
        matrix = np.hstack(parts)
        coefficients = np.asarray(np.linalg.lstsq(matrix, gaps, rcond=None)[0])
        rest = gaps - matrix @ coefficients
        free = max(1, len(gaps) - at)
        return cls(
            columns=columns,
            matrix=matrix,
            coefficients=coefficients,
            cross=np.asarray(np.linalg.pinv(matrix.T @ matrix), dtype=np.float64),
            spread=np.asarray(rest.T @ rest / free),
            free=free,
        )

    def curve(self, number: int) -> tuple[Floats, Floats, Floats]:
        """Coefficients of one input, intercept first, and both their covariances."""
        here = [0, *range(*self.columns[number].indices(self.matrix.shape[1]))]
        return self.coefficients[here], self.cross[np.ix_(here, here)], self.spread

    def chance(self, number: int, still: float) -> float:
        """The least chance, over options, that an input explains so much of nothing."""
        terms = self.coefficients[self.columns[number]]
        block = self.cross[self.columns[number], self.columns[number]]
        count = len(terms)
        explained = np.einsum("ik,ij,jk->k", terms, np.linalg.pinv(block), terms)
        noise = np.maximum(np.diag(self.spread), still)
        ratio = np.where(explained > still, explained / count / noise, 0.0)
        return float(fdtrc(count, self.free, ratio).min())

    def prediction_error(self, gaps: Floats) -> float:
        """Squared error of each draw by all others, over the variance, summed."""
        hat = np.einsum("ij,jk,ik->i", self.matrix, self.cross, self.matrix)
        rest = (gaps - self.matrix @ self.coefficients) / np.maximum(1 - hat, 1e-9)[
            :, None
        ]
        scale = gaps.var(axis=0)
        return float((rest**2).mean(axis=0)[scale > 0] @ (1 / scale[scale > 0]))


def _chosen(places: Floats, gaps: Floats) -> dict[int, int]:
    """Inputs that move the differences beyond chance, with the degree of each."""
    chosen: dict[int, int] = {}
    draws, count = places.shape
    still = SMALL * (1 + float(np.abs(gaps).max(initial=0.0)) ** 2)
    tests = count * max(1, gaps.shape[1] - 1)
    while len(chosen) < min(count, draws // DRAWS_AN_INPUT):
        chances = {
            number: _Fit.of(places, gaps, {**chosen, number: 2}).chance(number, still)
            for number in range(count)
            if number not in chosen
        }
        best = min(chances, key=lambda number: chances[number])
        if chances[best] >= (1 - LEVEL) / tests:
            break
        errors = {
            degree: _Fit.of(places, gaps, {**chosen, best: degree}).prediction_error(
                gaps
            )
            for degree in DEGREES
        }
        chosen[best] = min(errors, key=lambda degree: errors[degree])
    return chosen


def _worth_by(
    curve: Floats, cross: Floats, spread: Floats, degree: int, clear: bool
) -> WorthOfKnowing:
    """Worth by the curves of all options over the range, and how far they err."""
    basis = _basis(np.linspace(0.0, 1.0, GRID), degree)
    rng = np.random.default_rng(SEED)
    noise = rng.standard_normal((SIMULATED, *curve.shape))
    drawn = curve + _root(cross) @ noise @ _root(spread).T
    value = float(_gains(basis @ curve))
    gains = _gains(basis @ drawn)
    return WorthOfKnowing(
        value=max(0.0, value - (float(gains.mean()) - value)),
        error=float(gains.std(ddof=1)),
        clear=clear,
        switches=_switches(basis @ curve),
    )


def _gains(expected: Floats) -> Floats:
    """Gain of choosing anew by expected differences, shape (..., places, options)."""
    best = expected.mean(axis=-2, keepdims=True).argmax(axis=-1, keepdims=True)
    now = np.take_along_axis(expected, best, axis=-1)[..., 0]
    return np.asarray((expected.max(axis=-1) - now).mean(axis=-1))


def _root(covariance: Floats) -> Floats:
    """A square root of a covariance that may have no full rank."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _switches(expected: Floats) -> tuple[tuple[float, int], ...]:
    """The best option from the low end on, and at each place where it changes."""
    best = expected.argmax(axis=1)
    first = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist()]
    return tuple((place / (GRID - 1), int(best[place])) for place in first)
