"""`fls-planner flow`: one possible future of a board, week by week."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, say_sentences
from planner.cli.options import OutFolder, ScenarioName, board_names, boards_of
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError
from planner.experiment.flow import TypicalFlow, typical_flow
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.flow import (
    FUTURE,
    flow_frame,
    flow_label,
    flow_sentence,
    frame_text,
    quarter_columns,
    quarter_lines,
    stage_columns,
    stage_lines,
)
from planner.reports.pathway_names import ROLES, STAGES, pathway_name

FILES = ("flow.csv",)
OptionName = Annotated[
    str,
    typer.Argument(
        metavar="OPTION", help=gettext_noop("Option to apply: a name or a file.")
    ),
]


def flow(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionName = "",
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Show one possible future of a board week by week.

    It is the replication nearest to the median, with its queues and bottleneck: no
    forecast.
    """
    outputs = Outputs(out, FILES)
    plan = settings.load(scenario, [option] if option else None)
    found = typical_flow(plan, _board(plan, settings), settings.simulation(plan))
    weeks = flow_frame(found.flow)
    about = {"fingerprints": {plan.name: plan.fingerprint()}, "seed": settings.seed}
    about |= {"replications": settings.replications, "replication": found.number + 1}
    outputs.write({FILES[0]: weeks}, about)
    _show(found, weeks, board_names(plan))
    outputs.finish()


def _board(plan: Scenario, settings: PlanOptions) -> str:
    """The one board that is asked about."""
    asked = boards_of(plan, settings.board) or plan.providers
    if len(asked) != 1:
        rule, hint = _("the flow is of one board"), _("add --board NAME")
        raise ScenarioError(Problem("--board", rule, hint=hint))
    return asked[0]


def _show(found: TypicalFlow, weeks: pd.DataFrame, names: dict[str, str]) -> None:
    """The label first, then a sentence, a line a stage, and a line a quarter."""
    shown = found.flow
    stages = {name: pathway_name(STAGES, name) for name in shown.stages}
    roles = {r: pathway_name(ROLES, r) for r in {*shown.staff, *shown.bottleneck}}
    title = f"{names[found.board]}: {found.plan.title or found.plan.name}"
    console().print(_(FUTURE), style="bold")
    say_sentences(flow_sentence(found, names[found.board], stages, roles))
    stage, role, *counts = stage_columns().values()
    columns = [*prose(stage), *prose(role, least=14), *numbers(*counts)]
    table = TerminalTable(title, columns, plain=True, data=lambda: weeks)
    for line in stage_lines(shown, stages, roles):
        table.add(*line)
    table.show(console())
    quarter, *queues, bottleneck = quarter_columns(stages).values()
    columns = [*texts(quarter), *numbers(*queues), *prose(bottleneck, least=14)]
    title = _("People waiting in the first week of each quarter")
    table = TerminalTable(title, columns, plain=True)
    for quarter_line in quarter_lines(found, roles):
        table.add(*quarter_line.values())
    table.show(console())
    say_sentences(*filter(None, (flow_label(found), frame_text(shown))))
