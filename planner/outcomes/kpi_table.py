"""The table of measures: each declared once, read by results, reports and screen.

An audit KPI is the share of those with all facts of its base (`among`) who have one
fact more (`passed`); the facts are in `kpis`. A measure is told apart by `dimensions`:
each is one way in which it is broken down, as names of `COLUMNS`.
"""

from __future__ import annotations

from dataclasses import dataclass

WITHIN, REVIEW_BY, YEAR_BY = 90, 112, 420
"""Days from the fracture: KPI 4 and 5; 16 weeks (KPI 9 and 10); 60 weeks
(KPI 11), which is an assumption of ours."""
DECIDED_BY = 120
"""Days from the fracture after which a recommendation no longer counts: the run-on, so
that the first and the last cohort of a plan are judged by the same clock."""
BASE = ".denominator"
"""Ending of the id of a KPI's denominator, which stands in the results beside it."""
IDENTIFIED, SPINE = "identified", "fracture of the spine"
RECOMMENDED = (IDENTIFIED, "recommended treatment within 120 days")
"""Base of the follow-up measures."""

Dimensions = tuple[tuple[str, ...], ...]
WHOLE: Dimensions = ((),)
LIST: Dimensions = (("list",),)
LIST_AND_GROUP: Dimensions = (("list", "group"),)
ROLE: Dimensions = (("role",),)
STAGE_OR_ROLE: Dimensions = (("staffed list",), ("role",))
COLUMNS: dict[str, tuple[str, ...]] = {
    "list": ("stage",),
    "list with a mark": ("stage",),
    "staffed list": ("stage",),
    "role": ("role",),
    "binding role": ("role",),
    "group": ("group",),
    "cause": ("reason",),
    "sessions lost": ("role", "reason"),
    "minutes planned": ("role", "reason"),
    "priced": (),
    "priced travel": (),
    "priced appointments": (),
}
"""Columns of the results that each dimension fills; the others say "all"."""
HIGHEST = {"%": 100.0, "share": 1.0}
"""What a measure in this unit cannot exceed."""


@dataclass(frozen=True)
class Kpi:
    """One measure: what it is called, its unit, its base and how it is broken down."""

    id: str
    title: str
    unit: str
    better: str
    """"up", "down" or "" where neither is better in itself."""
    base: str
    """The denominator in words; of a plain number, what is counted."""
    span: str = "year"
    dimensions: Dimensions = WHOLE
    ratio: bool = False
    """Whether it is a sum over a number of people or minutes, else a plain sum."""
    adds_up: bool = True
    """Whether boards can be put together: a percentile cannot."""
    mark: str = ""
    """Time or level by which it is judged, in words."""
    highest: float | None = None
    """What it cannot exceed, where the unit does not say so."""
    undefined: str = ""
    """State of a place and period without a finite value, in words: nothing is there
    to divide by. A mean over the runs that happen to have one would mislead."""
    by_work: bool = False
    """Whether Wales is the boards' mean weighted by their numerators, the work, so
    that capacity where nobody comes lowers nothing."""
    note: str = ""
    among: tuple[str, ...] = ()
    """Facts that put a fragility fracture into the denominator."""
    passed: str = ""
    """Fact that puts somebody of the denominator into the numerator."""
    clock_days: int = 0
    """Days after the fracture by which the measure is decided."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value; only money may fall below nought."""
        lowest = float("-inf") if self.unit == "GBP" else 0.0
        highest = self.highest or HIGHEST.get(self.unit, float("inf"))
        return lowest, highest


AUDIT: tuple[Kpi, ...] = (
    Kpi("kpi2_identified", "KPI 2: identified", "%", "up",
        "all fragility fractures at 50+ (expected caseload)", ratio=True,
        passed=IDENTIFIED),
    Kpi("kpi3_spine", "KPI 3: spine fractures", "%", "up",
        "all identified", ratio=True,
        note="share of records whose index fracture is the spine",
        among=(IDENTIFIED,), passed=SPINE),
    Kpi("kpi4_assessed_90", "KPI 4: assessed within 90 days", "%", "up",
        "all identified", ratio=True, mark="90 days", among=(IDENTIFIED,),
        passed="assessed within 90 days", clock_days=WITHIN),
    Kpi("kpi5_scanned_90_of_all", "KPI 5: scanned within 90 days, of all identified",
        "%", "up", "all identified", ratio=True, mark="90 days",
        note="the base of Aneurin Bevan's published figures",
        among=(IDENTIFIED,), passed="scanned within 90 days", clock_days=WITHIN),
    Kpi("kpi5_scanned_90_of_ordered", "KPI 5: scanned within 90 days, of DXA ordered",
        "%", "up", "identified and sent for DXA within 120 days", ratio=True,
        mark="90 days", note="the base of the audit's wording",
        among=(IDENTIFIED, "sent for DXA within 120 days"),
        passed="scanned within 90 days", clock_days=DECIDED_BY),
    Kpi("kpi7_recommended", "KPI 7: treatment recommended", "%", "up",
        "all identified", ratio=True, mark="120 days",
        note="within 120 days of the fracture", among=(IDENTIFIED,),
        passed="recommended treatment within 120 days", clock_days=DECIDED_BY),
    Kpi("kpi9_followed_up_16w", "KPI 9: followed up within 16 weeks", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="16 weeks",
        note="published base not seen", among=RECOMMENDED,
        passed="followed up within 16 weeks", clock_days=DECIDED_BY),
    Kpi("kpi10_started_16w", "KPI 10: treatment started within 16 weeks", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="16 weeks",
        note="published base not seen", among=RECOMMENDED,
        passed="started treatment within 16 weeks", clock_days=DECIDED_BY),
    Kpi("kpi11_on_treatment_52w", "KPI 11: on treatment at 52 weeks", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="60 weeks",
        note="confirmed at the 52-week review, by week 60",
        among=RECOMMENDED, passed="on treatment at 52 weeks", clock_days=YEAR_BY),
)  # fmt: skip
OUTSIDE = Kpi(
    "treated_outside", "Treated outside the model", "people", "", "identified residents"
)
"""Of residents only, like the audit's KPIs of residents."""

LISTS: tuple[Kpi, ...] = (
    Kpi("waiting_list", "Waiting list", "people", "down",
        "counted at 00:00 of the day", "week", LIST_AND_GROUP),
    Kpi("waiting_over_90", "On the list for more than 90 days", "people", "down",
        "counted at 00:00 of the day", "week", LIST_AND_GROUP, mark="90 days"),
    Kpi("waiting_list_age", "Days waited by those on the list", "days", "down",
        "everybody on the list that day", "week", LIST_AND_GROUP, ratio=True),
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

WORK: tuple[Kpi, ...] = (
    Kpi("load", "Load (demand over capacity)", "ratio", "down", "minutes offered",
        "quarter", STAGE_OR_ROLE, ratio=True, mark="1: above it the list grows",
        undefined="no capacity", by_work=True),
    Kpi("needed_minutes", "Minutes needed", "minutes", "", "people who joined",
        "quarter", STAGE_OR_ROLE),
    Kpi("utilisation", "Utilisation", "ratio", "", "minutes offered", "quarter", ROLE,
        ratio=True, highest=1.0, undefined="no capacity"),
    Kpi("offered_minutes", "Minutes offered", "minutes", "", "sessions not lost",
        "quarter", ROLE),
    Kpi("needed_wte", "WTE needed", "WTE", "", "people who joined", "quarter", ROLE),
    Kpi("offered_wte", "WTE offered", "WTE", "", "sessions not lost", "quarter", ROLE),
    Kpi("sessions_offered", "Sessions offered", "sessions", "", "all", "year", ROLE),
    Kpi("sessions_lost", "Sessions lost", "sessions", "down", "by reason", "year",
        (("sessions lost",),)),
    Kpi("scanner_minutes", "Scanner minutes planned", "minutes", "",
        "by what became of them", "year", (("minutes planned",),)),
    Kpi("binds", "Chance that this role binds", "share", "", "replications", "week",
        (("binding role",),), ratio=True),
    Kpi("binds_share", "Weeks in which this role binds", "%", "", "weeks of the year",
        "year", (("binding role",),), ratio=True),
    Kpi("sessions_a_week_to_stay_level", "Sessions a week to stay level",
        "sessions a week", "", "first year of the plan", "plan", STAGE_OR_ROLE),
    Kpi("sessions_a_week_extra_to_clear", "Extra sessions a week to clear the list",
        "sessions a week", "", "day-0 list beyond the mark, over the chosen weeks",
        "plan", STAGE_OR_ROLE),
    Kpi("sessions_a_week_offered", "Sessions a week offered", "sessions a week", "",
        "first year of the plan", "plan", ROLE),
    Kpi("wte_to_stay_level", "WTE to stay level", "WTE", "", "first year of the plan",
        "plan", STAGE_OR_ROLE),
    Kpi("wte_extra_to_clear", "Extra WTE to clear the list", "WTE", "",
        "day-0 list beyond the mark, over the chosen weeks", "plan", STAGE_OR_ROLE),
    Kpi("wte_offered", "WTE offered", "WTE", "", "first year of the plan", "plan",
        ROLE),
    Kpi("growing", "Chance that the list grows without end", "share", "down",
        "replications", "plan", (("staffed list",),), adds_up=False),
)  # fmt: skip

PRICED: Dimensions = (("priced",),)
COSTS: tuple[Kpi, ...] = (
    Kpi("cost_staff", "Staff with on-costs", "GBP", "down", "plan days of the year",
        "financial year", PRICED),
    Kpi("cost_scans", "Scans, besides staff", "GBP", "down", "scans done",
        "financial year", PRICED),
    Kpi("cost_scanners", "Upkeep of scanners", "GBP", "down",
        "scanners with sessions; rooms for a new one; mobile units by their weeks",
        "financial year", PRICED),
    Kpi("cost_temporary", "Lists and reports bought in", "GBP", "down",
        "lists with somebody booked; reports done outside; extended hours worked",
        "financial year", PRICED),
    Kpi("cost_travel", "Travel to other boards", "GBP", "down", "appointments",
        "financial year", (("priced travel",),)),
    Kpi("cost_appointments", "Booking and reminding", "GBP", "down", "appointments",
        "financial year", (("priced appointments",),)),
    Kpi("cost_decisions", "Decisions, revenue", "GBP", "down", "dated decisions",
        "financial year", PRICED),
    Kpi("cost_capital", "Capital", "GBP", "down", "dated decisions; new scanners",
        "financial year", PRICED),
    Kpi("cost_total", "Total cost without capital", "GBP", "down",
        "plan days of the year", "financial year", PRICED),
    Kpi("cost_whole_plan", "Total cost of the plan", "GBP", "down", "the whole plan",
        "plan", PRICED),
)  # fmt: skip

KPIS: dict[str, Kpi] = {kpi.id: kpi for kpi in (*AUDIT, OUTSIDE, *LISTS, *WORK, *COSTS)}
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
