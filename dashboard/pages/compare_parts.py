"""What the comparison page asks for and remembers, and its tables."""

from __future__ import annotations

from typing import Any

from dash import no_update
from dash.development.base_component import Component

import planner
from dashboard import jobs, plans
from dashboard.locale import say
from dashboard.pages import compare_charts
from dashboard.plans import Plan
from dashboard.rows import WALES, years
from dashboard.runs import Run
from dashboard.ui import blocks
from planner.errors import ScenarioError


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


def controls(run: Run | None, options: list[str]) -> Component:
    """Baseline, options and the button that runs them."""
    return blocks.row(
        blocks.choice(
            "compare-baseline",
            say("compare.baseline"),
            planner.list_scenarios(),
            baseline_of(run),
        ),
        blocks.choices(
            "compare-options",
            say("compare.options"),
            known_options(),
            options,
            say("compare.options_help"),
        ),
        blocks.button("compare-start", say("compare.run")),
    )


def view_controls(place: str) -> Component:
    """Whose differences, of which year, and the page to take away."""
    national = plans.load(Plan(jobs.service().settings.scenario))
    places = {WALES: say("app.country"), **plans.boards_by_name(national)}
    return blocks.row(
        blocks.choice(
            "compare-place",
            say("compare.place"),
            places,
            place if place in places else WALES,
        ),
        blocks.choice("compare-year", say("compare.year"), [], ""),
        blocks.button(
            "compare-download", say("compare.download"), quiet=True, disabled=True
        ),
    )


def start(baseline: str, options: list[str]) -> tuple[Any, Any]:
    """Problems to show, and the run's id."""
    if not options:
        warning = blocks.notice(say("compare.none_chosen"), kind="warning")
        return warning, no_update
    asked = [Plan(baseline), *(Plan(baseline, (option,)) for option in options)]
    try:
        run = jobs.service().start(asked)
    except ScenarioError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return None, run.id


def results(run: Run | None, place: str, year: str) -> tuple[Any, ...]:
    """Charts, the years there are, the year shown, and whether to bar the download."""
    found = jobs.service().comparison(run) if run and run.ready else {}
    if not found:
        return [blocks.notice(say("compare.results_none"))], [], "", True
    known = years(next(iter(found.values())))
    year = year if year in known else known[-1]
    view = compare_charts.View(run, found, place, year, known_options())
    return compare_charts.charts(view), known, year, False


def shade(
    run: Run | None, baseline: str, options: list[str]
) -> tuple[str, list[Component]]:
    """Class of the results and the sentence above them."""
    if run is None or (baseline_of(run), chosen(run, "")) == (baseline, options):
        return "results", []
    return "results stale", [blocks.notice(say("stale.sentence"), kind="warning")]


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
