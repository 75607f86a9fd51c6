"""Posts: the half days that people in post work, and what is left for patients."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.provider_calendar import ProviderCalendar, all_posts
from planner.capacity.rota import ROLES, Lost, RotaBuilder, SessionKind
from planner.capacity.session_order import SHUFFLED, minutes_taken, places
from planner.capacity.staff.absence import days_lost
from planner.capacity.staff.changing_posts import (
    ChangingPost,
    changing_post_of,
    supervisors_at,
)
from planner.capacity.staff.cover import (
    OWN_WORK,
    Covered,
    away_from_scanner,
    covered_by,
    scanning_minutes,
    whose_work,
)
from planner.capacity.staff.induction_and_skills import PostHolders, supervision_load
from planner.capacity.staff.minutes import Duty, duty
from planner.inputs.posts import Post
from planner.inputs.terms import RoleTerms
from planner.inputs.units import SESSION_MINUTES
from planner.jit import compiled, inlined
from planner.numerics.random_numbers import (
    Purpose,
    Seeds,
    Source,
    mix_in,
    mix_seed,
    to_unit,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

OFFERED, JOB_PLAN = int(Lost.OFFERED), int(Purpose.JOB_PLAN)
COLUMNS = ("start", "end", "paid_minutes", "lost", "plan")


@dataclass(frozen=True)
class Team:
    """The people of one post over the plan, before any random variation."""

    provider: int
    post_id: str
    post: Post
    terms: RoleTerms
    people: int
    spans: Ints
    """Half days from and to which each amount is in force."""
    wte: Floats
    orders: tuple[tuple[int, ...], ...]
    """Orders of activities that sessions may have."""
    edges: Floats
    """Random number below which a session has each order."""
    changing: ChangingPost | None = None
    """Changes of the post; None: filled throughout, by people of full speed."""
    covers: tuple[Covered, ...] = ()
    """Activities of other roles that its people also do."""

    @property
    def role(self) -> int:
        """Position of its role in ROLES."""
        return ROLES.index(self.post.role)

    @property
    def rows(self) -> int:
        """Rows of its minutes: people, or parts of a changing post."""
        return len(self.changing.parts) if self.changing else self.people

    @property
    def helps_scanning(self) -> bool:
        """Whether its people run scanners in part of their sessions alone."""
        scanner = ROLES.index("scanner")
        return not self.scans and any(each.role == scanner for each in self.covers)

    @property
    def scans(self) -> bool:
        """Whether its people run scanners."""
        return self.post.role == "operator"

    def seeds(self, seed: int) -> Seeds:
        """Seed of each person in one replication."""
        post = mix_seed(seed, Source.POST, self.provider, self.post.number)
        people = [mix_seed(post, person) for person in range(self.people)]
        return np.array(people, dtype=np.uint64)


@dataclass(frozen=True)
class PostMinutes:
    """Minutes of each person of a post on each half day, and days lost."""

    seeds: Seeds
    """Seed of each person; of each part in a changing post."""
    paid: Ints
    offered: Ints
    lost: Ints
    """By day, not half day."""
    duty: Duty | None = None
    """All the rest of a changing post."""


def teams(site: ProviderCalendar) -> Iterator[Team]:
    """The people of every post that is filled at some time."""
    supervisors = supervisors_at(site)
    for post_id, post in all_posts(site).items():
        spans, wte = _wte(site, post_id)
        changing = changing_post_of(site, post_id, supervisors)
        # 2.4 WTE are two whole people and one of 0.4.
        people = changing.positions if changing else math.ceil(wte.max(initial=0.0))
        if people:
            yield Team(
                site.board.number,
                post_id,
                post,
                site.scenario.roles[post.role],
                people,
                spans,
                wte,
                _orders(site, post),
                np.cumsum(list(post.job_plan.values()), dtype=np.float64),
                changing,
                covered_by(changing, site.scenario.pathway) if changing else (),
            )


def _wte(site: ProviderCalendar, post_id: str) -> tuple[Ints, Floats]:
    """WTE in post on each period of half days."""
    found: dict[tuple[int, int], float] = {}
    for first, last, board in site.boards_by_period():
        post = board.posts.get(post_id)
        if post is None:
            continue
        opens, closes = site.half_days(first, last, (post.start, post.end))
        if closes > opens:
            found[opens, closes] = post.wte
    return site.within_plan(list(found)), np.array([*found.values()], dtype=np.float64)


def _orders(site: ProviderCalendar, post: Post) -> tuple[tuple[int, ...], ...]:
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


def work(
    team: Team,
    calendar: Calendar,
    seed: int,
    place: Ints | None,
    holders_by_post: Mapping[str, PostHolders],
) -> PostMinutes:
    """Minutes planned and minutes for patients of one post in one replication.

    Parameters
    ----------
    place : of the half days in an order that several share; None: in one of its own
    standings : of changing posts
    """
    seeds = team.seeds(seed)
    place = places(seeds, calendar, SHUFFLED) if place is None else place
    if team.changing is not None:
        busy = supervision_load(holders_by_post.values(), team.post_id)
        holders = holders_by_post[team.post_id]
        done = duty(team.changing, team.terms, seeds, place, holders, busy)
        seeds = seeds[team.changing.position_of]
        return PostMinutes(seeds, done.planned, done.offered, done.lost, done)
    full = np.full(len(team.wte), SESSION_MINUTES)
    paid = minutes_taken(place, team.people, team.spans, team.wte, full)
    lost = days_lost(seeds, calendar, team.terms)
    offered = np.zeros(paid.shape, dtype=np.int64)
    _offer(offered, paid, lost, calendar.half_days, team.terms.share_for_patients)
    return PostMinutes(seeds, paid, offered, lost)


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


def minutes_at_scanner(team: Team, done: PostMinutes) -> Ints:
    """Minutes that a post has for scanners, by person and half day."""
    if done.duty is None or not team.covers:
        return done.offered
    return scanning_minutes(team.covers, done.duty, team.scans)


def offer_post(
    team: Team, calendar: Calendar, done: PostMinutes, builder: RotaBuilder
) -> None:
    """Add the sessions of a post at which it sees patients without a scanner."""
    if team.scans and not team.covers:
        return
    plans = np.array([builder.plan_of(order) for order in team.orders], dtype=np.int64)
    paid, given = done.paid, OWN_WORK
    if done.duty is not None and team.covers:
        paid, given = away_from_scanner(team.covers, done.duty, team.scans, builder)
    table = np.empty((len(COLUMNS), np.count_nonzero(paid)), dtype=np.int64)
    _write(
        table,
        paid,
        done.offered,
        done.lost,
        calendar.half_days,
        calendar.starts,
        done.seeds,
        team.edges,
        plans,
        given,
    )
    columns = dict(zip(COLUMNS, table, strict=True))
    builder.add(
        provider=team.provider,
        kind=SessionKind.POST,
        unit=team.post.number,
        role=whose_work(team.covers, team.role, columns["plan"], builder),
        **columns,
    )


@compiled
def _write(
    table: Ints,
    paid: Ints,
    offered: Ints,
    lost: Ints,
    half_days: Ints,
    starts: Ints,
    seeds: Seeds,
    edges: Floats,
    plans: Ints,
    given: Ints,
) -> None:
    """Write down a post's sessions by start, end and person.

    Within a half day those who are away come first, then the shortened session (a post
    has at most one at a time), then whole ones: the rota has little to sort.
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
                if len(given) and given[person, index] >= 0:
                    table[4, row] = given[person, index]
                else:
                    table[4, row] = plans[_turn(seeds[person], half_day, edges)]
                row += 1


@inlined
def _turn(seed: np.uint64, half_day: int, edges: Floats) -> int:
    """Position of the order of activities that a session's random number picks."""
    turn = 0
    if len(edges) > 1:
        draw = to_unit(mix_in(mix_in(seed, JOB_PLAN), half_day))
        while turn < len(edges) - 1 and edges[turn] <= draw:
            turn += 1
    return turn
