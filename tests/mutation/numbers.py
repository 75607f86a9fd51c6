"""Faults in what is offered, who comes and what is measured."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

HERE = "the only place"
CALENDAR, SCANNERS = "capacity/calendar.py", "capacity/scanners/sessions.py"
COUNTING, KPIS = "outcomes/counts.py", "outcomes/audit_kpis.py"
ROTA, DEFINITIONS = "capacity/test_rota.py", "outcomes/test_definitions.py"
PAIRED = "experiment/test_comparison.py"
WHO_COUNTS = "outcomes/test_after_a_missed_appointment.py"

NUMBERS: tuple[Fault, ...] = (
    Fault(
        "services are open on bank holidays",
        {HERE: (Edit(CALENDAR, "marked[day] = True", "marked[day] = False"),)},
        (ROTA,),
        quick=(HERE,),
    ),
    Fault(
        "KPI 5 of DXA ordered is counted among all identified",
        {
            HERE: (
                Edit(
                    KPIS,
                    'among=(IDENTIFIED, "sent for DXA within 120 days")',
                    "among=(IDENTIFIED,)",
                ),
            ),
        },
        (DEFINITIONS,),
    ),
    Fault(
        "KPI 4 is counted among all fractures, the missed included",
        {
            HERE: (
                Edit(
                    KPIS,
                    "among=(IDENTIFIED,), ",
                    "",
                    near='among=(IDENTIFIED,), passed="assessed within 90 days"',
                ),
            ),
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "90 days are 91",
        {HERE: (Edit(KPIS, "YEAR_BY = 90, 112", "YEAR_BY = 91, 112"),)},
        (DEFINITIONS,),
        quick=(HERE,),
    ),
    Fault(
        "a scanner runs without its operator",
        {
            HERE: (
                Edit(
                    SCANNERS,
                    "rules.needs_operator",
                    "rules.needs_operator and rules.slot_minutes < 0",
                    near="and rules.needs_operator:",
                ),
            )
        },
        (ROTA,),
    ),
    Fault(
        "a completed wait starts anew after a missed appointment",
        {
            HERE: (
                Edit(
                    "outcomes/visit_counts.py",
                    "visit.first_joined",
                    "visit.joined",
                    near="= started - visit.first_joined",
                ),
            )
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "90 days on the list start anew after a missed appointment",
        {HERE: (Edit(COUNTING, "first", "joined", near="first + marks.over"),)},
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "those on the list at the start count in a year's cohort of referrals",
        {
            HERE: (
                Edit(COUNTING, "arrives and new", "arrives"),
                Edit(COUNTING, "seen and new and", "seen and"),
            )
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "an option is compared with another replication's random numbers",
        {
            HERE: (
                Edit(
                    "experiment/compare.py",
                    "option.matrix[:, after]",
                    "option.matrix[::-1, after]",
                ),
            )
        },
        (PAIRED,),
    ),
    Fault(
        "staff are absent on the same days in every replication",
        {
            HERE: (
                Edit(
                    "capacity/offer.py",
                    "replication_seed(seed, replication)",
                    "replication_seed(seed, 0)",
                ),
            )
        },
        ("experiment/running/test_replications_differ.py",),
    ),
    Fault(
        "the same people come in every replication",
        {
            HERE: (
                Edit(
                    "demand/sample.py",
                    "replication_seed(seed, replication)",
                    "replication_seed(seed, 0)",
                ),
            )
        },
        ("experiment/running/test_replications_differ.py",),
    ),
)
