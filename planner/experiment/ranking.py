"""Order of several plans in each fitting set, paired set by set.

Every plan goes through the same sets with the same people and random numbers, so two
plans differ within a set by what they change alone. Where the first place, or any,
changes between sets that fit alike, the published figures do not say which is best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.experiment.running.results import KEYS, Results
from planner.experiment.select import pick_row
from planner.experiment.statistics.set_bands import means_of_sets, sets_of
from planner.outcomes.kpi_table import KPIS, LEADING, better_way


@dataclass(frozen=True)
class Ranking:
    """Orders of plans, best first, with the number of sets in which each holds."""

    kpi: str
    provider: str
    period: str
    sets: int
    orders: tuple[tuple[tuple[str, ...], int], ...]
    """Names of the plans, best first; the most frequent order first."""
    first: tuple[tuple[str, int], ...]
    """Plan in the first place and in how many sets, the most frequent first."""

    @property
    def changes(self) -> bool:
        """Whether the order changes between sets."""
        return len(self.orders) > 1

    @property
    def title(self) -> str:
        """Title of the measure."""
        return KPIS[self.kpi].title


def rank_by_set(
    runs: Sequence[Results], kpi: str = LEADING, provider: str = "", stage: str = ""
) -> Ranking:
    """Order of the plans by the mean of one measure, in each fitting set.

    Raises
    ------
    ScenarioError: where there is no such measure
    """
    row = pick_row(runs[0].index, runs[0].scenario, kpi, provider, stage)
    key = tuple(row[name] for name in KEYS)
    one = runs[0]
    sets = sets_of(one.replications, one.scenario.sets, one.first)
    means = np.stack(
        [means_of_sets(run.values_of(key)[:, None], sets)[0][:, 0] for run in runs]
    )
    sign = -1 if better_way(kpi) == "up" else 1
    names = [run.scenario.title or run.scenario.name for run in runs]
    order = np.argsort(sign * means, axis=0, kind="stable").T
    orders = Counter(tuple(names[place] for place in places) for places in order)
    first = Counter(names[places[0]] for places in order)
    return Ranking(
        kpi=kpi,
        provider=str(row["provider"]),
        period=str(row["period"]),
        sets=len(order),
        orders=tuple(orders.most_common()),
        first=tuple(first.most_common()),
    )
