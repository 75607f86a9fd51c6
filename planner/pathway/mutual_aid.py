"""Which list people join: their provider's, another's, or that of a site (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.demand.cohort import FAR
from planner.inputs.neighbours import sent_elsewhere
from planner.inputs.scenario import Scenario
from planner.inputs.sharing import listed_by_site
from planner.numerics.random_numbers import Purpose, uniform


@dataclass(frozen=True)
class AidTable:
    """A share of one list's people who join another list, at one stage (F1)."""

    stage: int
    home: int
    """Declared number of the provider on whose list they would be."""
    to: int
    share: float
    first_minute: int
    until: int
    """Minutes of joining, the first one and the one after the last."""


def aid_tables(scenario: Scenario, edges: tuple[int, ...]) -> Iterator[AidTable]:
    """Mutual aid and pooled lists, stretch by period of the plan."""
    for at, (_, here) in enumerate(scenario.periods):
        for sent in sent_elsewhere(here):
            yield AidTable(
                stage=here.pathway.stages[sent.stage].number,
                home=here.boards[sent.board].number,
                to=here.boards[sent.to].number,
                share=sent.share,
                first_minute=edges[at],
                until=edges[at + 1],
            )


def site_tables(scenario: Scenario, edges: tuple[int, ...]) -> Iterator[AidTable]:
    """Lists that sites keep for themselves, period by period; day 0 by its own shares.

    Who waits when the plan begins has joined before its first minute.
    """
    for at, (_, here) in enumerate(scenario.periods):
        for board in here.boards.values():
            if not board.lists_by_site:
                continue
            for site in sorted(board.sites.values(), key=lambda each: each.number):
                joins = [(site.people, edges[at], edges[at + 1])]
                if at == 0:
                    joins.insert(0, (site.at_start, -FAR, edges[0]))
                for stage in listed_by_site(here.pathway):
                    for share, first, until in joins:
                        yield AidTable(
                            stage=here.pathway.stages[stage].number,
                            home=board.number,
                            to=site.list_number(board.number),
                            share=share,
                            first_minute=first,
                            until=until,
                        )


def list_joined(ways: Sequence[AidTable], home: int, joined: int, draw: float) -> int:
    """The provider whose list a person joins: by default the person's own (F1).

    Parameters
    ----------
    ways : mutual aid for people of this home at this stage, in order
    """
    for way in ways:
        if way.first_minute <= joined < way.until:
            if draw < way.share:
                return way.to
            draw -= way.share
    return home


class ListsJoined:
    """The list that each person joins, stage by stage."""

    def __init__(self, aid: Iterable[AidTable], sites: Iterable[AidTable]) -> None:
        self._aid, self._sites = _by_home(aid), _by_home(sites)

    def of(self, seed: int, stage: int, visit: int, home: int, joined: int) -> int:
        """Provider whose list a person with this seed joins at this minute.

        Help is drawn at every visit; the site is where a person lives, once for all.
        """
        if ways := self._aid.get((stage, home)):
            draw = uniform(seed, Purpose.AID, stage, visit)
            home = list_joined(ways, home, joined, draw)
        if ways := self._sites.get((stage, home)):
            home = list_joined(ways, home, joined, uniform(seed, Purpose.SITE_LIST))
        return home


def _by_home(ways: Iterable[AidTable]) -> dict[tuple[int, int], list[AidTable]]:
    found: dict[tuple[int, int], list[AidTable]] = {}
    for way in ways:
        found.setdefault((way.stage, way.home), []).append(way)
    return found
