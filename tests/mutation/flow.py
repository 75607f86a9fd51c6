"""Faults in the rules of flow, in each engine where a rule stands in both."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

SIMPY, COMPILED, SHARED = "SimPy engine", "compiled engine", "what both read"
ENGINE, SESSIONS = "pathway/simpy_engine.py", "pathway/sessions.py"
QUEUES, RULES, NETWORK = "pathway/queues.py", "pathway/rules.py", "pathway/network.py"
ARRAYS, MACHINE = "pathway/arrays.py", "pathway/machine"
APPOINTMENTS, LANES = f"{MACHINE}/appointments.py", f"{MACHINE}/lanes.py"
MOVES = f"{MACHINE}/moves.py"

STARTING, LEAVING = "pathway/test_starting.py", "pathway/test_leaving.py"
MISSING, IN_LINE = "pathway/test_missing.py", "pathway/test_queues.py"
SEVERAL = "pathway/test_several_lists.py"
FIRST, QUEUEING = "pathway/test_first_come.py", "theory/test_queueing_theory.py"

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
                Edit(MOVES, "person.exit <= now.minute", "person.exit < 0"),
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
        (STARTING,),
    ),
    Fault(
        "among equals the higher patient number goes first",
        {
            SIMPY: (
                Edit(
                    QUEUES,
                    "entry = (self._urgency[patient], order, patient, stay)",
                    "entry = (self._urgency[patient], order, -patient, stay)",
                ),
                Edit(
                    QUEUES,
                    "_, _, patient, stay = ready[0]",
                    "_, _, patient, stay = ready[0]; patient = -patient",
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
                    "now.minute + 1",
                    "now.minute",
                    near="stage.dna_delay, now.minute + 1",
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
                    "max(now.minute + delay, person.clock + step.not_before)",
                    "now.minute + delay",
                ),
            ),
        },
        (LEAVING,),
    ),
    Fault(
        "a kept slot is released as soon as its session opens",
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
