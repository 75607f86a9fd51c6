"""Assumptions: every number with its unit, source and how sure we are of it."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, callback, dcc, html

from dashboard.names import CONFIDENCE, translated
from dashboard.pages import assumptions_parts as parts
from dashboard.pages.board_state import national
from dashboard.ui import blocks
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/assumptions"
NAME = "assumptions"
TITLE = gettext_noop("Assumptions")


def layout(find: str = "", confidence: str = "", **_other: str) -> html.Div:
    """The page, filtered as its address says."""
    confidence = (
        confidence if confidence in translated(CONFIDENCE) else parts.EVERYTHING
    )
    kinds = {parts.EVERYTHING: _("All"), **translated(CONFIDENCE)}
    return blocks.page(
        _("Assumptions and sources"),
        _(
            "Every number of the simulation, with its source. A number "
            "without a published source is an assumption and is marked as "
            "one."
        ),
        blocks.row(
            blocks.text_field(
                "assumptions-find",
                _("Find"),
                value=find,
                help_text=_("A board, part of a key, a source"),
            ),
            blocks.choice(
                "assumptions-confidence",
                _("Confidence"),
                kinds,
                confidence,
            ),
        ),
        html.Div(parts.body(national(), find, confidence, 1), id="assumptions-body"),
        parts.pager(national(), find, confidence),
        parts.pathway(national()),
        parts.sources(),
        dcc.Store(id=address_of(NAME)),
    )


@callback(
    Output("assumptions-body", "children"),
    Output("assumptions-page", "total"),
    Output(address_of(NAME), "data"),
    Input("assumptions-find", "value"),
    Input("assumptions-confidence", "value"),
    Input("assumptions-page", "value"),
    prevent_initial_call=True,
)
def show_numbers(find: str, confidence: str, page: int) -> tuple[Any, int, str]:
    """The numbers that fit, one part of the table at a time."""
    body = parts.body(national(), find, confidence, page)
    kept = "" if confidence == parts.EVERYTHING else confidence
    search = link(find=find, confidence=kept)
    return body, parts.pages(national(), find, confidence), search
