"""Fields of one change of a plan, generated from its definition."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.drafts import Held, draft_of
from dashboard.names import BOARDS, translated
from dashboard.pages.build_answer import TriedPlan
from dashboard.pages.build_edits import edited, for_boards
from dashboard.ui import blocks
from dashboard.ui.tiles import folded
from planner.errors import Problem
from planner.experiment.build.draft import DraftChange, field_of, problems_of
from planner.experiment.build.fields import (
    DATES,
    PRICE,
    START,
    TITLE,
    UNTIL,
    WHY,
    ChangeField,
)
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.number_format import number
from planner.reports.tornado import said_input

FIELD, BOARD_CHOICE = "build-field", "build-boards"
NAMED = {
    TITLE: gettext_noop("Name of the change"),
    WHY: gettext_noop("Reason"),
    START: gettext_noop("First day"),
    UNTIL: gettext_noop("Last day (empty: to the end)"),
    f"{PRICE}capital": gettext_noop("Capital"),
    f"{PRICE}one_off": gettext_noop("Once, on the first day"),
    f"{PRICE}revenue_a_year": gettext_noop("Revenue a year"),
}
FEW_FIELDS = 12
"""Inputs up to which every board's stand open."""


def field_id(change: Any, field: Any) -> dict[str, Any]:
    """Id of the input of one field of a change."""
    return {"type": FIELD, "change": change, "field": field}


def boards_id(change: Any) -> dict[str, Any]:
    """Id of the choice of boards of a change."""
    return {"type": BOARD_CHOICE, "change": change}


def show(made: TriedPlan, opened: str, plan: Scenario) -> list[Component]:
    """The form of the change that is open; nothing where none is."""
    changes = made.draft.changes if made.draft else ()
    change = next((each for each in changes if each.name == opened), None)
    if change is None:
        return []
    fields = change.fields(plan)
    problems = problems_of(change, made.problems)
    form = _Form(change, _said(fields, problems))
    inputs = [each for each in fields if each.id.startswith("set.")]
    return [
        blocks.panel(
            _("Edit: {change}", change=change.title),
            blocks.row(form.words(TITLE, change.title), form.words(WHY, change.why)),
            blocks.row(
                *(form.input(each) for each in fields if each.id in DATES),
                *(form.input(each) for each in fields if each.id.startswith(PRICE)),
            ),
            *_source(change),
            *_choice_of_boards(change, plan),
            *_by_board(form, inputs, plan),
            blocks.note(
                _(
                    "Prices here are of the decision itself; staff, scans and sessions"
                    " that it brings are priced by the plan. A change of fewer boards"
                    " has its share of the price."
                )
            ),
            id="build-form-panel",
        )
    ]


def _source(change: DraftChange) -> list[Component]:
    """The source of all numbers of a change that name none of their own."""
    source = str(change.definition.top.get("source", ""))
    return [blocks.note(_("Source: {source}.", source=source))] if source else []


def _said(fields: Iterable[ChangeField], problems: Iterable[Problem]) -> dict[str, str]:
    """Problems by id of the field that they are about."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(field_of(problem, fields), []).append(problem)
    return {
        id: " ".join(f"{p.rule}; {p.hint}." for p in own) for id, own in found.items()
    }


class _Form:
    """Inputs of one change, each with what was typed and what was refused."""

    def __init__(self, change: DraftChange, problems: Mapping[str, str]) -> None:
        self.change, self.problems = change, problems

    def words(self, id: str, value: str) -> Component:
        """The field of a title or a reason."""
        return dmc.TextInput(
            id=field_id(self.change.name, id),
            label=_(NAMED[id]),
            value=value,
            debounce=True,
            className="field field-wide",
        )

    def input(
        self, field: ChangeField, names: Mapping[str, str] | None = None
    ) -> Component:
        """The field of a date, a number, or a yes or no."""
        given = self.change.edits.get(field.id, field.text)
        label = _(NAMED[field.id]) if field.id in NAMED else _label(field, names or {})
        if field.unit and field.unit not in label:
            label = _("{title} ({unit})", title=label, unit=_(field.unit))
        about: dict[str, Any] = {
            "id": field_id(self.change.name, field.id),
            "label": label,
        }
        about |= {"error": self.problems.get(field.id) or None, "className": "field"}
        if isinstance(field.value, bool):
            words = {"true": _("yes"), "false": _("no")}
            return dmc.Select(
                data=blocks.listed(words), value=given, allowDeselect=False, **about
            )
        is_date = field.id in DATES or isinstance(field.value, datetime.date)
        kind = {"inputProps": {"type": "date"}} if is_date else {}
        return dmc.TextInput(
            value=given,
            debounce=True,
            description=_help(field) or None,
            **about,
            **kind,
        )


def _label(field: ChangeField, names: Mapping[str, str]) -> str:
    said = said_input(field.key, names)
    plain = said.rpartition(" (")[0] if field.board else said
    return plain[:1].upper() + plain[1:]


def _help(field: ChangeField) -> str:
    """The plausible range and the source of a number."""
    parts = []
    if field.low is not None and field.high is not None:
        low, high = number(field.low, 2), number(field.high, 2)
        parts.append(_("plausible: {low} to {high}", low=low, high=high))
    if field.source:
        parts.append(field.source)
    return "; ".join(parts)


def _choice_of_boards(change: DraftChange, plan: Scenario) -> list[Component]:
    """Boxes for the boards that a change is for; none of a change of one board."""
    named = change.of_boards(plan)
    if len(named) < 2:
        return []
    titles = plans.boards_by_name(plan)
    boxes = [dmc.Checkbox(label=titles[each], value=each, size="sm") for each in named]
    return [
        dmc.CheckboxGroup(
            html.Div(boxes, className="plan-boards"),
            id=boards_id(change.name),
            label=_("For these boards"),
            value=list(change.boards) or named,
        )
    ]


def _by_board(
    form: _Form, fields: list[ChangeField], plan: Scenario
) -> list[Component]:
    """Inputs in groups, a board each; folded where there are many."""
    names = translated(BOARDS)
    groups: dict[str, list[ChangeField]] = {}
    for each in fields:
        groups.setdefault(each.board, []).append(each)
    many = len(fields) > FEW_FIELDS
    shown: list[Component] = []
    for board, own in groups.items():
        title = names.get(board, board) or _("Everywhere")
        inputs = html.Div(
            [form.input(each, names) for each in own], className="plan-inputs"
        )
        wrong = any(each.id in form.problems for each in own)
        shown.append(folded(title, inputs, opened=not many or wrong))
    return shown


def typed(
    held: Held, ids: Iterable[Mapping[str, str]], values: Iterable[Any], start: Scenario
) -> Held:
    """The plan with what was typed into fields that show something else."""
    pairs = zip(ids, values, strict=True)
    texts = {(each["change"], each["field"]): value for each, value in pairs}
    for change in draft_of(held, start).changes if texts else ():
        shown = {each.id: each.text for each in change.fields(start)}
        shown |= {TITLE: change.title, WHY: change.why, **change.edits}
        edits = {
            field: str(value or "")
            for (name, field), value in texts.items()
            if name == change.name and str(value or "") != shown.get(field, "")
        }
        held = edited(held, change.name, edits) if edits else held
    return held


def chosen_boards(
    held: Held, ids: Iterable[Mapping[str, str]], values: Iterable[Any], start: Scenario
) -> Held:
    """The plan with the boards that are ticked for its changes."""
    ticked = {i["change"]: v or [] for i, v in zip(ids, values, strict=True)}
    for change in draft_of(held, start).changes if ticked else ():
        named = change.of_boards(start)
        boards = [each for each in named if each in ticked.get(change.name, named)]
        now = [each for each in named if each in change.boards] or named
        if boards and boards != now:
            held = for_boards(held, change.name, [] if boards == named else boards)
    return held
