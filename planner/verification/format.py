"""The format of a case: a small world, what to run of it, and what is known of it.

What each key means stands in the README of `scenarios/verification`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, unknown
from planner.inputs.small_world.tables import Amount, Positive, SmallWorld
from planner.inputs.units import Count, Decimal, Parameters, Whole, YesNo
from planner.locale import _

Gate = Literal["must", "should", "if-supported", "report"]
Counts = Literal["arrivals", "starts", "ends"]
Pair = tuple[Decimal, Decimal]
Unit = Literal["minutes", "hours", "days", "weeks", "months", "years", "time"]


class Base(Parameters):
    """A scenario of the planner that the case runs as it is."""

    scenario: str
    options: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    set: dict[str, Any] = Field(default={})


class Window(Parameters):
    """Length, replications and counting period of a run."""

    end: Positive = 1.0
    warm_up: Amount = 0.0
    run_on: Amount | None = None
    replications: Count = 1
    seed: Annotated[Whole, Field(ge=0)] = 1
    workers: Count | None = None
    counts: Counts = "arrivals"
    clock: Positive | None = None


class Measure(Parameters):
    """The measure, its people and its time."""

    measure: Literal[
        "", "wait", "time_in_system", "service", "start", "end", "left_at",
        "wait_of_leavers", "wait_of_all", "ids", "list", "present", "busy", "age",
        "older", "cleared", "arrivals", "starts", "completions", "left", "missed",
        "appointments", "utilisation", "places", "places_used", "places_lost",
        "overtime", "result", "balance", "little",
    ] = ""  # fmt: skip
    statistic: Literal[
        "", "mean", "sd", "min", "max", "last", "percentile", "sum", "count", "each",
        "share_over", "share_within", "share_equal", "delay", "rate", "came",
        "started", "completed", "left", "in_service", "waiting", "in_order",
    ] = ""  # fmt: skip
    stage: str = ""
    classes: str = Field(default="", alias="class")
    site: str = ""
    who: dict[str, bool | str | tuple[str, ...]] = Field(default={})
    servers: str = ""
    start: Decimal | None = Field(default=None, alias="from")
    until: Decimal | None = None
    at: Decimal | Literal["sessions"] | tuple[Decimal, ...] | None = None
    every: Positive | None = None
    moment: Literal["before", "after"] = "after"
    counts: Counts | None = None
    p: Annotated[Decimal, Field(ge=0, le=100)] = 50.0
    limit: Decimal = 0.0
    of_all: YesNo = False
    kpi: str = ""
    role: str = "all"
    reason: str = "all"
    provider: str = "wales"
    group: str = "all"
    period: str = ""


class Expect(Measure):
    """One measure and the value that it is to have, or why it cannot be had."""

    id: str = ""
    variant: str = ""
    per: Measure | None = None
    sum: str = ""
    over: Literal["mean", "sd"] | tuple[Decimal, ...] = "mean"
    value: Decimal | tuple[Decimal | str, ...] | None = None
    tolerance: Amount = 0.0
    tolerance_share: Amount = 0.0
    between: Pair | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    informative: YesNo = False
    not_expressed: str = ""
    gate: Gate | None = None
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _is_judged(self) -> Self:
        if sum(map(bool, (self.measure, self.sum, self.not_expressed))) != 1:
            rule = _("has one of measure, sum and not_expressed")
            hint = _("write one of them")
            raise ContradictionError(Finding("", rule, self.name, hint))
        bounds = (self.value, self.between, self.at_least, self.at_most)
        if bounds == (None,) * 4 and not (self.informative or self.not_expressed):
            rule = _("expects something")
            hint = _("write value and tolerance, between, at_least or at_most")
            raise ContradictionError(Finding("", rule, self.name, hint))
        return self

    @property
    def name(self) -> str:
        """Its id; else the variant and what is measured."""
        parts = [self.stage, self.classes, self.measure, self.statistic]
        told = ".".join(part for part in parts if part)
        return self.id or "/".join(part for part in (self.variant, told) if part)


class Relation(Parameters):
    """Relation between values of expectations, named by their ids."""

    id: str
    holds: Literal["equal", "greater", "less", "rising", "falling", "ratio", "reaches"]
    of: Annotated[tuple[str, ...], Field(min_length=2)]
    errors: Amount = 0.0
    tolerance: Amount = 0.0
    value: Decimal | None = None
    between: Pair | None = None
    at: tuple[Decimal, ...] = ()
    level: Decimal = 0.0
    gate: Gate | None = None
    note: str = ""

    @model_validator(mode="after")
    def _is_judged(self) -> Self:
        numeric = self.holds in ("ratio", "reaches")
        if numeric and (self.value, self.between) == (None, None):
            rule = _("expects a number")
            hint = _("write value and tolerance, or between")
            raise ContradictionError(Finding("", rule, self.id, hint))
        if self.holds == "reaches" and len(self.at) != len(self.of):
            rule = _("is as long as `of`")
            hint = _("write in `at` the number that belongs to each value, in order")
            raise ContradictionError(Finding("at", rule, self.id, hint))
        return self


class Case(SmallWorld):
    """A small world or a named scenario, what to run of it, and what to expect."""

    id: str
    title: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    gate: Gate = "should"
    note: str = ""
    unit: Unit = "time"
    not_expressed: str = ""
    numbers: dict[str, Decimal] = Field(default={})
    base: Base | None = None
    window: Window = Window()
    expect: tuple[Expect, ...] = ()
    relation: tuple[Relation, ...] = ()

    @model_validator(mode="after")
    def _asks_for_known(self) -> Self:
        names, found = [each.name for each in self.expect], list[Finding]()
        for relation in self.relation:
            key, what = f"relation.{relation.id}.of", _("the id of an expect")
            lost = [name for name in relation.of if name not in names]
            found += [unknown(key, name, what, names) for name in lost]
        for place, name in enumerate(names):
            if name in names[:place]:
                rule = _("two have this id")
                hint = _("give each expect one of its own")
                found.append(Finding(f"expect.{place}.id", rule, name, hint))
        if self.base is None:
            found += self.unknown_names(self.model_dump(include={"expect"}))
        if found:
            raise ContradictionError(found)
        return self
