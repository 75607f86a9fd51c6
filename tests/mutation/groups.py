"""Faults in pathways that are chosen, in waits by group and in who starves."""

from __future__ import annotations

from tests.mutation.edits import Edit, Fault
from tests.mutation.where import SHARED

STARVATION, STAYS = "outcomes/starvation.py", "outcomes/waits.py"
FAIRNESS, CARRYING = "outcomes/equity.py", "inputs/pathway_overrides.py"
PATHWAYS, CHART = "inputs/pathways.py", "reports/diagram/chart.py"
OVER_RUNS = "experiment/equity.py"
STARVED, FAIR = "outcomes/test_starvation.py", "outcomes/test_equity.py"
CHOSEN, DRAWN = "inputs/test_pathway_files.py", "reports/test_diagram.py"


def fault(name: str, file: str, old: str, new: str, *tests: str) -> Fault:
    """A fault of one edit."""
    return Fault(name, {SHARED: (Edit(file, old, new),)}, tests)


GROUPS = (
    fault(
        "whoever is never seen does not starve",
        STARVATION,
        "who = seen | still",
        "who = seen",
        STARVED,
    ),
    fault(
        "a group is held beside itself as well",
        STARVATION,
        "g.kind == group.kind and g != group",
        "g.kind == group.kind",
        STARVED,
    ),
    fault(
        "who only catches up with the others starves",
        STARVATION,
        "waits.last_year >= median and waits.growth",
        "waits.growth",
        STARVED,
    ),
    fault(
        "a wait begins anew with each appointment",
        STAYS,
        "whole.first_joined / MINUTES_A_DAY",
        "whole.joined / MINUTES_A_DAY",
        STARVED,
    ),
    fault(
        "people treated outside count as not seen in time",
        FAIRNESS,
        "bases = (here, sent, scanned, own)",
        "bases = (own, sent, scanned, own)",
        FAIR,
    ),
    fault(
        "rural and not rural are mixed up",
        FAIRNESS,
        "[rural, 1 - rural]",
        "[1 - rural, rural]",
        FAIR,
    ),
    fault(
        "small groups are shown",
        OVER_RUNS,
        "shown = people >= FEWEST",
        "shown = people >= 0",
        FAIR,
    ),
    fault(
        "what was altered is lost when a pathway is chosen",
        CARRYING,
        "same(read_key(tree, change.key), change.before)",
        "False",
        CHOSEN,
    ),
    fault(
        "a decision that a pathway undoes is let through",
        CARRYING,
        "not one.settled or same(",
        "True or same(",
        CHOSEN,
    ),
    fault(
        "a pathway keeps what it leaves out",
        PATHWAYS,
        "del there[name]",
        "pass",
        CHOSEN,
    ),
    fault(
        "a way that leads to an end is not drawn",
        CHART,
        "for step in stage.next\n    )",
        "for step in stage.next if step.to not in pathway.ends\n    )",
        DRAWN,
    ),
)
