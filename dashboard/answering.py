"""Planner functions that answer each kind of question, and their words.

One table, `KINDS`, says which function answers which kind. Each gives an early answer
within seconds and the whole one when the simulation is through.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard import plans
from dashboard.answering_explain import check_options, said_steps
from dashboard.answering_flow import check_place, said_flow
from dashboard.answering_papers import made_pack, made_papers
from dashboard.answering_worth import said_worth
from dashboard.questions import (
    ASSURANCE,
    CHEAPEST,
    EXPLAIN,
    FLOW,
    INFORMATION,
    OF_PLANS,
    PAPERS,
    STRESS,
    WORTH,
    Asking,
    AskRequest,
    SaidAnswer,
)
from planner.errors import Problem, ScenarioError
from planner.experiment.ask.answer import CapacityAnswer, answer_question
from planner.experiment.ask.propose import Proposal
from planner.experiment.ask.question import CLEAR, LEVEL, MEET
from planner.experiment.ask.save import save_answer
from planner.experiment.criterion import Criterion
from planner.experiment.information import Decision, value_of_information
from planner.experiment.optimise.answer import BestMix
from planner.experiment.optimise.best_mix import (
    best_mix,
    changes_of_best,
    levers_of,
    wanted_of,
)
from planner.experiment.stress.stress import Stressed, stress
from planner.inputs.change_files import Change
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports import stress as stress_report
from planner.reports.ask import answer_sentences as ask_sentences
from planner.reports.ask import (
    first_answer,
    said_amounts,
    said_marks,
    said_question,
    verdict,
)
from planner.reports.dates import date_text
from planner.reports.information import decision_sentences, early_sentence
from planner.reports.number_format import pounds, whole_percent
from planner.reports.optimise import answer_sentences as mix_sentences
from planner.reports.optimise import first_mix


def check(request: AskRequest) -> None:
    """Refuse a question that cannot be answered, before anything is simulated.

    Raises
    ------
    ScenarioError: every problem at once
    """
    scenario = plans.load(request.plan)
    check_options(request)
    if request.kind == FLOW:
        check_place(request)
    if request.kind in OF_PLANS:
        return
    request.question(scenario)
    if request.kind == CHEAPEST:
        _wanted(request, scenario)


def answer(asking: Asking) -> SaidAnswer:
    """The whole answer; the early one is handed over on the way."""
    return KINDS[asking.request.kind](asking)


def _plain(asking: Asking) -> SaidAnswer:
    """Capacity that clears a list, keeps it level, or meets marks."""
    question = asking.request.question(asking.scenario)
    heading, begun = said_question(question), time.perf_counter()

    def early(proposal: Proposal) -> None:
        first = first_answer(proposal, time.perf_counter() - begun)
        asking.early(SaidAnswer(heading, (first,), early=True))

    found = answer_question(
        question,
        asking.request.chance / 100,
        seed=asking.seed,
        first=early,
        **asking.more,
        **asking.means,
        **asking.run_options,
    )
    files = _files(asking, found.changes, heading)
    return replace(_said_capacity(found, heading, asking.names), **files)


def _said_capacity(
    found: CapacityAnswer, heading: str, names: Mapping[str, str]
) -> SaidAnswer:
    lines = []
    for board, each in found.found.items():
        met, sets = each.outcome.sets_met
        low, high = each.outcome.interval()
        lines.append(
            {
                "board": names[board],
                "capacity": said_amounts(found.question, board, each.amounts),
                "chance": whole_percent(each.chance),
                "range": f"{100 * low:.0f}–{whole_percent(high)}",
                "sets": _("{met} of {sets}", met=met, sets=sets),
                "year": pounds(found.costs[board].a_year),
                "plan": pounds(found.costs[board].whole_plan),
                "capital": pounds(found.costs[board].capital),
            }
        )
    return SaidAnswer(
        heading=heading,
        sentences=tuple(verdict(found)),
        details=tuple(ask_sentences(found, names)),
        columns={
            "board": _("Board"),
            "capacity": _("New capacity"),
            "chance": _("Chance"),
            "range": _("95 % interval"),
            "sets": _("Fitting sets in which it holds"),
            "year": _("Cost a year"),
            "plan": _("Over the plan"),
            "capital": _("Capital"),
        },
        lines=tuple(lines),
    )


def _wanted(request: AskRequest, scenario: Scenario) -> Any:
    boards = request.plan.boards
    if len(boards) != 1:
        hint = _("choose one board, or ask what meets the marks for all of them")
        rule = _("the cheapest mix is of one board")
        raise ScenarioError(Problem(_("board"), rule, hint=hint))
    return wanted_of(
        scenario,
        boards,
        request.marks,
        request.by or None,
        chance=request.chance / 100,
        limits=request.own_limits(),
    )


def _cheapest(asking: Asking) -> SaidAnswer:
    """The cheapest mix of one board that meets the marks."""
    request = asking.request
    wanted = _wanted(request, asking.scenario)
    (board,) = request.plan.boards
    levers, question = levers_of(wanted, board), wanted.question
    marks, by = said_marks(question.marks[board]), date_text(question.by.date)
    heading = _("The cheapest mix for {marks}, by {by}", marks=marks, by=by)
    found: BestMix = best_mix(
        wanted,
        levers,
        seed=asking.seed,
        first=lambda trial: asking.early(
            SaidAnswer(heading, (first_mix(levers, trial),), early=True)
        ),
        **asking.more,
        **asking.means,
        **asking.run_options,
    )
    first, *rest = mix_sentences(found, wanted.chance, asking.names[board])
    named, made = changes_of_best(found)
    files = _files(asking, made, heading, named)
    return SaidAnswer(heading, (first,), tuple(rest), **files)


def _information(asking: Asking) -> SaidAnswer:
    """Which unknown number to count before choosing between options."""
    request = asking.request
    heading = _("Which number is worth finding out before choosing?")
    found: Decision = value_of_information(
        asking.scenario,
        request.options,
        Criterion(request.willingness or None),
        seed=asking.seed,
        boards=list(request.plan.boards) or None,
        early=lambda each: asking.early(
            SaidAnswer(heading, (early_sentence(each),), early=True)
        ),
        **asking.means,
        **asking.run_options,
    )
    first, *rest = decision_sentences(found, "triangular")
    return SaidAnswer(heading, (first,), tuple(rest))


def _stress(asking: Asking) -> SaidAnswer:
    """Chance that the plan meets its marks under each risk."""
    request = asking.request
    question = request.question(asking.scenario)
    marks = said_marks(question.marks[question.boards[0]])
    heading = _("{marks}, by {by}, when things go wrong", marks=marks,
                by=date_text(question.by.date))  # fmt: skip

    def said(found: Stressed, *, early: bool = False) -> SaidAnswer:
        return _said_stress(found, heading, asking.names, early=early)

    found = stress(
        asking.scenario,
        request.marks,
        request.by or None,
        chance=request.chance / 100,
        seed=asking.seed,
        boards=list(request.plan.boards) or None,
        early=lambda each: asking.early(said(each, early=True)),
        **asking.more,
        **asking.means,
        **asking.run_options,
    )
    return said(found)


def _said_stress(
    found: Stressed, heading: str, names: Mapping[str, str], *, early: bool
) -> SaidAnswer:
    question, trials = found.question, found.trials
    several = len(question.boards) > 1
    sentences = (
        stress_report.summary_sentences if several else stress_report.stress_sentences
    )(question, trials, found.wanted, dict(names))
    return SaidAnswer(
        heading=heading,
        sentences=tuple(sentences),
        details=tuple(stress_report.notes(question, trials, found.replications)),
        columns={
            "board": _("Board"),
            "risk": _("Risk"),
            "chance": _("Chance"),
            "sets": _("Sets"),
            "insurance": _("Cheapest insurance"),
        },
        lines=tuple(
            {
                "board": names[each.board],
                "risk": stress_report.said_risk(each),
                "chance": "–" if each.spared else whole_percent(each.chance),
                "sets": "–" if each.spared else stress_report.said_sets(each),
                "insurance": stress_report.said_insurance(question, each),
            }
            for each in trials
        ),
        early=early,
    )


def _files(
    asking: Asking, changes: Sequence[Change], title: str, by_name: Sequence[str] = ()
) -> dict[str, Any]:
    """Texts of an option file and its changes; empty where nothing is needed."""
    if not changes and not by_name:
        return {}
    remarks = [_("Worked out by the dashboard's page Ask.")]
    boards = asking.request.plan.boards or (_("all boards"),)
    title = f"{title} ({', '.join(asking.names.get(each, each) for each in boards)})"
    with tempfile.TemporaryDirectory() as folder:
        option = Path(folder) / f"{asking.stem}.toml"
        paths = save_answer(option, changes, title, remarks, by_name)
        texts = {path.name: path.read_text("utf-8") for path in paths}
    return {"files": texts, "option": option.name}


KINDS: dict[str, Callable[[Asking], SaidAnswer]] = {
    CLEAR: _plain,
    LEVEL: _plain,
    MEET: _plain,
    CHEAPEST: _cheapest,
    INFORMATION: _information,
    STRESS: _stress,
    WORTH: said_worth,
    PAPERS: made_papers,
    ASSURANCE: made_pack,
    EXPLAIN: said_steps,
    FLOW: said_flow,
}
