"""Whether a rule of access starves a group: its waits beside everybody else's.

A group starves where 95 in 100 of its people wait more than three times as long as
those of the middle one of the other groups of its kind, or where its wait grows through
every quarter and leaves theirs behind. Where the wait of everybody grows through every
quarter, that is said instead: no rule does it. Waits are those of people seen in a
period together with those, so far, of people on the list at its end: whoever is never
seen counts too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.outcomes.groups import (
    AGE,
    RESIDENCE,
    SITE,
    SOURCE,
    URGENCY,
    Group,
    groupings,
)
from planner.outcomes.record import Record

if TYPE_CHECKING:
    from planner.outcomes.waits import ListVisits

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KINDS = (URGENCY, SOURCE, SITE, AGE, RESIDENCE)
TIMES, RANK = 3.0, 95
LEAST_PEOPLE = 20
"""Fewer people have no 95th percentile to speak of."""
LEAST_DAYS = 28.0
"""A shorter wait is no starvation, whatever others wait."""
LEAST_QUARTERS = 4
LEAST_GROWTH = 1.25
"""Growth over the plan beyond random variation: of everybody, or past the others'."""
EVERYBODY = Group("all", "everybody")
Waits = dict[Group, list[Floats]]
"""Days waited by people of each group, in each quarter and then in the last year."""


@dataclass(frozen=True)
class Usual:
    """Wait that 95 in 100 people of a group do not exceed.

    Attributes
    ----------
    people : in the last year
    fewest : in any quarter
    last_year, quarters : days
    """

    people: int
    fewest: int
    last_year: float
    quarters: tuple[float, ...]

    @property
    def grows(self) -> bool:
        """Whether the wait is longer in every quarter than in the one before."""
        days = self.quarters
        enough = len(days) >= LEAST_QUARTERS and self.fewest >= LEAST_PEOPLE
        return enough and all(b > a for a, b in pairwise(days))

    @property
    def growth(self) -> float:
        """Wait of the last quarter as a multiple of the first one's."""
        return self.quarters[-1] / self.quarters[0] if self.quarters[0] else np.inf


@dataclass(frozen=True)
class Starved:
    """A group that waits far longer than others, or ever longer.

    Attributes
    ----------
    days, median : what 95 in 100 of it wait at most, and of the others' middle group
    people : in the last year, of all replications looked at
    grows : whether it waits longer from quarter to quarter
    """

    group: Group
    days: float
    median: float
    people: int
    grows: bool

    @property
    def times(self) -> float:
        """The group's wait as a multiple of the middle group's."""
        return self.days / self.median if self.median else np.inf


def waits_by_group(record: Record, stage: str) -> Waits:
    """Waits of each group on a list, in each quarter and in the last year.

    Nothing, where nobody waits long enough to starve.
    """
    from planner.outcomes.waits import waits_at  # what counts visits is dear to load

    waits = waits_at(record, stage)
    edges = record.periods.quarters.edges
    end = int(edges[-1])
    last_year = (max(0, end - 365), end)
    _, days = _waits_in(waits, last_year[0], end)
    if days.max(initial=0.0) < LEAST_DAYS:
        return {}
    spans = [*zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True), last_year]
    found: Waits = {}
    everybody = list(groupings(record.scenario, record.cohort, KINDS))
    for first, end in spans:
        patient, days = _waits_in(waits, first, end)
        found.setdefault(EVERYBODY, []).append(days)
        for grouping in everybody:
            parts = _parted(days, grouping.code[patient], len(grouping.names))
            for name, part in zip(grouping.names, parts, strict=True):
                found.setdefault(Group(grouping.kind, name), []).append(part)
    return found


def _parted(days: Floats, code: Ints, count: int) -> list[Floats]:
    """Days of each group, which are numbered from 0 on; -1 is none of them."""
    order = np.argsort(code, kind="stable")
    edges = np.searchsorted(code[order], np.arange(count + 1))
    ordered = days[order]
    return [ordered[a:b] for a, b in pairwise(edges.tolist())]


def _waits_in(waits: ListVisits, first: int, end: int) -> tuple[Ints, Floats]:
    """People seen in a period or on the list at its end, and their days waited."""
    seen = waits.seen & (waits.ended >= first) & (waits.ended < end)
    still = (waits.joined < end) & (waits.ended >= end)
    who = seen | still
    until = np.minimum(waits.ended[who], end)
    return waits.patient[who], until - waits.joined[who]


def usual_waits(replications: Iterable[Waits]) -> dict[Group, Usual]:
    """Wait that 95 in 100 people of each group do not exceed, replications together."""
    all_of_them = [waits for waits in replications if waits]
    found = {}
    for group in all_of_them[0] if all_of_them else ():
        *quarters, last_year = (
            np.concatenate(parts)
            for parts in zip(*(waits[group] for waits in all_of_them), strict=True)
        )
        if len(last_year) >= LEAST_PEOPLE:
            fewest = min(map(len, quarters), default=0)
            days = tuple(_usual(part) for part in quarters)
            found[group] = Usual(len(last_year), fewest, _usual(last_year), days)
    return found


def _usual(days: Floats) -> float:
    """The wait that 95 in 100 do not exceed; 0 for nobody."""
    if not len(days):
        return 0.0
    rank = -(-RANK * len(days) // 100) - 1
    return float(np.partition(days, rank)[rank])


def starved_groups(usual: Mapping[Group, Usual]) -> tuple[Starved, ...]:
    """Groups that a rule starves, the worst first; small groups are not judged.

    Where everybody waits ever longer, `EVERYBODY` is among them.
    """
    judged = {g: waits for g, waits in usual.items() if waits.people >= LEAST_PEOPLE}
    found = []
    for group, waits in judged.items():
        others = [w for g, w in judged.items() if g.kind == group.kind and g != group]
        if group == EVERYBODY:
            others = [Usual(0, 0, waits.last_year, (1.0, 1.0))]
        if others and waits.last_year >= LEAST_DAYS:
            found += _judge(group, waits, others)
    return tuple(sorted(found, key=lambda each: (-each.days, each.group)))


def _judge(group: Group, waits: Usual, others: list[Usual]) -> list[Starved]:
    """The group, if it starves beside the others."""
    median = float(np.median([other.last_year for other in others]))
    growth = float(np.median([other.growth for other in others]))
    # Whoever was on no list on day 0 waits ever longer until caught up with the others.
    behind = waits.last_year >= median and waits.growth >= LEAST_GROWTH * growth
    grows = waits.grows and behind
    if not grows and waits.last_year <= TIMES * median:
        return []
    return [Starved(group, waits.last_year, median, waits.people, grows)]
