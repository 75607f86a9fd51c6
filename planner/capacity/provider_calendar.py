"""One provider over the plan: its calendar, and what is in force on which half days."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar, whole_years
from planner.inputs.boards import Board
from planner.inputs.posts import Post
from planner.inputs.scenario import Scenario

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Dates = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True)
class ProviderCalendar:
    """Shared preparation of one provider's rota."""

    scenario: Scenario
    board_id: str

    @property
    def board(self) -> Board:
        """The provider as it stands at the plan's start."""
        return self.scenario.boards[self.board_id]

    @cached_property
    def calendar(self) -> Calendar:
        """Whole years that cover the plan and its run-on."""
        plan = self.scenario
        return whole_years(plan.plan_start, plan.horizon_days, plan.calendar)

    def periods(self) -> Iterator[tuple[int, int, Scenario]]:
        """First day of each period of the plan, the day after it, what holds then."""
        periods = self.scenario.periods
        lasts = [day for day, _ in periods[1:]] + [self.calendar.days]
        for (first, here), last in zip(periods, lasts, strict=True):
            yield first, last, here

    def boards_by_period(self) -> Iterator[tuple[int, int, Board]]:
        """First day of each period of the plan, the day after it, the board then."""
        for first, last, here in self.periods():
            yield first, last, here.boards[self.board_id]

    def within(self, days: Ints, dates: Dates) -> Bools:
        """Whether each day lies between two dates, both included."""
        start = self.calendar.day_of(dates[0], 0)
        end = self.calendar.day_of(dates[1], self.calendar.days)
        return (days >= start) & (days <= end)

    def spans(self, days: Ints) -> list[tuple[int, int]]:
        """Half days of days in order: first, and one after, of each unbroken run."""
        breaks = np.flatnonzero(np.diff(days) > 1) + 1
        runs = [run for run in np.split(days, breaks) if len(run)]
        at = self.calendar.half_day_at
        return [(at(int(run[0])), at(int(run[-1]) + 1)) for run in runs]

    def half_days(self, first: int, last: int, dates: Dates) -> tuple[int, int]:
        """Half days of a stretch that lie within two dates: first, and one after."""
        start = self.calendar.day_of(dates[0], 0)
        end = self.calendar.day_of(dates[1], self.calendar.days)
        opens, closes = max(first, start), max(first, start, min(last, end + 1))
        return self.calendar.half_day_at(opens), self.calendar.half_day_at(closes)

    def within_plan(self, spans: list[tuple[int, int]]) -> Ints:
        """The same stretches as far as they lie before the end of the simulation."""
        end = self.calendar.half_day_at(self.scenario.horizon_days)
        return np.minimum(np.array(spans, dtype=np.int64).reshape(-1, 2), end)


def all_posts(site: ProviderCalendar) -> dict[str, Post]:
    """Every post that exists at some time of the plan, by id."""
    posts: dict[str, Post] = {}
    for _, _, board in site.boards_by_period():
        posts = {**board.posts, **posts}
    return posts
