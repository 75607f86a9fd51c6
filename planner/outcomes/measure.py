"""All measures of one replication of one board, and which those are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from planner.inputs.cached import cached
from planner.inputs.features_used import prices_appointments, tells_exits_apart
from planner.inputs.scenario import Scenario
from planner.outcomes.audit_kpis import AUDIT, COUNTS
from planner.outcomes.board_frame import Frame, frame_of
from planner.outcomes.bottleneck import measure_binding
from planner.outcomes.budget import CAPITAL, LINES
from planner.outcomes.costs import measure_costs, travel_prices
from planner.outcomes.kpi_definition import BASE, COLUMNS, Kpi
from planner.outcomes.kpi_table import BUDGET, COSTS, LISTS, OUTSIDE, TREATMENT, WORK
from planner.outcomes.kpis import judge, measure_kpis, measure_residents
from planner.outcomes.load import measure_growth, measure_load, measure_needs
from planner.outcomes.lost_sessions import fates_of_minutes, lost_for, measure_minutes
from planner.outcomes.lost_sessions import in_words as reason_in_words
from planner.outcomes.measure_index import ALL, Block, Key, MeasureIndex
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.overruns import overrun_prices
from planner.outcomes.periods import SPANS
from planner.outcomes.queues import measure_list_ages, measure_queues
from planner.outcomes.record import Record
from planner.outcomes.tally import GROUPS, Tally, Work
from planner.outcomes.treatment import measure_treatment, shown_drugs
from planner.outcomes.visit_counts import VisitCounts
from planner.outcomes.waits import CAUSES, measure_causes, measure_waits

AT_A_BOARD = (*TREATMENT, *LISTS, *WORK, *COSTS, *BUDGET)
Names = tuple[tuple[str, ...], ...]
PeriodsOf = Mapping[str, int]
"""Number of periods of each span."""
Blocks = Iterator[tuple[str, Block]]


def measure(record: Record) -> MeasureTable:
    """Every measure of one replication of one board: a table of one row.

    A board that runs no service has measures of its residents only.
    """
    table = MeasureTable.empty(index_of(record.scenario, record.board_id), 1)
    measure_into(table, record)
    return table


def measure_into(row: MeasureTable, record: Record) -> None:
    """Fill in one row of a table with `index_of` the record's scenario and board."""
    counted = VisitCounts(record)
    frame, sums = counted.frame, counted.sums
    judged = judge(record, sums.facts, sums.passages)
    measure_residents(judged, frame, row)
    if frame.provides:
        tally, work = Tally(counted), Work(counted)
        measure_kpis(judged, frame, row)
        measure_treatment(sums.treated, frame, row)
        measure_queues(tally, row)
        measure_waits(tally, row)
        measure_causes(tally, row)
        measure_list_ages(sums.ages, sums.site_waits, frame, row)
        measure_load(tally, work, row)
        measure_needs(tally, work, row)
        measure_growth(tally, work, row)
        measure_binding(tally, work, row)
        measure_minutes(record, frame, row)
        measure_costs(tally, work, judged, row)


@cached
def index_of(scenario: Scenario, board_id: str) -> MeasureIndex:
    """MeasureTable of a board; without a service, those of its residents alone."""
    frame = frame_of(scenario, board_id)
    spans = tuple((span, len(frame.periods[span])) for span in SPANS)
    names = domains_of(frame) if frame.provides else {}
    return _index_of(board_id, frame.residences, spans, tuple(names.items()))


@lru_cache(maxsize=64)
def _index_of(
    board_id: str,
    residences: tuple[str, ...],
    spans: tuple[tuple[str, int], ...],
    domains: tuple[tuple[str, Names], ...],
) -> MeasureIndex:
    """The same object for all that agree in these: plans, and their fitting sets.

    Parameters
    ----------
    spans : with the number of periods of each
    domains : see `domains_of`; none for a board that runs no service
    """
    periods, names = dict(spans), dict(domains)
    blocks = dict(_of_residents(residences, periods))
    if names:
        blocks |= _of_audit(board_id, periods)
        blocks |= {kpi.id: _block(board_id, periods, kpi, names) for kpi in AT_A_BOARD}
    return MeasureIndex.of(blocks)


def domains_of(frame: Frame) -> dict[str, Names]:
    """Names that each dimension of the table of measures takes at one board.

    A dimension without any name leaves its measures out of the board's results.
    """
    scenario = frame.scenario
    priced: Names = ((),) if scenario.money is not None else ()
    causes = CAUSES if tells_exits_apart(scenario) else ()
    fates = tuple(("scanner", fate) for fate in fates_of_minutes(frame))
    lines, capital, bands = (
        (LINES, CAPITAL, scenario.money.pay) if scenario.money else ((), (), ())
    )
    plain = {
        "budget line": lines,
        "capital line": capital,
        "band": bands,
        "list": frame.lists,
        "list with a mark": [frame.lists[place] for place in frame.with_target],
        "staffed list": [frame.lists[place] for place in frame.staffed],
        "role": frame.stages_by_role,
        "binding role": frame.binding_roles,
        "group": GROUPS,
        "cause": causes,
        "drug": shown_drugs(scenario),
        "overbooked": ["scanner"] if any(overrun_prices(frame)) else [],
        "age mark": [f"{age:g} days" for age in scenario.marks.ages],
    }
    lost = tuple((role, reason_in_words(why)) for role, why in lost_for(frame))
    each = {name: tuple((one,) for one in found) for name, found in plain.items()}
    return {
        **each,
        "site list": frame.site_lists,
        "sessions lost": lost,
        "minutes planned": fates,
        "priced": priced,
        "priced travel": priced if travel_prices(scenario, frame.board_id) else (),
        "priced appointments": priced if prices_appointments(scenario) else (),
    }


def _block(
    board_id: str, periods: PeriodsOf, kpi: Kpi, names: Mapping[str, Names]
) -> Block:
    keys = []
    for dimensions in kpi.dimensions:
        columns = [column for name in dimensions for column in COLUMNS[name]]
        for members in product(*(names[name] for name in dimensions)):
            said = (member for group in members for member in group)
            where = dict(zip(columns, said, strict=True))
            keys.append(Key(board_id, **where, span=kpi.span, kpi=kpi.id))
    return Block(tuple(keys), periods[kpi.span], kpi.ratio, kpi.adds_up)


def _of_residents(residences: tuple[str, ...], periods: PeriodsOf) -> Blocks:
    years = periods["year"]
    for tail, ratio in (("", True), (BASE, False)):
        keys = [
            Key(ALL, residence, kpi=kpi.id + tail)
            for residence in residences
            for kpi in AUDIT
        ]
        yield f"residents{tail}", Block(tuple(keys), years, ratio)
    outside = [
        Key(ALL, residence, group="fls", kpi=OUTSIDE.id) for residence in residences
    ]
    yield OUTSIDE.id, Block(tuple(outside), years)


def _of_audit(board_id: str, periods: PeriodsOf) -> Blocks:
    years = periods["year"]
    for tail, ratio in (("", True), (BASE, False)):
        keys = [Key(board_id, kpi=kpi.id + tail) for kpi in AUDIT]
        yield f"audit{tail}", Block(tuple(keys), years, ratio)
    for kpi in COUNTS.values():
        yield kpi.id, Block((Key(board_id, kpi=kpi.id),), years)
