"""The pathway's yes/no attributes as tables: shares by period, provider and group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.conditions import WORDS, Condition
from planner.inputs.demand import ACCEPTED
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CHARACTERISTICS = ("source", "sex", "age_band", "site", "urgent")
"""Known of a person before any choice or attribute; attributes follow, then choices."""
COMMON = -1.0
"""Mark of a kind of people without a share of its own."""


class AttributeTables(NamedTuple):
    """Shares of attributes, and the groups of people that have shares of their own.

    A group's conditions follow each other, as do an attribute's groups in a period.
    """

    numbers: Ints
    """Declared numbers of attributes."""
    shares: Floats
    """By attribute, kind of people and period of the plan."""
    first_group: Ints
    """By attribute, of each period, and one after the last."""
    group_shares: Floats
    first_condition: Ints
    """By group, and one after the last."""
    asks: Ints
    """Characteristic or attribute that a condition asks for."""
    allows: Ints
    """Its answers that fit, a bit each."""
    apart: Ints
    """By attribute: whether some patient groups have a share of their own."""
    own: Floats
    """By attribute, patient group and period: their own share, or COMMON."""
    factor: Floats
    """By attribute, patient group and period: factor on the share."""


def attribute_tables(
    scenario: Scenario, providers: Ints, vetting: Floats
) -> AttributeTables:
    """The attributes of a scenario's pathway, as tables.

    Parameters
    ----------
    providers : declared number of the provider of each patient group
    vetting : share accepted, or COMMON, and factor, by patient group and period
    """
    periods = [here for _, here in scenario.periods]
    names = tuple(scenario.pathway.attributes)
    shares = np.zeros((len(names), len(providers), len(periods)))
    first_group = np.zeros((len(names), len(periods) + 1), dtype=np.int64)
    group_shares: list[float] = []
    first_condition = [0]
    asks: list[int] = []
    allows: list[int] = []
    for attribute, name in enumerate(names):
        first_group[attribute, 0] = len(group_shares)
        for period, here in enumerate(periods):
            shares[attribute, :, period] = _own_shares(here, name, providers)
            for group in here.pathway.attributes[name].groups:
                codes = condition_codes(scenario.pathway, group.when)
                asks += [place for place, _ in codes]
                allows += [fitting for _, fitting in codes]
                first_condition.append(len(asks))
                group_shares.append(group.share)
            first_group[attribute, period + 1] = len(group_shares)
    numbers = [a.number for a in scenario.pathway.attributes.values()]
    return AttributeTables(
        _ints(numbers),
        shares,
        first_group,
        np.array(group_shares, dtype=float),
        _ints(first_condition),
        _ints(asks),
        _ints(allows),
        *_of_kinds(names, shares, vetting),
    )


def _of_kinds(
    names: tuple[str, ...], shares: Floats, vetting: Floats
) -> tuple[Ints, Floats, Floats]:
    """Whether some groups have own shares, which, and factors, by attribute."""
    own, factor = np.full_like(shares, COMMON), np.ones_like(shares)
    if ACCEPTED in names:
        own[names.index(ACCEPTED)] = vetting[..., 0]
        factor[names.index(ACCEPTED)] = vetting[..., 1]
    apart = (own != COMMON) | (factor != 1)
    return apart.any(axis=(1, 2)).astype(np.int64), own, factor


def _own_shares(scenario: Scenario, name: str, providers: Ints) -> list[float]:
    """Share of an attribute at each of these providers, where no group decides."""
    common = scenario.pathway.attributes[name].share
    own = {
        board.number: board.attributes.get(name, common)
        for board in scenario.boards.values()
    }
    return [own.get(int(provider), common) for provider in providers]


def condition_codes(
    pathway: Pathway, when: Mapping[str, Condition]
) -> list[tuple[int, int]]:
    """Row of answers that each condition asks for, and the answers that fit, by bit."""
    return [
        (_place(pathway, name), _answers(pathway, name, condition))
        for name, condition in when.items()
    ]


def _place(pathway: Pathway, name: str) -> int:
    """Row of a person's answer: characteristics, then attributes, then choices."""
    rows = (*pathway.attributes, *pathway.choices)
    if name in rows:
        return len(CHARACTERISTICS) + rows.index(name)
    return CHARACTERISTICS.index(name)


def _answers(pathway: Pathway, name: str, condition: Condition) -> int:
    if name in pathway.attributes or name == "urgent":
        return 1 << int(bool(condition))
    chosen = pathway.choices.get(name)
    words = chosen.answers if chosen else WORDS[name]
    wanted = (condition,) if isinstance(condition, str) else condition
    listed = wanted if isinstance(wanted, tuple) else ()
    return sum(1 << words.index(word) for word in set(listed))


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)
