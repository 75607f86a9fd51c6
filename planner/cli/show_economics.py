"""Tables of worth for money: each measure with both bands, and the chance by price."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.tables import TerminalTable, folded, numbers, prose, texts
from planner.experiment.economics import Economics
from planner.experiment.worth_measures import (
    MEASURES,
    WILLINGNESS,
)
from planner.locale import _
from planner.reports.economics import chance_text, economics_lines, worth_verdict
from planner.reports.number_format import pounds

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
    for line in economics_lines(found):
        shown.add(line.title, line.central, line.random, line.drawn)
    shown.show(console())
    say_sentences(worth_verdict(found))


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
        chances = [chance_text(each, (price, price)) for each in judged.values()]
        shown.add(pounds(price), *chances)
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
