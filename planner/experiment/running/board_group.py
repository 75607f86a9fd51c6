"""Boards that are run together: what is on hand of them, and what is to be run."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.errors import SimulationError
from planner.experiment.running.cache import ResultCache, key_of
from planner.experiment.running.replicate import (
    BatchResult,
    Collector,
    Part,
    Task,
    joined,
)
from planner.locale import _


class BoardGroup:
    """Replications of boards that share people, or of one board.

    Parameters
    ----------
    plan : place of the scenario among those that are run
    numbers : numbers of the replications asked for
    apart : whether they are cached for themselves, and not as a part of the first ones
    as_one : boards that are measured together, under the name of the only one above
    """

    def __init__(
        self,
        boards: tuple[str, ...],
        measure: Sequence[Collector[Any]],
        *,
        plan: int,
        numbers: range,
        seed: int,
        engine: str,
        apart: bool = False,
        as_one: tuple[str, ...] = (),
    ) -> None:
        self.boards, self._as_one = boards, as_one
        self._plan, self._seed, self._engine = plan, seed, engine
        self._measure = tuple(measure)
        self._start = numbers.start if apart else 0
        """Number of the first replication that is cached."""
        self._wanted = [each.wanted(numbers) for each in measure]
        self._keys: dict[tuple[int, str], str] = {}
        self._held: dict[tuple[int, str], Part] = {}
        self._made: dict[tuple[int, str], Part] = {}
        """Results of batches, in tables for all that are to be run."""
        self._done: dict[Task, list[range]] = {}
        """Replications of batches, in whatever order they were finished."""

    def look_up(self, cache: ResultCache, marks: Mapping[str, str]) -> None:
        """Take from the cache what there is."""
        for place, collector in enumerate(self._measure):
            for board in self.boards if collector.name else ():
                began = [self._start] if self._start else []
                key = self._keys[place, board] = key_of(
                    marks[board], self._seed, self._engine, collector.name, *began
                )
                enough = functools.partial(self._will_do, place)
                held = cache.load(key, collector.part.unpack, enough)
                if held is not None:
                    self._held[place, board] = held

    def _will_do(self, place: int, part: Part) -> bool:
        """Whether a part of what one board gives reaches as far as is wanted."""
        return self._start + len(part) >= self._wanted[place].stop

    def _on_hand(self, place: int) -> int:
        """Number of the replications wanted that are there, of every board."""
        wanted = self._wanted[place]
        there = min(len(self._held.get((place, b), ())) for b in self.boards)
        if self._measure[place].whole:
            return len(wanted) if there >= len(wanted) else 0
        return min(max(self._start + there - wanted.start, 0), len(wanted))

    def missing(self) -> dict[Task, range]:
        """Replications to run, by what is to be collected of them."""
        starts: dict[int, list[int]] = {}
        for place, wanted in enumerate(self._wanted):
            first = wanted.start + self._on_hand(place)
            if first < wanted.stop:
                starts.setdefault(first, []).append(place)
        return {
            self._task(places): range(
                first, max(self._wanted[place].stop for place in places)
            )
            for first, places in starts.items()
        }

    def _task(self, places: Iterable[int]) -> Task:
        collectors = tuple(self._measure[place] for place in places)
        return Task(
            plan=self._plan,
            boards=self.boards,
            seed=self._seed,
            collectors=collectors,
            engine=self._engine,
            as_one=self._as_one,
        )

    def add(self, done: BatchResult, cache: ResultCache | None) -> None:
        """Take what a batch gives, and cache what is then complete."""
        task, numbers = done.batch.task, self.missing()[done.batch.task]
        places = [self._measure.index(each) for each in task.collectors]
        start = done.batch.replications.start - numbers.start
        for board, parts in done.parts.items():
            for place, part in zip(places, parts, strict=True):
                if part is not None:
                    # Another collector may want more replications than this one.
                    at = place, board
                    whole = self._made.get(at) or part.with_room(len(numbers))
                    self._made[at] = whole.put_rows(start, part)
        finished = self._done.setdefault(task, [])
        finished.append(done.batch.replications)
        if cache is not None and sum(map(len, finished)) == len(numbers):
            for place, board in self._keys:
                if place in places:
                    self._save(cache, place, board, numbers.start)

    def check_whole(self) -> None:
        """Refuse to go on with replications that nobody did.

        Raises
        ------
        SimulationError: a fault of ours, better said than hidden in a mean
        """
        done = {task: sum(map(len, each)) for task, each in self._done.items()}
        for task, numbers in self.missing().items():
            if done.get(task, 0) != len(numbers):
                raise SimulationError(
                    _(
                        "{board}: {done} of {asked} replications were run; report this"
                        " as a fault of the planner, and run again",
                        board=self.boards[0],
                        done=done.get(task, 0),
                        asked=len(numbers),
                    )
                )

    def save_begun(self, cache: ResultCache) -> None:
        """Cache the first replications of what was not finished, up to the first gap.

        Those who stop a run and start it again do not wait for them twice.
        """
        for task, numbers in self.missing().items():
            stop = numbers.start
            for batch in sorted(self._done.get(task, ()), key=lambda each: each.start):
                stop = batch.stop if batch.start == stop else stop
            if not numbers.start < stop < numbers.stop:
                continue
            places = {self._measure.index(each) for each in task.collectors}
            for place, board in self._keys:
                each = self._measure[place]
                if place in places and each.first is None and not each.whole:
                    self._save(cache, place, board, numbers.start, stop - numbers.start)

    def _save(
        self,
        cache: ResultCache,
        place: int,
        board: str,
        first: int,
        count: int | None = None,
    ) -> None:
        """Cache all replications from the first on, unless there is a gap.

        Parameters
        ----------
        count : how many of the new ones are there; None: all
        """
        held, new = self._held.get((place, board)), self._made.get((place, board))
        before = first - self._start
        if len(held or ()) < before or new is None:
            return
        if count is not None:
            new = new.rows(range(count))
        part = joined([held.rows(range(before)), new]) if held and before else new
        cache.save(self._keys[place, board], part, part.pack())

    def part(self, place: int, board: str) -> Part:
        """Every replication wanted, as far as it was looked at."""
        wanted, number = self._wanted[place], self._on_hand(place)
        new = self._made.get((place, board))
        if not number and new is not None:
            return new.rows(range(len(wanted)))
        held = self._held[place, board]
        if self._measure[place].whole:
            return held
        place_of_first = wanted.start - self._start
        mine = held.rows(range(place_of_first, place_of_first + number))
        return joined([mine, new] if new else [mine]).rows(range(len(wanted)))
