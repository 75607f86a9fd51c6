"""What happened in a made-up world, in words: so that a generator can be judged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.capacity.rota import OWN_LIST
from planner.demand.cohort import OUTSIDE
from planner.pathway.network import Tables
from planner.pathway.visits import Outcome, Visits
from tests.pathway.parts import World


def happenings(world: World, tables: Tables, visits: Visits) -> dict[str, bool]:
    """Whether the world has each thing, or whether each thing happened in it."""
    parts = (
        _of_the_people(tables),
        _of_the_rota(tables),
        _of_the_pathway(world),
        _of_visits(tables, visits),
        _of_missing(world, tables, visits),
        _of_leaving(tables, visits),
        _of_sessions(tables, visits),
    )
    return {name: bool(found) for part in parts for name, found in part}


def _of_the_people(tables: Tables) -> Iterator[tuple[str, bool]]:
    cohort = tables.cohort
    joined = cohort.first_joined
    yield "nobody", not len(cohort)
    yield "joins in one minute", len(np.unique(joined)) < len(joined)
    yield "waits when the plan starts", (joined < 0).any()
    yield "treated outside", bool((cohort.provider == OUTSIDE).any())
    yield "not identified", not cohort.identified.all()
    yield "exit before arrival", bool((cohort.exit_minute < joined).any())
    yield "exit at the minute of arrival", bool((cohort.exit_minute == joined).any())
    yield "several lists with people", len(np.unique(cohort.provider)) > 1


def _of_the_rota(tables: Tables) -> Iterator[tuple[str, bool]]:
    rota, horizon = tables.rota, tables.horizon
    several = [len(numbers) for numbers in rota.lists]
    yield "no session", not (rota.end > rota.start).any()
    yield "lost session", bool((rota.end == rota.start).any())
    yield "session beyond the horizon", bool((rota.end > horizon).any())
    yield "sessions start together", len(np.unique(rota.start)) < len(rota)
    yield "session of several lists", any(size > 1 for size in several)
    yield "session of no list", 0 in several
    yield "session of its own list", bool((rota.serves == OWN_LIST).any())
    yield "list of two sessions", len(np.unique(rota.provider)) < len(rota)
    yield "session without activities", () in rota.plans


def _of_the_pathway(world: World) -> Iterator[tuple[str, bool]]:
    work, places = world.activities.values(), world.stages.values()
    shared = [name for one in work for name in one.stages]
    slots = [{world.stages[name].slot for name in one.stages} for one in work]
    steps = [way for place in places for way in place.ways]
    yield "activity of several stages", any(len(one.stages) > 1 for one in work)
    yield "mixed slots", any(len(found) > 1 for found in slots)
    yield "stage of several activities", len(set(shared)) < len(shared)
    for name in ("source", "urgent", "waited", "window"):
        yield f"route by {name}", any(getattr(one, name) is not None for one in work)
    yield "route by sites", any(one.sites for one in work)
    yield "route by attribute", any(one.when for one in work)
    yield "opens later than its session", any(one.open_after for one in work)
    yield "urgent first", any(one.urgent_first for one in work)
    for name in ("first come", "longest wait", "breach", "last come"):
        yield name, any(one.discipline == name for one in work)
    for name in ("duration", "slot", "larger"):
        yield f"holds the {name}", any(place.hold == name for place in places)
    yield "stretches of chances", len(world.stretches) > 1
    yield "share at random", any(way.share < 1 for way in steps)
    yield "beside the others", any(way.beside for way in steps)
    yield "on the first visits", any(way.visits is not None for way in steps)
    yield "when completed late", any(way.later_than is not None for way in steps)
    yield "late since the fracture", any(way.late_after is not None for way in steps)
    yield "not before a date", any(way.not_before is not None for way in steps)
    yield "notice", any(place.notice or place.urgent_notice for place in places)


def _of_visits(tables: Tables, visits: Visits) -> Iterator[tuple[str, bool]]:
    unserved = [stage.number for stage in tables.stages.values() if not stage.served]
    delays = np.isin(visits.stage, unserved)
    took = visits.finished - visits.started
    over = visits.outcome == Outcome.SEEN
    open_ = visits.outcome == Outcome.OPEN
    yield "delay of no time", bool((delays & over & (took == 0)).any())
    yield "delay beyond the horizon", bool((delays & open_).any())
    yield "stage again", bool((visits.visit > 1).any())
    yield (
        "another draw",
        any(
            len(tables.stages[number].durations) > 1
            for number in visits.stage[visits.visit > 1].tolist()
        ),
    )
    yield "waits at the horizon", bool((open_ & (visits.started < 0) & ~delays).any())
    yield "service cut by the horizon", bool((open_ & (visits.started >= 0)).any())
    yield "seen", bool((over & ~delays).any())
    yield "companion sent", bool((visits.patient >= tables.people).any())
    yield (
        "companion seen",
        bool((over & ~delays & (visits.patient >= tables.people)).any()),
    )
    own = tables.cohort.provider[visits.patient]
    yield "joined another's list", bool((visits.list != own).any())
    yield "seen on another's list", bool((over & ~delays & (visits.list != own)).any())
    yield "waited, then seen", bool((visits.started > visits.joined).any())
    yield (
        "joins and starts at once",
        bool((~delays & (visits.started == visits.joined)).any()),
    )


def _of_missing(
    world: World, tables: Tables, visits: Visits
) -> Iterator[tuple[str, bool]]:
    missed = visits.outcome == Outcome.DNA
    again = missed & (visits.attempt > 1)
    most = np.array([tables.stages[n].dna_maximum for n in visits.stage.tolist()])
    yield "missed", bool(missed.any())
    yield "missed twice", bool(again.any())
    yield "discharged after the last", bool((missed & (visits.attempt == most)).any())
    yield "missed without limit", bool((missed & (most > 1000)).any())
    yield "back-filled", bool((missed & (visits.held_until == visits.started)).any())
    holds = {p.number for p in world.stages.values() if p.dna_hold == "duration"}
    by_duration = missed & np.isin(visits.stage, list(holds))
    yield "missed, holds the duration", bool(by_duration.any())
    yield "missed slot beyond the horizon", bool((missed & (visits.finished < 0)).any())
    yield "comes again", bool((visits.attempt > 1).any())


def _of_leaving(tables: Tables, visits: Visits) -> Iterator[tuple[str, bool]]:
    unserved = [stage.number for stage in tables.stages.values() if not stage.served]
    delays = np.isin(visits.stage, unserved)
    left = visits.outcome == Outcome.LEFT
    leaves = tables.cohort.exit_minute[visits.patient]
    serving = (visits.started >= 0) & ~delays
    inside = serving & (visits.started < leaves) & (leaves < visits.finished)
    yield "left the list", bool((left & ~delays).any())
    yield "left a delay", bool((left & delays).any())
    yield "exit in service", bool((inside & (visits.outcome == Outcome.SEEN)).any())
    yield "exit at completion", bool((serving & (leaves == visits.finished)).any())
    starts = np.isin(leaves, tables.rota.start) & left
    yield "exit as a session starts", bool(starts.any())
    last = np.ones(len(visits), dtype=bool)
    last[:-1] = visits.patient[1:] != visits.patient[:-1]
    between = last & (visits.outcome == Outcome.DNA) & (leaves > visits.finished)
    yield "exit before coming again", bool((between & (leaves < 2**60)).any())


def _of_sessions(tables: Tables, visits: Visits) -> Iterator[tuple[str, bool]]:
    taken = visits.take(visits.session >= 0)
    rota = tables.rota
    ends, session = rota.end[taken.session], taken.session
    slot = np.array([tables.stages[n].slot for n in taken.stage.tolist()], dtype=int)
    yield "overrun", bool((taken.held_until > ends).any())
    yield "last minute for a start", bool((taken.started + slot == ends).any())
    yield "free before the person is", bool((taken.held_until < taken.finished).any())
    lists = {s: set(taken.list[session == s].tolist()) for s in set(session.tolist())}
    yield "session took from two lists", any(len(who) > 1 for who in lists.values())
    own = rota.provider[session]
    yield "session took from another's list", bool((taken.list != own).any())
    stages = {s: set(taken.stage[session == s].tolist()) for s in lists}
    yield "session took from two stages", any(len(n) > 1 for n in stages.values())
    together = len(np.unique(taken.started)) < len(taken)
    yield "starts in one minute", together
