"""Posts: what is funded, who is there, and how that moves while a plan runs."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, in_order
from planner.inputs.pathway import Role
from planner.inputs.units import (
    AnnualShare,
    Date,
    Decimal,
    Months,
    Number,
    Parameters,
    Pounds,
    Share,
    Unit,
    Wte,
    YesNo,
)
from planner.locale import _

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday",
)  # fmt: skip
Contract = Literal["staff", "bank", "agency", "overtime"]
Speed = Annotated[Decimal, Field(gt=0, le=1), Unit("share")]


class Induction(Parameters):
    """Growth of a newcomer's speed up to full speed."""

    months: Months = 0.0
    """From the first day to full speed."""
    first: Share = 0.0
    """Share of full speed on the first day; from there in a straight line."""
    by_month: tuple[Share, ...] = ()
    """Share of full speed in each month instead of a straight line; then full speed."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.by_month and self.months:
            rule = _("is said twice: a length and a share for each month")
            hint = _("leave out months, or by_month")
            raise ContradictionError(Finding("by_month", rule, hint=hint))
        return self


class Course(Parameters):
    """Teaching that a training needs, which may not be on offer."""

    offered: YesNo = True
    """Whether it can be had at all."""
    start: Date | None = None
    """First day on which it can be begun; None: any day."""


class Training(Parameters):
    """Learning a skill: how long it takes, of whose time, and what it needs."""

    months: Months
    """From the beginning to being trained (certified)."""
    start: Date | None = None
    """First day, for those in post by then; None: new people, on arrival."""
    share: Share = 1.0
    """Share of the learner's worked time that it takes meanwhile."""
    needed: YesNo = True
    """Whether nothing is done alone before it is over, waiting for a course included.
    """
    course: str = ""
    """Course that it needs; empty: none."""
    supervisor: str = ""
    """Post whose people supervise; empty: nobody's time is taken."""
    supervisor_share: Share = 0.0
    """Supervisor's WTE that each WTE of learners takes meanwhile."""


class Cover(Parameters):
    """Work of another role that the people of a post may take over."""

    share: Share
    """Share of the post's sessions given to it."""
    speed: Speed = 1.0
    """Minutes offered for each minute given, against somebody whose work it is."""
    skill: str = ""
    """Training of this post that must be over first; empty: none."""
    start: Date | None = None
    end: Date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.start, self.end, "end")
        return self


class Post(Parameters):
    """A funded post: one role, one band, so much WTE, between two dates."""

    number: Number
    role: Role
    band: str
    wte: Wte
    """Establishment: WTE that is funded, filled or not."""
    in_post: Wte | None = None
    """WTE filled on the first day of the plan or of the post; None: all of it, or
    none where an advert looks for somebody."""
    start: Date | None = None
    """First day; None: from before the plan."""
    end: Date | None = None
    """Last day; None: beyond the plan."""
    advert: Date | None = None
    """Day on which what is vacant at first is advertised; None: as soon as it is so."""
    months_to_hire: Months | None = None
    """From advert to first day; None: as the role says."""
    induction: Induction | None = None
    """None: as the role says."""
    training: dict[str, Training] = {}
    """Skills to be learnt, by name."""
    turnover: AnnualShare | None = None
    """Share of people who leave in a year; None: as the role says."""
    retirements: tuple[Date, ...] = ()
    """Last days of those who retire: of the first person, the second and so on."""
    contract: Contract = "staff"
    """Bank, agency and overtime are paid by the hour worked and have no leave."""
    price_an_hour: Pounds | None = None
    """Of bank, agency or overtime; None: the band's cost and the usual uplift."""
    weekdays: tuple[Weekday, ...] = ()
    """Days on which its people work; empty: any."""
    job_plan: dict[str, Share] = {}
    """Share of sessions that put an activity first; empty: the role's order."""
    protected: dict[str, Share] = {}
    """Shares of a worked session kept for other duties, by kind (governance, travel,
    supervision); empty: what the role's share for patients leaves."""
    covers: dict[str, Cover] = {}
    """Activities of other roles that its people also do."""

    @property
    def filled(self) -> float:
        """WTE in post when it begins."""
        if self.in_post is None:
            return 0.0 if self.advert else self.wte
        return self.in_post

    @property
    def person_wte(self) -> float:
        """WTE of one whole person: 1, or less who works on fewer days."""
        return (len(self.weekdays) or len(WEEKDAYS)) / len(WEEKDAYS)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        in_order(self.start, self.end, "end")
        _adds_up("job_plan", self.job_plan, exactly=True)
        _adds_up("protected", self.protected)
        _adds_up("covers", {name: c.share for name, c in self.covers.items()})
        if self.filled > self.wte:
            rule = _("is more than the establishment of {wte:g} WTE", wte=self.wte)
            hint = _("raise wte, which is what is funded, or lower in_post")
            found = Finding("in_post", rule, f"{self.filled:g}", hint)
            raise ContradictionError(found)
        if len(set(self.weekdays)) != len(self.weekdays):
            rule, hint = _("names a day twice"), _("name each working day once")
            raise ContradictionError(Finding("weekdays", rule, hint=hint))
        if self.price_an_hour is not None and self.contract == "staff":
            rule = _("is for bank, agency or overtime")
            hint = _("say contract, or leave out")
            raise ContradictionError(Finding("price_an_hour", rule, hint=hint))
        people = math.ceil(self.wte / self.person_wte - 1e-9)
        if len(self.retirements) > people:
            rule = _("more dates than the post has people ({people})", people=people)
            hint = _("one date for each person, the first person's first")
            raise ContradictionError(Finding("retirements", rule, hint=hint))
        for name, cover in self.covers.items():
            if cover.skill and cover.skill not in self.training:
                rule = _("names a skill that this post has no training for")
                hint = _("add training.{skill}, or leave skill out", skill=cover.skill)
                where = f"covers.{name}.skill"
                raise ContradictionError(Finding(where, rule, repr(cover.skill), hint))
        return self


def _adds_up(key: str, shares: dict[str, float], exactly: bool = False) -> None:
    total = sum(shares.values())
    if total > 1 + 1e-6 or (exactly and shares and total < 1 - 1e-6):
        rule = _("shares add up to 1") if exactly else _("shares add up to more than 1")
        hint = _("write shares such as 0.7 and 0.3")
        raise ContradictionError(Finding(key, rule, hint=hint))
