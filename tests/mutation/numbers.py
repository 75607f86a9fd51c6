"""Faults in what is offered, who comes and what is measured."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

HERE = "the only place"
CALENDAR, KPIS = "capacity/calendar.py", "outcomes/kpis.py"
ROTA, DEFINITIONS = "capacity/test_rota.py", "outcomes/test_definitions.py"

NUMBERS: tuple[Fault, ...] = (
    Fault(
        "services are open on bank holidays",
        {HERE: (Edit(CALENDAR, "marked[day] = True", "marked[day] = False"),)},
        (ROTA,),
        quick=True,
    ),
    Fault(
        "KPI 5 of DXA ordered is counted among all identified",
        {
            HERE: (
                Edit(KPIS, 'among=(IDENTIFIED, "sent for DXA")', "among=(IDENTIFIED,)"),
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
        (DEFINITIONS, "outcomes/test_levers.py"),
    ),
    Fault(
        "90 days are 91",
        {HERE: (Edit(KPIS, "YEAR_BY = 90, 112", "YEAR_BY = 91, 112"),)},
        (DEFINITIONS,),
        quick=True,
    ),
)
