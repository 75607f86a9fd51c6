"""Mobile scanning units: scanners that visit boards week by week."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from planner.inputs.findings import ContradictionError, Finding, unknown
from planner.inputs.scanners import Scanner
from planner.inputs.units import Date, Pounds, YesNo
from planner.locale import _

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class MobileUnit(Scanner):
    """A scanner that visits boards week by week; its sessions are those of its host."""

    visits: Annotated[tuple[str, ...], Field(min_length=1)]
    """Boards of its weeks, in turn, for ever again; "" is a week without a visit."""
    needs_operator: YesNo = False
    """Whether its host's operators run it; else its crew is in the price."""
    start: Date
    """First day; its weeks are counted from the Monday of that week."""
    price_a_week: Pounds = 0.0
    """Crew, driving and site, for each week of a visit."""
    capital: Pounds = 0.0
    """Price of the unit, due on its first day, shared by its hosts by their weeks."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if not any(self.visits):
            hint = _('write visits = ["powys", ""]: a week there, a week without')
            raise ContradictionError(Finding("visits", _("names no board"), hint=hint))
        return self

    def is_with(self, board: str, plan_start: datetime.date, days: Ints) -> Bools:
        """Whether the unit is with a host on each of these days of a plan.

        Its weeks run from Monday, and hang on its own first day, not on the plan's.
        """
        monday = (self.start - plan_start).days - self.start.weekday()
        hosts = np.array([name == board for name in self.visits])
        return np.asarray(hosts[(days - monday) // 7 % len(hosts)])

    def weeks_share(self, board: str) -> float:
        """A host's share of the weeks in which the unit is somewhere."""
        return self.visits.count(board) / sum(bool(name) for name in self.visits)


def wrong_units(
    units: Mapping[str, MobileUnit], boards: Collection[str]
) -> Iterator[Finding]:
    """Findings of mobile units that go nowhere, have a site or share a number."""
    owners: dict[int, str] = {}
    for name, unit in units.items():
        where = f"mobile_units.{name}"
        for board in filter(None, unit.visits):
            if board not in boards:
                what = _("a board of the scenario")
                yield unknown(f"{where}.visits", board, what, boards)
        if unit.site:
            hint = _("take the site out: a unit stands where it visits")
            yield Finding(f"{where}.site", _("a mobile unit has none"), unit.site, hint)
        other = owners.setdefault(unit.number, name)
        if other != name:
            rule = _("{other} has this number too", other=other)
            hint = _("give it one of its own")
            yield Finding(f"{where}.number", rule, str(unit.number), hint)
