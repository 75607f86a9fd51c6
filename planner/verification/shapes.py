"""Distributions as cases describe them, as distributions of the planner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from planner.verification.given import Given, NotExpressedError, number_in, rows_of

Floats = npt.NDArray[np.float64]
ATOMS = 300
"""Constants that stand in a mixture for a shape which the planner does not know."""
AMOUNTS = ("mean", "sd", "lowest")
WORDS = {
    "deterministic": "constant", "constant": "constant", "fixed": "constant",
    "lognormal": "lognormal", "log-normal": "lognormal",
    "hyper": "mixture", "mixture": "mixture", "h2": "mixture",
    "exponential": "exponential", "exp": "exponential", "markov": "exponential",
    "erlang": "erlang", "gamma": "gamma", "uniform": "uniform",
    "triang": "triangular", "weibull": "weibull", "truncated": "truncated normal",
    "discrete": "discrete", "empirical": "discrete", "two-point": "discrete",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """Keys of a planner's distribution, in the case's unit of time."""

    keys: Mapping[str, Any]
    mean: float

    def in_minutes(self, scale: float) -> dict[str, Any]:
        """The same distribution in minutes, `scale` of them to a unit."""
        return _scaled(self.keys, scale)


def _scaled(keys: Mapping[str, Any], scale: float) -> dict[str, Any]:
    scaled = {k: v * scale if k in AMOUNTS else v for k, v in keys.items()}
    if "components" in scaled:
        scaled["components"] = [_scaled(part, scale) for part in keys["components"]]
    return scaled


def constant(value: float) -> Shape:
    """Always the same."""
    return Shape({"kind": "constant", "mean": value}, value)


def exponential(mean: float) -> Shape:
    """Without memory."""
    return Shape({"kind": "exponential", "mean": mean}, mean)


def shape_of(spec: Any) -> Shape:
    """The shape that a number, a list of parts or an object describes."""
    if isinstance(spec, list):
        return _mixture(rows_of(spec, "mixture"))
    if not isinstance(spec, Mapping):
        return constant(number_in(spec, "duration"))
    given = Given(spec)
    kind = given.choice(WORDS, "dist", "distribution", "kind")
    if not given.has("dist", "distribution", "kind"):
        raise NotExpressedError(f"a distribution does not say which: {dict(spec)}")
    shape = MAKERS[kind](given)
    given.take("p", "share", "dest", "destination", "weight")
    given.finish()
    return shape


def _mean(given: Given) -> float:
    if given.has("rate"):
        return 1 / given.number("rate")
    return given.number("mean", "value", "scale")


def _constant(given: Given) -> Shape:
    return constant(_mean(given))


def _exponential(given: Given) -> Shape:
    return exponential(_mean(given))


def _spread(given: Given, mean: float) -> float:
    """Standard deviation, from any way in which it is written."""
    if given.has("cv2", "scv"):
        return float(mean * given.number("cv2", "scv") ** 0.5)
    if given.has("cv"):
        return mean * given.number("cv")
    if given.has("variance", "var"):
        return float(given.number("variance", "var") ** 0.5)
    return given.number("sd", "std", "stdev")


def _lognormal(given: Given) -> Shape:
    mean = given.number("mean")
    spread = _spread(given, mean)
    if not spread:
        return constant(mean)
    return Shape({"kind": "lognormal", "mean": mean, "sd": spread}, mean)


def _erlang(given: Given) -> Shape:
    if given.has("k", "shape", "phases", "stages"):
        phases = given.whole("k", "shape", "phases", "stages")
        rate = given.take("rate", "phase_rate", "rate_per_phase")
        mean = (
            given.number("mean") if rate is None else phases / number_in(rate, "rate")
        )
    else:
        mean = given.number("mean")
        squared = (mean / _spread(given, mean)) ** 2
        phases = round(squared)
        if abs(phases - squared) > 1e-6 * squared:
            return _gamma_of(mean, mean / squared**0.5)
    return Shape({"kind": "erlang", "mean": mean, "shape": phases}, mean)


def _gamma(given: Given) -> Shape:
    if given.has("shape", "k", "alpha"):
        form = given.number("shape", "k", "alpha")
        unit = given.take("scale", "theta")
        mean = given.number("mean") if unit is None else form * number_in(unit, "scale")
        return _gamma_of(mean, mean / form**0.5)
    mean = given.number("mean")
    return _gamma_of(mean, _spread(given, mean))


def _gamma_of(mean: float, sd: float) -> Shape:
    form = (mean / sd) ** 2
    if abs(form - round(form)) < 1e-9 and form >= 1:
        return Shape({"kind": "erlang", "mean": mean, "shape": round(form)}, mean)
    return _atoms(stats.gamma(form, scale=mean / form).ppf, mean)


def _uniform(given: Given) -> Shape:
    low, high = given.number("low", "min", "a"), given.number("high", "max", "b")
    return _atoms(stats.uniform(low, high - low).ppf, (low + high) / 2)


def _triangular(given: Given) -> Shape:
    low, high = given.number("low", "min", "a"), given.number("high", "max", "b")
    mode = given.number("mode", "c")
    place = (mode - low) / (high - low)
    ppf = stats.triang(place, loc=low, scale=high - low).ppf
    return _atoms(ppf, (low + mode + high) / 3)


def _weibull(given: Given) -> Shape:
    frozen = stats.weibull_min(given.number("shape", "k"), scale=given.number("scale"))
    return _atoms(frozen.ppf, float(frozen.mean()))


def _atoms(ppf: Callable[[Floats], Floats], mean: float) -> Shape:
    """A mixture of constants at the middle of equal shares, with the mean kept."""
    fine = np.asarray(ppf((np.arange(ATOMS * 20) + 0.5) / (ATOMS * 20)))
    middles = fine.reshape(ATOMS, 20).mean(axis=1)
    middles *= mean / middles.mean()
    parts = [
        {"kind": "constant", "share": 1 / ATOMS, "mean": float(v)} for v in middles
    ]
    return Shape({"kind": "mixture", "components": parts}, mean)


def _truncated(given: Given) -> Shape:
    mean = given.number("mean")
    keys = {"kind": "truncated normal", "mean": mean, "sd": _spread(given, mean)}
    lowest = given.number("lowest", "low", "min", default=0)
    return Shape({**keys, "lowest": lowest}, mean)


def _hyper(given: Given) -> Shape:
    """A mixture: of parts, of rates or means with shares, or from mean and cv."""
    if given.has("parts", "components"):
        return _mixture(rows_of(given.take("parts", "components"), "components"))
    if given.has("cv", "scv", "cv2", "sd"):
        return _balanced(given)
    shares = _list(given.take("p", "p1", "probs", "weights", "shares"))
    rates = given.take("rates", "rate") or _pair(given, "rate")
    means = given.take("means", "mean") or _pair(given, "mean")
    values = [1 / rate for rate in _list(rates)] if rates else _list(means)
    if len(shares) == len(values) - 1:
        shares.append(1 - sum(shares))
    rows = [
        {"p": share, "dist": "exponential", "mean": value}
        for share, value in zip(shares, values, strict=True)
    ]
    return _mixture(rows)


def _pair(given: Given, name: str) -> list[float] | None:
    """Numbers of two parts that are written one by one: "mean1", "mean2"."""
    pairs = ((f"{name}1", f"{name}2"), (f"{name}_1", f"{name}_2"))
    found = [[given.number(n) for n in pair] for pair in pairs if given.has(*pair)]
    return found[0] if found else None


def _balanced(given: Given) -> Shape:
    """Two exponentials with balanced means that have this mean and spread."""
    mean = given.number("mean")
    squared = (_spread(given, mean) / mean) ** 2
    share = (1 + ((squared - 1) / (squared + 1)) ** 0.5) / 2
    rows = [
        {"p": p, "dist": "exponential", "mean": mean / (2 * p)}
        for p in (share, 1 - share)
    ]
    return _mixture(rows)


def _discrete(given: Given) -> Shape:
    values = _list(given.take("values", "points"))
    shares = _list(given.take("p", "probs", "weights", "shares"))
    rows = [
        {"p": share, "dist": "constant", "value": value}
        for share, value in zip(shares, values, strict=True)
    ]
    return _mixture(rows)


def _list(value: Any) -> list[float]:
    if value is None:
        raise NotExpressedError("a mixture lacks shares, means or rates")
    values = value if isinstance(value, list) else [value]
    return [number_in(item, "mixture") for item in values]


def _mixture(rows: Sequence[Mapping[str, Any]]) -> Shape:
    """Parts with a share each; a single one is itself."""
    shares = [number_in(row.get("p", row.get("share")), "p") for row in rows]
    shapes = [shape_of(row) for row in rows]
    if len(shapes) == 1:
        return shapes[0]
    if abs(sum(shares) - 1) > 1e-6:
        raise NotExpressedError(f"shares of a mixture add up to {sum(shares):g}")
    parts = []
    for share, shape in zip(shares, shapes, strict=True):
        if shape.keys["kind"] not in ("constant", "exponential", "lognormal"):
            raise NotExpressedError(f"a part of a mixture is {shape.keys['kind']}")
        parts.append({**shape.keys, "share": share})
    parts[-1]["share"] = 1 - sum(shares[:-1])
    mean = sum(s * m.mean for s, m in zip(shares, shapes, strict=True))
    return Shape({"kind": "mixture", "components": parts}, mean)


MAKERS: Mapping[str, Callable[[Given], Shape]] = {
    "constant": _constant,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "erlang": _erlang,
    "gamma": _gamma,
    "uniform": _uniform,
    "triangular": _triangular,
    "weibull": _weibull,
    "truncated normal": _truncated,
    "mixture": _hyper,
    "discrete": _discrete,
}
