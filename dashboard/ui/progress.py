"""How far a run is, in words and as a bar."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import runs
from dashboard.locale import say
from dashboard.runs import Run
from dashboard.ui.blocks import labelled

POLL_EVERY_MS = 1000
HIDDEN = {"display": "none"}
SHOWN: dict[str, str] = {}


def part(name: str, page: str) -> dict[str, str]:
    """Id of one part of a page's run panel."""
    return {"type": f"run-{name}", "page": page}


def run_panel(page: str, run: Run | None) -> html.Div:
    """Bar, sentence and cancel button of the page's run, and the clock that asks.

    The button stands still while the bar is drawn anew, so that the keyboard keeps it.
    """
    going = run is not None and run.under_way
    cancel = dmc.Button(
        say("run.cancel"),
        id=part("cancel", page),
        variant="outline",
        n_clicks=0,
        style=SHOWN if going else HIDDEN,
    )
    clock = dcc.Interval(
        id=part("clock", page), interval=POLL_EVERY_MS, disabled=not going
    )
    return html.Div(
        [
            dcc.Store(id=part("id", page), data=run.id if run else ""),
            dcc.Store(id=part("ready", page), data=ready_mark(run)),
            html.Div(show_progress(run), id=part("progress", page), role="status"),
            cancel,
            clock,
        ],
        className="run-panel",
    )


def ready_mark(run: Run | None) -> str:
    """Changes exactly when there is something new to draw."""
    return f"{run.id}:{run.ready}:{run.state}" if run else ""


def show_progress(run: Run | None) -> list[Component]:
    """The state of a run; nothing at all when none was asked for."""
    if run is None:
        return []
    words = html.P(sentence(run), className=f"run-sentence run-{run.state}")
    return [words, _bar(run)] if run.under_way else [words]


def sentence(run: Run) -> str:
    """One sentence on where a run stands."""
    if run.state == runs.RUNNING:
        key = "run.running_first" if run.ready else "run.running"
        return say(key, done=run.done, total=run.total)
    kept = say("run.kept" if run.ready else "run.nothing_kept", ready=run.ready)
    return say(f"run.{run.state}", ready=run.ready, message=run.message, kept=kept)


def _bar(run: Run) -> dmc.Progress:
    return dmc.Progress(
        value=100 * run.done / max(run.total, 1),
        size="lg",
        transitionDuration=0,
        **labelled(say("run.progress")),
    )
