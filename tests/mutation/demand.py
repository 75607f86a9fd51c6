"""Faults in who comes, who leaves, and who misses appointments more often."""

from __future__ import annotations

from tests.mutation.where import fault

AGEING, FOUND = "demand/test_growth.py", "demand/test_finding.py"
LEAVE, MISS = "demand/test_leaving.py", "pathway/test_dna_more_often.py"


DEMAND = (
    fault(
        "a ramp jumps to its end",
        "demand.people:_draw_identified",
        "min(max(part, 0.0), 1.0)",
        "(1.0 if part > 0 else 0.0)",
        FOUND,
    ),
    fault(
        "a ramp falls back when it is over",
        "demand.people:_draw_identified",
        "min(max(part, 0.0), 1.0)",
        "(part if 0 < part < 1 else 0.0)",
        FOUND,
    ),
    fault(
        "who stays away is told by the draw that gave the age",
        "demand.growth:Thinning.keeps",
        "Purpose.GROWTH",
        "Purpose.CELL",
        AGEING,
    ),
    fault(
        "ages grow apart before the plan begins",
        "demand.growth:factors",
        "np.maximum(days[now], 0)",
        "days[now]",
        AGEING,
    ),
    fault(
        "those whom growth adds come from all ages",
        "demand.growth:extras",
        "tuple(AGE_BANDS[bands])",
        "AGE_BANDS",
        AGEING,
    ),
    fault(
        "a burst comes every day of the plan",
        "demand.sources:_bursts",
        "np.where(now, burst.people / burst.days, rates.get(name, 0.0))",
        "np.full(len(days), burst.people / burst.days)",
        FOUND,
    ),
    fault(
        "a referrer's own share is not what vetting accepts",
        "demand.people:_draw_attributes",
        "shares[i] = attributes.own[attribute, group, period]",
        "pass",
        LEAVE,
    ),
    fault(
        "the last cause of leaving counts, not the first to come",
        "demand.leaving:Leaving.first_of",
        "sooner = minutes < exits",
        "sooner = minutes < FAR",
        LEAVE,
    ),
    fault(
        "going through a list takes off all of the board",
        "demand.leaving:_asked",
        "here & (listed | coming)",
        "here",
        LEAVE,
    ),
    fault(
        "the last group that fits decides who misses",
        "pathway.dna:dna_classes",
        "range(len(groups) - 1, -1, -1)",
        "range(len(groups))",
        MISS,
    ),
    fault(
        "one board's factor on missed appointments is everybody's",
        "pathway.dna:_chances_missed",
        "local.get(number, 1.0)",
        "max(local.values())",
        MISS,
    ),
)
