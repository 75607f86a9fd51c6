"""Posts: the half days that people in post work, and what is left for patients."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.absence import days_lost
from planner.capacity.calendar import Calendar
from planner.capacity.order import SHUFFLED, minutes_taken, places
from planner.capacity.rota import ROLES, Kind, Lost, RotaBuilder
from planner.capacity.site import Site
from planner.compiled import compiled, inlined
from planner.inputs.boards import Post
from planner.inputs.terms import RoleTerms
from planner.inputs.units import SESSION_MINUTES
from planner.streams import Purpose, Source, Words, mix_in, mix_word, to_unit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OFFERED, JOB_PLAN = int(Lost.OFFERED), int(Purpose.JOB_PLAN)
COLUMNS = ("start", "end", "paid_minutes", "lost", "plan")


@dataclass(frozen=True)
class Team:
    """The people of one post over the plan, as far as luck has no part in it."""

    provider: int
    post: Post
    terms: RoleTerms
    people: int
    stretches: Ints
    """Half days from and to which each amount is in force."""
    wte: Floats
    orders: tuple[tuple[int, ...], ...]
    """Orders of activities that sessions may have."""
    edges: Floats
    """Luck below which a session has each order."""

    def words(self, word: int) -> Words:
        """Luck of each person in one replication."""
        post = mix_word(word, Source.POST, self.provider, self.post.number)
        people = [mix_word(post, person) for person in range(self.people)]
        return np.array(people, dtype=np.uint64)


@dataclass(frozen=True)
class Work:
    """Minutes of each person of a post on each half day, and days lost."""

    paid: Ints
    offered: Ints
    lost: Ints
    """By day, not half day."""


def all_posts(site: Site) -> dict[str, Post]:
    """Every post that exists at some time of the plan, by id."""
    posts: dict[str, Post] = {}
    for _, _, board in site.boards_by_phase():
        posts = {**board.posts, **posts}
    return posts


def teams(site: Site) -> Iterator[Team]:
    """The people of every post that is filled at some time."""
    for post_id, post in all_posts(site).items():
        stretches, wte = _wte(site, post_id)
        # 2.4 WTE are two whole people and one of 0.4.
        people = math.ceil(wte.max(initial=0.0))
        if people:
            yield Team(
                site.board.number,
                post,
                site.scenario.roles[post.role],
                people,
                stretches,
                wte,
                _orders(site, post),
                np.cumsum(list(post.job_plan.values()), dtype=np.float64),
            )


def _wte(site: Site, post_id: str) -> tuple[Ints, Floats]:
    """WTE in post on each stretch of half days."""
    found: dict[tuple[int, int], float] = {}
    for first, last, board in site.boards_by_phase():
        post = board.posts.get(post_id)
        if post is None:
            continue
        opens, closes = site.half_days(first, last, (post.start, post.end))
        if closes > opens:
            found[opens, closes] = post.wte
    return site.within_plan(list(found)), np.array([*found.values()], dtype=np.float64)


def _orders(site: Site, post: Post) -> tuple[tuple[int, ...], ...]:
    """Orders of activities: the job plan's turn first, then the rest."""
    pathway = site.scenario.pathway
    usual = pathway.roles.get(post.role, ())
    orders = [
        (first, *(name for name in usual if name != first)) for first in post.job_plan
    ]
    return tuple(
        tuple(pathway.activities[name].number for name in names)
        for names in orders or [usual]
    )


def work(team: Team, calendar: Calendar, words: Words, place: Ints) -> Work:
    """Minutes paid and minutes for patients of one post in one replication."""
    full = np.full(len(team.wte), SESSION_MINUTES)
    paid = minutes_taken(place, team.people, team.stretches, team.wte, full)
    lost = days_lost(words, calendar, team.terms)
    offered = np.zeros(paid.shape, dtype=np.int64)
    _offer(offered, paid, lost, calendar.half_days, team.terms.patient_share)
    return Work(paid, offered, lost)


@compiled
def _offer(
    offered: Ints, paid: Ints, lost: Ints, half_days: Ints, patient_share: float
) -> None:
    """Offer patients their share of each half day worked, nothing when away."""
    for person in range(len(paid)):
        for index in range(len(half_days)):
            if lost[person, half_days[index] // 2] == OFFERED:
                minutes = np.rint(paid[person, index] * patient_share)
                offered[person, index] = minutes


def offer_post(team: Team, calendar: Calendar, word: int, builder: RotaBuilder) -> None:
    """Add the sessions of a post that sees patients without a scanner."""
    words = team.words(word)
    done = work(team, calendar, words, places(words, calendar, SHUFFLED))
    plans = np.array([builder.plan_of(order) for order in team.orders], dtype=np.int64)
    table = np.empty((len(COLUMNS), np.count_nonzero(done.paid)), dtype=np.int64)
    _write(
        table,
        done.paid,
        done.offered,
        done.lost,
        calendar.half_days,
        calendar.starts,
        words,
        team.edges,
        plans,
    )
    builder.add(
        provider=team.provider,
        kind=Kind.POST,
        unit=team.post.number,
        role=ROLES.index(team.post.role),
        **dict(zip(COLUMNS, table, strict=True)),
    )


@compiled
def _write(
    table: Ints,
    paid: Ints,
    offered: Ints,
    lost: Ints,
    half_days: Ints,
    starts: Ints,
    words: Words,
    edges: Floats,
    plans: Ints,
) -> None:
    """Write down a post's sessions by start, end and person.

    Within a half day those who are away come first, as their sessions close at once,
    then the shortened session (a post has at most one at a time), then whole ones. So
    the rota finds them in its own order and has little to sort.
    """
    row, longest = 0, 0
    for person in range(len(paid)):
        for index in range(len(half_days)):
            longest = max(longest, offered[person, index])
    for index in range(len(half_days)):
        half_day = half_days[index]
        for turn in range(3):
            for person in range(len(paid)):
                minutes = offered[person, index]
                mine = (minutes > 0) + (minutes > 0 and minutes == longest)
                if mine != turn or not paid[person, index]:
                    continue
                table[0, row] = starts[index]
                table[1, row] = starts[index] + minutes
                table[2, row] = paid[person, index]
                table[3, row] = lost[person, half_day // 2]
                table[4, row] = plans[_turn(words[person], half_day, edges)]
                row += 1


@inlined
def _turn(word: np.uint64, half_day: int, edges: Floats) -> int:
    """Position of the order of activities that a session's luck picks."""
    turn = 0
    if len(edges) > 1:
        luck = to_unit(mix_in(mix_in(word, JOB_PLAN), half_day))
        while turn < len(edges) - 1 and edges[turn] <= luck:
            turn += 1
    return turn
