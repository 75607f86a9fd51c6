"""Low and high of every input: bars of one width, and sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.experiment.screening import WORTH_SIMULATING, Screened
from planner.experiment.tornado import Bar, Tornado
from planner.inputs.dated_inputs import CHANGES
from planner.inputs.uncertainty_ranges import Unknown
from planner.locale import _, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.explain import ShownUnit, measure_title
from planner.reports.number_format import whole_percent

WIDTH = 20
"""Columns of a bar."""
TO_LOW, TO_HIGH, MIDDLE = "=", "#", "|"
NAMED, MOST_NAMED_REFUSED = 3, 3
"""Inputs that the first sentence names, and refused ones that a note names."""
MOST_BARS = 15
ABBREVIATIONS = {"wte": "WTE", "dna": "DNA", "gp": "GP", "dxa": "DXA"}
UNSAID = ("pathway", "stages", "attributes", "groups")
"""Tables that a name stands in, which tell a reader nothing."""


@dataclass(frozen=True)
class BarLine:
    """An input as it is shown: its name and ends, the measure at both, and the bar."""

    name: str
    low: str
    high: str
    swing: str
    bar: str


def shown_bars(found: Tornado) -> list[Bar]:
    """Bars of the inputs that move the measure most, by what can be seen."""
    unit = ShownUnit.of(found.kpi)
    return [bar for bar in found.bars if unit.rounded(bar.swing.mean)][:MOST_BARS]


def bar_lines(found: Tornado, names: Mapping[str, str]) -> list[BarLine]:
    """A line for each bar that is shown."""
    bars, unit = shown_bars(found), ShownUnit.of(found.kpi)
    ends = [0.0, *(end.mean for bar in bars for end in (bar.low, bar.high))]
    least, most = min(ends), max(ends)
    return [
        BarLine(
            name=f"{said_input(bar.unknown.name, names)} {ends_text(bar.unknown)}",
            low=unit.text(found.middle + bar.low.mean, signed=False),
            high=unit.text(found.middle + bar.high.mean, signed=False),
            swing=unit.text(bar.swing.mean) + ("" if bar.swing.clear else " ?"),
            bar=draw_bar(bar.low.mean, bar.high.mean, least, most),
        )
        for bar in bars
    ]


def draw_bar(low: float, high: float, least: float, most: float) -> str:
    """A bar from the low to the high end on both sides of what is assumed.

    >>> draw_bar(-1.0, 1.0, -1.0, 1.0)
    '==========|##########'
    >>> draw_bar(1.0, -0.5, -1.0, 1.0)
    '     #####|=========='
    >>> draw_bar(0.2, 0.5, 0.0, 1.0)
    '|====######'
    """
    span = (most - least) or 1.0
    left = round(WIDTH * -least / span)
    cells = [" "] * (WIDTH + 1)
    reach = [(TO_LOW, low), (TO_HIGH, high)]
    # The shorter of two on one side is drawn over the longer.
    for mark, end in sorted(reach, key=lambda pair: -abs(pair[1])):
        size = round(WIDTH * abs(end) / span)
        places = (
            range(left + 1, left + 1 + size) if end > 0 else range(left - size, left)
        )
        for place in places:
            if 0 <= place <= WIDTH:
                cells[place] = mark
    cells[left] = MIDDLE
    return "".join(cells).rstrip()


def said_input(name: str, names: Mapping[str, str]) -> str:
    """Name of an input as people read it; its key stays in files.

    >>> said_input("boards.*.scanners.*.slots_a_session", {})
    'scanners, slots a session (all boards)'
    >>> said_input("boards.powys.posts.second-operator.wte", {"powys": "Powys"})
    'posts, second operator, WTE (Powys)'
    >>> said_input("changes.ng259-vfa-2026.pathway.attributes.vfa.share", {})
    'vfa, share, by ng259-vfa-2026'
    """
    parts, place = name.split("."), ""
    if parts[0] == CHANGES and len(parts) > 2:
        since, *parts = parts[1:]
        said = said_input(".".join(parts), names)
        return _("{input}, by {change}", input=said, change=since)
    if parts[0] == "boards" and len(parts) > 2:
        board = parts[1]
        place = _("all boards") if board == "*" else names.get(board, board)
        parts = parts[2:]
    parts = [part for part in parts if part not in UNSAID]
    words = [re.sub("[-_]", " ", part) for part in parts if part != "*"]
    said = ", ".join(ABBREVIATIONS.get(word, word) for word in words)
    return f"{said} ({place})" if place else said


def ends_text(unknown: Unknown) -> str:
    """Low, assumed and high value of an input, in brackets."""
    first = unknown.leading
    low, high = (first.high, first.low) if first.against else (first.low, first.high)
    unit = f" {_(first.unit)}" if first.unit not in ("", "share", "ratio") else ""
    about = {"low": low, "high": high, "now": first.baseline, "unit": unit}
    if len(unknown.inputs) == 1:
        return _("({low:g} to {high:g}{unit}; now {now:g})", **about)
    return ngettext(
        "({low:g} to {high:g}{unit}; now {now:g}; and {n} more)",
        "({low:g} to {high:g}{unit}; now {now:g}; and {n} more)",
        len(unknown.inputs) - 1,
        **about,
    )


def tornado_title(found: Tornado, names: Mapping[str, str]) -> str:
    """The measure, its place and period; of an option that it is the difference."""
    title = measure_title(found.row, names)
    if found.option is None:
        return title
    option = _(found.option.title or found.option.name)
    return _("{title}: {option} minus baseline", title=title, option=option)


def early_sentence(inputs: Sequence[Screened], names: Mapping[str, str]) -> str:
    """Inputs with the largest swings by formula and short trials, in one line."""
    said = "; ".join(said_input(each.unknown.name, names) for each in inputs[:NAMED])
    if not inputs:
        return _("By formula and short trials no input is worth simulating.")
    return ngettext(
        "By formula and short trials {n} input is worth simulating: {said}. Going on.",
        "By formula and short trials {n} inputs are worth simulating, first of all:"
        " {said}. Going on.",
        len(inputs),
        said=said,
    )


def tornado_sentences(found: Tornado, names: Mapping[str, str]) -> Iterator[str]:
    """The inputs that matter most, and reasons why others were not simulated."""
    unit, title = ShownUnit.of(found.kpi), tornado_title(found, names)
    bars = [bar for bar in shown_bars(found) if bar.swing.clear][:NAMED]
    about = {"title": title, "middle": _middle(found, unit)}
    if math.isnan(found.middle):
        yield _("{title}: not measured with inputs as assumed.", **about)
    elif bars:
        said = "; ".join(_named(found, bar, unit, names) for bar in bars)
        yield _("{title}: {middle} with inputs as assumed. It depends most on {said}.",
                said=said, **about)  # fmt: skip
    else:
        yield _("{title}: {middle} with inputs as assumed. No input with a range moves"
                " it beyond chance.", **about)  # fmt: skip
    yield from _screening(found, unit, names)


def _middle(found: Tornado, unit: ShownUnit) -> str:
    if found.option is not None:
        return unit.named(found.middle)
    return unit.level(found.middle, KPIS[found.kpi].unit)


def _named(found: Tornado, bar: Bar, unit: ShownUnit, names: Mapping[str, str]) -> str:
    """An input with the measure at its ends, and the fitting sets that agree."""
    sets = max(bar.swing.sets_up, bar.swing.sets_down)
    agree = (
        _(", the same way in {times} of {sets} fitting sets",
          times=sets, sets=bar.swing.sets)
        if found.plan.sets
        else ""
    )  # fmt: skip
    return _(
        "{name} (from {low} at its low to {high} at its high end{agree})",
        name=said_input(bar.unknown.name, names),
        low=unit.text(found.middle + bar.low.mean, signed=False),
        high=unit.text(found.middle + bar.high.mean, signed=False),
        agree=agree,
    )


def _screening(
    found: Tornado, unit: ShownUnit, names: Mapping[str, str]
) -> Iterator[str]:
    """Numbers of inputs by what became of them."""
    by_reason: dict[str, list[Screened]] = {"formula": [], "trial": [], "price": []}
    refused: list[Screened] = []
    for each in found.screened:
        by_reason.get(each.why, refused).append(each)
    yield _(
        "Inputs with a range: {all}. Simulated at both ends: {simulated}. Left out,"
        " since they move it by less than {share} of the largest swing ({threshold}):"
        " {formula} by formula, {trial} in a short trial (the formula does not see"
        " them). Prices and benefits, which cannot move it: {price}.",
        all=len(found.bars) + len(found.screened),
        simulated=len(found.bars),
        formula=len(by_reason["formula"]),
        trial=len(by_reason["trial"]),
        price=len(by_reason["price"]),
        share=whole_percent(WORTH_SIMULATING),
        threshold=unit.named(found.threshold),
    )
    if not found.by_formula:
        yield _("The formula does not know this measure: every input was tried with a"
                " few replications instead.")  # fmt: skip
    if refused:
        yield _(
            "Cannot be moved to an end alone: {names}.",
            names=", ".join(
                f"{said_input(each.unknown.name, names)} ({each.why})"
                for each in refused[:MOST_NAMED_REFUSED]
            ),
        )
