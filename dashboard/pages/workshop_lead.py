"""The facilitator's controls: timer, lock, hide, decision, minutes, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.pages.workshop_ranking import Room
from dashboard.security import address_of
from dashboard.store import workshops
from dashboard.store.database import StoreError
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks
from dashboard.ui.shell import link
from dashboard.ui.tiles import folded
from planner.locale import _

NONE = ""
ACTION = "workshop-action"
GOING_ON = "workshop-going-on"
USUAL_MINUTES = "20"


def action_id(name: str) -> dict[str, str]:
    """Id of the button of an action."""
    return {"type": ACTION, "name": name}


def controls(room: Room) -> Component:
    """Buttons and forms that stand still while the screen above them changes.

    Those that need a workshop that goes on vanish with its end; the minutes stay.
    """
    workshop = room.workshop
    going_on = html.Div(
        [
            blocks.row(
                dmc.TextInput(
                    id="workshop-minutes",
                    label=_("Minutes"),
                    value=USUAL_MINUTES,
                    className="workshop-minutes",
                ),
                _button(name="timer", text=_("Start the timer")),
                _button(name="pause", text=pause_label(workshop), quiet=True),
                _button(name="minute", text=_("Add a minute"), quiet=True),
                _button(name="lock", text=lock_label(workshop), quiet=True),
                _button(name="hide", text=hide_label(workshop)),
                _big_screen(workshop),
            ),
            _decision(room),
            folded(_("Another facilitator, and the end"), *_rarely()),
        ],
        id=GOING_ON,
        style=style_of(workshop),
    )
    return html.Section(
        [
            html.H2(_("Facilitator"), className="panel-title"),
            html.Div(id="workshop-said", role="status"),
            going_on,
            _minutes(),
        ],
        className="panel workshop-controls",
    )


def style_of(workshop: Workshop) -> dict[str, str]:
    """Style of the controls that are there while a workshop goes on."""
    return {"display": "none"} if workshop.ended else {}


def _button(*, name: str, text: str, quiet: bool = False) -> Component:
    return dmc.Button(
        text,
        id=action_id(name),
        variant="outline" if quiet else "filled",
        n_clicks=0,
    )


def pause_label(workshop: Workshop) -> str:
    """Words of the button that pauses, or lets go on."""
    return _("Pause") if workshop.left_seconds is None else _("Go on")


def lock_label(workshop: Workshop) -> str:
    """Words of the button that locks plans, or opens them."""
    return _("Open plans again") if workshop.locked else _("Lock plans")


def hide_label(workshop: Workshop) -> str:
    """Words of the button that reveals results, or hides them."""
    return _("Reveal results") if workshop.hidden else _("Hide results")


def _big_screen(workshop: Workshop) -> Component:
    address = "/workshop" + link(workshop=workshop.id, view="screen")
    return dmc.Anchor(_("Big screen"), href=address, target="_blank")


def table_choices(room: Room) -> list[dict[str, str]]:
    """Tables whose plan can be put forward, and none of them."""
    names = {each.table.name: each.table.name for each in room.handed_in}
    return blocks.listed({NONE: _("none of the plans as it is"), **names})


def _decision(room: Room) -> Component:
    said = room.workshop.decision
    choice = dmc.Select(
        id="workshop-choice",
        label=_("Plan put forward"),
        data=table_choices(room),
        value=said.get("choice", NONE),
        allowDeselect=False,
        className="choice",
    )
    texts = [
        dmc.Textarea(
            id=f"workshop-{name}",
            label=label,
            value=said.get(name, ""),
            autosize=True,
            minRows=2,
            className="workshop-text",
        )
        for name, label in (
            ("text", _("Decision")),
            ("reasons", _("Reasons")),
        )
    ]
    save = _button(name="decide", text=_("Record the decision"))
    return html.Fieldset(
        [html.Legend(_("Decision")), choice, *texts, html.Div(save)],
        className="form-group workshop-decision",
    )


def _minutes() -> Component:
    return blocks.row(
        blocks.button("workshop-docx", _("Minutes, Word"), quiet=True),
        blocks.button(
            "workshop-html", _("Minutes, one page for a browser"), quiet=True
        ),
        dcc.Download(id="workshop-file"),
    )


def _rarely() -> list[Component]:
    note = _(
        "The browser that started a workshop leads it. A link lets one more browser"
        " lead it, once; do not show it to the room."
    )
    return [
        blocks.note(note),
        blocks.row(
            _button(
                name="invite", text=_("Make a link for another facilitator"), quiet=True
            ),
            _button(name="end", text=_("End the workshop"), quiet=True),
        ),
    ]


def _start(id: str, browser: str, given: dict[str, str]) -> str:
    try:
        minutes = float(given["minutes"].replace(",", "."))
    except ValueError:
        minutes = 0.0
    workshops.start_timer(id, browser, minutes)
    return _("The timer runs.")


def _pause(id: str, browser: str, given: dict[str, str]) -> str:
    workshops.pause_timer(id, browser)
    return ""


def _minute(id: str, browser: str, given: dict[str, str]) -> str:
    workshops.add_minute(id, browser)
    return ""


def _lock(id: str, browser: str, given: dict[str, str]) -> str:
    now = workshops.read(id)
    workshops.set_locked(id, browser, locked=not (now and now.locked))
    return ""


def _hide(id: str, browser: str, given: dict[str, str]) -> str:
    now = workshops.read(id)
    workshops.set_hidden(id, browser, hidden=not (now and now.hidden))
    return ""


def _decide(id: str, browser: str, given: dict[str, str]) -> str:
    choice, text, reasons = (given[name] for name in ("choice", "text", "reasons"))
    workshops.decide(id, browser, choice, text, reasons)
    return _("The decision is recorded.")


def _invite(id: str, browser: str, given: dict[str, str]) -> str:
    secret = workshops.invite(id, browser)
    settings = jobs.service().settings
    address = address_of(settings, "workshop", workshop=id, key=secret)
    return _("Open this in the other browser, once: {address}", address=address)


def _end(id: str, browser: str, given: dict[str, str]) -> str:
    workshops.end(id, browser)
    return _("The workshop has ended. It stays here to be read.")


ACTIONS: dict[str, Callable[[str, str, dict[str, str]], str]] = {
    "timer": _start,
    "pause": _pause,
    "minute": _minute,
    "lock": _lock,
    "hide": _hide,
    "decide": _decide,
    "invite": _invite,
    "end": _end,
}
"""Actions by name: each takes workshop, browser and texts, and says what it did."""


def act(name: str, id: str, browser: str, given: dict[str, Any]) -> Component:
    """The words of an action, or the reason why it was refused."""
    texts = {key: str(value or "") for key, value in given.items()}
    try:
        said = ACTIONS[name](id, browser, texts)
    except StoreError as why:
        return blocks.notice(str(why), kind="problem")
    return html.P(said, className="note") if said else html.Div()
