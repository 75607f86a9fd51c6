"""Faults in what scanners offer, to whom, and at what price."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault

HERE = "the only place"
AS_THEY_ARE = "capacity/test_scanners.py"
HOURS, BOUGHT = "capacity/test_extended_hours.py", "capacity/test_bought_in.py"
COSTS = "outcomes/test_costs.py"

SCANNING: tuple[Fault, ...] = (
    Fault(
        "scanning goes on while the scanner is replaced",
        {
            HERE: (
                Edit(
                    "capacity.scanners.diary:Draft.add",
                    "Lost.REPLACEMENT",
                    "Lost.OFFERED",
                ),
            )
        },
        (AS_THEY_ARE,),
    ),
    Fault(
        "quality checks shorten every session",
        {
            HERE: (
                Edit(
                    "capacity.scanners.sessions:_write",
                    "and day != checked",
                    "and day != -2",
                ),
            )
        },
        (AS_THEY_ARE,),
    ),
    Fault(
        "one operator runs every scanner of a half day",
        {
            HERE: (
                Edit(
                    "capacity.scanners.sessions:_take_operator",
                    "operators[operator, index] = 0",
                    "operators[operator, index] = minutes",
                ),
            )
        },
        (AS_THEY_ARE,),
    ),
    Fault(
        "an operator tied to one site goes to another",
        {
            HERE: (
                Edit(
                    "capacity.scanners.diary:Draft._who_may",
                    "if here and name != here",
                    "if name == ''",
                ),
            )
        },
        (AS_THEY_ARE,),
    ),
    Fault(
        "who is away in the day comes in the evening",
        {
            HERE: (
                Edit(
                    "capacity.scanners.extended_hours:extended_staff_of",
                    "(away == Lost.OFFERED)",
                    "(away >= Lost.OFFERED)",
                ),
            )
        },
        (HOURS,),
    ),
    Fault(
        "a mobile unit stays where it is every other week",
        {
            HERE: (
                Edit(
                    "inputs.mobile_units:MobileUnit.is_with",
                    "(days - monday) // 7",
                    "(days - monday) // 14",
                ),
            )
        },
        (HOURS, COSTS),
    ),
    Fault(
        "reports come back on the day they are sent",
        {HERE: (Edit("capacity.timetables:_returns", "math.ceil(turnaround)", "0"),)},
        (BOUGHT,),
    ),
    Fault(
        "lists that are not held are paid beyond the least number",
        {
            HERE: (
                Edit(
                    "outcomes.scanning_costs:bought_in",
                    "np.count_nonzero(ran)",
                    "np.count_nonzero(ran) // 2",
                ),
            )
        },
        (BOUGHT,),
    ),
)
