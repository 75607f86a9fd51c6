"""Choices among options: in groups, each with its question and its price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.ui import blocks
from planner.locale import _
from planner.reports.option_list import OWN, ListedOption

Grouped = Mapping[str, Iterable[ListedOption]]


def one_option(
    id: str | dict[str, str], label: str, groups: Grouped, value: str, none: str
) -> Component:
    """One option of all, or none.

    Parameters
    ----------
    none : words for no option, the first of the list
    """
    return dmc.Select(
        id=id,
        label=label,
        data=listed(groups, none),
        value=value,
        allowDeselect=False,
        searchable=True,
        checkIconPosition="right",
        maxDropdownHeight=blocks.TALL_ENOUGH,
        className="choice",
    )


def listed(groups: Grouped, none: str) -> list[dict[str, object]]:
    """Entries of a list of options, in groups, after the one for none."""
    shown = [_group(group, options) for group, options in groups.items()]
    return [{"value": "", "label": none}, *shown]


def _group(group: str, options: Iterable[ListedOption]) -> dict[str, object]:
    items = [{"value": each.name, "label": _(each.title)} for each in options]
    return {"group": group_title(group), "items": items}


def group_title(group: str) -> str:
    """Heading of a group of options."""
    return _("yours") if group == OWN else _(group)


def several_options(
    id: str | dict[str, str], label: str, groups: Grouped, value: list[str]
) -> Component:
    """Any number of options, each a box to tick with its question and price."""
    return dmc.CheckboxGroup(
        html.Div(
            [_ticked(group, options) for group, options in groups.items()],
            className="option-groups",
        ),
        id=id,
        label=label,
        value=value,
    )


def _ticked(group: str, options: Iterable[ListedOption]) -> Component:
    boxes = [
        dmc.Checkbox(
            label=_(each.title), value=each.name, description=_about(each), size="sm"
        )
        for each in options
    ]
    head = html.Legend([group_title(group), *_yours(group)])
    return html.Fieldset([head, *boxes], className="option-group")


def _yours(group: str) -> list[Component]:
    return [blocks.badge(_("saved on this computer"))] if group == OWN else []


def _about(option: ListedOption) -> str:
    """Question of an option, and the price of its decisions where they have one."""
    price = option.price_text
    said = _("Price: {price}.", price=price) if price else ""
    return f"{_(option.question)} {said}".strip()


def price_note() -> str:
    """Contents of the prices in a list of options."""
    return _(
        "Prices are of decisions alone; the staff, scans and sessions that an option"
        " brings are worked out in the run."
    )
