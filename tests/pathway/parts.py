"""What a small world is made of, each part printing as the Python that makes it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from planner.demand.cohort import FAR


class Short:
    """Prints what differs from the default; a part that holds others takes lines."""

    def __repr__(self) -> str:
        """The Python that makes it."""
        given = [
            f"{item.name}={shown(getattr(self, item.name))}"
            for item in fields(self)  # type: ignore[arg-type]
            if getattr(self, item.name) != usual(item)
        ]
        return f"{type(self).__name__}({', '.join(given)})"


def usual(item: Any) -> Any:
    """Default of a field, or nothing that any value equals."""
    return item.default if item.default_factory is MISSING else item.default_factory()


def shown(value: Any) -> str:
    """What a field prints as; people, sessions and the like stand a line each."""
    if isinstance(value, dict) and any(isinstance(v, Short) for v in value.values()):
        return "{" + "".join(f"\n  {k!r}: {v!r}," for k, v in value.items()) + "\n}"
    if isinstance(value, list) and value:
        return "[" + "".join(f"\n  {item!r}," for item in value) + "\n]"
    return repr(value)


@dataclass(frozen=True, repr=False)
class Human(Short):
    """One person; a board's inputs would give the same facts."""

    joined: int
    stage: str = "a"
    seed: int = 0
    provider: int = 1
    exit: int = FAR
    fracture_day: int = 0
    """Days, for better or worse: a fracture has a date."""
    source: int = 0
    urgent: bool = False
    site: int = 0
    fact: bool = False
    dna_class: int = 0
    identified: bool = True


@dataclass(frozen=True, repr=False)
class Opening(Short):
    """One session; `serves` None means its provider's own list."""

    start: int
    length: int
    plan: tuple[int, ...] = (1,)
    provider: int = 1
    serves: tuple[int, ...] | None = None


@dataclass(frozen=True, repr=False)
class Way(Short):
    """One route from a stage."""

    to: str = "done"
    share: float = 1.0
    delay: tuple[int, ...] = (0,)
    """Equally likely lengths."""
    not_before: int | None = None
    when: tuple[tuple[str, Any], ...] = ()
    visits: int | None = None
    later_than: int | None = None
    late_after: int | None = None
    beside: bool = False


@dataclass(frozen=True, repr=False)
class Place(Short):
    """One stage; without an activity that serves it, a delay."""

    number: int
    slot: int = 1
    lasts: tuple[int, ...] | None = None
    """Equally likely lengths; None stands for the slot's."""
    draws: int = 1
    hold: str = "duration"
    dna: tuple[float, ...] = (0.0,)
    """Chance in each period of the world."""
    dna_of_others: float | None = None
    """Chance of those who are of class 1, if it is another."""
    backfill: tuple[float, ...] = (0.0,)
    dna_maximum: int | None = None
    dna_delay: int = 0
    dna_hold: str = "slot"
    notice: int = 0
    urgent_notice: int = 0
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, repr=False)
class Work(Short):
    """One activity."""

    stages: tuple[str, ...] = ("a",)
    source: str | None = None
    urgent: bool | None = None
    sites: tuple[str, ...] = ()
    when: tuple[tuple[str, Any], ...] = ()
    waited: int | None = None
    window: tuple[int, int] | None = None
    """From the fracture day's midnight; the last one's day counts whole."""
    discipline: str = "first come"
    urgent_first: bool = False
    target: int = 0
    open_after: int = 0


@dataclass(frozen=True, repr=False)
class Help(Short):
    """A share of one provider's people who join another's list at a stage."""

    stage: str
    home: int
    to: int
    share: float
    first: int = 0
    until: int = 10_000
    by_site: bool = False
    """Whether it is a list of a site: by one number a person, asked after the rest."""


@dataclass(frozen=True, repr=False)
class World(Short):
    """Everything an engine needs."""

    people: list[Human]
    sessions: list[Opening]
    stages: dict[str, Place] = field(default_factory=lambda: {"a": Place(1)})
    activities: dict[int, Work] = field(default_factory=lambda: {1: Work()})
    horizon: int = 200
    stretches: tuple[int, ...] = (0,)
    """First minute of each period with chances of its own."""
    unit: int = 1
    """Minutes that one unit of time has."""
    help: list[Help] = field(default_factory=list)
