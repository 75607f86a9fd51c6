"""Parameters that need a place or a value of their own, and those that move nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.levers.registry import Field
from tests.levers.worlds import DATED, HERE, ONE, TWO, day

EVERYTHING, BY_SITE = "everything", "by site"


@dataclass(frozen=True)
class Trial:
    """One world, what is changed before, and what must then move something."""

    change: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    world: str = EVERYTHING


NURSE, LEARNER = f"{HERE}.posts.nurse", f"{HERE}.posts.learner"
LESSON = f"{LEARNER}.training.densitometry"
SCAN = "pathway.stages.scan"
AWAY = {
    f"{HERE}.sites.away": {"number": 2, "operators": ["second-operator"]},
    f"{HERE}.scanners.second-scanner.site": "away",
}
VAN = "mobile_units.van"
BY_DAY = {f"{VAN}.evenings_a_week": 0.0, f"{VAN}.weekend_sessions_a_week": 0.0}
SITES = ["hip", "spine", "wrist", "humerus", "pelvis", "other"]
ALONE = {f"{HERE}.posts.second-operator.wte": 0.0, f"{HERE}.posts.operator.wte": 0.1,
         f"{HERE}.sites": {}, f"{HERE}.scanners.scanner.site": "",
         f"{HERE}.extended_hours": {}}  # fmt: skip
"""The learner is needed wherever a scanner runs."""
GP = f"{HERE}.demand.other.gp.referrals_a_week"
MORE = DATED | {"name": "more-referrals", "values": {GP: 60.0}}
SPECIAL: dict[Field, Trial] = {
    ("Scenario", "fitting_sets"): Trial({"fitting_sets": {GP: (50.0,)}}),
    ("ChangeInForce", "together"): Trial(
        {"changes": [DATED, MORE | {"together": {"more-admin": {GP: 90.0}}}]},
        {"changes": [DATED, MORE]},
    ),
    ("ChangeInForce", "relative"): Trial(
        {"changes": [MORE | {"relative": {GP: 1.0}}]},
        {"changes": [MORE], "fitting_sets": {GP: (50.0,)}},
    ),
    ("Scenario", "courses"): Trial(
        {f"{LESSON}.course": "", "courses": {}}, {f"{NURSE}.wte": 3.0, **ALONE}
    ),
    ("Course", "offered"): Trial({"courses.densitometry.offered": False}, ALONE),
    ("Course", "start"): Trial({"courses.densitometry.start": day(5)}, ALONE),
    ("Training", "course"): Trial({f"{LESSON}.course": ""}, ALONE),
    ("Training", "share"): Trial({f"{LESSON}.share": 0.95}, ALONE),
    ("Training", "supervisor"): Trial(
        {f"{LESSON}.supervisor": "nurse"}, {f"{LESSON}.supervisor_share": 1.0}
    ),
    ("Training", "supervisor_share"): Trial(
        {f"{LESSON}.supervisor_share": 0.9}, {f"{LESSON}.supervisor": "nurse"}
    ),
    ("Cover", "skill"): Trial({f"{NURSE}.covers.report.skill": ""}),
    ("Post", "band"): Trial({f"{NURSE}.band": "8a"}),
    ("Post", "job_plan"): Trial({f"{NURSE}.job_plan": {"reviews": 1.0}}),
    ("Scenario", "money"): Trial({"money.scan_consumables": 50.0}),
    ("RoleTerms", "duties"): Trial(
        {"roles.admin.duties": {"calls": 0.7}}, {}, "as shipped"
    ),
    ("TemporaryLists", "until_list_below"): Trial(
        {f"{HERE}.temporary.bought.until_list_below": 100_000}
    ),
    ("Money", "inflation"): Trial({"money.inflation": 0.5}, {"money.price_year": 2020}),
    ("Money", "discount_rate"): Trial({"money.discount_rate": 0.5}, {"years": 1.25}),
    ("Money", "price_year"): Trial({"money.price_year": 2020}, {}, "as shipped"),
    ("DrugEffect", "course_years"): Trial(
        {"benefits.drugs.zoledronate.course_years": 0.5}, {}, "as shipped"
    ),
    ("Consequences", "later_quality"): Trial(
        {"benefits.of.hip.later_quality": 0.5}, {}, "as shipped"
    ),
    ("Money", "drugs"): Trial({"money.drugs.oral": 500.0}, {}, "as shipped"),
    ("Scenario", "roles"): Trial({"roles.nurse.sickness": 0.5}),
    ("Pathway", "entry"): Trial({"pathway.entry.fls": "assess"}),
    ("Pathway", "activities"): Trial(
        {"pathway.activities.scan list.stages": ["report"]}
    ),
    ("Population", "growth_by_age"): Trial(
        {"population.growth_by_age": {"75-79": 0.4, "50-54": -0.4}}
    ),
    ("Population", "month_weights"): Trial(
        {"population.month_weights": [1.0, 1.0, 1.0, 3.0, *[1.0] * 8]}
    ),
    ("MobileUnit", "needs_reporter"): Trial({f"{VAN}.needs_reporter": True}, BY_DAY),
    ("MobileUnit", "old_downtime"): Trial(
        {f"{VAN}.old_downtime": 0.95},
        {f"{VAN}.replacement": None, f"{VAN}.life_years": 5.0},
    ),
    ("Clinic", "activities"): Trial({f"{HERE}.clinics.talks.activities": ["assess"]}),
    ("Choice", "shares"): Trial(
        {"pathway.choices.form.shares": {"a": 0.9, "b": 0.1}}, {f"{HERE}.choices": {}}
    ),
    ("ChoiceGroup", "shares"): Trial(
        {"pathway.choices.form.groups": [{"when": {"site": "hip"},
                                          "shares": {"a": 0.9, "b": 0.1}}]}
    ),
    ("Board", "code"): Trial({f"{HERE}.code": ""}),
    ("Pathway", "outsourced_activities"): Trial(
        {"pathway.outsourced_activities": ["letter"]}
    ),
    ("MutualAid", "board"): Trial(
        {"aid.next-door.board": TWO, "aid.next-door.to": ONE}, {}, "aid"
    ),
    ("MutualAid", "to"): Trial(
        {"aid.next-door.to": ONE, "aid.next-door.board": TWO}, {}, "aid"
    ),
    ("MutualAid", "stages"): Trial({"aid.next-door.stages": ["assess"]}, {}, "aid"),
    ("Pool", "stages"): Trial(
        {"pools.west.stages": ["report", "report_vfa"]}, {}, "pool"
    ),
    ("Demand", "providers"): Trial({f"{HERE}.demand.providers": {ONE: 1.0}}),
    ("Scanner", "site"): Trial({f"{HERE}.scanners.scanner.site": "away"}, AWAY),
    ("Board", "sites"): Trial(
        {f"{HERE}.sites": {}, f"{HERE}.scanners.scanner.site": "",
         f"{HERE}.scanners.second-scanner.site": ""}, AWAY,
    ),
    ("ScanSite", "operators"): Trial({f"{HERE}.sites.away.operators": ["learner"]},
                                     AWAY),
    ("ScanSite", "number"): Trial({f"{HERE}.sites.home.number": 3}, {}, BY_SITE),
    ("ScanSite", "people"): Trial(
        {f"{HERE}.sites.home.people": 0.5, f"{HERE}.sites.away.people": 0.5},
        {}, BY_SITE,
    ),
    ("ScanSite", "waiting"): Trial(
        {f"{HERE}.sites.home.waiting": 0.9, f"{HERE}.sites.away.waiting": 0.1},
        {}, BY_SITE,
    ),
    ("Board", "lists_by_site"): Trial({f"{HERE}.lists_by_site": False}, {}, BY_SITE),
    ("Pathway", "elsewhere_activities"): Trial(
        {"pathway.elsewhere_activities": ["report"]}
    ),
    ("Thresholds", "list_ages_days"): Trial({"marks.list_ages_days": [7.0]}, {},
                                            BY_SITE),
    ("ExtendedHours", "post"): Trial(
        {f"{HERE}.extended_hours.own.post": "second-operator"}, AWAY
    ),
    ("WaitingList", "age_shares"): Trial(
        {f"{HERE}.waiting_list.scan.age_shares": {"0-41": 0.1, "42-89": 0.9}}
    ),
    ("Validation", "stage"): Trial({f"{HERE}.validations.spring.stage": "assess"}),
    ("Servers", "activities"): Trial(
        {f"{HERE}.servers.clinic.activities": ["assess"]}
    ),
    ("Arrivals", "enters"): Trial({f"{HERE}.arrivals.clinic.enters": "register"}),
    ("Step", "to"): Trial(
        {"pathway.stages.recommend.next": [{"to": "no treatment"}]}
    ),
    ("Stage", "duration_draws"): Trial({"pathway.stages.assess.duration_draws": 3}),
    ("Route", "urgent"): Trial(
        {"pathway.activities.long waiters.route.urgent": True}
    ),
    ("Route", "when"): Trial(
        {"pathway.activities.scan list.route.when": {"accepted": False}}
    ),
    ("Route", "sites"): Trial(
        {"pathway.activities.scan list.route.sites": ["hip"]}
    ),
    ("Activity", "route"): Trial(
        {"pathway.activities.scan list.route": {"source": "fls"}}
    ),
    ("Component", "share"): Trial({"pathway.stages.vet.duration.components": [
        {"share": 0.9, "mean": 9.0, "kind": "constant"},
        {"share": 0.1, "mean": 8.0, "kind": "lognormal", "sd": 3.0}]}),
    ("Burst", "site"): Trial({f"{HERE}.demand.bursts.look-back.site": "hip"}),
    ("Burst", "enters"): Trial({f"{HERE}.demand.bursts.look-back.enters": "scan"}),
    ("MobileUnit", "replacement"): Trial({f"{VAN}.replacement": None}),
    ("Stage", "dna_maximum"): Trial({f"{SCAN}.dna_maximum": 1}),
    ("Stage", "dna_delay_days"): Trial({f"{SCAN}.dna_delay_days": 15.0}),
    ("Stage", "backfill"): Trial({f"{SCAN}.backfill": 0.9}),
    ("Stage", "notice_days"): Trial({f"{SCAN}.notice_days": {"routine": 15.0}}),
    ("Distribution", "sd"): Trial({f"{SCAN}.duration.sd": 8.0}),
    ("Distribution", "lowest"): Trial({f"{SCAN}.duration.lowest": 26.0}),
    ("Distribution", "cv"): Trial({"pathway.stages.assess.duration.cv": 0.9}),
    ("Distribution", "shape"): Trial({"pathway.stages.report.duration.shape": 1}),
    ("WaitingList", "urgent_share"): Trial(
        {f"{HERE}.waiting_list.assess.urgent_share": 0.9}
    ),
    ("Arrivals", "batch_size"): Trial({f"{HERE}.arrivals.groups.batch_size": 5}),
}  # fmt: skip
"""Where a value of another kind will not do, or other things must be changed too."""

WORDS = "a word for people: shown, never computed with"
TELLS_APART = (
    "tells entries apart, and puts them in order; no random numbers depend on it"
)
EXEMPT: dict[Field, str] = {
    ("Scenario", "name"): WORDS,
    ("Scenario", "title"): WORDS,
    ("Pathway", "title"): WORDS,
    ("Pathway", "why"): WORDS,
    ("Stage", "title"): WORDS,
    ("Board", "name"): WORDS,
    ("Board", "name_cy"): WORDS,
    ("ScanSite", "name"): WORDS,
    ("ChangeInForce", "name"): WORDS,
    ("Clinic", "number"): (
        "tells clinics apart in the rota and in costs; they have no random numbers"
    ),
    ("Scenario", "outside"): (
        "places that shares of residents may name: how many go there is `providers`"
    ),
    ("Pathway", "ends"): "words that ways out may name: who goes there is `Step.to`",
    ("ChangeInForce", "basis"): (
        "whether another decision may set its keys: asked when files are put together"
    ),
    ("Activity", "number"): TELLS_APART,
    ("Activity", "target_days"): (
        "one mark for a whole queue moves everybody's breach alike, and so nobody's"
        " place; it is for readers"
    ),
    ("MobileUnit", "site"): "a unit has none, and one that is written is refused",
    ("TemporaryLists", "number"): TELLS_APART,
    ("OutsourcedReports", "number"): TELLS_APART,
    ("ExtendedHours", "number"): TELLS_APART,
    ("ScannedElsewhere", "number"): TELLS_APART,
    ("Servers", "number"): TELLS_APART,
    ("MutualAid", "number"): TELLS_APART,
    ("Pool", "number"): TELLS_APART,
}
"""Parameters that move no output, each with its reason."""
OTHER_VALUES: dict[Field, tuple[str, Any]] = {
    ("Scenario", "name"): ("name", "another"),
    ("Scenario", "title"): ("title", "another"),
    ("Pathway", "title"): ("pathway.title", "another"),
    ("Pathway", "why"): ("pathway.why", "another"),
    ("Stage", "title"): (f"{SCAN}.title", "another"),
    ("Board", "name"): (f"{HERE}.name", "another"),
    ("Board", "name_cy"): (f"{HERE}.name_cy", "arall"),
    ("ScanSite", "name"): (f"{HERE}.sites.home.name", "another"),
    ("Scenario", "outside"): ("outside", ["england", "elsewhere"]),
}
"""Values for words, which no number or choice tells how to change."""
