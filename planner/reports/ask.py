"""Answers to the three plain questions, as sentences and rows for one screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    OPERATOR,
    ROLES,
    Amounts,
    new_scanners,
    said_part,
)
from planner.experiment.ask.answer import CapacityAnswer
from planner.experiment.ask.beside_formula import Beside, beside_formula
from planner.experiment.ask.cost import Cost
from planner.experiment.ask.propose import WITHIN_LIMIT, Proposal
from planner.experiment.ask.question import CLEAR, MEET, Question
from planner.experiment.ask.walk import Confirmed
from planner.experiment.marks import HARDLY_ANYBODY, LIST, WAIT, Mark
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.ask_limits import (
    assumed,
    first_days,
    floor_sentences,
    limit_sentences,
    range_text,
    said_value,
)
from planner.reports.dates import date_text
from planner.reports.number_format import pounds
from planner.reports.select_rows import treated_elsewhere

TITLES = {
    "nurse": gettext_noop("WTE of nurses"),
    "admin": gettext_noop("WTE of administrators"),
    "reporter": gettext_noop("WTE of reporters"),
    OPERATOR: gettext_noop("WTE of DXA operators"),
    DXA: gettext_noop("DXA sessions a week"),
    LISTS: gettext_noop("bought-in lists a week"),
}
Found = Mapping[str, Confirmed]
Names = Mapping[str, str]


def said_question(asked: Question) -> str:
    """The question in words."""
    marks, by = asked.marks[asked.boards[0]], date_text(asked.by.date)
    if asked.kind == MEET:
        return _("{marks}, by {by}", marks=said_marks(marks), by=by)
    (mark,) = marks
    if asked.kind == CLEAR:
        return _("Clear the backlog of the {stage} list ({share:g} % of those on it"
                 " have waited no more than {days:g} days), by {by}", stage=mark.stage,
                 share=100 - mark.room, days=mark.target, by=by)  # fmt: skip
    people = sum(asked.marks[board][0].target for board in asked.boards)
    return _("Keep the {stage} list no longer than today ({people:,.0f} people),"
             " by {by}", stage=mark.stage, people=people, by=by)  # fmt: skip


def first_answer(proposal: Proposal, seconds: float) -> str:
    """The formula's proposal in a sentence: sums over all boards."""
    new, search = proposal.amounts, proposal.search
    if not any(each.any for each in new.values()):
        amounts = _("nothing is needed")
    else:
        price = sum(search.price(board, each) for board, each in new.items())
        posts = (*ROLES, OPERATOR)
        wte = sum(getattr(each, role) for each in new.values() for role in posts)
        parts = [_("{wte:.1f} WTE of posts", wte=wte)] if wte else []
        for part in (DXA, LISTS):
            if count := sum(getattr(each, part) for each in new.values()):
                parts.append(said_part(part, count))
        amounts = _("{parts}, about {price} over the plan",
                    parts=", ".join(parts), price=pounds(price))  # fmt: skip
    return _("By formula, in {seconds:.1f} s: {amounts}. It knows no random variation;"
             " the simulation now finds what holds.",
             seconds=seconds, amounts=amounts)  # fmt: skip


def said_answer(answer: CapacityAnswer, names: Names) -> list[str]:
    """All sentences of an answer, its verdict first."""
    return [*verdict(answer), *answer_sentences(answer, names)]


def verdict(answer: CapacityAnswer) -> Iterator[str]:
    """The answer in a few sentences: whether it can be had, and what it costs."""
    found, proposal = answer.found, answer.proposal
    impossible = list(limit_sentences(answer.question, proposal))
    yield from impossible
    settled = [each for each in found.values() if each.settled]
    total = Cost.total(answer.costs.values())
    money = _(
        "It costs {year} a year once all is in place, {plan} over the plan and"
        " {capital} of capital.",
        year=pounds(total.a_year),
        plan=pounds(total.whole_plan),
        capital=pounds(total.capital),
    )
    needed = any(each.amounts.any for each in found.values())
    if not needed and len(settled) == len(found):
        yield _("Nothing is needed: today's capacity is enough.")
    elif impossible:
        yield _(
            "The capacity below aims at {part:.0f} % of that limit and reaches {best}.",
            part=100 * WITHIN_LIMIT,
            best=_reached(proposal, found),
        )
        yield money
    elif len(settled) == len(found):
        yield _("It can be done, with the capacity below.")
        yield money
    elif not settled:
        yield _(
            "It was not reached with the chance asked for; the best found is below."
        )
        yield money
    else:
        yield ngettext(
            "It can be done in {settled} of {n} board; the best that the others can"
            " reach is below.",
            "It can be done in {settled} of {n} boards; the best that the others can"
            " reach is below.",
            len(found),
            settled=len(settled),
        )
        yield money


def _reached(proposal: Proposal, found: Found) -> str:
    """Range over the boards of each KPI that the pathway bounds."""
    values: dict[str, list[float]] = {}
    for board, each in found.items():
        for mark, value in zip(proposal.marks[board], each.values, strict=True):
            if mark.kpi in proposal.highest.get(board, {}) and math.isfinite(value):
                values.setdefault(mark.kpi, []).append(value)
    if len(values) == 1:
        (only,) = values.values()
        return f"{range_text(only)} %"
    return "; ".join(
        _("{range} % ({title})", range=range_text(v), title=_(KPIS[kpi].title))
        for kpi, v in values.items()
    )


def answer_sentences(answer: CapacityAnswer, names: Names) -> Iterator[str]:
    """Boards that miss the aim, the chance, dates, and what was assumed."""
    question, proposal, found = answer.question, answer.proposal, answer.found
    yield from _missed(question, proposal, found, names)
    any_found = next(iter(found.values())).outcome
    yield _(
        "Chance: of {runs} replications on random numbers that the search had not seen,"
        " each known to ±{points:.0f} points. Sets: fitting sets in which the aim is"
        " mostly met. 1 less: chance with one unit less of the part that matters"
        " least (a day a week of a post, a session or a list a week).",
        runs=len(any_found.held),
        points=max(100 * _half_width(each) for each in found.values()),
    )
    yield from _beside(beside_formula(proposal, found), names)
    yield _(
        "Decided on {day}, first days are: posts {staff}, sessions with trained"
        " operators {sessions}, bought-in lists {lists} (to {end}), a further scanner"
        " {scanner}.",
        **first_days(question),
    )
    yield from assumed(question, found)
    yield from treated_elsewhere(question.plan, list(question.plan.boards), found)


def _beside(compared: Sequence[Beside], names: Names) -> Iterator[str]:
    """That formula and simulation agree, or where they do not, and why."""
    apart = [each for each in compared if each.differs]
    if not apart:
        yield _(
            "The formula agrees with the simulation within the error stated for it"
            " (fls-planner formula shows more)."
        )
        return
    yield _(
        "The formula differs by more than the error stated for it: {boards}. The"
        " simulation, which knows random variation and the fitting sets, is what counts"
        " (fls-planner formula shows more).",
        boards="; ".join(
            _(
                "{board} {formula}, simulated {simulated}{reasons}",
                board=names.get(each.board, each.board),
                formula=said_value(each.mark, each.formula),
                simulated=said_value(each.mark, each.simulated),
                reasons="".join(f", {_(reason)}" for reason in each.reasons),
            )
            for each in apart
        ),
    )


def _half_width(found: Confirmed) -> float:
    low, high = found.outcome.interval()
    return (high - low) / 2


def _missed(
    question: Question, proposal: Proposal, found: Found, names: Names
) -> Iterator[str]:
    for board, each in found.items():
        if each.settled:
            continue
        full = [
            part
            for part in question.parts
            if getattr(each.amounts, part) >= question.most(board, part) > 0
        ]
        values = ", ".join(
            said_value(mark, value)
            for mark, value in zip(proposal.marks[board], each.values, strict=True)
        )
        if full:
            yield _(
                "{board} is stopped by its limit of {limits}; the best is {values}.",
                board=names.get(board, board),
                limits=_(" and ").join(
                    f"{question.most(board, part):g} {_(TITLES[part])}" for part in full
                ),
                values=values,
            )
        else:
            yield _(
                "{board} gets there with a chance of {chance:.0f} % only, and the"
                " search found no more capacity that brings more: {values}.",
                board=names.get(board, board),
                chance=100 * each.chance,
                values=values,
            )
        yield from floor_sentences(question, proposal, board)


def said_amounts(question: Question, board: str, new: Amounts) -> str:
    """New capacity of a board in one line: WTE by role and band, sessions, lists."""
    limits, parts = question.limits, []
    for role in (*ROLES, OPERATOR):
        if wte := getattr(new, role):
            parts.append(
                _("{wte:g} WTE {role} (band {band})",
                  wte=wte, role=_(role), band=limits.band(role))
            )  # fmt: skip
    if new.sessions:
        parts.append(
            _("{sessions} ({wte:g} WTE operators, band {band})",
              sessions=said_part(DXA, new.sessions),
              wte=round(new.sessions * limits.wte_a_session, 2),
              band=limits.operator_band)
        )  # fmt: skip
    if scanners := new_scanners(question.plan, board, new.sessions):
        parts.append(ngettext("{n} further scanner", "{n} further scanners", scanners))
    if new.lists:
        parts.append(said_part(LISTS, new.lists))
    return "; ".join(parts) or _("nothing")


def said_beside(mark: Mark, value: float) -> str:
    """A measure's value beside the mark that was asked for."""
    reached = said_value(mark, value)
    if mark.kpi == LIST:
        return _("{reached} ({people:,.0f})", reached=reached, people=mark.target)
    if mark.kpi == WAIT:
        if mark.room == HARDLY_ANYBODY:
            return _("{reached} (none)", reached=reached)
        return _("{reached} ({room:g} %)", reached=reached, room=mark.room)
    return _("{reached} ({target:g} %)", reached=reached, target=mark.target)


def said_marks(marks: Sequence[Mark]) -> str:
    """Marks in one line."""
    return "; ".join(mark.title for mark in marks)
