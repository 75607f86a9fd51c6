"""All measures of one replication of one board."""

from __future__ import annotations

from planner.outcomes.binding import measure_binding
from planner.outcomes.blocks import Measures
from planner.outcomes.costs import measure_costs
from planner.outcomes.kpis import measure_kpis, measure_residents
from planner.outcomes.load import measure_growth, measure_load, measure_needs
from planner.outcomes.queues import measure_queues
from planner.outcomes.record import Record
from planner.outcomes.waits import measure_waits

FAMILIES = (
    measure_kpis,
    measure_queues,
    measure_waits,
    measure_load,
    measure_needs,
    measure_growth,
    measure_binding,
    measure_costs,
)


def measure(record: Record) -> Measures:
    """Every measure of one replication of one board.

    A board that runs no service has measures of its residents only.
    """
    measures = Measures()
    measure_residents(record, measures)
    if record.board_id in record.scenario.providers:
        for family in FAMILIES:
            family(record, measures)
    return measures
