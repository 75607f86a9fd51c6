"""Arriving people of a small world: at stated times, on lists at time 0, at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from planner.inputs.distributions import Distribution
from planner.inputs.small_world.tables import (
    CaseArrivals,
    Classes,
    SmallWorld,
    StageRules,
)

Turns = tuple[tuple[str, str], ...]
MOST_TURNS = 100


class Arriving(NamedTuple):
    """Somebody who comes at a time without chance."""

    time: float
    tie: int
    classes: str | Mapping[str, float]
    enters: str
    site: str
    service: tuple[tuple[str, float], ...] = ()
    patience: Distribution | None = None
    id: int | str | None = None
    on_list: bool = False
    """Whether they are on a list at time 0, and so came before it."""


def rules_of(world: SmallWorld) -> list[StageRules]:
    """Every rule of a stage, those of one class among them."""
    own = (rule for each in world.classes.values() for rule in each.stages.values())
    return [*world.stages.values(), *own]


def shapes_of(world: SmallWorld) -> list[Distribution]:
    """Every duration and patience that takes any time."""
    found = [rule.duration for rule in rules_of(world)]
    found += [each.duration for each in world.classes.values()]
    found += [branch.duration for rule in rules_of(world) for branch in rule.branches]
    owners = (world.classes, world.arrivals, world.lists)
    found += [each.patience for owner in owners for each in owner.values()]
    found += [each.patience for each in world.people]
    return [shape for shape in found if shape is not None and shape.average]


def random_arrivals(world: SmallWorld) -> dict[str, CaseArrivals]:
    """Arrivals that are left to chance, those of classes with a rate among them."""
    plain = {
        name: CaseArrivals.model_validate({"rate": each.rate, "class": name})
        for name, each in world.classes.items()
        if each.rate is not None
    }
    return plain | {n: a for n, a in world.arrivals.items() if not a.is_stated}


def arriving_of(world: SmallWorld, end: float) -> list[Arriving]:
    """Everybody who comes without chance, in order of coming and of the file."""
    arriving = [*_listed(world), *_waiting(world), *_stated(world, end)]
    return sorted(arriving, key=lambda person: (person.time, person.tie))


def _listed(world: SmallWorld) -> Iterator[Arriving]:
    for person in world.people:
        service = person.service
        if not isinstance(service, dict):
            service = {} if service is None else dict.fromkeys(world.stages, service)
        yield Arriving(
            person.arrives,
            person.tie,
            person.classes,
            person.enters,
            person.site,
            tuple(service.items()),
            person.patience,
            person.id,
        )


def _waiting(world: SmallWorld) -> Iterator[Arriving]:
    """People on lists; ages that are not listed lie evenly between two ends."""
    for each in world.lists.values():
        places = (np.arange(each.count)[::-1] + 0.5) / max(each.count, 1)
        evenly = each.youngest + (each.oldest - each.youngest) * places
        for place, age in enumerate(each.ages or evenly.tolist()):
            whose = _in_turn(each.classes, place)
            yield Arriving(
                -age, -1, whose, each.stage, each.site, (), each.patience, on_list=True
            )


def _stated(world: SmallWorld, end: float) -> Iterator[Arriving]:
    for each in world.arrivals.values():
        if each.is_stated:
            batch = each.batch if isinstance(each.batch, int) else 1
            moments = np.repeat(_moments(each, end), batch).tolist()
            for place, time in enumerate(moments):
                whose = _in_turn(each.classes, place)
                yield Arriving(
                    time, 0, whose, each.enters, each.site, (), each.patience
                )


def _moments(each: CaseArrivals, end: float) -> list[float]:
    if each.at:
        return [*each.at]
    until = end if each.until is None else each.until
    gap = each.every or (1 / each.rate if each.rate else np.inf)
    # Those evenly spread by a rate stand in the middle of their share of the time.
    first = each.start if each.every else each.start + gap / 2
    number = max(0, int(np.ceil((until - first) / gap - 1e-9))) if gap < np.inf else 0
    return [round(first + place * gap, 9) for place in range(number)]


def _in_turn(classes: Classes, place: int) -> str | Mapping[str, float]:
    return classes[place % len(classes)] if isinstance(classes, tuple) else classes


def turns_of(world: SmallWorld, arriving: Sequence[Arriving]) -> Iterator[Turns]:
    """Ways of each arriving person where stages send people on in turn."""
    counted: dict[str, int] = defaultdict(int)
    for person in arriving:
        own = world.classes.get(str(person.classes))
        stage = person.enters or (own and own.enters) or next(iter(world.stages))
        turns: list[tuple[str, str]] = []
        while stage in world.stages and len(turns) < MOST_TURNS:
            rule = world.stages[stage]
            if rule.in_turn:
                to = rule.in_turn[counted[stage] % len(rule.in_turn)]
                counted[stage] += 1
            elif rule.branches or any(way.share < 1 for way in rule.ways):
                break
            else:
                to = rule.ways[0].to if rule.ways else "done"
            turns.append((stage, to))
            stage = to
        yield tuple(turn for turn in turns if world.stages[turn[0]].in_turn)
