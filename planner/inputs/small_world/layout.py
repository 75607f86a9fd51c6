"""A small world as an ordinary scenario: its times in whole minutes, all numbered."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario
from planner.inputs.small_world.people import (
    Arriving,
    arriving_of,
    random_arrivals,
    turns_of,
)
from planner.inputs.small_world.shapes import scaled
from planner.inputs.small_world.stages import Kind, Stages
from planner.inputs.small_world.tables import (
    CaseArrivals,
    CaseServers,
    Piece,
    SmallWorld,
)
from planner.inputs.small_world.times import openings_of, scale_of, spells_of
from planner.inputs.units import MINUTES_A_DAY, years_after
from planner.locale import _

TIME_ZERO = datetime.date(2024, 1, 1)
"""Day of time 0, a Monday, so that years of results are calendar years."""
EARLIEST = 2000


@dataclass
class LaidOut:
    """A scenario, and how its numbers are read back in the words of its world."""

    scenario: Scenario
    boards: tuple[str, ...]
    scale: float
    """Minutes to one unit of time."""
    origin: int = 0
    """Minute that is time 0."""
    end: float = np.inf
    stages: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Stage and class by declared number; none where people are only sent on."""
    servers: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)
    """Name by board and declared number, and whether they are places."""
    arriving: Sequence[Arriving] = ()
    minutes: npt.NDArray[np.int64] = field(
        default_factory=lambda: np.zeros(0, np.int64)
    )
    """Minute at which each of them comes."""


def lay_out(
    world: SmallWorld, end: float, clock: float | None = None, name: str = "world"
) -> LaidOut:
    """The scenario of a small world up to a time.

    Parameters
    ----------
    clock : minutes to one unit of time; None: as fine as the world needs

    Raises
    ------
    ScenarioError: what the planner's inputs do not allow
    """
    if not world.stages:
        hint = _("add [stages.service], or name a scenario under [base]")
        raise ScenarioError(Problem(name, _("a world has a stage"), "stages", "", hint))
    return _Layout(world, end, clock, name).build()


class _Layout:
    """Boards of a scenario, gathered; declared numbers follow the order of adding."""

    def __init__(
        self, world: SmallWorld, end: float, clock: float | None, name: str
    ) -> None:
        self.world, self.end, self.name = world, end, name
        self.arriving = arriving_of(world, end)
        first = min([0.0, *(person.time for person in self.arriving)])
        self.scale = scale_of(world, end - first, clock)
        self.origin = 0
        self.minutes = self._minutes()
        earliest = min(self.minutes[:1], default=0)
        self.start = _start(max(0, -(int(earliest) // MINUTES_A_DAY)))
        self.origin = (TIME_ZERO - self.start).days * MINUTES_A_DAY
        self.minutes += self.origin
        self.stages = Stages(world, self.scale, name)
        self.boards: dict[str, dict[str, dict[str, Any]]] = {}
        self.owners: dict[tuple[int, int], tuple[str, bool]] = {}

    def build(self) -> LaidOut:
        """Everything laid out and validated."""
        world = self.world
        self._add_stated()
        for name, arrivals in random_arrivals(world).items():
            self._add_random(name, arrivals)
        for name, servers in world.servers.items():
            self._add_servers(name, servers, places=False)
        for name, sessions in world.sessions.items():
            self._add_servers(name, sessions, places=True)
        # A stage that nobody serves is a list all the same.
        self.stages.plan(CaseServers())
        names = self.stages.names.items()
        return LaidOut(
            self._scenario(),
            tuple(self.boards),
            self.scale,
            self.origin,
            self.end,
            {number: (stage, kind.name) for number, (stage, kind) in names},
            self.owners,
            self.arriving,
            self.minutes,
        )

    def _minute(self, time: float) -> int:
        return self.origin + round(time * self.scale)

    def _add(self, site: str, what: str, **rules: Any) -> int:
        tables = self.boards.setdefault(site, {"arrivals": {}, "servers": {}})
        number = len(tables[what]) + 1
        tables[what][f"{what}-{number}"] = {"number": number, **rules}
        return number

    def _minutes(self) -> npt.NDArray[np.int64]:
        """When listed people come; of those who tie, who stands first comes earlier."""
        minutes = np.array(
            [self._minute(c.time) for c in self.arriving], dtype=np.int64
        )
        for place in range(len(minutes) - 2, -1, -1):
            minutes[place] = min(minutes[place], minutes[place + 1] - 1)
        return minutes

    def _add_stated(self) -> None:
        groups: dict[tuple[str, str, Any], list[int]] = defaultdict(list)
        turns = turns_of(self.world, self.arriving)
        for person, ways, minute in zip(
            self.arriving, turns, self.minutes.tolist(), strict=True
        ):
            kind = Kind("", person.service, ways)
            enters = self.stages.way_in(person.classes, person.enters, kind)
            patience = person.patience or self._patience(person.classes)
            groups[person.site, enters, patience].append(minute)
        for (site, enters, patience), listed in groups.items():
            waits = {"patience": scaled(patience, self.scale)} if patience else {}
            rules = {"kind": "listed", "minutes": listed, "enters": enters, **waits}
            self._add(site, "arrivals", **rules)

    def _patience(self, whose: Any) -> Any:
        return self.stages.class_of(whose).patience if isinstance(whose, str) else None

    def _add_random(self, name: str, arrivals: CaseArrivals) -> None:
        whose = arrivals.classes
        if isinstance(whose, tuple):
            rule = _("who comes at random takes no turns")
            hint = _("write shares of classes")
            key = f"arrivals.{name}.class"
            raise ScenarioError(Problem(self.name, rule, key, str([*whose]), hint))
        patience = arrivals.patience or self._patience(whose)
        rules: dict[str, Any] = {
            "enters": self.stages.way_in(whose, arrivals.enters, Kind())
        }
        if isinstance(arrivals.batch, dict):
            rules |= {"kind": "batch", "batch_mean": arrivals.batch["mean"]}
        elif arrivals.batch > 1:
            rules |= {"kind": "batch", "batch_size": arrivals.batch}
        if patience:
            rules["patience"] = scaled(patience, self.scale)
        for piece in arrivals.pieces:
            if piece.rate:
                self._add(arrivals.site, "arrivals", **rules, **self._times(piece))

    def _times(self, piece: Piece) -> dict[str, Any]:
        """When and how fast people come at random, in the planner's words."""
        first = self._minute(piece.start)
        times: dict[str, Any] = {"first_minute": first}
        times["people_a_day"] = piece.rate / self.scale * MINUTES_A_DAY
        if piece.until is not None:
            times["length_minutes"] = self._minute(piece.until) - first
        if piece.every is not None:
            times["every_minutes"] = round(piece.every * self.scale)
        return times

    def _add_servers(self, name: str, each: CaseServers, *, places: bool) -> None:
        """One entry for all openings that are as long and as many."""
        plan = self.stages.plan(each)
        groups: dict[tuple[int | None, int], list[int]] = defaultdict(list)
        for moment, number in openings_of(each, self.end).items() if places else ():
            groups[1, number].append(self._minute(moment))
        for (start, end), number in (
            spells_of(each, self.end).items() if not places else ()
        ):
            first = self._minute(start)
            groups[None if end is None else self._minute(end) - first, number].append(
                first
            )
        for (length, number), minutes in groups.items():
            if number and plan:
                when = {"minutes": minutes} if length else {"first_minute": minutes[0]}
                rules = {"count": number, "activities": plan, "role": "nurse", **when}
                entry = self._add(each.site, "servers", length_minutes=length, **rules)
                owner = [*self.boards].index(each.site) + 1, entry
                self.owners[owner] = (name, places)

    def _scenario(self) -> Scenario:
        """The scenario, long enough for everything; the case's own keys laid over."""
        boards = {
            site: {"number": number, "name": site, **tables}
            for number, (site, tables) in enumerate(self.boards.items(), 1)
        }
        stages, activities = self.stages.rules, self.stages.activities
        everything = [name for name, rule in stages.items() if "role" in rule]
        pools = {
            name: {"number": number, "boards": sites, "stages": everything}
            for number, (name, sites) in enumerate(self.world.pools.items(), 1)
        }
        tree = {
            "name": self.name, "plan_start": self.start, "run_on_days": 0,
            "years": _years(self.start, self._minute(self.end) // MINUTES_A_DAY + 1),
            "calendar": "none", "boards": boards, "pools": pools,
            "pathway": {"entry": {"fls": next(iter(stages))}, "stages": stages,
                        "activities": activities, "roles": {"nurse": [*activities]}},
        }  # fmt: skip
        try:
            return Scenario.model_validate(_laid_over(tree, self.world.scenario))
        except ValidationError as error:
            raise ScenarioError(problems_from(error, self.name, {}, Scenario)) from None


def _laid_over(tree: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    for key, value in own.items():
        inside = tree.get(key)
        if isinstance(value, dict) and isinstance(inside, dict):
            value = _laid_over(inside, value)
        tree[key] = value
    return tree


def _start(days: int) -> datetime.date:
    """First of January that lies at least so many days before time 0."""
    for year in range(TIME_ZERO.year, EARLIEST - 1, -1):
        start = datetime.date(year, 1, 1)
        if (TIME_ZERO - start).days >= days:
            return start
    hint = _("give the times in a larger unit, or a smaller clock under [window]")
    rule = _("people come so long before time 0 that no plan holds it")
    raise ScenarioError(Problem("case", rule, "lists", hint=hint))


def _years(start: datetime.date, days: int) -> float:
    """Years of a plan that lasts exactly so many days, at least a week."""
    days = max(days, 7)
    whole = int(days / 366)
    while (part := days - (years_after(start, whole) - start).days) >= 365:
        whole += 1
    return whole + max(part, 0) / 365
