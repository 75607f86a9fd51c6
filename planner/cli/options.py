"""What several commands take, under one name and with one explanation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED, SIMPY

Seed = Annotated[int, typer.Option(help="Same seed, same numbers.")]
Years = Annotated[float | None, typer.Option(help="Length of the plan, in years.")]
Boards = Annotated[
    list[str] | None, typer.Option("--board", help="Only this board; may be repeated.")
]
Workers = Annotated[
    int | None, typer.Option(help="Parallel workers (default: one per core).")
]
Engine = Annotated[
    str,
    typer.Option(help=f"{COMPILED}, or {SIMPY} for the slow reference: same numbers."),
]
Cluster = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler that has workers.")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ignore cached results.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder to write results into.")
]


def load_plan(scenario: str, years: float | None) -> Scenario:
    """The scenario, as long as is asked for.

    Raises
    ------
    ScenarioError
    """
    plan = load_scenario(scenario)
    if years is not None:
        plan = plan.with_values({"years": years}, source="--years")
    return plan
