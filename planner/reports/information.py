"""Worth of knowing more before a decision: sentences on what a board counts first."""

from __future__ import annotations

from collections.abc import Iterator

from planner.experiment.criterion import Criterion
from planner.experiment.information import Decision, names_of
from planner.experiment.statistics.information import WorthOfKnowing
from planner.inputs.boards import official_name
from planner.inputs.uncertainty_ranges import Shape, Unknown
from planner.locale import _
from planner.outcomes.kpi_table import KPIS
from planner.reports.dates import date_text
from planner.reports.number_format import number, pounds, short_pounds, whole_percent
from planner.reports.tornado import ends_text, said_input

MOST_NAMED = 3
NOTHING_WORTH = 0.005
"""Part of a pound's worth of the whole below which knowing is worth nothing."""


def criterion_sentence(criterion: Criterion) -> str:
    """The criterion of a decision in words."""
    if criterion.worth:
        return _(
            "Criterion: benefits of treatment at present value (NHS and social care"
            " avoided, and a QALY at {pounds}), less drugs and the whole plan's cost.",
            pounds=pounds(criterion.willingness or 0),
        )
    counted = _counted(criterion)
    if criterion.willingness is None:
        return _(
            "Criterion: {counted}. Costs are not counted; --willingness POUNDS says"
            " what one is held worth, and takes them off.",
            counted=counted,
        )
    return _(
        "Criterion: {counted}, held worth {pounds}; the whole plan's cost is taken"
        " off.",
        counted=counted,
        pounds=pounds(criterion.willingness),
    )


def _counted(criterion: Criterion) -> str:
    """The unit that is counted."""
    if criterion.marks:
        assert criterion.by is not None
        return _(
            "meeting the mark ({marks}, by {by}), which boards meet together or not at"
            " all",
            marks="; ".join(mark.title for mark in criterion.marks),
            by=date_text(criterion.by.date),
        )
    title = _(KPIS[criterion.kpi].title)
    if KPIS[criterion.kpi].unit == "%":
        return _("each person for whom it holds ({title}), in all years of the plan",
                 title=title)  # fmt: skip
    return _("each unit ({unit}) of {title}", unit=_(criterion.unit), title=title)


def early_sentence(found: Decision) -> str:
    """The answer of the first draws in one line, while others are run."""
    names = names_of(found.plans)
    first = counts_first(found)[:1]
    boards = board_names_of(found)
    said, worth = "", found.everything.value
    if first:
        said = _("; count first: {name}", name=said_input(first[0][0].name, boards))
    return _(
        "After {draws} of {all} draws: best is {plan}, in {share} of them; to know"
        " every input is worth {worth}{first}. Going on.",
        draws=found.draws,
        all=found.draws_asked,
        plan=names[found.best],
        share=whole_percent(float(found.best_in[found.best])),
        worth=amount_text(found.criterion, worth) if worth else _("nothing"),
        first=said,
    )


def decision_sentences(found: Decision, shape: Shape) -> Iterator[str]:
    """The choice now, the worth of knowing everything, and what to count first."""
    names = names_of(found.plans)
    yield criterion_sentence(found.criterion)
    yield _(
        "On what is known now the best is: {best}. It is the best in {share} of {draws}"
        " draws of all uncertain inputs.",
        best=names[found.best],
        share=whole_percent(float(found.best_in[found.best])),
        draws=found.draws,
    )
    yield _everything(found)
    yield _first(found, shape)
    yield _method(found)


def _everything(found: Decision) -> str:
    worth = found.everything
    if not worth.value:
        return _("Knowing every input for sure would not change the choice: it is worth"
                 " nothing.")  # fmt: skip
    return _("Knowing every input for sure before deciding would be worth"
             " {worth}.", worth=worth_text(found, worth))  # fmt: skip


def amount_text(criterion: Criterion, value: float, *, short: bool = False) -> str:
    """A net benefit: pounds, units, or a chance of meeting the marks."""
    if criterion.willingness is not None:
        return short_pounds(value) if short else pounds(value)
    if criterion.marks:
        percent = whole_percent(value)
        return percent if short else _("{percent} of chance", percent=percent)
    amount = number(value, 0)
    unit = _(criterion.unit)
    return amount if short else _("{amount} {unit}", amount=amount, unit=unit)


def units_text(criterion: Criterion, value: float) -> str:
    """The units that an amount of pounds stands for; empty where there are none."""
    if criterion.willingness is None or not criterion.unit:
        return ""
    return number(value / criterion.willingness, 0)


def worth_text(found: Decision, worth: WorthOfKnowing) -> str:
    """A worth in pounds and units, with its interval."""
    units, more = units_text(found.criterion, worth.value), ""
    if units:
        unit = _(found.criterion.unit)
        more = _(" or {amount} {unit}", amount=units, unit=unit)
    return _(
        "{worth}{more} (95 % interval {low} to {high})",
        worth=amount_text(found.criterion, worth.value),
        more=more,
        low=amount_text(found.criterion, worth.low, short=True),
        high=amount_text(found.criterion, worth.high, short=True),
    )


def inputs_shown(found: Decision) -> list[tuple[Unknown, WorthOfKnowing]]:
    """Inputs that may be worth something, by what can be seen of their intervals."""
    nothing = amount_text(found.criterion, 0.0, short=True)
    return [
        (unknown, worth)
        for unknown, worth in found.inputs
        if amount_text(found.criterion, worth.high, short=True) != nothing
    ]


def board_names_of(found: Decision) -> dict[str, str]:
    """Names of boards by id."""
    return {key: official_name(board) for key, board in found.plans[0].boards.items()}


def counts_first(found: Decision) -> list[tuple[Unknown, WorthOfKnowing]]:
    """Inputs that are worth knowing beyond chance, the most first."""
    least = NOTHING_WORTH * found.everything.value
    return [pair for pair in found.inputs if pair[1].clear and pair[1].value > least]


def _first(found: Decision, shape: Shape) -> str:
    named = counts_first(found)[:MOST_NAMED]
    if not named:
        return _(
            "No single number, if it were known, would change the choice beyond chance:"
            " for this decision nothing need be counted first."
        )
    boards = board_names_of(found)
    said = "; ".join(
        _("{name} {ends}: {worth}{switch}",
          name=said_input(unknown.name, boards), ends=ends_text(unknown),
          worth=worth_text(found, worth), switch=switch_text(found, unknown, worth,
                                                             shape))
        for unknown, worth in named
    )  # fmt: skip
    return _("Count first: {said}.", said=said)


def switch_text(
    found: Decision, unknown: Unknown, worth: WorthOfKnowing, shape: Shape
) -> str:
    """Places in the range of an input at which the best plan changes, in words."""
    if len(worth.switches) < 2:
        return ""
    names, item = names_of(found.plans), unknown.leading
    said = [_("; at its low end choose {plan}", plan=names[worth.switches[0][1]])]
    said += [
        _(", from about {value:g} on {plan}",
          value=float(f"{item.at(1 - place if item.against else place, shape):.3g}"),
          plan=names[plan])
        for place, plan in worth.switches[1:]
    ]  # fmt: skip
    return "".join(said)


def _method(found: Decision) -> str:
    few = ""
    if found.draws < 100:
        few = _(" Fewer than 100 draws: too few to tell small worths from chance.")
    return _(
        "From {draws} draws, {runs} replications in each: of one input by regression on"
        " its place in its range, beside the others that matter; of all of them with"
        " random variation taken out. No worth is below nought: one that comes out"
        " lower is shown as nought. ?: cannot be told from chance. The draws stand for"
        " the fitting sets.{few}",
        draws=found.draws,
        runs=found.replications,
        few=few,
    )
