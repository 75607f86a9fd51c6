"""A plan under every risk: chance of its marks, and the cheapest insurance.

    stress(plan, marks, by, chance=0.8, risks=None, when=None, insurance=True,
        replications=20, seed=1, boards=None, limits=None, progress=None,
        cancelled=None, early=None, cache=...) -> Stressed

`planner.reports.stress` puts the answer into words and into a table. `early` is called
with the chances, before any insurance is looked for; with a cache a run that was
cancelled goes on where it stopped.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack

from planner.errors import Problem, ScenarioError
from planner.experiment.ask.question import MEET, Question, question_of
from planner.experiment.drawn_runs import moved
from planner.experiment.marks import read_date
from planner.experiment.running.collect import DEFAULT_REPLICATIONS, RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.stress.strike import Struck, strike
from planner.experiment.stress.trial import Trial, try_risks
from planner.inputs.risks import load_risks
from planner.inputs.scenario import Scenario
from planner.locale import _


@dataclass(frozen=True)
class Stressed:
    """A plan under risks.

    Attributes
    ----------
    trials : each board without a risk, then under each
    wanted : chance that the marks are to have
    """

    question: Question
    trials: tuple[Trial, ...]
    wanted: float
    replications: int

    def of(self, board: str) -> list[Trial]:
        """Trials of one board, that without a risk first."""
        return [each for each in self.trials if each.board == board]


def stress(
    plan: Scenario,
    marks: Sequence[str],
    by: str | None = None,
    *,
    chance: float = 0.8,
    risks: Sequence[str] | None = None,
    when: str | None = None,
    insurance: bool = True,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    limits: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    early: Callable[[Stressed], None] | None = None,
    **means: Unpack[RunOptions],
) -> Stressed:
    """Chance of a plan at each board under each risk, on the same random numbers.

    Parameters
    ----------
    marks : as `--mark` takes them, such as "scanned=60"
    by : day or month by which they are to hold; None: by the end of the plan
    chance : that the marks are to have, from 0 to 1
    risks : names or files; None: all
    when : first day of every risk; None: as each risk says
    insurance : whether the cheapest insurance is looked for
    limits : file of what new capacity there may be; None: the usual limits
    progress : called with replications of a board done, and in all as far as is known
    early : called with the chances, before insurance is looked for
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: for a mark, risk, date or board that does not exist
    RunCancelled, SimulationError
    """
    return StressTest.of(
        plan, marks, by, boards=boards, limits=limits, risks=risks, when=when
    ).run(
        chance,
        insurance=insurance,
        simulator=PlanSimulator(replications, seed, progress, cancelled, means),
        early=early,
    )


@dataclass
class PlanSimulator:
    """Simulation of plans one after the other, and how far it is."""

    replications: int
    seed: int
    progress: Progress | None
    cancelled: Cancelled | None
    means: RunOptions
    ahead: int = 0
    """Replications of a board that are known to come."""
    _done: int = field(default=0, init=False)

    def __call__(self, plan: Scenario, boards: Sequence[str]) -> Results:
        """Results of one plan."""
        count = len(boards) * self.replications
        self.ahead = max(self.ahead, self._done + count)
        found = run(
            plan,
            self.replications,
            self.seed,
            boards,
            progress=moved(self.progress, self._done, self.ahead),
            cancelled=self.cancelled,
            **self.means,
        )
        self._done += count
        return found


@dataclass(frozen=True)
class StressTest:
    """A question, and risks laid over its plan: checked, and not yet simulated."""

    question: Question
    risks: tuple[Struck, ...]

    @classmethod
    def of(
        cls,
        plan: Scenario,
        marks: Sequence[str],
        by: str | None,
        *,
        boards: Iterable[str] | None = None,
        limits: Path | None = None,
        risks: Sequence[str] | None = None,
        when: str | None = None,
    ) -> StressTest:
        """The question with its risks, checked.

        Raises
        ------
        ScenarioError
        """
        if not marks:
            hint = _("write fls-planner stress --mark scanned=60 --by 2028-03-31")
            raise ScenarioError(Problem("--mark", _("a mark is needed"), hint=hint))
        chosen = None if boards is None else list(boards)
        asked = question_of(MEET, plan, list(marks), by, None, chosen, limits)
        day = _first_day(when, asked) if when else None
        struck = [
            strike(asked.plan, one, asked.boards, asked.by.date, day)
            for one in load_risks(None if risks is None else list(risks))
        ]
        return cls(asked, tuple(struck))

    def run(
        self,
        chance: float,
        *,
        insurance: bool,
        simulator: PlanSimulator,
        early: Callable[[Stressed], None] | None = None,
    ) -> Stressed:
        """The answer."""
        plans = 1 + sum(bool(each.applies) for each in self.risks)
        boards = len(self.question.boards)
        simulator.ahead = plans * boards * simulator.replications

        def stressed(trials: Sequence[Trial]) -> Stressed:
            return Stressed(
                question=self.question,
                trials=tuple(trials),
                wanted=chance,
                replications=simulator.replications,
            )

        def said(trials: Sequence[Trial]) -> None:
            if early is not None and insurance:
                early(stressed(trials))

        wanted = chance if insurance else None
        return stressed(try_risks(self.question, self.risks, simulator, wanted, said))


def _first_day(text: str, question: Question) -> datetime.date:
    """The day from which every risk is laid over the plan."""
    day, first = read_date(text, "--when"), question.plan.plan_start
    if not first <= day <= question.by.date:
        rule = _("lies between {first} and {last}", first=first, last=question.by.date)
        hint = _("a risk begins within the plan, before the mark is held")
        raise ScenarioError(Problem("--when", rule, value=text, hint=hint))
    return day
