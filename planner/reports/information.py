"""Worth of knowing more before a decision: sentences on what a board counts first."""

from __future__ import annotations

from collections.abc import Iterator

from planner.experiment.information import Criterion, Decision, names_of
from planner.experiment.statistics.information import WorthOfKnowing
from planner.inputs.uncertainty_ranges import Shape, Unknown
from planner.locale import _
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import number, pounds, whole_percent
from planner.reports.tornado import ends_text, said_input

MOST_NAMED = 3
NOTHING_WORTH = 0.005
"""Part of a pound's worth of the whole below which knowing is worth nothing."""


def criterion_sentence(criterion: Criterion) -> str:
    """The criterion of a decision in words."""
    about = {"pounds": pounds(criterion.willingness)}
    if criterion.marks:
        marks = "; ".join(mark.title for mark in criterion.marks)
        assert criterion.by is not None
        return _(
            "Criterion: meeting the mark ({marks}, by {by}) is held worth {pounds}; the"
            " whole plan's cost is taken off. Boards meet it together or not at all.",
            marks=marks,
            by=criterion.by.date,
            **about,
        )
    title = _(KPIS[criterion.kpi].title)
    if KPIS[criterion.kpi].unit == "%":
        return _("Criterion: each person for whom it holds ({title}), in all years of"
                 " the plan, is held worth {pounds}; the whole plan's cost is taken"
                 " off.", title=title, **about)  # fmt: skip
    return _("Criterion: each unit ({unit}) of {title} is held worth {pounds}; the"
             " whole plan's cost is taken off.",
             title=title, unit=_(criterion.unit), **about)  # fmt: skip


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
                 " £0.")  # fmt: skip
    return _("Knowing every input for sure before deciding would be worth"
             " {worth}.", worth=worth_text(found, worth))  # fmt: skip


def worth_text(found: Decision, worth: WorthOfKnowing) -> str:
    """A worth in pounds and units, with its interval."""
    units = found.criterion.unit
    more = ""
    if units:
        amount = worth.value / found.criterion.willingness
        more = _(" or {amount} {unit}", amount=number(amount, 0), unit=_(units))
    return _(
        "{pounds}{more} (95 % interval {low} to {high})",
        pounds=pounds(worth.value),
        more=more,
        low=pounds(worth.low),
        high=pounds(worth.high),
    )


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
    boards = {key: board.name for key, board in found.plans[0].boards.items()}
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
        " random variation taken out. No worth is below £0: one that comes out lower is"
        " shown as £0. ?: cannot be told from chance. The draws stand for the fitting"
        " sets.{few}",
        draws=found.draws,
        runs=found.replications,
        few=few,
    )
