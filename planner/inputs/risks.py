"""Risks to a plan, as files: each with its size, its date and its source.

A risk says what goes wrong, not at which post or scanner: that is looked up in the plan
that it strikes.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.files import plain_name, read_toml, shipped_folder, shown_path
from planner.inputs.owned_numbers import unwrap
from planner.inputs.pathway import Role
from planner.inputs.provenance import Confidence, problems_from
from planner.inputs.units import (
    Days,
    Months,
    Parameters,
    Unit,
    Whole,
    Wte,
    months_after,
)
from planner.locale import _, gettext_noop

INPUTS, RECRUITMENT, LEAVER = "inputs", "recruitment", "leaver"
SCANNER, AGREEMENT = "scanner", "agreement"
Affects = Literal["inputs", "recruitment", "leaver", "scanner", "agreement"]
MonthOfYear = Annotated[Whole, Field(ge=1, le=12), Unit("month of the year")]
FOLDER, OWNER = "risks", ("source", "confidence")
ORDER = ("late-recruitment", "nurse-leaves", "scanner-fails", "gp-referrals-up",
         "hard-winter", "agreement-ends")  # fmt: skip
"""Shipped risks, in the order of tables; others follow by name."""


class Risk(Parameters):
    """Something that may go wrong while a plan runs."""

    title: str
    short: str
    """Heading of a narrow column."""
    why: str = ""
    affects: Affects = "inputs"
    """People being recruited, people in post, scanners, agreements with neighbours, or
    the inputs that stand under `set`."""
    after_months: Months = 6.0
    """From the plan's first day to the risk's."""
    month: MonthOfYear | None = None
    """Month on whose first day it begins, the next one from then; None: any day."""
    lasts_days: Days | None = None
    """None: to the plan's end."""
    months: Months = 3.0
    """Of recruitment: how much later; of a leaver: until the next one's first day,
    where neither post nor role says."""
    role: Role = "nurse"
    """Role of a leaver."""
    wte: Wte = 1.0
    """WTE of a leaver; all of a smaller post."""
    set: dict[str, Any] = {}
    """Inputs by dotted key; a star stands for every name."""
    source: str = gettext_noop("assumption")
    confidence: Confidence = "assumption"
    name: str = ""
    """Name of its file."""

    def begins(
        self, plan_start: datetime.date, when: datetime.date | None = None
    ) -> datetime.date:
        """First day: as the risk says, or from a day that was chosen."""
        day = when or months_after(plan_start, self.after_months)
        if self.month is None:
            return day
        year = day.year + ((day.month, day.day) > (self.month, 1))
        return datetime.date(year, self.month, 1)

    def ends(self, begins: datetime.date) -> datetime.date | None:
        """Last day; None: it does not end within the plan."""
        if self.lasts_days is None:
            return None
        return begins + datetime.timedelta(days=max(0, round(self.lasts_days) - 1))


def load_risks(names: list[str] | None = None) -> tuple[Risk, ...]:
    """Risks by name or from files; all that come with the planner without a choice.

    Raises
    ------
    ScenarioError: with every problem of every file
    """
    found, problems = [], list[Problem]()
    for path in _paths(names):
        try:
            found.append(read_risk(path))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _paths(names: list[str] | None) -> list[Path]:
    folder = shipped_folder() / FOLDER
    shipped = {path.stem: path for path in folder.glob("*.toml")}
    if names is None:
        order = {name: place for place, name in enumerate(ORDER)}
        names = sorted(shipped, key=lambda name: (order.get(name, len(order)), name))
    paths, problems = [], []
    for name in dict.fromkeys(names):
        if name.endswith(".toml"):
            paths.append(Path(name))
        elif (known := plain_name(name, "--risk", "name")) in shipped:
            paths.append(shipped[known])
        else:
            hint = _("or give the path of a .toml file")
            what = gettext_noop("risk")
            problems.append(
                unknown_name(what, name, sorted(shipped), file="--risk", hint=hint)
            )
    if problems:
        raise ScenarioError(problems)
    return paths


def read_risk(path: Path) -> Risk:
    """The risk in this file.

    Raises
    ------
    ScenarioError
    """
    raw, shown = read_toml(path), shown_path(path)
    values = raw.pop("set", {})
    owner: dict[str, Any] = {key: raw.pop(key) for key in OWNER if key in raw}
    contents = unwrap({**raw, **owner}, shown, Risk)
    problems = list(contents.problems)
    if isinstance(values, dict):
        inside = unwrap({**owner, **values}, shown, Risk, "set")
        values = inside.values
        problems += inside.problems
    given = {"short": raw.get("title", ""), **contents.values, **owner}
    try:
        risk = Risk.model_validate({**given, "set": values, "name": path.stem})
    except ValidationError as error:
        raise ScenarioError(
            [*problems, *problems_from(error, shown, {}, Risk)]
        ) from None
    problems += _wrong_set(risk, shown)
    if problems:
        raise ScenarioError(problems)
    return risk


def _wrong_set(risk: Risk, shown: str) -> list[Problem]:
    """A problem where inputs are set by a risk that is not about them, or are not."""
    if (risk.affects == INPUTS) == bool(risk.set):
        return []
    if risk.set:
        hint = _('write affects = "inputs", or take [set] out')
        rule = _("is for a risk that affects inputs")
        return [Problem(shown, rule, "set", risk.affects, hint)]
    hint = _("a table [set] with the keys that it changes, or affects = another word")
    return [Problem(shown, _("says which inputs it changes"), "set", hint=hint)]
