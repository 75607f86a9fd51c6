"""Problems of several files gathered, so that one answer lists them all."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.files import read_toml
from planner.inputs.findings import ContradictionError
from planner.inputs.scenario import Scenario

P = ParamSpec("P")
T = TypeVar("T")
MOST_ROUNDS = 12


@dataclass
class Gathered:
    """Problems found so far."""

    problems: list[Problem] = field(default_factory=list)
    unread: list[tuple[str, ...]] = field(default_factory=list)
    """Keys of parts whose file could not be read; no keys stand for the whole."""

    def read(self, path: Path, *keys: str) -> dict[str, Any]:
        """Raw contents of the file of these keys; empty when it cannot be read."""
        raw = self.attempt(read_toml, path)
        if raw is None:
            self.unread.append(keys)
        return raw or {}

    def attempt(
        self, load: Callable[P, T], *args: P.args, **more: P.kwargs
    ) -> T | None:
        """The loaded result, or None when there were problems, which are collected."""
        try:
            return load(*args, **more)
        except ScenarioError as error:
            self.problems += error.problems
            return None

    def all_of(
        self, load: Callable[..., T], items: Iterable[Any], *args: Any
    ) -> list[T]:
        """Loaded results of the items, without those that have problems."""
        loaded = [self.attempt(load, item, *args) for item in items]
        return [item for item in loaded if item is not None]

    def refuse(self) -> None:
        """Nothing, when no problem was found.

        Raises
        ------
        ScenarioError: with every problem, each said once
        """
        if self.problems:
            raise ScenarioError(dict.fromkeys(self.problems))


@dataclass
class Remainder:
    """The rest of refused values once the wrong ones are taken out.

    With them gone, the rest can be checked for contradictions too.
    """

    tree: dict[str, Any]
    removed: list[tuple[str, ...]] = field(default_factory=list)
    scenario: Scenario | None = None
    error: ValidationError | None = None
    """Contradictions of what is left, if any."""

    @classmethod
    def of(
        cls, values: dict[str, Any], unread: Iterable[tuple[str, ...]] = ()
    ) -> Remainder:
        """The largest part of these values that can be judged."""
        rest = cls(copy.deepcopy(values), list(unread))
        for _ in range(MOST_ROUNDS):
            try:
                rest.scenario = Scenario.model_validate(rest.tree)
            except ValidationError as error:
                if not rest._take_out(error):
                    rest.error = error
                    break
            else:
                break
        return rest

    def _take_out(self, error: ValidationError) -> bool:
        """Remove what was refused; False when it cannot be told apart from the rest."""
        keys = [key for item in error.errors() if (key := _wrong_part(item))]
        taken = [self._remove(key) for key in keys]
        return any(taken)

    def _remove(self, keys: tuple[str, ...]) -> bool:
        here: Any = self.tree
        for depth, part in enumerate(keys):
            if not isinstance(here, dict) or part not in here:
                return False
            if depth == len(keys) - 1 or not isinstance(here[part], dict):
                del here[part]
                self.removed.append(keys[: depth + 1])
                return True
            here = here[part]
        return False

    def concerns_removed(self, problem: Problem) -> bool:
        """Whether a problem only says that something taken out is missing."""
        for keys in self.removed:
            where = ".".join(keys)
            inside = problem.key == where or problem.key.startswith(f"{where}.")
            only_one = problem.key == keys[0]
            if inside or only_one or problem.value == repr(keys[-1]):
                return True
        return False

    def attempt(
        self, gathered: Gathered, load: Callable[P, T], *args: P.args, **more: P.kwargs
    ) -> T | None:
        """The loaded result; only problems of the rest are collected."""
        own = Gathered()
        loaded = own.attempt(load, *args, **more)
        gathered.problems += self.others(own.problems)
        return loaded

    def others(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems that are not about what was taken out."""
        return (found for found in problems if not self.concerns_removed(found))


def _wrong_part(item: Any) -> tuple[str, ...]:
    """Keys of the part to take out: the value, or the table that lacks one."""
    keys = tuple(str(part) for part in item["loc"])
    cause = item.get("ctx", {}).get("error")
    whole = isinstance(cause, ContradictionError) and len(keys) <= 1
    if whole and all(found.key for found in cause.findings):
        return ()
    return keys[:-1] if item["type"] == "missing" else keys
