"""Posts against the rest of a scenario: what they name must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.inputs.findings import Finding, unknown
from planner.inputs.posts import Post

if TYPE_CHECKING:
    from planner.inputs.boards import Board
    from planner.inputs.scenario import Scenario


def wrong_posts(scenario: Scenario, where: str, board: Board) -> Iterator[Finding]:
    """Findings about roles, bands, activities, courses and supervisors of posts."""
    for post_id, post in board.posts.items():
        key = f"{where}.posts.{post_id}"
        if post.role not in scenario.roles:
            rule = f"no [roles.{post.role}] says leave and sickness"
            hint = "add the role, or take one that the scenario knows"
            yield Finding(f"{key}.role", rule, repr(post.role), hint)
        if scenario.money and post.band not in scenario.money.pay:
            pay = scenario.money.pay
            yield unknown(f"{key}.band", post.band, "a band that has pay", pay)
        known = scenario.pathway.activities
        for part in ("job_plan", "covers"):
            for activity in getattr(post, part):
                if activity not in known:
                    yield unknown(f"{key}.{part}", activity, "an activity", known)
        yield from _wrong_training(scenario, key, post_id, post, board)


def _wrong_training(
    scenario: Scenario, key: str, post_id: str, post: Post, board: Board
) -> Iterator[Finding]:
    for skill, training in post.training.items():
        here = f"{key}.training.{skill}"
        if training.course and training.course not in scenario.courses:
            known = scenario.courses
            yield unknown(f"{here}.course", training.course, "a course", known)
        others = board.posts.keys() - {post_id}
        if training.supervisor and training.supervisor not in others:
            what, name = "another post of this board", training.supervisor
            yield unknown(f"{here}.supervisor", name, what, others)
