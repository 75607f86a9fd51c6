"""Errors of every layer, and hints for names that are not known.

PlannerError
    InputError          wrong input: carries every problem found, not only the first
        ScenarioError   a scenario, change or option file
        DataError       a file of facts
    SimulationError     a run that could not finish
    OutputError         results that are not where they were asked for
    RunCancelled        the person who asked for the run stopped it
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from planner.locale import _, ngettext

MOST_SUGGESTED, MOST_LISTED = 3, 15
LIKENESS = 0.6
"""Likeness, as difflib counts it, from which a name is suggested."""


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
        fix = "\n" + _("    fix: {hint}", hint=self.hint) if self.hint else ""
        rule = _("    rule: {rule}", rule=self.rule)
        return f"{where}{found}\n{rule}{fix}"


class InputError(PlannerError):
    """Wrong input. `problems` holds everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        listed = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(listed)
        count = len(self.problems)
        heading = ngettext("{n} problem found", "{n} problems found", count)
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


class OutputError(PlannerError):
    """Results that could not be written, or not under the names asked for.

    Attributes
    ----------
    text : sentences, a line each
    hint : how to fix it
    """

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(text + "\n" + _("    fix: {hint}", hint=hint))
        self.text, self.hint = text, hint

    def __reduce__(self) -> tuple[type, tuple[str, str]]:
        return type(self), (self.text, self.hint)


class RunCancelled(PlannerError):
    """The run was stopped before it finished; nothing was written."""


def check_count(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside its bounds.

    Raises
    ------
    ScenarioError
    """
    if not low <= value <= high:
        raise ScenarioError(outside(name, value, low, high))


def outside(name: str, value: int, low: int, high: int) -> Problem:
    """The problem of a number outside its bounds, with the nearest one that is not."""
    rule = _("between {low:,} and {high:,}", low=low, high=high)
    nearest = low if value < low else high
    hint = _("the nearest that can be is {nearest:,}", nearest=nearest)
    return Problem(name, rule, value=str(value), hint=hint)


def check_choice(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a name that is not one of those known.

    Raises
    ------
    ScenarioError
    """
    if value not in known:
        raise ScenarioError(unknown_name(name, value, known))


def unknown_name(
    kind: str,
    name: object,
    known: Collection[str],
    *,
    file: str = "",
    key: str = "",
    hint: str = "",
) -> Problem:
    """The problem of a name that does not exist, with the names that come nearest.

    Parameters
    ----------
    kind : the kind of thing that is named, such as "scenario"
    known : names that exist
    file, key : place of the name; without a file the kind stands there
    hint : advice besides
    """
    names = known_names(name, known)
    advice = (" " if names.endswith("?") else "; ").join(filter(None, [names, hint]))
    rule = _("no {kind} of this name", kind=_(kind))
    return Problem(file or _(kind), rule, key=key, value=repr(str(name)), hint=advice)


def known_names(name: object, known: Collection[str]) -> str:
    """A hint for an unknown name: the nearest ones, and all where they are few.

    >>> known_names("hywel", ["powys", "hywel-dda"])
    'did you mean hywel-dda? there are: powys, hywel-dda'
    """
    guess, names = did_you_mean(name, known), ", ".join(known)
    if guess and len(known) > MOST_LISTED:
        return guess
    there = _("there are: {names}", names=names or _("none"))
    return f"{guess} {there}".strip()


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A question for an unknown name; empty where none comes near.

    >>> did_you_mean("nurze", ["nurse", "admin"])
    'did you mean nurse?'
    """
    near = nearest_names(name, known)
    return _("did you mean {names}?", names=_(" or ").join(near)) if near else ""


def nearest_names(name: object, known: Iterable[str]) -> list[str]:
    """Names that may have been meant, the likeliest first; at most three."""
    spelled = {same_spelling(each): each for each in known}
    text = same_spelling(str(name))
    parts = [each for each in spelled if len(text) > 2 and (text in each)]
    close = get_close_matches(text, spelled, MOST_SUGGESTED, LIKENESS)
    return [spelled[each] for each in dict.fromkeys([*close, *parts])][:MOST_SUGGESTED]


def same_spelling(name: str) -> str:
    """A name in small letters and hyphens, as file names are written.

    >>> same_spelling("Cardiff & Vale "), same_spelling("more_nurses")
    ('cardiff-and-vale', 'more-nurses')
    """
    words = re.split(r"[\W_]+", name.casefold().replace("&", " and ").replace("'", ""))
    return "-".join(filter(None, words))
