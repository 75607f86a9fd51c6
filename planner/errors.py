"""What can go wrong, said once for every layer.

PlannerError
    InputError          wrong input: carries every problem found, not only the first
        ScenarioError   a scenario, change or option file
        DataError       a file of facts
    SimulationError     a run that could not finish
    RunCancelled        the person who asked for the run stopped it
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


class PlannerError(Exception):
    """Anything the planner refuses or cannot finish; its text is for people."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one value.

    Attributes
    ----------
    file : the file as the person knows it
    key : dotted key inside the file, empty when the whole file is meant
    value : what stands there, as text
    rule : what must hold
    hint : how to fix it
    """

    file: str
    rule: str
    key: str = ""
    value: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        found = f" = {self.value}" if self.value else ""
        fix = f"\n    fix: {self.hint}" if self.hint else ""
        return f"{where}{found}\n    rule: {self.rule}{fix}"


class InputError(PlannerError):
    """Wrong input. `problems` holds everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        listed = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(listed)
        count = len(self.problems)
        heading = f"{count} problem{'s' if count != 1 else ''} found"
        super().__init__("\n".join([heading, *map(str, self.problems)]))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        # Exceptions cross process borders; the default would pass the text instead.
        return type(self), (self.problems,)


class ScenarioError(InputError):
    """A scenario, change or option that cannot be used as it stands."""


class DataError(InputError):
    """A file of facts that cannot be used as it stands."""


class SimulationError(PlannerError):
    """A replication that failed; the text names its seed and replication."""


class RunCancelled(PlannerError):
    """The run was stopped before it finished; nothing was written."""


def check_count(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside its bounds.

    Raises
    ------
    ScenarioError
    """
    if not low <= value <= high:
        rule = f"between {low:,} and {high:,}"
        raise ScenarioError(Problem(name, rule, value=str(value)))


def check_choice(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a name that is not one of those known.

    Raises
    ------
    ScenarioError
    """
    if value not in known:
        rule = f"one of: {', '.join(known)}"
        raise ScenarioError(Problem(name, rule, value=repr(value)))
