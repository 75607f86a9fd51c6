"""`fls-planner verify`: outside cases with known answers, put to the planner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from planner.cli.console import console, say
from planner.cli.options import Engine, Seed, Workers
from planner.cli.progress import note
from planner.errors import DataError, Problem
from planner.pathway.engines import COMPILED, ENGINES

if TYPE_CHECKING:
    from planner.verification.study import Effort
    from planner.verification.verify import Verified

QUICK = 0.05
"""Share of the lengths and replications of a quick run."""


def verify(
    cases_dir: Annotated[Path, typer.Argument(help="Folder of cases, as JSON files.")],
    out: Annotated[Path, typer.Option("--out", help="Results file to write.")],
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Kind, or its beginning (queue); repeatable."),
    ] = None,
    seed: Seed = 1,
    engine: Engine = COMPILED,
    workers: Workers = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A short try; too short to be judged.")
    ] = False,
) -> None:
    """Run validation cases through ordinary scenarios and write what they give."""
    # Other commands do not wait for what only this one needs.
    from planner.verification.cases import load_cases
    from planner.verification.verify import results_of, verify_case, write_results

    effort = _effort(seed, engine, workers, quick)
    cases = load_cases(cases_dir, only or ())
    if out.is_dir() or not out.absolute().parent.is_dir():
        hint = "name a file in a folder that exists"
        raise DataError(Problem(str(out), "is a file that can be written", hint=hint))
    done = []
    for number, case in enumerate(cases, 1):
        note(f"{number} of {len(cases)}: {case.id}")
        done.append(verify_case(case, effort))
    write_results(results_of(done), out)
    _show(done)
    if quick:
        note("A quick run: shorter than the cases ask for, so do not judge by it.")


def _effort(seed: int, engine: str, workers: int | None, quick: bool) -> Effort:
    if engine not in ENGINES:
        hint = f"there are: {', '.join(ENGINES)}"
        raise DataError(Problem("--engine", "no such engine", "", repr(engine), hint))
    from planner.verification.study import Effort

    share = QUICK if quick else 1.0
    plain = Effort(seed=seed, share=share, engine=engine)
    return plain if workers is None else Effort(seed, share, engine, max(1, workers))


def _show(done: list[Verified]) -> None:
    """One row a case, then what could not be expressed, with the reason."""
    table = Table(box=None)
    for name in ("case", "kind", "gate"):
        table.add_column(name)
    for name in ("answered", "not expressed"):
        table.add_column(name, justify="right")
    for one in done:
        counts = (str(len(one.answers)), str(len(one.reasons) or ""))
        table.add_row(one.case.id, one.case.kind, one.case.gate, *counts)
    console().print(table)
    for one in done:
        by_reason: dict[str, list[str]] = {}
        for metric, reason in one.reasons.items():
            by_reason.setdefault(reason, []).append(metric)
        for reason, metrics in by_reason.items():
            say(f"{one.case.id}: {', '.join(metrics)}: {reason}")
