"""`fls-planner check`: scenario, option, change and pathway files before a run."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import say_each
from planner.cli.options import OutFolder
from planner.cli.tables import keep_table
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError
from planner.experiment.stress.strike import strike
from planner.inputs.apply_changes import (
    Option,
    apply_changes,
    apply_option,
    load_option,
    read_change,
)
from planner.inputs.change_files import Change
from planner.inputs.files import read_text, read_toml, save_files, shown_path
from planner.inputs.load import DEFAULT_SCENARIO, SCENARIO_FILE, load_scenario
from planner.inputs.old_names import upgraded
from planner.inputs.pathways import BASE, PATHWAY, load_pathway
from planner.inputs.problems import Gathered
from planner.inputs.risks import read_risk
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.reports.input_warnings import input_warnings

FILE = "check.csv"
COLUMNS = ["file", "said", "key", "value", "rule", "fix"]
RISK_KEYS = {"affects", "short", "after_months", "lasts_days"}
"""Keys that only a risk has."""


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help=gettext_noop("Files or folders to check.")
        ),
    ],
    upgrade: Annotated[
        bool,
        typer.Option(
            "--upgrade",
            help=gettext_noop("Rename keys of earlier versions in the files."),
        ),
    ] = False,
    out: OutFolder = None,
) -> None:
    """Check scenario, option, change and pathway files.

    Every problem in all of them is shown at once: file, key, value, rule and fix.
    """
    outputs = Outputs(out, (FILE,))
    if upgrade:
        sentences, problems = upgrade_files(files), list[Problem]()
    else:
        sentences, problems = _checked(files)
    table = _table(sentences, problems)
    outputs.write({FILE: table}, {})
    keep_table(_("Files checked"), table)
    if problems:
        raise ScenarioError(problems)
    say_each(sentences)
    outputs.finish()


def check_files(paths: Iterable[Path]) -> list[str]:
    """One sentence for each correct file, and one for each of its cautions.

    Raises
    ------
    ScenarioError: with the problems of all files together
    """
    sentences, problems = _checked(paths)
    if problems:
        raise ScenarioError(problems)
    return sentences


def _checked(paths: Iterable[Path]) -> tuple[list[str], list[Problem]]:
    """Sentences about correct files, and the problems of the others."""
    sentences: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        for file in _files_in(path):
            try:
                sentences += _check(file)
            except ScenarioError as error:
                problems += error.problems
    return sentences, list(dict.fromkeys(problems))


def _table(sentences: Sequence[str], problems: Sequence[Problem]) -> pd.DataFrame:
    """A row for each sentence and each problem, for other programs."""
    rows = [{"file": s.partition(": ")[0], "said": s} for s in sentences]
    wrong = [
        {
            "file": each.file,
            "key": each.key,
            "value": each.value,
            "rule": each.rule,
            "fix": each.hint,
        }
        for each in problems
    ]
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([blank | row for row in (*rows, *wrong)], columns=COLUMNS)


def upgrade_files(paths: Iterable[Path]) -> list[str]:
    """One sentence for each file: what was renamed in it, if anything.

    Every file is judged before the first is written.

    Raises
    ------
    ScenarioError: with the problems of all files; none is changed then
    """
    gathered, texts = Gathered(), dict[Path, bytes]()
    sentences: list[str] = []
    for path in itertools.chain.from_iterable(map(_all_files_in, paths)):
        shown = shown_path(path)
        old = gathered.attempt(read_text, path, shown)
        new = gathered.attempt(upgraded, old, shown) if old is not None else None
        if new is None:
            continue
        if new[1]:
            texts[path] = new[0].encode()
        said = "; ".join(new[1]) or _("nothing to rename")
        sentences.append(f"{shown}: {said}")
    gathered.refuse()
    save_files(texts)
    return sentences


def _all_files_in(path: Path) -> list[Path]:
    """The file, or every TOML file of a folder, boards' files among them."""
    return sorted(path.rglob("*.toml")) if path.is_dir() else [path]


INCLUDED = ("common.toml", "benefits.toml")
"""Files that shipped scenarios include; they are checked with these."""


def _files_in(path: Path) -> list[Path]:
    """The file, or the files of a folder that can be checked by themselves."""
    if not path.is_dir():
        return [path]
    if (path / SCENARIO_FILE).is_file():
        return [path / SCENARIO_FILE]
    # Boards' files are checked with their scenario, not by themselves.
    files = sorted(
        file
        for file in path.rglob("*.toml")
        if file.name == SCENARIO_FILE
        or (not (file.parent / SCENARIO_FILE).is_file() and file.name not in INCLUDED)
    )
    if not files:
        hint = _("name a folder with scenarios, options or changes, or a file")
        raise ScenarioError(Problem(str(path), _("holds no TOML file"), hint=hint))
    return files


def _check(path: Path) -> list[str]:
    """Kind and cautions of a correct file; its kind is judged by its keys."""
    raw, shown = read_toml(path), shown_path(path)
    if (path.parent / SCENARIO_FILE).is_file() and path.name != SCENARIO_FILE:
        scenario = load_scenario(path.parent / SCENARIO_FILE)
        return [
            _(
                "{file}: correct, as a board of {scenario}",
                file=shown,
                scenario=scenario.name,
            )
        ]
    if {"expect", "sources"} & set(raw):
        # Only cases need what runs them.
        from planner.verification.read import read_case

        case = read_case(path, raw).variants[""]
        return [
            ngettext(
                "{file}: a case, {n} value expected",
                "{file}: a case, {n} values expected",
                len(case.expect),
                file=shown,
            )
        ]
    if {"stages", BASE} & set(raw):
        return _check_pathway(path)
    if RISK_KEYS & set(raw) and "from" not in raw:
        return [_check_risk(path)]
    of_scenario = {"boards", "plan_start"} & set(raw)
    if "without" in raw or ({"changes", PATHWAY} & set(raw) and not of_scenario):
        return _check_option(path)
    if "set" in raw or "why" in raw:
        change = read_change(path)
        base = load_scenario(DEFAULT_SCENARIO)
        if any(own.name == change.name for own in base.changes):
            # Its own change of this name makes room: every file is tried as it stands.
            base = base.without_changes((change.name,))
        plan = _with_change(base, change)
        sentence = ngettext(
            "{file}: a change from {start}, {n} key",
            "{file}: a change from {start}, {n} keys",
            len(change.raw),
            file=shown,
            start=change.start,
        )
        return [sentence, *_warnings(shown, plan, base)]
    scenario = load_scenario(path)
    sentence = ngettext(
        "{file}: a scenario of {n} board from {start}, fingerprint {fingerprint}",
        "{file}: a scenario of {n} boards from {start}, fingerprint {fingerprint}",
        len(scenario.boards),
        file=shown,
        start=scenario.plan_start,
        fingerprint=scenario.fingerprint(),
    )
    return [sentence, *_warnings(shown, scenario)]


def _check_risk(path: Path) -> str:
    """The sentence about a risk that can strike the default scenario."""
    risk, plan = read_risk(path), load_scenario(DEFAULT_SCENARIO)
    last = plan.plan_start + datetime.timedelta(days=plan.plan_days - 1)
    struck = strike(plan, risk, plan.providers, last)
    return ngettext(
        "{file}: a risk from {start}, which strikes {n} board of {scenario}",
        "{file}: a risk from {start}, which strikes {n} boards of {scenario}",
        len(struck.applies),
        file=shown_path(path),
        start=struck.begins,
        scenario=plan.name,
    )


def _warnings(shown: str, plan: Scenario, base: Scenario | None = None) -> list[str]:
    found = input_warnings(plan, base)
    return [
        _("{file}: warning: {sentence}", file=shown, sentence=sentence)
        for sentence in found
    ]


def _with_change(base: Scenario, change: Change) -> Scenario:
    """The scenario with one change by itself, on the pathway that it names."""
    if change.on_pathway:
        option = Option(
            name=change.name,
            title="",
            question="",
            changes=(change.name,),
            without=(),
            file=change.file,
            folder=change.folder,
            pathway=change.on_pathway,
        )
        return apply_option(base, option)
    return apply_changes(base, [change])


def _check_option(path: Path) -> list[str]:
    base, shown = load_scenario(DEFAULT_SCENARIO), shown_path(path)
    changed = apply_option(base, load_option(path))
    sentence = ngettext(
        "{file}: an option on {scenario}, {n} key set",
        "{file}: an option on {scenario}, {n} keys set",
        len(changed.applied),
        file=shown,
        scenario=DEFAULT_SCENARIO,
    )
    return [sentence, *_warnings(shown, changed, base)]


def _check_pathway(path: Path) -> list[str]:
    pathway = load_pathway(path)
    return [
        ngettext(
            "{file}: a pathway of {n} stage",
            "{file}: a pathway of {n} stages",
            len(pathway.stages),
            file=shown_path(path),
        )
    ]
