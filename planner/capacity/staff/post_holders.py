"""Holders of each part of a changing post, from which day to which.

Whether the holder of a position leaves at the end of a month is drawn for every month
of the plan, filled or not, so that an option which fills a part moves no other random
number.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.staff.changing_posts import (
    ChangingPost,
    PostPart,
    PostPeriod,
    holds,
)
from planner.numerics.random_numbers import Purpose, Seeds, uniforms

Floats = npt.NDArray[np.float64]
ALWAYS = -(10**9)
"""Day of arrival of somebody who has long been there."""
NEVER = 10**9
MONTHS_A_YEAR = 12


class Tenure(NamedTuple):
    """Somebody in a part of a post, from one day up to another."""

    first: int
    last: int
    """The day after the last one."""
    arrived: int
    """First day in the post, which may lie before the plan; ALWAYS: no newcomer."""


def leaving_draws(changing: ChangingPost, seeds: Seeds) -> Floats:
    """Random numbers that decide whether the holder of each position leaves, by month.

    Shape (positions, months).
    """
    months = np.arange(len(changing.month_ends))
    return uniforms(seeds[:, None], int(Purpose.TURNOVER), months)


def tenures_of(changing: ChangingPost, draw: Floats | None) -> list[list[Tenure]]:
    """Tenures in each part in order of time."""
    return [
        _PartHistory(
            changing, part, None if draw is None else draw[part.position]
        ).tenures()
        for part in changing.parts
    ]


class _PartHistory:
    """One part as time goes by."""

    def __init__(
        self, changing: ChangingPost, part: PostPart, draw: Floats | None
    ) -> None:
        self.changing, self.part, self.draw = changing, part, draw
        self.found: list[Tenure] = []
        self.arrived: int | None = None
        self.vacant = 0
        self.hiring_since: int | None = None
        self.never_held = False

    def tenures(self) -> list[Tenure]:
        """Tenures in order of time."""
        there = filled = False
        for period in self.changing.periods:
            was_there, was_filled = there, filled
            there = holds(period.post.wte, self.part)
            filled = holds(period.post.filled, self.part)
            if period.months_to_hire is None or not there:
                self.hiring_since = None
            elif self.hiring_since is None:
                self.hiring_since = period.first
            if not there:
                self.arrived = None
            elif not was_there or filled != was_filled:
                self._begin(period, filled, new=not was_there)
            if there:
                self._pass_through(period)
        return self.found

    def _begin(self, period: PostPeriod, filled: bool, new: bool) -> None:
        """Put somebody in or out because a dated number says so."""
        if filled:
            self.arrived = ALWAYS if self.arrived is None else self.arrived
        elif new or self.arrived == ALWAYS:
            self.arrived, self.vacant, self.never_held = None, period.first, new

    def _pass_through(self, period: PostPeriod) -> None:
        """Let people leave and others come until the period is over."""
        leaving = self._leaving(period)
        day = period.first
        while day < period.last:
            if self.arrived is None:
                comes = self._arrival(period)
                if comes >= period.last:
                    return
                self.arrived = comes if day == 0 else max(comes, day)
                day = max(day, comes)
            leaves = self._next_leave(day, leaving)
            self._holds_from(day, min(leaves, period.last))
            day = min(leaves, period.last)
            if leaves <= period.last:
                self.arrived, self.vacant, self.never_held = None, leaves, False

    def _holds_from(self, first: int, last: int) -> None:
        assert self.arrived is not None
        if self.found and self.found[-1][1:] == (first, self.arrived):
            self.found[-1] = self.found[-1]._replace(last=last)
        elif last > first:
            self.found.append(Tenure(first, last, self.arrived))

    def _leaving(self, period: PostPeriod) -> list[int]:
        """Days on which the holder is gone, at random."""
        if self.draw is None or not period.turnover:
            return []
        monthly = 1 - (1 - period.turnover) ** (1 / MONTHS_A_YEAR)
        days: list[int] = self.changing.month_ends[self.draw < monthly].tolist()
        return days

    def _next_leave(self, day: int, leaving: list[int]) -> int:
        place = bisect_right(leaving, day)
        by_chance = leaving[place] if place < len(leaving) else NEVER
        return min(by_chance, max(self._retires(), day))

    def _retires(self) -> int:
        """Day on which somebody who was always there has retired."""
        dates = {
            index: date
            for period in self.changing.periods
            for index, date in enumerate(period.post.retirements)
        }
        if self.arrived != ALWAYS or self.part.position not in dates:
            return NEVER
        return self.changing.calendar.day_of(dates[self.part.position], 0) + 1

    def _arrival(self, period: PostPeriod) -> int:
        """First day of the next one to come."""
        months = period.months_to_hire
        if months is None or self.hiring_since is None:
            return NEVER
        advert = max(self.vacant, self.hiring_since)
        if self.never_held:
            advert = self.changing.calendar.day_of(period.post.advert, advert)
        return self.changing.day_after(advert, months)
