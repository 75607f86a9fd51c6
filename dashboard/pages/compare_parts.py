"""Choices of the comparison page, and its tables."""

from __future__ import annotations

from typing import Any

from dash import html, no_update
from dash.development.base_component import Component

import planner
from dashboard import jobs, plans
from dashboard.pages import compare_charts
from dashboard.pages.compare_view import View
from dashboard.plans import Plan
from dashboard.rows import WALES, years
from dashboard.runs import Run
from dashboard.ui import blocks, progress
from planner.errors import ScenarioError
from planner.locale import _
from planner.outcomes.periods import headline_period


def known_options() -> dict[str, str]:
    """Titles of all options that can be chosen."""
    return plans.options(jobs.service().settings.options_folder)


def chosen(run: Run | None, option: str) -> list[str]:
    """The options of the run; without one, the option of the address."""
    if run is not None:
        return [name for plan in run.plans[1:] for name in plan.options]
    return [option] if option in known_options() else []


def baseline_of(run: Run | None) -> str:
    """The scenario that a run starts from."""
    return run.plans[0].scenario if run else jobs.service().settings.scenario


def place_of(run: Run | None, place: str) -> str:
    """The place to look at: as the address says, else what the run was made for."""
    if place in places():
        return place
    return next(iter(run.plans[0].boards), WALES) if run else WALES


def places() -> dict[str, str]:
    """Wales and the boards, by id."""
    national = plans.load(Plan(jobs.service().settings.scenario))
    return {WALES: _("Wales"), **plans.boards_by_name(national)}


def controls(run: Run | None, options: list[str], place: str) -> Component:
    """Baseline, options, place and the button that runs them."""
    baselines = planner.list_scenarios()
    return html.Div(
        [
            blocks.row(
                blocks.choice(
                    "compare-baseline",
                    _("Baseline"),
                    baselines,
                    baseline_of(run),
                ),
                blocks.choices(
                    "compare-options",
                    _("Options"),
                    known_options(),
                    options,
                    _("Choose one or more"),
                ),
                blocks.choice(
                    "compare-place", _("Wales or one board"), places(), place
                ),
            ),
            blocks.note(_("One board takes a fraction of the time of all Wales.")),
            blocks.row(blocks.button("compare-start", _("Run the comparison"))),
        ]
    )


def view_controls() -> Component:
    """Which year to look at, and the page to take away."""
    return blocks.row(
        blocks.choice("compare-year", _("Plan year"), [], ""),
        blocks.button(
            "compare-download", _("Download as one page"), quiet=True, disabled=True
        ),
    )


def ask(baseline: str, options: list[str], place: str) -> tuple[Plan, ...]:
    """The plans of a comparison; only the board's own where one is chosen."""
    boards = () if place == WALES else (place,)
    chosen = [(), *((option,) for option in options)]
    return tuple(Plan(baseline, names, boards=boards) for names in chosen)


def start(baseline: str, options: list[str], place: str) -> tuple[Any, Any]:
    """Problems to show, and the run's id."""
    if not options:
        warning = blocks.notice(_("Choose at least one option."), kind="warning")
        return warning, no_update
    known = {*planner.list_scenarios(), *known_options(), *places()}
    if not {baseline, place, *options} <= known:
        # A name that no list offers could be the path of any file.
        text = _("Choose from the lists: one of these names is not known here.")
        return blocks.notice(text, kind="problem"), no_update
    try:
        run = jobs.service().start(ask(baseline, options, place))
    except ScenarioError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return None, run.id


def results(run: Run | None, place: str, year: str) -> tuple[Any, ...]:
    """Charts, the years there are, the year shown, and whether to bar the download."""
    found = jobs.service().comparison(run) if run and run.ready else {}
    if run is None or not found or not covers(run, place):
        return (
            [
                blocks.notice(
                    _(
                        "Choose options and a place and press Run: paired differences "
                        "appear here."
                    )
                )
            ],
            [],
            "",
            True,
        )
    baseline = plans.load(run.plans[0])
    known = years(next(iter(found.values())), baseline)
    last = headline_period(baseline, "kpi4_assessed_90")
    year = year if year in known else (last.label if last else known[-1])
    view = View(run, found, place, year, known_options())
    return compare_charts.charts(view), known, year, False


def covers(run: Run | None, place: str) -> bool:
    """Whether a run has results for a place."""
    return run is not None and (not run.plans[0].boards or place in run.plans[0].boards)


def shade(
    run: Run | None, baseline: str, options: list[str], place: str
) -> tuple[str, list[Component]]:
    """Class of the results and the sentence above them."""
    same = run is None or (
        (baseline_of(run), chosen(run, "")) == (baseline, options)
        and covers(run, place)
    )
    return progress.shade(stale=not same)


def page_file(run: Run | None) -> dict[str, str] | None:
    """Name and text of the page to download, or nothing to download."""
    if run is None or not run.ready:
        return None
    text = jobs.service().comparison_page(run)
    return {
        "filename": f"comparison-{run.id}.html",
        "content": text,
        "type": "text/html",
    }
