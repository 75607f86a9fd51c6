"""All measures of one replication of one board."""

from __future__ import annotations

from planner.outcomes.binding import measure_binding
from planner.outcomes.blocks import Measures
from planner.outcomes.board_frame import frame_of
from planner.outcomes.costs import measure_costs
from planner.outcomes.kpi_table import layout_of
from planner.outcomes.kpis import judge, measure_kpis, measure_residents
from planner.outcomes.layout import Form, Row
from planner.outcomes.load import measure_growth, measure_load, measure_needs
from planner.outcomes.lost_sessions import measure_minutes
from planner.outcomes.queues import measure_queues
from planner.outcomes.record import Record
from planner.outcomes.tally import Tally, Work
from planner.outcomes.waits import measure_causes, measure_waits


def measure(record: Record) -> Measures:
    """Every measure of one replication of one board.

    A board that runs no service has measures of its residents only.
    """
    layout = layout_of(record.scenario, record.board_id)
    return Measures(dict(measure_row(record).amounts(layout)))


def measure_row(record: Record) -> Row:
    """The same as one row of numbers, for many replications.

    `layout_of(scenario, board_id)` says what stands where: it is the same object for
    every replication, its keys are sorted, and its `keys`, `lengths`, `ratio` and
    `adds_up` go with the rows' `there`, `tops` and `bottoms` stacked as they are.
    """
    frame = frame_of(record.scenario, record.board_id)
    form, judged = Form(layout_of(record.scenario, record.board_id)), judge(record)
    measure_residents(judged, frame, form)
    if frame.provides:
        tally, work = Tally(record), Work(record)
        measure_kpis(judged, frame, form)
        measure_queues(tally, form)
        measure_waits(tally, form)
        measure_causes(tally, form)
        measure_load(tally, work, form)
        measure_needs(tally, work, form)
        measure_growth(tally, work, form)
        measure_binding(tally, work, form)
        measure_minutes(record, frame, form)
        measure_costs(tally, work, judged, form)
    return form.row()
