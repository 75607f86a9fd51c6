"""Answers to the three plain questions, as sentences and rows for one screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.experiment.ask.amounts import ROLES, Amounts, new_scanners
from planner.experiment.ask.confirm import Confirmed
from planner.experiment.ask.propose import WITHIN_LIMIT, Proposal
from planner.experiment.ask.question import Question
from planner.experiment.marks import LIST, WAIT, Mark
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS

PARTS = {
    "nurse": gettext_noop("nurses"),
    "admin": gettext_noop("administrators"),
    "reporter": gettext_noop("reporters"),
    "sessions": gettext_noop("DXA sessions a week"),
    "lists": gettext_noop("bought-in lists a week"),
}


@dataclass(frozen=True)
class Cost:
    """Pounds that an answer costs on top of the plan.

    Attributes
    ----------
    a_year : revenue of the last financial year, when all posts are filled
    whole_plan : revenue of the whole plan, one-off costs included
    capital : of the whole plan
    """

    a_year: float
    whole_plan: float
    capital: float


def answer_table(
    question: Question,
    proposal: Proposal,
    confirmed: Mapping[str, Confirmed],
    costs: Mapping[str, Cost],
) -> pd.DataFrame:
    """One row a board: amounts, what they bring, chance and cost."""
    rows = []
    for board, found in confirmed.items():
        new, limits = found.amounts, question.limits
        row = {
            "board": board,
            "nurse_wte": new.nurse,
            "admin_wte": new.admin,
            "reporter_wte": new.reporter,
            "operator_wte": round(new.sessions * limits.wte_a_session, 2),
            "dxa_sessions_a_week": new.sessions,
            "new_scanners": new_scanners(question.plan, board, new.sessions),
            "bought_in_lists_a_week": new.lists,
            "chance": found.chance,
            "chance_one_less": found.one_less,
            "cost_a_year": costs[board].a_year,
            "cost_whole_plan": costs[board].whole_plan,
            "capital": costs[board].capital,
        }
        for mark, asked, value in zip(
            proposal.marks[board], question.marks[board], found.values, strict=True
        ):
            row[f"{mark.kpi}_asked"] = asked.target
            row[f"{mark.kpi}_aimed"] = mark.target
            row[f"{mark.kpi}_reached"] = value
        rows.append(row)
    return pd.DataFrame(rows)


def answer_sentences(
    question: Question,
    proposal: Proposal,
    confirmed: Mapping[str, Confirmed],
    wanted: float,
    names: Mapping[str, str],
) -> Iterator[str]:
    """Limits that stop a mark, boards that miss it, dates, and what was assumed."""
    yield from _limits(question, proposal)
    yield from _missed(question, proposal, confirmed, wanted, names)
    yield _(
        "Chance: share of the replications in which the aim is met; they differ by"
        " random variation. In brackets: the chance with one unit less."
    )
    dates = question.dates
    yield _(
        "If decided on {day}, the first day is {staff} for new posts, {sessions} for"
        " sessions with trained operators, {lists} for bought-in lists, and {scanner}"
        " for a further scanner.",
        day=question.plan.plan_start,
        staff=dates.staff,
        sessions=dates.sessions,
        lists=dates.lists,
        scanner=dates.scanner,
    )
    yield from _assumed(question, confirmed)


def _assumed(question: Question, confirmed: Mapping[str, Confirmed]) -> Iterator[str]:
    """Limits that the answer hangs on and that no source supports."""
    assumed = [
        _("{name} ({value:g})", name=question.limits.title(name),
          value=getattr(question.limits, name))
        for name in limits_used(question, confirmed)
        if question.limits.owner(name).confidence == "assumption"
    ]  # fmt: skip
    if assumed:
        yield _(
            "Assumptions, for want of a source (set your own with --limits FILE):"
            " {names}.",
            names="; ".join(assumed),
        )


def limits_used(question: Question, confirmed: Mapping[str, Confirmed]) -> list[str]:
    """Limits that dates, amounts or costs of an answer hang on."""
    new = [found.amounts for found in confirmed.values()]
    scanners = any(
        new_scanners(question.plan, board, found.amounts.sessions)
        for board, found in confirmed.items()
    )
    used: list[str] = []
    if any(each.nurse or each.admin or each.reporter or each.sessions for each in new):
        used += ["hire_months", "hire_price"]
    if any(each.sessions for each in new):
        used += ["operator_months", "wte_a_session"]
    if scanners:
        used += ["most_scanners", "scanner_months", "scanner_capital", "room_one_off"]
    if any(each.lists for each in new):
        used += ["contract_months", "most_lists_a_week", "list_price"]
    return used


def limits_table(question: Question) -> pd.DataFrame:
    """Every limit with its source, a row each."""
    rows = []
    for name in type(question.limits).model_fields:
        owner = question.limits.owner(name)
        rows.append(
            {
                "limit": name,
                "title": question.limits.title(name),
                "value": getattr(question.limits, name),
                "unit": owner.unit,
                "source": owner.source,
                "year": owner.year,
                "confidence": owner.confidence,
                "note": owner.why,
            }
        )
    return pd.DataFrame(rows)


def _limits(question: Question, proposal: Proposal) -> Iterator[str]:
    """One sentence for each mark that the pathway rules out, for all boards."""
    by_kpi: dict[str, list[float]] = {}
    for values in proposal.highest.values():
        for kpi, value in values.items():
            by_kpi.setdefault(kpi, []).append(value)
    for kpi, found in by_kpi.items():
        if kpi in (WAIT, LIST):
            continue
        asked = max(
            mark.target
            for board in proposal.highest
            for mark in question.marks[board]
            if mark.kpi == kpi
        )
        yield _(
            "No capacity reaches {asked:g} % ({title}): even if nobody had to wait, the"
            " pathway would bring only {highest} % there, since the others are not"
            " sent, are not reached, or come too late. The answer above therefore aims"
            " at {part:.0f} % of that highest value, not at the mark.",
            part=100 * WITHIN_LIMIT,
            highest=_range(min(found), max(found)),
            asked=asked,
            title=_(KPIS[kpi].title),
        )


def _range(low: float, high: float) -> str:
    """Two numbers as one where they round to the same."""
    if round(low) == round(high):
        return f"{low:.0f}"
    return _("{low:.0f} to {high:.0f}", low=low, high=high)


def _missed(
    question: Question,
    proposal: Proposal,
    confirmed: Mapping[str, Confirmed],
    wanted: float,
    names: Mapping[str, str],
) -> Iterator[str]:
    for board, found in confirmed.items():
        if found.chance >= wanted:
            continue
        at_most = getattr(found.amounts, found.part) >= question.most(board, found.part)
        part = found.part if at_most else proposal.stopped.get(board, "")
        most = question.most(board, part) if part else math.nan
        values = ", ".join(
            said_value(mark, value)
            for mark, value in zip(proposal.marks[board], found.values, strict=True)
        )
        name = names.get(board, board)
        if part:
            yield _(
                "{board} cannot get there by {by}: it can have at most {most:g}"
                " {part}. The best is {values}.",
                board=name,
                by=question.by.date,
                part=_(PARTS[part]),
                most=most,
                values=values,
            )
        else:
            yield _(
                "{board} meets the aim in only {chance:.0f} % of the replications, and"
                " more of the same brings no more: {values}.",
                board=name,
                chance=100 * found.chance,
                values=values,
            )


def said_amounts(question: Question, board: str, new: Amounts) -> str:
    """New capacity of a board in one line: WTE by role and band, sessions, lists."""
    limits, parts = question.limits, []
    for role in ROLES:
        if wte := getattr(new, role):
            parts.append(
                _("{wte:g} WTE {role} (band {band})",
                  wte=wte, role=_(role), band=limits.band(role))
            )  # fmt: skip
    if new.sessions:
        parts.append(
            _("{sessions:g} DXA sessions a week, {wte:g} WTE operators (band {band})",
              sessions=new.sessions, wte=round(new.sessions * limits.wte_a_session, 2),
              band=limits.operator_band)
        )  # fmt: skip
    if scanners := new_scanners(question.plan, board, new.sessions):
        parts.append(ngettext("{n} further scanner", "{n} further scanners", scanners))
    if new.lists:
        parts.append(
            _("{lists:g} bought-in evening or weekend lists a week until {end}",
              lists=new.lists, end=question.dates.lists_end)
        )  # fmt: skip
    return "; ".join(parts) or _("nothing")


def said_value(mark: Mark, value: float) -> str:
    """A measure's value in its unit."""
    if not math.isfinite(value):
        return _("not measured")
    if mark.kpi == LIST:
        return _("{people:,.0f} people", people=value)
    if mark.kpi == WAIT:
        return _("{share:.1f} % over {days:g} days", share=value, days=mark.target)
    return f"{value:.0f} %"


def said_beside(mark: Mark, value: float) -> str:
    """A measure's value beside the mark that was asked for."""
    reached = said_value(mark, value)
    if mark.kpi == LIST:
        return _("{reached} ({people:,.0f})", reached=reached, people=mark.target)
    if mark.kpi == WAIT:
        return _("{reached} (none)", reached=reached)
    return _("{reached} ({target:g} %)", reached=reached, target=mark.target)


def said_marks(marks: Sequence[Mark]) -> str:
    """Marks in one line."""
    return "; ".join(mark.title for mark in marks)


def total_of(costs: Iterable[Cost]) -> Cost:
    """Sum of the costs of all boards."""
    found = list(costs)
    return Cost(
        a_year=sum(each.a_year for each in found),
        whole_plan=sum(each.whole_plan for each in found),
        capital=sum(each.capital for each in found),
    )
