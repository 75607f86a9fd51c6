"""`fls-planner ask`: what clears the backlog, keeps the list level, or meets a mark."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from planner.cli.console import console, say, say_sentences
from planner.cli.options import (
    OptionNames,
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
    command_line,
)
from planner.cli.progress import bar_on_terminal, preparing
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose
from planner.cli.write import Outputs
from planner.errors import check_count
from planner.experiment.ask.amounts import ROLES, changes_of
from planner.experiment.ask.confirm import Confirmation, Confirmed
from planner.experiment.ask.propose import Proposal, propose
from planner.experiment.ask.question import CLEAR, MEET, Question, question_of
from planner.experiment.ask.save import check_answer_file, save_answer
from planner.experiment.marks import values_at
from planner.experiment.running.collect import DEFAULT_REPLICATIONS
from planner.experiment.running.results import Results
from planner.experiment.running.run import run as run_scenario
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.periods import Periods
from planner.reports.ask import (
    Cost,
    answer_sentences,
    answer_table,
    limits_table,
    said_amounts,
    said_beside,
    said_marks,
    total_of,
)
from planner.reports.number_format import number, pounds

FILE, LIMITS = "answer.csv", "limits.csv"
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
    str | None,
    typer.Option(
        metavar="DATE",
        help=gettext_noop(
            "Date, such as 2028-03-31, or 2028-03 for the month's end (default: the"
            " plan's end)."
        ),
    ),
]
Chance = Annotated[
    int, typer.Option(metavar="%", help=gettext_noop("Chance with which it holds."))
]
Stage = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=gettext_noop("List to clear or keep level (default: scan)."),
    ),
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

    replications: Replications = DEFAULT_REPLICATIONS

    def confirm(self, plan: Scenario) -> Results:
        """Results of one trial."""
        with preparing(plan, self.engine), bar_on_terminal(_("Confirming")) as progress:
            return run_scenario(
                plan,
                self.replications,
                self.seed,
                boards_of(plan, self.board),
                progress=progress,
                **self.run_options,
            )


def ask(
    question: WhatIsAsked,
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    stage: Stage = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    settings: AskOptions,
    limits: LimitsFile = None,
    save: SaveFile = None,
    out: OutFolder = None,
) -> None:
    """Say what capacity clears a list, keeps it level, or meets a mark.

    Each answer says where, from when, and at what cost.
    The formula proposes it within seconds; the simulation confirms it, with one
    unit more until the chance is there, and one less to see that it is needed.
    """
    check_count("--chance", chance, 1, 99)
    outputs, plan = Outputs(out, (FILE, LIMITS)), settings.load(scenario, option)
    if save is not None:
        check_answer_file(save)
    boards = boards_of(plan, settings.board)
    asked = question_of(question, plan, mark or [], by, stage, boards, limits)
    begun = time.perf_counter()
    proposal = propose(asked)
    first = asked.marks[asked.boards[0]]
    title = said_marks(first) if question == MEET else _title(question, asked)
    say_sentences(_("{title}, by {by}", title=title, by=asked.by.date))
    seconds = time.perf_counter() - begun
    say(_("By formula, in {seconds:.1f} s: {amounts}. Now the simulation.",
          seconds=seconds, amounts=_in_short(proposal)), stderr=True)  # fmt: skip
    walk = Confirmation(asked, proposal.marks, chance / 100, settings.confirm)
    confirmed = walk.run(proposal.amounts)
    baseline = settings.confirm(asked.plan)
    costs = {b: _cost(baseline, walk.results, b) for b in asked.boards}
    table = answer_table(asked, proposal, confirmed, costs)
    about = {"fingerprints": {plan.name: asked.plan.fingerprint()}}
    tables = {FILE: table, LIMITS: limits_table(asked)}
    outputs.write(tables, {**about, "replications": settings.replications})
    _show(asked, proposal, confirmed, costs)
    names = board_names(plan)
    say_sentences(*answer_sentences(asked, proposal, confirmed, chance / 100, names))
    _save(asked, confirmed, save, title)
    outputs.finish()


def _title(kind: str, asked: Question) -> str:
    (mark,) = asked.marks[asked.boards[0]]
    people = sum(asked.marks[board][0].target for board in asked.boards)
    if kind == CLEAR:
        return _("Clear the backlog of the {stage} list (at most {people:,.0f} people"
                 " waiting: all seen within {days:g} days)", stage=mark.stage,
                 people=people, days=asked.plan.marks.cleared_wait_days)  # fmt: skip
    return _("Keep the {stage} list no longer than today ({people:,.0f} people)",
             stage=mark.stage, people=people)  # fmt: skip


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
    columns = [
        *prose(_("Board"), least=10),
        *prose(_("New capacity"), least=19),
        *prose(_("Reached (asked)"), least=10),
        *numbers(_("Chance\n(1 less)"), _("£k a\nyear"), _("£k\nplan")),
        *numbers(_("£k\ncapital")),
    ]
    table = TerminalTable("", columns, plain=True)
    frame = answer_table(asked, proposal, confirmed, costs)
    table.data = lambda: frame
    names = board_names(asked.plan)
    for board, found in confirmed.items():
        cost, less = costs[board], found.one_less
        reached = "\n".join(
            said_beside(mark, value)
            for mark, value in zip(asked.marks[board], found.values, strict=True)
        )
        table.add(
            names.get(board, board),
            said_amounts(asked, board, found.amounts),
            reached,
            f"{found.chance:.0%}" + ("" if np.isnan(less) else f"\n({less:.0%})"),
            number(cost.a_year / 1000, 0),
            number(cost.whole_plan / 1000, 0),
            number(cost.capital / 1000, 0),
        )
    table.show(console())
    total = total_of(costs.values())
    say_sentences(
        _(
            "In all: {year} a year once all is in place, {plan} over the plan, and"
            " {capital} capital (£k: thousands of pounds).",
            year=pounds(total.a_year),
            plan=pounds(total.whole_plan),
            capital=pounds(total.capital),
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
