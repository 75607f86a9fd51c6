"""Which lists sessions serve: several boards' one list, or the lists of sites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES, Rota, SessionKind
from planner.inputs.boards import Board
from planner.inputs.scanners import ScanSite
from planner.inputs.scenario import Scenario
from planner.inputs.sharing import Pool, offers_only
from planner.inputs.units import MINUTES_A_DAY

Bools = npt.NDArray[np.bool_]
SCANNER_ROLE = ROLES.index("scanner")
OF_SCANNERS = (SessionKind.SCANNER, SessionKind.RESERVED)


def pooled(scenario: Scenario, rota: Rota) -> Rota:
    """The rota, whose sessions serve the lists that are kept together or by site."""
    some = any(
        here.pools or any(board.lists_by_site for board in here.boards.values())
        for _, here in scenario.periods
    )
    if not some:
        return rota
    served = ListsServed(rota)
    firsts = np.array([day for day, _ in scenario.periods]) * MINUTES_A_DAY
    period = np.searchsorted(firsts, rota.start, side="right") - 1
    by_site = _sites_with_lists(scenario)
    for at, (_, here) in enumerate(scenario.periods):
        for name, sites in by_site.items():
            _serve_sites(served, period == at, here.boards[name], sites)
        for pool in here.pools.values():
            fits = (period == at) & _takes_part(here, pool, rota)
            keeper, *others = (here.boards[name].number for name in pool.boards)
            for number in others:
                # Whoever was on the board's own list before has waited longest.
                served.put(fits & (rota.provider == number), (number, keeper))
    return replace(rota, serves=served.serves, lists=tuple(served.lists))


class ListsServed:
    """The lists of each session, as the rota holds them."""

    def __init__(self, rota: Rota) -> None:
        self.rota, self.serves, self.lists = rota, rota.serves.copy(), [*rota.lists]

    def put(self, sessions: Bools, lists: tuple[int, ...]) -> None:
        """Let these sessions serve these lists, in this order."""
        if lists not in self.lists:
            self.lists.append(lists)
        self.serves[sessions] = self.lists.index(lists)


def _sites_with_lists(scenario: Scenario) -> dict[str, dict[str, ScanSite]]:
    """Sites that keep a list at some time, by board; in order of their numbers."""
    found: dict[str, dict[str, ScanSite]] = {}
    for _, here in scenario.periods:
        for name, board in here.boards.items():
            if board.lists_by_site:
                found[name] = {**found.get(name, {}), **board.sites}
    return {
        name: dict(sorted(sites.items(), key=lambda item: item[1].number))
        for name, sites in found.items()
    }


def _serve_sites(
    served: ListsServed, then: Bools, board: Board, sites: dict[str, ScanSite]
) -> None:
    """Let a board's scanners serve the lists of their sites, and the common one.

    Whoever is still on the kind of list that nobody joins any more has waited longest,
    and goes first. A session that belongs to no site serves the lists of all.
    """
    rota, number = served.rota, board.number
    mine = then & (rota.provider == number) & (rota.role == SCANNER_ROLE)
    lists = {name: site.list_number(number) for name, site in sites.items()}
    everywhere = tuple(lists.values())
    before, after = (number,), everywhere
    served.put(mine, before + after if board.lists_by_site else after + before)
    for scanner in board.scanners.values():
        if scanner.site in lists:
            own = (lists[scanner.site],)
            here = (
                mine & np.isin(rota.kind, OF_SCANNERS) & (rota.unit == scanner.number)
            )
            served.put(here, before + own if board.lists_by_site else own + before)


def _takes_part(here: Scenario, pool: Pool, rota: Rota) -> Bools:
    """Sessions that offer nothing but the pooled stages."""
    names = {item.number: name for name, item in here.pathway.activities.items()}
    plans = [
        offers_only(here.pathway, tuple(names[number] for number in plan), pool.stages)
        for plan in rota.plans
    ]
    return np.array(plans, dtype=bool)[rota.plan]
