"""Simulated mixes: costs, marks and aims of every replication, each made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.question import Question
from planner.experiment.budget import spending
from planner.experiment.marks import By, Mark, one_replication
from planner.experiment.optimise.aims import Aim, SpendingLimits
from planner.experiment.optimise.levers import Levers, Mix, scenario_of
from planner.experiment.optimise.selection_rules import Scores
from planner.experiment.running.collect import RunOptions, RunRequest, replicate
from planner.experiment.running.replicate import Arrays, Cancelled, Collector, Progress
from planner.experiment.worth import AVOIDED
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.periods import Periods
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
HELD = 12  # scenarios of mixes that are held at a time


@dataclass(frozen=True)
class Seen:
    """Results of replications of one mix, row by row.

    Attributes
    ----------
    revenue : pounds by financial year; capital : pounds of the whole plan
    marks : value of each mark
    aim : value of the aim, the more the better
    fractures : refractures avoided over the plan, central case
    first : value of the aim in the first year of the plan
    """

    revenue: Floats
    capital: Floats
    marks: Floats
    aim: Floats
    fractures: Floats
    first: Floats

    def __len__(self) -> int:
        return len(self.capital)

    @property
    def cost(self) -> Floats:
        """Pounds of the whole plan, capital among them."""
        return np.asarray(self.revenue.sum(axis=1) + self.capital)

    def and_then(self, more: Seen) -> Seen:
        """The same with the replications that follow."""
        return Seen(
            **{
                each.name: np.concatenate(
                    [vars(self)[each.name], vars(more)[each.name]]
                )
                for each in fields(self)
            }
        )


@dataclass(frozen=True, eq=False)
class NumberRows:
    """Numbers of consecutive replications, a row each: the part that is collected."""

    numbers: Floats

    def __len__(self) -> int:
        return int(self.numbers.shape[0])

    @property
    def nbytes(self) -> int:
        """Memory of the numbers, bytes."""
        return self.numbers.nbytes

    def rows(self, numbers: range) -> NumberRows:
        """Those of these places."""
        return NumberRows(self.numbers[numbers.start : numbers.stop])

    def with_room(self, replications: int) -> NumberRows:
        """A table like this for so many."""
        return NumberRows(np.zeros((replications, self.numbers.shape[1])))

    def put_rows(self, start: int, more: NumberRows) -> NumberRows:
        """Itself, with others from a place on."""
        self.numbers[start : start + len(more)] = more.numbers
        return self

    def pack(self) -> Arrays:
        """Itself as plain arrays."""
        return {"numbers": self.numbers}

    @classmethod
    def unpack(cls, arrays: Arrays) -> NumberRows:
        """The table as it was packed; ValueError where it is none."""
        if arrays["numbers"].ndim != 2:
            raise ValueError("not a table of numbers")
        return cls(arrays["numbers"])


@dataclass(frozen=True)
class Measures:
    """Numbers of a replication: costs, marks, the aim and refractures avoided."""

    marks: tuple[Mark, ...]
    aim: Aim
    by: By

    def row(self, record: Record) -> Floats:
        """Numbers of one replication."""
        values = one_replication(record)
        years = Periods.of(record.scenario).financial_years.labels
        revenue, capital = spending(values, years)
        found = [
            revenue[0],
            capital,
            self.aim.read(values, self.by),
            values(AVOIDED, "", reason=CENTRAL),
            self.aim.read(values, self._first_year(record)),
            *(mark.read(values, self.by) for mark in self.marks),
        ]
        return np.concatenate(found)

    def _first_year(self, record: Record) -> By:
        """The same date in the first year of the plan."""
        label = Periods.of(record.scenario).years.labels[0]
        return replace(self.by, year=self.by.year._replace(label=label))

    @property
    def collector(self) -> Collector[NumberRows]:
        """Collector of these numbers, by a name that says which they are."""
        return Collector(f"optimise {self!r}", self.row, _table, NumberRows)

    def seen(self, rows: NumberRows) -> Seen:
        """The columns by their meaning."""
        numbers, last = rows.numbers, rows.numbers.shape[1] - len(self.marks)
        return Seen(
            revenue=np.nan_to_num(numbers[:, : last - 4]),
            capital=numbers[:, last - 4],
            aim=numbers[:, last - 3],
            fractures=numbers[:, last - 2],
            first=numbers[:, last - 1],
            marks=numbers[:, last:],
        )


def _table(scenario: Scenario, board: str, rows: list[Floats]) -> NumberRows:
    return NumberRows(np.stack(rows))


@dataclass
class MixSimulator:
    """Simulation of one board's mixes, always from the first replication on.

    Attributes
    ----------
    progress : called with replications done and to do, so far as is known
    cancelled : asked several times a second; true stops the search
    seen : what every mix gave
    """

    question: Question
    board: str
    levers: Levers
    marks: tuple[Mark, ...]
    aim: Aim
    seed: int
    run_options: RunOptions
    progress: Progress | None = None
    cancelled: Cancelled | None = None
    seen: dict[Mix, Seen] = field(default_factory=dict)
    _scenarios: dict[Mix, Scenario] = field(default_factory=dict)

    @property
    def used(self) -> int:
        """Replications of all mixes together."""
        return sum(map(len, self.seen.values()))

    def simulate(self, mixes: Sequence[Mix], stop: int) -> None:
        """Simulate each of these mixes up to a replication, from where it stands."""
        by_start: dict[int, list[Mix]] = {}
        for mix in dict.fromkeys(mixes):
            start = len(self.seen.get(mix, ()))
            if start < stop:
                by_start.setdefault(start, []).append(mix)
        for start, some in by_start.items():
            numbers, boards = range(start, stop), (self.board,)
            requests = [
                RunRequest(self.scenario(mix), boards, numbers, self.seed)
                for mix in some
            ]
            measures = Measures(self.marks, self.aim, self.question.by)
            collector = measures.collector
            found = replicate(
                requests,
                [collector],
                progress=self._progress(),
                cancelled=self.cancelled,
                **self.run_options,
            )
            for mix, each in zip(some, found, strict=True):
                made = measures.seen(each.of(collector)[self.board])
                before = self.seen.get(mix)
                self.seen[mix] = before.and_then(made) if before else made

    def _progress(self) -> Progress | None:
        if self.progress is None:
            return None
        before, told = self.used, self.progress
        return lambda done, total: told(before + done, before + total)

    def scenario(self, mix: Mix) -> Scenario:
        """The plan with a mix added."""
        if mix not in self._scenarios:
            made = scenario_of(self.question, self.board, self.levers, mix)
            # Each holds what was prepared for its fitting sets, which takes memory.
            while len(self._scenarios) >= HELD:
                del self._scenarios[next(iter(self._scenarios))]
            self._scenarios[mix] = made
        return self._scenarios[mix]

    def extra(self, mix: Mix) -> tuple[Floats, Floats]:
        """Revenue by financial year and capital on top of the plan with nothing.

        Replication by replication, so that what both share is no difference; from the
        mean of nothing where that was simulated no further.
        """
        own, none = self.seen[mix], self.seen[self.levers.nothing]
        count = min(len(own), len(none))
        rows = np.arange(len(own))
        there = np.where(rows < count, rows, 0)
        revenue = np.where(
            (rows < count)[:, None], none.revenue[there], none.revenue.mean(axis=0)
        )
        capital = np.where(rows < count, none.capital[there], none.capital.mean())
        return own.revenue - revenue, own.capital - capital

    def cost(self, mix: Mix) -> Floats:
        """Pounds of the whole plan on top of the plan with nothing."""
        revenue, capital = self.extra(mix)
        return np.asarray(revenue.sum(axis=1) + capital)

    def missing(self, mix: Mix) -> Floats:
        """Distance by which the mark missed most is missed, by replication."""
        values = self.seen[mix].marks
        short = [mark.short(values[:, k]) for k, mark in enumerate(self.marks)]
        return np.max(short, axis=0) if short else np.zeros(len(values))

    def met(self, mix: Mix) -> npt.NDArray[np.bool_]:
        """Whether all marks were met, by replication."""
        values = self.seen[mix].marks
        met = [mark.met(values[:, k]) for k, mark in enumerate(self.marks)]
        return np.asarray(np.all([np.full(len(values), True), *met], axis=0))

    def observe(
        self,
        mixes: Sequence[Mix],
        budget: SpendingLimits,
        score: Callable[[MixSimulator, Mix], Floats],
        *,
        marks: bool,
    ) -> Callable[[Sequence[int], range], Scores]:
        """Function for a selection: scores, and whether marks and budget were kept."""

        def observed(places: Sequence[int], numbers: range) -> Scores:
            chosen = [mixes[place] for place in places]
            self.simulate(chosen, numbers.stop)
            rows = slice(numbers.start, numbers.stop)
            scores = [score(self, mix)[rows] for mix in chosen]
            held = []
            for mix in chosen:
                revenue, capital = self.extra(mix)
                kept = budget.holds(revenue, capital)
                kept &= self.met(mix) if marks else True
                held.append(kept[rows])
            return Scores(np.stack(scores), np.stack(held))

        return observed
