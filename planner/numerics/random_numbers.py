"""Random numbers: one 64-bit seed a person, and uniform numbers mixed from it.

Every random number is a pure function of declared numbers (seed, replication, source,
day, person, purpose), so adding a draw elsewhere moves nothing, a longer plan begins
like the shorter one, and two options see the same people. The mixer is the finaliser
of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, "Fast splittable pseudorandom
number generators").
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from planner.errors import check_count
from planner.inputs.distributions import Distribution
from planner.inputs.units import LARGEST_SEED
from planner.jit import compiled, inlined
from planner.numerics.sampling import in_whole_minutes, sample

Seeds = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_TO_UNIT = 2.0**-53


class Purpose(IntEnum):
    """Purpose of a random number; declared numbers, never reordered or reused."""

    COUNT = 1
    PERSON = 2
    MINUTE = 3
    PROVIDER = 4
    CELL = 5
    SITE = 6
    IDENTIFIED = 7
    DELAY = 8
    URGENT = 9
    EXIT = 10
    ATTRIBUTE = 11
    DURATION = 12
    DNA = 13
    BACKFILL = 14
    ROUTE = 15
    ROUTE_DELAY = 16
    AGE_OF_WAIT = 17
    DIARY = 18
    BATCH = 19
    PATIENCE = 20
    GROWTH = 21
    DEATH = 22
    MOVING = 23
    DECLINING = 24
    VALIDATION = 25
    CHOICE = 26
    POST_ORDER = 30
    WEEK_ORDER = 31
    LEAVE = 32
    SICKNESS = 33
    SICKNESS_LENGTH = 34
    STUDY = 35
    JOB_PLAN = 36
    DOWNTIME = 37
    DOWNTIME_LENGTH = 50
    EXTENDED_DOWNTIME = 51
    TURNOVER = 60
    COVER = 61
    AID = 70
    SITE_LIST = 71
    BENEFITS = 80


class Source(IntEnum):
    """Source of a person; part of the key of the person's random numbers."""

    FRACTURE = 1
    OTHER_REFERRAL = 2
    WAITING_LIST = 3
    DIARY = 4
    ARRIVALS = 5
    POST = 6
    SCANNER = 7
    SITE = 8
    GROWTH = 9
    BURST = 10
    MOBILE = 20


def mix_seeds(seed: Seeds | int, *keys: npt.ArrayLike) -> Seeds:
    """Seeds mixed from a seed and keys, shapes broadcast together."""
    mixed = np.asarray(seed, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for key in keys:
            step = (np.asarray(key).astype(np.uint64) + np.uint64(1)) * np.uint64(
                GOLDEN
            )
            mixed = _finalise(mixed + step)
    return mixed


def _finalise(seeds: Seeds) -> Seeds:
    seeds = (seeds ^ (seeds >> np.uint64(30))) * np.uint64(_FIRST)
    seeds = (seeds ^ (seeds >> np.uint64(27))) * np.uint64(_SECOND)
    return seeds ^ (seeds >> np.uint64(31))


def mix_seed(seed: int, *keys: int) -> int:
    """One seed mixed from a seed and keys; equals `mix_seeds` on the same numbers."""
    for key in keys:
        seed = (seed + (key + 1) * GOLDEN) & LARGEST_SEED
        seed = ((seed ^ (seed >> 30)) * _FIRST) & LARGEST_SEED
        seed = ((seed ^ (seed >> 27)) * _SECOND) & LARGEST_SEED
        seed ^= seed >> 31
    return seed


def uniforms(seed: Seeds | int, *keys: npt.ArrayLike) -> Floats:
    """Numbers at or above 0 and below 1, one for each seed and key."""
    mixed = mix_seeds(seed, *keys)
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * _TO_UNIT)


def uniform(seed: int, *keys: int) -> float:
    """One number at or above 0 and below 1; equals `uniforms` on the same numbers."""
    return (mix_seed(seed, *keys) >> 11) * _TO_UNIT


def inside(numbers: Floats) -> Floats:
    """Numbers moved off 0 and kept off 1: an inverse distribution stays finite."""
    return np.minimum(numbers + _TO_UNIT / 2, 1 - _TO_UNIT)


@inlined
def mix_in(seed: np.uint64, key: int) -> np.uint64:
    """The seed mixed with one more key; equals `mix_seed`, inside compiled code."""
    seed = seed + (np.uint64(key) + np.uint64(1)) * np.uint64(GOLDEN)
    seed = (seed ^ (seed >> np.uint64(30))) * np.uint64(_FIRST)
    seed = (seed ^ (seed >> np.uint64(27))) * np.uint64(_SECOND)
    return seed ^ (seed >> np.uint64(31))


@inlined
def to_unit(seed: np.uint64) -> float:
    """The number at or above 0 and below 1 of a seed, inside compiled code."""
    return np.float64(seed >> np.uint64(11)) * _TO_UNIT


@inlined
def to_place(seed: np.uint64) -> float:
    """The number above 0 and below 1 of a seed; equals `inside`, in compiled code."""
    return min(to_unit(seed) + _TO_UNIT / 2, 1 - _TO_UNIT)


@compiled
def _places(seeds: Seeds, keys: Seeds) -> Floats:
    """Key by key over all seeds, which a processor does several at a time."""
    mixed, places = seeds.copy(), np.empty(len(seeds))
    for key in keys:
        for i in range(len(mixed)):
            mixed[i] = mix_in(mixed[i], key)
    for i in range(len(mixed)):
        places[i] = to_place(mixed[i])
    return places


def places(seeds: Seeds, *keys: int) -> Floats:
    """Numbers above 0 and below 1, one for each seed, as `inside(uniforms(...))`."""
    return _places(seeds, np.array(keys, dtype=np.int64).astype(np.uint64))


def minutes_drawn(
    seeds: Seeds,
    keys: tuple[int, ...],
    distribution: Distribution,
    *,
    factor: Floats | float = 1.0,
    at_least: int = 0,
) -> Ints:
    """Whole minutes, one for each seed, drawn from a distribution.

    Parameters
    ----------
    keys : declared numbers of the draw
    factor : what the minutes are multiplied by, one number or one for each seed
    """
    values = sample(distribution, places(seeds, *keys))
    values *= factor
    return in_whole_minutes(values, at_least=at_least)


def replication_seed(seed: int, replication: int) -> int:
    """Seed that every stream of one replication starts from.

    Raises
    ------
    ScenarioError: for a seed beyond 64 bits, which would stand for another one
    """
    check_count("seed", seed, 0, LARGEST_SEED)
    return mix_seed(0, seed, replication)
