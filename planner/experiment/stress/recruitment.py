"""Recruitment that is late, and changes taken apart: the part that a risk moves."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from planner.inputs.changes import ChangeInForce, Price, expand
from planner.inputs.laid_over import Layer, lay_over
from planner.inputs.posts import Post
from planner.inputs.scenario import Scenario
from planner.inputs.units import months_after

ONE_DAY = datetime.timedelta(days=1)


def is_over(change: ChangeInForce) -> bool:
    """Whether a change ends before it begins."""
    return change.until is not None and change.until < change.start


@dataclass(frozen=True)
class LateRecruitment:
    """Recruitment to one board that is so many months late from a day on."""

    board: str
    begins: datetime.date
    months: float
    name: str
    source: str

    def plan(self, plan: Scenario) -> Scenario:
        """The plan with it; the very same where it recruits nobody."""
        struck = self._moved(self._started(plan))
        key = f"boards.{self.board}.posts"
        values: dict[str, Any] = {}
        for name, post in _posts_ever(plan, self.board).items():
            usual = _usual_months(plan, post.role)
            own = post.months_to_hire
            hires = post.filled < post.wte or post.retirements or post.turnover
            hires = hires or plan.periods[-1][1].roles[post.role].turnover
            if hires and own is not None:
                values[f"{key}.{name}.months_to_hire"] = {"add": self.months}
            elif hires and usual is not None:
                values[f"{key}.{name}.months_to_hire"] = usual + self.months
        return lay_over(struck, [self._layer(values)]) if values else struck

    def _later(self, day: datetime.date) -> datetime.date:
        return months_after(day, self.months)

    def _layer(
        self, values: dict[str, Any], until: datetime.date | None = None
    ) -> Layer:
        return Layer(self.name, values, self.begins, until, source=self.source)

    def _started(self, plan: Scenario) -> Scenario:
        """Posts that decisions bring on the plan's first day come so much later."""
        if self.begins > plan.plan_start:
            return plan
        starts: dict[str, Any] = {}
        wte: dict[str, Any] = {}
        for key, post, before in _brought_at_first(plan, self.board):
            if key.endswith(".wte"):
                wte[key] = before
            else:
                starts[f"{key}.start"] = self._later(post.start or plan.plan_start)
        layers = [self._layer(starts)] if starts else []
        if wte:
            until = self._later(plan.plan_start) - ONE_DAY
            layers.append(self._layer(wte, until))
        return lay_over(plan, layers) if layers else plan

    def _moved(self, plan: Scenario) -> Scenario:
        """Changes that bring posts by date bring them so much later."""
        changes, moved = list[ChangeInForce](), False
        for change in plan.changes:
            due = change.start > plan.plan_start and change.start >= self.begins
            keys = _recruiting(plan, change, self.board) if due else ()
            if change.basis != "decision" or not keys:
                changes.append(change)
                continue
            rest, posts = split(change, keys, plan)
            price = posts.price if rest.values else change.price
            update = {"start": self._later(change.start), "price": price}
            later = posts.model_copy(update=update)
            changes += [each for each in (rest, later) if _counts(each)]
            moved = True
        ordered = tuple(sorted(changes, key=attrgetter("start")))
        return plan.with_changes(ordered) if moved else plan


def _counts(change: ChangeInForce) -> bool:
    return bool(change.values) and not is_over(change)


def _usual_months(plan: Scenario, role: str) -> float | None:
    """Months to hire that a role has at the plan's end."""
    return plan.periods[-1][1].roles[role].months_to_hire


def _brought_at_first(
    plan: Scenario, board: str
) -> Iterator[tuple[str, Post, float | None]]:
    """Keys of posts, or of their WTE, that decisions set on the plan's first day.

    With the post, and the WTE that it had before. Posts that are advertised come when
    somebody is found.
    """
    decided = {
        c.name
        for c in plan.changes
        if c.settled and c.basis == "decision" and c.start == plan.plan_start
    }
    start = f"boards.{board}.posts."
    for altered in plan.applied:
        name, _dot, part = altered.key.removeprefix(start).partition(".")
        post = plan.boards[board].posts.get(name)
        if altered.change not in decided or not altered.key.startswith(start):
            continue
        if post is None or post.advert is not None or not post.filled:
            continue
        new = not part and altered.before is None
        if new or (part == "wte" and (altered.before or 0) < altered.after):
            yield altered.key, post, altered.before


def _posts_ever(plan: Scenario, board: str) -> dict[str, Post]:
    """Posts of a board at any time, as they last are."""
    found: dict[str, Post] = {}
    for _day, here in plan.periods:
        found |= here.boards[board].posts
    return found


def _recruiting(plan: Scenario, change: ChangeInForce, board: str) -> tuple[str, ...]:
    """Keys of a change that bring people to a board."""
    values = expand(change.values, plan.boards)
    prefix = f"boards.{board}.posts."
    return tuple(
        key for key in values if key.startswith(prefix) and _brings(plan, change, key)
    )


def _brings(plan: Scenario, change: ChangeInForce, key: str) -> bool:
    """Whether a key of a post gives it people it had not the day before."""
    _boards, board, _posts, name, *_part = key.split(".")
    day = (change.start - plan.plan_start).days

    def filled(on: int) -> float:
        here = [each for first, each in plan.periods if first <= on][-1]
        post = here.boards[board].posts.get(name)
        return post.filled if post else 0.0

    return 0 <= day < plan.horizon_days and filled(day) > filled(day - 1)


def within(key: str, outer: Sequence[str]) -> bool:
    """Whether a dotted key is one of several, or lies inside one."""
    return any(key == each or key.startswith(f"{each}.") for each in outer)


def split(
    change: ChangeInForce, keys: Sequence[str], plan: Scenario | None = None
) -> tuple[ChangeInForce, ChangeInForce]:
    """A change without these keys, and the same with them alone and without a price."""
    values = expand(change.values, plan.boards) if plan else change.values
    parts = [
        {k: v for k, v in values.items() if within(k, keys) == wanted}
        for wanted in (False, True)
    ]
    rest, taken = (
        change.model_copy(
            update={
                "values": part,
                "relative": {k: v for k, v in change.relative.items() if k in part},
                "price": change.price if place == 0 else Price(),
            }
        )
        for place, part in enumerate(parts)
    )
    return rest, taken
