"""A plan that a risk strikes: ordinary dated changes, found in the plan itself."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.experiment.stress.recruitment import (
    ONE_DAY,
    LateRecruitment,
    is_over,
    split,
    within,
)
from planner.inputs.boards import Board
from planner.inputs.laid_over import EVERY, Layer, lay_over
from planner.inputs.posts import Post
from planner.inputs.risks import AGREEMENT, LEAVER, RECRUITMENT, SCANNER, Risk
from planner.inputs.scenario import Scenario
from planner.inputs.units import months_after
from planner.locale import _


@dataclass(frozen=True)
class Struck:
    """A plan under one risk.

    Attributes
    ----------
    applies : boards that it strikes
    spared : reason why it does not strike the others, by board
    """

    risk: Risk
    plan: Scenario
    begins: datetime.date
    ends: datetime.date | None
    applies: tuple[str, ...]
    spared: Mapping[str, str]


@dataclass(frozen=True)
class _At:
    """A risk at a plan from a day on."""

    plan: Scenario
    risk: Risk
    begins: datetime.date
    ends: datetime.date | None

    @property
    def here(self) -> Scenario:
        """The plan as it is on that day."""
        day = (self.begins - self.plan.plan_start).days
        return [each for first, each in self.plan.periods if first <= max(0, day)][-1]

    def board(self, board: str) -> Board:
        """A board on that day."""
        return self.here.boards[board]

    def layer(
        self,
        values: Mapping[str, Any],
        start: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Layer:
        """Values for as long as the risk lasts, or between other days."""
        return Layer(
            name=f"risk-{self.risk.name}",
            values=values,
            start=start or self.begins,
            until=until or self.ends,
            source=self.risk.source,
        )


def strike(
    plan: Scenario,
    risk: Risk,
    boards: Sequence[str],
    by: datetime.date,
    when: datetime.date | None = None,
) -> Struck:
    """The plan with what a risk does to these boards.

    Parameters
    ----------
    by : a risk that begins later cannot touch what is to hold by then
    when : first day of the risk; None: as it says itself

    Raises
    ------
    ScenarioError: for inputs of a risk that cannot change by date
    """
    begins = max(plan.plan_start, risk.begins(plan.plan_start, when))
    at = _At(plan, risk, begins, risk.ends(begins))
    if begins > by:
        late = _("begins on {day}, after the mark is held", day=begins)
        return Struck(risk, plan, begins, at.ends, (), dict.fromkeys(boards, late))
    strikes = {
        RECRUITMENT: _late,
        LEAVER: _leaver,
        SCANNER: _scanner,
        AGREEMENT: _agreement,
    }
    found, spared, ends = plan, dict[str, str](), at.ends
    for board in boards:
        struck = strikes.get(risk.affects, _inputs)(at, board, found)
        if isinstance(struck, str):
            spared[board] = struck
        else:
            found = struck
    applies = tuple(board for board in boards if board not in spared)
    if risk.affects == LEAVER and applies:
        ends = max(_hired(at, at.board(board)) for board in applies)
    return Struck(risk, found, begins, ends, applies, spared)


def _inputs(at: _At, board: str, plan: Scenario) -> Scenario | str:
    """Inputs of this board; those of no board once, with the first."""
    own = {
        key.replace(f"boards.{EVERY}.", f"boards.{board}.", 1): value
        for key, value in at.risk.set.items()
    }
    every = f"boards.{board}."
    mine = {key: value for key, value in own.items() if key.startswith(every)}
    common = {k: v for k, v in own.items() if not k.startswith("boards.")}
    if not mine and not common:
        return _("touches no input of this board")
    name = f"risk-{at.risk.name}"
    if common and any(change.name == name for change in plan.changes):
        common = {}
        if not mine:
            return plan
    before = len(plan.changes)
    struck = lay_over(plan, [at.layer({**common, **mine})])
    if len(struck.changes) == before:
        return _("has none of the inputs that it changes")
    return struck


def _leaver(at: _At, board: str, plan: Scenario) -> Scenario | str:
    """One person of the largest post of a role is gone until the next one comes."""
    found = _largest_post(at, at.board(board))
    if found is None:
        return _("has no {role} in post", role=_(at.risk.role))
    name, post = found
    lost = min(at.risk.wte, post.person_wte, post.filled)
    key = f"boards.{board}.posts.{name}"
    values: dict[str, Any] = {f"{key}.wte": {"add": -lost}}
    if post.in_post is not None:
        values[f"{key}.in_post"] = {"add": -lost}
    until = _hired(at, at.board(board))
    return lay_over(plan, [at.layer(values, until=until)])


def _largest_post(at: _At, board: Board) -> tuple[str, Post] | None:
    posts = [
        (post.filled, name, post)
        for name, post in board.posts.items()
        if post.role == at.risk.role and post.filled and post.contract == "staff"
        if (post.start or at.begins) <= at.begins <= (post.end or at.begins)
    ]
    if not posts:
        return None
    _wte, name, post = max(posts, key=lambda each: (each[0], each[1]))
    return name, post


def _hired(at: _At, board: Board) -> datetime.date:
    """Last day without anybody in the post."""
    found = _largest_post(at, board)
    own = found[1].months_to_hire if found else None
    usual = at.here.roles[at.risk.role].months_to_hire
    months = next((m for m in (own, usual) if m is not None), at.risk.months)
    return months_after(at.begins, months) - ONE_DAY


def _scanner(at: _At, board: str, plan: Scenario) -> Scenario | str:
    """The scanner with most sessions is down for so long."""
    scanners = {
        name: each.sessions_a_week + sum(each.extended)
        for name, each in at.board(board).scanners.items()
        if (each.start or at.begins) <= at.begins <= (each.end or at.begins)
    }
    if not any(scanners.values()):
        return _("has no scanner of its own")
    name = max(scanners, key=lambda each: (scanners[each], each))
    key = f"boards.{board}.scanners.{name}.downtime"
    return lay_over(plan, [at.layer({key: 1.0})])


def _agreement(at: _At, board: str, plan: Scenario) -> Scenario | str:
    """Neighbours see nobody of this board any more; a common list comes to an end."""
    aid = {
        f"aid.{name}.share": 0.0
        for name, each in at.here.aid.items()
        if each.board == board and each.share
    }
    pools = [name for name, each in at.here.pools.items() if board in each.boards]
    if not aid and not pools:
        return _("has no agreement with a neighbour")
    for name in pools:
        plan = _without_pool(plan, name, at.begins)
    return lay_over(plan, [at.layer(aid)]) if aid else plan


def _late(at: _At, board: str, plan: Scenario) -> Scenario | str:
    """Everybody who is recruited from the risk's first day on comes late."""
    late = LateRecruitment(
        board=board,
        begins=at.begins,
        months=at.risk.months,
        name=f"risk-{at.risk.name}",
        source=at.risk.source,
    )
    struck = late.plan(plan)
    return _("recruits nobody in this plan") if struck is plan else struck


def _without_pool(plan: Scenario, name: str, day: datetime.date) -> Scenario:
    """The plan whose changes bring a common list up to the day before alone."""
    key = f"pools.{name}"
    brought = [c for c in plan.changes if any(within(k, (key,)) for k in c.values)]
    for change in brought:
        rest, pool = split(change, (key,))
        until = min(change.until or day, day - ONE_DAY)
        ended = pool.model_copy(update={"until": until, "settled": False})
        plan = plan.without_changes((change.name,))
        again = [each for each in (rest, ended) if each.values]
        plan = plan.with_dated(tuple(e for e in again if not is_over(e)))
    return plan
