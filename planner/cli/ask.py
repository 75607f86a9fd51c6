"""`fls-planner ask`: what clears the backlog, keeps the list level, or meets a mark."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from planner.cli.console import console, say, say_each
from planner.cli.options import (
    OptionNames,
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
    command_line,
)
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, texts
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError, check_count, unknown_name
from planner.experiment.ask.amounts import ROLES, changes_of
from planner.experiment.ask.confirm import Confirmation, Confirmed
from planner.experiment.ask.marks import LIST, WAIT, By, Mark, read_mark, values_at
from planner.experiment.ask.propose import DXA, LISTS, Proposal, Question, propose
from planner.experiment.ask.save import save_answer
from planner.experiment.running.results import Results
from planner.formula.answer import answer
from planner.inputs.limits import load_limits
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.periods import Periods
from planner.reports.ask import (
    Cost,
    answer_sentences,
    answer_table,
    said_marks,
    said_value,
    total_of,
)

CLEAR, LEVEL, MEET = "clear", "level", "meet"
FILE = "answer.csv"
WhatIsAsked = Annotated[
    str,
    typer.Argument(
        metavar="clear|level|meet",
        help=gettext_noop(
            "clear: the backlog by a date, once. level: no longer a list than today."
            " meet: one mark or several by a date."
        ),
    ),
]
Marks = Annotated[
    list[str] | None,
    typer.Option(
        "--mark",
        metavar="NAME=NUMBER",
        help=gettext_noop(
            "Mark to meet: assessed=80, scanned=80 (of all identified),"
            " scanned-of-ordered=80, any KPI id=80, or wait:scan=182 (nobody longer,"
            " days); repeatable."
        ),
    ),
]
ByDate = Annotated[
    datetime.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m"],
        metavar="DATE",
        help=gettext_noop("Date, such as 2028-03-31 (default: the plan's end)."),
    ),
]
Chance = Annotated[
    int, typer.Option(metavar="%", help=gettext_noop("Chance with which it holds."))
]
Stage = Annotated[
    str, typer.Option(metavar="NAME", help=gettext_noop("List to clear or keep level."))
]
LimitsFile = Annotated[
    Path | None,
    typer.Option(
        "--limits",
        metavar="FILE",
        help=gettext_noop("Limits of one's own: time to hire, rooms, prices."),
    ),
]
SaveFile = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FILE", help=gettext_noop("Option file (.toml) to write.")
    ),
]


@dataclass(frozen=True, kw_only=True)
class AskOptions(PlanOptions):
    """Options of the simulation that confirms an answer."""

    replications: Replications = 20


def ask(
    question: WhatIsAsked,
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    stage: Stage = "scan",
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    settings: AskOptions,
    limits: LimitsFile = None,
    save: SaveFile = None,
    out: OutFolder = None,
) -> None:
    """Ask what capacity it takes, where and when, and what it costs.

    The formula proposes an answer within seconds; the simulation confirms it, with one
    unit more until the chance is there, and one less to see that it is needed.
    """
    check_count("--chance", chance, 1, 99)
    outputs, plan = Outputs(out, (FILE,)), settings.load(scenario, option)
    asked = _question(question, plan, mark or [], by, stage, settings, limits)
    begun = time.perf_counter()
    proposal = propose(asked)
    first = asked.marks[asked.boards[0]]
    title = said_marks(first) if question == MEET else _title(question, asked)
    say(_("{title}, by {by}", title=title, by=asked.by.date))
    seconds = time.perf_counter() - begun
    say(_("By formula, in {seconds:.1f} s: {amounts}. Now the simulation.",
          seconds=seconds, amounts=_in_short(proposal)), stderr=True)  # fmt: skip
    walk = Confirmation(asked, proposal.marks, chance / 100, settings.simulate)
    confirmed = walk.run(proposal.amounts)
    baseline = settings.simulate(asked.plan)
    costs = {b: _cost(baseline, walk.results, b) for b in asked.boards}
    table = answer_table(asked, proposal, confirmed, costs)
    about = {"fingerprints": {plan.name: asked.plan.fingerprint()}}
    outputs.write({FILE: table}, {**about, "replications": settings.replications})
    _show(asked, proposal, confirmed, costs)
    names = board_names(plan)
    say_each(answer_sentences(asked, proposal, confirmed, chance / 100, names))
    _save(asked, confirmed, save, title)
    outputs.finish()


def _title(kind: str, asked: Question) -> str:
    (mark,) = asked.marks[asked.boards[0]]
    if kind == CLEAR:
        return _("Clear the backlog of the {stage} list", stage=mark.stage)
    return _("Keep the {stage} list no longer than today", stage=mark.stage)


def _question(
    kind: str,
    plan: Scenario,
    marks: list[str],
    by: datetime.datetime | None,
    stage: str,
    settings: PlanOptions,
    limits: Path | None,
) -> Question:
    """What is asked of which boards, checked."""
    if kind not in (CLEAR, LEVEL, MEET):
        known = (CLEAR, LEVEL, MEET)
        raise ScenarioError(unknown_name(gettext_noop("question"), kind, known))
    if (kind == MEET) != bool(marks):
        hint = _("fls-planner ask meet --mark scanned=80 --by 2028-03-31")
        rule = _("goes with meet, and meet with at least one")
        raise ScenarioError(Problem("--mark", rule, hint=hint))
    chosen = boards_of(plan, settings.board)
    boards = tuple(b for b in plan.providers if chosen is None or b in chosen)
    if not boards:
        hint = _("boards with a service: {names}", names=", ".join(plan.providers))
        raise ScenarioError(Problem("--board", _("runs no service"), hint=hint))
    read = tuple(read_mark(text, plan) for text in marks)
    plan = _with_ages(plan, read)
    last = Periods.of(plan).date(plan.plan_days - 1)
    date = _end_of_month(by) if by is not None else last
    return Question(
        plan=plan,
        boards=boards,
        marks=dict.fromkeys(boards, read)
        if read
        else _on_lists(kind, plan, boards, stage),
        by=By.of(plan, date),
        limits=load_limits(limits),
        parts=(*ROLES, DXA, LISTS) if read else _parts(kind, plan, stage),
    )


def _end_of_month(by: datetime.datetime) -> datetime.date:
    """The date itself; of a month without a day its last day."""
    if by.day > 1:
        return by.date()
    following = (by.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return (following - datetime.timedelta(days=1)).date()


def _with_ages(plan: Scenario, marks: tuple[Mark, ...]) -> Scenario:
    """The plan with the days of every wait among the ages that are counted."""
    days = {mark.target for mark in marks if mark.kpi == WAIT} - set(plan.marks.ages)
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
    """The length that each list may have: as today, or what is seen within the mark."""
    if stage not in plan.pathway.served_stages():
        known = sorted(plan.pathway.served_stages())
        raise ScenarioError(unknown_name(gettext_noop("stage"), stage, known))
    today = answer(plan)
    found: dict[str, tuple[Mark, ...]] = {}
    for board in boards:
        most = float(today.waiting(board, stage)[0])
        if kind == CLEAR:
            weeks = plan.marks.cleared_wait_days / 7
            most = (
                today.needs(board, stage, plan.marks.cleared_wait_days).demand * weeks
            )
        found[board] = (Mark(LIST, round(most), stage),)
    return found


def _in_short(proposal: Proposal) -> str:
    """Sums of a proposal over all boards."""
    new = proposal.amounts.values()
    wte = sum(sum(getattr(each, role) for role in ROLES) for each in new)
    return _(
        "{wte:.1f} WTE of nurses, administrators and reporters, {sessions:g} DXA"
        " sessions a week, {lists:g} bought-in lists a week",
        wte=wte,
        sessions=sum(each.sessions for each in new),
        lists=sum(each.lists for each in new),
    )


def _cost(baseline: Results, results: Results | None, board: str) -> Cost:
    """Mean differences in cost between the answer and the plan."""
    if results is None:
        return Cost(0.0, 0.0, 0.0)
    periods = Periods.of(baseline.scenario)
    years = periods.financial_years.labels
    last = periods.last_whole("financial year")

    def more(kpi: str, period: str) -> float:
        before, after = (
            np.nan_to_num(values_at(each, board, kpi, period)).mean()
            for each in (baseline, results)
        )
        return float(after - before)

    return Cost(
        a_year=more("cost_total", last.label) if last else 0.0,
        whole_plan=sum(more("cost_total", year) for year in years),
        capital=sum(more("cost_capital", year) for year in years),
    )


def _show(
    asked: Question,
    proposal: Proposal,
    confirmed: Mapping[str, Confirmed],
    costs: Mapping[str, Cost],
) -> None:
    """One row a board, and what all of it costs."""
    heads = (_("Nurse\nWTE"), _("Admin\nWTE"), _("Reporter\nWTE"), _("Operator\nWTE"),
             _("DXA\nsessions\na week"), _("New\nscanners"), _("Bought\nlists\na week"),
             _("Reached"), _("Chance\n(one less)"), _("GBP\na year"),
             _("GBP whole\nplan"), _("Capital\nGBP"))  # fmt: skip
    table = TerminalTable("", [*texts(_("Board")), *numbers(*heads)], plain=True)
    frame = answer_table(asked, proposal, confirmed, costs)
    table.data = lambda: frame
    for row in frame.to_dict("records"):
        board = str(row["board"])
        found, cost = confirmed[board], costs[board]
        reached = "\n".join(
            said_value(mark, value)
            for mark, value in zip(proposal.marks[board], found.values, strict=True)
        )
        less = "" if np.isnan(found.one_less) else f" ({found.one_less:.0%})"
        table.add(
            board,
            *(f"{row[key]:g}" for key in ("nurse_wte", "admin_wte", "reporter_wte",
              "operator_wte", "dxa_sessions_a_week", "new_scanners",
              "bought_in_lists_a_week")),
            reached,
            f"{found.chance:.0%}{less}",
            *(f"{pounds:,.0f}" for pounds in (cost.a_year, cost.whole_plan, cost.capital)),
        )  # fmt: skip
    table.show(console())
    total = total_of(costs.values())
    say(
        _(
            "In all: {year:,.0f} GBP a year once all is in place, {plan:,.0f} GBP over"
            " the plan, {capital:,.0f} GBP capital.",
            year=total.a_year,
            plan=total.whole_plan,
            capital=total.capital,
        )
    )


def _save(
    asked: Question, confirmed: Mapping[str, Confirmed], path: Path | None, title: str
) -> None:
    """Write the answer as an option, and say how to compare it."""
    if path is None:
        return
    amounts = {board: found.amounts for board, found in confirmed.items()}
    changes = changes_of(asked.plan, amounts, asked.dates, asked.limits)
    if not changes:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    by = _("{title}, by {by}", title=title, by=asked.by.date)
    save_answer(path, changes, by, [_("Worked out by fls-planner ask.")])
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", asked.plan.name, path))
