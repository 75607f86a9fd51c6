"""Progress of a run, in words and as a bar."""

from __future__ import annotations

import secrets
from math import ceil

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import runs
from dashboard.questions import ASSURANCE, FLOW, PAPERS, WORTH
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.blocks import labelled
from planner.locale import _, gettext_noop, ngettext
from planner.reports.number_format import replications_text

POLL_EVERY_MS = 100
"""Between looks at a run of one board; the answer is a few hundred bytes."""
LONG_POLL_EVERY_MS = 600
"""At what takes longer, so that many who wait leave the server to those who click."""
A_MINUTE = 60
HIDDEN = {"display": "none"}
SHOWN: dict[str, str] = {}

STATES = {
    runs.WAITING: gettext_noop("Waiting for another run to end."),
    runs.PREPARING: gettext_noop(
        "Compiling the simulation: once on this computer, about a minute"
    ),
    runs.RUNNING: gettext_noop("Simulating: {done} of {total} board replications done"),
    runs.DONE: gettext_noop("Finished: {replications}."),
    runs.CANCELLED: gettext_noop("Cancelled. {results}"),
    runs.FAILED: gettext_noop("The run could not finish. {message}"),
    runs.INTERRUPTED: gettext_noop(
        "This run was interrupted when the dashboard closed. "
        "Press Run to start it again."
    ),
}
QUESTION_STATES = {
    runs.RUNNING: gettext_noop(
        "The formula works out a first answer; the simulation then confirms it."
    ),
    runs.DONE: gettext_noop("Finished: the simulation has confirmed the answer."),
    runs.CANCELLED: gettext_noop("Cancelled."),
}
"""Of a run that answers a question."""
WITHOUT_FORMULA = (WORTH, PAPERS, ASSURANCE, FLOW)
"""Kinds of question that are answered by simulation alone."""
SIMULATED_STATES = {
    **QUESTION_STATES,
    runs.RUNNING: STATES[runs.RUNNING],
    runs.DONE: gettext_noop("Finished."),
}
CONFIRMING = gettext_noop(
    "The first answer is shown below. The simulation is confirming it: {done} of about"
    " {total} board replications done."
)
FIRST_SHOWN = gettext_noop(
    "Simulating: {done} of {total} board replications done. "
    "First results are shown below and are being refined."
)
BEING_DRAWN = gettext_noop(
    "Simulated: {replications}. The results below are being renewed."
)
SOME_READY = gettext_noop("Results with {replications} are shown below.")
NONE_READY = gettext_noop("No results were ready yet.")


def part(name: str, page: str) -> dict[str, str]:
    """Id of one part of a page's run panel."""
    return {"type": f"run-{name}", "page": page}


def run_panel(page: str, run: Run | None) -> html.Div:
    """Bar, sentence and cancel button of the page's run, and the clock that asks.

    The button stands still while the bar is drawn anew, so that the keyboard keeps it.
    """
    going = run is not None and run.under_way
    may_cancel = run is not None and going and run.mine
    cancel = dmc.Button(
        _("Cancel"),
        id=part("cancel", page),
        variant="outline",
        n_clicks=0,
        style=SHOWN if may_cancel else HIDDEN,
    )
    clock = dcc.Interval(
        id=part("clock", page), interval=poll_every(run), disabled=not going
    )
    return html.Div(
        [
            dcc.Store(id=part("id", page), data=run.id if run else ""),
            # The name under which this page, once open, asks for runs.
            dcc.Store(id=part("asks", page), data=secrets.token_urlsafe(8)),
            # Presses of Cancel that have reached the server: what a page asks for with
            # an earlier count was on its way when Cancel was pressed.
            dcc.Store(id=part("cancelled", page), data=0),
            dcc.Store(id=part("ready", page), data=ready_mark(run)),
            dcc.Store(id=part("drawn", page), data=ready_mark(run)),
            html.Div(show_progress(run), id=part("progress", page), role="status"),
            cancel,
            clock,
        ],
        className="run-panel",
    )


def poll_every(run: Run | None) -> int:
    """Milliseconds between looks at a run."""
    quick = run is None or (run.simulates and not run.long and not run.place)
    return POLL_EVERY_MS if quick else LONG_POLL_EVERY_MS


def ready_mark(run: Run | None) -> str:
    """Changes exactly when there is something new to draw."""
    if run is None:
        return ""
    # Waiting, preparing or running: the results are the same.
    return f"{run.id}:{run.ready}:{'' if run.under_way else run.state}"


def show_progress(run: Run | None, *, drawn: bool = True) -> list[Component]:
    """The state of a run; nothing at all when none was asked for.

    Parameters
    ----------
    drawn : whether the page shows what the run has given so far
    """
    if run is None:
        return []
    text = (
        f"{_(run.note)} {sentence(run, drawn=drawn)}"
        if run.note
        else sentence(run, drawn=drawn)
    )
    said = html.P(text, className=f"run-sentence run-{run.state}")
    return [said, _bar(run)] if run.under_way else [said]


def sentence(run: Run, *, drawn: bool = True) -> str:
    """One sentence on how far a run is, or how it ended.

    A run is not called finished over the findings of fewer replications.
    """
    if run.state == runs.WAITING and run.place:
        return _in_queue(run)
    if not run.simulates and run.state in QUESTION_STATES:
        return _(_of_question(run), done=run.done, total=run.total)
    known = replications_text(run.ready)
    if run.state == runs.DONE and not drawn:
        return _(BEING_DRAWN, replications=known)
    ready = SOME_READY if run.ready else NONE_READY
    return _(
        FIRST_SHOWN if run.state == runs.RUNNING and run.ready else STATES[run.state],
        done=run.done,
        total=run.total,
        replications=known,
        message=run.message,
        results=_(ready, replications=known),
    )


def _of_question(run: Run) -> str:
    early = run.state == runs.RUNNING and bool(run.ready)
    if run.kind in WITHOUT_FORMULA:
        return FIRST_SHOWN if early else SIMULATED_STATES[run.state]
    return CONFIRMING if early else QUESTION_STATES[run.state]


def _in_queue(run: Run) -> str:
    """Sentence on the place of a run in the queue, and when it will begin."""
    if run.place == 1:
        place = _("Waiting: the next to be worked on.")
    else:
        place = _("Waiting: number {place} in the queue.", place=run.place)
    if run.wait_seconds is None:
        return place
    if run.wait_seconds < A_MINUTE:
        return _("{place} It begins within a minute.", place=place)
    minutes = ceil(run.wait_seconds / A_MINUTE)
    begins = ngettext(
        "It begins in about {n} minute.", "It begins in about {n} minutes.", minutes
    )
    return f"{place} {begins}"


def shade(stale: bool) -> tuple[str, list[Component]]:
    """Class of the results, and the sentence above those that do not match any more."""
    if not stale:
        return "results", []
    text = _(
        "The numbers above have changed since this run: the results below do not "
        "match them any more. Press Run to bring them up to date."
    )
    return "results stale", [blocks.notice(text, kind="warning")]


def _bar(run: Run) -> dmc.Progress:
    return dmc.Progress(
        value=100 * run.done / max(run.total, 1),
        size="lg",
        transitionDuration=0,
        **labelled(_("Progress of the run")),
    )
