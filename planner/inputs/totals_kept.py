"""Parts that are drawn one by one, scaled within their ranges so that they add up.

Shares of a mix add up to 1; parts of a known total whose split is not known, to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.inputs.changes import read_key
from planner.inputs.scenario import Scenario


def totals_kept(
    values: Mapping[str, Any],
    ends: Mapping[str, tuple[float, float]],
    scenario: Scenario,
) -> dict[str, float]:
    """Parts of totals of which some were drawn, so that they add up as before."""
    totals = [*_mixes(scenario), *_split_totals(scenario)]
    found: dict[str, float] = {}
    for before in totals:
        if not before.keys().isdisjoint(values):
            drawn = [values.get(name, part) for name, part in before.items()]
            within = [ends.get(name, (0.0, np.inf)) for name in before]
            parts = scaled_within(drawn, within, sum(before.values()))
            found |= dict(zip(before, parts, strict=True))
    return found


def scaled_within(
    parts: Sequence[float], ends: Sequence[tuple[float, float]], total: float
) -> list[float]:
    """Parts scaled alike to a total, each cut at its low and high end.

    What is cut goes to the other parts, to each by the room that it has. Some parts
    between the ends must add up to the total, as those of a scenario do.

    >>> scaled_within([2.0, 2.0], [(0.0, 4.0), (0.0, 4.0)], 6.0)
    [3.0, 3.0]
    >>> scaled_within([2.0, 2.0], [(0.0, 2.5), (0.0, float("inf"))], 6.0)
    [2.5, 3.5]
    """
    drawn = np.array(parts)
    low, high = np.transpose(ends)
    high = np.minimum(high, total)
    scaled = drawn * (total / drawn.sum())
    cut = np.clip(scaled, low, high)
    if (cut != scaled).any():
        gap = total - cut.sum()
        room = high - cut if gap > 0 else cut - low
        cut = np.clip(cut + gap * room / (room.sum() or 1.0), low, high)
    return [float(part) for part in cut]


def _split_totals(scenario: Scenario) -> list[dict[str, float]]:
    """Parts of each total that is known while its split is not."""
    tree, totals = scenario.model_dump(), dict[str, dict[str, float]]()
    for key, owner in scenario.provenance.items():
        if owner.part_of and (part := read_key(tree, key)) is not None:
            totals.setdefault(owner.part_of, {})[key] = part
    return list(totals.values())


def _mixes(scenario: Scenario) -> list[dict[str, float]]:
    """Shares that add up to 1: answers of choices, and ages of lists on day 0."""
    mixes: dict[str, Mapping[str, float]] = {
        f"boards.{board_id}.choices.{name}": mix
        for board_id, board in scenario.boards.items()
        for name, mix in board.choices.items()
    }
    mixes |= {
        f"boards.{board_id}.waiting_list.{stage}.age_shares": waiting.age_shares
        for board_id, board in scenario.boards.items()
        for stage, waiting in board.waiting_list.items()
    }
    for name, choice in scenario.pathway.choices.items():
        key = f"pathway.choices.{name}"
        mixes[f"{key}.shares"] = choice.shares
        for at, group in enumerate(choice.groups):
            mixes[f"{key}.groups.{at}.shares"] = group.shares
    return [
        {f"{key}.{name}": share for name, share in mix.items()}
        for key, mix in mixes.items()
    ]
