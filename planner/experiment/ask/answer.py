"""The answer to one of the plain questions: by formula at once, then simulated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from planner.errors import check_count
from planner.experiment.ask.amounts import Amounts, changes_of
from planner.experiment.ask.cost import Cost
from planner.experiment.ask.propose import Proposal, propose
from planner.experiment.ask.question import Question
from planner.experiment.ask.save import save_answer
from planner.experiment.ask.trials import with_amounts
from planner.experiment.ask.walk import DECISIONS, Confirmed, confirm
from planner.experiment.running.collect import MOST_REPLICATIONS, RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.inputs.change_files import Change
from planner.inputs.scenario import Scenario
from planner.inputs.units import LARGEST_SEED

DEFAULT_CHANCE, DEFAULT_REPLICATIONS = 0.8, 240
USUAL_STEPS = 14
"""Steps of a walk on a quarter of the replications, by which progress is foreseen."""


@dataclass(frozen=True)
class CapacityAnswer:
    """Capacity that meets a question's marks, board by board, and its cost.

    Attributes
    ----------
    chance : that was wanted, as a share
    replications : behind the chance that is stated
    """

    question: Question
    proposal: Proposal
    found: Mapping[str, Confirmed]
    costs: Mapping[str, Cost]
    chance: float
    replications: int

    @property
    def amounts(self) -> dict[str, Amounts]:
        """New capacity by board."""
        return {board: each.amounts for board, each in self.found.items()}

    @property
    def changes(self) -> list[Change]:
        """The same as dated, priced changes; none where nothing is needed."""
        asked = self.question
        return changes_of(asked.plan, self.amounts, asked.dates, asked.limits)

    def save(self, path: Path, title: str, remark: str) -> list[Path]:
        """Files written: an option with a change for each kind of decision.

        Raises
        ------
        ScenarioError: if one is there already, or nothing can be written
        """
        return save_answer(path, self.changes, title, [remark])


class SearchSimulation:
    """Simulation of the steps of a search, which counts how far it is.

    Parameters
    ----------
    progress : called with replications of a board done and foreseen
    """

    def __init__(
        self,
        question: Question,
        replications: int,
        seed: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
        run_options: RunOptions,
    ) -> None:
        few = max(1, replications // DECISIONS)
        self._foreseen = len(question.boards) * (USUAL_STEPS * few + 2 * replications)
        self._seed, self._progress, self._cancelled = seed, progress, cancelled
        self._options, self._done = run_options, 0

    def __call__(
        self, plan: Scenario, boards: Sequence[str], replications: int, *, fresh: bool
    ) -> Results:
        """Results of one step of the search or, if `fresh`, of what confirms it."""
        results = run(
            plan,
            replications,
            # Other random numbers than the search's.
            (self._seed + 1) % LARGEST_SEED if fresh else self._seed,
            boards,
            progress=self._told if self._progress else None,
            cancelled=self._cancelled,
            **self._options,
        )
        self._done += replications * len(boards)
        return results

    def _told(self, done: int, total: int) -> None:
        assert self._progress is not None
        here = self._done + done
        # A search may take longer than most do; then what is known to come counts.
        self._progress(here, max(self._foreseen, self._done + total))


def answer_question(
    question: Question,
    chance: float = DEFAULT_CHANCE,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    *,
    first: Callable[[Proposal], None] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **run_options: Unpack[RunOptions],
) -> CapacityAnswer:
    """The least capacity that holds in the simulation, from the formula's on.

    Parameters
    ----------
    chance : wanted, as a share
    first : called with what the formula proposes, within seconds
    progress : called with replications of a board done and foreseen
    cancelled : asked several times a second; true stops the search
    run_options : as `replicate` takes them; with a `cache` whatever was simulated
        before is taken from it, so that a search that was stopped goes on

    Raises
    ------
    ScenarioError: for a number out of bounds
    RunCancelled
    """
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    proposal = propose(question)
    if first is not None:
        first(proposal)
    simulate = SearchSimulation(
        question, replications, seed, progress, cancelled, run_options
    )
    found = confirm(proposal, chance, simulate, replications)
    return CapacityAnswer(
        question=question,
        proposal=proposal,
        found=found,
        costs=_costs(question, found, simulate, max(1, replications // DECISIONS)),
        chance=chance,
        replications=replications,
    )


def _costs(
    question: Question,
    found: Mapping[str, Confirmed],
    simulate: SearchSimulation,
    replications: int,
) -> dict[str, Cost]:
    """Cost of the answer on top of the plan, by board; its spread is small."""
    answered = with_amounts(question, {b: each.amounts for b, each in found.items()})
    before, after = (
        simulate(plan, list(found), replications, fresh=True)
        for plan in (question.plan, answered)
    )
    return {board: Cost.between(before, after, board) for board in found}
