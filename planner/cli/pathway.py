"""`fls-planner pathway`: a pathway drawn, or told, from its file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.console import say
from planner.errors import Problem, ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.pathway import Pathway
from planner.inputs.pathways import list_pathways, load_pathway

SVG, STDOUT = "--svg", Path("-")
Svg = Annotated[
    Path | None,
    typer.Option(SVG, help="File to draw the diagram into; alone, it is printed."),
]
Text = Annotated[bool, typer.Option("--text", help="Tell it in words (the default).")]
Source = Annotated[
    str, typer.Argument(help="Pathway: a name or a file; without one, their list.")
]
Option = Annotated[
    list[str] | None,
    typer.Option("--option", help="Draw what wales-today has under an option."),
]


def with_file(arguments: list[str]) -> list[str]:
    """The same arguments, a bare `--svg` completed by the sign for standard output.

    >>> with_file(["pathway", "standard", "--svg"])
    ['pathway', 'standard', '--svg', '-']
    """
    completed = []
    for place, word in enumerate(arguments):
        completed.append(word)
        follows = arguments[place + 1 : place + 2]
        bare = not follows or follows[0].startswith("--")
        if word == SVG and bare and arguments[0] == "pathway":
            completed.append(str(STDOUT))
    return completed


def pathway(
    source: Source = "", option: Option = None, svg: Svg = None, text: Text = False
) -> None:
    """Draw a pathway, or tell it in words: stages, shares, delays, who is taken."""
    # Few ask for a picture, so that others need not wait for what draws it.
    from planner.reports.diagram.chart import text_of
    from planner.reports.diagram.svg import svg_of

    if svg is not None and not source and not option:
        rule, hint = "needs the name or file of a pathway", "write it before --svg"
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
        say(f"drawn into {svg}")
    if text or svg is None:
        say(told)


def _chosen(source: str, options: list[str]) -> Pathway:
    """The pathway of a name or file, or that of a scenario under options."""
    if not options:
        return load_pathway(source)
    if source:
        rule = "a pathway is drawn from its file, or as an option has it"
        hint = "leave one of the two out"
        raise ScenarioError(Problem("pathway", rule, "--option", repr(source), hint))
    return load_scenario(options=options).pathway


def _write(path: Path, text: str) -> None:
    if path.suffix.lower() != ".svg":
        hint = f"write {path.with_suffix('.svg').name}"
        rule = "the diagram is an SVG file"
        raise ScenarioError(Problem("--svg", rule, value=repr(str(path)), hint=hint))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        rule = f"cannot be written: {(error.strerror or str(error)).lower()}"
        hint = "choose a folder in which you may write"
        raise ScenarioError(Problem(str(path), rule, hint=hint)) from None
