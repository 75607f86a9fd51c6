"""`fls-planner verify`: cases with known answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.console import console, say
from planner.cli.options import Engine, Quick, Seed, Workers
from planner.cli.progress import note
from planner.cli.tables import TerminalTable, numbers, texts
from planner.errors import DataError, Problem, unknown_name
from planner.pathway.engines import COMPILED, ENGINES

if TYPE_CHECKING:
    from planner.verification.study import Effort
    from planner.verification.verify import Verified

CasesFolder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder of cases, as JSON files.")
]
OutFile = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Results file to write.")
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="KIND",
        help="Kind of case, or its beginning (queue); repeatable.",
    ),
]
QUICK = 0.05
"""Share of the lengths and replications of a quick run."""


def verify(
    cases_dir: CasesFolder,
    out: OutFile,
    only: Kinds = None,
    seed: Seed = 1,
    engine: Engine = COMPILED,
    workers: Workers = None,
    quick: Quick = False,
) -> None:
    """Run cases with known answers and write the results."""
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
        raise DataError(unknown_name("engine", engine, ENGINES))
    from planner.verification.study import Effort

    share = QUICK if quick else 1.0
    plain = Effort(seed=seed, share=share, engine=engine)
    return plain if workers is None else Effort(seed, share, engine, max(1, workers))


def _show(done: list[Verified]) -> None:
    """One row a case, then what could not be expressed, with the reason."""
    figures = numbers("answered", "not expressed")
    columns = [*texts("case", "kind", "gate"), *figures]
    table = TerminalTable("Cases", columns, plain=True)
    for one in done:
        counts = (str(len(one.answers)), str(len(one.reasons) or ""))
        table.add(one.case.id, one.case.kind, one.case.gate, *counts)
    table.show(console())
    for one in done:
        by_reason: dict[str, list[str]] = {}
        for metric, reason in one.reasons.items():
            by_reason.setdefault(reason, []).append(metric)
        for reason, metrics in by_reason.items():
            line = f"{one.case.id}: {', '.join(metrics)}: {reason}"
            say(line)
