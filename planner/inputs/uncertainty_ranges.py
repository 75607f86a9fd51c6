"""Uncertain inputs, with a low and a high end; those that move together.

Numbers in scenario files carry the lowest and highest plausible value beside the one
that is used. Here they are collected as **unknowns**. Inputs that are one unknown move
together: the same number of several boards, scanners or referrers, and numbers of one
name that rest on one source. A scan's minutes move against scans a session, for a half
day holds both. What each board finds of its fractures is an unknown of that board, all
its sites together; so is its part of a total that is known (`part_of`), and parts are
scaled to keep the total. Unknowns that the calibration knows better together than apart
are drawn together (`planner.experiment.statistics.drawn_together`); everything else is
taken as independent, which is an assumption. Numbers that a dated change sets later on
are unknowns of their own (`dated_inputs`), those of one list together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from planner.inputs.changes import read_key
from planner.inputs.dated_inputs import (
    CHANGES,
    dated_key,
    dated_numbers,
    key_without_date,
)
from planner.inputs.provenance import Confidence
from planner.inputs.scenario import Scenario
from planner.inputs.totals_kept import totals_kept
from planner.inputs.units import SESSION_MINUTES

Shape = Literal["triangular", "PERT"]
ALIKE = ("scanners", "other", "temporary")
"""Tables whose members share one unknown, whatever they are called."""
SLOTS, MINUTES = "slots_a_session", "slot_minutes"


@dataclass(frozen=True)
class UncertainInput:
    """One number of a scenario that is not known for sure.

    Attributes
    ----------
    key : dotted key
    low, baseline, high : plausible ends, and the value that is used
    whole : whether it must be a whole number
    against : whether it falls as its unknown rises
    part_of : total that it is a part of, if any
    """

    key: str
    low: float
    baseline: float
    high: float
    unit: str = ""
    source: str = ""
    confidence: Confidence = "assumption"
    whole: bool = False
    against: bool = False
    part_of: str = ""

    @property
    def is_price(self) -> bool:
        """Whether it is an amount or a rate of money, which moves costs alone."""
        key = key_without_date(self.key)
        priced = key.startswith("money.") or self.unit.startswith("GBP")
        return priced and not self.is_benefit

    @property
    def is_benefit(self) -> bool:
        """Whether it is an assumption about benefits, which moves nothing else."""
        return key_without_date(self.key).startswith("benefits.")

    @property
    def of_its_board(self) -> bool:
        """Whether each board has an unknown of its own for it."""
        return bool(self.part_of) or ".demand.identified." in self.key

    def at(self, place: float, shape: Shape = "triangular") -> float:
        """Value at a place, 0 to 1, of its distribution from low over baseline to high.

        The triangle is the humbler assumption: it gives the ends more weight than PERT
        (a beta distribution around four times the baseline and both ends). Either is
        an assumption; the files know three numbers and no more.

        >>> growth = UncertainInput("growth", low=0.0, baseline=1.0, high=4.0)
        >>> growth.at(0.0), growth.at(0.25), growth.at(1.0)
        (0.0, 1.0, 4.0)
        """
        place = 1 - place if self.against else place
        # A whole number's ends get as much room as those between.
        room = 0.5 if self.whole else 0.0
        quantile = _triangular if shape == "triangular" else _pert
        value = quantile(place, self.low - room, self.baseline, self.high + room)
        if self.whole:
            value = float(np.floor(value + 0.5))
        return float(np.clip(value, self.low, self.high))


def _triangular(place: float, low: float, mode: float, high: float) -> float:
    below = (mode - low) / (high - low)
    if place <= below:
        return float(low + np.sqrt(place * (high - low) * (mode - low)))
    return float(high - np.sqrt((1 - place) * (high - low) * (high - mode)))


def _pert(place: float, low: float, mode: float, high: float) -> float:
    from scipy.special import betaincinv  # few commands draw from a range

    before = 1 + 4 * (mode - low) / (high - low)
    return float(low + (high - low) * betaincinv(before, 6 - before, place))


@dataclass(frozen=True)
class Unknown:
    """One thing that is not known; all inputs that hang on it move together."""

    name: str
    inputs: tuple[UncertainInput, ...]

    @property
    def leading(self) -> UncertainInput:
        """The first of its inputs that rises with it."""
        return next((each for each in self.inputs if not each.against), self.inputs[0])

    @property
    def is_price(self) -> bool:
        """Whether it moves costs alone."""
        return all(item.is_price for item in self.inputs)

    @property
    def is_benefit(self) -> bool:
        """Whether it moves benefits alone."""
        return all(item.is_benefit for item in self.inputs)


def unknowns_of(
    scenario: Scenario, boards: Collection[str] | None = None
) -> tuple[Unknown, ...]:
    """Everything not known for sure that bears on these boards, in order of name.

    Parameters
    ----------
    boards : board ids; None means all. Boards whose residents they treat count too.
    """
    groups: dict[str, list[UncertainInput]] = {}
    sources: dict[tuple[str, str], str] = {}
    for found in uncertain_inputs(scenario, boards):
        if found.of_its_board:
            groups.setdefault(_name_at_board(found.key), []).append(found)
            continue
        name = _shared_name(found.key)
        if found.key.startswith(CHANGES):
            # Shares of one list, by date, are one thing not known.
            groups.setdefault(name, []).append(found)
            continue
        if _moves_against(scenario, found.key):
            name = f"boards.*.scanners.*.{SLOTS}"
        # Equal words for where numbers of one name come from: one thing not known.
        about = found.key.rpartition(".")[2], found.source
        name = sources.setdefault(about, name) if found.source else name
        groups.setdefault(name, []).append(found)
    return tuple(
        Unknown(_said(name, groups[name]), tuple(groups[name]))
        for name in sorted(groups)
    )


def uncertain_inputs(
    scenario: Scenario, boards: Collection[str] | None = None
) -> list[UncertainInput]:
    """Inputs with a low or a high end other than the value used, in order of key."""
    chosen = frozenset(scenario.boards if boards is None else boards)
    tree, found = scenario.model_dump(), []
    dated = {key: (change, v) for change, key, v in dated_numbers(scenario)}
    for key, owner in sorted(scenario.provenance.items()):
        change, value = dated.get(key, (None, read_key(tree, key)))
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        ends = [end for end in (owner.low, owner.high) if end is not None]
        low, high = min([value, *ends]), max([value, *ends])
        if low < high and _bears_on(scenario, key, chosen):
            found.append(
                UncertainInput(
                    key=dated_key(change, key) if change else key,
                    low=low,
                    baseline=value,
                    high=high,
                    unit=owner.unit,
                    source=owner.source,
                    confidence=owner.confidence,
                    whole=isinstance(value, int),
                    against=_moves_against(scenario, key),
                    part_of=owner.part_of,
                )
            )
    return found


def _bears_on(scenario: Scenario, key: str, chosen: frozenset[str]) -> bool:
    parts = key.split(".")
    if parts[0] != "boards":
        return True
    board = parts[1]
    return board in chosen or not chosen.isdisjoint(scenario.treating(board))


def _moves_against(scenario: Scenario, key: str) -> bool:
    """Whether this is a scan's minutes, on a scanner or in the pathway."""
    parts = key.split(".")
    if parts[-1] != MINUTES:
        return False
    if parts[0] == "pathway":
        return scenario.pathway.stages[parts[2]].role == "scanner"
    return "scanners" in parts


def _shared_name(key: str) -> str:
    """The key, boards and members of tables alike written as a star."""
    parts = key.split(".")
    stars = {1} if parts[0] == "boards" else set()
    if parts[0] == CHANGES:
        stars = {3} if parts[2] == "boards" else set()
        stars |= {place for place, part in enumerate(parts) if part.isdecimal()}
    stars |= {place + 1 for place, part in enumerate(parts) if part in ALIKE}
    return ".".join("*" if n in stars else part for n, part in enumerate(parts))


def _name_at_board(key: str) -> str:
    """Name of an unknown of one board: sites of what it finds are told in one."""
    found, sites, _site = key.rpartition(".identified.")
    return f"{found}.identified" if sites else key


def _said(name: str, inputs: Sequence[UncertainInput]) -> str:
    """Name of an unknown: where its inputs' names differ, all of them."""
    if inputs[0].of_its_board:
        return name
    names = dict.fromkeys(_shared_name(item.key) for item in inputs if not item.against)
    columns = list(zip(*(each.split(".") for each in names), strict=False))
    if len({len(each.split(".")) for each in names}) != 1:
        return name
    return ".".join("/".join(dict.fromkeys(column)) for column in columns)


def values_at(
    unknowns: Sequence[Unknown],
    places: Sequence[float],
    scenario: Scenario,
    shape: Shape = "triangular",
) -> dict[str, Any]:
    """Dotted keys and values with each unknown at its place, 0 to 1.

    A session that would outlast its half day gets shorter slots, and parts that were
    drawn one by one are scaled within their ranges so that their total stays.
    """
    values: dict[str, Any] = {}
    ends: dict[str, tuple[float, float]] = {}
    for unknown, place in zip(unknowns, places, strict=True):
        for item in unknown.inputs:
            value = item.at(float(place), shape)
            values[item.key] = int(value) if item.whole else value
            ends[item.key] = item.low, item.high
    return values | _fitted(values, scenario) | totals_kept(values, ends, scenario)


def _fitted(values: Mapping[str, Any], scenario: Scenario) -> dict[str, int]:
    """Scan minutes that were drawn, cut to what a half day of these slots holds."""
    cut: dict[str, int] = {}
    for board_id, board in scenario.boards.items():
        for name, scanner in board.scanners.items():
            key = f"boards.{board_id}.scanners.{name}"
            slots = values.get(f"{key}.{SLOTS}", scanner.slots_a_session)
            if f"{key}.{MINUTES}" in values:
                longest = max(1, SESSION_MINUTES // slots)
                cut[f"{key}.{MINUTES}"] = min(values[f"{key}.{MINUTES}"], longest)
    shortest = min(cut.values(), default=0)
    for name, stage in scenario.pathway.stages.items():
        key = f"pathway.stages.{name}.{MINUTES}"
        if stage.role == "scanner" and key in values and shortest:
            cut[key] = min(values[key], shortest)
    return cut
