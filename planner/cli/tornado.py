"""`fls-planner tornado`: low and high of every uncertain input, one at a time."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.console import console, fold_piped_tables, say, say_sentences
from planner.cli.options import (
    MeasureName,
    OptionNames,
    OutFolder,
    PlanName,
    board_names,
    boards_of,
)
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import Outputs
from planner.experiment.select import check_measure
from planner.experiment.tornado import Tornado
from planner.experiment.tornado import tornado as move_each
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.reports.explain import ShownUnit
from planner.reports.tornado import (
    bar_lines,
    early_sentence,
    shown_bars,
    tornado_sentences,
    tornado_title,
)

FILE = "tornado.csv"
ComparedOption = Annotated[
    str,
    typer.Argument(
        metavar="[OPTION]",
        help=gettext_noop(
            "Option whose difference from the plan is meant (default: the plan's own"
            " level)."
        ),
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="TEXT",
        help=gettext_noop(
            "Move only inputs whose name holds this, such as posts; repeatable."
        ),
    ),
]


def tornado(
    compared: ComparedOption = "",
    measure: MeasureName = LEADING,
    only: Inputs = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Show which uncertain inputs a measure depends on most.

    Every input with a low and a high end is moved to both, one at a time, on the same
    random numbers. The formula says first which are worth simulating.
    """
    fold_piped_tables()
    outputs = Outputs(out, (FILE,))
    check_measure(measure)
    plan = settings.load(scenario, option)
    boards, names = boards_of(plan, settings.board), board_names(plan)
    with settings.simulating(_("Inputs at their ends")) as (progress, means):
        found = move_each(
            plan,
            compared,
            measure,
            replications=settings.replications,
            seed=settings.seed,
            boards=boards,
            inputs=only or (),
            progress=progress,
            early=lambda inputs: note(early_sentence(inputs, names)),
            **means,
        )
    plans = [plan, *([found.option] if found.option else [])]
    about = {"fingerprints": {p.name: p.fingerprint() for p in plans}}
    run = {"seed": settings.seed, "replications": settings.replications}
    outputs.write({FILE: found.table}, {**about, **run})
    say_sentences(*tornado_sentences(found, names))
    _show(found, names)
    outputs.finish()


def _show(found: Tornado, names: dict[str, str]) -> None:
    unit = ShownUnit.of(found.kpi)
    columns = [
        *prose(_("input"), least=22),
        *numbers(_("at low"), _("at high"), _("swing")),
        *texts(_("low =   high #")),
    ]
    title = f"{tornado_title(found, names)} ({unit.unit})"
    table = TerminalTable(title, columns, plain=True, data=lambda: found.table)
    for line in bar_lines(found, names):
        table.add(line.name, line.low, line.high, line.swing, line.bar)
    table.show(console())
    hidden = len(found.bars) - len(shown_bars(found))
    if hidden:
        say(_("{hidden} more were simulated and move it less, or not at all; ?: may be"
              " chance. --out writes all.", hidden=hidden))  # fmt: skip
