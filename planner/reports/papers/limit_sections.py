"""Risks, equality and assumptions: what the figures do not say, and stand on."""

from __future__ import annotations

from collections.abc import Iterator

from planner.experiment.equity import FEWEST
from planner.inputs.provenance import Provenance
from planner.locale import _, gettext_noop, ngettext
from planner.reports.changed_inputs import changed_inputs, input_title
from planner.reports.equity import (
    FEW_NOTE,
    RURAL_NOTE,
    equity_lines,
    outside_sentences,
    shown_measures,
    widest_gap,
)
from planner.reports.front_page import front_page
from planner.reports.input_warnings import input_warnings
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import Cell, Figure, PaperSection, PaperTable
from planner.reports.papers.sensitivity import risk_sentences, risk_tables

LIMITS = gettext_noop(
    "A model is no forecast: staff, referrals and lists of the first day are the plan's"
    " numbers, most of them assumptions until a board replaces them, and nothing of"
    " what management would do meanwhile is in it."
)
EQUITY_BASES = gettext_noop(
    "FLS patients, fractures of the plan's last year, under the plan. In brackets: 95 %"
    " interval of the mean, and number of people: identified, sent for DXA, scanned,"
    " with a fragility fracture."
)


def risks(ev: Evidence) -> PaperSection:
    """Sources of error: sets, prediction, warnings, starved groups."""
    front = front_page(ev.base.plan, ev.sets, ev.names)
    warned = list(_warnings(ev))
    boards = set(ev.counted) | set(ev.residents)
    said = [front[1], front[2], front[4], _(LIMITS)]
    for each in ev.plans:
        since = None if each is ev.base else ev.base.plan
        warned += input_warnings(each.plan, since, boards)
    starved = dict.fromkeys(
        f"{each.title}: {sentence}" for each in ev.plans for sentence in each.starving
    )
    return PaperSection(
        heading=_("Risks and sensitivity"),
        title=_risk_title(ev),
        sentences=(*risk_sentences(ev), *said),
        tables=tuple(risk_tables(ev)),
        notes=(*dict.fromkeys(warned), *starved),
        points=(*risk_sentences(ev), front[1], front[2], _(LIMITS)),
    )


def _risk_title(ev: Evidence) -> str:
    if not ev.sets:
        return _("Central values alone: the bands hold random variation, nothing else")
    return ngettext(
        "The bands cover {n} of {all} sets of inputs that fit what was published; an"
        " error of the model itself lies outside them",
        "The bands cover {n} of {all} sets of inputs that fit what was published; an"
        " error of the model itself lies outside them",
        ev.sets,
        all=ev.base.plan.sets,
    )


def _warnings(ev: Evidence) -> Iterator[str]:
    if ev.label:
        yield ev.label


def equality(ev: Evidence) -> PaperSection:
    """Waits by residence, age, sex, distance and rurality, under the plan."""
    lines = equity_lines(ev.equity, ev.names)
    measures = shown_measures()
    gap = widest_gap(ev.equity)
    table = PaperTable(
        title=_("Waits by group of patients, under {plan}", plan=ev.base.title),
        head=(
            *(_("group"), _("identified")),
            *(_(measure.title).replace("KPI ", "KPI\u00a0") for measure in measures),
        ),
        rows=tuple(
            (
                f"{line.kind}: {line.name}" if line.kind else line.name,
                line.people,
                *line.cells,
            )
            for line in lines
        ),
        notes=(_(EQUITY_BASES), _(FEW_NOTE, fewest=FEWEST), _(RURAL_NOTE)),
        widths=(2, 1, *([1.4] * len(measures))),
        texts=1,
    )
    return PaperSection(
        heading=_("Equality"),
        title=gap or _("No group of patients waits for sure longer than another"),
        sentences=tuple(outside_sentences(ev.equity, ev.names)),
        tables=(table,) if lines else (),
    )


def assumptions_section(ev: Evidence) -> PaperSection:
    """Every input that a plan sets otherwise, and where the rest is."""
    rows = list(_changes(ev))
    tables: tuple[PaperTable, ...] = ()
    if rows:
        tables = (
            PaperTable(
                title=_("Every input that a plan's changes set, with its reason"),
                head=(
                    *(_("plan"), _("input"), _("from"), _("to")),
                    *(_("in force"), _("source or reason")),
                ),
                rows=tuple(rows),
                widths=(1.3, 2.2, 1.2, 2.6, 0.9, 2.4),
                texts=6,
            ),
        )
    owners = ev.base.plan.provenance
    counts = {
        word: sum(owner.confidence == word for owner in owners.values())
        for word in (gettext_noop("seen"), "derived", "assumption")
    }
    return PaperSection(
        heading=_("Assumptions"),
        title=_(
            "Of {all} numbers with an owner, {seen} were seen in a source, {derived}"
            " derived and {assumption} assumed",
            all=len(owners),
            **counts,
        ),
        sentences=(
            _(
                "The annex lists the numbers of this place, with those that all boards"
                " share: value, source, year and confidence. Seen: it stood in the"
                " source. Derived: worked out from numbers that were seen. Assumption:"
                " ours, with a range, until a board replaces it."
            ),
        ),
        tables=tables,
    )


def _changes(ev: Evidence) -> Iterator[tuple[Cell, ...]]:
    known = set()
    for each in ev.plans:
        for change in changed_inputs(each.plan, ev.names):
            if is_of_place(ev, change.key) and change not in known:
                known.add(change)
                yield (each.title, *change[1:])


def annex(ev: Evidence) -> PaperTable:
    """Numbers of the place and those that boards share, with their owners."""
    plan = max(ev.plans, key=lambda each: len(each.plan.provenance)).plan
    rows = [
        _owner_row(input_title(key, ev.names), owner)
        for key, owner in sorted(plan.provenance.items())
        if is_of_place(ev, key)
    ]
    return PaperTable(
        title=_("Annex: every number with its owner"),
        head=(
            *(_("input"), _("value"), _("unit"), _("low"), _("high")),
            *(_("confidence"), _("year"), _("source")),
        ),
        rows=tuple(rows),
        widths=(2.8, 0.8, 1, 0.7, 0.7, 1.1, 0.8, 5.2),
        texts=1,
    )


def is_of_place(ev: Evidence, key: str) -> bool:
    """Whether a number is one of the place's, or of all boards'."""
    mine = {f"boards.{name}." for name in (*ev.counted, *ev.residents)}
    return not key.startswith("boards.") or key.startswith(tuple(mine))


def _owner_row(title: str, owner: Provenance) -> tuple[Cell, ...]:
    ends = [
        "" if end is None else Figure(float(end), f"{end:g}")
        for end in (owner.low, owner.high)
    ]
    value: Cell = str(owner.value)
    if isinstance(owner.value, int | float) and not isinstance(owner.value, bool):
        value = Figure(float(owner.value), f"{owner.value:,g}")
    source = f"{owner.source} ({owner.why})" if owner.why else owner.source
    return (
        *(title, value, _(owner.unit) if owner.unit else "", *ends),
        *(_(owner.confidence), owner.year, source),
    )
