"""Published claims about what an FLS is worth: inputs, a chain of sums, a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

import pandas as pd
from pydantic import Field, ValidationError, model_validator

from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.files import read_toml, shown_path
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.provenance import problems_from
from planner.inputs.small_world.tables import Amount
from planner.inputs.units import Decimal, Parameters
from planner.locale import _, gettext_noop
from planner.verification.judge import SMALLEST, evaluate
from planner.verification.read import UNREADABLE

REPRODUCED = gettext_noop("reproduced")
NOT_REPRODUCED = gettext_noop("not reproduced")
SUFFIX = ".toml"
NAME = re.compile(r"\b[a-z_][a-z_0-9]*\b")


class ClaimInput(Parameters):
    """A number that a claim starts from."""

    id: str
    title: str
    value: Decimal
    unit: str
    source: str
    confidence: Literal["seen", "derived", "assumption"] = "seen"


class Step(Parameters):
    """One sum of inputs and earlier steps, and the number published for it."""

    id: str
    title: str
    sum: str
    unit: str
    published: Decimal | None = None
    tolerance: Amount = 0.0
    tolerance_share: Amount = 0.0
    differs: str = ""
    """Reason why the published number does not reproduce; only where it does not."""
    note: str = ""

    def agrees(self, value: float) -> bool:
        """Whether a value is the published one, within its tolerance."""
        if self.published is None:
            return False
        near = self.tolerance, self.tolerance_share * abs(self.published), SMALLEST
        return abs(value - self.published) <= max(near)


class Claim(Parameters):
    """A published claim, worked out step by step."""

    title: str
    says: str
    by: str
    case: Literal["low", "central", "ceiling"]
    finding: str
    """Result of working it out, in one sentence."""
    urls: Annotated[tuple[str, ...], Field(min_length=1)]
    input: tuple[ClaimInput, ...]
    step: Annotated[tuple[Step, ...], Field(min_length=1)]

    @cached_property
    def values(self) -> dict[str, float]:
        """Every input and step by its id."""
        found = {each.id: each.value for each in self.input}
        for each in self.step:
            found[each.id] = evaluate(each.sum, found)
        return found

    @model_validator(mode="after")
    def _explains_itself(self) -> Self:
        known, found = {each.id: each.value for each in self.input}, list[Finding]()
        for place, each in enumerate(self.step):
            key = f"step.{place}"
            try:
                known[each.id] = evaluate(each.sum, known)
            except UNREADABLE as error:
                kind = type(error).__name__
                rule = _("is a sum: {kind} {error}", kind=kind, error=error)
                hint = _("use ids of inputs and earlier steps")
                found.append(Finding(f"{key}.sum", rule, each.sum, hint))
                break
            if each.published is not None:
                found += self._not_explained(key, each, known[each.id])
        if found:
            raise ContradictionError(found)
        return self

    @staticmethod
    def _not_explained(key: str, step: Step, value: float) -> list[Finding]:
        agrees = step.agrees(value)
        if agrees != bool(step.differs):
            return []
        rule = _("stands where the published number does not reproduce, and only there")
        hint = _("the sum gives {value:,.10g}", value=value)
        return [Finding(f"{key}.differs", rule, step.differs, hint)]


def shipped_claims() -> dict[str, Path]:
    """Files of the claims that come with the planner, by name."""
    folder = Path(str(resources.files("planner.data"))) / "claims"
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def load_claims(names: Iterable[str] = ()) -> dict[str, Claim]:
    """Claims by name: those shipped, or those asked for by name or file.

    Raises
    ------
    ScenarioError: with every problem of every file
    """
    shipped, problems = shipped_claims(), list[Problem]()
    claims: dict[str, Claim] = {}
    for name in list(names) or shipped:
        try:
            if name not in shipped and not name.endswith(SUFFIX):
                what = gettext_noop("claim")
                raise ScenarioError(unknown_name(what, name, shipped))
            path = shipped.get(name, Path(name))
            claims[path.stem] = _read(path)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return claims


def _read(path: Path) -> Claim:
    raw = read_toml(path)
    try:
        return Claim.model_validate(raw)
    except ValidationError as error:
        found = problems_from(error, shown_path(path), {}, Claim)
        raise ScenarioError(found) from None


def claim_table(name: str, claim: Claim) -> pd.DataFrame:
    """Inputs and steps of a claim, a row each, with our value and the published one."""
    rows: list[dict[str, object]] = [
        {**each.model_dump(), "line": "input", "sum": "", "note": ""}
        for each in claim.input
    ]
    for step in claim.step:
        value = claim.values[step.id]
        rows.append(
            {
                **step.model_dump(include={"id", "title", "sum", "unit", "published"}),
                "line": "step",
                "value": value,
                "verdict": _verdict(step, value),
                "note": step.differs or step.note,
            }
        )
    table = pd.DataFrame(rows, columns=COLUMNS).assign(claim=name, case=claim.case)
    numbers = ["value", "published"]
    table[numbers] = table[numbers].astype(float)
    words = table.columns.difference(numbers)
    table[words] = table[words].fillna("")
    return table


COLUMNS = (
    "claim", "case", "line", "id", "title", "sum", "value", "unit", "published",
    "verdict", "source", "confidence", "note",
)  # fmt: skip


def _verdict(step: Step, value: float) -> str:
    if step.published is None:
        return ""
    return REPRODUCED if step.agrees(value) else NOT_REPRODUCED


def with_numbers(claim: Claim, text: str) -> str:
    """A sum with the numbers in place of their names.

    >>> with_numbers(load_claims(["leal-2017"])["leal-2017"], "cost_men / qalys_men")
    '1,975 / 0.099'
    """
    shown = {key: short_number(value) for key, value in claim.values.items()}
    text = NAME.sub(lambda found: shown.get(found[0], found[0]), text)
    return text.replace("*", "×")


def short_number(value: float) -> str:
    """A number with its thousands apart, to five digits where it is a fraction.

    >>> short_number(327205.0), short_number(4.433333), short_number(0.0)
    ('327,205', '4.4333', '0')
    """
    whole = float(value).is_integer() or abs(value) >= 1000
    return f"{value:,.0f}" if whole else f"{value:,.5g}"
