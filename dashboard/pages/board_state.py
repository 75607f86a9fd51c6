"""BoardChoices of the board page, and the plan and the run that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import planner
from dashboard import jobs, plans
from dashboard.answers import Answer
from dashboard.browsers import PageMark
from dashboard.pages import start_from
from dashboard.plans import Plan
from dashboard.runs import PRECISE, Run
from planner.errors import Problem, ScenarioError
from planner.experiment.precision import level_known_to
from planner.outcomes.periods import Periods, headline_period

LEADING = "kpi5_scanned_90_of_all"
"""The measure whose last year is shown unless another is chosen."""
A_POINT = 1.0
SHOWN = "board-shown"
"""Store of the board and the start that the page was drawn for."""


@dataclass(frozen=True)
class PageRequest:
    """Result of moving a lever: a plan and its run, or problems to show."""

    plan: Plan | None = None
    run: Run | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def run_id(self) -> str:
        """Id of the run; empty: none was started, or none is needed."""
        return self.run.id if self.run else ""


@dataclass(frozen=True)
class BoardChoices:
    """BoardChoices above the levers: board, start and year."""

    board: str
    start: str = ""
    year: str = ""

    @property
    def start_plan(self) -> Plan:
        """The start, without another board's own numbers: they are not this one's."""
        plan = start_from.start_plan(self.start)
        return plan if plan.board in (self.board, "") else national()

    @property
    def shown(self) -> dict[str, str]:
        """The board and the start, as the page's store and its address have them."""
        return {"board": self.board, "start": self.start}

    @property
    def scenario(self) -> planner.Scenario:
        """The scenario that the page starts from."""
        return plans.load(self.start_plan)

    def plan(self, texts: Mapping[str, str | None]) -> Plan:
        """The board with what stands in its fields."""
        return plans.for_board(self.start_plan, self.board, texts)

    @property
    def unmoved(self) -> Plan:
        """The board as it starts, with no lever moved."""
        return self.plan({})


def national() -> Plan:
    """All of Wales as the plan stands."""
    return Plan(jobs.service().settings.scenario)


def scenario() -> planner.Scenario:
    """The plan that the dashboard shows, without anybody's own numbers."""
    return plans.load(national())


def chosen(board: str, start: str, year: str, run: Run | None = None) -> BoardChoices:
    """BoardChoices that an address makes, as far as they fit; a run says its board."""
    names = plans.boards_by_name(scenario())
    board = board_of(run) or (board if board in names else next(iter(names)))
    numbers = start_from.saved(start)
    start = start if numbers is not None and numbers.board in (board, "") else ""
    known = years(scenario())
    return BoardChoices(board, start, year if year in known else last_year(known))


def of_page(shown: Mapping[str, str], year: str = "") -> BoardChoices:
    """BoardChoices of a page that was drawn for this board and this start."""
    return chosen(shown.get("board", ""), shown.get("start", ""), year)


def years(plan: planner.Scenario) -> list[str]:
    """Years of a plan in which the leading measure can be judged, in order."""
    every = Periods.of(plan).years.labels
    return [year for year in every if headline_period(plan, LEADING, year)]


def last_year(known: Sequence[str]) -> str:
    """The last of these years; empty where there is none."""
    return known[-1] if known else ""


def usable(choices: BoardChoices, texts: Mapping[str, str | None]) -> Plan | None:
    """The plan with these numbers, or None where one of them cannot be used."""
    try:
        plan = choices.plan(texts)
        plans.load(plan)
    except ScenarioError:
        return None
    return plan


def ask(
    choices: BoardChoices,
    texts: Mapping[str, str | None],
    shown: str,
    mark: PageMark | None = None,
) -> PageRequest:
    """Start the run unless it is shown, or collect every problem of what was typed.

    Parameters
    ----------
    shown : id of the run on the page
    mark : of the page that asks, whose Cancel stops the run
    """
    service = jobs.service()
    try:
        plan = choices.plan(texts)
        plans.load(plan)
    except ScenarioError as why:
        return PageRequest(problems=why.problems)
    run = service.row(shown or "")
    if run is None and plan == choices.unmoved and find_answer(choices, None):
        return PageRequest(plan)
    if run is not None and run.plans[-1] == plan and (run.under_way or run.ready):
        return PageRequest(plan, run)
    if run is not None and run.under_way:
        service.cancel(run.id)
    return PageRequest(plan, service.start([plan], mark=mark))


def ask_precisely(
    choices: BoardChoices,
    texts: Mapping[str, str | None],
    mark: PageMark | None = None,
) -> str:
    """Id of a run that goes on until the leading measure is known to within a point.

    Empty where the numbers typed cannot be used.
    """
    try:
        plan = choices.plan(texts)
        target = {
            "half_width": A_POINT,
            "kpi": LEADING,
            "provider": choices.board,
            "period": choices.year,
        }
        return jobs.service().start_precisely(plan, target, mark).id
    except ScenarioError:
        return ""


def points_known_to(choices: BoardChoices, run: Run | None) -> float | None:
    """Points to which the leading measure is known; None of a run of the usual length.

    A run that is to know it well enough stops by itself.
    """
    if run is None or not run.ready or run.kind != PRECISE:
        return None
    results = jobs.service().result(run.plans[-1], run.ready)
    if results is None:
        return None
    return level_known_to(results, LEADING, choices.board, choices.year)


def board_of(run: Run | None) -> str:
    """The board that a run is about, or nothing."""
    return run.plans[-1].board if run else ""


def run_shown(shown: Mapping[str, str], run_id: str | None) -> Run | None:
    """The run of this id, unless it is about another board than the page shows."""
    run = jobs.service().row(run_id or "")
    return run if board_of(run) in ("", shown.get("board")) else None


def typed_of(run: Run | None) -> dict[str, str]:
    """Numbers typed for a run."""
    return dict(run.plans[-1].typed) if run else {}


def find_answer(choices: BoardChoices, run: Run | None) -> Answer | None:
    """The run's newest answer; without a run, what the start itself gives."""
    service = jobs.service()
    if run is not None:
        return service.answer(run.plans[-1], run.ready) if run.ready else None
    start = choices.start_plan
    return service.latest(choices.unmoved) or service.latest(start)


def is_shown(
    choices: BoardChoices, texts: Mapping[str, str | None], run: Run | None
) -> bool:
    """Whether the run, or else the start itself, has the numbers typed now."""
    shown = choices.unmoved if run is None else run.plans[-1]
    return choices.plan(texts) == shown


def is_at_hand(choices: BoardChoices, plan: Plan | None, run: Run | None) -> bool:
    """Whether results of a plan are there, of the run or else of the start itself."""
    if run is None:
        return plan == choices.unmoved
    return plan == run.plans[-1] and run.ready > 0


def begun(choices: BoardChoices) -> Run | None:
    """A run of the board as it starts, where nothing is at hand to be shown."""
    service = jobs.service()
    wanted = service.settings.run_wales_when_opened
    if not wanted or choices.board not in choices.scenario.providers:
        return None
    return None if find_answer(choices, None) else service.start([choices.unmoved])


def texts_shown(choices: BoardChoices, run: Run | None) -> dict[str, str]:
    """Text of each field: what was typed for the run, or what the start holds."""
    held = plans.texts_of(choices.start_plan, choices.board)
    typed = typed_of(run)
    return {key: typed.get(key, text) for key, text in held.items()}


def texts_of(ids: Sequence[Mapping[str, str]], values: Sequence[Any]) -> dict[str, str]:
    """Text of each field by its key."""
    return {
        str(id["key"]): str(value) if isinstance(value, str | int | float) else ""
        for id, value in zip(ids, values, strict=True)
    }
