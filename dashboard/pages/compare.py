"""Compare: options against a baseline, paired by replication, cost beside."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html

from dashboard import jobs
from dashboard.pages import compare_parts as parts
from dashboard.pages.running import row_with_results
from dashboard.ui import blocks
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/compare"
NAME = "compare"
TITLE = gettext_noop("Compare")


def layout(run: str = "", option: str = "", place: str = "", **_other: str) -> html.Div:
    """The page with the comparison and the options that its address names."""
    row = row_with_results(run)
    chosen, place = parts.chosen(row, option), parts.place_of(row, place)
    return blocks.page(
        _("Compare options"),
        _(
            "The same people and the same random variation with and without"
            " each change: differences are paired, replication by "
            "replication."
        ),
        parts.controls(row, chosen, place),
        html.Div(id="compare-problems"),
        run_panel(NAME, row),
        html.Div(id="compare-stale", role="status"),
        parts.view_controls(),
        html.Div(id="compare-results"),
        dcc.Download(id="compare-file"),
        dcc.Store(id=address_of(NAME)),
    )


@callback(
    Output("compare-problems", "children"),
    Output(part("id", NAME), "data"),
    Input("compare-start", "n_clicks"),
    State("compare-baseline", "value"),
    State("compare-options", "value"),
    State("compare-place", "value"),
    prevent_initial_call=True,
)
def start(_clicks: int, baseline: str, options: list[str], place: str) -> Any:
    """Run what is missing of the baseline and the options."""
    return parts.start(baseline, options or [], place)


@callback(
    Output("compare-results", "children"),
    Output("compare-year", "data"),
    Output("compare-year", "value"),
    Output("compare-download", "disabled"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("compare-place", "value"),
    Input("compare-year", "value"),
    State(part("id", NAME), "data"),
)
def show_results(ready: str, place: str, year: str, run_id: str) -> Any:
    """Differences, cost and changes for the place and year chosen."""
    return (*parts.results(jobs.service().row(run_id or ""), place, year), ready)


@callback(
    Output("compare-results", "className"),
    Output("compare-stale", "children"),
    Input("compare-baseline", "value"),
    Input("compare-options", "value"),
    Input("compare-place", "value"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
)
def show_stale(
    baseline: str, options: Any, place: str, _ready: str, run_id: str
) -> Any:
    """Grey the differences when other options are chosen than were run."""
    run = jobs.service().row(run_id or "")
    return parts.shade(run, baseline, options or [], place)


@callback(
    Output("compare-file", "data"),
    Input("compare-download", "n_clicks"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def download(_clicks: int, run_id: str) -> dict[str, str] | None:
    """The comparison as one page that needs nothing else."""
    return parts.page_file(jobs.service().row(run_id or ""))


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    Input("compare-place", "value"),
    prevent_initial_call=True,
)
def remember(run_id: str, place: str) -> str:
    """Keep the run and the place in the address."""
    return link(run=run_id or "", place=place)
