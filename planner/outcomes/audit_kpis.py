"""The audit's KPIs as the planner measures them, each on the bases in use.

A KPI is the share of those with all facts of its base (`among`) who have one fact more
(`passed`); the facts are in `kpis`. The wording of the audit stands in
`planner/data/fls_db_definitions.csv`, in our own words, under the name `definition`.
"""

from __future__ import annotations

from planner.locale import gettext_noop
from planner.outcomes.kpi_definition import Kpi

WITHIN, REVIEW_BY, YEAR_BY = 90, 112, 420
"""Days from the fracture: KPI 4 and 5; 16 weeks (KPI 9 and 10); 60 weeks
(KPI 11), which is an assumption of ours."""
REVIEW_DUE = 98
"""Days from the fracture at which the 16-week review is due: whoever is recommended
treatment later cannot be reviewed in time, however many nurses there are."""
DECIDED_BY = 120
"""Days from the fracture after which a recommendation no longer counts: the run-on, so
that the first and the last cohort of a plan are judged by the same clock."""
IDENTIFIED = gettext_noop("identified")
HIP = gettext_noop("fracture of the hip")
NOT_HIP = gettext_noop("fracture elsewhere than in the hip")
SPINE = gettext_noop("fracture of the spine")
NOT_SPINE = gettext_noop("fracture elsewhere than in the spine")
FOUND_SPINE = gettext_noop("identified with a fracture of the spine")
FOUND_ELSEWHERE = gettext_noop("identified with a fracture elsewhere than in the spine")
HIGH_RISK = gettext_noop("at high risk")
PERSISTS = gettext_noop("still treated a year on, reviewed or not")
STARTED = gettext_noop("started treatment within 16 weeks")
RECOMMENDED = (IDENTIFIED, gettext_noop("recommended treatment within 120 days"))
"""Base of the follow-up measures."""
DUE = (IDENTIFIED, gettext_noop("recommended treatment within 14 weeks"))
"""People for whom a review falls due in time."""
HIPS_TO_ALL, HIPS_TO_SPINE = 5, 1
"""Fragility fractures, and those of the spine, that the audit expects for each hip
fracture: five, a fifth of them of the spine."""
COLOURS, COLOURS_SPINE, COLOURS_TREATMENT = (
    "flsdb.rag", "flsdb.rag_spine", "flsdb.rag_rx",
)  # fmt: skip

ALL_IDENTIFIED = gettext_noop("all identified")
BASE_NOT_SEEN = gettext_noop("published base not seen")
HIPS_DRAWN = gettext_noop("the model's own hip fractures stand in for those of NHFD")


AUDIT: tuple[Kpi, ...] = (
    Kpi("kpi2_identified", "KPI 2: identified", "%", "up",
        "all fragility fractures at 50+ (expected caseload)", ratio=True,
        passed=IDENTIFIED, definition="kpi2_identified", cut_offs=COLOURS,
        differs="of the fractures drawn, not of five times the hips"),
    Kpi("kpi2_identified_by_hips",
        "KPI 2: identified, of the audit's expected caseload", "%", "up",
        "five times the hip fractures (the audit's expected caseload)",
        ratio=True, among=(HIP,), base_times=HIPS_TO_ALL, apart=True,
        passed=IDENTIFIED, highest=float("inf"), definition="kpi2_identified",
        cut_offs=COLOURS, differs=HIPS_DRAWN),
    Kpi("kpi2_nonspine", "KPI 2: identified, other than spine",
        "%", "up", "all fragility fractures other than of the spine",
        ratio=True, among=(NOT_SPINE,), passed=IDENTIFIED, definition="kpi2_identified",
        cut_offs=COLOURS,
        differs="of the fractures drawn, not of four times the hips"),
    Kpi("kpi2_nonspine_by_hips",
        "KPI 2: identified, other than spine, of the audit's caseload",
        "%", "up", "four times the hip fractures (80 % of the caseload)",
        ratio=True, among=(HIP,), base_times=HIPS_TO_ALL - HIPS_TO_SPINE, apart=True,
        passed=FOUND_ELSEWHERE, highest=float("inf"), definition="kpi2_identified",
        cut_offs=COLOURS, differs=HIPS_DRAWN),
    Kpi("kpi3_spine", "KPI 3: spine fractures", "%", "up",
        "all identified", ratio=True,
        note="share of records whose index fracture is the spine",
        among=(IDENTIFIED,), passed=SPINE, definition="kpi3_spine",
        cut_offs=COLOURS_SPINE,
        differs="none in wording; green supposes a caseload of 20 % spine, the model's"
            " mix has fewer"),
    Kpi("kpi3_spine_identified", "KPI 3: spine fractures identified",
        "%", "up", "all fragility fractures of the spine", ratio=True,
        among=(SPINE,), passed=IDENTIFIED, definition="kpi3_spine", cut_offs=COLOURS,
        differs="of the fractures drawn, not of a fifth of the caseload"),
    Kpi("kpi3_spine_by_hips",
        "KPI 3: spine fractures identified, of the audit's caseload",
        "%", "up", "as many as hip fractures (20 % of the caseload)",
        ratio=True, among=(HIP,), base_times=HIPS_TO_SPINE, apart=True,
        passed=FOUND_SPINE, highest=float("inf"), definition="kpi3_spine",
        cut_offs=COLOURS, differs=HIPS_DRAWN),
    Kpi("kpi4_assessed_90", "KPI 4: assessed within 90 days", "%", "up",
        "all identified", ratio=True, mark="90 days", clock_days=WITHIN,
        among=(IDENTIFIED,), passed="assessed within 90 days",
        definition="kpi4_assessed_90", cut_offs=COLOURS,
        differs="counts from the fracture, not from its diagnosis, which is later for"
            " the spine alone"),
    Kpi("kpi5_scanned_90_of_all", "KPI 5: scanned within 90 days, of all identified",
        "%", "up", "all identified", ratio=True, mark="90 days",
        note="the base of Aneurin Bevan's published figures",
        among=(IDENTIFIED,), passed="scanned within 90 days", clock_days=WITHIN,
        definition="kpi5_scanned_90_of_all",
        differs="not the audit's base, so that it has no colour"),
    Kpi("kpi5_scanned_90_of_ordered", "KPI 5: scanned within 90 days, of DXA ordered",
        "%", "up", "identified and sent for DXA within 120 days", ratio=True,
        mark="90 days", note="the base of the audit's wording",
        among=(IDENTIFIED, "sent for DXA within 120 days"),
        passed="scanned within 90 days", clock_days=DECIDED_BY,
        definition="kpi5_scanned_90_of_ordered", cut_offs=COLOURS,
        differs="orders that wait for vetting do not count yet"),
    Kpi("kpi5_scanned_90_by_order",
        "KPI 5: scanned within 90 days, of DXA ordered, vetted or not",
        "%", "up", "identified and a DXA ordered within 120 days",
        ratio=True, mark="90 days", among=(IDENTIFIED, "ordered a DXA within 120 days"),
        passed="scanned within 90 days", clock_days=DECIDED_BY,
        definition="kpi5_scanned_90_of_ordered", cut_offs=COLOURS,
        differs="none but the 120 days for the order"),
    Kpi("kpi6_falls_assessed", "KPI 6: falls assessed",
        "%", "up", ALL_IDENTIFIED, ratio=True, mark="120 days", optional=True,
        among=(IDENTIFIED,), passed="falls assessed within 120 days",
        clock_days=DECIDED_BY, definition="kpi6_falls", cut_offs=COLOURS,
        differs="120 days, where the audit gives none; only where the pathway asks"),
    Kpi("kpi6_falls_of_assessed", "KPI 6: falls assessed, of those assessed",
        "%", "up", "identified and assessed within 90 days", ratio=True,
        mark="120 days", optional=True,
        among=(IDENTIFIED, "assessed within 90 days"),
        passed="falls assessed within 120 days", clock_days=DECIDED_BY,
        definition="kpi6_falls", cut_offs=COLOURS,
        differs="of assessments, as recommendation 2 of 2026 asks"),
    Kpi("kpi7_recommended", "KPI 7: treatment recommended", "%", "up",
        "all identified", ratio=True, mark="120 days",
        note="within 120 days of the fracture", among=(IDENTIFIED,),
        passed="recommended treatment within 120 days", clock_days=DECIDED_BY,
        definition="kpi7_recommended", cut_offs=COLOURS_TREATMENT,
        differs="120 days, the audit gives none: slow DXA lowers it",
    ),
    Kpi("kpi7_recommended_ever", "KPI 7: treatment recommended, ever",
        "%", "up", ALL_IDENTIFIED, ratio=True, mark="60 weeks", among=(IDENTIFIED,),
        passed="recommended treatment within 60 weeks", clock_days=YEAR_BY,
        definition="kpi7_recommended", cut_offs=COLOURS_TREATMENT,
        differs="ever means by week 60, when KPI 11 closes the record, so that all"
            " years are judged alike"),
    Kpi("kpi8_strength_balance_16w",
        "KPI 8: strength and balance training within 16 weeks",
        "%", "up", "identified, other than hip", ratio=True,
        mark="16 weeks", optional=True, among=(IDENTIFIED, NOT_HIP),
        passed="began strength and balance training within 16 weeks",
        clock_days=REVIEW_BY, definition="kpi8_strength_balance", cut_offs=COLOURS,
        differs="only where the pathway has such classes"),
    Kpi("kpi9_followed_up_16w", "KPI 9: followed up within 16 weeks", "%", "up",
        "recommended treatment within 14 weeks, when the review is due", ratio=True,
        mark="16 weeks", note="of those whose review could be in time",
        among=DUE, passed="followed up within 16 weeks", clock_days=REVIEW_BY,
        definition="kpi9_followed_up_16w", cut_offs=COLOURS,
        differs="published base not seen; advice that comes later than the review is"
            " due does not count against it"),
    Kpi("kpi9_followed_up_16w_of_recommended",
        "KPI 9: followed up within 16 weeks, of all recommended treatment", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="16 weeks",
        note="the audit's reading as we take it", among=RECOMMENDED,
        passed="followed up within 16 weeks", clock_days=DECIDED_BY,
        definition="kpi9_followed_up_16w", cut_offs=COLOURS,
        differs="published base not seen; falls where more people are advised between"
            " week 14 and day 120, though nobody is reviewed less"),
    Kpi("kpi9_followed_up_16w_of_all",
        "KPI 9: followed up within 16 weeks, of all identified",
        "%", "up", ALL_IDENTIFIED, ratio=True, mark="16 weeks", among=(IDENTIFIED,),
        passed="followed up within 16 weeks", clock_days=REVIEW_BY,
        definition="kpi9_followed_up_16w", cut_offs=COLOURS, differs=BASE_NOT_SEEN),
    Kpi("kpi9_followed_up_16w_of_started",
        "KPI 9: followed up within 16 weeks, of those who started",
        "%", "up", STARTED, ratio=True, mark="16 weeks",
        among=(IDENTIFIED, STARTED), passed="followed up within 16 weeks",
        clock_days=REVIEW_BY, definition="kpi9_followed_up_16w", cut_offs=COLOURS,
        differs=BASE_NOT_SEEN),
    Kpi("kpi10_started_16w", "KPI 10: treatment started within 16 weeks", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="16 weeks",
        note="published base not seen", among=RECOMMENDED, passed=STARTED,
        clock_days=DECIDED_BY, definition="kpi10_started_16w", cut_offs=COLOURS,
        differs=BASE_NOT_SEEN),
    Kpi("kpi10_started_16w_of_all",
        "KPI 10: treatment started within 16 weeks, of all identified",
        "%", "up", ALL_IDENTIFIED, ratio=True, mark="16 weeks", among=(IDENTIFIED,),
        passed=STARTED, clock_days=REVIEW_BY, definition="kpi10_started_16w",
        cut_offs=COLOURS, differs=BASE_NOT_SEEN),
    Kpi("kpi10_started_ever_of_all",
        "KPI 10: treatment started, ever, of all identified",
        "%", "up", ALL_IDENTIFIED, ratio=True, mark="60 weeks", among=(IDENTIFIED,),
        passed="started treatment within 60 weeks", clock_days=YEAR_BY,
        definition="kpi10_started_16w",
        differs="ever means by week 60; the strict reading of 61.5 % commenced or"
            " recommended, which the default takes for KPI 7, ever"),
    Kpi("kpi10_started_16w_high_risk",
        "KPI 10: treatment started within 16 weeks, of high-risk",
        "%", "up",
        "identified and at high risk: as the pathway says, else hip or spine",
        ratio=True, mark="16 weeks", among=(IDENTIFIED, HIGH_RISK), passed=STARTED,
        clock_days=REVIEW_BY, definition="kpi10_started_16w", cut_offs=COLOURS,
        differs="the audit's rule of high risk was not seen; hip or spine is an"
            " assumption"),
    Kpi("kpi11_on_treatment_52w", "KPI 11: on treatment at 52 weeks", "%", "up",
        "recommended treatment within 120 days", ratio=True, mark="60 weeks",
        note="confirmed at the 52-week review, by week 60",
        among=RECOMMENDED, passed="on treatment at 52 weeks", clock_days=YEAR_BY,
        definition="kpi11_on_treatment_52w", cut_offs=COLOURS, differs=BASE_NOT_SEEN),
    Kpi("kpi11_on_treatment_52w_of_all",
        "KPI 11: on treatment at 52 weeks, of all identified", "%", "up",
        ALL_IDENTIFIED, ratio=True, mark="60 weeks", among=(IDENTIFIED,),
        passed="on treatment at 52 weeks", clock_days=YEAR_BY,
        definition="kpi11_on_treatment_52w", cut_offs=COLOURS, differs=BASE_NOT_SEEN),
    Kpi("kpi11_on_treatment_52w_of_started",
        "KPI 11: on treatment at 52 weeks, of those who started",
        "%", "up", STARTED, ratio=True, mark="60 weeks",
        among=(IDENTIFIED, STARTED), passed="on treatment at 52 weeks",
        clock_days=YEAR_BY, definition="kpi11_on_treatment_52w", cut_offs=COLOURS,
        differs="confirmed at the review: the unreviewed count as not"),
    Kpi("kpi11_persisting_of_started",
        "KPI 11: still treated a year on, of those who started",
        "%", "up", STARTED, ratio=True, optional=True, among=(IDENTIFIED, STARTED),
        passed=PERSISTS, clock_days=REVIEW_BY, definition="kpi11_on_treatment_52w",
        differs="what is so, reviewed or not: the third figure of Wales's 80/50/80; no"
            " audit sees it"),
)  # fmt: skip
COUNTS: dict[str, Kpi] = {
    "kpi2_identified": Kpi("people_identified", "People identified", "people", "up",
        "of the year's fractures", among=(IDENTIFIED,)),
    "kpi5_scanned_90_of_all": Kpi("people_scanned_90", "People scanned within 90 days",
        "people", "up", "of the year's fractures, identified", mark="90 days"),
    "kpi7_recommended_ever": Kpi("people_recommended",
        "People recommended treatment", "people", "up",
        "of the year's fractures, identified; by week 60", mark="60 weeks"),
    "kpi10_started_16w_of_all": Kpi("people_started_16w",
        "People started on treatment within 16 weeks", "people", "up",
        "of the year's fractures, identified", mark="16 weeks"),
    "kpi10_started_ever_of_all": Kpi("people_started", "People started on treatment",
        "people", "up", "of the year's fractures, identified; by week 60",
        mark="60 weeks"),
}  # fmt: skip
"""Counts of people who pass a KPI, by that KPI."""
NOT_MODELLED = {
    "kpi1_complete": gettext_noop(
        "not modelled: the model has no records whose fields could be empty"
    ),
}
"""KPIs of the audit that no measure stands for, and why, by their definition."""
