"""The register of everything measured: title, unit, which way is better, base."""

from __future__ import annotations

from planner.outcomes.kpis import AUDIT, Kpi

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
