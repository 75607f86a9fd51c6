"""The commands of `fls-planner`, each imported only when it is called."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

import planner
from planner.cli.commands import COMMANDS, Command
from planner.cli.console import (
    FORMS,
    PIPED_WIDTH,
    TABLE,
    XLSX,
    accept_any_text,
    choose_form,
    fold_piped_tables,
    say,
)
from planner.cli.option_groups import with_each_option
from planner.errors import (
    InputError,
    PlannerError,
    RunCancelled,
    ScenarioError,
    unknown_name,
)
from planner.locale import (
    LanguageError,
    _,
    chosen_language,
    gettext_noop,
    use_language,
)

PROGRAM = "fls-planner"
OUR_FOLDER = Path(__file__).resolve().parents[2]
"""Folder that holds both packages: of a checkout, or of what is installed."""
WRONG_INPUT, FAILED, STOPPED = 2, 1, 130
WITHOUT_TABLES = ("dashboard", "report")
SVG = "--svg"
OBJECTS_BETWEEN_COLLECTIONS = 100_000


class CommandGroup(TyperGroup):
    """A group that lists its commands without importing them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        translate_help(self)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name, command and remaining arguments, the command ready to run."""
        name, command, rest = super().resolve_command(ctx, args)
        fold_piped_tables(PIPED_WIDTH)  # as wide as ever, whatever ran before it
        made = load_command(name) if name else command
        _collect_what_follows()
        return name, made, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write every command with its whole purpose, however narrow the terminal."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(n, _(each.purpose)) for n, each in COMMANDS.items()])


def _collect_what_follows() -> None:
    """Look for litter from now on, seldom and not among what modules have made."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


def load_command(name: str) -> Any:
    """A command ready to be called, with its examples below its help."""
    about = COMMANDS[name]
    function = getattr(import_module(about.module), about.function)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, epilog=_examples(about))(with_each_option(function))
    made = typer.main.get_command(single)
    if name not in WITHOUT_TABLES:
        made.params.append(_form_option())
    translate_help(made)
    return made


def _form_option() -> Any:
    """The option of every command with tables that says in which form."""
    single = typer.Typer(add_completion=False)
    single.command()(_only_form)
    (option,) = typer.main.get_command(single).params
    option.expose_value = False
    return option


def _choose_form(context: typer.Context, form: str) -> None:
    if form not in FORMS:
        raise ScenarioError(unknown_name(gettext_noop("format"), form, FORMS))
    if form != TABLE:
        from planner.cli.other_formats import (
            print_collected,
            refuse_workbook_on_terminal,
        )

        if form == XLSX:
            refuse_workbook_on_terminal()
        choose_form(form)
        context.call_on_close(print_collected)


def _only_form(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="|".join(FORMS),
            callback=_choose_form,
            help=gettext_noop(
                "Print tables as csv, json or a workbook, all else to stderr."
            ),
        ),
    ] = TABLE,
) -> None:
    """Stand for a command that has this option alone."""


def translate_help(command: Any) -> None:
    """Put the help of a command and of its options into the reader's language."""
    for part in (command, *command.params):
        part.help = _(part.help) if getattr(part, "help", None) else ""
    command.epilog = _(command.epilog) if command.epilog else ""


def _examples(about: Command) -> str:
    lines = [f"  {PROGRAM} {example}" for example in about.examples]
    return "\n".join(["\b", _("Examples:"), *lines])


def _placeholder() -> None:
    """Stand for a command in the help."""


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"{PROGRAM} {planner.__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option(
        "--version",
        callback=_show_version,
        is_eager=True,
        help=gettext_noop("Show the version."),
    ),
]


def make_app() -> typer.Typer:
    """The command line with all its commands."""
    made = typer.Typer(
        cls=CommandGroup,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=gettext_noop(
            "Capacity planner for Fracture Liaison Services and DXA scanning."
        ),
        epilog=gettext_noop("Help for one command: fls-planner COMMAND --help"),
    )

    @made.callback()
    def options(version: Version = False) -> None:
        """Options of the program itself."""

    for name, about in COMMANDS.items():
        made.command(name, help=about.purpose)(_placeholder)
    return made


app = make_app()


def main() -> None:
    """Run the command line; wrong input ends with exit code 2 and no traceback."""
    # Modules make many objects that stay; looking through them is a tenth of a start.
    gc.disable()
    accept_any_text()
    try:
        use_language(chosen_language())
        app(with_file(sys.argv[1:]), prog_name=PROGRAM)
    except (InputError, LanguageError) as error:
        say(str(error), stderr=True)
        sys.exit(WRONG_INPUT)
    except RunCancelled as stopped:
        say(str(stopped), stderr=True)
        sys.exit(STOPPED)
    except SystemExit as stopped:
        # So typer ends where a person presses Ctrl-C, without a word.
        if stopped.code == STOPPED:
            say(_("Stopped: nothing more was written."), stderr=True)
        raise
    except PlannerError as error:
        say(str(error), stderr=True)
        sys.exit(FAILED)


def with_file(arguments: list[str]) -> list[str]:
    """The arguments, with a bare `--svg` completed by "-" for standard output.

    >>> with_file(["pathway", "standard", "--svg"])
    ['pathway', 'standard', '--svg', '-']
    """
    completed = []
    for place, argument in enumerate(arguments):
        completed.append(argument)
        follows = arguments[place + 1 : place + 2]
        bare = not follows or follows[0].startswith("--")
        if argument == SVG and bare and arguments[0] == "pathway":
            completed.append("-")
    return completed


def dashboard(
    port: Annotated[
        int, typer.Option(help=gettext_noop("Port on this computer."))
    ] = 8050,
    host: Annotated[
        str,
        typer.Option(
            help=gettext_noop("Address to listen on; 0.0.0.0 serves other computers.")
        ),
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=gettext_noop("Name by which other computers ask for it."),
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            help=gettext_noop("Replications of a full run (default: as in run)."),
        ),
    ] = None,
) -> None:
    """Start the dashboard in a web browser."""
    # -P: a calendar.py in the current folder is the person's, not Python's.
    command = [sys.executable, "-P", "-m", "dashboard"]
    command += ["--port", str(port), "--host", host]
    if replications is not None:
        command += ["--replications", str(replications)]
    command += [part for name in allow_host or () for part in ("--allow-host", name)]
    _become(command, _with_our_folder(os.environ))


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    """Run a program in the place of this one, so that neither outlives the other."""
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    # Its input ends when this program does, however it ends.
    command = [*command, "--until-input-ends"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as screen:
        try:
            sys.exit(screen.wait())
        except KeyboardInterrupt:
            sys.exit(screen.wait())


def _with_our_folder(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that finds this very code, installed or not.

    Empty parts of PYTHONPATH stand for the current folder, which is left out.
    """
    folders = environment.get("PYTHONPATH", "").split(os.pathsep)
    folders = [folder for folder in folders if folder not in ("", os.curdir)]
    if OUR_FOLDER.name not in ("site-packages", "dist-packages"):
        folders.insert(0, str(OUR_FOLDER))
    changed = {**environment, "PYTHONPATH": os.pathsep.join(folders)}
    return {name: text for name, text in changed.items() if text or name in environment}
