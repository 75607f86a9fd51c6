"""Compare: one table with an option a row, paired by replication, cost beside."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html

from dashboard import jobs
from dashboard.pages import compare_explain, start_from
from dashboard.pages import compare_files as files
from dashboard.pages import compare_parts as parts
from dashboard.pages.running import row_with_results
from dashboard.ui import blocks
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/compare"
NAME = "compare"
TITLE = gettext_noop("Compare")
RUN = State(part("id", NAME), "data")
START = start_from.field(NAME)
LOOKED_AT = (
    State("compare-place", "value"),
    State("compare-year", "value"),
    State("compare-mark", "value"),
)


def layout(
    run: str = "",
    option: str = "",
    place: str = "",
    mark: str = "",
    start: str = "",
    **_other: str,
) -> html.Div:
    """The page with the comparison and the options that its address names."""
    row = row_with_results(run)
    chosen, place = parts.chosen(row, option), parts.place_of(row, place)
    return html.Div(
        blocks.page(
            _("Compare options"),
            _("The same people and random variation under every option: paired."),
            parts.controls(row, chosen, place, parts.mark_of(mark), start),
            *start_from.remark(start),
            html.Div(id="compare-problems"),
            run_panel(NAME, row),
            html.Div(id="compare-stale", role="status"),
            html.Div(id="compare-results"),
            compare_explain.panel(),
            parts.take_away(),
            dcc.Download(id="compare-file"),
            dcc.Download(id="compare-table-file"),
            dcc.Download(id="compare-book-file"),
            dcc.Store(id=address_of(NAME)),
        ).children,
        className="page compare-page",
    )


@callback(
    Output("compare-problems", "children"),
    Output(part("id", NAME), "data"),
    Output("compare-picker", "open"),
    Input("compare-start", "n_clicks"),
    State("compare-baseline", "value"),
    State("compare-options", "value"),
    State("compare-place", "value"),
    State(START, "value"),
    prevent_initial_call=True,
)
def start(_clicks: int, baseline: str, options: list[str], place: str, own: str) -> Any:
    """Run what is missing of the baseline and the options."""
    return parts.start(baseline, options or [], place, own)


@callback(
    Output("compare-options", "value"),
    Input("compare-suggested", "n_clicks"),
    prevent_initial_call=True,
)
def tick_suggested(_clicks: int) -> list[str]:
    """Tick the options of a first comparison."""
    return parts.first_look()


@callback(Output("compare-picked", "children"), Input("compare-options", "value"))
def show_picked(options: list[str] | None) -> str:
    """Number and names of the options that are ticked."""
    return parts.picked_words(options)


@callback(
    Output("compare-results", "children"),
    Output("compare-year", "data"),
    Output("compare-year", "value"),
    Output("compare-download", "disabled"),
    Output("compare-xlsx", "disabled"),
    Output("compare-csv", "disabled"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("compare-place", "value"),
    Input("compare-year", "value"),
    Input("compare-mark", "value"),
    RUN,
)
def show_results(ready: str, place: str, year: str, mark: str, run_id: str) -> Any:
    """The table and all below it for the place, year and mark chosen."""
    row = jobs.service().row(run_id or "")
    return (*parts.results(row, place, year, mark), ready)


@callback(
    Output("compare-results", "className"),
    Output("compare-stale", "children"),
    Input("compare-baseline", "value"),
    Input("compare-options", "value"),
    Input("compare-place", "value"),
    Input(START, "value"),
    Input(part("ready", NAME), "data"),
    RUN,
)
def show_stale(
    baseline: str, options: Any, place: str, own: str, _ready: str, run_id: str
) -> Any:
    """Grey the differences when other options are chosen than were run."""
    run = jobs.service().row(run_id or "")
    return parts.shade(run, baseline, options or [], place, own)


@callback(
    Output("compare-file", "data"),
    Input("compare-download", "n_clicks"),
    RUN,
    State("compare-year", "value"),
    prevent_initial_call=True,
)
def download(_clicks: int, run_id: str, year: str) -> dict[str, str] | None:
    """The comparison as one page that needs nothing else."""
    return files.page_file(jobs.service().row(run_id or ""), year)


@callback(
    Output("compare-table-file", "data"),
    Input("compare-csv", "n_clicks"),
    RUN,
    *LOOKED_AT,
    prevent_initial_call=True,
)
def download_csv(_clicks: int, run_id: str, *looked_at: str) -> dict[str, str] | None:
    """The table as CSV, for the place, year and mark chosen."""
    row = jobs.service().row(run_id or "")
    return files.csv_file(parts.view_of(row, *looked_at))


@callback(
    Output("compare-book-file", "data"),
    Input("compare-xlsx", "n_clicks"),
    RUN,
    *LOOKED_AT,
    prevent_initial_call=True,
)
def download_book(_clicks: int, run_id: str, *looked_at: str) -> dict[str, Any] | None:
    """The table as a workbook, for the place, year and mark chosen."""
    row = jobs.service().row(run_id or "")
    return files.excel_file(parts.view_of(row, *looked_at))


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    Input("compare-place", "value"),
    Input("compare-year", "value"),
    Input("compare-mark", "value"),
    Input(START, "value"),
    prevent_initial_call=True,
)
def remember(run_id: str, place: str, year: str, mark: str, own: str) -> str:
    """Keep the run and what is looked at in the address."""
    start = start_from.in_address(own)
    return link(run=run_id or "", place=place, year=year or "", mark=mark, start=start)
