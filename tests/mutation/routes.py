"""Faults in who is admitted where and when, in each engine that has the rule."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    APPOINTMENTS,
    ARRAYS,
    COMPILED,
    IN_LINE,
    LANES,
    NETWORK,
    QUEUEING,
    SESSIONS,
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
                    SESSIONS,
                    "queue.head(now) if now >= opens else None",
                    "queue.head(now)",
                ),
            ),
            COMPILED: (
                Edit(APPOINTMENTS, "session.start + offer.after", "session.start"),
            ),
        },
        (IN_LINE,),
    ),
    Fault(
        "a session that serves several lists serves its own provider's alone",
        {
            SIMPY: (
                Edit(SESSIONS, "for number in lists:", "for number in lists[:1]:"),
            ),
            COMPILED: (
                Edit(
                    ARRAYS,
                    "rota.lists[serves]",
                    "rota.lists[serves][:1]",
                    near="else rota.lists[serves]",
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
                    NETWORK, "(last + 1) * MINUTES_A_DAY", "(last + 2) * MINUTES_A_DAY"
                ),
            )
        },
        (IN_LINE,),
    ),
    Fault(
        "urgent people go last",
        {
            SIMPY: (
                Edit(NETWORK, "0, 1", "1, 0", near="(not self.urgent_first), 0, 1"),
            ),
            COMPILED: (
                Edit(LANES, "1 if", "0 if", near="return 1 if activity.urgent_first"),
                Edit(LANES, "else 0", "else 1", near="not person.urgent else 0"),
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
                    NETWORK, "return np.asarray(factors[cohort.provider])", "return 1.0"
                ),
            ),
        },
        ("pathway/test_local_minutes.py",),
    ),
)
