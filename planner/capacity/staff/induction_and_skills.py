"""Speed, skills and supervision of the holders of a changing post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.capacity.staff.changing_posts import ChangingPost, Lesson
from planner.capacity.staff.post_holders import (
    ALWAYS,
    Tenure,
    leaving_draws,
    tenures_of,
)
from planner.inputs.posts import Course, Induction
from planner.numerics.random_numbers import Seeds

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PostHolders:
    """A changing post's people in one replication.

    Attributes
    ----------
    here : shape (parts, days): whether somebody holds the part
    speed : same shape: share of full speed, by induction and training
    trained : the same by skill: whether the holder has it
    load : WTE of supervision that learners take from other posts, by post id and day
    hires : first days of those who came while the plan ran
    """

    here: Bools
    speed: Floats
    trained: dict[str, Bools]
    load: dict[str, Floats] = field(default_factory=dict)
    hires: list[int] = field(default_factory=list)

    def wte(self, changing: ChangingPost) -> Floats:
        """WTE in post by day."""
        return np.asarray(changing.wte @ self.here)


def holders_of(changing: ChangingPost, seeds: Seeds) -> PostHolders:
    """People in post, with their speed and skills, in one replication."""
    draw = leaving_draws(changing, seeds) if changing.by_chance else None
    shape = len(changing.parts), changing.calendar.days
    skills = [lesson.skill for lesson in changing.lessons]
    holders = PostHolders(
        np.zeros(shape, dtype=bool),
        np.ones(shape),
        {skill: np.zeros(shape, dtype=bool) for skill in skills},
    )
    for part, tenures in enumerate(tenures_of(changing, draw)):
        for tenure in tenures:
            holders.here[part, tenure.first : tenure.last] = True
            _come_up_to_speed(changing, holders, part, tenure)
            for lesson in changing.lessons:
                _learn(changing, holders, part, tenure, lesson)
            if tenure.arrived >= 0:
                holders.hires.append(tenure.arrived)
    return holders


def _come_up_to_speed(
    changing: ChangingPost, holders: PostHolders, part: int, tenure: Tenure
) -> None:
    if tenure.arrived == ALWAYS:
        return
    terms = next(s for s in changing.periods if tenure.first < s.last)
    days = np.arange(tenure.first, tenure.last)
    shares = _shares(changing, terms.induction, tenure.arrived, days)
    holders.speed[part, tenure.first : tenure.last] = shares


def _shares(
    changing: ChangingPost, induction: Induction, arrived: int, days: Ints
) -> Floats:
    """Share of full speed on each day after an arrival."""
    if induction.by_month:
        months = range(1, len(induction.by_month) + 1)
        ends = [changing.day_after(arrived, month) for month in months]
        steps = np.array([*induction.by_month, 1.0])
        return np.asarray(steps[np.searchsorted(ends, days, side="right")])
    length = changing.day_after(arrived, induction.months) - arrived
    passed = np.minimum(1.0, (days - arrived) / length) if length else 1.0
    return np.asarray(induction.first + (1 - induction.first) * passed + 0.0 * days)


def _learn(
    changing: ChangingPost,
    holders: PostHolders,
    part: int,
    tenure: Tenure,
    lesson: Lesson,
) -> None:
    """Take a learner's time, and a supervisor's, until the skill is there."""
    training, trained = lesson.training, holders.trained[lesson.skill]
    wanted = _wanted(changing, tenure, lesson)
    if wanted is None:
        # Who was there before the post asked for it needs no more than was asked.
        trained[part, tenure.first : tenure.last] = training.start is None
        return
    begins, ends = _when(changing, lesson, wanted, tenure.last)
    lessons = slice(
        max(begins, tenure.first), max(min(ends, tenure.last), tenure.first)
    )
    if training.needed:
        waiting = slice(max(wanted, tenure.first), lessons.stop)
        holders.speed[part, waiting] = 0.0
    else:
        holders.speed[part, lessons] *= 1 - training.share
    trained[part, max(ends, tenure.first) : tenure.last] = True
    if training.supervisor and training.supervisor_share:
        nobody = np.zeros(changing.calendar.days)
        load = holders.load.setdefault(training.supervisor, nobody)
        load[lessons] += training.supervisor_share * changing.parts[part].wte


def _wanted(changing: ChangingPost, tenure: Tenure, lesson: Lesson) -> int | None:
    """Day from which somebody should be taught; None: has no need to be."""
    if lesson.training.start is None:
        newcomer = tenure.arrived != ALWAYS and (
            tenure.arrived >= lesson.since or lesson.since == changing.periods[0].first
        )
        return tenure.arrived if newcomer else None
    start = max(changing.calendar.day_of(lesson.training.start, 0), lesson.since)
    if lesson.since == changing.periods[0].first:
        start = changing.calendar.day_of(lesson.training.start, 0)
    return max(start, tenure.arrived) if start < tenure.last else None


def _when(
    changing: ChangingPost, lesson: Lesson, wanted: int, never: int
) -> tuple[int, int]:
    """First day of the lessons and the day after them; `never` where none are given."""
    course = changing.courses.get(lesson.training.course, Course())
    if not course.offered:
        return never, never
    begins = max(wanted, changing.calendar.day_of(course.start, wanted))
    return begins, changing.day_after(begins, lesson.training.months)


def supervision_load(learners: Iterable[PostHolders], post_id: str) -> Floats | None:
    """WTE of a post's people that supervision takes, by day; None where none does."""
    loads = [
        found for each in learners if (found := each.load.get(post_id)) is not None
    ]
    return np.asarray(np.sum(loads, axis=0)) if loads else None
