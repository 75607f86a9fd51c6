"""Whole small worlds as plain data: people, sessions, stages and activities.

Every time is in units of minutes from the plan's start. A world prints as the Python
that makes it, so that one found by chance can be copied into a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from planner.capacity.rota import OWN_LIST, Rota, SessionKind
from planner.demand.cohort import FAR, Cohort
from planner.pathway.mutual_aid import AidTable
from planner.pathway.network import Tables, prepare_tables
from tests.pathway.flows import DAY, plan
from tests.pathway.parts import Help, Human, Place, Way, Work, World


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
        period_starts=starts,
        horizon=horizon,
        aid=tuple(_aid(world, way) for way in world.help if not way.by_site),
        sites=tuple(_aid(world, way) for way in world.help if way.by_site),
        dna_class=_ints(p.dna_class for p in _by_joining(world))[tables.person_of],
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
    late, long, since = way.not_before, way.later_than, way.late_after
    return {
        "to": way.to,
        "share": way.share,
        "when": dict(way.when),
        "delay": _one_of(way.delay, unit / DAY),
        "not_before_days": None if late is None else unit * late / DAY,
        "visits": way.visits,
        "later_than_days": None if long is None else unit * long / DAY,
        "late_after_days": None if since is None else unit * since / DAY,
        "beside": way.beside,
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
            "when": dict(work.when),
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
        seed=np.array([p.seed for p in people], dtype=np.uint64),
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
        kind=nothing + SessionKind.SERVERS,
        unit=nothing + 1,
        role=nothing,
        start=start,
        end=start + length,
        paid_minutes=length,
        overrun=_ints([0] * len(length)),
        lost=nothing,
        plan=_ints(plans.index(o.plan) for o in openings),
        serves=_ints(
            OWN_LIST if o.serves is None else lists.index(o.serves) for o in openings
        ),
        plans=plans,
        lists=lists,
    )
