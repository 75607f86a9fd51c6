"""The register of measures: what each is of, over which periods, a ratio or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.inputs.identity import kept
from planner.inputs.scenario import Scenario
from planner.inputs.switched_on import prices_appointments, tells_exits_apart
from planner.outcomes.blocks import ALL, Key
from planner.outcomes.frame import Frame, frame_of
from planner.outcomes.kpis import AUDIT
from planner.outcomes.layout import Block, Layout
from planner.outcomes.leaving import CAUSES
from planner.outcomes.leaving import KPI as LEFT_BECAUSE
from planner.outcomes.lost import fates_of_minutes, in_words, lost_for
from planner.outcomes.tally import GROUPS
from planner.outcomes.travel import travel_prices

Named = Iterator[tuple[str, Block]]
Of = Iterable[tuple[str, str]]
"""What a block's measures are of: stage and group."""
COSTS = (
    "cost_staff", "cost_scans", "cost_scanners", "cost_temporary", "cost_decisions",
    "cost_total", "cost_capital",
)  # fmt: skip


@kept
def layout_of(scenario: Scenario, board_id: str) -> Layout:
    """Where each measure of a board stands; without a service, residents' alone."""
    frame = frame_of(scenario, board_id)
    blocks = dict(_of_residents(frame))
    if frame.provides:
        for family in (_of_audit, _of_lists, _of_work, _of_needs, _of_costs):
            blocks.update(family(frame))
    return Layout(blocks)


def _block(
    frame: Frame, kpi: str, span: str, of: Of, ratio: bool = False, adds_up: bool = True
) -> tuple[str, Block]:
    keys = [Key(frame.board_id, ALL, *names, span, kpi) for names in of]
    return kpi, Block(tuple(keys), len(frame.periods[span]), ratio, adds_up)


def _of_residents(frame: Frame) -> Named:
    years = len(frame.periods.years)
    for tail, ratio in (("", True), (".denominator", False)):
        keys = [
            Key(ALL, residence, ALL, ALL, "year", kpi.id + tail)
            for residence in frame.residences
            for kpi in AUDIT
        ]
        yield f"residents{tail}", Block(tuple(keys), years, ratio)
    outside = [
        Key(ALL, residence, ALL, "fls", "year", "treated_outside")
        for residence in frame.residences
    ]
    yield "treated_outside", Block(tuple(outside), years)


def _of_audit(frame: Frame) -> Named:
    years = len(frame.periods.years)
    for tail, ratio in (("", True), (".denominator", False)):
        keys = [
            Key(frame.board_id, ALL, ALL, ALL, "year", kpi.id + tail) for kpi in AUDIT
        ]
        yield f"audit{tail}", Block(tuple(keys), years, ratio)


def _of_lists(frame: Frame) -> Named:
    each = [(name, ALL) for name in frame.lists]
    by_group = [(name, group) for name in frame.lists for group in GROUPS]
    marked = [
        (frame.lists[place], group) for place in frame.with_target for group in GROUPS
    ]
    yield _block(frame, "waiting_list", "week", by_group)
    yield _block(frame, "waiting_over_90", "week", by_group)
    yield _block(frame, "waiting_list_age", "week", by_group, ratio=True)
    yield _block(frame, "cleared", "plan", each, adds_up=False)
    yield _block(frame, "clearance_day", "plan", each, adds_up=False)
    yield _block(frame, "completed_wait", "year", by_group, ratio=True)
    yield _block(frame, "completed_wait_p95", "year", by_group, adds_up=False)
    yield _block(frame, "cohort_within_target", "year", marked, ratio=True)
    yield _block(frame, "new_referral_wait", "quarter", each, ratio=True)
    for kpi in ("joined", "seen", "missed", "left"):
        yield _block(frame, kpi, "year", each)
    if tells_exits_apart(frame.scenario):
        causes = [(name, cause) for name in frame.lists for cause in CAUSES]
        yield _block(frame, LEFT_BECAUSE, "year", causes)


def _of_work(frame: Frame) -> Named:
    stages = [(frame.lists[place], ALL) for place in frame.staffed]
    roles = [(role, ALL) for role in frame.stages_by_role]
    binding = [(role, ALL) for role in frame.binding_roles]
    lost = [(role, in_words(reason)) for role, reason in lost_for(frame)]
    yield _block(frame, "load", "quarter", [*stages, *roles], ratio=True)
    yield _block(frame, "needed_minutes", "quarter", [*stages, *roles])
    yield _block(frame, "utilisation", "quarter", roles, ratio=True)
    for kpi in ("offered_minutes", "needed_wte", "offered_wte"):
        yield _block(frame, kpi, "quarter", roles)
    yield _block(frame, "sessions_offered", "year", roles)
    yield _block(frame, "sessions_lost", "year", lost)
    if fates := fates_of_minutes(frame):
        of = [("scanner", fate) for fate in fates]
        yield _block(frame, "scanner_minutes", "year", of)
    yield _block(frame, "binds", "week", binding, ratio=True)
    yield _block(frame, "binds_share", "year", binding, ratio=True)


def _of_needs(frame: Frame) -> Named:
    stages = [(frame.lists[place], ALL) for place in frame.staffed]
    roles = [(role, ALL) for role in frame.stages_by_role]
    for unit in ("sessions_a_week", "wte"):
        for what in ("to_stay_level", "extra_to_clear"):
            yield _block(frame, f"{unit}_{what}", "plan", [*stages, *roles])
        yield _block(frame, f"{unit}_offered", "plan", roles)
    yield _block(frame, "growing", "plan", stages, adds_up=False)


def _of_costs(frame: Frame) -> Named:
    if frame.scenario.money is not None:
        priced = ["cost_appointments"] * prices_appointments(frame.scenario)
        if travel_prices(frame.scenario, frame.board_id):
            priced.append("cost_travel")
        for kpi in (*COSTS, *priced):
            yield _block(frame, kpi, "financial year", [(ALL, ALL)])
        yield _block(frame, "cost_whole_plan", "plan", [(ALL, ALL)])
