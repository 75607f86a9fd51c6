"""Bounds of an answer: rules of the pathway, and limits that are assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from planner.experiment.ask.amounts import new_scanners
from planner.experiment.ask.propose import Proposal
from planner.experiment.ask.question import Question
from planner.experiment.ask.walk import Confirmed
from planner.experiment.marks import LIST, WAIT, Mark
from planner.locale import _
from planner.outcomes.kpi_table import KPIS
from planner.reports.dates import date_text

THOUSAND = 1000
Found = Mapping[str, Confirmed]


def limit_sentences(question: Question, proposal: Proposal) -> Iterator[str]:
    """For each mark that the pathway rules out: its limit, and the rules behind it."""
    for kpi in dict.fromkeys(k for found in proposal.highest.values() for k in found):
        if kpi in (WAIT, LIST):
            continue
        boards = [board for board, found in proposal.highest.items() if kpi in found]
        asked = next(
            mark.target for mark in question.marks[boards[0]] if mark.kpi == kpi
        )
        yield _(
            "No capacity is enough: even if nobody had to wait, {highest} % would be"
            " reached, not {asked:g} % ({title}).",
            title=_(KPIS[kpi].title),
            asked=asked,
            highest=range_text(proposal.highest[board][kpi] for board in boards),
        )
        limits = [proposal.limits.get(board, {}).get(kpi) for board in boards]
        known = [limit for limit in limits if limit is not None]
        if known:
            parts = (
                (_("are never assessed (not reached, or gone before)"), "not_assessed"),
                (
                    _("are assessed but, by the pathway's rules, not sent on"),
                    "not_sent",
                ),
                (_("come too late by its own delays, or miss appointments"), "late"),
            )
            yield _(
                "Of 100 people counted, {parts}. Another pathway would change that, not"
                " capacity.",
                parts="; ".join(
                    _("{range} {what}", range=range_text(values), what=what)
                    for what, name in parts
                    for values in [[getattr(limit, name) for limit in known]]
                    if max(values) >= 1
                ),
            )


def floor_sentences(
    question: Question, proposal: Proposal, board: str
) -> Iterator[str]:
    """Lengths of a list that no capacity reaches: people wait for their own date."""
    found = proposal.highest.get(board, {})
    for mark in question.marks[board]:
        if mark.kpi == LIST and LIST in found:
            yield _(
                "Even if nobody had to wait for a session, notice and the pathway's"
                " own delays would leave {value} (by formula).",
                value=said_value(mark, found[mark.kpi]),
            )


def said_value(mark: Mark, value: float) -> str:
    """A measure's value in its unit."""
    if not math.isfinite(value):
        return _("not measured")
    if mark.kpi == LIST:
        return _("{people:,.0f} people", people=value)
    if mark.kpi == WAIT:
        return _("{share:.1f} % over {days:g} days", share=value, days=mark.target)
    return f"{value:.0f} %"


def range_text(values: Iterable[float]) -> str:
    """Two numbers as one where they round to the same."""
    found = list(values)
    low, high = min(found), max(found)
    if round(low) == round(high):
        return f"{low:.0f}"
    return _("{low:.0f} to {high:.0f}", low=low, high=high)


def assumed(question: Question, found: Found) -> Iterator[str]:
    """Limits that the answer hangs on and that no source supports."""
    limits = question.limits
    unsupported = [
        f"{limits.title(name)} {_shown(getattr(limits, name))}"
        for name in limits_used(question, found)
        if limits.owner(name).confidence == "assumption"
    ]
    if unsupported:
        yield _(
            "Assumptions, for want of a source (--limits FILE sets your own): {names}.",
            names="; ".join(unsupported),
        )


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= THOUSAND else f"{value:g}"


def limits_used(question: Question, found: Found) -> list[str]:
    """Limits that dates, amounts or costs of an answer hang on."""
    new = {board: each.amounts for board, each in found.items()}
    scanners = any(
        new_scanners(question.plan, board, each.sessions) for board, each in new.items()
    )
    used: list[str] = []
    if any(each.nurse or each.admin or each.reporter or each.operator or each.sessions
           for each in new.values()):  # fmt: skip
        used += ["hire_months", "hire_price"]
    if any(each.sessions for each in new.values()):
        used += ["operator_months", "wte_a_session"]
    elif any(each.operator for each in new.values()):
        used += ["operator_months"]
    if scanners:
        used += ["most_scanners", "scanner_months", "scanner_capital", "room_one_off"]
    if any(each.lists for each in new.values()):
        used += ["contract_months", "most_lists_a_week", "list_price"]
    return used


def first_days(question: Question) -> dict[str, str]:
    """The day of the decision, and first days of all that may be added."""
    dates = question.dates
    days = {
        "day": question.plan.plan_start,
        "staff": dates.staff,
        "sessions": dates.sessions,
        "lists": dates.lists,
        "end": dates.lists_end,
        "scanner": dates.scanner,
    }
    return {name: date_text(day, short=True) for name, day in days.items()}
