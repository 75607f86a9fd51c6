"""Faults in who comes, who leaves, and who misses appointments more often."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import SHARED

GROWTH, EXITS, PEOPLE = "demand/growth.py", "demand/leaving.py", "demand/people.py"
KINDS, SOURCES, CLASSES = (
    "demand/patient_groups.py",
    "demand/sources.py",
    "pathway/dna.py",
)
AGEING, FOUND = "demand/test_growth.py", "demand/test_finding.py"
LEAVE, MISS = "demand/test_leaving.py", "pathway/test_dna_more_often.py"


def fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    """A fault of one edit."""
    return Fault(name, {SHARED: (Edit(file, old, new),)}, tests)


DEMAND = (
    fault(
        "a ramp jumps to its end",
        PEOPLE,
        "min(max(part, 0.0), 1.0)",
        "(1.0 if part > 0 else 0.0)",
        FOUND,
    ),
    fault(
        "a ramp falls back when it is over",
        PEOPLE,
        "min(max(part, 0.0), 1.0)",
        "(part if 0 < part < 1 else 0.0)",
        FOUND,
    ),
    fault(
        "who stays away is told by the draw that gave the age",
        GROWTH,
        "Purpose.GROWTH",
        "Purpose.CELL",
        AGEING,
    ),
    fault(
        "ages grow apart before the plan begins",
        GROWTH,
        "np.maximum(days[now], 0)",
        "days[now]",
        AGEING,
    ),
    fault(
        "those whom growth adds come from all ages",
        GROWTH,
        "tuple(AGE_BANDS[bands])",
        "AGE_BANDS",
        AGEING,
    ),
    fault(
        "a burst comes every day of the plan",
        SOURCES,
        "np.where(now, burst.people / burst.days, rates.get(name, 0.0))",
        "np.full(len(days), burst.people / burst.days)",
        FOUND,
    ),
    fault(
        "a referrer's own share is not what vetting accepts",
        PEOPLE,
        "shares[i] = attributes.own[attribute, kind, period]",
        "pass",
        LEAVE,
    ),
    fault(
        "the last cause of leaving counts, not the first to come",
        EXITS,
        "sooner = minutes < exits",
        "sooner = minutes < FAR",
        LEAVE,
    ),
    fault(
        "going through a list takes off all of the board",
        EXITS,
        "here & (listed | coming)",
        "here",
        LEAVE,
    ),
    fault(
        "the last group that fits decides who misses",
        CLASSES,
        "range(len(groups) - 1, -1, -1)",
        "range(len(groups))",
        MISS,
    ),
    fault(
        "one board's factor on missed appointments is everybody's",
        CLASSES,
        "local.get(number, 1.0)",
        "max(local.values())",
        MISS,
    ),
)
