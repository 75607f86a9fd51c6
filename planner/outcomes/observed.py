"""One replication as somebody looks at it who knows no minutes and no numbers.

Visits carry times in a unit of the reader's choice, stages and servers their names; who
is on a list, how long and how old it is, how long servers are busy or held beyond their
time, is read off the tables of visits and sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.demand.cohort import FAR, OUTSIDE, Cohort, mask_of
from planner.inputs.conditions import Condition
from planner.inputs.small_world.layout import LaidOut
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.benefits.measure import measure_benefits
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.queues import off_list
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits

Floats = npt.NDArray[np.float64]
TimedVisits = Mapping[str, Any]
"""Columns of visits, by name."""
MOST_NUMBERS = 1000
"""Declared numbers are smaller than this."""
NOBODY = ("", False)
LATER = 2.5
"""Minutes after a moment by which everything that happens at it has happened."""
STATES = {
    "list": ("joined", "off"), "present": ("joined", "gone"),
    "busy": ("started", "gone"),
}  # fmt: skip
"""States that people are counted in, from and until which time."""


class Whose(Protocol):
    """People and stages that are looked at; empty for all."""

    @property
    def stage(self) -> str:
        """Name of the stage."""

    @property
    def classes(self) -> str:
        """Name of the class."""

    @property
    def site(self) -> str:
        """Board that the people come to."""

    @property
    def who(self) -> Mapping[str, Condition]:
        """Features of the people."""


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Tables of one replication, read in the words of its world."""

    world: LaidOut
    cohort: Cohort
    rota: Rota
    visits: Visits
    replication: int = 0
    sorted: dict[Any, Floats] = field(default_factory=dict)
    """Times in order, by whose they are; several measures look at the same."""

    def time(self, minutes: Any) -> Floats:
        """Minutes as times of the case."""
        return np.asarray((minutes - self.world.origin) / self.world.scale)

    @cached_property
    def came(self) -> Any:
        """Minute at which each person was to come: some who tie come earlier."""
        world, came = self.world, self.cohort.first_joined
        if not len(world.minutes):
            return came
        stated = np.array([person.time for person in world.arriving])
        exact = world.origin + np.rint(stated * world.scale).astype(np.int64)
        before = np.array([person.on_list for person in world.arriving])
        exact = np.where(before, np.minimum(exact, world.minutes), exact)
        place = np.searchsorted(world.minutes, came).clip(max=len(exact) - 1)
        return np.where(world.minutes[place] == came, exact[place], came)

    @cached_property
    def timed(self) -> Mapping[str, Any]:
        """Columns of all visits, in the case's unit; infinite: did not happen."""
        v, came = self.visits, self.came[self.visits.patient]
        entry = v.first_joined == self.cohort.first_joined[v.patient]
        minutes = {
            "first": np.where(entry, came, v.first_joined),
            "joined": np.where(entry & (v.joined == v.first_joined), came, v.joined),
            "started": np.where(v.started < 0, FAR, v.started),
            "finished": np.where((v.finished < 0) | (v.started < 0), FAR, v.finished),
            "held": np.where(v.held_until < 0, FAR, v.held_until),
            "off": off_list(v),
        }
        found = {}
        for name, values in minutes.items():
            times = np.where(values >= FAR, np.inf, self.time(values))
            found[name] = np.where(times > self.world.end + 1e-9, np.inf, times)
        begun = np.isfinite(found["started"])
        return {
            **found,
            "gone": np.where(begun, found["finished"], found["off"]),
            "seen": begun & (v.outcome != Outcome.DNA),
            "missed": begun & (v.outcome == Outcome.DNA),
            "left": ~begun & np.isfinite(found["off"]),
            "patient": v.patient,
            "attempt": v.attempt,
            "session": v.session,
        }

    def of(self, whose: Whose) -> Mapping[str, Any]:
        """Visits of the people and at the stages that are looked at."""
        rows = self.rows(whose)
        return {name: values[rows] for name, values in self.timed.items()}

    def rows(self, whose: Whose) -> Any:
        """Which visits those are."""
        visits, last = self.visits, int(self.visits.stage.max(initial=0))
        names = [self.world.stages.get(number) for number in range(last + 1)]
        fits = [
            name is not None
            and whose.stage in ("", name[0])
            and whose.classes in ("", name[1])
            for name in names
        ]
        if all(fits[1:]) and not (whose.who or whose.site):
            return slice(None)
        rows = np.array(fits, dtype=bool)[visits.stage]
        if whose.who:
            rows &= mask_of(self.cohort, whose.who)[visits.patient]
        if whose.site:
            number = self.world.scenario.boards[whose.site].number
            rows &= self.cohort.provider[visits.patient] == number
        return rows

    @cached_property
    def openings(self) -> Mapping[str, Any]:
        """Sessions of the rota: start, end, whose, and whether they are places."""
        keys = self.rota.provider * MOST_NUMBERS + self.rota.unit
        owners = np.zeros(int(keys.max(initial=0)) + 1, dtype=np.int64)
        listed = [NOBODY, *self.world.servers.values()]
        for place, (board, number) in enumerate(self.world.servers, 1):
            owners[board * MOST_NUMBERS + number] = place
        return {
            "start": self.time(self.rota.start),
            "end": self.time(self.rota.end),
            "name": np.array([name for name, _ in listed])[owners[keys]],
            "places": np.array([places for _, places in listed])[owners[keys]],
        }

    @cached_property
    def results(self) -> MeasureTable:
        """Every measure of the results table, of each board and of all together."""
        return self._measured(measure)

    @cached_property
    def benefits(self) -> MeasureTable:
        """Every benefit, of each board and of all together."""
        return self._measured(measure_benefits)

    def _measured(self, by: Callable[[Record], MeasureTable]) -> MeasureTable:
        scenario, boards = self.world.scenario, self.world.boards
        whole = Record(
            scenario=scenario,
            board_id=boards[0],
            cohort=self.cohort,
            rota=self.rota,
            visits=self.visits,
            replication=self.replication,
        )
        many = len(scenario.boards) > 1
        parts = [
            by(whole.part_of(board) if many else whole)
            for board in boards
            if board in scenario.providers
        ]
        return MeasureTable.total(parts).with_total()

    def ways(self, whose: Whose) -> dict[str, Any]:
        """Visits put together: a row a visit, or a whole way over several stages."""
        timed, names = self.of(whose), {name for name, _ in self.world.stages.values()}
        person, whole = timed["patient"], not whose.stage and len(names) > 1
        new = np.diff(person, prepend=-1) != 0 if whole else timed["attempt"] == 1
        heads = np.flatnonzero(new)
        tails = np.append(heads[1:], len(person))[: len(heads)] - 1
        waits = np.where(timed["seen"], timed["started"] - timed["first"], 0.0)
        total = np.concatenate([[0.0], np.cumsum(waits)])
        way = {name: values[tails] for name, values in timed.items()}
        way["first"], way["joined"] = timed["first"][heads], timed["joined"][heads]
        way["wait"] = total[tails + 1] - total[heads]
        if whole:
            way["started"] = timed["started"][heads]
        return way

    def id_of(self, patient: int) -> int | str:
        """Somebody's id; who has none goes by number, in order of coming."""
        minutes, came = self.world.minutes, self.cohort.first_joined[patient]
        place = int(np.searchsorted(minutes, came))
        listed = place < len(minutes) and minutes[place] == came
        own = self.world.arriving[place].id if listed else None
        return int(patient) + 1 if own is None else own

    def numbers(
        self, whose: Whose, state: str, moments: Floats, before: bool
    ) -> Floats:
        """People in a state at each moment, before or after what happens at it."""
        key = whose.stage, whose.classes, whose.site, repr(whose.who), state
        if key not in self.sorted:
            timed = self.of(whose)
            first, last = (timed[name] for name in STATES[state])
            some = first < last
            self.sorted[key] = np.sort([first[some], last[some]])
        joined, gone = self.sorted[key]
        side: Any = "left" if before else "right"
        moments = moments if before else moments + LATER / self.world.scale
        number = joined.searchsorted(moments, side) - gone.searchsorted(moments, side)
        return np.asarray(number, dtype=float)

    def time_in(self, whose: Whose, state: str, start: float, until: float) -> float:
        """Time that people spend in a state between two moments, added up."""
        timed = self.of(whose)
        first, last = (timed[name] for name in STATES[state])
        inside = np.minimum(last, until) - np.maximum(first, start)
        return float(np.maximum(inside[first < last], 0).sum())

    def ages(self, whose: Whose, moment: float, before: bool) -> Floats:
        """Times that those on the list at a moment have waited."""
        timed = self.of(whose)
        now = moment if before else moment + LATER / self.world.scale
        waits = (timed["joined"] <= now) & (timed["off"] > now)
        if before:
            waits = (timed["joined"] < now) & (timed["off"] >= now)
        return np.asarray(moment - timed["first"][waits])

    def without(self, whose: Whose, at: float, count: int, oldest: bool) -> Cohort:
        """The people, so many of whom are taken off their list at a time."""
        timed = self.of(whose)
        waits = np.flatnonzero((timed["joined"] <= at) & (timed["off"] >= at))
        order = np.lexsort((timed["patient"][waits], timed["first"][waits]))
        chosen = order[:count] if oldest else order[::-1][:count]
        exits = self.cohort.exit_minute.copy()
        minute = self.world.origin + round(at * self.world.scale)
        exits[timed["patient"][waits[chosen]]] = max(minute, 1)
        return replace(self.cohort, exit_minute=exits)

    def held(self, servers: str) -> tuple[Any, TimedVisits]:
        """Which sessions are those of the servers named, and the visits in them."""
        mine = np.ones(len(self.rota), dtype=bool)
        if servers:
            mine = self.openings["name"] == servers
        timed = self.timed
        held = (timed["session"] >= 0) & np.isfinite(timed["started"])
        held &= mine[timed["session"]] if len(mine) else False
        return mine, {name: values[held] for name, values in timed.items()}

    def use(self, servers: str, start: float, until: float) -> tuple[float, float]:
        """Busy and open time of servers, without what runs over their sessions."""
        (mine, timed), openings = self.held(servers), self.openings
        closes = openings["end"][timed["session"]]
        ends = np.minimum(np.minimum(timed["held"], closes), until)
        busy = np.maximum(ends - np.maximum(timed["started"], start), 0).sum()
        open_for = np.minimum(openings["end"], until)
        open_for = open_for - np.maximum(openings["start"], start)
        return float(busy), float(np.maximum(open_for[mine], 0).sum())

    def overtime(self, servers: str) -> tuple[Any, Floats]:
        """Sessions that ended, and how long beyond its end each held somebody."""
        mine, timed = self.held(servers)
        over, ends = np.zeros(len(mine)), self.openings["end"]
        held = np.where(np.isfinite(timed["held"]), timed["held"], 0.0)
        np.maximum.at(over, timed["session"], held - ends[timed["session"]])
        return mine & (ends <= self.world.end), over

    def lost_people(self) -> int:
        """People who came less those who are waiting, seen, gone or in between."""
        horizon = self.world.scenario.horizon_days * MINUTES_A_DAY
        comes = self.cohort.identified & (self.cohort.provider != OUTSIDE)
        came = np.count_nonzero(comes & (self.cohort.first_joined < horizon))
        return int(came - len(np.unique(self.visits.rows["patient"])))
