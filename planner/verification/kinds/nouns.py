"""Ratios by their names: "bed_days_per_fracture" is one input over another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from planner.verification.given import NotExpressedError, number_in
from planner.verification.translated import UNKNOWN


def words_of(text: str) -> frozenset[str]:
    """Words of a name, each without the s of a plural."""
    return frozenset(
        word[:-1] if word.endswith("s") and len(word) > 3 else word
        for word in text.lower().split("_")
        if word
    )


def input_named(inputs: Mapping[str, Any], noun: str) -> float:
    """The one input that a noun means: with all its words, and the fewest others."""
    wanted = words_of(noun)
    fits = [
        (len(words_of(key) - wanted), key)
        for key, value in inputs.items()
        if wanted <= words_of(key) and isinstance(value, int | float)
    ]
    fewest = min(fits, default=(0, ""))[0]
    best = [key for extra, key in fits if extra == fewest]
    if len(best) != 1:
        found = "no input" if not best else f"several inputs ({', '.join(best)})"
        raise NotExpressedError(f"{found} for {noun!r}")
    return number_in(inputs[best[0]], noun)


def ratio_named(inputs: Mapping[str, Any], name: str) -> float:
    """One input over another: "a_per_b", "a_per_1000_b", "a_share", "a_share_of_b"."""
    match = re.fullmatch(r"(.+)_per_(?:(\d+)_)?(.+)", name)
    if match:
        top, per, base = match.groups()
        whole = _sum_of(inputs, top, base)
        if whole is not None:
            return whole
        ratio = input_named(inputs, top) / input_named(inputs, base)
        return ratio * float(per or 1)
    match = re.fullmatch(r"(.+)_share_of_(.+)", name)
    if match:
        part, whole_name = match.groups()
        base = _without_spoilt(whole_name)
        return input_named(inputs, f"{part}_{base}") / _only(inputs, base, part)
    match = re.fullmatch(r"(.+)_share(?:_(\d+)y)?", name)
    if match:
        part, years = match.groups()
        top = f"{part}_{years}y" if years else part
        return input_named(inputs, top) / _only(inputs, "fractures", part)
    match = re.fullmatch(r"(?:ratio_)?(.+)_(?:over|ratio_to)_(.+)", name)
    if match:
        return input_named(inputs, match.group(1)) / input_named(inputs, match.group(2))
    raise NotExpressedError(UNKNOWN)


def _without_spoilt(noun: str) -> str:
    return noun[:-1] if noun.endswith("s") else noun


def _only(inputs: Mapping[str, Any], noun: str, without: str) -> float:
    """The input that a noun means among those which lack the words of another."""
    lacking = words_of(without)
    left = {k: v for k, v in inputs.items() if not lacking & words_of(k)}
    return input_named(left, noun)


def _sum_of(inputs: Mapping[str, Any], top: str, base: str) -> float | None:
    """Sum of all inputs that are already given by that base: "x_cost_per_hip"."""
    ending = f"{top}_per_{base}"
    parts = [
        v for key, v in inputs.items() if key == ending or key.endswith(f"_{ending}")
    ]
    return sum(number_in(v, ending) for v in parts) if parts else None
