"""Levers: changes and amounts of capacity, each with the few levels it may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod

from planner.errors import ScenarioError
from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    OPERATOR,
    Amounts,
    changes_of,
    said_part,
)
from planner.experiment.ask.question import Question
from planner.inputs.apply_changes import (
    Change,
    apply_changes,
    load_change,
)
from planner.inputs.limits import Limits
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

Mix = tuple[int, ...]
"""Level of every lever, 0 for nothing: one plan."""
PARTS = {
    "nurse": gettext_noop("nurses"),
    "admin": gettext_noop("administrators"),
    "reporter": gettext_noop("reporters"),
    OPERATOR: gettext_noop("DXA operators"),
    DXA: gettext_noop("DXA sessions a week"),
    LISTS: gettext_noop("bought-in lists a week"),
}
"""Parts of `Amounts` that may be levers, as they are called."""
SHORT = {
    "nurse": gettext_noop("nurse"),
    "admin": gettext_noop("admin"),
    "reporter": gettext_noop("reporter"),
    OPERATOR: gettext_noop("operator"),
    DXA: gettext_noop("sessions"),
    LISTS: gettext_noop("lists"),
}
"""The same in one word, for tables."""
ONE = {DXA: gettext_noop("session"), LISTS: gettext_noop("list")}
"""The same where there is one of it."""
LEVELS: dict[str, tuple[float, ...]] = {
    "nurse": (0.5, 1.0, 1.5, 2.0),
    "admin": (0.5, 1.0),
    "reporter": (0.2, 0.4),
    OPERATOR: (0.5, 1.0),
    DXA: (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0),
    LISTS: (1.0, 2.0, 4.0),
}
"""Levels that are tried where no file says otherwise."""
NAMED = (
    "gp-vetting-2026",
    "text-reminders-2026",
    "validate-scan-list-2026",
    "community-infusion-clinic-2026",
)
"""Shipped changes that are levers where no file says otherwise, if they apply."""
CLINIC = "community-infusion-clinic-2026"


@dataclass(frozen=True)
class Level:
    """One level of a lever: so much of a part, or changes by name."""

    title: str
    short: str
    amount: float = 0.0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Lever:
    """One thing that may be decided, at one of a few levels or not at all.

    Attributes
    ----------
    part : of `Amounts`; empty for changes by name
    """

    name: str
    title: str
    levels: tuple[Level, ...]
    part: str = ""

    @property
    def finds_more(self) -> bool:
        """Whether a level identifies more people."""
        keys = {k for lv in self.levels for c in lv.changes for k in c.raw}
        return any(".identified" in key for key in keys)


@dataclass(frozen=True)
class Levers:
    """Levers of one board, and the plans that their levels make."""

    of: tuple[Lever, ...]

    def __len__(self) -> int:
        return len(self.of)

    @property
    def plans(self) -> int:
        """Number of plans, the one with nothing among them."""
        return prod(len(lever.levels) + 1 for lever in self.of)

    @property
    def nothing(self) -> Mix:
        """The plan with none of them."""
        return (0,) * len(self.of)

    @property
    def everything(self) -> Mix:
        """The plan with each at its highest level."""
        return tuple(len(lever.levels) for lever in self.of)

    def single(self) -> Iterator[Mix]:
        """Plans with one lever alone, at each of its levels."""
        for place, lever in enumerate(self.of):
            for level in range(1, len(lever.levels) + 1):
                yield self.with_level(self.nothing, place, level)

    @staticmethod
    def with_level(mix: Mix, place: int, level: int) -> Mix:
        """A plan with another level of one lever."""
        return (*mix[:place], level, *mix[place + 1 :])

    def one_more(self, mix: Mix) -> Iterator[Mix]:
        """Plans with one lever a level higher."""
        for place, lever in enumerate(self.of):
            if mix[place] < len(lever.levels):
                yield self.with_level(mix, place, mix[place] + 1)

    def one_less(self, mix: Mix) -> Iterator[Mix]:
        """Plans with one lever a level lower."""
        for place, level in enumerate(mix):
            if level:
                yield self.with_level(mix, place, level - 1)

    def exchanges(self, mix: Mix) -> Iterator[Mix]:
        """Plans that differ by one level more, one less, or one of each."""
        for more in self.one_more(mix):
            yield more
            yield from self.one_less(more)
        yield from self.one_less(mix)

    def two_moved(self, mix: Mix) -> set[Mix]:
        """Plans that differ by the levels of at most two levers."""
        moved = set[Mix]()
        for one, other in combinations(range(len(mix)), 2):
            for a in range(len(self.of[one].levels) + 1):
                for b in range(len(self.of[other].levels) + 1):
                    first = self.with_level(mix, one, a)
                    moved.add(self.with_level(first, other, b))
        return moved - {mix}

    def chosen(self, mix: Mix) -> Iterator[tuple[Lever, Level]]:
        """Levers that a plan uses, and their levels."""
        for lever, level in zip(self.of, mix, strict=True):
            if level:
                yield lever, lever.levels[level - 1]

    def amounts(self, mix: Mix) -> Amounts:
        """New capacity of a plan."""
        found = {each.part: lv.amount for each, lv in self.chosen(mix) if each.part}
        return replace(Amounts(), **found)

    def named(self, mix: Mix) -> tuple[Change, ...]:
        """Changes by name of a plan, each once."""
        found = {c.name: c for _lever, lv in self.chosen(mix) for c in lv.changes}
        return tuple(found.values())

    def said(self, mix: Mix) -> str:
        """A plan in words."""
        titles = [level.title for _lever, level in self.chosen(mix)]
        return "; ".join(titles) or _("nothing")

    def short(self, mix: Mix) -> str:
        """A plan in a few words, for tables."""
        titles = [level.short for _lever, level in self.chosen(mix)]
        return ", ".join(titles) or _("nothing")


def scenario_of(question: Question, board: str, levers: Levers, mix: Mix) -> Scenario:
    """The plan of a board with a mix added.

    Raises
    ------
    ScenarioError: where changes of the mix cannot be in force together
    """
    changes = [*levers.named(mix), *changes_of_mix(question, board, levers, mix)]
    return apply_changes(question.plan, changes) if changes else question.plan


def changes_of_mix(
    question: Question, board: str, levers: Levers, mix: Mix
) -> list[Change]:
    """Changes that bring the amounts of a mix."""
    amounts = {board: levers.amounts(mix)}
    return changes_of(question.plan, amounts, question.dates, question.limits)


def usual_levers(question: Question, board: str, *, named: bool = True) -> Levers:
    """Levers of a board where no file says otherwise, as far as they apply there.

    Parameters
    ----------
    named : whether shipped changes are among them
    """
    found = []
    for part, title in PARTS.items():
        if _works(question.plan, part):
            levels = [n for n in LEVELS[part] if n <= most_of(question, board, part)]
            made = tuple(level_of(part, amount, question.limits) for amount in levels)
            if made:
                found.append(Lever(part, _(title), made, part))
    there = {change.name for change in question.plan.changes}
    for name in NAMED if named else ():
        change = load_change(name)
        limited = name != CLINIC or bool(question.plan.boards[board].clinics)
        if name not in there and limited and _applies(question.plan, (change,)):
            level = Level(change.title, change.title, changes=(change,))
            found.append(Lever(name, change.title, (level,)))
    return Levers(tuple(found))


def _works(plan: Scenario, part: str) -> bool:
    """Whether anybody in the pathway is served by a part."""
    role = "scanner" if part in (DXA, LISTS, OPERATOR) else part
    paid = plan.money is None or bool(plan.money.pay)
    return paid and role in {s.role for s in plan.pathway.stages.values()}


def most_of(question: Question, board: str, part: str) -> float:
    """Most of a part that a board can have."""
    return question.most(board, part)


def _applies(plan: Scenario, changes: tuple[Change, ...]) -> bool:
    try:
        apply_changes(plan, changes)
    except ScenarioError:
        return False
    return True


def level_of(part: str, amount: float, limits: Limits) -> Level:
    """A level of an amount, in words."""
    if part == DXA:
        wte = round(amount * limits.wte_a_session, 2)
        said = _("{sessions} with {wte:g} WTE operators",
                 sessions=said_part(part, amount), wte=wte)  # fmt: skip
    elif part == LISTS:
        said = said_part(part, amount)
    else:
        said = _("{wte:g} WTE {role}", wte=amount, role=_(PARTS[part]))
    short = _(ONE[part]) if amount == 1 and part in ONE else _(SHORT[part])
    return Level(said, _("{amount:g} {part}", amount=amount, part=short), amount)
