"""Step by step from a baseline to an option: every combination of its parts simulated.

All combinations see the same people, random numbers and fitting sets, so that a part is
known as surely as a difference is. Each step is averaged over the orders in which the
parts could be decided (`planner.experiment.statistics.shapley`), replication by
replication; the steps add up to the whole difference.

    explain(baseline, option, kpis, replications=20, seed=1, boards=None,
        progress=None, cancelled=None, early=None, cache=...) -> Explanation

`planner.reports.explain` puts the steps into lines and sentences, and
`planner.reports.bottleneck` the weeks. `early` is called with the option as a whole,
before its parts are simulated; with a cache a run that was cancelled goes on where it
stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.drawn_runs import moved
from planner.experiment.explain.parts import OptionPart, combinations_of, parts_of
from planner.experiment.explain.steps import Steps, steps_of
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import KEYS, Results
from planner.experiment.running.run import chosen_boards, run
from planner.experiment.select import (
    check_measure,
    pick_row,
    refuse_boards_without_service,
)
from planner.experiment.statistics.set_bands import sets_of
from planner.experiment.statistics.shapley import possible_orders
from planner.inputs.apply_changes import apply_option
from planner.inputs.options import Option
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_index import ALL, WALES

Floats = npt.NDArray[np.float64]
BINDS = "binds"
"""Measure of the bottleneck: the chance that a role is it, week by week."""


@dataclass(frozen=True)
class Explanation:
    """Bottlenecks and steps of an option against its baseline.

    Attributes
    ----------
    assumed : what the option says that is no decision; the baseline has it too
    refused : parts that cannot be decided without others, and why
    orders : orders of the parts that are possible
    bottlenecks : one row a plan, provider, role and week: plan (a combination's
        number), provider, role, week, start, share of replications
    """

    baseline: Scenario
    option: Scenario
    assumed: str
    parts: tuple[OptionPart, ...]
    refused: Mapping[tuple[str, ...], str]
    orders: int
    simulated: int
    measures: tuple[Steps, ...]
    bottlenecks: pd.DataFrame = field(repr=False)

    @property
    def everything(self) -> int:
        """Number of the combination of all parts."""
        return (1 << len(self.parts)) - 1


def explain(
    baseline: Scenario,
    option: Option | None,
    kpis: Sequence[str],
    *,
    replications: int = 20,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    early: Callable[[Explanation], None] | None = None,
    **means: Unpack[RunOptions],
) -> Explanation:
    """Every combination of an option's parts, simulated once, and the effect of each.

    Without an option the bottleneck of the baseline alone.

    Parameters
    ----------
    boards : board ids, each with a service of its own; None means all
    progress : called with replications of a board done, and in all
    cancelled : asked several times a second; true stops the run
    early : called with the option as a whole, before its parts are told apart
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: where the option cannot be applied, a measure was not taken, or a
        board runs no service
    RunCancelled, SimulationError
    """
    for kpi in kpis:
        check_measure(kpi)
    chosen = None if boards is None else list(boards)
    refuse_boards_without_service(baseline, chosen)
    assumed = option.assumed if option else None
    base = apply_option(baseline, assumed) if assumed else baseline
    whole = apply_option(baseline, option) if option else base
    named, plans = _decided_parts(base, option, assumed), {0: base}
    refused: dict[int, str] = {}
    if named:
        plans, refused = combinations_of(base, whole, named)
    parts, plans = together(base, whole, named, plans)
    taken: dict[int, Taken] = {}
    rows: list[pd.Series] = []
    count = replications * len(chosen_boards(base, chosen))

    def found(parts: tuple[OptionPart, ...], after: int) -> Explanation:
        """The answer by what has been simulated; without parts, of the whole."""
        ends = taken if parts else {0: taken[0], 1: taken[after]}
        sets = sets_of(replications, base.sets)
        return Explanation(
            baseline=base,
            option=whole,
            assumed=assumed.title if assumed else "",
            parts=parts,
            refused=_said(refused, named),
            orders=len(possible_orders(len(parts), plans.keys())),
            simulated=len(taken),
            measures=tuple(
                steps_of(
                    row, parts, {n: each.values[k] for n, each in ends.items()}, sets
                )
                for k, row in enumerate(rows)
            ),
            bottlenecks=pd.concat(
                [each.binds.assign(plan=number) for number, each in taken.items()],
                ignore_index=True,
            ),
        )

    # The ends first: the option as a whole is an answer before its parts are.
    everything = max(plans)
    for done, number in enumerate(
        sorted(plans, key=lambda n: n not in (0, everything))
    ):
        results = run(
            plans[number],
            replications,
            seed,
            chosen,
            progress=moved(progress, done * count, len(plans) * count),
            cancelled=cancelled,
            **means,
        )
        if parts and not rows:
            rows = [*_rows_of(results, kpis, chosen)]
        taken[number] = Taken.of(results, rows)
        if early is not None and number == everything and len(plans) - 1 > 1:
            early(found((), everything))
    taken = dict(sorted(taken.items()))
    return found(parts, everything)


def _decided_parts(
    base: Scenario, option: Option | None, assumed: Option | None
) -> tuple[OptionPart, ...]:
    """Parts of an option without what is so in the baseline too."""
    if option is None:
        return ()
    if assumed is not None:
        option = option.without_changes(assumed.changes)
    return parts_of(base, option)


@dataclass(frozen=True)
class Taken:
    """Of one combination's results: some measures and the bottleneck."""

    values: list[Floats]
    binds: pd.DataFrame

    @classmethod
    def of(cls, results: Results, rows: Sequence[pd.Series]) -> Taken:
        """The values of these rows, and the bottleneck of every place."""
        index = results.index
        here = (index["kpi"] == BINDS) & (index["residence"] == ALL)
        here &= index["provider"] != ALL
        binds = index.loc[here, ["provider", "role", "period", "start"]]
        with np.errstate(invalid="ignore"):
            share = results.matrix[:, here.to_numpy()].mean(axis=0)
        return cls(
            values=[results.values_of([row[name] for name in KEYS]) for row in rows],
            binds=binds.assign(share=share).rename(columns={"period": "week"}),
        )


def _rows_of(
    results: Results, kpis: Sequence[str], boards: Sequence[str] | None
) -> Iterable[pd.Series]:
    """The row of each measure: of Wales, or of each board that was asked for."""
    places = [""] if boards is None else list(boards)
    providers = set(results.index["provider"])
    places = [place for place in places if not place or place in providers] or [""]
    for place in places:
        for kpi in kpis:
            yield pick_row(results.index, results.scenario, kpi, place)


def together(
    baseline: Scenario,
    whole: Scenario,
    parts: tuple[OptionPart, ...],
    plans: dict[int, Scenario],
) -> tuple[tuple[OptionPart, ...], dict[int, Scenario]]:
    """The parts, two of them as one as long as no order of them is possible."""
    while not possible_orders(len(parts), plans.keys()):
        one, other = parts[-2:]
        parts = (*parts[:-2], one.with_part(other))
        plans, _refused = combinations_of(baseline, whole, parts)
    return parts, plans


def _said(
    refused: Mapping[int, str], parts: Sequence[OptionPart]
) -> dict[tuple[str, ...], str]:
    """Combinations that cannot stand, the smallest of each kind, by their titles."""
    found: dict[tuple[str, ...], str] = {}
    smallest: list[int] = []
    for number in sorted(refused, key=int.bit_count):
        if not any(number & other == other for other in smallest):
            smallest.append(number)
            names = tuple(p.title for k, p in enumerate(parts) if number >> k & 1)
            found[names] = refused[number]
    return found


def roles_by_week(found: Explanation, provider: str, plan: int) -> pd.DataFrame:
    """The most frequent bottleneck of a provider in each week: start, role, share."""
    table = found.bottlenecks
    mine = table[(table["provider"] == provider) & (table["plan"] == plan)]
    return most_frequent_roles(mine)


def most_frequent_roles(shares: pd.DataFrame) -> pd.DataFrame:
    """The role that is most often the bottleneck in each week: start, role, share.

    Where more replications have none than have any one, the role is empty.

    Parameters
    ----------
    shares : one row a week and role: start, role, share of replications
    """
    wide = shares.pivot(index="start", columns="role", values="share").sort_index()
    none = 1 - wide.sum(axis=1, min_count=1)
    wide = wide.assign(**{"": none})
    wide = wide[wide.notna().all(axis=1)]
    return pd.DataFrame(
        {
            "start": wide.index,
            "role": wide.idxmax(axis=1).to_numpy(),
            "share": wide.max(axis=1).to_numpy(),
        }
    )


def providers_of(found: Explanation) -> list[str]:
    """Boards whose bottleneck is known; Wales as a sum has none of its own."""
    names = dict.fromkeys(found.bottlenecks["provider"])
    return [name for name in names if name != WALES]


def share_of_weeks(
    found: Explanation, provider: str, plan: int, since: str, until: str
) -> dict[str, float]:
    """Share of weeks, over all replications, in which each role is the bottleneck.

    Parameters
    ----------
    since, until : first days as ISO dates, the second not included
    """
    table = found.bottlenecks
    mine = table[(table["provider"] == provider) & (table["plan"] == plan)]
    mine = mine[(mine["start"] >= since) & (mine["start"] < until)]
    shares = mine.groupby("role")["share"].mean().dropna()
    return {str(role): float(share) for role, share in shares.items()}
