"""Faults in the rules of flow, in each engine where a rule stands in both."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    COMPILED,
    FIRST,
    IN_LINE,
    LEAVING,
    MISSING,
    QUEUEING,
    SIMPY,
    STARTING,
)

FLOW = (
    Fault(
        "what a session leaves unused is carried over for a week",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.sessions:Sessions.__init__",
                    "(rota.end + rota.overrun).tolist()",
                    "(rota.end + 10080).tolist()",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.layout:ArrayLayout._session_arrays",
                    "rota.end + rota.overrun",
                    "rota.end + 10080",
                ),
            ),
        },
        (STARTING, FIRST),
        quick=(SIMPY,),
    ),
    Fault(
        "last in, first out",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.queues:_order",
                    'return -joined if activity.discipline == "last come" else joined',
                    "return -joined",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.queues:order_of",
                    "return person.joined",
                    "return -person.joined",
                ),
            ),
        },
        (IN_LINE, FIRST),
        quick=(COMPILED,),
    ),
    Fault(
        "one who missed an appointment goes to the front of the list",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._join",
                    "joined=joined,",
                    "joined=person.first_joined,",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.queues:order_of",
                    "FIRST_COME: return person.joined",
                    "FIRST_COME: return person.first_joined",
                ),
            ),
        },
        (IN_LINE, FIRST),
        quick=(SIMPY,),
    ),
    Fault(
        "a start needs a minute more than its slot before the session's end",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.sessions:Sessions._start_next",
                    ".slot <= end",
                    ".slot < end",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:first_who_fits",
                    ".slot <= session.end",
                    ".slot < session.end",
                ),
            ),
        },
        (STARTING, FIRST),
        quick=(SIMPY,),
    ),
    Fault(
        "a slot may end a minute after its session",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.sessions:Sessions._start_next",
                    ".slot <= end",
                    ".slot <= end + 1",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:first_who_fits",
                    ".slot <= session.end",
                    ".slot <= session.end + 1",
                ),
            ),
        },
        (STARTING,),
    ),
    Fault(
        "one whose exit has come leaves a minute late",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine.run",
                    "person.exit_minute",
                    "person.exit_minute + 1",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.layout:ArrayLayout._people",
                    "cohort.exit_minute",
                    "cohort.exit_minute + 1",
                ),
            ),
        },
        (LEAVING,),
    ),
    Fault(
        "notice is not kept",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.queues:ActivityQueue.add",
                    "max(joined + notice, ",
                    "max(joined, ",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.routing:ready_from",
                    "person.joined + notice",
                    "person.joined",
                ),
            ),
        },
        (STARTING,),
    ),
    Fault(
        "the mark waited for counts anew after a missed appointment",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.queues:ActivityQueue.add",
                    "first_joined + activity.threshold",
                    "joined + activity.threshold",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.routing:ready_from",
                    "person.first_joined + activity.threshold",
                    "person.joined + activity.threshold",
                ),
            ),
        },
        (IN_LINE,),
    ),
    Fault(
        "who completes frees the session after the minute's offers",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.rules:Phase", "COMPLETION = 1", "COMPLETION = 7"
                ),
            )
        },
        (STARTING, "pathway/test_within_a_minute.py"),
    ),
    Fault(
        "among equals the higher patient number goes first",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.queues:ActivityQueue.add",
                    "entry = (self._urgency[patient], order, patient, version)",
                    "entry = (self._urgency[patient], order, -patient, version)",
                ),
                Edit(
                    "pathway.reference.queues:ActivityQueue.head",
                    "_, _, patient, version = ready[0]",
                    "_, _, patient, version = ready[0]; patient = -patient",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.queues:goes_before",
                    "one.who < other.who",
                    "one.who > other.who",
                ),
            ),
        },
        (STARTING, IN_LINE),
    ),
    Fault(
        "a session is held for the slot although the duration is asked for",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.rules:held_minutes",
                    "return duration",
                    "return slot",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:held_for",
                    "return minutes",
                    "return slot",
                ),
            ),
        },
        (
            STARTING,
            f"{QUEUEING}::test_one_server_with_random_arrivals_waits_as_queueing_theory_says",
        ),
    ),
    Fault(
        "one appointment more may be missed than the maximum",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._miss",
                    "person.attempt >= stage.dna_maximum",
                    "person.attempt > stage.dna_maximum",
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:rejoin_later",
                    "person.attempt < stage.dna_maximum",
                    "person.attempt <= stage.dna_maximum",
                ),
            ),
        },
        (MISSING,),
    ),
    Fault(
        "who missed a back-filled appointment is back in the same minute",
        {
            SIMPY: (
                Edit(
                    "pathway.reference.engine:ReferenceEngine._miss", "now + 1", "now"
                ),
            ),
            COMPILED: (
                Edit(
                    "pathway.compiled.appointments:rejoin_later",
                    "minute + 1",
                    "minute",
                ),
            ),
        },
        (f"{MISSING}::test_a_backfilled_slot_is_free_at_once_for_the_next_person",),
    ),
)
