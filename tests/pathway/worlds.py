"""Whole small worlds as plain data: people, sessions, stages and activities.

Every time is in units of minutes from the plan's start. A world prints as the Python
that makes it, so that one found by chance can be copied into a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any

import numpy as np

from planner.capacity.rota import OWN_LIST, Kind, Rota
from planner.demand.cohort import FAR, Cohort
from planner.pathway.network import AidTable, Tables, prepare_tables
from tests.pathway.flows import DAY, plan


class Short:
    """Prints what differs from the default; a part that holds others takes lines."""

    def __repr__(self) -> str:
        """The Python that makes it."""
        given = [
            f"{item.name}={shown(getattr(self, item.name))}"
            for item in fields(self)  # type: ignore[arg-type]
            if getattr(self, item.name) != usual(item)
        ]
        return f"{type(self).__name__}({', '.join(given)})"


def usual(item: Any) -> Any:
    """Default of a field, or nothing that any value equals."""
    return item.default if item.default_factory is MISSING else item.default_factory()


def shown(value: Any) -> str:
    """What a field prints as; people, sessions and the like stand a line each."""
    if isinstance(value, dict) and any(isinstance(v, Short) for v in value.values()):
        return "{" + "".join(f"\n  {k!r}: {v!r}," for k, v in value.items()) + "\n}"
    if isinstance(value, list) and value:
        return "[" + "".join(f"\n  {item!r}," for item in value) + "\n]"
    return repr(value)


@dataclass(frozen=True, repr=False)
class Human(Short):
    """One person; a board's inputs would give the same facts."""

    joined: int
    stage: str = "a"
    word: int = 0
    provider: int = 1
    exit: int = FAR
    fracture_day: int = 0
    """Days, for better or worse: a fracture has a date."""
    source: int = 0
    urgent: bool = False
    site: int = 0
    fact: bool = False
    dna_class: int = 0
    identified: bool = True


@dataclass(frozen=True, repr=False)
class Opening(Short):
    """One session; `serves` None means its provider's own list."""

    start: int
    length: int
    plan: tuple[int, ...] = (1,)
    provider: int = 1
    serves: tuple[int, ...] | None = None


@dataclass(frozen=True, repr=False)
class Way(Short):
    """One way out of a stage."""

    to: str = "done"
    share: float = 1.0
    delay: tuple[int, ...] = (0,)
    """Equally likely lengths."""
    not_before: int | None = None
    when: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, repr=False)
class Place(Short):
    """One stage; without an activity that serves it, a delay."""

    number: int
    slot: int = 1
    lasts: tuple[int, ...] | None = None
    """Equally likely lengths; None stands for the slot's."""
    draws: int = 1
    hold: str = "duration"
    dna: tuple[float, ...] = (0.0,)
    """Chance in each stretch of the world."""
    dna_of_others: float | None = None
    """Chance of those who are of class 1, if it is another."""
    backfill: tuple[float, ...] = (0.0,)
    dna_maximum: int | None = None
    dna_delay: int = 0
    dna_hold: str = "slot"
    notice: int = 0
    urgent_notice: int = 0
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, repr=False)
class Work(Short):
    """One activity."""

    stages: tuple[str, ...] = ("a",)
    source: str | None = None
    urgent: bool | None = None
    sites: tuple[str, ...] = ()
    waited: int | None = None
    window: tuple[int, int] | None = None
    """From the fracture day's midnight; the last one's day counts whole."""
    discipline: str = "first come"
    urgent_first: bool = False
    target: int = 0
    open_after: int = 0


@dataclass(frozen=True, repr=False)
class Help(Short):
    """A share of one provider's people who join another's list at a stage."""

    stage: str
    home: int
    to: int
    share: float
    first: int = 0
    until: int = 10_000


@dataclass(frozen=True, repr=False)
class World(Short):
    """Everything an engine needs."""

    people: list[Human]
    sessions: list[Opening]
    stages: dict[str, Place] = field(default_factory=lambda: {"a": Place(1)})
    activities: dict[int, Work] = field(default_factory=lambda: {1: Work()})
    horizon: int = 200
    stretches: tuple[int, ...] = (0,)
    """First minute of each stretch with chances of its own."""
    unit: int = 1
    """Minutes that one unit of time has."""
    help: list[Help] = field(default_factory=list)


def tables_of_world(world: World) -> Tables:
    """What the engines get, by way of the ordinary inputs."""
    scenario = plan(_pathway(world), {"clinic": {}})
    tables = prepare_tables(scenario, _cohort(world), _rota(world))
    stages = {
        place.number: replace(
            tables.stages[place.number],
            dna=_for_each(world.stretches, place.dna),
            dna_by_class=_by_class(world.stretches, place),
            backfill=_for_each(world.stretches, place.backfill),
        )
        for place in world.stages.values()
    }
    starts = tuple(world.unit * start for start in world.stretches)
    horizon = world.unit * world.horizon
    return replace(
        tables,
        stages=stages,
        phase_starts=starts,
        horizon=horizon,
        aid=tuple(_aid(world, way) for way in world.help),
        dna_class=_ints(p.dna_class for p in _by_joining(world)),
    )


def _aid(world: World, way: Help) -> AidTable:
    return AidTable(
        world.stages[way.stage].number,
        way.home,
        way.to,
        way.share,
        world.unit * way.first,
        world.unit * way.until,
    )


def _for_each(stretches: tuple[int, ...], chances: tuple[float, ...]) -> Any:
    return tuple(chances[at % len(chances)] for at in range(len(stretches)))


def _by_class(stretches: tuple[int, ...], place: Place) -> Any:
    if place.dna_of_others is None:
        return ()
    usual = _for_each(stretches, place.dna)
    return tuple((chance, place.dna_of_others) for chance in usual)


def _by_joining(world: World) -> list[Human]:
    return sorted(world.people, key=lambda person: person.joined)


def _pathway(world: World) -> dict[str, Any]:
    first = next(iter(world.stages))
    return {
        "entry": {"fls": first, "other": first},
        "attributes": {"fact": {"number": 1, "share": 0.5}},
        "stages": {
            name: _stage(place, world.unit) for name, place in world.stages.items()
        },
        "activities": {
            f"activity {number}": {"number": number, **_activity(work, world.unit)}
            for number, work in world.activities.items()
        },
    }


def _stage(place: Place, unit: int) -> dict[str, Any]:
    kept = ("number", "hold", "dna_maximum", "dna_hold")
    days = {"routine": place.notice, "urgent": place.urgent_notice}
    return {
        **{name: getattr(place, name) for name in kept},
        "slot_minutes": unit * place.slot,
        "duration": place.lasts and _one_of(place.lasts, unit),
        "duration_draws": place.draws,
        "dna_delay_days": unit * place.dna_delay / DAY,
        "notice_days": {name: unit * time / DAY for name, time in days.items()},
        "next": [_step(way, unit) for way in place.ways],
    }


def _step(way: Way, unit: int) -> dict[str, Any]:
    late = way.not_before
    return {
        "to": way.to,
        "share": way.share,
        "when": dict(way.when),
        "delay": _one_of(way.delay, unit / DAY),
        "not_before_days": None if late is None else unit * late / DAY,
    }


def _one_of(lengths: tuple[int, ...], unit: float) -> dict[str, Any]:
    if len(lengths) == 1:
        return {"mean": unit * lengths[0]}
    parts = [{"mean": unit * length, "kind": "constant"} for length in lengths]
    return {
        "kind": "mixture",
        "components": [{**part, "share": 1 / len(lengths)} for part in parts],
    }


def _activity(work: Work, unit: int) -> dict[str, Any]:
    waited, window = work.waited, work.window
    return {
        "stages": work.stages,
        "route": {
            "source": work.source,
            "urgent": work.urgent,
            "sites": work.sites,
            "waited_longer_than_days": None if waited is None else unit * waited / DAY,
            "window_days": window and tuple(unit * time / DAY for time in window),
        },
        "discipline": work.discipline,
        "urgent_first": work.urgent_first,
        "target_days": unit * work.target / DAY,
        "open_after_minutes": unit * work.open_after,
    }


def _ints(values: Iterable[int]) -> Any:
    return np.array(list(values), dtype=np.int64)


def _cohort(world: World) -> Cohort:
    people = _by_joining(world)
    unit, size = world.unit, len(people)
    exits = [p.exit if p.exit == FAR else unit * p.exit for p in people]
    same = ("provider", "fracture_day", "source", "site")
    return Cohort(
        **{name: _ints(getattr(p, name) for p in people) for name in same},
        word=np.array([p.word for p in people], dtype=np.uint64),
        residence=_ints(p.provider for p in people),
        sex=np.zeros(size, dtype=np.int64),
        age_band=np.zeros(size, dtype=np.int64),
        urgent=np.array([p.urgent for p in people], dtype=bool),
        identified=np.array([p.identified for p in people], dtype=bool),
        entry_stage=_ints(world.stages[p.stage].number for p in people),
        first_joined=_ints(unit * p.joined for p in people),
        exit_minute=_ints(exits),
        exit_cause=np.zeros(size, dtype=np.int64),
        at_start=np.array([p.joined < 0 for p in people], dtype=bool),
        attributes={"fact": np.array([p.fact for p in people], dtype=bool)},
    )


def _rota(world: World) -> Rota:
    openings = sorted(world.sessions, key=lambda opening: opening.start)
    plans = tuple(dict.fromkeys(o.plan for o in openings))
    lists = tuple(dict.fromkeys(o.serves for o in openings if o.serves is not None))
    start = world.unit * _ints(o.start for o in openings)
    length = world.unit * _ints(o.length for o in openings)
    nothing = np.zeros(len(openings), dtype=np.int64)
    return Rota(
        provider=_ints(o.provider for o in openings),
        kind=nothing + Kind.SERVERS,
        unit=nothing + 1,
        role=nothing,
        start=start,
        end=start + length,
        paid_minutes=length,
        lost=nothing,
        plan=_ints(plans.index(o.plan) for o in openings),
        serves=_ints(
            OWN_LIST if o.serves is None else lists.index(o.serves) for o in openings
        ),
        plans=plans,
        lists=lists,
    )
