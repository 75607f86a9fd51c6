"""Faults in the rules of flow, in each engine where a rule stands in both."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import (
    APPOINTMENTS,
    ARRAYS,
    COMPILED,
    ENGINE,
    FIRST,
    IN_LINE,
    LANES,
    LEAVING,
    MISSING,
    MOVES,
    QUEUEING,
    QUEUES,
    RULES,
    SESSIONS,
    SIMPY,
    STARTING,
)

FLOW = (
    Fault(
        "what a session leaves unused is carried over for a week",
        {
            SIMPY: (
                Edit(SESSIONS, "rota.end.tolist()", "(rota.end + 10080).tolist()"),
            ),
            COMPILED: (
                Edit(
                    ARRAYS,
                    "rota.start, rota.end",
                    "rota.start, rota.end + 10080",
                    near="= rota.start, rota.end",
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
                    QUEUES,
                    'return -joined if activity.discipline == "last come" else joined',
                    "return -joined",
                ),
            ),
            COMPILED: (
                Edit(
                    LANES,
                    "return person.joined",
                    "return -person.joined",
                    near="FIRST_COME: return person.joined",
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
                    ENGINE,
                    "joined=joined,",
                    "joined=person.first_joined,",
                    near="joined=joined, first_joined=person.first_joined",
                ),
            ),
            COMPILED: (
                Edit(
                    LANES,
                    "person.joined",
                    "person.first_joined",
                    near="FIRST_COME: return person.joined",
                ),
            ),
        },
        (IN_LINE, FIRST),
        quick=(SIMPY,),
    ),
    Fault(
        "a start needs a minute more than its slot before the session's end",
        {
            SIMPY: (Edit(SESSIONS, ".slot <= end", ".slot < end"),),
            COMPILED: (
                Edit(APPOINTMENTS, ".slot <= session.end", ".slot < session.end"),
            ),
        },
        (STARTING, FIRST),
        quick=(SIMPY,),
    ),
    Fault(
        "a slot may end a minute after its session",
        {
            SIMPY: (Edit(SESSIONS, ".slot <= end", ".slot <= end + 1"),),
            COMPILED: (
                Edit(APPOINTMENTS, ".slot <= session.end", ".slot <= session.end + 1"),
            ),
        },
        (STARTING,),
    ),
    Fault(
        "one whose exit has come leaves a minute late",
        {
            SIMPY: (
                Edit(
                    ENGINE,
                    "person.exit_minute",
                    "person.exit_minute + 1",
                    near="self.clock.at(person.exit_minute, Phase.EXIT",
                ),
            ),
            COMPILED: (Edit(ARRAYS, "cohort.exit_minute", "cohort.exit_minute + 1"),),
        },
        (LEAVING,),
    ),
    Fault(
        "one whose exit came during a service goes on to the next stage",
        {
            SIMPY: (
                Edit(ENGINE, "person.exit_minute <= now", "person.exit_minute < 0"),
            ),
            COMPILED: (
                Edit(MOVES, "person.exit <= minute", "person.exit < 0"),
                Edit(MOVES, "joined < person.exit", "joined > 0"),
            ),
        },
        (LEAVING,),
    ),
    Fault(
        "notice is not kept",
        {
            SIMPY: (Edit(QUEUES, "max(joined + notice, ", "max(joined, "),),
            COMPILED: (Edit(MOVES, "person.joined + notice", "person.joined"),),
        },
        (STARTING,),
    ),
    Fault(
        "the mark waited for counts anew after a missed appointment",
        {
            SIMPY: (
                Edit(
                    QUEUES,
                    "first_joined + activity.threshold",
                    "joined + activity.threshold",
                ),
            ),
            COMPILED: (
                Edit(
                    MOVES,
                    "person.first_joined + activity.threshold",
                    "person.joined + activity.threshold",
                ),
            ),
        },
        (IN_LINE,),
    ),
    Fault(
        "who completes frees the session after the minute's offers",
        {SIMPY: (Edit(RULES, "COMPLETION = 1", "COMPLETION = 7"),)},
        (STARTING, "pathway/test_within_a_minute.py"),
    ),
    Fault(
        "among equals the higher patient number goes first",
        {
            SIMPY: (
                Edit(
                    QUEUES,
                    "entry = (self._urgency[patient], order, patient, version)",
                    "entry = (self._urgency[patient], order, -patient, version)",
                ),
                Edit(
                    QUEUES,
                    "_, _, patient, version = ready[0]",
                    "_, _, patient, version = ready[0]; patient = -patient",
                ),
            ),
            COMPILED: (Edit(LANES, "one.who < other.who", "one.who > other.who"),),
        },
        (STARTING, IN_LINE),
    ),
    Fault(
        "a session is held for the slot although the duration is asked for",
        {
            SIMPY: (
                Edit(
                    RULES,
                    "return duration",
                    "return slot",
                    near='if hold == "duration": return duration',
                ),
            ),
            COMPILED: (
                Edit(
                    APPOINTMENTS,
                    "return minutes",
                    "return slot",
                    near="hold == BY_DURATION: return minutes",
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
                    ENGINE,
                    "person.attempt >= stage.dna_maximum",
                    "person.attempt > stage.dna_maximum",
                ),
            ),
            COMPILED: (
                Edit(
                    APPOINTMENTS,
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
            SIMPY: (Edit(ENGINE, "now + 1", "now", near="stage.dna_delay, now + 1)"),),
            COMPILED: (
                Edit(
                    APPOINTMENTS,
                    "minute + 1",
                    "minute",
                    near="stage.dna_delay, minute + 1",
                ),
            ),
        },
        (f"{MISSING}::test_a_backfilled_slot_is_free_at_once_for_the_next_person",),
    ),
    Fault(
        "the next stage is joined before its date",
        {
            SIMPY: (
                Edit(
                    ENGINE,
                    "max(now + int(step.delay[number]), int(step.earliest[number]))",
                    "now + int(step.delay[number])",
                ),
            ),
            COMPILED: (
                Edit(
                    MOVES,
                    "max(minute + delay, person.clock + step.not_before)",
                    "minute + delay",
                ),
            ),
        },
        (LEAVING,),
    ),
)
