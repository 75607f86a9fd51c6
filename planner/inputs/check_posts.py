"""Posts against the rest of a scenario: what they name must be there."""

from __future__ import annotations

from collections.abc import Iterator

from planner.inputs.boards import Board
from planner.inputs.findings import Finding, unknown
from planner.inputs.posts import Post
from planner.inputs.scenario_fields import ScenarioFields
from planner.inputs.terms import RoleTerms
from planner.locale import _


def wrong_posts(
    scenario: ScenarioFields, where: str, board: Board
) -> Iterator[Finding]:
    """Findings about roles, bands, activities, courses and supervisors of posts."""
    for post_id, post in board.posts.items():
        key = f"{where}.posts.{post_id}"
        if post.role not in scenario.roles:
            rule = _("no [roles.{role}] says leave and sickness", role=post.role)
            hint = _("add the role, or take one that the scenario knows")
            yield Finding(f"{key}.role", rule, repr(post.role), hint)
        if scenario.money and post.band not in scenario.money.pay:
            pay = scenario.money.pay
            yield unknown(f"{key}.band", post.band, _("a band that has pay"), pay)
        known = scenario.pathway.activities
        for part in ("job_plan", "covers"):
            for activity in getattr(post, part):
                if activity not in known:
                    yield unknown(f"{key}.{part}", activity, _("an activity"), known)
        yield from _wrong_training(scenario, key, post_id, post, board)
        if post.role in scenario.roles:
            yield from _wrong_hire(scenario.roles[post.role], key, post)


def _wrong_hire(terms: RoleTerms, key: str, post: Post) -> Iterator[Finding]:
    """A time to hire where nobody is ever hired: the post would be filled at once."""
    leaves = terms.turnover if post.turnover is None else post.turnover
    if post.months_to_hire is None or leaves or post.retirements:
        return
    if post.in_post is None and post.advert is None:
        rule = _("nobody is hired: nothing is vacant, and nobody leaves")
        hint = _("write in_post = 0 for a post that is yet to be filled")
        months = f"{post.months_to_hire:g}"
        yield Finding(f"{key}.months_to_hire", rule, months, hint)


def _wrong_training(
    scenario: ScenarioFields, key: str, post_id: str, post: Post, board: Board
) -> Iterator[Finding]:
    for skill, training in post.training.items():
        here = f"{key}.training.{skill}"
        if training.course and training.course not in scenario.courses:
            known = scenario.courses
            yield unknown(f"{here}.course", training.course, _("a course"), known)
        others = board.posts.keys() - {post_id}
        if training.supervisor and training.supervisor not in others:
            what, name = _("another post of this board"), training.supervisor
            yield unknown(f"{here}.supervisor", name, what, others)
