"""Case for change: local burden, KPIs, standards, England beside them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.experiment.standards import BY_CHOICE, MET, MISSED, NO_CAPACITY
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.audit_colours import COLOUR_NOTE, kpi_lines
from planner.reports.commissioner import (
    PLACES,
    PUBLISHED_NOTE,
    challenge_sentences,
    kpis_beside,
    published_text,
)
from planner.reports.finding import headline
from planner.reports.number_format import amount, bands_in_words, number
from planner.reports.papers.charts import kpi_chart
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import (
    Cell,
    PaperSection,
    PaperTable,
)
from planner.reports.papers.titles import case_title
from planner.reports.standards import (
    STATES_NOTE,
    judged_lines,
    not_modelled_sentences,
    tally_sentences,
    unjudged_sentences,
)
from planner.reports.yardsticks import (
    source_sentences,
    yardstick_lines,
    yardsticks,
    yardsticks_note,
)

RISK = gettext_noop(
    "A fragility fracture doubles the risk of another, most of all in the next two"
    " years; a fracture liaison service finds, assesses and starts treatment in that"
    " time."
)


def case_for_change(ev: Evidence) -> PaperSection:
    """Local burden, the gap to the standards, and England beside it."""
    title = case_title(ev)
    kpis = PaperTable(
        title=_("KPIs of the audit under the plan, {place}", place=ev.place_name),
        head=(
            *(_("measure"), _("of"), _("period"), _("mean (95 % interval)"), ""),
            *(_("Wales"), _("England")),
        ),
        rows=tuple(tuple(line) for line in _kpis(ev)),
        notes=(_(COLOUR_NOTE), _(PUBLISHED_NOTE)),
        widths=(2.8, 2.6, 1.1, 1.7, 1.1, 1.2, 1.2),
        texts=3,
    )
    judged = _judged(ev)
    return PaperSection(
        heading=_("Case for change"),
        title=title,
        sentences=(
            _burden(ev),
            _(RISK),
            *_challenge(ev),
            headline(ev.base.summary, ev.base.plan, ev.names),
            *_standards_in_words(ev),
        ),
        tables=(kpis, *judged, *_england(ev)),
        charts=(kpi_chart(ev, title),),
        notes=tuple(not_modelled_sentences()),
        points=tuple(_case_points(ev)),
    )


def fractures(ev: Evidence) -> float:
    """Expected fragility fractures a year of residents of the boards counted."""
    boards = ev.base.plan.boards
    return sum(boards[name].demand.fractures_a_year for name in ev.residents)


def _burden(ev: Evidence) -> str:
    return _(
        "About {fractures} residents of {place} aged 50 and over are expected to break"
        " a bone by fragility each year (before growth; shared out from a modelled"
        " Welsh total, see the assumptions).",
        fractures=number(fractures(ev), 0),
        place=ev.place_name,
    )


def _challenge(ev: Evidence) -> list[str]:
    """Refractures that would follow without an FLS, and those that it avoids."""
    worth = ev.base.worth
    return [] if worth is None else challenge_sentences(worth.benefits, worth.plan)


def _case_points(ev: Evidence) -> Iterator[str]:
    yield _(
        "About {fractures} fragility fractures a year among residents of 50 and over",
        fractures=number(fractures(ev), 0),
    )
    for kpi in ("kpi2_identified", "kpi4_assessed_90", LEADING):
        row = ev.row(ev.base, kpi)
        if row is not None:
            yield _(
                "{measure}: {mean} (of: {base}, {period})",
                measure=_(KPIS[kpi].title),
                mean=amount(row["mean"], "%"),
                base=_(KPIS[kpi].base),
                period=row["period"],
            )
    waiting = ev.row(ev.base, "waiting_list", stage="scan")
    if waiting is not None:
        yield _(
            "DXA list at the plan's end: {people} ({bands})",
            people=amount(waiting["mean"], "people"),
            bands=bands_in_words(waiting, "people"),
        )
    judged = _judged_rows(ev)
    if len(judged):
        yield _met_of(ev)


def _judged_rows(ev: Evidence) -> list[str]:
    table = ev.base.standards
    mine = table[table["place"] == ev.place]
    states = mine.loc[
        mine["state"].isin([MET, NO_CAPACITY, BY_CHOICE, MISSED]), "state"
    ]
    return [str(state) for state in states]


def _met_of(ev: Evidence) -> str:
    states = _judged_rows(ev)
    return ngettext(
        "{met} of the {n} standard judged is met; {lacking} missed for lack of"
        " capacity, {chosen} by the plan's own shares and rules",
        "{met} of the {n} standards judged are met; {lacking} missed for lack of"
        " capacity, {chosen} by the plan's own shares and rules",
        len(states),
        met=states.count(MET),
        lacking=states.count(NO_CAPACITY),
        chosen=states.count(BY_CHOICE) + states.count(MISSED),
    )


def _standards_in_words(ev: Evidence) -> list[str]:
    if not _judged_rows(ev):
        return []
    if ev.place == "wales":
        return [f"{_met_of(ev)}.", *tally_sentences(ev.base.standards)]
    return [f"{_met_of(ev)}."]


def _kpis(ev: Evidence) -> list[tuple[Cell, ...]]:
    """KPIs of the place, with the newest published ones of Wales and of England."""
    beside = kpis_beside(ev.base.summary, ev.base.plan, ev.place).to_dict("records")
    known = {(_(str(row["title"])), _(str(row["base"]))): row for row in beside}
    return [
        (
            *(line.title, line.base, line.period, line.value, line.colour),
            *(
                published_text(known[line.title, line.base], where)
                if (line.title, line.base) in known
                else ""
                for where in PLACES
            ),
        )
        for line in kpi_lines(ev.base.summary, ev.base.plan, ev.place)
    ]


def _judged(ev: Evidence) -> list[PaperTable]:
    lines = judged_lines(ev.base.standards, ev.place)
    if not lines:
        return []
    notes = [_(STATES_NOTE), *unjudged_sentences(ev.base.standards, ev.place)]
    return [
        PaperTable(
            title=_("Standards judged under the plan, {place}", place=ev.place_name),
            head=(_("standard"), _("from"), _("here"), _("state"), _("reason")),
            rows=tuple(
                (line.name, line.framework, line.value, line.state, line.reason)
                for line in lines
            ),
            notes=tuple(notes),
            widths=(3.4, 1.6, 1.5, 1.6, 1.6),
            texts=2,
        )
    ]


def _england(ev: Evidence) -> list[PaperTable]:
    """England's monthly DXA figures beside the place's own."""
    table = yardsticks(ev.base.summary, ev.base.plan)
    if table.empty:
        return []
    head = (
        _("place"),
        _("DXA list for 1,000 of 50+"),
        _("over 6 weeks, % of the list"),
        _("scans a year for 1,000 of 50+"),
    )
    return [
        PaperTable(
            title=_("DXA beside England's monthly figures"),
            head=head,
            rows=tuple(tuple(line) for line in yardstick_lines(table, ev.names)),
            notes=(yardsticks_note(), *source_sentences()),
        )
    ]
