"""The table of measures: each declared once, read by results, reports and screen."""

from __future__ import annotations

from planner.locale import gettext_noop
from planner.outcomes.audit_kpis import AUDIT, COUNTS
from planner.outcomes.benefits.kpis import BENEFITS
from planner.outcomes.kpi_definition import (
    BASE,
    LIST,
    LIST_AND_GROUP,
    ROLE,
    STAGE_OR_ROLE,
    Dimensions,
    Kpi,
)

OUTSIDE = Kpi(
    "treated_outside", "Treated outside the model", "people", "", "identified residents"
)
"""Of residents only, like the audit's KPIs of residents."""

BY_DRUG: Dimensions = (("drug",),)
TREATMENT: tuple[Kpi, ...] = (
    Kpi("treatment_recommended", "Recommended treatment in the year", "people", "",
        "recommended in the year, whenever the fracture was"),
    Kpi("treatment_started", "Started treatment in the year", "people", "up",
        "started in the year, whenever the fracture was", "year", BY_DRUG,
        note="the drug stands as the group"),
    Kpi("treatment_continued", "Started, and still treated 12 months later", "people",
        "up", "started in the year; still treated, reviewed or not", "year", BY_DRUG,
        note="the drug stands as the group"),
    Kpi("treatment_confirmed", "Found on treatment at the 52-week review", "people",
        "up", "reviewed in the year", "year", BY_DRUG,
        note="the drug stands as the group"),
)  # fmt: skip
"""Of a board's own people, wherever they are seen; by the day on which it happens."""

LISTS: tuple[Kpi, ...] = (
    Kpi("waiting_list", "Waiting list", "people", "down",
        "counted at 00:00 of the day", "week", LIST_AND_GROUP),
    Kpi("waiting_over_90", "On the list for more than 90 days", "people", "down",
        "counted at 00:00 of the day", "week", LIST_AND_GROUP, mark="90 days"),
    Kpi("waiting_list_age", "Days waited by those on the list", "days", "down",
        "everybody on the list that day", "week", LIST_AND_GROUP, ratio=True),
    Kpi("waiting_over", "On the list for longer than a mark", "people", "down",
        "counted at the quarter's end", "quarter", (("list", "age mark"),),
        mark="of the scenario, in days", note="the mark stands as the reason"),
    Kpi("site_waiting_list", "Waiting list of a site", "people", "down",
        "counted at 00:00 of the day", "week", (("site list",),),
        note="the site stands as the group"),
    Kpi("site_waiting_over", "On a site's list for longer than a mark", "people",
        "down", "counted at the quarter's end", "quarter",
        (("site list", "age mark"),), mark="of the scenario, in days",
        note="the site stands as the group, the mark as the reason"),
    Kpi("site_completed_wait", "Wait of those seen from a site's list", "days", "down",
        "people seen in the period", "year", (("site list",),), ratio=True,
        note="the site stands as the group"),
    Kpi("cleared", "Chance that the backlog is cleared within the plan", "share", "up",
        "replications", "plan", LIST, adds_up=False),
    Kpi("clearance_day", "Day of the plan on which the backlog is cleared", "day",
        "down", "replications in which it is cleared", "plan", LIST, adds_up=False),
    Kpi("completed_wait", "Wait of those seen", "days", "down",
        "people seen in the period", "year", LIST_AND_GROUP, ratio=True),
    Kpi("completed_wait_p95", "Wait of those seen, 95th percentile", "days", "down",
        "people seen in the period", "year", LIST_AND_GROUP, adds_up=False),
    Kpi("cohort_within_target", "Seen within the stage's mark", "%", "up",
        "everybody who joined in the period, seen or not", "year",
        (("list with a mark", "group"),), ratio=True, mark="the stage's own"),
    Kpi("new_referral_wait", "Wait that a new referral faces", "days", "down",
        "list at the quarter's end over people taken a day", "quarter", LIST,
        ratio=True, undefined="nobody taken"),
    Kpi("joined", "Joined the list", "people", "", "all", "year", LIST),
    Kpi("seen", "Seen", "people", "up", "all", "year", LIST),
    Kpi("missed", "Appointments missed (DNA)", "appointments", "down", "all", "year",
        LIST),
    Kpi("left", "Left the list unseen", "people", "down", "all", "year", LIST),
    Kpi("left_because", "Left the list unseen, by cause", "people", "down", "by cause",
        "year", (("list", "cause"),)),
)  # fmt: skip

NEEDED = gettext_noop(
    "Load, and what is needed, count contact work under assumed minutes a task against"
    " hours that the job plan leaves for patients. What is left over is room, or work"
    " that no input names: it is no reason to cut a post."
)
"""Meaning of every measure of what is needed."""
WORK: tuple[Kpi, ...] = (
    Kpi("load", "Load (contact work over capacity)", "ratio", "down", "minutes offered",
        "quarter", STAGE_OR_ROLE, ratio=True, mark="1: above it the list grows",
        undefined="no capacity", by_work=True),
    Kpi("needed_minutes", "Minutes of contact work, at assumed minutes a task",
        "minutes", "", "people who joined", "quarter", STAGE_OR_ROLE, note=NEEDED),
    Kpi("other_minutes", "Of these, for DXA referrals that the FLS did not send",
        "minutes", "", "people who joined", "quarter", ROLE, note=NEEDED),
    Kpi("utilisation", "Utilisation", "ratio", "", "minutes offered", "quarter", ROLE,
        ratio=True, highest=1.0, undefined="no capacity"),
    Kpi("offered_minutes", "Minutes offered", "minutes", "", "sessions not lost",
        "quarter", ROLE),
    Kpi("needed_wte", "WTE of contact work, at assumed minutes a task", "WTE", "",
        "people who joined", "quarter", ROLE, note=NEEDED),
    Kpi("offered_wte", "WTE offered", "WTE", "", "sessions not lost", "quarter", ROLE),
    Kpi("sessions_offered", "Sessions offered", "sessions", "", "all", "year", ROLE),
    Kpi("sessions_lost", "Sessions lost", "sessions", "down", "by reason", "year",
        (("sessions lost",),)),
    Kpi("scanner_minutes", "Scanner minutes planned", "minutes", "",
        "by what became of them", "year", (("minutes planned",),)),
    Kpi("overrun_minutes", "Minutes that overbooked sessions over-ran", "minutes",
        "down", "sessions with people booked on top", "financial year",
        (("overbooked",),)),
    Kpi("binds", "Chance that this role is the bottleneck", "share", "",
        "replications", "week", (("binding role",),), ratio=True),
    Kpi("binds_share", "Weeks in which this role is the bottleneck", "%", "",
        "weeks of the year", "year", (("binding role",),), ratio=True),
    Kpi("sessions_a_week_to_stay_level", "Sessions a week to stay level (contact work)",
        "sessions a week", "", "first year of the plan", "plan", STAGE_OR_ROLE),
    Kpi("sessions_a_week_extra_to_clear", "Extra sessions a week to clear the list",
        "sessions a week", "", "day-0 list beyond the mark, over the chosen weeks",
        "plan", STAGE_OR_ROLE),
    Kpi("sessions_a_week_offered", "Sessions a week offered", "sessions a week", "",
        "first year of the plan", "plan", ROLE),
    Kpi("wte_to_stay_level", "WTE to stay level (contact work)", "WTE", "",
        "first year of the plan", "plan", STAGE_OR_ROLE),
    Kpi("wte_extra_to_clear", "Extra WTE to clear the list", "WTE", "",
        "day-0 list beyond the mark, over the chosen weeks", "plan", STAGE_OR_ROLE),
    Kpi("wte_offered", "WTE offered", "WTE", "", "first year of the plan", "plan",
        ROLE),
    Kpi("growing", "Chance that the list grows without end", "share", "down",
        "replications", "plan", (("staffed list",),), adds_up=False),
)  # fmt: skip

PRICED: Dimensions = (("priced",),)
COST_HOLDS = gettext_noop(
    "Costs hold pay with on-costs of people in post, recruitment, consultant sessions,"
    " overheads on pay, scans, upkeep of scanners, what is bought in with its value"
    " added tax, clinics and dated decisions; not drugs, depreciation, capital (beside)"
    " or fractures avoided."
)
"""Contents of every total of costs, and what they leave out."""
COSTS: tuple[Kpi, ...] = (
    Kpi("cost_staff", "Staff with on-costs", "GBP", "down", "plan days of the year",
        "financial year", PRICED),
    Kpi("cost_consultants", "Consultant sessions", "GBP", "down",
        "sessions for 1,000 fractures of residents", "financial year", PRICED),
    Kpi("cost_overheads", "Overheads on pay", "GBP", "down", "staff and consultants",
        "financial year", PRICED),
    Kpi("cost_scans", "Scans, besides staff", "GBP", "down", "scans done",
        "financial year", PRICED),
    Kpi("cost_scanners", "Upkeep of scanners", "GBP", "down",
        "scanners with sessions; rooms for a new one; mobile units by their weeks",
        "financial year", PRICED),
    Kpi("cost_temporary", "Lists and reports bought in", "GBP", "down",
        "lists with somebody booked; scans, reports outside; extended hours; over-runs;"
        " clinics", "financial year", PRICED),
    Kpi("cost_travel", "Travel to other boards", "GBP", "down", "appointments",
        "financial year", (("priced travel",),)),
    Kpi("cost_appointments", "Booking and reminding", "GBP", "down", "appointments",
        "financial year", (("priced appointments",),)),
    Kpi("cost_decisions", "Decisions, revenue", "GBP", "down", "dated decisions",
        "financial year", PRICED),
    Kpi("cost_fls", "Of the total: fracture liaison service", "GBP", "down",
        "nurses, consultants, clinics; administrators but for other DXA referrals",
        "financial year", PRICED, note=COST_HOLDS),
    Kpi("cost_dxa", "Of the total: DXA", "GBP", "down",
        "operators, reporters, scanners, lists; administrators for other referrals",
        "financial year", PRICED, note=COST_HOLDS),
    Kpi("cost_total", "Total cost without capital", "GBP", "down",
        "plan days of the year", "financial year", PRICED, note=COST_HOLDS),
    Kpi("cost_capital", "Capital", "GBP", "down", "dated decisions; new scanners",
        "financial year", PRICED),
    Kpi("cost_whole_plan", "Total cost of the plan", "GBP", "down",
        "the whole plan, with capital", "plan", PRICED, note=COST_HOLDS),
    Kpi("cost_plan_fls", "Of the plan: fracture liaison service, without capital",
        "GBP", "down", "the whole plan", "plan", PRICED, note=COST_HOLDS),
    Kpi("cost_plan_dxa", "Of the plan: DXA, without capital", "GBP", "down",
        "the whole plan", "plan", PRICED, note=COST_HOLDS),
    Kpi("cost_establishment", "Beside the total: staff, were every funded post filled",
        "GBP", "", "plan days of the year", "financial year", PRICED),
    Kpi("cost_drugs", "Beside the total: a year of drugs of those who start", "GBP",
        "", "starts, by the mix of drugs; visits for an infusion without a clinic",
        "financial year", PRICED),
    Kpi("cost_depreciation", "Beside the total: depreciation of scanners", "GBP", "",
        "price over years of life, and interest", "financial year", PRICED),
)  # fmt: skip

BUDGET: tuple[Kpi, ...] = (
    Kpi("budget_revenue", "Budget, revenue", "GBP", "down",
        "by line; drugs are not in the total cost", "financial year",
        (("budget line",),), note="the line stands as the reason"),
    Kpi("budget_capital", "Budget, capital", "GBP", "down", "by line",
        "financial year", (("capital line",),), note="the line stands as the reason"),
    Kpi("pay_by_band", "Staff in post, with the board's on-costs", "GBP", "down",
        "by band", "financial year", (("band",),), note="the band stands as the group"),
    Kpi("pay_by_band_in_full", "Staff in post, with the pension in full", "GBP",
        "down", "by band", "financial year", (("band",),),
        note="the band stands as the group"),
    Kpi("cost_whole_plan_cash", "Total cost of the plan, in cash", "GBP", "down",
        "the whole plan, with capital and inflation", "plan", PRICED, note=COST_HOLDS),
    Kpi("cost_whole_plan_present", "Total cost of the plan, present value", "GBP",
        "down", "the whole plan, with capital, discounted", "plan", PRICED,
        note=COST_HOLDS),
)  # fmt: skip
"""The same costs as a finance director reads them; see `planner.outcomes.budget`."""

KPIS: dict[str, Kpi] = {
    kpi.id: kpi
    for kpi in (
        *(*AUDIT, *COUNTS.values(), OUTSIDE, *TREATMENT),
        *(*LISTS, *WORK, *COSTS, *BUDGET, *BENEFITS),
    )
}
"""Everything that stands in the results table, by its id."""
LEADING = "kpi5_scanned_90_of_all"
"""Measure that is meant where none is named."""


def better_way(kpi: str) -> str:
    """The better way: "up", "down", or "" where neither is better in itself."""
    return KPIS[kpi].better if kpi in KPIS else ""


def bounds_of(kpi: str) -> tuple[float, float]:
    """Lowest and highest value of a measure, or of a KPI's denominator."""
    return KPIS[kpi].bounds if kpi in KPIS else (0.0, float("inf"))


def undefined_state(kpi: str) -> str:
    """State of a measure without a finite value; empty where runs are left out."""
    return KPIS[kpi].undefined if kpi in KPIS else ""


def unit_of(kpi: str) -> str:
    """Unit of a measure, or of a KPI's denominator."""
    if kpi in KPIS:
        return KPIS[kpi].unit
    return "people" if kpi.endswith(BASE) else ""
