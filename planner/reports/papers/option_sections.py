"""Options appraisal: each option against the plan, and the order over sets."""

from __future__ import annotations

from collections.abc import Iterator

from planner.experiment.ranking import rank_by_set
from planner.locale import _
from planner.reports.finding import finding
from planner.reports.headlines import decisive_lines
from planner.reports.option_notes import option_notes
from planner.reports.papers.charts import list_chart
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import PaperSection, PaperTable
from planner.reports.papers.sensitivity import (
    bottleneck_sentences,
    steps_of_option,
)
from planner.reports.papers.titles import (
    clearance_title,
    gains,
    losses,
    recommended,
)
from planner.reports.ranking import ranking_sentences
from planner.reports.select_rows import place_name
from planner.reports.summary import (
    BOARD_LINES,
    CHANCE_NOTE,
    OPTION_COLUMNS,
    SUMMARY_NOTE,
    board_cells,
    decisive_rows,
    option_cells,
)
from planner.reports.warnings import no_difference, sharing_sentences


def main_title(ev: Evidence) -> str:
    """The finding that the whole paper is about."""
    best = recommended(ev)
    if best is not None:
        return clearance_title(ev, best)
    if ev.options:
        return _("No option is surely better than the plan as it stands")
    return clearance_title(ev, ev.base)


def findings(ev: Evidence) -> list[str]:
    """Effect of every option, a sentence each."""
    return [
        finding(option.comparison, option.plan, ev.names, option.title)
        for option in ev.options
        if option.comparison is not None
    ]


def options_table(ev: Evidence) -> PaperTable:
    """Every plan at the place, the baseline first: levels, differences, sets."""
    place = ev.place
    return PaperTable(
        title=_("{place}: the plan and its options", place=ev.place_name),
        head=(
            _("option"),
            *(" ".join(_(column.heading).split()) for column in OPTION_COLUMNS),
            _("better in"),
        ),
        rows=tuple(
            (each.title, *option_cells(each.beside(ev.base), place))
            for each in ev.plans
        ),
        notes=(_(SUMMARY_NOTE), _(CHANCE_NOTE)) if ev.options else (_(CHANCE_NOTE),),
        widths=(1.8, 1.15, 1.05, 1.05, 1, 1, 1.1, 1.1, 1.1, 0.9),
    )


def options_appraisal(ev: Evidence) -> PaperSection:
    """Each option against the plan, its parts, and the order over the fitting sets."""
    said, steps = steps_of_option(ev)
    return PaperSection(
        heading=_("Options appraisal"),
        title=_order_title(ev),
        sentences=(
            _(
                "Doing nothing is the plan itself, {plan}: every option is run with the"
                " same people and random numbers, and differs by its changes alone.",
                plan=ev.base.title,
            ),
            *findings(ev),
            *said,
            *bottleneck_sentences(ev),
            *_order(ev),
        ),
        tables=(
            options_table(ev),
            *(_differences(ev, each) for each in ev.options if moves(ev, each)),
            *steps,
            *_boards(ev),
        ),
        charts=(list_chart(ev, clearance_title(ev, recommended(ev) or ev.plans[-1])),),
        notes=tuple(_option_notes(ev)),
        points=tuple(_option_points(ev)),
    )


def moves(ev: Evidence, option: PlanEvidence) -> bool:
    """Whether an option changes any leading measure of the place."""
    if option.comparison is None:
        return False
    rows = decisive_rows(option.comparison, option.plan, [ev.place])
    return bool((rows["difference"].fillna(0) != 0).any())


def _order_title(ev: Evidence) -> str:
    """The plan that is first in most fitting sets."""
    if not ev.options or not ev.sets:
        return main_title(ev)
    ranking = rank_by_set([each.results for each in ev.plans], provider=ev.place)
    first, times = ranking.first[0]
    title = " ".join(first.split())
    if first == (ev.base.plan.title or ev.base.plan.name):
        return _(
            "No option comes first in most of the {sets} fitting sets, by {measure}",
            sets=ranking.sets,
            measure=_(ranking.title),
        )
    return _(
        "{plan} comes first in {times} of {sets} fitting sets, by {measure}",
        plan=_(title),
        times=times,
        sets=ranking.sets,
        measure=_(ranking.title),
    )


def _order(ev: Evidence) -> list[str]:
    if not ev.options or not ev.sets:
        return []
    ranking = rank_by_set([each.results for each in ev.plans], provider=ev.place)
    return ranking_sentences(ranking, ev.names)


def _differences(ev: Evidence, option: PlanEvidence) -> PaperTable:
    assert option.comparison is not None
    lines = decisive_lines(option.comparison, option.plan, ev.place)
    return PaperTable(
        title=_(
            "{option} against the plan, {runs} paired runs",
            option=option.title,
            runs=option.results.replications,
        ),
        head=(
            *(_("measure"), _("of"), _("period"), _("plan"), _("option")),
            *(_("difference"), _("9 in 10 over all sets (random alone)")),
            *(_("better in sets"), _("sure")),
        )
        if ev.sets
        else (
            *(_("measure"), _("of"), _("period"), _("plan"), _("option")),
            *(_("difference"), _("95 % interval")),
            *(_("better in runs"), _("sure")),
        ),
        rows=tuple(
            (
                *(line.title, line.base, line.period, line.before, line.after),
                *(line.difference, line.interval, line.chance),
                _("yes") if line.sure else _("no"),
            )
            for line in lines
        ),
        notes=(
            _(
                "Sure: the 95 % interval of the mean difference leaves out zero, and"
                " every fitting set agrees."
            ),
        ),
        widths=(2.2, 2, 1.1, 1.3, 1.3, 1.2, 1.7, 0.9, 0.7),
        texts=3,
    )


def _boards(ev: Evidence) -> list[PaperTable]:
    """Every board under every plan, where there are several."""
    boards = [place for place in ev.places if place != ev.place]
    if not boards:
        return []
    plans = [each.beside(ev.base) for each in ev.plans]
    rows = []
    for board in boards:
        label = ev.base.plan.boards[board].label
        name = place_name(board, ev.names) + (" †" if label else "")
        rows += [(name, *line) for line in board_cells(plans, board)]
    return (
        [
            PaperTable(
                title=_("Each board under each plan"),
                head=(_("board"), "", *(each.title for each in ev.plans)),
                rows=tuple(rows),
                notes=(
                    _(
                        "scanned: within 90 days, of all identified. † {label}; never"
                        " ranked.",
                        label=ev.label,
                    ),
                ),
                texts=2,
            )
        ]
        if BOARD_LINES
        else []
    )


def _option_notes(ev: Evidence) -> Iterator[str]:
    for option in ev.options:
        assert option.comparison is not None
        yield from no_difference(ev.base.plan, option.plan, option.comparison)
        levels = (ev.base.summary, option.summary)
        yield from option_notes(
            ev.base.plan, option.plan, option.comparison, ev.names, levels
        )
    yield from dict.fromkeys(
        sentence for each in ev.plans for sentence in sharing_sentences(each.plan)
    )


def _option_points(ev: Evidence) -> Iterator[str]:
    for option in ev.options:
        better, worse = gains(ev, option), losses(ev, option)
        if not better and not worse:
            yield _(
                "{option}: moves none of these figures for sure", option=option.title
            )
        for sentence in better[:2]:
            yield f"{option.title}: {sentence}"
        for sentence in worse[:1]:
            yield _("{option}, worse: {what}", option=option.title, what=sentence)
