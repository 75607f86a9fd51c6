"""Faults in how random numbers are drawn: one seed used twice, or for two people."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    APPOINTMENTS,
    COMPILED,
    ENGINE,
    LEAVING,
    MISSING,
    MOVES,
    NETWORK,
    SHARED,
    SIMPY,
)

STREAMS = "numerics/random_numbers.py"
APART = "pathway/test_random_numbers_apart.py"
STREAM_TESTS, COMMON = (
    "numerics/test_random_numbers.py",
    "demand/test_common_random_numbers.py",
)

RANDOM_NUMBERS = (
    Fault(
        "the random number of a missed appointment decides its back-fill too",
        {
            SIMPY: (Edit(ENGINE, "Purpose.BACKFILL", "Purpose.DNA"),),
            COMPILED: (
                Edit(
                    APPOINTMENTS,
                    "BACKFILL_PURPOSE",
                    "DNA_PURPOSE",
                    near="who, BACKFILL_PURPOSE",
                ),
            ),
        },
        (APART,),
        quick=(SIMPY,),
    ),
    Fault(
        "two purposes have one number",
        {SHARED: (Edit(STREAMS, "BACKFILL = 14", "BACKFILL = 13"),)},
        (STREAM_TESTS, APART),
    ),
    Fault(
        "who misses one appointment misses them all",
        {
            SIMPY: (
                Edit(
                    ENGINE,
                    "person.attempt",
                    "1",
                    near="Purpose.DNA, stage.number, person.visit, person.attempt",
                ),
            ),
            COMPILED: (
                Edit(
                    APPOINTMENTS,
                    "person.attempt",
                    "1",
                    near="to_unit(mix_in(mixed, person.attempt))",
                ),
            ),
        },
        (MISSING, APART),
    ),
    Fault(
        "the way on from a stage is the same at every visit",
        {
            SIMPY: (
                Edit(
                    ENGINE,
                    "person.visit",
                    "1",
                    near="Purpose.ROUTE, stage.number, person.visit",
                ),
            ),
            COMPILED: (
                Edit(
                    MOVES,
                    "person.visit",
                    "1",
                    near="person.visit)) for index in range(stage.first_step",
                ),
            ),
        },
        (APART,),
    ),
    Fault(
        "two stages share the random number of their durations",
        {
            SHARED: (
                Edit(
                    NETWORK,
                    "stage.number",
                    "1",
                    near="Purpose.DURATION, stage.number, draw",
                ),
            ),
        },
        (APART,),
    ),
    Fault(
        "a stage visited again takes its first minutes again",
        {
            SHARED: (
                Edit(NETWORK, "draw", "0", near="Purpose.DURATION, stage.number, draw"),
            ),
        },
        (APART, LEAVING),
    ),
    Fault(
        "two facts of a person are one",
        {
            SHARED: (
                Edit("demand/people.py", "number", "1", near="mix_in(draw[i], number)"),
            )
        },
        ("demand/test_attributes_apart.py",),
    ),
    Fault(
        "everybody who comes on one day is one person",
        {SHARED: (Edit("demand/counts.py", "kth", "0", near="mix_in(of_day, kth)"),)},
        (COMMON,),
    ),
)
