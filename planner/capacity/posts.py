"""Posts: the half days that people in post work, and what is left for patients."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.absence import leave_days, sick_days, study_days
from planner.capacity.calendar import Calendar
from planner.capacity.order import (
    minutes_taken,
    positions,
    scanner_rank,
    shuffled_rank,
)
from planner.capacity.rota import ROLES, Kind, Lost, RotaBuilder
from planner.inputs.boards import Board, Post
from planner.inputs.pathway import Pathway
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES
from planner.streams import Purpose, Source, mix_word, uniforms

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Worker:
    """Half days of one person in a post: minutes paid and minutes for patients."""

    post: Post
    half_days: Ints
    paid: Ints
    offered: Ints
    lost: Ints


@dataclass(frozen=True)
class Site:
    """What the sampling of one provider's rota shares."""

    scenario: Scenario
    board_id: str
    calendar: Calendar
    word: int

    @property
    def board(self) -> Board:
        """The provider as it stands at the plan's start."""
        return self.scenario.boards[self.board_id]

    @property
    def day(self) -> Ints:
        """Day of every half day."""
        return self.calendar.half_days // 2

    @property
    def site_word(self) -> int:
        """Word that a provider's scanners and operators share, so that they pair."""
        return mix_word(self.word, Source.SITE, self.board.number)

    def boards_by_phase(self) -> Iterator[tuple[npt.NDArray[np.bool_], Board]]:
        """Half days of each stretch of the plan, and the board as it then is."""
        phases = self.scenario.phases
        lasts = [day for day, _ in phases[1:]] + [self.calendar.days]
        for (first, here), last in zip(phases, lasts, strict=True):
            yield (self.day >= first) & (self.day < last), here.boards[self.board_id]


def all_posts(site: Site) -> dict[str, Post]:
    """Every post that exists at some time of the plan, by id."""
    posts: dict[str, Post] = {}
    for _, board in site.boards_by_phase():
        posts = {**board.posts, **posts}
    return posts


def wte_by_half_day(site: Site, post_id: str) -> Floats:
    """WTE in post on each half day."""
    wte = np.zeros(len(site.day))
    for now, board in site.boards_by_phase():
        post = board.posts.get(post_id)
        if post is None:
            continue
        first = site.calendar.day_of(post.start, 0)
        last = site.calendar.day_of(post.end, site.calendar.days)
        in_post = (site.day >= first) & (site.day <= last)
        wte = np.where(now & in_post, post.wte, wte)
    return wte


def workers(site: Site, post_id: str, post: Post) -> Iterator[Worker]:
    """Each person of a post: 2.4 WTE are two whole people and one of 0.4."""
    wte = wte_by_half_day(site, post_id)
    for person in range(math.ceil(wte.max(initial=0.0))):
        share = np.clip(wte - person, 0.0, 1.0)
        yield _worker(site, post, person, share)


def _worker(site: Site, post: Post, person: int, share: Floats) -> Worker:
    calendar = site.calendar
    word = mix_word(site.word, Source.POST, site.board.number, post.number, person)
    if post.role == "operator":
        place = positions(calendar, scanner_rank(calendar), site.site_word)
    else:
        place = positions(calendar, shuffled_rank(calendar, word), word)
    paid = minutes_taken(place, share, SESSION_MINUTES)
    works = paid > 0
    terms = site.scenario.roles[post.role]
    lost = _absence(site, word, post)[works]
    kept = np.rint(paid[works] * terms.patient_share).astype(np.int64)
    offered = np.where(lost == Lost.OFFERED, kept, 0)
    return Worker(post, calendar.half_days[works], paid[works], offered, lost)


def _absence(site: Site, word: int, post: Post) -> Ints:
    """Reason for which each half day is lost, the first that applies."""
    terms, calendar = site.scenario.roles[post.role], site.calendar
    lost = np.full(calendar.days, Lost.OFFERED, dtype=np.int64)
    lost[sick_days(calendar, word, terms)] = Lost.SICKNESS
    lost[study_days(calendar, word, terms.study_days)] = Lost.STUDY
    lost[leave_days(calendar, word, terms.leave_days)] = Lost.LEAVE
    lost[calendar.bank_holiday] = Lost.BANK_HOLIDAY
    return np.asarray(lost[site.day])


def offer_posts(site: Site, builder: RotaBuilder) -> None:
    """Add the sessions of every post that sees patients without a scanner."""
    for post_id, post in all_posts(site).items():
        if post.role == "operator":
            continue
        for person, worker in enumerate(workers(site, post_id, post)):
            _add_sessions(site, builder, worker, person)


def _add_sessions(
    site: Site, builder: RotaBuilder, worker: Worker, person: int
) -> None:
    start = site.calendar.start_minutes(worker.half_days)
    builder.add(
        provider=site.board.number,
        kind=Kind.POST,
        unit=worker.post.number,
        role=ROLES.index(worker.post.role),
        start=start,
        end=start + worker.offered,
        paid_minutes=worker.paid,
        lost=worker.lost,
        plan=_plans(site, builder, worker, person),
    )


def _plans(site: Site, builder: RotaBuilder, worker: Worker, person: int) -> Ints:
    """Order of activities of each session: the job plan's turn first, then the rest."""
    pathway, post = site.scenario.pathway, worker.post
    usual = pathway.roles.get(post.role, ())
    if not post.job_plan:
        return np.full(len(worker.half_days), _plan(builder, pathway, usual))
    word = mix_word(site.word, Source.POST, site.board.number, post.number, person)
    luck = uniforms(word, Purpose.JOB_PLAN, worker.half_days)
    edges = np.cumsum(list(post.job_plan.values()))
    turn = np.minimum(np.searchsorted(edges, luck, side="right"), len(edges) - 1)
    orders = [
        (first, *(name for name in usual if name != first)) for first in post.job_plan
    ]
    plans = np.array([_plan(builder, pathway, order) for order in orders])
    return np.asarray(plans[turn])


def _plan(builder: RotaBuilder, pathway: Pathway, names: tuple[str, ...]) -> int:
    return builder.plan_of(tuple(pathway.activities[name].number for name in names))
