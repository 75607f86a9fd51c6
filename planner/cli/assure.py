"""`fls-planner assure`: the assurance pack of a plan, as one archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import say
from planner.cli.options import PlanName, Quick, boards_of
from planner.cli.results_folder import check_file
from planner.cli.simulate import PlanOptions
from planner.cli.tables import keep_table
from planner.cli.verify import told_of
from planner.cli.write import write_bytes
from planner.errors import Problem, ScenarioError
from planner.experiment.select import refuse_boards_without_service
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop

ARCHIVE = ".zip"
PackFile = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE", help=gettext_noop("Archive (.zip) to write.")
    ),
]
PACK = Path("assurance.zip")


def assure(
    options: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OPTION...]",
            help=gettext_noop("Options to apply: names or files."),
        ),
    ] = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: PlanOptions,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help=gettext_noop("Id of a case, or its beginning; repeatable.")
        ),
    ] = None,
    quick: Quick = False,
    out: PackFile = PACK,
) -> None:
    """Write the assurance pack of a plan, for people to sign.

    STRESS-DES filled in, data and assumptions with use-by dates, verification and
    validation, limits of use, and roles for people to sign.
    """
    # Other commands do not wait for what only this one needs.
    from planner.reports.assurance.pack import assurance_pack

    _check(out)
    plan = settings.load(scenario, options)
    refuse_boards_without_service(plan, boards_of(plan, settings.board))
    content = assurance_pack(
        plan,
        settings.simulation(plan),
        only=only or (),
        quick=quick,
        told=lambda case, number, count: told_of(count)(case, number),
    )
    write_bytes(out, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(each.filename, each.file_size) for each in archive.infolist()]
    keep_table(out.name, pd.DataFrame(members, columns=["file", "bytes"]))
    say(_("Names, signatures and dates are blank: people sign, not the planner."))


def _check(out: Path) -> None:
    """Refuse a name that is no archive's, or that cannot be written.

    Raises
    ------
    ScenarioError
    """
    if out.suffix.lower() != ARCHIVE:
        hint = _("write {file}.zip", file=out)
        problem = Problem("--out", _("ends with .zip"), value=str(out), hint=hint)
        raise ScenarioError(problem)
    check_file(out)
