"""`fls-planner track`: a plan beside actual counts, and from today's list on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from planner.board_data.actuals import (
    LIST,
    Actuals,
    months_of,
    read_actuals,
    template_table,
)
from planner.cli.console import console, fold_piped_tables, say, say_sentences
from planner.cli.options import (
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
    command_line,
    load_plan,
)
from planner.cli.progress import note
from planner.cli.results_folder import check_file
from planner.cli.simulate import PlanOptions
from planner.cli.tables import Column, TerminalTable, numbers, texts
from planner.cli.write import Outputs, write_file
from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.running.collect import (
    MOST_REPLICATIONS,
    Replicated,
    RunRequest,
    replicate,
)
from planner.experiment.running.replicate import Collector
from planner.experiment.track.look_back import MEASURES, TrackedBoard, track_board
from planner.experiment.track.predicted import MONTHLY
from planner.experiment.track.restart import (
    check_restart_file,
    lists_on,
    restart_month,
    start_values,
    write_restart,
)
from planner.experiment.track.rules import FEWEST
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.files import BASELINE, shipped_folder
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.monthly import STAGE
from planner.reports.dates import date_text, month_text
from planner.reports.number_format import NOTHING, number
from planner.reports.track import (
    band_text,
    early_sentence,
    gap_table,
    mark_of,
    places_of,
    rule_sentences,
    track_sentences,
    track_table,
)

FILE, GAPS = "track.csv", "gaps.csv"
FIRST, RESTARTED = 10, 20
"""Replications of a first answer, and of the lists that nobody counted."""
LAST_MONTHS = 12
Plan = Annotated[
    str,
    typer.Argument(
        metavar="[PLAN]",
        help=gettext_noop("Plan: an option, its file, or a scenario."),
    ),
]
ActualsFile = Annotated[
    Path | None,
    typer.Option(
        "--actuals",
        metavar="FILE",
        help=gettext_noop("Monthly counts: CSV, or an Excel workbook (.xlsx)."),
    ),
]
TemplateFile = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help=gettext_noop("Write an empty file of counts (.csv or .xlsx), and stop."),
    ),
]
RestartFile = Annotated[
    Path | None,
    typer.Option(
        "--restart",
        metavar="FILE",
        help=gettext_noop("Start file (.toml) to write: the plan from today's list."),
    ),
]


@dataclass(frozen=True, kw_only=True)
class TrackOptions(PlanOptions):
    """Options of the simulation of a plan that is tracked."""

    replications: Replications = 200

    def collect(
        self, plan: Scenario, boards: tuple[str, ...], what: Collector[Any], count: int
    ) -> Replicated:
        """Collected parts of so many replications."""
        request = RunRequest(plan, boards, range(count), self.seed)
        with self.simulating(plan.title or plan.name) as (progress, run_options):
            (found,) = replicate([request], (what,), progress=progress, **run_options)
        return found


def track(
    plan: Plan = DEFAULT_SCENARIO,
    actuals: ActualsFile = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: TrackOptions,
    template: TemplateFile = None,
    restart: RestartFile = None,
    out: OutFolder = None,
) -> None:
    """Say whether a service has left its plan, and why.

    Monthly counts stand beside what the plan predicts. Rules as in statistical
    process control say when the service has left it; the gap of the list is
    attributed by the arithmetic of flows.
    """
    fold_piped_tables()
    check_count("--replications", settings.replications, FEWEST, MOST_REPLICATIONS)
    outputs = Outputs(out, (FILE, GAPS))
    tracked_plan = _plan(plan, scenario, settings)
    if template is not None:
        _write_template(template, tracked_plan, settings)
        return
    if actuals is None:
        hint = _("write --actuals FILE; --template FILE writes an empty one")
        raise ScenarioError(Problem("--actuals", _("names monthly counts"), hint=hint))
    _check_stage(tracked_plan)
    counted = _chosen(read_actuals(actuals, tracked_plan), tracked_plan, settings)
    if restart is not None:
        check_restart_file(restart)
        restart_month(tracked_plan, counted)
    count = settings.replications
    boards = _tracked(tracked_plan, counted, settings)
    tables = {
        FILE: pd.concat(map(track_table, boards)),
        GAPS: pd.concat(map(gap_table, boards)),
    }
    about = {"fingerprints": {tracked_plan.name: tracked_plan.fingerprint()}}
    outputs.write(tables, {**about, "seed": settings.seed, "replications": count})
    for each in boards:
        _show(each, board_names(tracked_plan)[each.board], tables[FILE])
    say_sentences(*rule_sentences(boards[0], counted, count))
    if restart is not None:
        base = load_plan(plan if _is_scenario(plan) else scenario, settings.years)
        _restart(restart, base, tracked_plan, counted, settings)
        _say_command(restart, plan, scenario)
    outputs.finish()


def _tracked(
    plan: Scenario, counted: Actuals, settings: TrackOptions
) -> list[TrackedBoard]:
    """Each board beside its counts; a first answer is said on the way."""
    count = settings.replications
    first = settings.collect(plan, counted.boards, MONTHLY, FIRST).of(MONTHLY)
    note(early_sentence(plan, counted, first, count))
    found = settings.collect(plan, counted.boards, MONTHLY, count).of(MONTHLY)
    return [track_board(plan, board, found[board], counted) for board in counted.boards]


def _plan(name: str, scenario: str, settings: TrackOptions) -> Scenario:
    """A scenario by its name or folder, else an option on the scenario."""
    if _is_scenario(name):
        return settings.load(name)
    return apply_option(settings.load(scenario), load_option(name))


def _is_scenario(name: str) -> bool:
    return (shipped_folder() / BASELINE / name).is_dir() or Path(name).is_dir()


def _check_stage(plan: Scenario) -> None:
    if STAGE not in plan.pathway.served_stages():
        rule = _("has no DXA list, and counts are about that")
        hint = _("choose a plan whose pathway scans people")
        raise ScenarioError(Problem(plan.name, rule, "pathway", hint=hint))


def _chosen(counted: Actuals, plan: Scenario, settings: TrackOptions) -> Actuals:
    """Counts of the boards that are asked for and run a service."""
    chosen = boards_of(plan, settings.board)
    boards = [b for b in counted.boards if chosen is None or b in chosen]
    boards = [board for board in boards if board in plan.providers]
    rows = {board: counted.counts[board] for board in boards if counted.counts[board]}
    if not rows:
        hint = _("it holds: {names}", names=", ".join(counted.boards) or _("none"))
        rule = _("holds no count of a board that is asked for and runs a service")
        raise ScenarioError(Problem(counted.file, rule, hint=hint))
    return Actuals(counted.file, rows, counted.few)


def _write_template(path: Path, plan: Scenario, settings: TrackOptions) -> None:
    """An empty file for the boards that are asked for."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        hint = _("write --template counts.csv, or counts.xlsx")
        rule = _("ends in .csv or .xlsx")
        raise ScenarioError(Problem("--template", rule, "", str(path), hint))
    check_file(path)
    chosen = boards_of(plan, settings.board) or plan.providers
    months = [label for label, _first, _last in months_of(plan)]
    table = template_table([b for b in chosen if b in plan.providers], months)
    write_file(path, table)
    say(_("Fill in what was counted, leave the rest empty, then:"))
    say(command_line("track", plan.name, "--actuals", path))


def _show(tracked: TrackedBoard, name: str, frame: pd.DataFrame) -> None:
    """Sentences, the list month by month, then every count of the last month."""
    say_sentences(*track_sentences(tracked, name))
    own = frame[frame["board"] == tracked.board]
    table = TerminalTable(name, _columns(_("Month"), _("DXA list")), plain=True)
    table.data = lambda: own
    for place in tracked.reported[-LAST_MONTHS:]:
        table.add(month_text(tracked.labels[place]), *_cells(tracked, LIST, place))
    table.show(console())
    last = tracked.reported[-1]
    title = _("{month}, every figure", month=month_text(tracked.labels[last]))
    figures = TerminalTable(title, _columns(_("Figure"), _("Counted")), plain=True)
    figures.data = lambda: own[own["month"] == tracked.labels[last]]
    for measure, said in MEASURES.items():
        figures.add(_(said), *_cells(tracked, measure, last))
    figures.show(console())


def _columns(first: str, actual: str) -> list[Column]:
    bands = numbers(_("by random\nvariation"), _("everything\nthat fits"))
    return [*texts(first), *numbers(actual, _("Predicted")), *bands, *texts("")]


def _cells(tracked: TrackedBoard, measure: str, place: int) -> tuple[str, ...]:
    bands, places = tracked.bands[measure], places_of(measure)
    actual = tracked.actual[measure][place]
    return (
        number(actual, places) if actual == actual else NOTHING,
        number(bands.mean[place], places),
        band_text(bands.random_low[place], bands.random_high[place], places),
        band_text(bands.band_low[place], bands.band_high[place], places),
        mark_of(tracked, measure, place),
    )


def _restart(
    path: Path,
    base: Scenario,
    plan: Scenario,
    counted: Actuals,
    settings: TrackOptions,
) -> None:
    """Write the start file."""
    month, day = restart_month(plan, counted)
    ends = {label: last for label, _first, last in months_of(plan)}
    what = lists_on(ends[month])
    lists = settings.collect(plan, counted.boards, what, RESTARTED).of(what)
    earlier = start_values(settings.start or [])
    written = write_restart(path, base, plan, counted, lists, earlier)
    say(_("Written: {path}. The plan from {day} on:", path=written, day=date_text(day)))


def _say_command(path: Path, plan: str, scenario: str) -> None:
    """The command that goes on from a start file."""
    option = () if _is_scenario(plan) else ("--option", plan)
    name = plan if _is_scenario(plan) else scenario
    of = () if name == DEFAULT_SCENARIO else (name,)
    say(command_line("run", *of, "--start", path, *option))
    say(_("Posts, sessions and referrals are still the plan's; fls-planner template"
          " and import replace them."))  # fmt: skip
