"""People already waiting when the plan begins: the day-0 lists, exactly as given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople
from planner.demand.patient_groups import PatientGroupsBuilder
from planner.inputs.boards import Board
from planner.inputs.day_zero import apportion, day_zero_table
from planner.inputs.demand import WaitingList
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import (
    Purpose,
    Source,
    mix_seed,
    mix_seeds,
    uniforms,
)

__all__ = ["Waiting", "apportion", "day_zero_table", "spread_over_band", "waiting"]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Waiting:
    """People on one list, a row each; only how long they have waited is random."""

    keys: tuple[int, ...]
    cell: Ints
    """Position of each person's age band and group in the day-0 table."""
    within: Ints
    """Position among those of the same cell."""
    first_day: Ints
    last_day: Ints
    """Days waited, at least and at most."""
    group: Ints
    days_before: Ints
    """Days from the fracture to joining."""

    def sample(self, seed: int) -> ArrivingPeople:
        """Everybody on the list in the replication of this seed."""
        here = mix_seed(seed, *self.keys)
        seeds = mix_seeds(here, self.cell, Purpose.PERSON, self.within)
        draw = uniforms(seeds, Purpose.AGE_OF_WAIT)
        joined = spread_over_band(self.first_day, self.last_day, draw)
        days = joined // MINUTES_A_DAY - self.days_before
        return ArrivingPeople(seeds, days, joined, self.group)


def waiting(
    board: Board, stage: int, people: WaitingList, groups: PatientGroupsBuilder
) -> Waiting:
    """A list of people who wait for a stage, made ready to be drawn."""
    table = day_zero_table(people)
    counts = np.array(list(table.values()), dtype=np.int64)
    bands = [WaitingList.band_days(band) for band, _, _ in table]
    numbers = {
        (urgent, fls): groups.add(
            board,
            "fls" if fls else "other",
            stage=stage,
            urgent=float(urgent),
            at_start=True,
        )
        for urgent in (True, False)
        for fls in (True, False)
    }
    cell = np.repeat(np.arange(len(counts)), counts)
    firsts = np.cumsum(counts) - counts
    group = np.array([numbers[urgent, fls] for _, urgent, fls in table])
    before = np.array([int(board.days_before_list) * fls for _, _, fls in table])
    first_day, last_day = np.array(bands, dtype=np.int64).T
    return Waiting(
        (Source.WAITING_LIST, board.number, stage),
        cell,
        np.arange(len(cell)) - firsts[cell],
        first_day[cell],
        last_day[cell],
        group[cell],
        before[cell],
    )


def spread_over_band(first_day: Ints, last_day: Ints, age_draw: Floats) -> Ints:
    """Minutes (negative) at which people joined who waited between two days.

    Waited days at minute 0 lie in the band for everybody, ends included.
    """
    position = age_draw * (last_day - first_day + 1)
    days = np.floor(position)
    within = 1 + np.floor((position - days) * (MINUTES_A_DAY - 1))
    return np.asarray(-(first_day + days) * MINUTES_A_DAY - within).astype(np.int64)
