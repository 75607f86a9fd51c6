"""`fls-planner standards`: which standards a plan meets, and why it misses others."""

from __future__ import annotations

import pandas as pd

from planner.cli.console import console, fold_piped_tables
from planner.cli.options import (
    OptionNames,
    OutFolder,
    ScenarioName,
    board_names,
)
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import STANDARDS, YARDSTICKS, Outputs
from planner.experiment.running.results import Results
from planner.experiment.statistics.summarise import summarise
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.audit_colours import COLOUR_NOTE, kpi_lines
from planner.reports.number_format import replications_text
from planner.reports.select_rows import is_illustrative, place_name
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

BELOW_MEANS = gettext_noop(
    "Below each mean: 9 futures in 10 over all that fits; in brackets: the interval of"
    " the mean, by random variation alone."
)


def standards(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Say which standards a plan meets, and why it misses the others.

    A standard that is missed is tried again on the same plan with more staff and
    scanners than it could use: met then, it is missed for lack of capacity, else by
    choice.
    """
    fold_piped_tables()
    outputs = Outputs(out, (STANDARDS, YARDSTICKS))
    plan = settings.load(scenario, option)
    results = settings.simulate(plan)
    table = settings.judge_standards(results)
    about = {"fingerprints": {plan.name: plan.fingerprint()}, "seed": settings.seed}
    summary = summarise(results)
    beside = yardsticks(summary, plan)
    about["replications"] = settings.replications
    outputs.write({STANDARDS: table, YARDSTICKS: beside}, about)
    settings.say_treated_elsewhere(plan)
    show_kpis(plan, summary)
    show_standards(plan, table)
    show_yardsticks(plan, beside)
    _say_inputs(results)
    outputs.finish()


def show_kpis(plan: Scenario, summary: pd.DataFrame) -> None:
    """Print every KPI of the audit on its bases, of Wales or else of each board."""
    terminal, names = console(), board_names(plan)
    found = [name for name in summary["provider"].unique() if name != ALL]
    for place in [WALES] if WALES in found else found:
        title = _("KPIs of the audit, {place}", place=place_name(place, names))
        columns = [*prose(_("measure"), least=22), *prose(_("of"), least=18)]
        columns += [*texts(_("period")), *numbers(_("mean")), *texts(_("colour"))]
        shown = TerminalTable(title, columns, plain=True)
        for line in kpi_lines(summary, plan, place):
            mean = f"{line.mean}\n{line.band}\n({line.ends})"
            shown.add(line.title, line.base, line.period, mean, line.colour)
        shown.show(terminal)
    terminal.print(_(BELOW_MEANS), style="dim")
    for sentence in not_modelled_sentences():
        terminal.print(sentence, style="dim")
    terminal.print(_(COLOUR_NOTE), style="dim")


def show_standards(plan: Scenario, table: pd.DataFrame) -> None:
    """Print what is judged of each place asked for, and what is not judged."""
    terminal, names = console(), board_names(plan)
    places = list(dict.fromkeys(table["place"]))
    if not places:
        terminal.print(_("There were no patients, so there are no results."))
        return
    shown = [WALES] if WALES in places else places
    for place in shown:
        label = table.loc[table["place"] == place, "label"].iloc[0]
        _table_of(plan, table, place, names, label).show(terminal)
    if WALES in places:
        for sentence in tally_sentences(table):
            terminal.print(sentence)
    for sentence in unjudged_sentences(table, shown[0]):
        terminal.print(sentence, style="dim")
    terminal.print(_(STATES_NOTE), style="dim")
    if table["label"].map(is_illustrative).any():
        note = _("† {illustrative}; never ranked.", illustrative=_(ILLUSTRATIVE))
        terminal.print(note, style="dim")


def show_yardsticks(plan: Scenario, table: pd.DataFrame) -> None:
    """Print England's monthly DXA figures, and the plan's own below them."""
    if table.empty:
        return
    labels = table.drop_duplicates("place").set_index("place")["label"]
    marks = labels.map(lambda label: " †" if is_illustrative(label) else "")
    names = {p: name + marks.get(p, "") for p, name in board_names(plan).items()}
    columns = [
        *prose(_("place")),
        *numbers(
            _("DXA list for\n1,000 of 50+"),
            _("over 6 weeks,\n% of the list"),
            _("scans a year for\n1,000 of 50+"),
        ),
    ]
    title = _("DXA beside England's monthly figures")
    shown = TerminalTable(title, columns, data=lambda: table)
    for line in yardstick_lines(table, names):
        shown.add(*line)
    terminal = console()
    shown.show(terminal)
    for sentence in [yardsticks_note(), *source_sentences()]:
        terminal.print(sentence, style="dim")


def _table_of(
    plan: Scenario, table: pd.DataFrame, place: str, names: dict[str, str], label: str
) -> TerminalTable:
    title = _(
        "{scenario}: standards, {place}",
        scenario=plan.title or plan.name,
        place=place_name(place, names) + (" †" if is_illustrative(label) else ""),
    )
    columns = [
        *prose(_("standard"), least=22),
        *prose(_("from"), least=10),
        *numbers(_("here")),
        *prose(_("state"), _("reason"), least=11),
    ]
    shown = TerminalTable(title, columns, plain=True)
    for line in judged_lines(table, place):
        shown.add(line.name, line.framework, line.value, line.state, line.reason)
    return shown


def _say_inputs(results: Results) -> None:
    console().print(
        _(
            "seed {seed}, {replications}, inputs {fingerprint}",
            seed=results.seed,
            replications=replications_text(results.replications),
            fingerprint=results.scenario.fingerprint(),
        ),
        style="dim",
    )
