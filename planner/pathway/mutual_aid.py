"""Which list people join: their provider's or, by dated shares, another's (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.inputs.neighbours import sent_elsewhere
from planner.inputs.scenario import Scenario
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

    def __init__(self, ways: Iterable[AidTable]) -> None:
        self._ways: dict[tuple[int, int], list[AidTable]] = {}
        for way in ways:
            self._ways.setdefault((way.stage, way.home), []).append(way)

    def of(self, seed: int, stage: int, visit: int, home: int, joined: int) -> int:
        """Provider whose list a person with this seed joins at this minute."""
        ways = self._ways.get((stage, home), ())
        if not ways:
            return home
        draw = uniform(seed, Purpose.AID, stage, visit)
        return list_joined(ways, home, joined, draw)
