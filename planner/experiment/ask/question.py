"""The three plain questions, checked and ready to be answered."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import Problem, ScenarioError, unknown_name
from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    PARTS,
    ROLES,
    Dates,
    free_sessions,
)
from planner.experiment.marks import LIST, WAIT, By, Mark, read_date, read_marks
from planner.formula.answer import answer
from planner.inputs.limits import Limits, load_limits
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSIONS_A_WEEK
from planner.locale import _, gettext_noop
from planner.outcomes.periods import Periods

CLEAR, LEVEL, MEET = "clear", "level", "meet"
DEFAULT_STAGE = "scan"


@dataclass(frozen=True)
class Question:
    """A question about every board.

    Attributes
    ----------
    parts : parts that may be added, of `Amounts`
    kind : clear, level or meet
    """

    plan: Scenario
    boards: tuple[str, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    by: By
    limits: Limits
    parts: tuple[str, ...]
    kind: str = MEET

    @property
    def dates(self) -> Dates:
        """First days of new capacity."""
        return Dates.of(self.plan.plan_start, self.by.date, self.limits)

    def most(self, board: str, part: str) -> float:
        """Most of a part that a board can have."""
        if part == DXA:
            further = SESSIONS_A_WEEK * self.limits.most_scanners
            return math.floor(free_sessions(self.plan, board) + further)
        return self.limits.most_lists_a_week if part == LISTS else self.limits.most_wte


def question_of(
    kind: str,
    plan: Scenario,
    marks: Sequence[str] = (),
    by: str | None = None,
    stage: str | None = None,
    chosen: Collection[str] | None = None,
    limits: Path | Limits | None = None,
) -> Question:
    """A question with its marks, boards and date, checked.

    Parameters
    ----------
    kind : clear, level or meet
    chosen : ids of those asked about; None: all with a service
    limits : or a file of them; None: the usual ones

    Raises
    ------
    ScenarioError
    """
    if kind not in (CLEAR, LEVEL, MEET):
        known = (CLEAR, LEVEL, MEET)
        raise ScenarioError(unknown_name(gettext_noop("question"), kind, known))
    if (kind == MEET) != bool(marks):
        hint = _("write fls-planner ask meet --mark scanned=80 --by 2028-03-31")
        rule = (
            _("meet needs at least one mark")
            if kind == MEET
            else _("{question} takes no mark; only meet does", question=kind)
        )
        raise ScenarioError(Problem("--mark", rule, hint=hint))
    if kind == MEET and stage is not None:
        hint = _("name the list in the mark, such as --mark wait:scan=182")
        rule = _("meet takes no stage; only clear and level do")
        raise ScenarioError(Problem("--stage", rule, "", stage, hint))
    stage = DEFAULT_STAGE if stage is None else stage
    boards = tuple(b for b in plan.providers if chosen is None or b in chosen)
    if not boards:
        raise ScenarioError(_no_service(plan, chosen or ()))
    read = read_marks(marks, plan)
    cleared = plan.marks.cleared_wait_days if kind == CLEAR else None
    plan = with_ages(plan, read, cleared)
    last = Periods.of(plan).date(plan.plan_days - 1)
    date = read_date(by) if by is not None else last
    return Question(
        plan=plan,
        boards=boards,
        marks=dict.fromkeys(boards, read)
        if read
        else _on_lists(kind, plan, boards, stage),
        by=By.of(plan, date),
        limits=limits if isinstance(limits, Limits) else load_limits(limits),
        parts=PARTS if read else _parts(kind, plan, stage),
        kind=kind,
    )


def _no_service(plan: Scenario, chosen: Collection[str]) -> Problem:
    """The problem of boards without a service, and boards that treat their people."""
    treating = {each for board in chosen for each in plan.treating(board)}
    names = [each for each in plan.providers if each in treating or not treating]
    hint = _("ask about the boards that treat its people: {names}",
             names=", ".join(names))  # fmt: skip
    rule = _("runs no service of its own")
    return Problem("--board", rule, "", ", ".join(chosen), hint)


def with_ages(
    plan: Scenario, marks: tuple[Mark, ...], more: float | None = None
) -> Scenario:
    """The plan with the days of every wait, and more, among the ages that it counts."""
    asked = {mark.target for mark in marks if mark.kpi == WAIT}
    days = asked.union([] if more is None else [more]) - set(plan.marks.ages)
    if not days:
        return plan
    ages = tuple(sorted({*plan.marks.ages, *days}))
    return plan.with_values({"marks.list_ages_days": ages}, source="--mark")


def _parts(kind: str, plan: Scenario, stage: str) -> tuple[str, ...]:
    role = plan.pathway.stages[stage].role
    if role == "scanner":
        return (LISTS,) if kind == CLEAR else (DXA,)
    if role not in ROLES:
        hint = _("stages of: {roles}", roles=", ".join((*ROLES, "scanner")))
        raise ScenarioError(
            Problem("--stage", _("has no part to add"), "", stage, hint)
        )
    return (role,)


def _on_lists(
    kind: str, plan: Scenario, boards: tuple[str, ...], stage: str
) -> dict[str, tuple[Mark, ...]]:
    """The mark of each list: as short as today, or cleared by the scenario's own rule.

    A number of people would be another mark in each fitting set, and lie about where
    the list cannot fall further: bought-in lists take those who have waited so long.
    """
    if stage not in plan.pathway.served_stages():
        known = sorted(plan.pathway.served_stages())
        what = gettext_noop("stage")
        raise ScenarioError(unknown_name(what, stage, known, file="--stage"))
    today = answer(plan)
    found: dict[str, tuple[Mark, ...]] = {}
    for board in boards:
        if kind == CLEAR:
            room = round(100 * (1 - plan.marks.cleared_share), 6)
            mark = Mark(WAIT, plan.marks.cleared_wait_days, stage, room)
        else:
            mark = Mark(LIST, round(float(today.waiting(board, stage)[0])), stage)
        found[board] = (mark,)
    return found
