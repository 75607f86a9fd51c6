"""The pathway as data: stages, where people go next, who may be taken by which session.

A stage, a route or a local variant is written in a file and needs no code.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import model_validator

from planner.inputs.activities import Activity, wrong_routes
from planner.inputs.attributes import Attribute, Choice
from planner.inputs.conditions import WORDS, Condition, wrong_words
from planner.inputs.demand import DnaGroup
from planner.inputs.distributions import Distribution
from planner.inputs.findings import ContradictionError, Finding, unknown
from planner.inputs.stage_graph import instant_loops
from planner.inputs.units import (
    Count,
    Days,
    Number,
    OffsetMinutes,
    Parameters,
    Pounds,
    Share,
    SmallFactor,
    Unit,
    WholeMinutes,
    YesNo,
)
from planner.locale import _

Role = Literal[
    "admin", "nurse", "operator", "reporter", "consultant", "scanner", "infusion nurse",
    "chair", "falls service", "exercise class",
]  # fmt: skip
Milestone = Literal[
    "registration", "assessment", "vetting", "scan", "report", "recommendation",
    "letter", "treatment start", "16-week review", "52-week review",
    "falls assessment", "strength and balance training", "on treatment at 52 weeks",
]  # fmt: skip


class Step(Parameters):
    """One route from a stage."""

    to: str
    """Next stage, or one of the pathway's ends."""
    when: dict[str, Condition] = {}
    """People of this way: attributes and characteristics; empty: everybody left."""
    share: Share = 1.0
    """Share of those who fit `when`; the rest try the next step."""
    delay: Annotated[Distribution, Unit("days")] = Distribution()
    """Days from completion to joining."""
    not_before_days: Days | None = None
    """Joins no earlier than this many days after the clock started (the fracture)."""
    visits: Count | None = None
    """Open on the first so many visits to the stage alone: a course of three doses
    goes back to its stage twice; None: on every visit."""
    later_than_days: Days | None = None
    """Open to those alone who completed the stage more than so many days after first
    joining it, such as a dose given too late; None: to everybody."""
    late_after_days: Days | None = None
    """Open to those alone who completed the stage more than so many days after their
    clock started (the fracture), such as advice that comes too late; None: to all."""
    beside: YesNo = False
    """Whether this way is gone beside the others: the person goes on, and is at the
    same time on this way, such as a referral to another service."""


class Notice(Parameters):
    """Days between joining and the earliest appointment, by urgency."""

    routine: Days = 0.0
    urgent: Days = 0.0


class ExtraMinutes(Parameters):
    """Minutes that some people take beyond the others, such as for a second look."""

    when: dict[str, Condition]
    """Attributes and characteristics of those who take them."""
    minutes: OffsetMinutes


class Stage(Parameters):
    """One stage of the pathway; without an activity that serves it, a delay."""

    number: Number
    title: str = ""
    role: Role | None = None
    """Whose work it is, for load and staffing tables."""
    slot_minutes: WholeMinutes = 1
    """Booked length of one appointment."""
    duration: Annotated[Distribution | None, Unit("minutes")] = None
    """Minutes really taken; the slot's length when left out."""
    extra_minutes: tuple[ExtraMinutes, ...] = ()
    """Minutes really taken on top, by group; the first that fits decides. Those beyond
    the spare minutes hold the session longer, and it may see fewer."""
    spare_minutes: OffsetMinutes = 0
    """Minutes of a slot that are not needed as a rule, and hold extra ones."""
    duration_draws: Count = 1
    """Own draws when a stage is visited again; a visit takes draw number visit - 1."""
    hold: Literal["duration", "slot", "larger"] = "duration"
    dna: Share = 0.0
    """Chance that an appointment is missed (did not attend)."""
    dna_factors: dict[str, SmallFactor] = {}
    """Factors on that chance by what is done about it, such as reminders."""
    appointment_price: Pounds = 0.0
    """Cost of each appointment booked, such as a text message."""
    dna_maximum: Count | None = None
    """Discharged after this many missed appointments; None: never."""
    dna_delay_days: Days = 0.0
    """Days until a person who missed an appointment joins the list again."""
    dna_hold: Literal["slot", "duration"] = "slot"
    backfill: Share = 0.0
    """Chance that a missed appointment is free again at once for somebody else."""
    notice_days: Notice = Notice()
    milestone: Milestone | None = None
    """Event that completing the stage counts as in the audit's measures."""
    target_days: Days | None = None
    """Waiting-time mark for this stage's list, where one is published."""
    next: tuple[Step, ...] = ()

    @property
    def chance_missed(self) -> float:
        """Chance that an appointment is missed, with all that is done about it."""
        return min(1.0, self.dna * math.prod(self.dna_factors.values()))


class Pathway(Parameters):
    """Stages, activities, roles and the yes/no attributes that route people."""

    title: str = ""
    why: str = ""
    """Purpose of the pathway, and its difference from others."""
    entry: dict[Literal["fls", "other"], str]
    """First stage of FLS patients and of other DXA referrals."""
    ends: tuple[str, ...] = ("done",)
    choices: dict[str, Choice] = {}
    """Choices of one thing a person, such as a drug; attributes may ask for it."""
    attributes: dict[str, Attribute] = {}
    dna_groups: tuple[DnaGroup, ...] = ()
    """Groups that miss appointments unlike others; the first that fits decides."""
    stages: dict[str, Stage]
    activities: dict[str, Activity]
    roles: dict[str, tuple[str, ...]] = {}
    """Activities a role's session offers, in order, when no job plan says otherwise."""
    scan_activities: tuple[str, ...] = ()
    """Activities of a scanner session."""
    reserved_activities: tuple[str, ...] = ()
    """Activities of a scanner's reserved slots."""
    temporary_activities: tuple[str, ...] = ()
    """Activities of evening, weekend and insourced lists."""
    elsewhere_activities: tuple[str, ...] = ()
    """Activities of scans bought elsewhere: who goes there, and who goes first."""
    outsourced_activities: tuple[str, ...] = ()
    """Activities done outside; each has a wait, which is the turnaround."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = [*self._unknown_names(), *self._ambiguous_names()]
        found += [*self._wrong_conditions(), *self._repeated_numbers()]
        found += [*self._wrong_companions(), *self._unheld_minutes()]
        # Only where every name leads somewhere can ways be followed.
        found = found or self._loops()
        if found:
            raise ContradictionError(found)
        return self

    def served_stages(self) -> frozenset[str]:
        """Stages that some activity serves; the others are delays."""
        return frozenset(s for a in self.activities.values() for s in a.stages)

    def _unknown_names(self) -> list[Finding]:
        places = {*self.stages, *self.ends}
        found = [
            unknown(f"stages.{name}.next", step.to, _("a stage or an end"), places)
            for name, stage in self.stages.items()
            for step in stage.next
            if step.to not in places
        ]
        found += [
            unknown(f"entry.{kind}", stage, _("a stage"), self.stages)
            for kind, stage in self.entry.items()
            if stage not in self.stages
        ]
        found += [
            unknown(f"activities.{name}.stages", stage, _("a stage"), self.stages)
            for name, activity in self.activities.items()
            for stage in activity.stages
            if stage not in self.stages
        ]
        lists = {f"roles.{role}": names for role, names in self.roles.items()}
        lists["scan_activities"] = self.scan_activities
        lists["reserved_activities"] = self.reserved_activities
        lists["temporary_activities"] = self.temporary_activities
        lists["elsewhere_activities"] = self.elsewhere_activities
        lists["outsourced_activities"] = self.outsourced_activities
        return found + [
            unknown(owner, name, _("an activity"), self.activities)
            for owner, names in lists.items()
            for name in names
            if name not in self.activities
        ]

    def _ambiguous_names(self) -> list[Finding]:
        """Choices named as something else that a condition may ask for."""
        others = {*self.attributes, *WORDS, "urgent"}
        rule = _("is the name of something else too")
        hint = _("give it a name of its own")
        return [
            Finding(f"choices.{name}", rule, repr(name), hint)
            for name in self.choices
            if name in others
        ]

    def _wrong_conditions(self) -> list[Finding]:
        """Conditions on what no person has; an attribute may ask for earlier ones."""
        hint = _("see the attributes of the pathway, and planner/inputs/conditions.py")
        known: dict[str, tuple[str, ...]] = {}
        asked = []
        for name, choice in self.choices.items():
            key = f"choices.{name}.groups"
            asked += [(key, group.when, dict(known)) for group in choice.groups]
            known[name] = choice.answers
        for name, attribute in self.attributes.items():
            key = f"attributes.{name}.groups"
            asked += [(key, group.when, dict(known)) for group in attribute.groups]
            known[name] = ()
        for name, stage in self.stages.items():
            asked += [(f"stages.{name}.next", step.when, known) for step in stage.next]
            key = f"stages.{name}.extra_minutes"
            asked += [(key, extra.when, known) for extra in stage.extra_minutes]
        asked += [("dna_groups", group.when, known) for group in self.dna_groups]
        found = [
            Finding(key, rule, hint=hint)
            for key, when, drawn in asked
            for rule in wrong_words(when, drawn)
        ]
        return [*found, *wrong_routes(self.activities, known)]

    def _repeated_numbers(self) -> list[Finding]:
        found = []
        for what in ("stages", "activities", "attributes", "choices"):
            owners: dict[int, str] = {}
            for name, item in getattr(self, what).items():
                other = owners.setdefault(item.number, name)
                if other != name:
                    rule = _("shares its number with {other!r}", other=other)
                    hint = _(
                        "give each its own number, and keep it: it fixes random numbers"
                    )
                    key = f"{what}.{name}.number"
                    found.append(Finding(key, rule, str(item.number), hint))
        return found

    def _wrong_companions(self) -> list[Finding]:
        """Ways beside the others that take a share, or lead nowhere."""
        hint = _("say who goes it by an attribute under `when`, and to which stage")
        rule = _("is gone beside the others by all who fit, and leads to a stage")
        return [
            Finding(f"stages.{name}.next", rule, f"{step.to}, {step.share:g}", hint)
            for name, stage in self.stages.items()
            for step in stage.next
            if step.beside and (step.share < 1 or step.to not in self.stages)
        ]

    def _unheld_minutes(self) -> list[Finding]:
        """Extra minutes where a session is held for the slot, whatever is taken."""
        rule = _("would hold no session longer, for it is held for the slot")
        hint = _('write hold = "larger": for the slot, or longer where it takes longer')
        return [
            Finding(f"stages.{name}.extra_minutes", rule, hint=hint)
            for name, stage in self.stages.items()
            if stage.extra_minutes and stage.hold == "slot"
        ]

    def _loops(self) -> list[Finding]:
        """Stages that lead back to themselves in no time at all."""
        hint = _("give the way back a delay, or the stage a duration")
        rule = _("leads back to itself without service or delay")
        served = self.served_stages()
        at_once = {
            name: [step.to for step in stage.next if not step.delay.average]
            for name, stage in self.stages.items()
            if name not in served and not (stage.duration and stage.duration.average)
        }
        return [
            Finding(f"stages.{name}.next", rule, hint=hint)
            for name in instant_loops(at_once)
        ]
