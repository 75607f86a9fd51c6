"""Assumptions: every number with its unit, source and how sure we are of it."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard.names import CONFIDENCE, translated
from dashboard.pages import assumptions_edit as edit
from dashboard.pages import assumptions_table as parts
from dashboard.pages.assumptions_table import WantedNumbers
from dashboard.ui import blocks
from dashboard.ui.shell import address_of, link
from planner.errors import ScenarioError
from planner.locale import _, gettext_noop

PATH = "/assumptions"
NAME = "assumptions"
TITLE = gettext_noop("Assumptions")
EDITS = "assumptions-edits"
ASKED = {
    "find": Input("assumptions-find", "value"),
    "confidence": Input("assumptions-confidence", "value"),
    "place": Input("assumptions-place", "value"),
    "due": Input("assumptions-due", "value"),
}
KNOWN = {name: State(part.component_id, "value") for name, part in ASKED.items()}


def layout(
    find: str = "", confidence: str = "", place: str = "", due: str = "", **_other: str
) -> html.Div:
    """The page, filtered as its address says."""
    wanted = WantedNumbers.of(find, confidence, place, due)
    every = {parts.EVERYTHING: _("All")}
    return blocks.page(
        _("Assumptions and sources"),
        _(
            "Every number of the simulation once, with its source, its owner and the"
            " day until which it is used without another look. A number without a"
            " published source is an assumption and is marked as one."
        ),
        blocks.row(
            blocks.text_field(
                "assumptions-find",
                _("Find"),
                value=wanted.find,
                help_text=_("A board, a word, a source"),
            ),
            blocks.choice(
                "assumptions-place", _("Numbers"), parts.places(), wanted.place
            ),
            blocks.choice(
                "assumptions-confidence",
                _("Confidence"),
                every | translated(CONFIDENCE),
                wanted.confidence,
            ),
            blocks.choice(
                "assumptions-due",
                _("Use by"),
                every | {parts.LAPSED: _("Past their date")},
                wanted.due,
            ),
            blocks.button("assumptions-export", _("Download as CSV"), quiet=True),
        ),
        html.Div(id="assumptions-form"),
        html.Div(id="assumptions-edited"),
        html.Div(parts.body(wanted, 1), id="assumptions-body"),
        parts.pager(wanted),
        parts.use_by_rule(),
        parts.sources(),
        dcc.Store(id=address_of(NAME)),
        dcc.Store(id="assumptions-key"),
        dcc.Store(id=EDITS, storage_type="session", data={}),
        dcc.Download(id="assumptions-file"),
    )


@callback(
    Output("assumptions-body", "children"),
    Output("assumptions-page", "total"),
    Output(address_of(NAME), "data"),
    inputs={**ASKED, "page": Input("assumptions-page", "value")},
    prevent_initial_call=True,
)
def show_numbers(page: int, **asked: str) -> tuple[Any, int, str]:
    """The numbers that fit, one part of the table at a time."""
    wanted = WantedNumbers.of(**asked)
    chosen = {
        key: "" if each == parts.EVERYTHING else each for key, each in asked.items()
    }
    return parts.body(wanted, page), parts.pages(wanted), link(**chosen)


@callback(
    Output("assumptions-file", "data"),
    inputs={"clicks": Input("assumptions-export", "n_clicks"), **KNOWN},
    prevent_initial_call=True,
)
def download(clicks: int, **asked: str) -> Any:
    """The numbers that fit, as a file."""
    if not clicks:
        return no_update
    text = parts.as_csv(WantedNumbers.of(**asked))
    return {"filename": "assumptions.csv", "content": text, "type": "text/csv"}


@callback(
    Output("assumptions-form", "children"),
    Output("assumptions-key", "data"),
    Input({"type": parts.CHANGE, "key": ALL}, "n_clicks"),
    State(EDITS, "data"),
    prevent_initial_call=True,
)
def open_form(clicks: list[int], edits: dict[str, Any] | None) -> Any:
    """Fields for the number whose button was pressed."""
    if not any(clicks) or not isinstance(ctx.triggered_id, dict):
        return no_update, no_update
    key = ctx.triggered_id["key"]
    return edit.form(key, edits or {}), key


@callback(
    Output("assumptions-form", "children", allow_duplicate=True),
    Input("assumptions-cancel", "n_clicks"),
    prevent_initial_call=True,
)
def close_form(clicks: int) -> Any:
    """Nothing is changed."""
    return [] if clicks else no_update


@callback(
    Output(EDITS, "data"),
    Output("assumptions-refused", "children"),
    Output("assumptions-form", "children", allow_duplicate=True),
    Input("assumptions-keep", "n_clicks"),
    State("assumptions-key", "data"),
    State(edit.VALUE, "value"),
    State(edit.REASON, "value"),
    State(EDITS, "data"),
    prevent_initial_call=True,
)
def keep(clicks: int, key: str, text: str, reason: str, edits: Any) -> Any:
    """Take the new value, or say why it cannot be used."""
    if not clicks:
        return no_update, no_update, no_update
    try:
        return edit.with_edit(edits or {}, key, text, reason), [], []
    except ScenarioError as why:
        return no_update, edit.refused(why), no_update


@callback(
    Output(EDITS, "data", allow_duplicate=True),
    Input("assumptions-forget", "n_clicks"),
    prevent_initial_call=True,
)
def forget(clicks: int) -> Any:
    """Every number as the plan has it."""
    return {} if clicks else no_update


@callback(Output("assumptions-edited", "children"), Input(EDITS, "data"))
def show_edits(edits: Any) -> Any:
    """The changed numbers above the table."""
    return edit.listed(edits or {})


@callback(
    Output("assumptions-saved", "children"),
    Input("assumptions-save", "n_clicks"),
    State("assumptions-title", "value"),
    State(EDITS, "data"),
    prevent_initial_call=True,
)
def save(clicks: int, title: str, edits: Any) -> Any:
    """Save the changed numbers under a name."""
    return edit.saved(title, edits or {}) if clicks else no_update
