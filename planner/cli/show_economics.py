"""Tables of worth for money: each measure with both bands, and the chance by price."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.tables import TerminalTable, folded, numbers, prose, texts
from planner.experiment.economics import Economics
from planner.experiment.worth_measures import (
    MEASURES,
    MEDICINES_RANGE,
    SERVICES_RANGE,
    WILLINGNESS,
)
from planner.locale import _
from planner.reports.number_format import NOTHING, number, pounds, short_pounds

MEASURE_WIDTH, HEAD_WIDTH = 24, 18
Frame = Callable[[Economics], pd.DataFrame]


def show_economics(title: str, found: Economics) -> None:
    """Print each measure with random variation and everything that is uncertain."""
    columns = [
        *prose(_("whole plan, present value"), least=MEASURE_WIDTH),
        *numbers(_("central"), _("random\nvariation"), _("sets and inputs\ndrawn")),
    ]
    shown = TerminalTable(
        title, columns, plain=True, data=lambda: economics_frame(found)
    )
    for line in found.lines:
        unit = MEASURES[line.name].unit
        random = _between(line.random_low, line.random_high, unit)
        drawn = _between(line.low, line.high, unit)
        if line.undefined:
            share = _(
                "undefined in {percent} %",
                percent=round(100 * line.undefined / found.draws),
            )
            drawn = share if math.isnan(line.low) else f"{drawn}\n{share}"
        shown.add(_(MEASURES[line.name].title), _amount(line.mean, unit), random, drawn)
    shown.show(console())
    say_sentences(_verdict(found))


def _verdict(found: Economics) -> str:
    """NICE's two ranges in one sentence, with the chance at each end."""
    ends = {
        name: number(100 * found.chance_worth(price), 0)
        for name, price in zip(
            ("a", "b", "c", "d"), (*SERVICES_RANGE, *MEDICINES_RANGE), strict=True
        )
    }
    return _(
        "Chance of being worth it at NICE's range for services, £20,000 to £30,000 for"
        " a QALY: {a} to {b} %; for medicines, £25,000 to £35,000: {c} to {d} % (an"
        " FLS is a service). Both bands hold 9 futures in 10; {draws} draws.",
        draws=found.draws,
        **ends,
    )


def show_acceptability(judged: dict[str, Economics]) -> None:
    """Print the acceptability curve: chances of being worth it by price of a QALY."""
    heads = [folded(title, HEAD_WIDTH) for title in judged]
    columns = [*texts(_("a QALY at")), *numbers(*heads)]
    shown = TerminalTable(
        _("Acceptability curve: chance of being worth it"),
        columns,
        plain=True,
        data=lambda: frames_of(judged, acceptability_frame),
    )
    for price in WILLINGNESS:
        chances = [100 * found.chance_worth(price) for found in judged.values()]
        shown.add(pounds(price), *(f"{number(each, 0)} %" for each in chances))
    shown.show(console())


def economics_frame(found: Economics) -> pd.DataFrame:
    """One row a measure: mean and the ends of both bands."""
    rows = [
        vars(line) | {"unit": MEASURES[line.name].unit, "draws": found.draws}
        for line in found.lines
    ]
    return pd.DataFrame(rows)


def acceptability_frame(found: Economics) -> pd.DataFrame:
    """One row a price of a QALY: the chance of being worth it."""
    chances = [found.chance_worth(price) for price in WILLINGNESS]
    return pd.DataFrame({"willingness": WILLINGNESS, "chance": chances})


def frames_of(judged: dict[str, Economics], frame: Frame) -> pd.DataFrame:
    """Tables of several comparisons as one, with the title of each."""
    told = [frame(found).assign(comparison=title) for title, found in judged.items()]
    return pd.concat(told) if told else pd.DataFrame()


def _amount(value: float, unit: str) -> str:
    if math.isnan(value):
        return NOTHING
    if unit == "GBP":
        return short_pounds(value)
    if unit == "ratio":
        return number(value, 2)
    return number(value, 1 if abs(value) < 100 else 0)


def _between(low: float, high: float, unit: str) -> str:
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return _("{low} to {high}", low=_amount(low, unit), high=_amount(high, unit))
