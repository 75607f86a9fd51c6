"""Sentences on the order of plans over the fitting sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.experiment.ranking import Ranking
from planner.locale import _, ngettext
from planner.reports.select_rows import place_name

MOST_ORDERS = 3


def ranking_sentences(ranking: Ranking, names: Mapping[str, str]) -> list[str]:
    """Whether the order of the plans changes between the sets that fit, and how."""
    about = {
        "place": place_name(ranking.provider, names),
        "measure": _(ranking.title),
        "period": ranking.period,
    }
    (best, number), *others = ranking.first
    if not ranking.changes:
        return [
            ngettext(
                "Order at {place} by {measure}, {period}: {order}, in the one fitting"
                " set that was run.",
                "Order at {place} by {measure}, {period}: {order}, in each of {n}"
                " fitting sets.",
                ranking.sets,
                **about,
                order=_in_order(ranking.orders[0][0]),
            )
        ]
    said = [
        _(
            "The order at {place} by {measure}, {period}, changes between the fitting"
            " sets: {best} is first in {number} of {sets}{others}.",
            **about,
            best=_(best),
            number=number,
            sets=ranking.sets,
            others="".join(
                _(", {name} in {times}", name=_(name), times=times)
                for name, times in others
            ),
        )
    ]
    said += [
        _("In {times} of {sets}: {order}.", times=times, sets=ranking.sets, order=order)
        for places, times in ranking.orders[:MOST_ORDERS]
        for order in [_in_order(places)]
    ]
    return said


def _in_order(plans: Iterable[str]) -> str:
    """Titles of plans, the best first."""
    return " > ".join(map(_, plans))
