"""Plans of a workshop's tables: read from a form, priced at once, simulated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import planner
from dashboard import jobs, option_choices, plans
from dashboard.pages import start_from
from dashboard.plans import Plan
from dashboard.store.workshops import Workshop
from planner.errors import Problem, ScenarioError
from planner.experiment.ask.amounts import PARTS, Amounts
from planner.experiment.ask.save import save_answer
from planner.experiment.built_plan import (
    AddedPrice,
    AtOnce,
    added_price,
    amounts_of,
    at_once,
    built,
    capacity_changes,
)
from planner.experiment.optimise.levers import PARTS as PART_TITLES
from planner.formula.fluid import is_ready
from planner.locale import _
from planner.reports.number_format import pounds
from planner.reports.option_list import ListedOption
from planner.reports.valued import amounts_text

MOST_OPTIONS = 6
FUTURES = "futures"
"""Group of options that nobody decides."""
Content = Mapping[str, Any]
"""A table's plan: `options` by name and `amounts` by board and part."""
BoardAmounts = tuple[tuple[str, Amounts], ...]


@dataclass(frozen=True)
class BuiltPlan:
    """A table's plan with its price, or what is wrong with it.

    Attributes
    ----------
    problems : sentences; then there is no price
    over : a sentence where it costs more than the budget
    """

    content: Content
    price: AddedPrice | None = None
    figures: tuple[AtOnce, ...] = ()
    problems: tuple[str, ...] = ()
    over: str = ""

    @property
    def may_be_handed_in(self) -> bool:
        """Whether nothing is wrong and the budget holds."""
        return self.price is not None and not self.over


def base_plan(workshop: Workshop) -> Plan:
    """The plan as it stands, for the boards that the workshop is about."""
    start = start_from.start_plan(workshop.start)
    if workshop.board and start.board != workshop.board:
        start = Plan(start.scenario)
    return replace(start, boards=(workshop.board,) if workshop.board else ())


def boards_of(workshop: Workshop) -> dict[str, str]:
    """Names of the boards that get new capacity, by id."""
    scenario = plans.load(base_plan(workshop))
    named = plans.boards_by_name(scenario)
    chosen = [workshop.board] if workshop.board else scenario.providers
    return {board: named[board] for board in named if board in chosen}


def offered_options() -> dict[str, list[ListedOption]]:
    """Options that a table may choose, by group: what somebody decides."""
    groups = option_choices.grouped()
    return {group: each for group, each in groups.items() if group != FUTURES}


def content_of(
    ids: Sequence[Mapping[str, str]], values: Sequence[Any], options: Any
) -> Content:
    """Contents of a table's form; text that is no number stays as it is."""
    amounts: dict[str, dict[str, Any]] = {}
    for id, value in zip(ids, values, strict=True):
        text = str(value if value is not None else "").replace(",", ".").strip()
        if text not in ("", "0"):
            amounts.setdefault(str(id["board"]), {})[str(id["part"])] = text
    chosen = [str(name) for name in options or () if isinstance(name, str)]
    return {"options": chosen, "amounts": amounts}


def build(workshop: Workshop, content: Content, *, formula: bool = False) -> BuiltPlan:
    """The plan of a form, priced; with figures by formula where they are asked for."""
    try:
        options, amounts = _checked(workshop, content)
        base = base_plan(workshop)
        before = plans.load(base)
        after = _built(replace(base, options=options), amounts)
        boards = base.boards or None
        price = _priced(base, replace(base, options=options), amounts)
        wanted = formula and is_ready()
        figures = at_once(before, after, boards) if wanted else ()
    except ScenarioError as why:
        return BuiltPlan(content, problems=_said(workshop, content, why))
    return BuiltPlan(content, price, figures, over=_over(workshop, price))


def _checked(
    workshop: Workshop, content: Content
) -> tuple[tuple[str, ...], BoardAmounts]:
    """Options that are offered and amounts that are numbers.

    Raises
    ------
    ScenarioError: all that is wrong at once
    """
    offered = {o.name for each in offered_options().values() for o in each}
    options = tuple(name for name in content.get("options", ()) if name in offered)
    boards, problems, found = boards_of(workshop), [], {}
    if len(options) > MOST_OPTIONS:
        rule = _("at most {most} options", most=MOST_OPTIONS)
        hint = _("take out those that matter least")
        problems.append(Problem(_("plan"), rule, "", f"{len(options)}", hint))
    for board, parts in content.get("amounts", {}).items():
        if board not in boards:
            continue
        held = {part: _number(text) for part, text in parts.items() if part in PARTS}
        for part, amount in held.items():
            if amount is None or not 0 <= amount < 1000:
                rule = _("a number such as 1.5")
                where = f"{boards[board]}, {_(PART_TITLES[part])}"
                hint = _("type digits; leave it empty for nothing more")
                problems.append(Problem(where, rule, "", str(parts[part])[:20], hint))
        found[board] = {p: n for p, n in held.items() if n is not None}
    if problems:
        raise ScenarioError(problems)
    return options, tuple((b, amounts_of(parts)) for b, parts in sorted(found.items()))


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


@lru_cache(maxsize=128)
def _built(plan: Plan, amounts: BoardAmounts) -> planner.Scenario:
    return built(plans.load(plan), dict(amounts))


@lru_cache(maxsize=256)
def _priced(base: Plan, plan: Plan, amounts: BoardAmounts) -> AddedPrice:
    boards = base.boards or None
    return added_price(plans.load(base), _built(plan, amounts), boards)


def _over(workshop: Workshop, price: AddedPrice) -> str:
    """A sentence on what is over the budget; empty where it holds."""
    revenue, capital = workshop.terms["revenue"], workshop.terms["capital"]
    if price.within(revenue, capital):
        return ""
    said = []
    if price.a_year > revenue:
        over = pounds(price.a_year - revenue)
        said.append(_("{over} of revenue in {year}", over=over, year=price.dearest))
    if price.capital > capital:
        over = pounds(price.capital - capital)
        said.append(_("{over} of capital", over=over))
    what = _(" and ").join(said)
    return _("Over budget by {what}. Take something out to hand it in.", what=what)


def _said(workshop: Workshop, content: Content, why: ScenarioError) -> tuple[str, ...]:
    """Problems in plain sentences; for options that clash, which to take out."""
    options = list(content.get("options", ()))
    if (clashing := _clashing(workshop, content, options)) is not None:
        titles = option_choices.titles()
        name = titles.get(clashing, clashing)
        text = _("{option} cannot be combined with the rest of this plan.", option=name)
        return (text + " " + _("Take it out, or what it clashes with."),)
    return tuple(_sentence(each) for each in why.problems)


def _clashing(workshop: Workshop, content: Content, options: list[str]) -> str | None:
    """The option without which nothing is wrong, the last chosen first, or None."""
    for option in reversed(options):
        rest = [name for name in options if name != option]
        try:
            chosen, amounts = _checked(workshop, {**content, "options": rest})
            _built(replace(base_plan(workshop), options=chosen), amounts)
        except ScenarioError:
            continue
        return option
    return None


def _sentence(problem: Problem) -> str:
    name = problem.key if problem.key in PART_TITLES else ""
    where = ", ".join(
        p for p in (problem.file, _(PART_TITLES[name]) if name else "") if p
    )
    found = f" = {problem.value}" if problem.value else ""
    return f"{where}{found}: {problem.rule}."


def described(workshop: Workshop, content: Content) -> tuple[str, ...]:
    """A plan in words: its options, then new capacity board by board."""
    try:
        options, amounts = _checked(workshop, content)
    except ScenarioError:
        return ()
    titles, boards = option_choices.titles(), boards_of(workshop)
    lines = [titles.get(name, name) for name in options]
    for board, new in amounts:
        prefix = f"{boards[board]}: " if len(boards) > 1 else ""
        lines += [prefix + text for text in amounts_text(new)]
    return tuple(lines)


def plan_of(workshop: Workshop, content: Content) -> Plan:
    """The plan to simulate; its new capacity is an option file of its own.

    The file is named after what it holds, and written again where it is gone.

    Raises
    ------
    ScenarioError: if it cannot be built or written
    """
    options, amounts = _checked(workshop, content)
    plan = replace(base_plan(workshop), options=options)
    if not any(new.any for _board, new in amounts):
        return plan
    return replace(plan, options=(*options, _option_file(plan, amounts)))


def _option_file(plan: Plan, amounts: BoardAmounts) -> str:
    inputs = plans.load(plan).fingerprint()
    text = json.dumps([inputs, [[b, vars(new)] for b, new in amounts]])
    name = f"workshop-{hashlib.sha256(text.encode()).hexdigest()[:16]}.toml"
    folder = jobs.service().settings.data_folder / "workshops"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        changes = capacity_changes(plans.load(plan), dict(amounts))
        try:
            save_answer(path, changes, _("What does a table's plan bring?"), ())
        except ScenarioError:
            if not path.exists():  # else another table has just written the same
                raise
    return str(path)


def start_run(workshop: Workshop, content: Content, by: str | None = None) -> str:
    """Id of a run of a plan beside the plan as it stands."""
    asked: Iterable[Plan] = (base_plan(workshop), plan_of(workshop, content))
    return jobs.service().start(dict.fromkeys(asked), by=by).id
