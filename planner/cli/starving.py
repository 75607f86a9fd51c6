"""The warning that a rule of access starves a group, below a table."""

from __future__ import annotations

from rich.console import Console

from planner.cli.simulate import How
from planner.experiment.starving import starving
from planner.inputs.scenario import Scenario
from planner.reports.starving import newly, starving_sentences


def show_starving(plan: Scenario, how: How, since: Scenario | None = None) -> None:
    """Print a sentence for each list at which a group starves.

    Parameters
    ----------
    since : a baseline; groups that starve in it already are not named again
    """
    names = {key: board.name for key, board in plan.boards.items()}
    asked = how.boards, how.seed, how.engine
    found = list(starving(plan, *asked))
    if since is not None and found:
        found = newly(found, starving(since, *asked))
    console = Console(highlight=False, soft_wrap=True)
    for sentence in starving_sentences(found, plan, names):
        console.print(f"Warning: {sentence}", markup=False)
