"""Faults in who is admitted where and when, and goes on to which stage."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    COMPILED,
    IN_LINE,
    LEAVING,
    QUEUEING,
    SEVERAL,
    SHARED,
    SIMPY,
)

ROUTES = (
    Fault(
        "a reserved slot is released as soon as its session opens",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.sessions:Sessions._start_next",
                    "queue.head(now) if now >= opens else None",
                    "queue.head(now)",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:first_who_fits",
                    "session.start + offer.after",
                    "session.start",
                ),
            ),
        },
        (IN_LINE,),
    ),
    Fault(
        "a session that serves several lists serves its own provider's alone",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.sessions:Sessions._open",
                    "for number in lists:",
                    "for number in lists[:1]:",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.layout:ArrayLayout._work",
                    "rota.lists[serves]",
                    "rota.lists[serves][:1]",
                ),
            ),
        },
        (SEVERAL,),
    ),
    Fault(
        "a window closes a day late",
        {
            SHARED: (
                Edit(
                    "pathway.network:_activity_table",
                    "(last + 1) * MINUTES_A_DAY",
                    "(last + 2) * MINUTES_A_DAY",
                ),
            )
        },
        (IN_LINE,),
    ),
    Fault(
        "urgent people go last",
        {
            SIMPY: (Edit("pathway.network:ActivityTable.urgency", "0, 1", "1, 0"),),
            COMPILED: (
                Edit("pathway.compiled.queues:urgency_of", "1 if", "0 if"),
                Edit("pathway.compiled.queues:urgency_of", "else 0", "else 1"),
            ),
        },
        (
            IN_LINE,
            f"{QUEUEING}::test_urgent_people_wait_one_service_and_routine_people_five",
        ),
    ),
    Fault(
        "a board's own factor on minutes is forgotten",
        {
            SHARED: (
                Edit(
                    "pathway.minutes:_local_factor",
                    "return np.asarray(factors[cohort.provider])",
                    "return 1.0",
                ),
            ),
        },
        ("pathway/test_local_minutes.py",),
    ),
    Fault(
        "one whose exit came during a service goes on to the next stage",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._go_on",
                    "person.exit_minute <= now",
                    "person.exit_minute < 0",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.routing:stage_joined",
                    "person.exit <= minute",
                    "person.exit < 0",
                ),
                Edit(
                    "pathway.compiled.routing:go_on",
                    "joined < person.exit",
                    "joined > 0",
                ),
            ),
        },
        (LEAVING,),
    ),
    Fault(
        "the next stage is joined before its date",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._set_out",
                    "max(now + int(step.delay[number]), int(step.earliest[number]))",
                    "now + int(step.delay[number])",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.routing:joined_by",
                    "minute + delay, person.clock + step.not_before",
                    "minute + delay, 0",
                ),
            ),
        },
        (LEAVING,),
    ),
)
