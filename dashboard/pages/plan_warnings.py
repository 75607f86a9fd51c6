"""Warnings of a plan on its page: what has no effect, and groups that starve."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.names import BOARDS, translated
from dashboard.plans import Plan
from dashboard.rows import WALES
from dashboard.ui import blocks
from planner.locale import _, gettext_noop
from planner.reports.input_warnings import input_warnings
from planner.reports.warnings import newly, starving_sentences

NOT_CACHED = gettext_noop(
    "Whether rules of access starve a group is no longer cached: press Run to work it"
    " out anew."
)


def of_plan(plan: Plan, place: str) -> list[Component]:
    """A notice for each part without effect and each list at which a group starves."""
    return [blocks.notice(text, kind="warning") for text in _sentences(plan, place)]


def of_options(options: dict[str, Plan], baseline: Plan, place: str) -> list[Component]:
    """Warnings of each option that its baseline has not, by title."""
    return [
        blocks.notice(_("{option}: {text}", option=title, text=text), kind="warning")
        for title, plan in options.items()
        for text in _sentences(plan, place, since=baseline)
    ]


def _sentences(plan: Plan, place: str, since: Plan | None = None) -> list[str]:
    boards = None if place == WALES else [place]
    service, scenario = jobs.service(), plans.load(plan)
    starving = service.starving(plan, boards)
    before = service.starving(since, boards) if since else ()
    unknown = [_(NOT_CACHED)] if starving is None or before is None else []
    found = (
        list(starving or ()) if since is None else newly(starving or (), before or ())
    )
    return [
        *unknown,
        *input_warnings(scenario, plans.load(since) if since else None, boards),
        *starving_sentences(found, scenario, translated(BOARDS)),
    ]
