"""Step by step from a baseline to an option: lines that add up, and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.experiment.explain.explain import Explanation
from planner.experiment.explain.steps import Effect, Interaction, OptionStep, Steps
from planner.locale import _
from planner.outcomes.kpi_table import KPIS, better_way
from planner.reports.bottleneck import ROLE_NAMES, bottleneck_of
from planner.reports.number_format import (
    DECIMALS,
    NOTHING,
    number,
    parts_of_total,
    whole_percent,
)
from planner.reports.select_rows import place_name, stage_in_brackets

MOST_WEEKS = 0.5
"""Share of weeks from which a role is called the bottleneck of a year."""


@dataclass(frozen=True)
class ShownUnit:
    """Unit and decimals in which a measure is shown, so that parts can add up."""

    unit: str
    places: int
    per: float = 1.0

    @classmethod
    def of(cls, kpi: str) -> ShownUnit:
        """The scale of a measure: points of a share, thousands of pounds."""
        unit = KPIS[kpi].unit
        if unit == "GBP":
            return cls(_("£k"), 0, 1000.0)
        named = _("points") if unit == "%" else _(unit)
        return cls(named, DECIMALS.get(unit, 1))

    def rounded(self, value: float) -> float:
        """A value as it is shown."""
        return round(value / self.per, self.places) + 0.0

    def text(self, value: float, *, signed: bool = True) -> str:
        """A value in this unit, without its name."""
        return number(value / self.per, self.places, signed=signed)

    def named(self, value: float) -> str:
        """A difference with the name of its unit.

        >>> [ShownUnit.of(k).named(-2_400) for k in ("cost_total", "waiting_list")]
        ['−£2k', '−2,400 people']
        """
        text = self.text(value)
        if self.per == 1:
            return f"{text} {self.unit}"
        return f"{text[0]}£{text[1:]}k" if text[0] in "+−" else f"£{text}k"

    def level(self, value: float, unit: str) -> str:
        """A value that is no difference, with its unit."""
        text = self.text(value, signed=False)
        return f"{text} {_(unit)}" if self.per == 1 else f"£{text}k"


@dataclass(frozen=True)
class StepLine:
    """A step as it is shown; the shares add up to the whole, to the last digit.

    `amount` is the number of `share`: of the first and the last line a level.
    """

    title: str
    amount: float
    share: str
    interval: str
    alone: str
    last: str
    sets: str


def step_lines(found: Steps) -> list[StepLine]:
    """Baseline, each step, and the option."""
    scale = ShownUnit.of(found.kpi)
    before, after = scale.rounded(found.before), scale.rounded(found.after)
    shares = parts_of_total(
        [step.share.mean / scale.per for step in found.steps],
        after - before,
        scale.places,
    )
    lines = [_end(_("Baseline"), before, scale)]
    for step, share in zip(found.steps, shares, strict=True):
        lines.append(
            StepLine(
                title=step.part.title,
                amount=share,
                share=number(share, scale.places, signed=True),
                interval=_interval(step.share, scale),
                alone=scale.text(step.alone.mean) if step.alone else _("not alone"),
                last=scale.text(step.last.mean) if step.last else NOTHING,
                sets=_sets(step.share, found.kpi),
            )
        )
    whole = StepLine(
        title=_("Option minus baseline"),
        amount=after - before,
        share=number(after - before, scale.places, signed=True),
        interval=_interval(found.whole, scale),
        alone="",
        last="",
        sets=_sets(found.whole, found.kpi),
    )
    return [*lines, whole, _end(_("Option"), after, scale)]


def _end(title: str, value: float, scale: ShownUnit) -> StepLine:
    level = number(value, scale.places)
    return StepLine(title, value, level, interval="", alone="", last="", sets="")


def _interval(effect: Effect, scale: ShownUnit) -> str:
    if math.isnan(effect.low):
        return _("one run")
    low, high = (number(e / scale.per, scale.places) for e in (effect.low, effect.high))
    return _("{low} to {high}", low=low, high=high)


def _sets(effect: Effect, kpi: str) -> str:
    """Fitting sets in which a measure gets better; empty without any."""
    if not effect.sets:
        return ""
    down = better_way(kpi) == "down" or (not better_way(kpi) and effect.mean < 0)
    times = effect.sets_down if down else effect.sets_up
    return _("{times} of {sets}", times=times, sets=effect.sets)


def measure_title(row: pd.Series, names: Mapping[str, str]) -> str:
    """A measure with its place and period."""
    return _(
        "{place}: {measure}, {period}",
        place=place_name(str(row["provider"]), names),
        measure=_(KPIS[row["kpi"]].title) + stage_in_brackets(row),
        period=row["period"],
    )


def early_sentence(found: Explanation, names: Mapping[str, str]) -> str:
    """The option as a whole, while its parts are simulated."""
    said = " ".join(_whole(found, steps, names) for steps in found.measures)
    return _("{said} Now its parts.", said=said)


def steps_sentences(
    found: Explanation, steps: Steps, names: Mapping[str, str]
) -> Iterator[str]:
    """The effect of the option and of each part, and parts without effect alone."""
    yield _whole(found, steps, names)
    if not math.isfinite(steps.whole.mean):
        return
    for number_, step in enumerate(steps.steps):
        yield from _nothing_alone(found, steps, number_, step)
    yield from _interaction(steps)


def _whole(found: Explanation, steps: Steps, names: Mapping[str, str]) -> str:
    title = measure_title(steps.row, names)
    if not math.isfinite(steps.whole.mean):
        return _("{title}: not measured in every combination.", title=title)
    scale, lines = ShownUnit.of(steps.kpi), step_lines(steps)
    unit = KPIS[steps.kpi].unit
    about = {
        "title": title,
        "before": scale.level(steps.before, unit),
        "after": scale.level(steps.after, unit),
        "change": lines[-2].share,
        "parts": _parts(steps, lines[1:-2], scale),
    }
    if not steps.whole.sets:
        return _("{title}: from {before} to {after} ({change}){parts}.", **about)
    return _(
        "{title}: from {before} to {after} ({change}; better in {sets} fitting"
        " sets){parts}.",
        sets=lines[-2].sets,
        **about,
    )


def _parts(steps: Steps, lines: Sequence[StepLine], scale: ShownUnit) -> str:
    """Effect of each part, the largest first; nothing where there is one alone."""
    if len(lines) < 2:
        return ""
    pairs = sorted(
        zip(steps.steps, lines, strict=True), key=lambda p: -abs(p[0].share.mean)
    )
    said = "; ".join(f"{line.title} {line.share}" for _step, line in pairs)
    return _(". Of this, averaged over orders: {said} {unit}",
             said=said, unit=scale.unit)  # fmt: skip


def _nothing_alone(
    found: Explanation, steps: Steps, number_: int, step: OptionStep
) -> Iterator[str]:
    """A sentence on a part that alone makes the measure no better, and why."""
    alone, kpi = step.alone, steps.kpi
    if alone is None or not better_way(kpi) or KPIS[kpi].unit == "GBP":
        return
    if math.isnan(alone.low) or alone.improves(kpi):
        return
    if alone.none:
        yield _("{title} alone moves nothing here.", title=step.part.title)
        return
    role, share = bottleneck_of(found, steps, 1 << number_)
    about = {
        "title": step.part.title,
        "effect": ShownUnit.of(kpi).named(alone.mean),
        "measure": _(KPIS[kpi].title),
        "role": _(ROLE_NAMES.get(role, role)),
        "share": whole_percent(share),
    }
    if step.part.identifies and share >= MOST_WEEKS:
        yield _(
            "Extra identification alone gives nothing, because {role} is the bottleneck"
            " (in {share} of weeks): {measure} {effect}.",
            **about,
        )
    elif share >= MOST_WEEKS:
        yield _(
            "{title} alone makes this no better ({measure} {effect}): the bottleneck"
            " is then {role} (in {share} of weeks).",
            **about,
        )
    else:
        yield _("{title} alone makes this no better ({measure} {effect}).", **about)


def _interaction(steps: Steps) -> Iterator[str]:
    found = steps.interaction
    if found is None or not found.large:
        return
    scale = ShownUnit.of(steps.kpi)
    about = {
        "amount": scale.named(found.whole.mean),
        "whole": scale.named(steps.whole.mean),
        "sum": scale.named(steps.whole.mean - found.whole.mean),
        "pair": _pair(found, scale) if len(steps.steps) > 2 else "",
    }
    if found.whole.mean * steps.whole.mean > 0:
        yield _("Interaction: {amount} of {whole} come from no part alone{pair}.",
                **about)  # fmt: skip
    else:
        yield _(
            "Interaction: alone, the parts would add up to {sum}; together they bring"
            " {whole}, which is {amount} beside that{pair}.",
            **about,
        )


def _pair(found: Interaction, scale: ShownUnit) -> str:
    """The two parts that bring most of an interaction."""
    if found.pair is None or found.of_pair is None:
        return ""
    return _(
        "; most of it between {one} and {other} ({part})",
        one=found.pair[0].title,
        other=found.pair[1].title,
        part=scale.named(found.of_pair.mean),
    )


def about_sentences(found: Explanation) -> Iterator[str]:
    """Combinations that cannot stand alone, and how the steps were worked out."""
    if found.assumed:
        yield _(
            "The option also says what is so ({assumed}): the baseline has it too, and"
            " it is no step.",
            assumed=found.assumed,
        )
    for names, why in found.refused.items():
        yield _(
            "{parts} cannot be decided without the rest of the option ({why}), so"
            " orders that would do so are left out.",
            parts=_(" and ").join(names),
            why=why,
        )
    if len(found.parts) > 1:
        yield _(
            "Each step is averaged over {orders} orders of {parts} parts ({plans}"
            " combinations simulated, on the same people, random numbers and fitting"
            " sets); alone: without the other parts; last: on top of them.",
            orders=found.orders,
            parts=len(found.parts),
            plans=found.simulated,
        )
