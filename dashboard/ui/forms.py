"""Forms made from the planner's fields: label, unit, what the plan holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.names import CONFIDENCE, name_of
from dashboard.plans import written
from dashboard.ui import blocks
from planner.board_data import NumberField
from planner.locale import _

FIELD = "own-number"
DEBOUNCE_MS = 120
"""Pause after a key before a number counts as typed, where a page saves each one."""


def field_id(key: str) -> dict[str, str]:
    """Id of the input of one field."""
    return {"type": FIELD, "key": key}


def number_form(
    fields: Iterable[NumberField], typed: Mapping[str, str], titles: Mapping[str, str]
) -> Component:
    """One group of inputs under each title, holding the plan's or the typed numbers."""
    by_group: dict[str, list[NumberField]] = {}
    for field in fields:
        by_group.setdefault(field.group, []).append(field)
    groups = [
        _group(titles[group], by_group[group], typed)
        for group in titles
        if group in by_group
    ]
    return html.Div(groups, className="form-groups")


def levers(fields: Iterable[NumberField], typed: Mapping[str, str]) -> Component:
    """A short line for each number that is moved most: label, buttons, what it holds.

    The buttons and the arrow keys move a number by its step (assets/levers.js).
    """
    lines = [_lever(field, typed.get(field.id, written(field))) for field in fields]
    return html.Div(lines, className="levers form-group")


def _lever(field: NumberField, value: str) -> Component:
    return stepper(
        field_id(field.id),
        field.title,
        _(field.unit),
        value,
        StepBounds(lever_step(field), f"{field.low:g}", f"{field.high:g}"),
        _("start: {value}", value=written(field)),
        pause=False,
    )


class StepBounds(NamedTuple):
    """Step and bounds of a number that buttons and arrow keys move."""

    step: str
    low: str
    high: str


def stepper(
    id: dict[str, str],
    title: str,
    unit: str,
    value: str,
    steps: StepBounds,
    note: str,
    *,
    pause: bool = True,
) -> Component:
    """A number between two buttons that move it by its step.

    Parameters
    ----------
    note : beside it, such as what the start holds
    pause : whether a number counts only once nobody has typed for a moment
    """
    bounds: dict[str, Any] = {
        "data-step": steps.step,
        "data-low": steps.low,
        "data-high": steps.high,
    }
    return html.Div(
        [
            _step_button(
                "\N{MINUS SIGN}", _("Less: {title}", title=title), f"-{steps.step}"
            ),
            dmc.TextInput(
                id=id,
                label=_("{title} ({unit})", title=title, unit=unit),
                value=value,
                debounce=DEBOUNCE_MS if pause else False,
                className="field lever-field",
                **bounds,
            ),
            _step_button("+", _("More: {title}", title=title), steps.step),
            html.Span(note, className="lever-start"),
        ],
        className="lever",
    )


def _step_button(sign: str, label: str, by: str) -> Component:
    about: dict[str, Any] = {"data-step-by": by, **blocks.labelled(label)}
    return html.Button(sign, type="button", className="lever-step", **about)


def lever_step(field: NumberField) -> str:
    """Amount by which a key or a button moves a number: of a size people decide."""
    return {"WTE": "0.2", "sessions a week": "1", "people a week": "1"}.get(
        field.unit, f"{field.step:g}"
    )


def _group(
    title: str, fields: Iterable[NumberField], typed: Mapping[str, str]
) -> Component:
    inputs = [
        blocks.text_field(
            field_id(field.id),
            _("{title} ({unit})", title=field.title, unit=field.unit),
            value=typed.get(field.id, written(field)),
            help_text=_help(field),
        )
        for field in fields
    ]
    return html.Fieldset([html.Legend(title), *inputs], className="form-group")


def _help(field: NumberField) -> str:
    return _(
        "{help} In the plan: {value} ({confidence}).",
        help=field.help,
        value=written(field),
        confidence=name_of(CONFIDENCE, field.confidence),
    )


def grid(id: dict[str, str], title: str, text: str) -> Component:
    """An editable grid of a text of lines and tabs; its first line holds the headings.

    `assets/grid.js` draws a table of inputs from it, takes cells pasted from Excel,
    undoes, and writes every change back into the text.

    Parameters
    ----------
    title : name of the grid, for screen readers too
    """
    words: dict[str, Any] = {
        "data-title": title,
        "data-add": _("Add a row"),
        "data-undo": _("Undo"),
        "data-remove": _("Remove row {row}", row="#"),
        "data-cell": _("{heading}, row {row}", heading="@", row="#"),
        **blocks.labelled(title),
    }
    field = dmc.Textarea(id=id, value=text, className="grid-text", debounce=300)
    return html.Div(
        [
            html.H3(title, className="panel-subtitle"),
            html.P(
                _(
                    "Type, or paste cells copied from Excel. Ctrl+Z in a cell, or the"
                    " button, undoes."
                ),
                className="note",
            ),
            html.Div(field, className="grid-source", **words),
        ],
        className="grid",
    )
