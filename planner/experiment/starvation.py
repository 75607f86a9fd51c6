"""Groups that the rules of access starve, from the first replications of a run.

Results hold no waits by age or site: counting them would slow every replication down,
and a warning needs no more than a few. What is found is cached beside the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Unpack

import numpy as np

from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import (
    Replicated,
    RunOptions,
    RunRequest,
    on_hand,
    replicate,
)
from planner.experiment.running.replicate import Arrays, Collector
from planner.inputs.boards import board_ids
from planner.inputs.scenario import Scenario
from planner.outcomes.groups import Group
from planner.outcomes.record import Record
from planner.outcomes.starvation import (
    Starved,
    Waits,
    starved_groups,
    usual_waits,
    waits_by_group,
)

ENOUGH = 2
"""Replications that are looked at."""
NUMBERS = ("days", "median", "people", "grows")


@dataclass(frozen=True)
class StarvedGroup:
    """A group that waits too long, at one list of one board."""

    board_id: str
    stage: str
    starved: Starved


@dataclass(frozen=True)
class StarvedGroups:
    """Those of one board, list by list, and of how many replications."""

    replications: int
    groups: tuple[StarvedGroup, ...]

    def __len__(self) -> int:
        return self.replications

    @property
    def nbytes(self) -> int:
        """Memory, roughly."""
        return 200 * len(self.groups)

    def rows(self, numbers: range) -> StarvedGroups:
        """All of them: they are judged together."""
        return self

    def with_room(self, replications: int) -> StarvedGroups:
        """Itself: replications are judged together."""
        return self

    def put_rows(self, start: int, more: StarvedGroups) -> StarvedGroups:
        """The others: they are all there are."""
        return more

    def pack(self) -> Arrays:
        """Itself as plain arrays."""
        names = [
            [one.board_id, one.stage, one.starved.group.kind, one.starved.group.name]
            for one in self.groups
        ]
        numbers = [[getattr(g.starved, n) for n in NUMBERS] for g in self.groups]
        return {
            "replications": np.array(self.replications),
            "names": np.array(names, dtype=np.str_).reshape(-1, 4),
            "numbers": np.array(numbers, dtype=float).reshape(-1, len(NUMBERS)),
        }

    @classmethod
    def unpack(cls, arrays: Arrays) -> StarvedGroups:
        """The groups as they were packed.

        Raises
        ------
        ValueError: if the arrays do not fit each other
        """
        rows = zip(arrays["names"].tolist(), arrays["numbers"].tolist(), strict=True)
        groups = tuple(
            StarvedGroup(
                board_id,
                stage,
                Starved(Group(kind, name), days, median, int(people), bool(grows)),
            )
            for (board_id, stage, kind, name), (days, median, people, grows) in rows
        )
        return cls(int(arrays["replications"]), groups)


def _waits_by_list(record: Record) -> dict[str, Waits]:
    from planner.outcomes.board_frame import frame_of  # where nothing is on hand

    frame = frame_of(record.scenario, record.board_id)
    lists = frame.lists if frame.provides else ()
    return {stage: waits_by_group(record, stage) for stage in lists}


def _judged(
    _: Scenario, board_id: str, replications: Sequence[dict[str, Waits]]
) -> StarvedGroups:
    """Starved groups of a board over all replications together."""
    found = tuple(
        StarvedGroup(board_id, stage, starved)
        for stage in replications[0]
        for starved in starved_groups(usual_waits(each[stage] for each in replications))
    )
    return StarvedGroups(len(replications), found)


STARVATION = Collector(
    "starvation", _waits_by_list, _judged, StarvedGroups, first=ENOUGH, whole=True
)
"""Groups that wait far longer than others, or ever longer."""


def starving(
    scenario: Scenario,
    boards: Iterable[str] | None = None,
    seed: int = 1,
    **means: Unpack[RunOptions],
) -> tuple[StarvedGroup, ...]:
    """Starved groups of these boards, list by list; of all boards without a choice.

    With the cache of a run that collected them on the way, nothing is simulated.

    Parameters
    ----------
    means : workers, engine, executor, cluster and cache, as `replicate` takes them
    """
    request = _request(scenario, boards, seed)
    return _found(*replicate([request], (STARVATION,), **means))


def starving_on_hand(
    scenario: Scenario, boards: Iterable[str] | None, seed: int, cache: ResultCache
) -> tuple[StarvedGroup, ...] | None:
    """The same, if the cache has all of it; nothing is simulated."""
    request = _request(scenario, boards, seed)
    found = on_hand(request, (STARVATION,), cache)
    return None if found is None else _found(found)


def _request(scenario: Scenario, boards: Iterable[str] | None, seed: int) -> RunRequest:
    chosen = list(scenario.boards)
    if boards is not None:
        chosen = board_ids(scenario.boards, boards)
    treating = tuple(board for board in scenario.providers if board in chosen)
    return RunRequest(scenario, treating, range(ENOUGH), seed)


def _found(found: Replicated) -> tuple[StarvedGroup, ...]:
    by_board = found.of(STARVATION).values()
    return tuple(chain.from_iterable(each.groups for each in by_board))
