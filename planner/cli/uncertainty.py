"""`fls-planner uncertainty`: random variation and uncertain inputs, separately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, fold_piped_tables
from planner.cli.options import (
    MeasureName,
    OptionNames,
    OutFolder,
    ScenarioName,
    board_names,
    boards_of,
)
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import Outputs
from planner.errors import ScenarioError, unknown_name
from planner.experiment.select import check_measure, pick_row
from planner.experiment.uncertainty import Exploration, explore
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.kpis import BENEFIT_KPIS
from planner.outcomes.kpi_table import LEADING
from planner.reports.number_format import number
from planner.reports.select_rows import is_illustrative, leading_provider, place_name
from planner.reports.tornado import said_input
from planner.reports.uncertainty import (
    UncertaintyLine,
    ranking_sentence,
    uncertainty_lines,
    uncertainty_sentence,
)

FILES = ("inputs.csv", "levels.csv", "ranking.csv", "differences.csv")
SHOWN_INPUTS = 8
"""Lines of the ranking that are printed; the file holds all."""
HEADINGS = {
    "title": gettext_noop("measure"),
    "period": gettext_noop("period"),
    "as_assumed": gettext_noop("as assumed"),
    "mean": gettext_noop("mean over\nthe draws"),
    "random": "random\nvariation",
    "unknown": "uncertain\ninputs",
    "both": gettext_noop("both"),
    "share": gettext_noop("inputs' share\nof the variance"),
}
"""Headings of the table, by the field of a line."""
CHANCE = {"chance": gettext_noop("chance of\nbeing better")}
TRIANGULAR, PERT = "triangular", "PERT"
SHAPES = (TRIANGULAR, PERT)
Draws = Annotated[
    int, typer.Option(metavar="N", help=gettext_noop("Draws of all uncertain inputs."))
]
ReplicationsPerDraw = Annotated[
    int,
    typer.Option(
        "--replications", "-n", metavar="N", help=gettext_noop("Replications per draw.")
    ),
]
Shape = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=gettext_noop(
            "Distribution between low, baseline and high: triangular or PERT."
        ),
    ),
]


@dataclass(frozen=True, kw_only=True)
class DrawOptions(PlanOptions):
    """The same, for each draw of the inputs."""

    replications: ReplicationsPerDraw = 5


def uncertainty(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    draws: Draws = 30,
    measure: MeasureName = LEADING,
    shape: Shape = TRIANGULAR,
    *,
    settings: DrawOptions,
    out: OutFolder = None,
) -> None:
    """Separate random variation from uncertain inputs.

    Every input with a low and a high end is drawn; the inputs are ranked by how much
    the measure depends on them.
    """
    fold_piped_tables()
    outputs = Outputs(out, FILES if option else FILES[:-1])
    check_measure(measure)
    if shape not in SHAPES:
        raise ScenarioError(unknown_name(gettext_noop("shape"), shape, SHAPES))
    plan = settings.load(scenario).central()
    boards = boards_of(plan, settings.board)
    with settings.simulating(_("Draws of the inputs")) as (progress, run_options):
        found = explore(
            plan,
            option or [],
            draws=draws,
            replications=settings.replications,
            seed=settings.seed,
            boards=boards,
            shape="PERT" if shape == PERT else "triangular",
            benefits=measure in BENEFIT_KPIS,
            progress=progress,
            early=lambda first: note(_early(first, measure)),
            **run_options,
        )
    ranking = found.ranking(measure)
    _write(outputs, found, ranking, shape)
    _show(found, ranking, measure)
    outputs.finish()


def _early(found: Exploration, measure: str) -> str:
    """The answer of the first draws, in one line."""
    plan, names = found.plans[0], board_names(found.plans[0])
    row = pick_row(found.levels, plan, measure)
    return _("After {draws} draws: {said} Going on.",
             draws=len(found.draws), said=uncertainty_sentence(row, names))  # fmt: skip


def _show(found: Exploration, ranking: pd.DataFrame, measure: str) -> None:
    terminal, names = console(), board_names(found.plans[0])
    for plan in found.plans:
        is_option = plan is not found.plans[0]
        table = found.differences if is_option else found.levels
        rows = table[table["option" if is_option else "scenario"] == plan.name]
        provider = leading_provider(rows)
        title = f"{plan.title or plan.name}, {place_name(provider, names)}"
        lines = uncertainty_lines(rows, plan, provider)
        _lines(title, lines, is_option=is_option).show(terminal)
        terminal.print(uncertainty_sentence(pick_row(rows, plan, measure), names))
        ranked = ranking[ranking["scenario"] == plan.name]
        _ranking(ranked.head(SHOWN_INPUTS), names).show(terminal)
        terminal.print(ranking_sentence(ranked, names) + "\n")
    if found.index["label"].map(is_illustrative).any():
        terminal.print(
            _("{illustrative}; never ranked.", illustrative=_(ILLUSTRATIVE)),
            style="dim",
        )
    terminal.print(
        _(
            "seed {seed}, {draws} draws of {inputs} inputs, {replications}"
            " replications in each; every band holds 9 in 10; ?: may be chance",
            seed=found.seed,
            draws=len(found.draws),
            inputs=len(found.draws.unknowns),
            replications=found.replications,
        ),
        style="dim",
    )


def _lines(
    title: str, lines: list[UncertaintyLine], *, is_option: bool
) -> TerminalTable:
    headings = {**HEADINGS, **CHANCE} if is_option else HEADINGS
    measure, *figures = map(_, headings.values())
    if is_option:
        title = _("{title}: option minus baseline", title=title)
    columns = [*texts(measure), *numbers(*figures)]
    table = TerminalTable(title, columns)
    for line in lines:
        table.add(*(getattr(line, name) for name in headings))
    return table


def _ranking(ranking: pd.DataFrame, names: dict[str, str]) -> TerminalTable:
    columns = numbers(_("rank correlation"), _("lowest third"), _("highest third"))
    title = _("Inputs that it depends on most")
    heads = [*prose(_("input")), *columns]
    table = TerminalTable(title, heads, plain=True, data=lambda: ranking)
    for _index, row in ranking.iterrows():
        mark = "" if row["clear"] else " ?"
        table.add(
            said_input(row["unknown"], names),
            number(row["correlation"], 2, signed=True) + mark,
            number(row["low_third"]),
            number(row["high_third"]),
        )
    return table


def _write(
    outputs: Outputs, found: Exploration, ranking: pd.DataFrame, shape: str
) -> None:
    tables = {
        "inputs.csv": found.draws.table,
        "levels.csv": found.levels,
        "ranking.csv": ranking,
    }
    if len(found.plans) > 1:
        tables["differences.csv"] = found.differences
    plans = {plan.name: plan.fingerprint() for plan in found.plans}
    about = {
        "fingerprints": plans,
        "seed": found.seed,
        "draws": len(found.draws),
        "replications": found.replications,
        "shape": shape,
    }
    outputs.write(tables, about)
