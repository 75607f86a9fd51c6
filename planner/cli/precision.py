"""`compare --precision`: as many replications as the difference asked for needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from planner.cli.simulate import CommandOptions
from planner.experiment.precision import FEWEST, PrecisionTarget, run_until_known
from planner.experiment.running.results import Results
from planner.inputs.scenario import Scenario
from planner.reports.precision import precision_sentences

Precision = Annotated[
    float | None,
    typer.Option(
        help="Run until the difference is known to this much either way, in the"
        " measure's unit (points, people, days); --replications then is the least."
    ),
]
Measure = Annotated[str, typer.Option(help="Measure that --precision is about.")]
Ceiling = Annotated[int, typer.Option(help="Most replications for --precision.")]


def run_precisely(
    plans: Sequence[Scenario], wanted: PrecisionTarget, how: CommandOptions
) -> tuple[list[Results], list[str]]:
    """Results of baseline and options, run until known, and what was reached."""
    with how.simulating("Until known as asked", plans[0]) as (progress, means):
        reached = run_until_known(
            plans[0],
            plans[1:],
            wanted,
            seed=how.seed,
            boards=how.boards,
            progress=progress,
            keep_visits=how.keep_visits,
            **means,
        )
    names = {key: board.name for key, board in plans[0].boards.items()}
    sentences = list(precision_sentences(reached, names))
    return [reached.baseline, *reached.options], sentences


def wanted_of(
    precision: float | None, measure: str, replications: int, at_most: int
) -> PrecisionTarget | None:
    """What the command line asks for, if it does; a look needs ten replications."""
    if precision is None:
        return None
    floor = max(FEWEST, replications)
    return PrecisionTarget(precision, measure, floor=floor, ceiling=at_most)
