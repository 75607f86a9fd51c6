"""The question that the form of the page Ask makes, or what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dash import no_update
from pydantic import ValidationError

from dashboard import jobs, plans
from dashboard.pages.ask_form import (
    CHANCES,
    EVERY,
    KINDS,
    NONE,
    WAIT,
    WITH_MARKS,
    WITH_OPTIONS,
    dates,
    mark_names,
    national,
    places,
)
from dashboard.plans import Plan
from dashboard.questions import INFORMATION, LIMITS, RUNS, AskRequest
from dashboard.ui import blocks
from planner.errors import PlannerError, Problem, ScenarioError
from planner.inputs.limits import Limits
from planner.inputs.provenance import problems_from
from planner.locale import _, chosen_language

MOST_DAYS = 10_000


def ask(given: Mapping[str, Any], limits: Mapping[str, str], start: Plan) -> Any:
    """Problems to show, and the id of the run that answers."""
    try:
        run = jobs.service().ask(request(given, limits, start))
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return None, run.id


def request(
    given: Mapping[str, Any], limits: Mapping[str, str], start: Plan
) -> AskRequest:
    """The question of the form.

    Raises
    ------
    ScenarioError: with every name that no list offers, and every number that is none
    """
    _check_choices(given)
    kind, place = str(given["kind"]), str(given["place"])
    marks = list(_read_marks(given)) if kind in WITH_MARKS else []
    changed = list(_read_limits(limits))
    worth = _worth(given) if kind == INFORMATION else 0.0
    problems = [each for each in (*marks, *changed, worth) if isinstance(each, Problem)]
    if problems:
        raise ScenarioError(problems)
    return AskRequest(
        kind=kind,
        plan=replace(start, boards=() if place == EVERY else (place,)),
        marks=tuple(each for each in marks if isinstance(each, str)),
        by=str(given["by"]),
        chance=int(given["chance"]),
        limits=tuple(each for each in changed if isinstance(each, tuple)),
        options=tuple(given["options"] or ()) if kind in WITH_OPTIONS else (),
        willingness=worth if isinstance(worth, float) else 0.0,
        replications=RUNS.get(kind, 0) * jobs.service().settings.replications,
        language=chosen_language(),
    )


def _check_choices(given: Mapping[str, Any]) -> None:
    """Refuse what no list of the form offers."""
    folder = jobs.service().settings.options_folder
    offered = (
        ("kind", KINDS),
        ("place", places()),
        ("by", dates(national())),
        ("chance", CHANCES),
    )
    wrong = [str(given[name]) for name, known in offered if given[name] not in known]
    known = plans.options(folder)
    wrong += [option for option in given["options"] or () if option not in known]
    if wrong:
        rule, hint = _("choose from the lists"), _("choose again")
        value = ", ".join(wrong)[:60]
        raise ScenarioError(Problem(_("question"), rule, value=value, hint=hint))


def _read_marks(given: Mapping[str, Any]) -> Iterator[str | Problem]:
    """Each mark as the planner reads it, or what is wrong with it."""
    known, seen = mark_names(), set()
    for name, target in zip(given["marks"], given["targets"], strict=True):
        if not name or name == NONE:
            continue
        title = known.get(name, name)
        number = _number(target, title)
        most = MOST_DAYS if name == WAIT else 100
        if isinstance(number, Problem):
            yield number
        elif not 0 <= number <= most:
            rule = _("between 0 and {most:g}", most=most)
            hint = _("write it in figures, such as 80")
            yield Problem(_("question"), rule, title, str(target)[:60], hint)
        elif name in seen:
            rule, hint = _("one mark for each measure"), _("leave the easier one out")
            yield Problem(_("question"), rule, title, str(target)[:60], hint)
        else:
            yield f"{name}={number:g}"
        seen.add(name)
    if not seen:
        rule, hint = _("choose from the lists"), _("choose again")
        yield Problem(_("question"), rule, _("Mark {place}", place=1), hint=hint)


def _read_limits(texts: Mapping[str, str]) -> Iterator[tuple[str, float] | Problem]:
    """Limits that differ from the usual ones, or what is wrong with them."""
    usual = Limits()
    for name in LIMITS:
        title = usual.title(name)
        number = _number(texts.get(name, ""), title)
        if isinstance(number, Problem):
            yield number
        elif number != getattr(usual, name):
            try:
                Limits.model_validate({name: number})
            except ValidationError as error:
                (why, *_more) = problems_from(error, _("limits"), {}, Limits)
                hint = _("write it in figures, such as 80")
                yield replace(why, key=title, hint=hint)
            else:
                yield name, number


def _worth(given: Mapping[str, Any]) -> float | Problem:
    """Pounds that one more person in time is worth; none where nothing is typed."""
    worth = _number(given["worth"] or "0", _("worth"))
    if isinstance(worth, Problem) or worth >= 0:
        return worth
    rule, hint = _("0 or more"), _("write it in figures, such as 80")
    return Problem(_("question"), rule, _("worth"), str(given["worth"])[:60], hint)


def _number(text: str | None, title: str) -> float | Problem:
    """The number that somebody typed, or that it is none."""
    plain = (text or "").strip().replace(",", "").removeprefix("£").removesuffix("%")
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    hint = _("write it in figures, such as 80")
    return Problem(_("question"), _("a number"), title, repr(text)[:60], hint)
