"""The least amounts that hold in the simulation: more until they do, then less.

A first walk, on few replications, finds the place; a second one, on fresh random
numbers and many more of them, mends it and gives the chance that is stated, so that
the choice flatters nothing. Each ends where one unit less of any part misses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass

from planner.experiment.ask.amount_search import AmountSearch
from planner.experiment.ask.amounts import PARTS, STEP, Amounts
from planner.experiment.ask.propose import Proposal
from planner.experiment.ask.trials import Simulate, Trials, Tried

MOST_STEPS, LEAST_GAIN = 20, 0.02
"""Steps up at most; share of the shortfall of which less is hardly a gain."""
AS_GOOD = 0.01
"""Shortfall by which less is as good as more, where the marks are out of reach."""
DECISIONS, CLOSE = 4, 12
"""Replications of the first walk: one in 4 of those asked for, at first one in 12."""
Steps = Generator[Amounts, Tried, tuple[Amounts, bool]]


@dataclass(frozen=True)
class Confirmed:
    """Amounts of one board that hold in the simulation, and how well.

    Attributes
    ----------
    outcome : of all replications, on random numbers that the search had not seen
    one_less : chance with one unit less of each part that is there
    settled : whether the wanted chance is reached
    """

    amounts: Amounts
    outcome: Tried
    one_less: dict[str, float]
    settled: bool

    @property
    def chance(self) -> float:
        """Share of the replications in which all marks hold."""
        return self.outcome.chance

    @property
    def values(self) -> tuple[float, ...]:
        """Mean of each mark's measure."""
        return self.outcome.values


def confirm(
    proposal: Proposal,
    chance: float,
    simulate: Simulate,
    replications: int,
) -> dict[str, Confirmed]:
    """Least amounts that hold, by board, from a proposal on.

    Parameters
    ----------
    chance : wanted, as a share
    replications : behind the chance that is stated
    """
    question = proposal.search.question
    few = max(1, replications // DECISIONS)
    first = max(1, replications // CLOSE)
    search = Trials(
        question, proposal.marks, chance, simulate, sizes=sorted({first, few})
    )
    fresh = Trials(
        question,
        proposal.marks,
        chance,
        simulate,
        sizes=sorted({few, replications}),
        fresh=True,
    )
    near = walk(proposal.search, search, proposal.amounts)
    starts = {board: amounts for board, (amounts, _) in near.items()}
    found = walk(proposal.search, fresh, starts)
    return _confirmed(fresh, found)


def walk(
    search: AmountSearch,
    trials: Trials,
    starts: Mapping[str, Amounts],
) -> dict[str, tuple[Amounts, bool]]:
    """Every board's walk side by side, a step of all of them at a time."""
    steps = {
        board: BoardWalk(board, search, trials, start).steps()
        for board, start in starts.items()
    }
    now = {board: next(each) for board, each in steps.items()}
    done: dict[str, tuple[Amounts, bool]] = {}
    while len(done) < len(now):
        going = [board for board in now if board not in done]
        for board, outcome in trials.of(now, going).items():
            try:
                now[board] = steps[board].send(outcome)
            except StopIteration as end:
                done[board] = end.value
                now[board] = done[board][0]
    return done


class BoardWalk:
    """The walk of one board.

    Parameters
    ----------
    search : trials by formula, that say which part to add
    """

    def __init__(
        self, board: str, search: AmountSearch, trials: Trials, start: Amounts
    ) -> None:
        self.board, self.start = board, start
        self._search, self._trials = search, trials
        self._parts = [part for part in PARTS if part in search.question.parts]
        self._tried: dict[Amounts, Tried] = {}

    def steps(self) -> Steps:
        """Amounts to try one after the other; the answer, and whether it holds."""
        now = yield from self._up()
        best = self._tried[now]
        settled = self._trials.holds(best)

        def as_good(outcome: Tried) -> bool:
            if settled:
                return self._trials.holds(outcome)
            return outcome.shortfall <= best.shortfall + AS_GOOD

        before = None
        while before != now:
            before = now
            for part in sorted(self._parts, key=self._price, reverse=True):
                now = yield from self._least(now, part, as_good)
            if not self._trials.fresh:
                # The second walk looks at every part again.
                break
        return now, settled

    def _price(self, part: str) -> float:
        """Rough price of one unit."""
        return self._search.price(self.board, Amounts().more(part, STEP[part]))

    def _try(self, amounts: Amounts) -> Generator[Amounts, Tried, Tried]:
        if amounts not in self._tried:
            self._tried[amounts] = yield amounts
        return self._tried[amounts]

    def _up(self) -> Generator[Amounts, Tried, Amounts]:
        """More, until the marks hold or more of any part brings nothing."""
        now, units, useless = self.start, 1, set[str]()
        outcome = yield from self._try(now)
        for _step in range(MOST_STEPS):
            part = self._part(now, outcome, useless)
            if self._trials.holds(outcome) or part is None:
                break
            following = self._more(now, part, units)
            new = yield from self._try(following)
            if outcome.shortfall - new.shortfall > LEAST_GAIN * outcome.shortfall:
                useless.clear()
            else:
                useless.add(part)
            # Far from the aim steps grow; the way back finds what was too much.
            units = 2 * units if new.chance < self._trials.chance / 2 else 1
            now, outcome = following, new
        if self._trials.holds(outcome):
            return now
        return min(
            self._tried,
            key=lambda new: (
                round(self._tried[new].shortfall, 2),
                self._search.price(self.board, new),
            ),
        )

    def _part(
        self, now: Amounts, outcome: Tried, useless: Collection[str]
    ) -> str | None:
        """The part of which more brings the marks nearest, by formula, if any may."""
        marks = self._trials.marks[self.board]
        missed = [
            mark
            for mark, value in zip(marks, outcome.values, strict=True)
            if not mark.met_by(value)
        ]
        return self._search.most_useful(self.board, now, missed or marks, useless)

    def _more(self, now: Amounts, part: str, units: int) -> Amounts:
        """So many units more of a part, or as many as there may be."""
        amount = getattr(now, part) + units * STEP[part]
        most = self._search.most(self.board, part)
        return now.more(part, min(amount, most) - getattr(now, part))

    def _least(
        self, now: Amounts, part: str, as_good: Callable[[Tried], bool]
    ) -> Generator[Amounts, Tried, Amounts]:
        """The least of one part, the others as they are."""
        high = round(getattr(now, part) / STEP[part])
        less = now.more(part, -STEP[part])
        if high == 0 or not as_good((yield from self._try(less))):
            return now
        low, high = -1, high - 1
        while high - low > 1:
            # None at all first: a part that is not needed goes in one step.
            middle = 0 if low < 0 else (low + high) // 2
            tried = now.more(part, middle * STEP[part] - getattr(now, part))
            if as_good((yield from self._try(tried))):
                high = middle
                if middle == 0:
                    break
            else:
                low = middle
        return now.more(part, high * STEP[part] - getattr(now, part))


def _confirmed(
    trials: Trials, found: Mapping[str, tuple[Amounts, bool]]
) -> dict[str, Confirmed]:
    """All boards together at the end of their walks, and with one unit less."""
    amounts = {board: new for board, (new, _) in found.items()}
    outcomes = trials.of(amounts, list(amounts), whole=True)
    less: dict[str, dict[str, float]] = {board: {} for board in amounts}
    for board, (new, settled) in found.items():
        for part in PARTS if settled else ():
            if getattr(new, part):
                # Mostly a step of the walk, which is not simulated again.
                fewer = {**amounts, board: new.more(part, -STEP[part])}
                less[board][part] = trials.of(fewer, [board])[board].chance
    return {
        board: Confirmed(
            amounts=new,
            outcome=outcomes[board],
            one_less=less[board],
            settled=trials.holds(outcomes[board]),
        )
        for board, new in amounts.items()
    }
