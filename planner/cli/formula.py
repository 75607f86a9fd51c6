"""`fls-planner formula`: the instant answer, and how far it is from the simulation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.options import (
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
from planner.errors import Problem, ScenarioError
from planner.experiment.running.run import run as run_scenario
from planner.experiment.statistics.summarise import summarise
from planner.formula.answer import answer
from planner.formula.disagreement import Caution, cautions, disagreements
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.periods import Periods
from planner.reports.number_format import amount
from planner.reports.select_rows import short_name

FILE = "disagreement.csv"
SHOWN = ("kpi4_assessed_90", "kpi5_scanned_90_of_all", "completed_wait")
STAGES = ("all", "scan")
STANDARD_ERRORS = 1.96


def formula(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Answer in an instant, and show where the simulation differs, and why.

    Both work on the central values. A difference counts where it exceeds the error that
    is stated for its measure and three standard errors of the simulation.
    """
    outputs = Outputs(out, (FILE,))
    plan = replace(settings, central=True).load(scenario, option)
    boards = [b for b in boards_of(plan, settings.board) or plan.providers
              if b in plan.providers]  # fmt: skip
    if not boards:
        hint = _("boards with a service: {names}", names=", ".join(plan.providers))
        raise ScenarioError(Problem("--board", _("runs no service"), hint=hint))
    begun = time.perf_counter()
    found = answer(plan)
    table = found.table
    note(_("{count} measures by formula, in {seconds:.2f} s. Now the simulation.",
           count=len(table), seconds=time.perf_counter() - begun))  # fmt: skip
    with settings.simulating(plan.title or plan.name) as (progress, run_options):
        results = run_scenario(
            plan,
            settings.replications,
            settings.seed,
            boards,
            progress=progress,
            **run_options,
        )
    summary = summarise(results)
    half = (summary["ci_high"] - summary["ci_low"]) / 2
    whole = (summary["residence"] == "all") & (summary["group"] == "all")
    whole &= summary["reason"] == "all"
    compared = disagreements(found, summary.assign(se=half / STANDARD_ERRORS)[whole])
    compared = compared[compared["provider"].isin(boards)]
    about = {"fingerprints": {plan.name: plan.fingerprint()}}
    outputs.write({FILE: compared}, {**about, "replications": settings.replications})
    names = {board: short_name(board, board_names(plan)) for board in boards}
    year = Periods.of(plan).last_whole("year")
    _show(compared, year.label if year else "", names)
    said = [each for each in cautions(found) if each.board in names]
    say_sentences(*_sentences(compared, said, names))
    outputs.finish()


def _show(compared: pd.DataFrame, year: str, names: Mapping[str, str]) -> None:
    """A few measures of each board in the last whole year."""
    columns = [
        *texts(_("Board")),
        *prose(_("Measure"), least=18),
        *numbers(_("Formula"), _("Simulation"), _("Stated\nerror")),
        *prose(_("Differs by more"), least=14),
    ]
    title = _("Formula beside simulation, year {year}", year=year)
    shown = compared[
        compared["kpi"].isin(SHOWN)
        & compared["stage"].isin(STAGES)
        & (compared["period"] == year)
    ]
    table = TerminalTable(title, columns, plain=True, data=lambda: compared)
    for _place, row in shown.iterrows():
        stage = "" if row["stage"] == "all" else f" ({row['stage']})"
        values = (row["formula"], row["simulation"], row["stated_error"])
        table.add(
            names[row["provider"]],
            f"{_(KPIS[row['kpi']].title)}{stage}",
            *(amount(value, row["unit"]) for value in values),
            _reasons(row["reason"]) if row["flagged"] else _("no"),
        )
    table.show(console())


def _reasons(reason: str) -> str:
    """Reasons of a difference in the reader's language."""
    return _("yes: {reasons}",
             reasons=", ".join(_(each) for each in reason.split(", ")))  # fmt: skip


def _sentences(
    compared: pd.DataFrame, said: list[Caution], names: Mapping[str, str]
) -> list[str]:
    """Number of differences, and reasons that lie in the scenario."""
    flagged = int(compared["flagged"].sum())
    first = ngettext(
        "Of {all} measure of every year and quarter {flagged} differs by more than is"
        " stated.",
        "Of {all} measures of every year and quarter {flagged} differ by more than is"
        " stated.",
        len(compared),
        all=len(compared),
        flagged=flagged,
    )
    by_text: dict[str, list[str]] = {}
    for each in said:
        by_text.setdefault(each.text, []).append(names[each.board])
    return [
        first,
        *(
            _("{text} ({boards}).", text=text, boards=_boards(where, names))
            for text, where in by_text.items()
        ),
    ]


def _boards(where: list[str], names: Mapping[str, str]) -> str:
    every = len(names) > 1 and set(where) == set(names.values())
    return _("every board") if every else ", ".join(dict.fromkeys(where))
