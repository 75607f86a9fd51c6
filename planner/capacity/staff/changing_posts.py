"""A changing post: its parts, and the terms in force between dated changes.

A post is a changing one when anything about it is other than "filled throughout by
people who work any day at the speed of everybody": else nothing here is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.provider_calendar import ProviderCalendar
from planner.inputs.posts import Course, Induction, Post, Training
from planner.inputs.referrals import people_found_a_week
from planner.inputs.terms import CASE_FINDING, RoleTerms
from planner.inputs.units import DAYS_A_YEAR, months_after

Ints = npt.NDArray[np.int64]
DIGITS = 9
"""WTE that differ by less are one amount."""


@dataclass(frozen=True)
class PostPeriod:
    """A post and its role's terms from one day up to another."""

    first: int
    last: int
    """The day after its last day."""
    post: Post
    terms: RoleTerms
    found: float = 1.0
    """People found a week, over those found when the plan begins."""

    @property
    def duties(self) -> Mapping[str, float]:
        """Shares of a worked session kept for other duties, by kind."""
        own = dict(self.post.protected or self.terms.duties)
        if CASE_FINDING in own:
            own[CASE_FINDING] = min(1.0, own[CASE_FINDING] * self.found)
        return own

    @property
    def patient_share(self) -> float:
        """Share of a worked session that is offered to patients."""
        if duties := self.duties:
            return max(0.0, 1.0 - sum(duties.values()))
        return self.terms.patient_share

    @property
    def turnover(self) -> float:
        """Share of people who leave in a year."""
        own = self.post.turnover
        return self.terms.turnover if own is None else own

    @property
    def months_to_hire(self) -> float | None:
        """Months from advert to first day; None: nobody is hired."""
        own = self.post.months_to_hire
        return self.terms.months_to_hire if own is None else own

    @property
    def induction(self) -> Induction:
        """Growth of a newcomer's speed up to full speed."""
        return self.post.induction or self.terms.induction


class PostPart(NamedTuple):
    """A part of a position that one person holds at a time.

    A position is one whole person's WTE; where only some of it is filled when the plan
    begins, that and the rest are two parts. Parts of a position share its random
    numbers.
    """

    position: int
    low: float
    high: float
    """From and to which WTE of the position."""
    top: float
    """The same end in WTE of the whole post."""

    @property
    def wte(self) -> float:
        """WTE of its holder."""
        return self.high - self.low


class Lesson(NamedTuple):
    """A training and the first day on which the post asks for it."""

    skill: str
    training: Training
    since: int


@dataclass(frozen=True)
class ChangingPost:
    """Everything about a changing post that involves no random numbers."""

    calendar: Calendar
    periods: tuple[PostPeriod, ...]
    courses: Mapping[str, Course]

    @cached_property
    def parts(self) -> tuple[PostPart, ...]:
        """Chairs in order of WTE."""
        size = self.periods[0].post.person_wte
        most = max(s.post.wte for s in self.periods)
        cuts = {0.0} | {round(s.post.wte, DIGITS) for s in self.periods}
        cuts |= {round(s.post.filled, DIGITS) for s in self.periods}
        cuts |= {
            round(position * size, DIGITS) for position in range(int(most / size) + 1)
        }
        ends = sorted(cut for cut in cuts if cut <= most + 10.0**-DIGITS)
        found = []
        for low, high in pairwise(ends):
            position = int(low / size + 10.0**-DIGITS)
            first, last = (
                min(max(e - position * size, 0.0), size) for e in (low, high)
            )
            found.append(PostPart(position, first, last, high))
        return tuple(found)

    @cached_property
    def position_of(self) -> Ints:
        """Position of each part."""
        return np.array([part.position for part in self.parts], dtype=np.int64)

    @property
    def positions(self) -> int:
        """Largest number of whole people, and of parts of one."""
        return int(self.position_of.max(initial=-1)) + 1

    @cached_property
    def wte(self) -> npt.NDArray[np.float64]:
        """WTE of each part."""
        return np.array([part.wte for part in self.parts])

    @cached_property
    def there(self) -> npt.NDArray[np.bool_]:
        """Whether each part is part of the establishment, by day."""
        found = np.zeros((len(self.parts), self.calendar.days), dtype=bool)
        for index, part in enumerate(self.parts):
            for s in self.periods:
                if holds(s.post.wte, part):
                    found[index, s.first : s.last] = True
        return found

    @cached_property
    def patient_share(self) -> npt.NDArray[np.float64]:
        """Share of a worked session that is offered to patients, by day."""
        found = np.ones(self.calendar.days)
        for s in self.periods:
            found[s.first : s.last] = s.patient_share
        return found

    @cached_property
    def month_ends(self) -> Ints:
        """First day after each month of the plan."""
        start = self.calendar.plan_start
        number = int(self.calendar.days * 12 / DAYS_A_YEAR) + 2
        dates = (months_after(start, month + 1) for month in range(number))
        return np.array([(date - start).days for date in dates], dtype=np.int64)

    @cached_property
    def by_chance(self) -> bool:
        """Whether somebody may leave at random."""
        return any(s.turnover for s in self.periods)

    @cached_property
    def covered(self) -> tuple[str, ...]:
        """Activities of others that the post covers at some time."""
        names = {name: None for s in self.periods for name in s.post.covers}
        return tuple(names)

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every training, as it was last written down."""
        found: dict[str, Lesson] = {}
        for s in self.periods:
            for skill, training in s.post.training.items():
                since = found[skill].since if skill in found else s.first
                found[skill] = Lesson(skill, training, since)
        return tuple(found.values())

    def day_after(self, day: int, months: float) -> int:
        """Day so many months after another; days may lie before the plan."""
        date = self.calendar.date_of(day)
        return self.calendar.day_of(months_after(date, months), 0)


def holds(wte: float, part: PostPart) -> bool:
    """Whether so much WTE reaches to the end of a part."""
    return part.top <= wte + 10.0**-DIGITS


def post_periods(site: ProviderCalendar, post_id: str) -> tuple[PostPeriod, ...]:
    """A post's terms in each period of the plan in which it exists."""
    periods, found = site.scenario.periods, []
    lasts = [day for day, _ in periods[1:]] + [site.scenario.horizon_days]
    at_first = people_found_a_week(site.scenario, site.board_id, 0, lasts[0])
    for (first, here), last in zip(periods, lasts, strict=True):
        post = here.boards[site.board_id].posts.get(post_id)
        if post is None:
            continue
        opens = max(first, site.calendar.day_of(post.start, 0))
        closes = min(last, site.calendar.day_of(post.end, last) + 1)
        closes = closes if post.end else last
        if closes > opens:
            now = people_found_a_week(here, site.board_id, opens, closes)
            times = now / at_first if at_first else 1.0
            terms = here.roles[post.role]
            found.append(PostPeriod(opens, closes, post, terms, times))
    return tuple(found)


def changing_post_of(
    site: ProviderCalendar, post_id: str, supervisors: Collection[str]
) -> ChangingPost | None:
    """The changing post; None where nothing about it changes."""
    found = post_periods(site, post_id)
    still = not any(_is_moving(s.post) or s.turnover for s in found)
    shares = {s.patient_share for s in found} | {
        site.scenario.roles[s.post.role].share_for_patients for s in found
    }
    if not found or (still and len(shares) == 1 and post_id not in supervisors):
        return None
    return ChangingPost(site.calendar, found, site.scenario.periods[-1][1].courses)


def _is_moving(post: Post) -> bool:
    many = post.retirements, post.training, post.covers, post.weekdays, post.protected
    return post.filled < post.wte or any(many) or post.contract != "staff"


def supervisors_at(site: ProviderCalendar) -> frozenset[str]:
    """Posts whose people supervise learners at some time."""
    return frozenset(
        training.supervisor
        for _, _, board in site.boards_by_period()
        for post in board.posts.values()
        for training in post.training.values()
        if training.supervisor_share
    )
