"""Faults in what is offered, who comes and what is measured."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

HERE = "the only place"
ROTA, DEFINITIONS = "capacity/test_rota.py", "outcomes/test_definitions.py"
AUDIT_KPIS = "outcomes/test_audit_kpis.py"
PAIRED = "experiment/test_comparison.py"
WHO_COUNTS = "outcomes/test_after_a_missed_appointment.py"

NUMBERS: tuple[Fault, ...] = (
    Fault(
        "services are open on bank holidays",
        {
            HERE: (
                Edit(
                    "capacity.calendar:Calendar.bank_holiday",
                    "marked[day] = True",
                    "marked[day] = False",
                ),
            )
        },
        (ROTA,),
        quick=(HERE,),
    ),
    Fault(
        "KPI 5 of DXA ordered is counted among all identified",
        {
            HERE: (
                Edit(
                    "outcomes.audit_kpis:AUDIT",
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
                    "outcomes.audit_kpis:AUDIT",
                    'among=(IDENTIFIED,), passed="assessed within 90 days"',
                    ' passed="assessed within 90 days"',
                ),
            ),
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "the audit's caseload is four fractures a hip",
        {HERE: (Edit("outcomes.audit_kpis:HIPS_TO_ALL", "= 5, 1", "= 4, 1"),)},
        (AUDIT_KPIS,),
    ),
    Fault(
        "a DXA is ordered when it is vetted",
        {
            HERE: (
                Edit(
                    "outcomes.kpis:ORDERED_AT",
                    '("vetting", "scan")',
                    '("scan",)',
                ),
            ),
        },
        (AUDIT_KPIS,),
    ),
    Fault(
        "whoever was identified counts as found in the spine",
        {
            HERE: (
                Edit(
                    "outcomes.kpis:_facts_of",
                    "FOUND_SPINE if spine else FOUND_ELSEWHERE",
                    "FOUND_SPINE",
                ),
            ),
        },
        (AUDIT_KPIS,),
    ),
    Fault(
        "90 days are 91",
        {
            HERE: (
                Edit(
                    "outcomes.audit_kpis:WITHIN",
                    "YEAR_BY = 90, 112",
                    "YEAR_BY = 91, 112",
                ),
            )
        },
        (DEFINITIONS,),
        quick=(HERE,),
    ),
    Fault(
        "a scanner runs without its operator",
        {
            HERE: (
                Edit(
                    "capacity.scanners.sessions:_write",
                    "rules.needs_operator",
                    "rules.needs_operator and rules.slot_minutes < 0",
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
                    "outcomes.visit_counts:count_visits",
                    "started - visit.first_joined",
                    "started - visit.joined",
                ),
            )
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "90 days on the list start anew after a missed appointment",
        {
            HERE: (
                Edit(
                    "outcomes.counts:count_visit",
                    "first + marks.over",
                    "joined + marks.over",
                ),
            )
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "those on the list at the start count in a year's cohort of referrals",
        {
            HERE: (
                Edit("outcomes.counts:count_visit", "arrives and new", "arrives"),
                Edit("outcomes.counts:count_visit", "seen and new and", "seen and"),
            )
        },
        (DEFINITIONS, WHO_COUNTS),
    ),
    Fault(
        "an option is compared with another replication's random numbers",
        {
            HERE: (
                Edit(
                    "experiment.compare:_shared",
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
                    "capacity.offer:offer_rota",
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
                    "demand.sample:sample_cohort",
                    "replication_seed(seed, replication)",
                    "replication_seed(seed, 0)",
                ),
            )
        },
        ("experiment/running/test_replications_differ.py",),
    ),
)
