"""The register of measures: what each is of, over which periods, a ratio or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.inputs.cached import cached
from planner.inputs.features_used import prices_appointments, tells_exits_apart
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import ALL, Key
from planner.outcomes.board_frame import Frame, frame_of
from planner.outcomes.costs import travel_prices
from planner.outcomes.kpis import AUDIT, Kpi
from planner.outcomes.layout import Block, Layout
from planner.outcomes.lost_sessions import fates_of_minutes, in_words, lost_for
from planner.outcomes.tally import GROUPS
from planner.outcomes.waits import CAUSES
from planner.outcomes.waits import KPI as LEFT_BECAUSE

Named = Iterator[tuple[str, Block]]
Of = Iterable[tuple[str, str]]
"""What a block's measures are of: stage and group."""
COSTS = (
    "cost_staff", "cost_scans", "cost_scanners", "cost_temporary", "cost_decisions",
    "cost_total", "cost_capital",
)  # fmt: skip


@cached
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


_OTHER: tuple[Kpi, ...] = (
    Kpi("waiting_list", "Waiting list", "people", "down",
        "counted at 00:00 of the day"),
    Kpi("waiting_list_age", "Days waited by those on the list", "days", "down",
        "everybody on the list that day"),
    Kpi("waiting_over_90", "On the list for more than 90 days", "people", "down",
        "counted at 00:00 of the day"),
    Kpi("completed_wait", "Wait of those seen", "days", "down",
        "people seen in the period"),
    Kpi("completed_wait_p95", "Wait of those seen, 95th percentile", "days", "down",
        "people seen in the period"),
    Kpi("cohort_within_target", "Seen within the stage's mark", "%", "up",
        "everybody who joined in the period, seen or not"),
    Kpi("new_referral_wait", "Wait that a new referral faces", "days", "down",
        "list at the quarter's end over people taken a day"),
    Kpi("joined", "Joined the list", "people", "", "all"),
    Kpi("seen", "Seen", "people", "up", "all"),
    Kpi("missed", "Appointments missed (DNA)", "appointments", "down", "all"),
    Kpi("left", "Left the list unseen", "people", "down", "all"),
    Kpi("left_because", "Left the list unseen, by cause", "people", "down", "by cause"),
    Kpi("treated_outside", "Treated outside the model", "people", "",
        "identified residents"),
    Kpi("load", "Load (demand over capacity)", "ratio", "down", "minutes offered"),
    Kpi("utilisation", "Utilisation", "ratio", "", "minutes offered"),
    Kpi("needed_minutes", "Minutes needed", "minutes", "", "people who joined"),
    Kpi("offered_minutes", "Minutes offered", "minutes", "", "sessions not lost"),
    Kpi("needed_wte", "WTE needed", "WTE", "", "people who joined"),
    Kpi("offered_wte", "WTE offered", "WTE", "", "sessions not lost"),
    Kpi("sessions_offered", "Sessions offered", "sessions", "", "all"),
    Kpi("sessions_lost", "Sessions lost", "sessions", "down", "by reason"),
    Kpi("scanner_minutes", "Scanner minutes planned", "minutes", "",
        "by what became of them"),
    Kpi("sessions_a_week_offered", "Sessions a week offered", "sessions a week", "",
        "first year of the plan"),
    Kpi("sessions_a_week_to_stay_level", "Sessions a week to stay level",
        "sessions a week", "", "first year of the plan"),
    Kpi("sessions_a_week_extra_to_clear", "Extra sessions a week to clear the list",
        "sessions a week", "", "day-0 list beyond the mark, over the chosen weeks"),
    Kpi("wte_offered", "WTE offered", "WTE", "", "first year of the plan"),
    Kpi("wte_to_stay_level", "WTE to stay level", "WTE", "", "first year of the plan"),
    Kpi("wte_extra_to_clear", "Extra WTE to clear the list", "WTE", "",
        "day-0 list beyond the mark, over the chosen weeks"),
    Kpi("growing", "Chance that the list grows without end", "share", "down",
        "replications"),
    Kpi("cleared", "Chance that the backlog is cleared within the plan", "share", "up",
        "replications"),
    Kpi("clearance_day", "Day of the plan on which the backlog is cleared", "day",
        "down", "replications in which it is cleared"),
    Kpi("binds", "Chance that this role binds", "share", "", "replications"),
    Kpi("binds_share", "Weeks in which this role binds", "%", "", "weeks of the year"),
    Kpi("cost_staff", "Staff with on-costs", "GBP", "down", "plan days of the year"),
    Kpi("cost_scans", "Scans, besides staff", "GBP", "down", "scans done"),
    Kpi("cost_scanners", "Upkeep of scanners", "GBP", "down",
        "scanners with sessions; rooms for a new one; mobile units by their weeks"),
    Kpi("cost_temporary", "Lists and reports bought in", "GBP", "down",
        "lists with somebody booked; reports done outside; extended hours worked"),
    Kpi("cost_travel", "Travel to other boards", "GBP", "down", "appointments"),
    Kpi("cost_appointments", "Booking and reminding", "GBP", "down", "appointments"),
    Kpi("cost_decisions", "Decisions, revenue", "GBP", "down", "dated decisions"),
    Kpi("cost_capital", "Capital", "GBP", "down", "dated decisions; new scanners"),
    Kpi("cost_total", "Total cost without capital", "GBP", "down",
        "plan days of the year"),
    Kpi("cost_whole_plan", "Total cost of the plan", "GBP", "down", "the whole plan"),
)  # fmt: skip

KPIS: dict[str, Kpi] = {kpi.id: kpi for kpi in (*AUDIT, *_OTHER)}
"""Everything that stands in the results table, by its id."""


def better_way(kpi: str) -> str:
    """The better way: "up", "down", or "" where neither is better in itself."""
    return KPIS[kpi].better if kpi in KPIS else ""
