"""`fls-planner pathway`: a pathway described in text or drawn as a diagram."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.console import say
from planner.cli.main import SVG
from planner.cli.options import OptionNames
from planner.cli.write import write_file
from planner.errors import Problem, ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.pathway import Pathway
from planner.inputs.pathways import list_pathways, load_pathway
from planner.locale import _, gettext_noop
from planner.reports.diagram.chart import text_of
from planner.reports.diagram.svg import svg_of

STDOUT = Path("-")
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
) -> None:
    """Describe or draw a pathway.

    Its stages, shares, delays and order of service; with --option, the pathway of
    wales-today under that option.
    """
    if svg is not None and not source and not option:
        rule = _("needs the name or file of a pathway")
        hint = _("write it before --svg")
        raise ScenarioError(Problem(SVG, rule, value=repr(str(svg)), hint=hint))
    if not source and not option:
        for name in list_pathways():
            say(f"{name}: {load_pathway(name).title}")
        return
    chosen = _chosen(source, option or [])
    drawn, told = svg_of(chosen), text_of(chosen)
    if svg == STDOUT:
        typer.echo(drawn, nl=False)
    elif svg is not None:
        _write(svg, drawn)
    if text or svg is None:
        say(told)


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
