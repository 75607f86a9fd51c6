"""A plan that is being built, in words: its problems, its answer, its budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.errors import Problem
from planner.formula.foreseen import Foreseen
from planner.locale import _, ngettext
from planner.reports.dates import month_and_year
from planner.reports.number_format import number
from planner.reports.tornado import said_input

MOST_KEYS = 3
"""Inputs of one conflict that are named; the others are counted."""


def problem_sentences(
    problems: Iterable[Problem], names: Mapping[str, str] | None = None
) -> list[str]:
    """Problems, those of one kind between the same changes together."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for each in problems:
        alike.setdefault((each.file, each.rule, each.hint), []).append(each)
    return [_sentence(each, names or {}) for each in alike.values()]


def _sentence(problems: list[Problem], names: Mapping[str, str]) -> str:
    first, keys = problems[0], [each for each in problems if each.key]
    named = "; ".join(
        said_input(each.key, names) + (f" = {each.value}" if each.value else "")
        for each in keys[:MOST_KEYS]
    )
    if (more := len(keys) - MOST_KEYS) > 0:
        named += " " + ngettext("and {n} more", "and {n} more", more)
    place = f"{first.file} ({named})" if named else first.file
    fix = " " + _("Fix: {hint}.", hint=first.hint) if first.hint else ""
    return f"{place}: {first.rule}.{fix}"


def cleared_text(found: Foreseen) -> str:
    """Month by which every backlog is cleared, or of how many boards it is.

    Of one board its own month.
    """
    day, done = found.all_cleared, sum(map(bool, found.cleared.values()))
    if day is not None:
        return month_and_year(day, short=True)
    if len(found.cleared) > 1:
        return _("{done} of {boards} boards", done=done, boards=len(found.cleared))
    return _("not yet") if found.cleared else _("none")


def figures_of(found: Foreseen) -> dict[str, str]:
    """The formula's answer: cleared by, list at the end, KPI 5, each as text."""
    return {
        "cleared": cleared_text(found),
        "waiting": number(found.list_at_end, 0),
        "scanned": _("{share} %", share=number(found.share(), 1)),
    }
