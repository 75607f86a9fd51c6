"""The run panel's callbacks, the same on every page that runs something."""

from __future__ import annotations

from typing import Any

from dash import ALL, MATCH, Input, Output, State, callback, ctx, no_update
from dash.exceptions import MissingCallbackContextException

from dashboard import jobs
from dashboard.browsers import PageMark
from dashboard.runs import Run
from dashboard.ui.progress import (
    HIDDEN,
    SHOWN,
    part,
    poll_every,
    ready_mark,
    show_progress,
)
from dashboard.ui.shell import ADDRESS, with_carried


def _id(name: str) -> dict[str, Any]:
    return {"type": f"run-{name}", "page": MATCH}


def asks(page: str) -> tuple[State, State]:
    """Parts of a page's run panel that `page_mark` makes its mark of."""
    return State(part("asks", page), "data"), State(part("cancelled", page), "data")


def page_mark(page: str, cancels: int | None) -> PageMark:
    """The mark of an open page that asks for a run, or cancels."""
    return PageMark(page or "", cancels or 0)


def set_off_by(control: str) -> bool:
    """Whether this control set off the callback; false of a plain call."""
    try:
        return bool(ctx.triggered_id == control)
    except MissingCallbackContextException:
        return False


def row_with_results(run_id: str) -> Run | None:
    """The row of a run; it runs again where its results are gone, damaged or old."""
    service = jobs.service()
    run = service.row(run_id)
    if run is None or run.under_way or not run.ready:
        return run
    if not run.simulates:
        return run if service.said(run) is not None else service.again(run)
    return run if service.is_at_hand(run) else service.again(run)


@callback(
    Output(_id("progress"), "children"),
    Output(_id("cancel"), "style"),
    Output(_id("clock"), "disabled"),
    Output(_id("clock"), "interval"),
    Output(_id("ready"), "data"),
    Input(_id("clock"), "n_intervals"),
    Input(_id("id"), "data"),
    State(_id("ready"), "data"),
    State(_id("drawn"), "data"),
)
def poll(_ticks: int | None, run_id: str, told: str, drawn: str) -> tuple[Any, ...]:
    """Progress of the run; tells the page when there is something new to draw."""
    run = jobs.service().row(run_id or "")
    going = run is not None and run.under_way
    mark = ready_mark(run)
    shown = show_progress(run, drawn=mark == drawn)
    rests = not going and mark == drawn
    new = mark if mark != told else no_update
    cancel_style = SHOWN if going and run is not None and run.mine else HIDDEN
    return shown, cancel_style, rests, poll_every(run), new


@callback(
    Output(_id("cancelled"), "data"),
    Input(_id("cancel"), "n_clicks"),
    State(_id("id"), "data"),
    State(_id("asks"), "data"),
    prevent_initial_call=True,
)
def cancel(clicks: int, run_id: str, page: str) -> int:
    """Stop whatever this page has asked for; the panel says when it has."""
    if clicks:
        jobs.service().cancel(run_id, mark=page_mark(page, clicks))
    return clicks


@callback(
    Output(ADDRESS, "search"),
    Input({"type": "choices", "page": ALL}, "data"),
    State(ADDRESS, "search"),
)
def write_address(choices: list[str | None], before: str | None) -> Any:
    """The open page's choices, so that its address can be shared.

    Pages do not write the address themselves: it stands outside of them, and Dash
    would call them once for every page that opens.
    """
    wanted = next((search for search in choices if search), None)
    return no_update if wanted is None else with_carried(wanted, before)
