"""The answer of a board: one sentence, six tiles, and how far the run is."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answers import Answer
from dashboard.names import BOARDS, name_of
from dashboard.pages import board_state, start_from
from dashboard.pages.board_state import BoardChoices
from dashboard.places import needs_of, sessions_in_words, sessions_row
from dashboard.rows import of_place
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.tiles import tile, tiles
from planner.experiment.needs import MORE
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.audit_colours import colour_of_row
from planner.reports.number_format import (
    NOTHING,
    amount,
    interval,
    number,
    pounds,
    whole_percent,
)
from planner.reports.overview_cells import clearance
from planner.reports.select_rows import last_row, state_of

ALL_THAT_FITS = gettext_noop("9 futures in 10: {band}")
BY_CHANCE = gettext_noop("random variation alone: {random}")


class Headline(NamedTuple):
    """A measure of the tiles: its id, stage and short title."""

    kpi: str
    stage: str
    title: str


HEADLINES = (
    Headline("kpi5_scanned_90_of_all", "all", gettext_noop("Scanned within 90 days")),
    Headline("kpi4_assessed_90", "all", gettext_noop("Assessed within 90 days")),
    Headline("waiting_list", "scan", gettext_noop("Waiting for DXA at the end")),
)


def show(
    choices: BoardChoices, answer: Answer | None, run: Run | None
) -> list[Component]:
    """The finding and its tiles, or a word on why there are none yet."""
    if answer is None:
        return [blocks.notice(nothing_yet(run))]
    place = of_place(answer.table, choices.board)
    if choices.board not in answer.scenario.providers:
        return [blocks.notice(_("Its residents are seen by other boards: see below."))]
    return [
        blocks.finding(_("Finding"), finding(choices, answer, place)),
        tiles(_("The answer in figures"), *_tiles(choices, answer, place)),
        html.P(
            certainty(answer, board_state.points_known_to(choices, run)),
            className=f"certainty {_how_sure(answer)}",
        ),
    ]


def nothing_yet(run: Run | None) -> str:
    """Words in place of an answer."""
    if run is not None and run.under_way:
        return _("The first results will stand here as soon as they are simulated.")
    return _("No results for this board yet. Press Run.")


def finding(choices: BoardChoices, answer: Answer, place: pd.DataFrame) -> str:
    """One sentence: people scanned in time, and the list at the end of the plan."""
    share, waiting = (
        last_row(
            place, answer.scenario, each.kpi, choices.board,
            stage=each.stage, year=choices.year if each.stage == "all" else "",
        )
        for each in (HEADLINES[0], HEADLINES[2])
    )  # fmt: skip
    if share is None or waiting is None:
        return _("The plan is too short to say how many people are scanned in time.")
    return _(
        "{board}, fractures of {year}: {share} of everybody identified are scanned"
        " within 90 days, and {waiting} wait for DXA at the plan's end.",
        board=name_of(BOARDS, choices.board),
        year=share["period"],
        share=amount(share["mean"], "%", nothing=state_of(share)),
        waiting=amount(waiting["mean"], "people"),
    )


def _tiles(
    choices: BoardChoices, answer: Answer, place: pd.DataFrame
) -> list[Component]:
    return [
        *[_tile(each, choices, answer, place) for each in HEADLINES],
        _cleared(choices, answer, place),
        _sessions(choices, answer),
        _cost(answer, place),
    ]


def _tile(
    each: Headline, choices: BoardChoices, answer: Answer, place: pd.DataFrame
) -> Component:
    year = choices.year if KPIS[each.kpi].span == "year" else ""
    row = last_row(
        place, answer.scenario, each.kpi, choices.board,
        stage=each.stage, year=year,
    )  # fmt: skip
    if row is None:
        return tile(_(each.title), NOTHING, note=_("not in this plan"))
    unit = str(row["unit"])
    shown = amount(row["mean"], unit, nothing=state_of(row))
    note = str(row["period"]) if year else ""
    if colour := colour_of_row(row):
        note = f"{note}. {_('Colour in the audit')}: {colour}"
    return tile(_(each.title), shown, bands(row, unit), note=note)


def _sessions(choices: BoardChoices, answer: Answer) -> Component:
    """The scanner sessions that are wanting, as the page of Wales has them."""
    title = _("Extra DXA sessions a week needed")
    needs = needs_of(answer)
    row = None if needs is None else sessions_row(needs, choices.board, MORE)
    if needs is None or row is None:
        return tile(title, NOTHING, note=_("not in this plan"))
    note = sessions_in_words(needs, choices.board)
    return tile(title, number(row["mean"]), bands(row, "sessions"), note=note)


def bands(row: pd.Series, unit: str) -> list[str]:
    """Both bands of a figure, each by its name."""
    by_chance = _(
        BY_CHANCE, random=interval(row["random_low"], row["random_high"], unit)
    )
    if not row.get("sets", 0):
        return [by_chance, _("inputs: one set of values, so their part is not known")]
    ends = interval(row["band_low"], row["band_high"], unit)
    return [_(ALL_THAT_FITS, band=ends), by_chance]


def _cleared(choices: BoardChoices, answer: Answer, place: pd.DataFrame) -> Component:
    when = clearance(place, answer.scenario, choices.board).split("\n")[0]
    row = last_row(place, answer.scenario, "cleared", choices.board, stage="scan")
    sets = int(row["sets"]) if row is not None else 0
    sure = [
        _("chance within the plan: {share}", share=whole_percent(row["mean"]))
        if row is not None
        else "",
        ngettext("over {n} fitting set", "over {n} fitting sets", sets) if sets else "",
    ]
    return tile(_("DXA backlog cleared"), when, [each for each in sure if each])


def _cost(answer: Answer, place: pd.DataFrame) -> Component:
    """Cost of a mean year, as the sentence on costs has it."""
    whole = last_row(place, answer.scenario, "cost_whole_plan", _provider(place))
    if whole is None:
        return tile(_("Cost of the whole plan"), NOTHING)
    return tile(_("Cost of the whole plan"), pounds(whole["mean"]), bands(whole, "GBP"))


def _provider(place: pd.DataFrame) -> str:
    return str(place["provider"].iloc[0])


def shade(shown: bool, *, wrong: bool = False) -> tuple[str, list[Component]]:
    """Class of results, and the sentence above those of other numbers.

    Parameters
    ----------
    shown : whether they are results of the numbers that are typed
    wrong : whether those numbers cannot be used
    """
    if shown:
        return "results", []
    text = (
        _("A number cannot be used: the results below are of the numbers before.")
        if wrong
        else _(
            "The results below are of the numbers before and do not match those typed;"
            " new ones are on their way."
        )
    )
    return "results stale", [html.P(text, className="stale-said")]


def certainty(answer: Answer, points: float | None = None) -> str:
    """Number of replications that are in, and that bands tighten until all are."""
    most = jobs.service().default_steps[-1]
    if points is not None:
        return _(
            "Scanned within 90 days is known to within {points} points by random"
            " variation alone, after {count} replications (asked: 1 point).",
            points=number(points),
            count=answer.replications,
        )
    if answer.replications >= most:
        return ngettext(
            "From {n} replication.", "From {n} replications.", answer.replications
        )
    return _(
        "First {ready} of {most} replications: the bands are wide and will tighten.",
        ready=answer.replications,
        most=most,
    )


def _how_sure(answer: Answer) -> str:
    first = answer.replications < jobs.service().default_steps[-1]
    return "certainty-first" if first else "certainty-whole"


def under_finding(choices: BoardChoices, answer: Answer) -> list[Component]:
    """Small print of the answer: whose numbers it is from."""
    whose = start_from.sentence(choices.start)
    if not answer.plan.boards:
        whose += " " + _("From the simulation of all Wales.")
    return [blocks.note(whose)]
