"""Choices of the board page, and its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import no_update

import planner
from dashboard import jobs, plans
from dashboard.plans import Plan
from dashboard.runs import Run
from planner.errors import Problem, ScenarioError


@dataclass(frozen=True)
class PageRequest:
    """Result of pressing Run: a run, or problems to show."""

    run: Run | None = None
    problems: tuple[Problem, ...] = ()


def national() -> Plan:
    """All of Wales as the plan stands."""
    return Plan(jobs.service().settings.scenario)


def scenario() -> planner.Scenario:
    """The plan that the dashboard shows, without anybody's own numbers."""
    return plans.load(national())


def ask(board: str, typed: Mapping[str, str | None]) -> PageRequest:
    """Start the run, or collect every problem of what was typed."""
    try:
        plan = plans.for_board(jobs.service().settings.scenario, board, typed)
        return PageRequest(run=jobs.service().start([plan]))
    except ScenarioError as why:
        return PageRequest(problems=why.problems)


def run_id(asked: PageRequest) -> Any:
    """The id of the run that was started; the one before stays when none was."""
    return asked.run.id if asked.run else no_update


def board_of(run: Run | None) -> str:
    """The board that a run is about, or nothing."""
    return run.plans[0].board if run else ""


def typed_of(run: Run | None) -> dict[str, str]:
    """Numbers typed for a run."""
    return dict(run.plans[0].typed) if run else {}


def is_stale(run_id: str | None, board: str, texts: Mapping[str, str | None]) -> bool:
    """Whether the results on screen belong to other numbers than those typed now."""
    run = jobs.service().row(run_id or "")
    if not has_results(board, run):
        return False
    now = plans.for_board(jobs.service().settings.scenario, board, texts)
    return dict(now.typed) != typed_of(run)


def has_results(board: str, run: Run | None) -> bool:
    """Whether anything is on screen that could have become stale."""
    if run is not None:
        return run.ready > 0
    service = jobs.service()
    return any(map(service.best_replications, (national(), alone(board))))


def alone(board: str) -> Plan:
    """One board as the plan holds it."""
    return Plan(jobs.service().settings.scenario, board=board, boards=(board,))
