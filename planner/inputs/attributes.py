"""A person's attributes, fixed before the clock starts: yes or no, or one of several.

An attribute is true of a share of people; a choice gives each person one of several
answers, such as the drug. Both may have shares of their own for groups of people.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.inputs.conditions import Condition
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.units import Number, Parameters, Share
from planner.locale import _

MOST_ANSWERS = 30
"""Answers of one choice; a condition names those that fit by a bit each."""
DRUG = "drug"
"""Choice of a pathway that says which drug somebody is given."""
Mix = Annotated[dict[str, Share], Field(min_length=1, max_length=MOST_ANSWERS)]


class AttributeGroup(Parameters):
    """Share of an attribute in one group of people."""

    when: dict[str, Condition]
    """Person's characteristics, e.g. site = "hip", age_band = ["75-79", "80-84"]."""
    share: Share


class Attribute(Parameters):
    """A yes/no attribute about a person, fixed before the clock starts."""

    number: Number
    """Declared number: the person's random numbers depend on it, never on the name."""
    share: Share
    """Share of people for whom it is true, where no group below applies."""
    groups: tuple[AttributeGroup, ...] = ()
    """Groups with a share of their own; the first that fits decides."""


class ChoiceGroup(Parameters):
    """Shares of a choice's answers in one group of people."""

    when: dict[str, Condition]
    """Person's characteristics, or the answer of an earlier choice."""
    shares: Mix
    """Shares of the answers, which add up to 1; an answer left out has none."""


class Choice(Parameters):
    """One of several answers for each person, fixed before the clock starts."""

    number: Number
    """Declared number: the person's random numbers depend on it, never on the name."""
    shares: Mix
    """Shares of the answers where no group below applies; they add up to 1."""
    groups: tuple[ChoiceGroup, ...] = ()
    """Groups with shares of their own; the first that fits decides."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers, in the order of the file."""
        return tuple(self.shares)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        mixes = {"shares": self.shares}
        mixes |= {f"groups.{at}.shares": g.shares for at, g in enumerate(self.groups)}
        found = [
            finding
            for key, mix in mixes.items()
            for finding in wrong_mix(key, mix, self.answers)
        ]
        if found:
            raise ContradictionError(found)
        return self


def wrong_mix(
    key: str, mix: dict[str, float], answers: tuple[str, ...]
) -> list[Finding]:
    """Problems of shares that should add up to 1, over answers that there are."""
    found = [
        Finding(f"{key}.{name}", _("is no answer of this choice"), repr(name), hint)
        for name in mix
        if name not in answers
        for hint in [_("there are: {names}", names=", ".join(answers))]
    ]
    total = sum(mix.values())
    if abs(total - 1) > 1e-6:
        hint = _("write shares such as 0.7 and 0.3, one for each answer")
        rule = _("add up to {total:g}, not 1", total=total)
        found.append(Finding(key, rule, f"{total:g}", hint))
    return found
