"""Faults in pathways that are chosen, in waits by group and in who starves."""

from __future__ import annotations

from tests.mutation.where import fault

STARVED, FAIR = "outcomes/test_starvation.py", "outcomes/test_equity.py"
CHOSEN, DRAWN = "inputs/test_pathway_files.py", "reports/test_diagram.py"


GROUPS = (
    fault(
        "whoever is never seen does not starve",
        "outcomes.starvation:_waits_in",
        "who = seen | still",
        "who = seen",
        STARVED,
    ),
    fault(
        "a group is held beside itself as well",
        "outcomes.starvation:starved_groups",
        "g.kind == group.kind and g != group",
        "g.kind == group.kind",
        STARVED,
    ),
    fault(
        "who only catches up with the others starves",
        "outcomes.starvation:_judge",
        "waits.last_year >= median and waits.growth",
        "waits.growth",
        STARVED,
    ),
    fault(
        "a wait begins anew with each appointment",
        "outcomes.waits:waits_at",
        "whole.first_joined / MINUTES_A_DAY",
        "whole.joined / MINUTES_A_DAY",
        STARVED,
    ),
    fault(
        "people treated outside count as not seen in time",
        "outcomes.equity:count_equity",
        "bases = (here, sent",
        "bases = (own, sent",
        FAIR,
    ),
    fault(
        "rural and not rural are mixed up",
        "outcomes.equity:_by_group",
        "[rural, 1 - rural]",
        "[1 - rural, rural]",
        FAIR,
    ),
    fault(
        "small groups are shown",
        "experiment.equity:_rows",
        "shown = people >= FEWEST",
        "shown = people >= 0",
        FAIR,
    ),
    fault(
        "what was altered is lost when a pathway is chosen",
        "inputs.pathway_overrides:carried_over",
        "same(read_key(tree, change.key), change.before)",
        "False",
        CHOSEN,
    ),
    fault(
        "a decision that a pathway undoes is let through",
        "inputs.pathway_overrides:builds_on",
        "not one.settled or same(",
        "True or same(",
        CHOSEN,
    ),
    fault(
        "a pathway keeps what it leaves out",
        "inputs.pathways:_leave_out",
        "del there[name]",
        "pass",
        CHOSEN,
    ),
    fault(
        "a way that leads to an end is not drawn",
        "reports.diagram.chart:chart_of",
        "for step in stage.next\n    )",
        "for step in stage.next if step.to not in pathway.ends\n    )",
        DRAWN,
    ),
)
