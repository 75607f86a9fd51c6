"""Summary, recommendation, timetable: what is asked for, why and when."""

from __future__ import annotations

from collections.abc import Iterator

from planner.errors import ScenarioError
from planner.experiment.worth_measures import SERVICES_RANGE
from planner.inputs.change_files import load_change
from planner.inputs.changes import ChangeInForce
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.dates import date_text
from planner.reports.economics import chance_text
from planner.reports.finding import headline
from planner.reports.number_format import amount, better_sets, pounds
from planner.reports.papers.benefit_section import benefit_points, worth_of_option
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, PaperSection, PaperTable, figure
from planner.reports.papers.option_sections import findings, main_title, options_table
from planner.reports.papers.titles import (
    COST,
    gains,
    recommended,
)

EVEN = 0.5
"""Chance below which being worth its cost is not likely."""
REVIEW = gettext_noop(
    "Review each of these against the plan every quarter: people identified, assessed"
    " and scanned within 90 days (each with its base), the DXA list and those on it for"
    " more than 90 days, WTE in post, sessions lost and why, people started on"
    " treatment, and pounds spent against the table of costs."
)
TEXTS = gettext_noop(
    "The board adds what no model holds: its clinical champion, whom it asked and what"
    " they said, and who answers for each step."
)


def summary_section(ev: Evidence) -> PaperSection:
    """The ask, what it brings and costs, and the decision, on one page."""
    best = recommended(ev)
    return PaperSection(
        heading=_("Summary"),
        title=main_title(ev),
        sentences=(
            headline(ev.base.summary, ev.base.plan, ev.names),
            *findings(ev),
            *benefit_points(ev.options),
            decision(ev),
        ),
        tables=(options_table(ev),),
        points=tuple(_points(ev, best)),
    )


def _points(ev: Evidence, best: PlanEvidence | None) -> Iterator[str]:
    for option in [best] if best else list(ev.options)[:2]:
        row = ev.difference(option, LEADING)
        if row is not None:
            yield _(
                "{option}: {before} to {after} scanned within 90 days, of all"
                " identified, {period}{sets}",
                option=option.title,
                before=amount(row["baseline_mean"], "%"),
                after=amount(row["option_mean"], "%"),
                period=row["period"],
                sets=_in_sets(better_sets(row)),
            )
        waiting = ev.difference(option, "waiting_list", stage="scan")
        if waiting is not None:
            yield _(
                "DXA list at the plan's end: {before} without it, {after} with it",
                before=amount(waiting["baseline_mean"], "people"),
                after=amount(waiting["option_mean"], "people"),
            )
        cost = ev.difference(option, COST)
        if cost is not None:
            yield _(
                "Cost of the whole plan: {before} without it, {after} with it"
                " ({extra})",
                before=pounds(cost["baseline_mean"]),
                after=pounds(cost["option_mean"]),
                extra=amount(cost["difference"], "GBP", signed=True),
            )
        yield from benefit_points([option])
    yield decision(ev)


def _in_sets(sets: str) -> str:
    return _(" (better in {sets} fitting sets)", sets=sets) if sets else ""


def decision(ev: Evidence) -> str:
    """The decision that is asked for."""
    best = recommended(ev)
    found = None if best is None else worth_of_option(best)
    if best is not None and found is not None:
        chance = chance_text(found, SERVICES_RANGE)
        said = {"option": best.title, "chance": chance}
        if found.chance_worth(SERVICES_RANGE[1]) < EVEN:
            return _(
                "Decision asked for: weigh {option}. {waits}, but by fractures avoided"
                " alone its chance of being worth its cost at £20,000 to £30,000 for a"
                " QALY is {chance}.",
                waits=_better_for_waits(ev),
                **said,
            )
        return _(
            "Decision asked for: approve {option}, from the dates and at the cost set"
            " out here. Its chance of being worth its cost at £20,000 to £30,000 for a"
            " QALY is {chance}.",
            **said,
        )
    if best is not None:
        return _(
            "Decision asked for: approve {option}, from the dates and at the cost set"
            " out here.",
            option=best.title,
        )
    if ev.options:
        return _(
            "Decision asked for: approve none of these options yet; first replace the"
            " numbers named under risks with the board's own, and run this again."
        )
    return _(
        "Decision asked for: note where the plan leads as it stands, and say which"
        " options are to be priced beside it."
    )


def _better_for_waits(ev: Evidence) -> str:
    """Sentence on better waits, with the fitting sets that bear it out."""
    if not ev.sets:
        return _("Its waits are surely better on the central values")
    return ngettext(
        "Its waits are better in the one fitting set that was run",
        "Its waits are better in every one of the {n} fitting sets that were run",
        ev.sets,
    )


def recommendation(ev: Evidence) -> PaperSection:
    """The option put forward, with what speaks for it and what it costs."""
    best = recommended(ev)
    sentences = [decision(ev)]
    if best is not None:
        better = _("{waits}:", waits=_better_for_waits(ev))
        sentences += [better, *gains(ev, best)]
        row = ev.difference(best, COST)
        if row is not None:
            sentences.append(
                _(
                    "Its cost over the whole plan, with capital: {extra} against the"
                    " plan ({before} to {after}).",
                    extra=amount(row["difference"], "GBP", signed=True),
                    before=pounds(row["baseline_mean"]),
                    after=pounds(row["option_mean"]),
                )
            )
    elif ev.options:
        sentences.append(
            _(
                "An option is put forward only if it is surely better in one of"
                " {measures} and surely worse in none.",
                measures=", ".join(
                    dict.fromkeys(
                        _(KPIS[kpi].title) for kpi in (LEADING, "waiting_list")
                    )
                ),
            )
        )
    return PaperSection(
        heading=_("Recommendation"), title=main_title(ev), sentences=tuple(sentences)
    )


def timetable(ev: Evidence) -> PaperSection:
    """Dated changes of every plan, and what to review."""
    rows = []
    known = set()
    for each in ev.plans:
        for change in sorted(each.plan.changes, key=lambda change: change.start):
            if change.name in known:
                continue
            known.add(change.name)
            rows.append(_change_row(each, change))
    first = [row for row in rows if row[3] == _(DECISION)]
    title = _("Nothing is decided beyond what is in force")
    if first:
        title = _("The first step is due on {date}", date=first[0][0])
    return PaperSection(
        heading=_("Timetable and review"),
        title=title,
        sentences=(_(REVIEW), _(TEXTS)),
        tables=(
            PaperTable(
                title=_("Steps in order of date"),
                head=(
                    *(_("from"), _("step"), _("plan"), _("kind")),
                    *(_("capital"), _("once"), _("a year")),
                ),
                rows=tuple(rows),
                notes=(
                    _(
                        "Prices are those of the step itself, for all the boards that"
                        " it names together: the budget under money holds the share of"
                        " {place}. Posts, scans and sessions that it brings are priced"
                        " there with all others.",
                        place=ev.place_name,
                    ),
                ),
                widths=(1.3, 3, 2, 1, 0.9, 0.9, 0.9),
                texts=4,
            ),
        ),
    )


DECISION = gettext_noop("decision")
KINDS = {
    "scenario": gettext_noop("in force"),
    "own numbers": gettext_noop("own numbers"),
    "decision": DECISION,
}


def title_of_change(name: str) -> str:
    """Title of a change that comes with the planner; the name of another."""
    try:
        return " ".join(load_change(name).title.split()) or name
    except ScenarioError:
        return name


def _change_row(each: PlanEvidence, change: ChangeInForce) -> tuple[Cell, ...]:
    price = change.price
    return (
        date_text(change.start),
        _(title_of_change(change.name)),
        each.title,
        _(KINDS[change.basis]),
        figure(price.capital, "GBP"),
        figure(price.one_off, "GBP"),
        figure(price.revenue_a_year, "GBP"),
    )
