"""Numbers typed on a form: read, judged, and put into the scenario as one change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.board_data.fields import FLS, LIST, OTHER, ROLE_FIELDS, fields
from planner.board_data.further_scanning import (
    BOUGHT,
    EVENINGS,
    INSTEAD,
    SCANNER_KEYS,
)
from planner.board_data.number_field import TypedNumbers, board_today
from planner.board_data.own_numbers import (
    GRID,
    NUMBERS,
    OWN_FILE,
    apply_own_change,
    asked_beyond,
    joined,
    own_change,
)
from planner.board_data.parse_number import EntryError, parse_number
from planner.board_data.to_changes import add_values
from planner.errors import Problem, ScenarioError, unknown_name
from planner.inputs.boards import official_name
from planner.inputs.change_files import Change, parse_change
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop


def apply(scenario: Scenario, board: str, typed: Mapping[str, Any]) -> Scenario:
    """The scenario with a board's own numbers in force from the first day.

    Parameters
    ----------
    board : id of the board; empty: of none alone, for a text that holds a whole change
    typed : raw text by field id; fields left out stay as they are

    Raises
    ------
    ScenarioError: every problem at once, `key` the field's id, `file` the board's name
    """
    if not board:
        return apply_own_change(scenario, _whole(str(typed[OWN_FILE]), NUMBERS))
    numbers, begun = _begun(scenario, board, typed)
    change = _change(numbers, _values(numbers), begun, name=board)
    return _tried(scenario, numbers, change) if change.raw else scenario


def changes(scenario: Scenario, board: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """New values by dotted key, for what differs from the plan.

    Raises
    ------
    ScenarioError: as `apply`
    """
    return _values(_read(scenario, board, typed))


def typed_change(
    scenario: Scenario,
    board: str,
    typed: Mapping[str, Any],
    *,
    name: str,
    title: str,
    why: str,
    decided: bool = False,
) -> Change:
    """The change of what was typed, tried on the scenario; empty: nothing differs.

    Parameters
    ----------
    decided : whether it is a decision from the first day, not what is so at the board

    Raises
    ------
    ScenarioError: as `apply`
    """
    numbers, begun = _begun(scenario, board, typed)
    change = _change(numbers, _values(numbers), begun, name=name, title=title, why=why)
    change = replace(change, own_numbers=not decided)
    if change.raw:
        _tried(scenario, numbers, change)
    return change


def _begun(
    scenario: Scenario, board: str, typed: Mapping[str, Any]
) -> tuple[TypedNumbers, Change | None]:
    """Numbers that were typed, and the change below them where a text holds one."""
    grids = {key: str(raw) for key, raw in typed.items() if key.startswith(GRID)}
    whole = [OWN_FILE, *grids]
    fields_typed = {key: raw for key, raw in typed.items() if key not in whole}
    text, begun, base = typed.get(OWN_FILE), None, scenario
    if text:
        begun = _whole(str(text), f"{board}{NUMBERS}")
        base = apply_own_change(scenario, begun)
    if grids and board in scenario.boards:
        # The workbook, whose rules these are, needs this module to be there.
        from planner.board_data.typed_grids import grid_change

        change = grid_change(base, board, grids, board)
        begun = joined(begun, change) if begun else change
        base = apply_own_change(scenario, begun)
    return _read(base, board, fields_typed), begun


def _whole(text: str, name: str) -> Change:
    """The change that a text holds, as own numbers."""
    return replace(parse_change(text, name, OWN_FILE), own_numbers=True)


def _read(scenario: Scenario, board: str, typed: Mapping[str, Any]) -> TypedNumbers:
    """The numbers that were typed, each read by the rule of its field."""
    if board not in scenario.boards:
        raise ScenarioError(unknown_name(gettext_noop("board"), board, scenario.boards))
    known = {field.id: field for field in fields(scenario, board)}
    file = official_name(scenario.boards[board])
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for name, raw in typed.items():
        if raw is None:
            continue
        try:
            if name not in known:
                hint = _("use {names}", names=", ".join(known))
                raise EntryError(_("there is no such field"), hint)
            present = known[name].value
            usual = None if present else _largest(scenario, name)
            number_rule = asked_beyond(known[name].rule, present, usual)
            numbers[name] = parse_number(raw, number_rule)
        except EntryError as error:
            value = repr(raw)[:60]
            hint = (
                f"{error.hint}; {_(INSTEAD[name])}" if name in INSTEAD else error.hint
            )
            problems.append(Problem(file, error.rule, name, value, hint))
    differing = {k: v for k, v in numbers.items() if v != known[k].value}
    if problems:
        # What can be read is judged too, so that everything is said at once.
        found = TypedNumbers(scenario, board, known, differing)
        problems += add_values(found, {})
        raise ScenarioError(problems)
    return TypedNumbers(scenario, board, known, differing)


def _largest(scenario: Scenario, name: str) -> float:
    """Largest number that any board of the plan holds in a field."""
    return max(
        (f.value for b in scenario.boards for f in fields(scenario, b) if f.id == name),
        default=0.0,
    )


def _values(typed: TypedNumbers) -> dict[str, Any]:
    """New values by dotted key.

    Raises
    ------
    ScenarioError: if numbers contradict each other
    """
    altered: dict[str, Any] = {}
    if problems := add_values(typed, altered):
        raise ScenarioError(problems)
    return altered


def _change(
    typed: TypedNumbers,
    altered: Mapping[str, Any],
    begun: Change | None = None,
    *,
    name: str,
    title: str = "",
    why: str = "",
) -> Change:
    owner = official_name(typed.board)
    change = own_change(
        typed.scenario,
        typed.board_id,
        altered,
        name=name,
        title=title or _("Own numbers of {owner}", owner=owner),
        why=why or _("Own numbers of {owner} instead of the plan's.", owner=owner),
        source=_("typed in for {owner}", owner=owner),
        confidence="assumption",
    )
    return joined(replace(begun, **_words(change)), change) if begun else change


def _words(change: Change) -> dict[str, Any]:
    """Name and title of a change, for another that takes its place."""
    return {"name": change.name, "title": change.title, "why": change.why}


def _tried(scenario: Scenario, typed: TypedNumbers, change: Change) -> Scenario:
    """The scenario with the change; problems name the field that was typed."""
    try:
        return apply_own_change(scenario, change)
    except ScenarioError as error:
        problems = {}
        for problem in error.problems:
            tail = problem.key.removeprefix(typed.key("")).split(".")
            field = _field_of(typed, tail, change.raw)
            if field in typed.numbers:
                shown = f"{typed.numbers[field]:g}"
                problem = replace(problem, key=field, value=shown)
            problems[problem.key, problem.rule] = problem
        raise ScenarioError(problems.values()) from None


def _field_of(typed: TypedNumbers, tail: list[str], altered: Mapping[str, Any]) -> str:
    """Field whose number ends up under a key of this board; empty: none does."""
    if tail[0] == "posts" and len(tail) > 1:
        post = board_today(typed.scenario, typed.board_id).posts.get(tail[1])
        role = post.role if post else altered.get(typed.key(f"posts.{tail[1]}.role"))
        return next((f for f, (own, _title) in ROLE_FIELDS.items() if own == role), "")
    if tail[0] == "waiting_list":
        return LIST + tail[1]
    if tail[0] == "scanners":
        of_hours = {key: field for field, key in SCANNER_KEYS.items()}
        return of_hours.get(tail[-1], tail[-1])
    if tail[0] == "temporary":
        return BOUGHT
    if tail[0] == "extended_hours":
        return EVENINGS
    if tail[0] == "demand":
        return FLS if tail[1:2] == ["identified"] else OTHER
    return ""
