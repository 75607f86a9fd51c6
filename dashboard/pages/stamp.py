"""The stamp of a printed page: what was shown, from which inputs, on which day."""

from __future__ import annotations

from datetime import date

from dashboard import jobs, plans
from dashboard.names import BOARDS, name_of
from dashboard.plans import Plan
from dashboard.ui.shell import choices_of
from planner.locale import _
from planner.reports.number_format import date_text


def stamp(search: str | None) -> str:
    """One line with everything that a reader needs to find the same numbers again."""
    settings = jobs.service().settings
    chosen = choices_of(search)
    parts = [
        _("Shown on {day}", day=date_text(date.today())),
        _("scenario {name}", name=settings.scenario),
        _("seed {seed}", seed=settings.seed),
        _("inputs {fingerprint}", fingerprint=_fingerprint(settings.scenario)),
        _("start: my numbers, {id}", id=chosen["start"])
        if chosen.get("start")
        else _("start: published numbers"),
    ]
    if board := chosen.get("board"):
        parts.append(_("board: {name}", name=name_of(BOARDS, board)))
    if year := chosen.get("year"):
        parts.append(_("year {year}", year=year))
    if run := chosen.get("run"):
        parts.append(_("run {id}", id=run))
    return "; ".join(parts) + "."


def _fingerprint(scenario: str) -> str:
    return plans.load(Plan(scenario)).fingerprint()[:12]
