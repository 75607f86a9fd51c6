"""`fls-planner explain`: the bottleneck by week, and an option step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, fold_piped_tables, say_sentences
from planner.cli.options import (
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
)
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import Outputs
from planner.experiment.explain.explain import (
    Explanation,
    providers_of,
    roles_by_week,
)
from planner.experiment.explain.explain import explain as explain_option
from planner.experiment.explain.steps import Effect, Steps
from planner.experiment.running.results import ABOUT
from planner.inputs.apply_changes import load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.reports.bottleneck import bottleneck_sentence, spells_of
from planner.reports.explain import (
    ShownUnit,
    about_sentences,
    early_sentence,
    measure_title,
    step_lines,
    steps_sentences,
)
from planner.reports.select_rows import place_name

FILES = ("steps.csv", "bottleneck.csv")
OptionName = Annotated[
    str,
    typer.Argument(
        metavar="[OPTION]",
        help=gettext_noop(
            "Option to explain: a name or a file (default: none, the plan's bottleneck"
            " alone)."
        ),
    ),
]
Kpis = Annotated[
    list[str] | None,
    typer.Option(
        "--kpi",
        "--measure",
        metavar="KPI",
        help=gettext_noop(
            "Measure (a KPI id) to explain (default: scanned within 90 days of all"
            " identified); repeatable."
        ),
    ),
]


@dataclass(frozen=True, kw_only=True)
class ExplainOptions(PlanOptions):
    """Options of the simulation of every combination."""

    replications: Replications = 60


def explain(
    option: OptionName = "",
    kpi: Kpis = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: ExplainOptions,
    out: OutFolder = None,
) -> None:
    """Show the bottleneck by week, and what each part of an option brings.

    Every combination of an option's parts (its changes, up to five; else kinds of
    inputs: demand, staff, scanners, missed appointments, rules) is simulated once. The
    steps from baseline to option are averaged over all orders and add up exactly.
    """
    fold_piped_tables()
    outputs = Outputs(out, FILES if option else FILES[1:])
    plan = settings.load(scenario)
    boards = boards_of(plan, settings.board)
    names = board_names(plan)
    with settings.simulating(_("Combinations")) as (progress, run_options):
        found = explain_option(
            plan,
            load_option(option) if option else None,
            kpi or [LEADING],
            replications=settings.replications,
            seed=settings.seed,
            boards=boards,
            progress=progress,
            early=lambda first: note(early_sentence(first, names)),
            **run_options,
        )
    _write(outputs, found, settings)
    _say(found, names)
    for steps in found.measures:
        _show_steps(steps, names)
    for provider in _shown_providers(found):
        _show_bottleneck(found, provider, names)
    outputs.finish()


def _say(found: Explanation, names: dict[str, str]) -> None:
    """Sentences first: on each measure, each bottleneck, and the method."""
    if found.parts:
        title = found.option.title or found.option.name
        console().print(_("{option}, step by step", option=title), style="bold")
    for steps in found.measures:
        say_sentences(*steps_sentences(found, steps, names))
    for provider in _shown_providers(found):
        say_sentences(bottleneck_sentence(found, provider, names))
    say_sentences(*about_sentences(found))


def _show_steps(steps: Steps, names: dict[str, str]) -> None:
    scale = ShownUnit.of(steps.kpi)
    columns = [
        *prose("", least=20),
        *numbers(scale.unit, _("95 % interval"), _("alone"), _("last")),
        *numbers(_("sets\nbetter")),
    ]
    table = TerminalTable(
        measure_title(steps.row, names),
        columns,
        plain=True,
        data=lambda: _frame(steps),
    )
    for line in step_lines(steps):
        table.add(
            line.title, line.share, line.interval, line.alone, line.last, line.sets
        )
    table.show(console())


def _shown_providers(found: Explanation) -> list[str]:
    """Places of the measures, or all boards where these are of Wales."""
    boards = providers_of(found)
    places = dict.fromkeys(str(steps.row["provider"]) for steps in found.measures)
    return [name for name in boards if name in places] or boards


def _show_bottleneck(found: Explanation, provider: str, names: dict[str, str]) -> None:
    title = _("{place}: the bottleneck by week", place=place_name(provider, names))
    columns = [
        *texts(_("from week of"), _("to week of")),
        *numbers(_("weeks")),
        *prose(_("baseline"), least=14),
        *(prose(_("option"), least=14) if found.parts else []),
    ]
    table = TerminalTable(
        title, columns, plain=True, data=lambda: _weeks(found, provider)
    )
    for spell in spells_of(found, provider):
        plans = [spell.baseline, spell.option][: len(columns) - 3]
        table.add(spell.since, spell.until, str(spell.weeks), *plans)
    table.show(console())


def _frame(steps: Steps) -> pd.DataFrame:
    """Steps of one measure as numbers: the whole first, then a row a part."""
    about = {name: steps.row[name] for name in ABOUT}
    ends = {"baseline": steps.before, "option": steps.after, "n": steps.n}
    rows = [{"part": "", **_numbers("share", steps.whole)}]
    for step in steps.steps:
        rows.append(
            {
                "part": step.part.title,
                **_numbers("share", step.share),
                **_numbers("alone", step.alone),
                **_numbers("last", step.last),
            }
        )
    if steps.interaction is not None:
        interaction = _numbers("alone", steps.interaction.whole)
        rows.append({"part": "interaction", **interaction})
    return pd.DataFrame([{**about, **row, **ends} for row in rows])


def _numbers(name: str, effect: Effect | None) -> dict[str, float]:
    if effect is None:
        return {}
    return {
        name: effect.mean,
        f"{name}_low": effect.low,
        f"{name}_high": effect.high,
        f"{name}_sets_up": effect.sets_up,
        f"{name}_sets": effect.sets,
    }


def _weeks(found: Explanation, provider: str) -> pd.DataFrame:
    """The most frequent bottleneck of every week, in baseline and option."""
    plans = {"baseline": 0} | ({"option": found.everything} if found.parts else {})
    tables = [
        roles_by_week(found, provider, number).assign(plan=name, provider=provider)
        for name, number in plans.items()
    ]
    return pd.concat(tables, ignore_index=True)


def _write(outputs: Outputs, found: Explanation, settings: ExplainOptions) -> None:
    weeks = found.bottlenecks
    kept = {found.everything: "option", 0: "baseline"}
    weeks = weeks[weeks["plan"].isin(kept)]
    tables = {"bottleneck.csv": weeks.assign(plan=weeks["plan"].map(kept))}
    if found.measures:
        steps = [_frame(each) for each in found.measures]
        tables = {"steps.csv": pd.concat(steps, ignore_index=True), **tables}
    plans = {p.name: p.fingerprint() for p in (found.baseline, found.option)}
    about = {"fingerprints": plans, "seed": settings.seed}
    outputs.write(tables, {**about, "replications": settings.replications})
