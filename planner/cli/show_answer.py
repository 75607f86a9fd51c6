"""The table of an answer of `fls-planner ask`: a row a board, for one screen."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.cli.console import console
from planner.cli.tables import TerminalTable, prose, texts
from planner.experiment.ask.cost import Cost
from planner.experiment.ask.question import Question
from planner.experiment.ask.walk import Confirmed
from planner.locale import _
from planner.reports.ask import said_amounts, said_beside
from planner.reports.number_format import short_pounds, whole_percent


def show_answer(
    asked: Question,
    frame: pd.DataFrame,
    found: Mapping[str, Confirmed],
    costs: Mapping[str, Cost],
    names: Mapping[str, str],
) -> None:
    """One row a board."""
    columns = [
        *prose(_("Board"), least=11),
        *prose(_("New capacity"), least=24),
        *prose(_("Reached\n(asked)"), least=7),
        *texts(_("Chance, sets\n(1 less)")),
        *texts(_("Cost")),
    ]
    table = TerminalTable("", columns, plain=True, data=lambda: frame)
    for board, each in found.items():
        marks = zip(asked.marks[board], each.values, strict=True)
        reached = "\n".join(said_beside(mark, value) for mark, value in marks)
        capacity = said_amounts(asked, board, each.amounts)
        table.add(names[board], capacity, reached, _chance(each), _money(costs[board]))
    table.show(console())


def _chance(found: Confirmed) -> str:
    """Chance, sets, and the chance with one unit less, a line each."""
    met, sets = found.outcome.sets_met
    lines = [whole_percent(found.chance)]
    if sets > 1:
        lines.append(_("{met} of {sets} sets", met=met, sets=sets))
    if found.one_less:
        lines.append(
            _("1 less: {chance}", chance=whole_percent(max(found.one_less.values())))
        )
    return "\n".join(lines)


def _money(cost: Cost) -> str:
    """Cost a year, over the plan and of capital, a line each."""
    lines = [
        _("{pounds} a year", pounds=short_pounds(cost.a_year)),
        _("{pounds} plan", pounds=short_pounds(cost.whole_plan)),
    ]
    if cost.capital:
        lines.append(_("{pounds} capital", pounds=short_pounds(cost.capital)))
    return "\n".join(lines)
