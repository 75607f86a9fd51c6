"""Choices of the comparison page, its results, and the files to take away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html, no_update
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.option_choices import grouped, marks, suggested, titles
from dashboard.pages import compare_charts, start_from
from dashboard.pages.compare_view import View
from dashboard.plans import Plan
from dashboard.rows import WALES, years
from dashboard.runs import Run
from dashboard.ui import blocks, progress
from dashboard.ui.option_choice import price_note, several_options
from planner.errors import ScenarioError
from planner.inputs.load import list_baselines
from planner.locale import _
from planner.outcomes.periods import headline_period

NAME = "compare"
MOST_OPTIONS = 8
"""Options that can be told apart in every chart."""


def known_options() -> dict[str, str]:
    """Titles of all options that can be chosen."""
    return titles()


def chosen(run: Run | None, option: str) -> list[str]:
    """The options of the run; without one, those of the address."""
    if run is not None:
        return [name for plan in run.plans[1:] for name in plan.options]
    known = known_options()
    return [name for name in option.split(",") if name in known]


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


def mark_of(mark: str) -> str:
    """A mark that is offered, else the usual one."""
    return mark if mark in marks() else next(iter(marks()))


def controls(
    run: Run | None, options: list[str], place: str, mark: str, start: str
) -> Component:
    """Start, baseline, place, year, mark, options, and the button that runs them."""
    baselines = {name: plans.baseline_title(name) for name in list_baselines()}
    return html.Div(
        [
            blocks.row(
                start_from.control(NAME, start),
                blocks.choice(
                    "compare-baseline", _("Baseline"), baselines, baseline_of(run)
                ),
                blocks.choice("compare-place", _("Where"), places(), place),
                blocks.choice("compare-year", _("Plan year"), [], ""),
                blocks.choice("compare-mark", _("Judged by"), marks(), mark),
                blocks.button("compare-start", _("Run the comparison")),
            ),
            _picker(options, opened=run is None),
        ],
        className="compare-controls",
    )


def _picker(options: list[str], *, opened: bool) -> Component:
    """Options to tick, in groups; closed where a comparison is shown."""
    help_text = _(
        "Up to {most} at once. One board takes a fraction of the time of all Wales.",
        most=MOST_OPTIONS,
    )
    return html.Details(
        [
            html.Summary(_("Options to compare"), id="compare-picked"),
            blocks.row(
                blocks.button(
                    "compare-suggested", _("Tick six for a first look"), quiet=True
                ),
                blocks.note(f"{help_text} {price_note()}"),
            ),
            several_options(
                "compare-options", _("Options to compare"), grouped(), options
            ),
        ],
        id="compare-picker",
        className="folded",
        open=opened,
    )


def picked_words(options: list[str] | None) -> str:
    """Heading of the list of options: how many are ticked, and which."""
    known = known_options()
    names = [known.get(name, name) for name in options or []]
    if not names:
        return _("Options to compare: tick at least one")
    return _(
        "Options to compare ({count}): {names}",
        count=len(names),
        names=", ".join(names),
    )


def first_look() -> list[str]:
    """Options of a first comparison."""
    return suggested()


def take_away() -> Component:
    """Buttons for the page and the tables to take away."""
    return blocks.row(
        blocks.button(
            "compare-download", _("Download as one page"), quiet=True, disabled=True
        ),
        blocks.button("compare-xlsx", _("Table as Excel"), quiet=True, disabled=True),
        blocks.button("compare-csv", _("Table as CSV"), quiet=True, disabled=True),
    )


def ask(
    baseline: str, options: list[str], place: str, start: str = ""
) -> tuple[Plan, ...]:
    """The plans of a comparison; only the board's own where one is chosen.

    Own numbers are the start of every plan, the baseline's too: never an effect.
    """
    own = start_from.start_plan(start)
    base = own if own.typed else Plan(baseline)
    boards = () if place == WALES else (place,)
    chosen = [(), *((option,) for option in options)]
    return tuple(replace(base, options=names, boards=boards) for names in chosen)


def start(
    baseline: str, options: list[str], place: str, own: str = ""
) -> tuple[Any, Any, Any]:
    """Problems to show, the run's id, and whether the list of options stays open."""
    if why := _refused(baseline, options, place):
        return why, no_update, no_update
    try:
        run = jobs.service().start(ask(baseline, options, place, own))
    except ScenarioError as refused:
        return blocks.notice(str(refused), kind="problem"), no_update, no_update
    return None, run.id, False


def _refused(baseline: str, options: list[str], place: str) -> Component | None:
    """Why nothing can be run with these choices, if so."""
    if not options:
        return blocks.notice(_("Choose at least one option."), kind="warning")
    if len(options) > MOST_OPTIONS:
        text = _(
            "Choose {most} options at most: more cannot be told apart. {count} are"
            " ticked.",
            most=MOST_OPTIONS,
            count=len(options),
        )
        return blocks.notice(text, kind="warning")
    known = {*list_baselines(), *known_options(), *places()}
    if not {baseline, place, *options} <= known:
        # A name that no list offers could be the path of any file.
        text = _("Choose from the lists: one of these names is not known here.")
        return blocks.notice(text, kind="problem")
    return None


def view_of(run: Run | None, place: str, year: str, mark: str) -> View | None:
    """The comparison as it is looked at, or None where nothing is there yet."""
    found = jobs.service().comparison(run) if run and run.ready else {}
    if run is None or not found or not covers(run, place):
        return None
    baseline = plans.load(run.plans[0])
    known = years(baseline)
    last = headline_period(baseline, "kpi4_assessed_90")
    year = year if year in known else (last.label if last else known[-1])
    view = View(run, found, place, year, known_options(), mark_of(mark))
    # A table without some of its options would give a wrong answer.
    return view if len(view.summaries) == len(run.plans) else None


def results(run: Run | None, place: str, year: str, mark: str) -> tuple[Any, ...]:
    """Charts, the years there are, the year shown, and whether to bar the downloads.

    The year is told only where it is another one: its field asks for results too, and
    would otherwise ask again for ever.
    """
    view = view_of(run, place, year, mark)
    if view is None:
        text = _(
            "Tick options, choose a place and press Run: one table with an option a row"
            " appears here, first from a few replications, then from all."
        )
        return [blocks.notice(text)], [], no_update, True, True, True
    known = years(plans.load(view.run.plans[0]))
    shown = no_update if view.year == year else view.year
    return compare_charts.charts(view), known, shown, False, False, False


def covers(run: Run | None, place: str) -> bool:
    """Whether a run has results for a place."""
    return run is not None and (not run.plans[0].boards or place in run.plans[0].boards)


def shade(
    run: Run | None, baseline: str, options: list[str], place: str, start: str = ""
) -> tuple[str, list[Component]]:
    """Class of the results and the sentence above them."""
    wanted = ask(baseline, options, place, start)
    same = run is None or (
        replace(run.plans[0], boards=()) == replace(wanted[0], boards=())
        and sorted(chosen(run, "")) == sorted(options)
        and covers(run, place)
    )
    return progress.shade(stale=not same)
