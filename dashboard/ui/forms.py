"""Forms made from the planner's fields: label, unit, what the plan holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.names import CONFIDENCE, name_of
from dashboard.plans import written
from dashboard.ui import blocks
from planner.board_data import NumberField
from planner.locale import _

FIELD = "own-number"


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
