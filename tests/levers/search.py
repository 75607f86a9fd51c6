"""Whether a parameter moves some output: tried in small worlds until it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import ValidationError

from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_together
from planner.inputs.changes import set_key
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.measure import measure_benefits
from planner.outcomes.measure import measure
from tests.levers.moving import others_of, put
from tests.levers.registry import Field, Path, places_in, reachable
from tests.levers.special import OTHER_VALUES, SPECIAL, Trial
from tests.levers.worlds import ONE, TWO, worlds

TRIES = 12
"""Simulations after which a parameter is taken to move nothing."""


def outputs(scenario: Scenario, board: str) -> Iterator[str]:
    """Everything that comes out for a board: its visits and label, measures, benefits.

    Each is worked out when it is asked for: mostly the first tells already.
    """
    together = neighbours(scenario, board)
    records = replicate_together(scenario, together, 1, 0)
    record = next(each for each in records if each.board_id == board)
    digest = hashlib.sha256(scenario.boards[board].label.encode())
    rows = record.visits.rows
    # Column by column: between the columns lies what no one has written.
    for column in rows.dtype.names or ():
        digest.update(rows[column].tobytes())
    yield digest.hexdigest()
    for measured in (measure, measure_benefits):
        digest = hashlib.sha256()
        for key, amounts in measured(record):
            digest.update(f"{key} {amounts.values[0].tolist()}".encode())
        yield digest.hexdigest()


class Outputs:
    """Everything that comes out for a board, each worked out once."""

    def __init__(self, scenario: Scenario, board: str) -> None:
        self._coming = outputs(scenario, board)
        self._found: list[str] = []

    def __iter__(self) -> Iterator[str]:
        yield from self._found
        for found in self._coming:
            self._found.append(found)
            yield found

    def differ_from(self, other: Iterable[str]) -> bool:
        """Whether any output is another one."""
        return any(a != b for a, b in zip(self, other, strict=True))


class Before:
    """A world, what comes out of it, and whether another one differs."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.tree = scenario.model_dump()
        self.found = {board: Outputs(scenario, board) for board in (ONE, TWO)}

    def differs_from(self, other: Scenario) -> bool:
        """Whether any output of either board moves."""
        return any(o.differ_from(outputs(other, b)) for b, o in self.found.items())

    def with_keys(self, keys: dict[str, Any]) -> Scenario:
        """The world with these dotted keys set."""
        tree = self.scenario.model_dump()
        for key, value in keys.items():
            set_key(tree, key, value, file="test")
        return type(self.scenario).model_validate(tree)

    def value_at(self, path: Path) -> Any:
        """What stands at a place, as tables."""
        here: Any = self.tree
        for step in path[:-1]:
            here = here[step]
        own = path[-1] in here if isinstance(here, dict) else True
        return here[path[-1]] if own else getattr(self.scenario, str(path[-1]))


@lru_cache
def before(world: str) -> Before:
    return Before(worlds()[world])


def moved_by(field: Field, world: Before | None = None) -> Any:
    """The change with which a parameter moved something; None: it is dead."""
    if trial := SPECIAL.get(field):
        return trial.change if _trial_moves(trial) else None
    if words := OTHER_VALUES.get(field):
        key, value = words
        changed = before("everything").with_keys({key: value})
        return words if before("everything").differs_from(changed) else None
    all_worlds = [world] if world else [before(name) for name in worlds()]
    for start, path, changed in islice(_tries(field, all_worlds), TRIES):
        if start.differs_from(changed):
            return path
    return None


def _trial_moves(trial: Trial) -> bool:
    start = before(trial.world)
    if trial.before:
        start = Before(start.with_keys(trial.before))
    return start.differs_from(start.with_keys(trial.change))


def _tries(
    field: Field, all_worlds: list[Before]
) -> Iterator[tuple[Before, Path, Scenario]]:
    """Other scenarios that are allowed, in each of which one parameter differs."""
    for start in all_worlds:
        models = {m.__name__: m for m in reachable(type(start.scenario))}
        about = models[field[0]].model_fields[field[1]]
        for path in places(start).get(field, []):
            value = start.value_at(path)
            for other in others_of(value, about):
                changed = None if other == value else _changed(start, path, other)
                if changed is not None:
                    yield start, path, changed


def _changed(start: Before, path: Path, other: Any) -> Scenario | None:
    """The scenario with another value at one place; None where it is refused."""
    try:
        found = type(start.scenario).model_validate(put(start.tree, path, other))
        _ = found.periods
    except (ValidationError, ScenarioError):
        return None
    return found


@lru_cache
def places(start: Before) -> dict[Field, list[Path]]:
    """Where each parameter stands in a world."""
    found: dict[Field, list[Path]] = {}
    for field, path in places_in(start.scenario):
        found.setdefault(field, []).append(path)
    return found
