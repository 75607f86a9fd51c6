"""How fast whoever sits on a chair works, what they know, whom they keep busy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.capacity.staff.changing_posts import Lesson, Moves
from planner.capacity.staff.post_holders import ALWAYS, Spell, leaving_draws, spells_of
from planner.inputs.posts import Course, Induction
from planner.numerics.random_numbers import Seeds

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """A moving post's people in one replication.

    Attributes
    ----------
    here : shape (chairs, days): whether somebody sits there
    speed : same shape: share of full speed, by induction and training
    trained : the same by skill: whether whoever sits there has it
    load : WTE of supervision that learners take from other posts, by post id and day
    hires : first days of those who came while the plan ran
    """

    here: Bools
    speed: Floats
    trained: dict[str, Bools]
    load: dict[str, Floats] = field(default_factory=dict)
    hires: list[int] = field(default_factory=list)

    def wte(self, moves: Moves) -> Floats:
        """WTE in post by day."""
        return np.asarray(moves.wte @ self.here)


def standing_of(moves: Moves, seeds: Seeds) -> Standing:
    """Who is there, how fast and with which skills, in one replication."""
    draw = leaving_draws(moves, seeds) if moves.by_chance else None
    shape = len(moves.chairs), moves.calendar.days
    skills = [lesson.skill for lesson in moves.lessons]
    standing = Standing(
        np.zeros(shape, dtype=bool),
        np.ones(shape),
        {skill: np.zeros(shape, dtype=bool) for skill in skills},
    )
    for chair, spells in enumerate(spells_of(moves, draw)):
        for spell in spells:
            standing.here[chair, spell.first : spell.last] = True
            _come_up_to_speed(moves, standing, chair, spell)
            for lesson in moves.lessons:
                _learn(moves, standing, chair, spell, lesson)
            if spell.arrived >= 0:
                standing.hires.append(spell.arrived)
    return standing


def _come_up_to_speed(
    moves: Moves, standing: Standing, chair: int, spell: Spell
) -> None:
    if spell.arrived == ALWAYS:
        return
    terms = next(s for s in moves.periods if spell.first < s.last)
    days = np.arange(spell.first, spell.last)
    shares = _shares(moves, terms.induction, spell.arrived, days)
    standing.speed[chair, spell.first : spell.last] = shares


def _shares(moves: Moves, induction: Induction, arrived: int, days: Ints) -> Floats:
    """Share of full speed on each day after an arrival."""
    if induction.by_month:
        months = range(1, len(induction.by_month) + 1)
        ends = [moves.day_after(arrived, month) for month in months]
        steps = np.array([*induction.by_month, 1.0])
        return np.asarray(steps[np.searchsorted(ends, days, side="right")])
    length = moves.day_after(arrived, induction.months) - arrived
    passed = np.minimum(1.0, (days - arrived) / length) if length else 1.0
    return np.asarray(induction.first + (1 - induction.first) * passed + 0.0 * days)


def _learn(
    moves: Moves, standing: Standing, chair: int, spell: Spell, lesson: Lesson
) -> None:
    """Take a learner's time, and a supervisor's, until the skill is there."""
    training, trained = lesson.training, standing.trained[lesson.skill]
    wanted = _wanted(moves, spell, lesson)
    if wanted is None:
        # Who was there before the post asked for it needs no more than was asked.
        trained[chair, spell.first : spell.last] = training.start is None
        return
    begins, ends = _when(moves, lesson, wanted, spell.last)
    lessons = slice(max(begins, spell.first), max(min(ends, spell.last), spell.first))
    if training.needed:
        waiting = slice(max(wanted, spell.first), lessons.stop)
        standing.speed[chair, waiting] = 0.0
    else:
        standing.speed[chair, lessons] *= 1 - training.share
    trained[chair, max(ends, spell.first) : spell.last] = True
    if training.supervisor and training.supervisor_share:
        nobody = np.zeros(moves.calendar.days)
        load = standing.load.setdefault(training.supervisor, nobody)
        load[lessons] += training.supervisor_share * moves.chairs[chair].wte


def _wanted(moves: Moves, spell: Spell, lesson: Lesson) -> int | None:
    """Day from which somebody should be taught; None: has no need to be."""
    if lesson.training.start is None:
        newcomer = spell.arrived != ALWAYS and (
            spell.arrived >= lesson.since or lesson.since == moves.periods[0].first
        )
        return spell.arrived if newcomer else None
    start = max(moves.calendar.day_of(lesson.training.start, 0), lesson.since)
    if lesson.since == moves.periods[0].first:
        start = moves.calendar.day_of(lesson.training.start, 0)
    return max(start, spell.arrived) if start < spell.last else None


def _when(moves: Moves, lesson: Lesson, wanted: int, never: int) -> tuple[int, int]:
    """First day of the lessons and the day after them; `never` where none are given."""
    course = moves.courses.get(lesson.training.course, Course())
    if not course.offered:
        return never, never
    begins = max(wanted, moves.calendar.day_of(course.start, wanted))
    return begins, moves.day_after(begins, lesson.training.months)


def kept_busy(learners: Iterable[Standing], post_id: str) -> Floats | None:
    """WTE of a post's people that supervision takes, by day; None where none does."""
    loads = [
        found for each in learners if (found := each.load.get(post_id)) is not None
    ]
    return np.asarray(np.sum(loads, axis=0)) if loads else None
