"""The warning that a rule of access starves a group."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.locale import say, words
from dashboard.plans import Plan
from dashboard.rows import WALES
from dashboard.ui import blocks
from planner.experiment.starving import starving
from planner.reports.starving import newly, starving_sentences


def notices(plan: Plan, place: str) -> list[Component]:
    """A sentence for each list at which a group starves."""
    return [blocks.notice(text, kind="warning") for text in _sentences(plan, place)]


def _sentences(plan: Plan, place: str, since: Plan | None = None) -> list[str]:
    boards = None if place == WALES else [place]
    seed, scenario = jobs.service().settings.seed, plans.load(plan)
    found = list(starving(scenario, boards, seed))
    if since is not None and found:
        found = newly(found, starving(plans.load(since), boards, seed))
    return starving_sentences(found, scenario, words("boards"))


def by_options(options: dict[str, Plan], baseline: Plan, place: str) -> list[Component]:
    """What each option does that the baseline does not, by title."""
    return [
        blocks.notice(say("starved.under", option=title, text=text), kind="warning")
        for title, plan in options.items()
        for text in _sentences(plan, place, since=baseline)
    ]
