"""The page Build above its callbacks: what it opens with, and the list to add from."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard import drafts, option_choices, plans
from dashboard.drafts import Held
from dashboard.pages import build_edits as edits
from dashboard.pages import build_saving as saving
from dashboard.pages import start_from
from dashboard.pages.ask_form import EVERY
from dashboard.pages.plan_form import places
from dashboard.ui import blocks, option_choice
from dashboard.ui.option_choice import group_title, one_option
from dashboard.ui.shell import address_of
from planner.errors import ScenarioError
from planner.experiment.build.catalogue import addable
from planner.formula.fluid import is_ready
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

NAME = "build"
HELD, OPEN, SAID = "build-plan", "build-open", "build-said"
PLACE, ADD, OPENED = "build-place", "build-add", "build-option"
CLOCK = "build-clock"
NEW_PLAN = gettext_noop("A new plan")
LOOK_AGAIN_MS = 2000
"""Between looks whether the formula is ready; it is made ready once on a computer."""


def page(option: str, board: str, start: str) -> html.Div:
    """The page with the option that its address names, or with an empty plan."""
    held = opened(option)
    known = places(_("All of Wales"))
    place = board if board in known else EVERY
    here = "" if place == EVERY else place
    scenario = plans.load(start_from.start_plan(start))
    return html.Div(
        blocks.page(
            _("Build a plan"),
            _("Put changes on a timeline, drag them, see cost and effect at once."),
            blocks.row(
                start_from.control(NAME, start),
                blocks.choice(PLACE, _("Where"), known, place),
                one_option(
                    OPENED,
                    _("Open an option to change it"),
                    option_choices.grouped(),
                    option_choices.known(option),
                    _(NEW_PLAN),
                ),
            ),
            html.Div(start_from.remark(start)),
            html.Div(id="build-answer", className="plan-answer"),
            blocks.panel(
                _("Changes and their dates"),
                blocks.row(
                    add_field(scenario, here),
                    blocks.button("build-add-button", _("Add")),
                    blocks.button("build-undo", _("Undo"), quiet=True),
                    blocks.button("build-simulate", _("Simulate in Compare")),
                ),
                html.Div(id="build-problems"),
                html.Div(id="build-timeline"),
                blocks.note(
                    _(
                        "Drag a bar, or press the arrow keys on it: a month at a time,"
                        " with Shift a week. Prices are of each change alone, on top of"
                        " the start."
                    )
                ),
            ),
            html.Div(id="build-form"),
            saving.panel(held),
            html.Div(id=SAID, role="status", className="for-screen-readers"),
            dcc.Store(id=HELD, data=held),
            dcc.Store(id=OPEN, data=""),
            dcc.Interval(id=CLOCK, interval=LOOK_AGAIN_MS, disabled=is_ready()),
            dcc.Store(id=address_of(NAME)),
        ).children,
        className="page build-page",
    )


def opened(option: str) -> Held:
    """The plan that an option begins; an empty one for a name that no list offers."""
    try:
        return drafts.opened(option) if option_choices.known(option) else edits.new()
    except ScenarioError:
        return edits.new()


def to_open() -> list[dict[str, object]]:
    """Options that can be opened, as they are now."""
    return option_choice.listed(option_choices.grouped(), _(NEW_PLAN))


def add_field(scenario: Scenario, board: str) -> dmc.Select:
    """The list of changes to add from."""
    return dmc.Select(
        id=ADD,
        label=_("Change to add"),
        data=listed(scenario, board),
        searchable=True,
        placeholder=_("Choose or type to search"),
        maxDropdownHeight=blocks.TALL_ENOUGH,
        className="choice choice-wide",
    )


def listed(scenario: Scenario, board: str) -> list[dict[str, Any]]:
    """Changes to add by group; of a chosen board also its own new capacity."""
    return [
        {
            "group": group_title(group),
            "items": [{"value": e.name, "label": e.title} for e in found],
        }
        for group, found in addable(scenario, board).items()
    ]


def here_of(place: str | None) -> str:
    """The board that is chosen; empty for all of Wales."""
    return "" if not place or place == EVERY else place
