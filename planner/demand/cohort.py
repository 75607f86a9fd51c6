"""The cohort table: one row a referral, everything about the person fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import IntEnum
from functools import cached_property, lru_cache, reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.conditions import WORDS, Condition
from planner.inputs.units import MINUTES_A_DAY

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

FAR = 2**60
"""A minute that never comes."""
FLS, OTHER = 0, 1


class Cause(IntEnum):
    """Why a person leaves; declared numbers, as they stand in the cohort table."""

    OTHER = 0
    DIED = 1
    MOVED = 2
    DECLINED = 3
    NOT_NEEDED = 4
    """Taken off when the list was gone through."""
    IMPATIENT = 5


OUTSIDE = 0
"""Provider number of people treated outside the model."""


class Chosen(NamedTuple):
    """Chosen answers of each person: places among the answers of a choice."""

    places: npt.NDArray[np.uint8]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Cohort:
    """Arrays of one length, one entry a person, in order of joining.

    Times are whole minutes from 00:00 of the plan's first day; negative ones lie before
    it. Patient numbers are positions. Every random number of a person is mixed from
    the person's `seed`.
    """

    seed: npt.NDArray[np.uint64]
    source: Ints
    """FLS (0) or OTHER (1)."""
    residence: Ints
    """Declared number of the board of residence."""
    provider: Ints
    """Declared number of the provider, OUTSIDE when it lies outside the model."""
    sex: Ints
    age_band: Ints
    site: Ints
    """Position in SITES; -1 for other referrals."""
    urgent: Bools
    identified: Bools
    """Found by case finding; the others stay in the table for the denominators."""
    fracture_day: Ints
    """Day of the fracture, or of the referral for other DXA referrals."""
    entry_stage: Ints
    """Declared number of the stage at which the person joins."""
    first_joined: Ints
    exit_minute: Ints
    """When the person leaves the service for reasons of their own, or FAR."""
    exit_cause: Ints
    """Why, as `Cause`; of those who never leave, no matter."""
    at_start: Bools
    """On a list or in a diary when the plan began."""
    attributes: Mapping[str, Bools]
    """The pathway's yes/no attributes, by name."""
    choices: Mapping[str, Chosen] = field(default_factory=dict)
    """Chosen answers of each person to the pathway's choices, by name."""

    def __len__(self) -> int:
        return len(self.seed)

    @cached_property
    def clock_start(self) -> Ints:
        """Midnight at the start of the day of the fracture, minutes."""
        return self.fracture_day * MINUTES_A_DAY

    @cached_property
    def only_provider(self) -> int | None:
        """Declared number of the provider of all; None where there are several."""
        numbers = self.provider
        if not len(numbers) or numbers.min() != numbers.max():
            return None
        return int(numbers[0])

    @cached_property
    def known_to_fit(self) -> dict[tuple[str, Condition], Bools]:
        """People who fit a condition, by its name, once that has been asked."""
        return {}

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> Cohort:
        """These rows, in this order."""
        return self._with_each(lambda column: column[rows])

    def followed_by(self, rows: npt.NDArray[np.intp]) -> Cohort:
        """Everybody, and behind them the people of these rows once more."""
        return self._with_each(lambda column: np.concatenate([column, column[rows]]))

    def _with_each(
        self, changed: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]
    ) -> Cohort:
        """The cohort with each column changed in this way."""
        columns = {
            item.name: changed(getattr(self, item.name))
            for item in fields(self)
            if item.name not in ("attributes", "choices")
        }
        kept = {name: changed(values) for name, values in self.attributes.items()}
        choices = {
            name: Chosen(changed(answers.places), answers.words)
            for name, answers in self.choices.items()
        }
        return Cohort(**columns, attributes=kept, choices=choices)


def mask_of(cohort: Cohort, when: Mapping[str, Condition]) -> Bools:
    """Which people fit every condition; no condition fits everybody."""
    fits = [_fits(cohort, name, condition) for name, condition in when.items()]
    return reduce(np.logical_and, fits) if fits else same_for_all(True, len(cohort))


def _fits(cohort: Cohort, name: str, condition: Condition) -> Bools:
    """People who fit one condition, which stages and activities have in common."""
    known, asked = cohort.known_to_fit, (name, condition)
    fits = known.get(asked)
    if fits is None:
        fits = known[asked] = _looked_up(cohort, name, condition)
    return fits


def _looked_up(cohort: Cohort, name: str, condition: Condition) -> Bools:
    if name in cohort.attributes:
        return np.asarray(cohort.attributes[name] == bool(condition))
    if name == "urgent":
        return np.asarray(cohort.urgent == bool(condition))
    wanted = (condition,) if isinstance(condition, str) else _listed(condition)
    if name in cohort.choices:
        places, words = cohort.choices[name]
        return is_one_of(places, words, wanted)
    return is_one_of(getattr(cohort, name), WORDS[name], wanted)


def is_one_of(
    codes: npt.NDArray[Any], words: Sequence[str], wanted: Iterable[str]
) -> Bools:
    """Which people have one of these words, by its place; -1 is none of them.

    >>> is_one_of(np.array([0, 1, -1]), ("hip", "spine"), ["spine"]).tolist()
    [False, True, False]
    """
    # One place more than there are words: the one that -1 looks up.
    is_wanted = np.zeros(len(words) + 1, dtype=np.bool_)
    is_wanted[[words.index(str(word)) for word in wanted]] = True
    return is_wanted.take(codes)


@lru_cache(maxsize=256, typed=True)
def same_for_all(amount: int | bool, *shape: int) -> npt.NDArray[Any]:
    """One amount for everybody; takes no room, whatever the number of people.

    >>> same_for_all(3, 2).tolist()
    [3, 3]
    """
    one, strides = np.asarray(amount), (0,) * len(shape)
    # As numpy's `broadcast_to`, which takes ten times as long to find the shape.
    found: npt.NDArray[Any] = np.ndarray(shape, one.dtype, one, strides=strides)
    found.flags.writeable = False
    return found


def _listed(condition: Condition) -> Iterable[str]:
    return condition if isinstance(condition, tuple) else ()
