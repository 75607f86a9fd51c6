"""Minutes of a workshop: decision, plans, prices and ranking, as Word and HTML."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import planner
from planner.experiment.built_plan import AddedPrice
from planner.experiment.running.results import Results
from planner.experiment.valued import ValuedRanking
from planner.experiment.valued_measures import BY_KPI
from planner.locale import _, chosen_language, ngettext
from planner.reports.dates import date_text
from planner.reports.number_format import pounds, whole_percent, years_text
from planner.reports.papers import web, word
from planner.reports.papers.model import (
    Paper,
    PaperSection,
    PaperTable,
    RunStamp,
)
from planner.reports.valued import (
    LEVEL_NOTE,
    PLACE_NOTE,
    PRICE_NOTE,
    SCALE_NOTE,
    basis,
    certainty,
    finding,
    place_text,
    results_columns,
    results_lines,
    score_range,
    score_text,
    standing,
)

DOCX, HTML = "minutes.docx", "minutes.html"


@dataclass(frozen=True)
class MinutedPlan:
    """A plan that a table handed in.

    Attributes
    ----------
    contents : its options and new capacity, a line each
    results : None while it is being simulated
    """

    name: str
    handed_in: str
    contents: tuple[str, ...]
    price: AddedPrice | None
    results: Results | None = None


@dataclass(frozen=True, kw_only=True)
class WorkshopMinutes:
    """All that the minutes of a workshop say.

    Attributes
    ----------
    start : sentence on the numbers that it started from
    label : what must be said with figures of an illustrative board
    tables : of those that joined, the ones without a plan among them
    events : time of day and what happened, in order
    """

    title: str
    place: str
    held: datetime.date
    start: str
    label: str
    revenue: float
    capital: float
    weights: Mapping[str, float]
    plans: tuple[MinutedPlan, ...]
    tables: tuple[str, ...]
    ranking: ValuedRanking | None
    baseline: Results | None
    events: tuple[tuple[str, str], ...]
    choice: str
    decision: str
    reasons: str
    seed: int


def minutes_files(minutes: WorkshopMinutes) -> dict[str, bytes]:
    """The minutes by name of their file, all made of one content."""
    paper = minutes_paper(minutes)
    return {DOCX: word.write(paper), HTML: web.write(paper)}


def minutes_paper(minutes: WorkshopMinutes) -> Paper:
    """The minutes as a paper."""
    return Paper(
        title=_("Minutes: {workshop}", workshop=minutes.title),
        place=_("{place}, {date}", place=minutes.place, date=date_text(minutes.held)),
        sections=(
            _decided(minutes),
            _asked(minutes),
            _handed_in(minutes),
            *_ranked(minutes),
            _happened(minutes),
        ),
        slides=(),
        stamp=_stamp(minutes),
        assumptions=_years(minutes),
        language=chosen_language(),
    )


def _decided(minutes: WorkshopMinutes) -> PaperSection:
    text = minutes.decision
    if minutes.choice:
        chosen = _("The plan of {table} is put forward.", table=minutes.choice)
        text = f"{chosen} {text}".strip()
    reasons = [_("Reasons: {reasons}", reasons=minutes.reasons)]
    return PaperSection(
        heading=_("Decision"),
        title=text or _("No decision was recorded."),
        sentences=tuple(reasons if minutes.reasons else []),
    )


def _asked(minutes: WorkshopMinutes) -> PaperSection:
    rows = [
        (_(BY_KPI[kpi].title), whole_percent(share), _(BY_KPI[kpi].best))
        for kpi, share in minutes.weights.items()
    ]
    budget = _(
        "Budget: {revenue} of revenue in each financial year and {capital} of capital,"
        " on top of the plan as it stands.",
        revenue=pounds(minutes.revenue),
        capital=pounds(minutes.capital),
    )
    return PaperSection(
        heading=_("Task"),
        title=budget,
        sentences=(
            minutes.start,
            _("Tables: {names}.", names=", ".join(minutes.tables)),
        ),
        tables=(
            PaperTable(
                title=_("What the room valued"),
                head=(_("Measure"), _("Weight"), _("100 points are")),
                rows=tuple(rows),
            ),
        ),
    )


def _handed_in(minutes: WorkshopMinutes) -> PaperSection:
    rows = [
        (
            each.name,
            "\n".join(each.contents) or _("nothing"),
            pounds(each.price.a_year) if each.price else "",
            pounds(each.price.capital) if each.price else "",
            each.handed_in,
        )
        for each in minutes.plans
    ]
    count = len(rows)
    return PaperSection(
        heading=_("Plans"),
        title=ngettext("{n} plan was handed in", "{n} plans were handed in", count),
        tables=(
            PaperTable(
                title=_("Plans and their prices"),
                head=(
                    _("Table"),
                    _("Plan"),
                    _("Revenue, dearest year"),
                    _("Capital"),
                    _("Handed in"),
                ),
                rows=tuple(rows),
                notes=(_(PRICE_NOTE),),
                widths=(2, 4, 1.5, 1.5, 1),
                texts=2,
            ),
        ),
    )


def _ranked(minutes: WorkshopMinutes) -> tuple[PaperSection, ...]:
    """Ranking and results; nothing where no plan has been simulated."""
    ranking = minutes.ranking
    if ranking is None or not ranking.plans:
        return ()
    rows = [
        (
            place_text(plan, ranking),
            plan.name,
            f"{score_text(plan)}\n{score_range(plan)}",
            certainty(plan, ranking.sets),
            standing(plan),
        )
        for plan in ranking.plans
    ]
    place = PaperTable(
        title=_("Ranking by what the room valued"),
        head=(_("Place"), _("Table"), _("Score"), _("Against today's plan"),
              _("Among the plans")),
        rows=tuple(rows),
        notes=(_(SCALE_NOTE), _(PLACE_NOTE)),
        widths=(1, 2, 1.5, 2.5, 2.5),
        texts=2,
    )  # fmt: skip
    section = PaperSection(
        heading=_("Results"),
        title=finding(ranking),
        sentences=(basis(ranking) + ".",),
        tables=(place, _results(ranking)),
    )
    return (section,)


def _results(ranking: ValuedRanking) -> PaperTable:
    columns = results_columns(ranking)
    lines = results_lines(ranking)
    return PaperTable(
        title=_("Results of what is valued"),
        head=tuple(columns.values()),
        rows=tuple(tuple(line[key] for key in columns) for line in lines),
        notes=(_(LEVEL_NOTE),),
    )


def _happened(minutes: WorkshopMinutes) -> PaperSection:
    return PaperSection(
        heading=_("Course"),
        title=_("The workshop by the clock"),
        tables=(
            PaperTable(
                title=_("What happened when"),
                head=(_("Time"), _("Event")),
                rows=minutes.events,
                widths=(1, 5),
                texts=2,
            ),
        ),
    )


def _years(minutes: WorkshopMinutes) -> PaperTable:
    priced = [each for each in minutes.plans if each.price]
    years = priced[0].price.years if priced and priced[0].price else ()
    return PaperTable(
        title=_("Price of each plan by financial year"),
        head=(_("Table"), *years),
        rows=tuple(
            (each.name, *(pounds(n) for n in each.price.revenue))
            for each in priced
            if each.price
        ),
    )


def _stamp(minutes: WorkshopMinutes) -> RunStamp:
    runs = {_("Today's plan"): minutes.baseline} if minutes.baseline else {}
    runs |= {each.name: each.results for each in minutes.plans if each.results}
    known = {name: results for name, results in runs.items() if results}
    plan = next((results.scenario for results in known.values()), None)
    ranking = minutes.ranking
    return RunStamp(
        version=planner.__version__,
        seed=minutes.seed,
        replications=ranking.replications if ranking else 0,
        sets=ranking.sets if ranking else 0,
        all_sets=plan.sets if plan else 0,
        made_on=minutes.held,
        plan=minutes.place
        if plan is None
        else _(
            "{place}, {years} from {start}",
            place=minutes.place,
            years=years_text(plan.years),
            start=date_text(plan.plan_start),
        ),
        fingerprints={
            n: results.scenario.fingerprint() for n, results in known.items()
        },
        digests={name: results.digest for name, results in known.items()},
        label=minutes.label,
    )
