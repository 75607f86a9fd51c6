"""Faults in how random numbers are drawn: one seed used twice, or for two people."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    COMPILED,
    LEAVING,
    MISSING,
    SHARED,
    SIMPY,
)

APART = "pathway/test_random_numbers_apart.py"
STREAM_TESTS, COMMON = (
    "numerics/test_random_numbers.py",
    "demand/test_common_random_numbers.py",
)

RANDOM_NUMBERS = (
    Fault(
        "the random number of a missed appointment decides its back-fill too",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._miss",
                    "Purpose.BACKFILL",
                    "Purpose.DNA",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:begin",
                    "BACKFILL_PURPOSE",
                    "DNA_PURPOSE",
                ),
            ),
        },
        (APART,),
        quick=(SIMPY,),
    ),
    Fault(
        "two purposes have one number",
        {
            SHARED: (
                Edit(
                    "numerics.random_numbers:Purpose", "BACKFILL = 14", "BACKFILL = 13"
                ),
            )
        },
        (STREAM_TESTS, APART),
    ),
    Fault(
        "who misses one appointment misses them all",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._start",
                    "person.attempt",
                    "1",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:draw",
                    "person.attempt",
                    "1",
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
                    "pathway.reference.engine:ReferenceEngine._go_on",
                    "person.visit",
                    "1",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.routing:step_taken",
                    "person.visit",
                    "1",
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
                    "pathway.minutes:_usual_minutes",
                    "stage.number",
                    "1",
                ),
            ),
        },
        (APART,),
    ),
    Fault(
        "a stage visited again takes its first minutes again",
        {
            SHARED: (
                Edit(
                    "pathway.minutes:_usual_minutes",
                    "Purpose.DURATION, stage.number, draw",
                    "Purpose.DURATION, stage.number, 0",
                ),
            ),
        },
        (APART, LEAVING),
    ),
    Fault(
        "two facts of a person are one",
        {
            SHARED: (
                Edit(
                    "demand.people:_draw_attributes",
                    "mix_in(draw[i], number)",
                    "mix_in(draw[i], 1)",
                ),
            )
        },
        ("demand/test_attributes_apart.py",),
    ),
    Fault(
        "everybody who comes on one day is one person",
        {
            SHARED: (
                Edit(
                    "demand.counts:_people_by_day",
                    "mix_in(of_day, kth)",
                    "mix_in(of_day, 0)",
                ),
            )
        },
        (COMMON,),
    ),
)
