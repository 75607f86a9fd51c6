"""Tables of `fls-planner optimise`: best plans, and cost against what they bring."""

from __future__ import annotations

from planner.cli.console import console
from planner.cli.tables import TerminalTable, numbers, prose
from planner.experiment.optimise.answer import BestMix, SimulatedMix
from planner.locale import _
from planner.reports.number_format import NOTHING, number, whole_percent
from planner.reports.optimise import front_table, fronts, ranking_table, said_aim

SHOWN, FRONT_SHOWN = 4, 7
"""Plans of the ranking and of the fronts that are printed."""


def show_ranking(answer: BestMix) -> None:
    """The first plans, a row each."""
    columns = [
        *numbers(""),
        *prose(_("Plan"), least=26),
        *numbers(_("£k\nplan"), _("£k\ncapital"), _heading(answer)),
        *numbers(_("Chance"), _("Sets met"), _("Better\nthan 1st")),
    ]
    table = TerminalTable(_("Best plans"), columns, plain=True)
    table.data = lambda: ranking_table(answer)
    # Without a mark there is nothing that a plan or a fitting set could meet.
    marks, over_sets = answer.question.marks[answer.board], answer.question.plan.sets
    for rank, plan in enumerate(answer.ranking[:SHOWN], 1):
        better = "" if rank == 1 else whole_percent(plan.better)
        table.add(
            str(rank),
            plan.short,
            *_figures(answer, plan),
            whole_percent(plan.chance) if marks else NOTHING,
            f"{plan.sets_met}/{plan.sets}" if marks and over_sets else NOTHING,
            better,
        )
    table.show(console())


def _heading(answer: BestMix) -> str:
    """Heading of the column of the aim."""
    return _("Reached") if answer.aim.unit == "%" else _("Brings")


def _figures(answer: BestMix, plan: SimulatedMix) -> tuple[str, str, str]:
    return (
        number(plan.cost[0] / 1000, 0),
        number(plan.capital / 1000, 0),
        said_aim(answer.aim, plan.aim[0]),
    )


def show_front(answer: BestMix) -> None:
    """Cost against the aim and against refractures avoided."""
    columns = [
        *prose(_("Plan"), least=26),
        *numbers(_("£k\nplan"), _("£k\ncapital"), _heading(answer)),
        *numbers(_("Refractures\navoided")),
        *numbers(_("Leads in")),
    ]
    table = TerminalTable(
        _("Cost against what it brings: no plan here is dearer and worse than another"),
        columns,
        plain=True,
    )
    table.data = lambda: front_table(answer)
    chosen = fronts(answer)
    step = max(1, -(-len(chosen) // FRONT_SHOWN))
    for plan in chosen[::-1][::step][::-1]:
        leads = [
            name
            for name, front in (
                (_("aim"), answer.front),
                (_("fractures"), answer.fractures_front),
            )
            if plan in front
        ]
        table.add(
            plan.short,
            *_figures(answer, plan),
            number(plan.fractures[0], 1),
            ", ".join(leads) if len(leads) == 1 else _("both"),
        )
    table.show(console())
