"""Findings of a check of several values, on their way to the person who wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from planner.errors import known_names
from planner.locale import _


class Finding(NamedTuple):
    """One contradiction between values that are each allowed."""

    key: str
    """Dotted key, counted from the model that was checked."""
    rule: str
    value: str = ""
    hint: str = ""


class ContradictionError(ValueError):
    """Several values that cannot hold together; carries every finding.

    pydantic takes it for an ordinary ValueError and hands it back.
    """

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        one = isinstance(findings, Finding)
        self.findings: tuple[Finding, ...] = (findings,) if one else tuple(findings)  # type: ignore[assignment,arg-type]
        texts = [f"{found.key}: {found.rule}".lstrip(": ") for found in self.findings]
        super().__init__("; ".join(texts))


def in_order(first: object, last: object, key: str, name: str = "start") -> None:
    """Nothing, when the first day does not lie after the last one.

    Raises
    ------
    ContradictionError: naming the last day's key
    """
    if first and last and str(last) < str(first):
        rule = _("lies before {name} {first}", name=name, first=first)
        hint = _("swap the two dates, or write a later {key}", key=key)
        raise ContradictionError(Finding(key, rule, str(last), hint))


def unknown(key: str, name: str, what: str, known: Collection[str]) -> Finding:
    """Finding of a name that nothing has."""
    rule = _("names {name!r}, which is not {what}", name=name, what=what)
    return Finding(key, rule, repr(name), known_names(name, sorted(known)))
