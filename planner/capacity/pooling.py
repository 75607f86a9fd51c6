"""Pooled lists: sessions of several boards serve one of them besides their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota
from planner.inputs.scenario import Scenario
from planner.inputs.sharing import Pool, offers_only
from planner.inputs.units import MINUTES_A_DAY

Bools = npt.NDArray[np.bool_]


def pooled(scenario: Scenario, rota: Rota) -> Rota:
    """The rota, whose sessions serve the lists that their boards keep together."""
    if not any(here.pools for _, here in scenario.periods):
        return rota
    serves, lists = rota.serves.copy(), list(rota.lists)
    days = [day for day, _ in scenario.periods]
    firsts = np.array(days) * MINUTES_A_DAY
    period = np.searchsorted(firsts, rota.start, side="right") - 1
    for at, (_, here) in enumerate(scenario.periods):
        for pool in here.pools.values():
            fits = (period == at) & _takes_part(here, pool, rota)
            keeper, *others = (here.boards[name].number for name in pool.boards)
            for number in others:
                # Whoever was on the board's own list before has waited longest.
                both = (number, keeper)
                if both not in lists:
                    lists.append(both)
                serves[fits & (rota.provider == number)] = lists.index(both)
    return replace(rota, serves=serves, lists=tuple(lists))


def _takes_part(here: Scenario, pool: Pool, rota: Rota) -> Bools:
    """Sessions that offer nothing but the pooled stages."""
    names = {item.number: name for name, item in here.pathway.activities.items()}
    plans = [
        offers_only(here.pathway, tuple(names[number] for number in plan), pool.stages)
        for plan in rota.plans
    ]
    return np.array(plans, dtype=bool)[rota.plan]
