"""The frame of a scenario and a board for measuring: the same for every replication."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES
from planner.inputs.cached import cached
from planner.inputs.features_used import stages_in_use
from planner.inputs.pathway import Stage
from planner.inputs.scanners import MOST_SITES, ScanSite
from planner.inputs.scenario import Scenario
from planner.inputs.sharing import listed_by_site
from planner.inputs.units import MINUTES_A_DAY, SESSION_MINUTES, SESSIONS_A_WEEK
from planner.outcomes.counts import Marks
from planner.outcomes.periods import Cells, Periods

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Made = TypeVar("Made")
MOST_NUMBERS = 1000
"""Declared numbers are smaller than this."""
MARK_DAYS = 90
NEVER = 2**62
WORKING_DAYS = 260
BANK_HOLIDAYS = 8


@dataclass(frozen=True)
class Frame:
    """Periods, lists and roles of one board in one scenario, as tables.

    A list is a stage that somebody serves; lists stand in the order of the pathway
    file, roles in the order of their first list.
    """

    scenario: Scenario
    board_id: str

    @cached_property
    def periods(self) -> Periods:
        """Weeks, quarters and years of the plan."""
        return Periods.of(self.scenario)

    @cached_property
    def cells(self) -> Cells:
        """Days between the edges of those periods."""
        return Cells(self.periods)

    @cached_property
    def provides(self) -> bool:
        """Whether the board runs a service: else it has residents only."""
        return self.board_id in self.scenario.providers

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """Stages with a waiting list that anybody can reach, in the file's order."""
        scenario = self.scenario
        served = scenario.pathway.served_stages() & stages_in_use(scenario)
        return tuple(name for name in scenario.pathway.stages if name in served)

    @cached_property
    def sites(self) -> dict[str, ScanSite]:
        """Sites that keep a list at some time of the plan, by number."""
        found: dict[str, ScanSite] = {}
        for _, here in self.scenario.periods:
            board = here.boards[self.board_id]
            found |= board.sites if board.lists_by_site else {}
        return dict(sorted(found.items(), key=lambda item: item[1].number))

    @cached_property
    def site_lists(self) -> tuple[tuple[str, str], ...]:
        """Stage and site of every list that a site keeps."""
        stages = listed_by_site(self.scenario.pathway)
        listed = [stage for stage in stages if stage in self.lists]
        return tuple((stage, site) for stage in listed for site in self.sites)

    @property
    def shape_by_age(self) -> tuple[int, int, int]:
        """Lists and sites' lists, ages, cells; no lists where nobody asks for ages."""
        ages, sites = len(self.marks.ages), len(self.site_lists)
        asked = ages > 1 or sites > 0
        return (len(self.lists) + sites) * asked, ages, len(self.cells)

    @cached_property
    def stages(self) -> list[Stage]:
        """Rules of each list's stage."""
        return [self.scenario.pathway.stages[name] for name in self.lists]

    @cached_property
    def slot_minutes(self) -> Ints:
        """Booked minutes of one appointment, by list."""
        return np.array([stage.slot_minutes for stage in self.stages], dtype=np.int64)

    @cached_property
    def with_target(self) -> Ints:
        """Lists with a waiting-time mark."""
        marked = [stage.target_days is not None for stage in self.stages]
        return np.flatnonzero(marked)

    @cached_property
    def target_days(self) -> Floats:
        """Waiting-time marks of those lists."""
        days = [self.stages[place].target_days for place in self.with_target.tolist()]
        return np.array(days, dtype=np.float64)

    @cached_property
    def stages_by_role(self) -> dict[str, tuple[str, ...]]:
        """Stages with a waiting list by the role whose work they are."""
        found: dict[str, tuple[str, ...]] = {}
        for name, stage in zip(self.lists, self.stages, strict=True):
            if stage.role is not None:
                found[stage.role] = (*found.get(stage.role, ()), name)
        return found

    @cached_property
    def binding_roles(self) -> tuple[str, ...]:
        """Roles that may bind: those with lists, and the scanner's operator."""
        return tuple(dict.fromkeys([*self.stages_by_role, "operator"]))

    @cached_property
    def residences(self) -> tuple[str, ...]:
        """Boards whose residents break bones in this scenario."""
        boards = self.scenario.boards.items()
        return tuple(n for n, board in boards if board.demand.fractures_a_year)

    @cached_property
    def roles(self) -> Ints:
        """Position in ROLES of each role that has lists."""
        return np.array([ROLES.index(r) for r in self.stages_by_role], dtype=np.int64)

    @cached_property
    def staffed(self) -> Ints:
        """Lists that are a role's work, role by role."""
        names = [name for names in self.stages_by_role.values() for name in names]
        return np.array([self.lists.index(name) for name in names], dtype=np.int64)

    @cached_property
    def role_of_staffed(self) -> Ints:
        """Position among the roles here, of each of those lists."""
        numbers = [len(names) for names in self.stages_by_role.values()]
        return np.repeat(np.arange(len(numbers)), numbers)

    @cached_property
    def role_of_shown(self) -> Ints:
        """The same of each of those lists, and then of each role."""
        return np.append(self.role_of_staffed, np.arange(len(self.roles)))

    @cached_property
    def wte_minutes(self) -> Floats:
        """Minutes open to patients that one WTE of each role yields a week."""
        found = [minutes_a_wte_week(self, role) for role in self.stages_by_role]
        return np.array(found, dtype=np.float64)

    @cached_property
    def week_minutes(self) -> Ints:
        """Minute at which each week begins."""
        return self.periods.weeks.edges[:-1] * MINUTES_A_DAY

    @cached_property
    def year_of_week(self) -> Floats:
        """Shape (weeks, years): 1 where a week lies in a year with all of its days.

        A week across the end of a year is nobody's, so that a year has the same weeks
        in a longer plan.
        """
        years, edges = self.periods.years, self.periods.weeks.edges
        place, last = years.position(edges[:-1]), years.position(edges[1:] - 1)
        place = np.where(place == last, place, -1)
        return np.asarray(place[:, None] == np.arange(len(years)), dtype=np.float64)

    @cached_property
    def marks(self) -> Marks:
        """Marks in minutes, and look-ups, as counting takes them."""
        place_of_stage = np.full(MOST_NUMBERS, -1, dtype=np.int64)
        target = np.full(len(self.lists), -1, dtype=np.int64)
        for place, stage in enumerate(self.stages):
            place_of_stage[stage.number] = place
            if stage.target_days is not None:
                target[place] = round(stage.target_days * MINUTES_A_DAY)
        days, warm = self.scenario.marks.cleared_wait_days, self.scenario.warm_up_days
        minutes = [round(age * MINUTES_A_DAY) for age in self.scenario.marks.ages]
        return Marks(
            cell_of_day=self.cells.of_day,
            cells=len(self.cells),
            year_of_cell=self.cells.periods_of(self.periods.years),
            years=len(self.periods.years),
            place_of_stage=place_of_stage,
            target=target,
            over=MARK_DAYS * MINUTES_A_DAY,
            late=round(days * MINUTES_A_DAY),
            # Without a warm-up those already waiting on day 0 count.
            warm=round(warm * MINUTES_A_DAY) if warm else -NEVER,
            ages=np.array([0, *minutes]),
            site=self._row_of_site(),
        )

    def _row_of_site(self) -> Ints:
        rows = np.full((len(self.lists), MOST_SITES + 2), -1, dtype=np.int64)
        for number, (stage, site) in enumerate(self.site_lists):
            rows[self.lists.index(stage), 1 + self.sites[site].number] = number
        return rows


def minutes_a_wte_week(frame: Frame, role: str) -> float:
    """Minutes open to patients that one WTE yields in a mean week; 0 where not staffed.

    For a scanner, of one operator who is there for 10 sessions of the diary a week.
    """
    scenario = frame.scenario
    terms = scenario.roles.get("operator" if role == "scanner" else role)
    if terms is None:
        return 0.0
    working = WORKING_DAYS - BANK_HOLIDAYS - terms.leave_days - terms.study_days
    present = max(0.0, working / WORKING_DAYS) * (1 - terms.sickness)
    full = SESSIONS_A_WEEK * SESSION_MINUTES * present * terms.share_for_patients
    if role != "scanner":
        return float(full)
    booked = [
        s.slots_a_session * s.slot_minutes / SESSION_MINUTES
        for s in scenario.boards[frame.board_id].scanners.values()
    ]
    return float(full * np.mean(booked)) if booked else 0.0


@cached
def frame_of(scenario: Scenario, board_id: str) -> Frame:
    """Frame of a scenario and a board, made once."""
    return Frame(scenario, board_id)


def once_a_frame(make: Callable[[Frame], Made]) -> Callable[[Frame], Made]:
    """The same function, which makes once what follows from a frame alone."""

    @cached
    def made(scenario: Scenario, board_id: str) -> Made:
        return make(frame_of(scenario, board_id))

    @wraps(make)
    def found(frame: Frame) -> Made:
        return made(frame.scenario, frame.board_id)

    return found


Dates = tuple[datetime.date | None, datetime.date | None]


def post_periods(frame: Frame) -> Iterator[tuple[float, float, Scenario]]:
    """First and last day of each stretch of the plan, and the scenario then."""
    phases = frame.scenario.periods
    lasts = [day - 1 for day, _ in phases[1:]] + [frame.scenario.plan_days - 1]
    for (first, here), last in zip(phases, lasts, strict=True):
        yield first, last, here


def days_in_force(
    scenario: Scenario, first: float, last: float, edges: npt.NDArray[np.int64]
) -> Floats:
    """Days of each period that lie between two days of the plan, the last included."""
    starts, ends = np.maximum(edges[:-1], first), np.minimum(edges[1:], last + 1)
    return np.asarray(np.maximum(0, ends - starts), dtype=float)


def held(frame: Frame, dates: Dates, first: float, last: float) -> tuple[float, float]:
    """First and last day of a stretch on which something with these dates is there."""
    start = frame.scenario.plan_start
    if dates[0]:
        first = max(first, (dates[0] - start).days)
    if dates[1]:
        last = min(last, (dates[1] - start).days)
    return first, last
