"""Tables of a small world: a scenario in a unit of its own, the obvious left out.

Times are in that unit, from its time 0; a number is a constant duration. What each key
means stands in the README of `scenarios/verification`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from planner.inputs.distributions import Distribution
from planner.inputs.findings import ContradictionError, Finding, unknown
from planner.inputs.small_world.shapes import as_distribution
from planner.inputs.units import Count, Decimal, Parameters, Share, Whole, YesNo
from planner.locale import _

Classes = str | dict[str, Share] | Annotated[tuple[str, ...], Field(min_length=1)]
"""One class, shares of classes by chance, or classes in turn."""
Shape = Annotated[Distribution, BeforeValidator(as_distribution)]
Positive = Annotated[Decimal, Field(gt=0)]
Amount = Annotated[Decimal, Field(ge=0)]
People = Annotated[Whole, Field(ge=0)]
SITE = "clinic"
STAGES = ("stages", "stage", "to", "next", "in_turn", "enters")
"""Keys that name stages; `classes` names classes."""


class CaseRoute(Parameters):
    """One route from a stage: a share of all who complete it, after a delay."""

    to: str
    share: Share = 1.0
    delay: Shape = Distribution()


class Branch(Parameters):
    """A share of those who come to a stage: how long they stay, where they go next."""

    share: Share
    duration: Shape
    to: str = "done"


class Missed(Parameters):
    """Appointments that are missed, and what happens then."""

    share: Share
    rejoins: Literal["back", "front"] = "back"
    after: Amount = 0.0
    maximum: Count | None = None
    refilled: Share = 0.0


class StageRules(Parameters):
    """A stage: a list with servers, or a delay without limit."""

    duration: Shape | None = None
    unlimited: YesNo = False
    next: str | tuple[CaseRoute, ...] = "done"
    in_turn: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    missed: Missed | None = None
    notice: Amount = 0.0
    discipline: Literal["first come", "last come", "longest wait"] = "first come"
    draws: Count = 1

    @property
    def ways(self) -> tuple[CaseRoute, ...]:
        """Ways out, a single one as well."""
        return (CaseRoute(to=self.next),) if isinstance(self.next, str) else self.next


class ClassRules(Parameters):
    """People of one class."""

    priority: Whole = 1
    rate: Amount | None = None
    patience: Shape | None = None
    enters: str = ""
    duration: Shape | None = None
    stages: dict[str, StageRules] = {}


class Piece(Parameters):
    """A rate between two times, again at a distance."""

    rate: Amount
    start: Decimal = Field(default=0.0, alias="from")
    until: Decimal | None = None
    every: Positive | None = None


class CaseArrivals(Parameters):
    """People who come: at random, evenly, at listed times, alone or in batches."""

    rate: Amount | None = None
    rates: tuple[Piece, ...] = ()
    every: Positive | None = None
    at: tuple[Decimal, ...] = ()
    spacing: Literal["random", "even"] = "random"
    start: Decimal = Field(default=0.0, alias="from")
    until: Decimal | None = None
    batch: Count | dict[Literal["mean"], Positive] = 1
    classes: Classes = Field(default="", alias="class")
    enters: str = ""
    patience: Shape | None = None
    site: str = SITE

    @property
    def is_stated(self) -> bool:
        """Whether nothing is left to chance."""
        return bool(self.at or self.every or self.spacing == "even")

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Rates by stretch, a single one as well."""
        times = {"from": self.start, "until": self.until}
        whole = Piece.model_validate({"rate": self.rate or 0.0, **times})
        return self.rates or (whole,)


class CasePerson(Parameters):
    """Somebody who comes at a stated time."""

    id: int | str
    arrives: Decimal
    classes: str = Field(default="", alias="class")
    service: Amount | dict[str, Amount] | None = None
    patience: Shape | None = None
    enters: str = ""
    tie: Whole = 0
    site: str = SITE


class StartList(Parameters):
    """People on a list at time 0, with the times that they have waited."""

    stage: str = ""
    count: People = 0
    ages: tuple[Amount, ...] = ()
    youngest: Amount = 0.0
    oldest: Amount = 0.0
    classes: Classes = Field(default="", alias="class")
    patience: Shape | None = None
    site: str = SITE


class Opening(Parameters):
    """So many servers or places: from, until, and again."""

    count: People = 1
    start: Decimal = Field(default=0.0, alias="from")
    until: Decimal | None = None
    every: Positive | None = None
    repeats: Count | None = None
    at: tuple[Decimal, ...] = ()
    rate: Amount = 0.0


class CaseServers(Opening):
    """Servers with opening times; as sessions, places that are used at once or lost."""

    timetable: tuple[Opening, ...] = ()
    booked: tuple[People, ...] = ()
    at_end: Literal["finish", "fit", "stop"] = "finish"
    stages: tuple[str, ...] = ()
    one_queue: YesNo = False
    classes: tuple[str, ...] = ()
    waited_longer_than: Amount | None = None
    site: str = SITE


class Removal(Parameters):
    """Some people taken off a list at a time."""

    at: Decimal
    count: Count
    who: Literal["oldest", "newest"] = "oldest"
    stage: str = ""
    classes: str = Field(default="", alias="class")


class SmallWorld(Parameters):
    """A scenario of a few tables: arriving people, stages, servers."""

    stages: dict[str, StageRules] = {}
    classes: dict[str, ClassRules] = {}
    arrivals: dict[str, CaseArrivals] = {}
    people: tuple[CasePerson, ...] = ()
    lists: dict[str, StartList] = {}
    servers: dict[str, CaseServers] = {}
    sessions: dict[str, CaseServers] = {}
    remove: tuple[Removal, ...] = ()
    pools: dict[str, tuple[str, ...]] = {}
    """Sites that keep one list together."""
    scenario: dict[str, Any] = {}
    """Ordinary keys of a scenario, laid over what these tables make."""

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        tree = {name: getattr(self, name) for name in SmallWorld.model_fields}
        found = self.unknown_names(
            {k: _dumped(v) for k, v in tree.items() if k != "scenario"}
        )
        for name, rule in self.stages.items():
            total = sum(each.share for each in rule.branches or rule.ways)
            if total > 1 + 1e-9:
                hint = _("write shares of all who complete the stage")
                key = f"stages.{name}.{'branches' if rule.branches else 'next'}"
                found.append(
                    Finding(key, _("shares add up to 1 at most"), f"{total:g}", hint)
                )
        if found:
            raise ContradictionError(found)
        return self

    def unknown_names(self, tree: Mapping[str, Any]) -> list[Finding]:
        """Every name in a tree that is no stage or class of this world."""
        stages, classes = {*self.stages, "done"}, {*self.classes}
        return [
            unknown(key, name, _("a class") if of_class else _("a stage"), known)
            for key, name, of_class in _names(tree)
            for known in [classes if of_class else stages]
            if name and name not in known
        ]


def _dumped(value: Any) -> Any:
    if isinstance(value, Parameters):
        return value.model_dump()
    if isinstance(value, Mapping):
        return {key: _dumped(item) for key, item in value.items()}
    return [*map(_dumped, value)] if isinstance(value, list | tuple) else value


def _names(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, bool]]:
    """Every name of a stage or a class in a tree, with its key."""
    for key, value in tree.items():
        place = f"{above}.{key}" if above else key
        if key in (*STAGES, "classes") and above:
            for name in [value] if isinstance(value, str) else value or ():
                if isinstance(name, str):
                    yield place, name, key == "classes"
        if isinstance(value, Mapping):
            yield from _names(value, place)
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from _names(item, f"{place}.{number}")
