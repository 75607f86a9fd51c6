"""Risks to a plan as rows for one screen, and as sentences to be read aloud."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    ROLES,
    Amounts,
    new_scanners,
    said_part,
)
from planner.experiment.ask.question import Question
from planner.experiment.statistics.intervals import interval_of_chance
from planner.experiment.stress.insurance import Insurance
from planner.experiment.stress.trial import Trial, stage_of
from planner.locale import _, ngettext
from planner.reports.ask import said_amounts, said_marks
from planner.reports.ask_limits import said_value
from planner.reports.dates import date_text
from planner.reports.number_format import NOTHING, number, pounds


def stress_table(question: Question, trials: Sequence[Trial]) -> pd.DataFrame:
    """One row a board and risk, the plan without a risk first."""
    return pd.DataFrame([_row(question, each) for each in trials])


def _row(question: Question, trial: Trial) -> dict[str, object]:
    struck = trial.struck
    row: dict[str, object] = {
        "plan": question.plan.name,
        "board": trial.board,
        "risk": trial.name,
        "title": struck.risk.title if struck else _("no risk"),
        "from": struck.begins.isoformat() if struck else "",
        "until": struck.ends.isoformat() if struck and struck.ends else "",
        "does_not_apply": trial.spared,
        "chance": math.nan if trial.spared else trial.chance,
        "sets_met": trial.sets_met,
        "sets": trial.sets,
    }
    for mark, value in zip(question.marks[trial.board], trial.values, strict=True):
        row[mark.kpi if not mark.stage else f"{mark.kpi}_{mark.stage}"] = value
    for name, shift in (("list", trial.longer), ("wait_days", trial.slower)):
        row |= {
            f"{name}_moved": shift.mean,
            f"{name}_low": shift.low,
            f"{name}_high": shift.high,
        }
    found = trial.insurance
    new = found.amounts if found else None
    row |= {
        "insurance_restores": found.restores if found else None,
        "insurance_wanted_chance": found.wanted if found else math.nan,
        "insurance_chance": found.chance if found else math.nan,
        "insurance_nurse_wte": new.nurse if new else math.nan,
        "insurance_admin_wte": new.admin if new else math.nan,
        "insurance_reporter_wte": new.reporter if new else math.nan,
        "insurance_sessions_a_week": new.sessions if new else math.nan,
        "insurance_lists_a_week": new.lists if new else math.nan,
        "insurance_new_scanners": new_scanners(question.plan, trial.board, new.sessions)
        if new
        else math.nan,
        "insurance_price_of_plan": found.price if found else math.nan,
        "source": struck.risk.source if struck else "",
        "confidence": struck.risk.confidence if struck else "",
    }
    return row


def said_risk(trial: Trial) -> str:
    """A risk with its dates."""
    if trial.struck is None:
        return _("no risk")
    title, begins = _(trial.struck.risk.title), trial.struck.begins
    if trial.spared:
        return title
    day = date_text(begins, short=True)
    return _("{title}, from {day}", title=title, day=day)


def said_short(trial: Trial) -> str:
    """A risk as the heading of a narrow column."""
    return _(trial.struck.risk.short) if trial.struck else _("no risk")


def said_sets(trial: Trial) -> str:
    """Fitting sets in which the marks hold."""
    return f"{trial.sets_met}/{trial.sets}" if trial.sets else NOTHING


def said_insurance(question: Question, trial: Trial) -> str:
    """The cheapest insurance in a cell."""
    found = trial.insurance
    if trial.spared:
        return _("does not apply: {why}", why=trial.spared)
    if found is None:
        if trial.struck is None or not trial.looked:
            return ""
        return _("not needed") if trial.chance else _("no chance to restore")
    if not found.restores:
        return _("none within limits")
    return _in_short(found.amounts)


def _in_short(new: Amounts) -> str:
    """New capacity in as few words as a cell has room for."""
    parts = [
        _("{wte:g} WTE {role}", wte=getattr(new, role), role=_(role))
        for role in ROLES
        if getattr(new, role)
    ]
    if new.sessions:
        parts.append(said_part(DXA, new.sessions))
    if new.lists:
        parts.append(said_part(LISTS, new.lists))
    return "; ".join(parts)


def worst_of(trials: Sequence[Trial], board: str) -> Trial | None:
    """The risk that leaves a board the least chance; None: none strikes it."""
    real = [t for t in trials if t.board == board and t.struck and not t.spared]
    return min(real, key=lambda each: (each.chance, -each.longer.mean), default=None)


def summary_sentences(
    question: Question, trials: Sequence[Trial], wanted: float, names: Mapping[str, str]
) -> Iterator[str]:
    """Boards that keep the chance under every risk, that lose it, and never had it."""
    kept, lost, never, none = (list[str]() for _place in range(4))
    looked = any(each.looked for each in trials)
    for board in question.boards:
        own = [each for each in trials if each.board == board and not each.spared]
        chances = [each.chance for each in own]
        plain = own[0].chance
        below = never if plain else none
        place = below if plain < wanted else lost if min(chances) < wanted else kept
        place.append(names.get(board, board))
    percent = 100 * wanted
    if kept:
        yield _("Under every risk the chance stays at {percent:.0f} % or more:"
                " {names}.", percent=percent, names=", ".join(kept))  # fmt: skip
    if lost:
        yield _("A risk takes it below {percent:.0f} %: {names}.",
                percent=percent, names=", ".join(lost))  # fmt: skip
    if never:
        said = _(", so that insurance is to restore what it was") if looked else ""
        yield _("Without any risk it is less than {percent:.0f} %{said}: {names}.",
                percent=percent, said=said, names=", ".join(never))  # fmt: skip
    if none:
        yield _("There is no chance that a risk could take (fls-planner ask meet says"
                " what it takes): {names}.", names=", ".join(none))  # fmt: skip


def stress_sentences(
    question: Question, trials: Sequence[Trial], wanted: float, names: Mapping[str, str]
) -> Iterator[str]:
    """Each board: chance without a risk, the worst risk, and its insurance."""
    for board in question.boards:
        own = [each for each in trials if each.board == board]
        yield from _of_board(question, own, wanted, names.get(board, board))


def _of_board(
    question: Question, trials: Sequence[Trial], wanted: float, name: str
) -> Iterator[str]:
    plain, *risks = trials
    yield _(
        "{board}: without any risk the plan meets its mark ({marks}) with a chance of"
        " {chance:.0f} %{sets}.",
        board=name,
        marks=said_marks(question.marks[plain.board]),
        chance=100 * plain.chance,
        sets=_in_sets(plain),
    )
    if plain.chance == 0:
        yield _(
            "There is no chance that a risk could take: fls-planner ask meet says what"
            " it takes."
        )
        return
    worst = worst_of(risks, plain.board)
    if worst is None:
        yield _("None of the risks applies.")
    elif worst.chance >= plain.chance:
        yield _("None of the risks lowers that chance.")
    else:
        yield _worst(question, plain, worst)
        yield from _restored(question, plain, worst, wanted)


def _in_sets(trial: Trial) -> str:
    if not trial.sets:
        return ""
    return ngettext(
        ", in {met} of {n} fitting set", ", in {met} of {n} fitting sets",
        trial.sets, met=trial.sets_met,
    )  # fmt: skip


def _worst(question: Question, plain: Trial, worst: Trial) -> str:
    assert worst.struck is not None
    mark = question.marks[worst.board][0]
    longer, slower = worst.longer, worst.slower
    return _(
        "The worst of the risks is this: {risk}. The chance falls from {before:.0f} to"
        " {after:.0f} %{sets}; {value} on average. It changes the {stage} list by"
        " {people} people ({low} to {high}) and the wait of those seen by {days}"
        " days.",
        risk=said_risk(worst),
        before=100 * plain.chance,
        after=100 * worst.chance,
        sets=_in_sets(worst),
        value=said_value(mark, worst.values[0]),
        stage=stage_of(question, worst.board),
        people=number(longer.mean, 0, signed=True),
        low=number(longer.low, 0, signed=True),
        high=number(longer.high, 0, signed=True),
        days=number(slower.mean, 0, signed=True),
    )


def _restored(
    question: Question, plain: Trial, worst: Trial, wanted: float
) -> Iterator[str]:
    found = worst.insurance
    if found is None:
        return
    if found.wanted < wanted:
        yield _(
            "The plan itself does not reach a chance of {wanted:.0f} %, so insurance is"
            " to restore the {chance:.0f} % that it has.",
            wanted=100 * wanted,
            chance=100 * found.wanted,
        )
    yield _insurance(question, worst.board, found)


def _insurance(question: Question, board: str, found: Insurance) -> str:
    if not found.restores:
        return _(
            "No capacity within the limits restores a chance of {wanted:.0f} %: the"
            " best found is {chance:.0f} %.",
            wanted=100 * found.wanted,
            chance=100 * found.chance,
        )
    return _(
        "The cheapest insurance found, decided when the plan begins: {amounts}, for"
        " {price} over the plan. It brings the chance back to {chance:.0f} %.",
        amounts=said_amounts(question, board, found.amounts),
        price=pounds(found.price),
        chance=100 * found.chance,
    )


def notes(
    question: Question, trials: Sequence[Trial], replications: int
) -> Iterator[str]:
    """Meaning of the columns, and where sizes come from."""
    low, high = (
        100 * end for end in interval_of_chance(np.array([0.5 * replications]),
                                                np.array([float(replications)]))
    )  # fmt: skip
    yield _(
        "Chance: share of {count} replications, on the same people and random numbers"
        " with and without a risk; 50 % of so many is known to {low:.0f} to"
        " {high:.0f} %. Sets: fitting sets whose mean meets the mark. List and days:"
        " people on the {stage} list, and wait of those seen, against no risk.",
        count=replications,
        low=float(low[0]),
        high=float(high[0]),
        stage=stage_of(question, question.boards[0]),
    )
    assumed = dict.fromkeys(
        _(each.struck.risk.title)
        for each in trials
        if each.struck and each.struck.risk.confidence == "assumption"
    )
    if assumed:
        yield _("Sizes that are assumptions: {titles}.", titles="; ".join(assumed))
