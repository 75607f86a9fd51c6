"""`fls-planner pathway`: a pathway described in text or drawn as a diagram."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import say, say_each
from planner.cli.main import SVG
from planner.cli.options import OptionNames, OutFolder
from planner.cli.tables import keep_table
from planner.cli.write import Outputs, write_file
from planner.errors import Problem, ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.pathway import Pathway
from planner.inputs.pathways import list_pathways, load_pathway
from planner.locale import _, gettext_noop
from planner.reports.diagram.chart import text_of
from planner.reports.diagram.svg import svg_of

STDOUT = Path("-")
PATHWAYS, STAGES = "pathways.csv", "stages.csv"
SvgFile = Annotated[
    Path | None,
    typer.Option(
        SVG,
        metavar="FILE",
        help=gettext_noop(
            "File to draw the diagram into; without a name it is printed."
        ),
    ),
]
AsText = Annotated[
    bool, typer.Option("--text", help=gettext_noop("Describe it (the default)."))
]
PathwayName = Annotated[
    str,
    typer.Argument(
        metavar="PATHWAY",
        help=gettext_noop("Pathway: a name or a file (default: list them)."),
    ),
]


def pathway(
    source: PathwayName = "",
    option: OptionNames = None,
    svg: SvgFile = None,
    text: AsText = False,
    out: OutFolder = None,
) -> None:
    """Describe or draw a pathway.

    Its stages, shares, delays and order of service; with --option, the pathway of
    wales-today under that option. --format and --out give a row for each stage.
    """
    outputs = Outputs(out, (STAGES if source or option else PATHWAYS,))
    if svg is not None and not source and not option:
        rule = _("needs the name or file of a pathway")
        hint = _("write it before --svg")
        raise ScenarioError(Problem(SVG, rule, value=repr(str(svg)), hint=hint))
    if not source and not option:
        _list(outputs)
        return
    chosen = _chosen(source, option or [])
    table = stages_table(chosen)
    outputs.write({STAGES: table}, {"pathway": chosen.title})
    keep_table(chosen.title or source, table)
    drawn, told = svg_of(chosen), text_of(chosen)
    if svg == STDOUT:
        typer.echo(drawn, nl=False)
    elif svg is not None:
        _write(svg, drawn)
    if text or svg is None:
        say(told)
    outputs.finish()


def _list(outputs: Outputs) -> None:
    """Every shipped pathway with its title."""
    titles = {name: load_pathway(name).title for name in list_pathways()}
    table = pd.DataFrame(list(titles.items()), columns=["pathway", "title"])
    outputs.write({PATHWAYS: table}, {})
    keep_table(_("Pathways"), table)
    say_each(f"{name}: {title}" for name, title in titles.items())
    outputs.finish()


def stages_table(pathway: Pathway) -> pd.DataFrame:
    """A row for each stage, a column for each key of it; what holds several is JSON."""
    rows = [
        {"stage": name, **stage.model_dump(mode="json", exclude_defaults=True)}
        for name, stage in pathway.stages.items()
    ]
    return pd.DataFrame(rows).map(
        lambda value: json.dumps(value) if isinstance(value, dict | list) else value
    )


def _chosen(source: str, options: list[str]) -> Pathway:
    """The pathway of a name or file, or that of a scenario under options."""
    if not options:
        return load_pathway(source)
    if source:
        rule = _("a pathway is taken from its file or from an option, not both")
        hint = _("leave one of the two out")
        raise ScenarioError(Problem("pathway", rule, "--option", repr(source), hint))
    return load_scenario(options=options).pathway


def _write(path: Path, text: str) -> None:
    if path.suffix.lower() != ".svg":
        hint = _("write {file}", file=path.with_suffix(".svg").name)
        rule = _("the diagram is an SVG file")
        raise ScenarioError(Problem("--svg", rule, value=repr(str(path)), hint=hint))
    write_file(path, text)
