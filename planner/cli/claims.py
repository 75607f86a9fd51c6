"""`fls-planner claims`: published claims worked out, and what does not reproduce."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import TABLE, chosen_form, console, say, say_sentences
from planner.cli.results_folder import check_file
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.cli.write import write_file
from planner.errors import Problem, ScenarioError
from planner.locale import _, gettext_noop
from planner.reports.number_format import NOTHING
from planner.verification.claims import (
    REPRODUCED,
    Claim,
    claim_table,
    load_claims,
    short_number,
    with_numbers,
)

ENDINGS = (".csv", ".xlsx")
"""Endings of a file of claims."""
AGAINST_A_CASCADE = "ros-aneurin-bevan"
"""Claim that stands beside what the board's own cascade gives."""
CASES = {
    "low": gettext_noop("low case"),
    "central": gettext_noop("central case"),
    "ceiling": gettext_noop("ceiling, never a default"),
}


def claims(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM...]",
            help=gettext_noop("Claims by name, or files of claims (default: all)."),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help=gettext_noop("CSV or Excel file to write, with every claim."),
        ),
    ] = None,
    details: Annotated[
        bool,
        typer.Option(
            "--details",
            help=gettext_noop("Show every step of every claim, not the summary alone."),
        ),
    ] = False,
) -> None:
    """Work out published claims step by step and say what does not reproduce.

    A claim is arithmetic of its own numbers: that it reproduces says that its parts fit
    together, not that a service will achieve it.
    """
    if out is not None:
        if out.suffix.lower() not in ENDINGS:
            rule = _("ends in {endings}", endings=_(" or ").join(ENDINGS))
            hint = _("name it claims.csv or claims.xlsx")
            raise ScenarioError(Problem("--out", rule, value=str(out), hint=hint))
        check_file(out)
    found = load_claims(names or ())
    tables = {name: claim_table(name, claim) for name, claim in found.items()}
    try:
        if out is not None:
            write_file(out, pd.concat(tables.values()))
    finally:
        # Data for other programs hold every step; a summary is for people.
        if not names and chosen_form() == TABLE:
            _show_summary(tables)
        if names or details or chosen_form() != TABLE:
            for name, claim in found.items():
                _show(name, claim, tables[name])


def _show_summary(tables: dict[str, pd.DataFrame]) -> None:
    """Print a row for each claim: published, ours, and how much reproduces."""
    columns = [
        *texts(_("claim")),
        *prose(_("number"), least=18),
        *numbers(_("published"), _("ours")),
        *texts(_("reproduced")),
    ]
    shown = TerminalTable("", columns, plain=True)
    for name, table in tables.items():
        shown.add(name, *_summary(table[table["published"].notna()]))
    shown.show(console())
    if AGAINST_A_CASCADE in tables:
        finding = _(load_claims((AGAINST_A_CASCADE,))[AGAINST_A_CASCADE].finding)
        say_sentences(_("{claim}: {finding}", claim=AGAINST_A_CASCADE, finding=finding))
    say_sentences(
        _(
            "The number shown is the first that does not reproduce, else the first"
            " published; after yes or no: how many of the claim's published numbers"
            " reproduce. That a claim reproduces says that its own parts fit together,"
            " not that a service will achieve it."
        ),
        _("Every step: fls-planner claims --details, or name a claim."),
    )


def _summary(published: pd.DataFrame) -> tuple[str, ...]:
    """Cells of one claim, from its steps with a published number."""
    if published.empty:
        return _("no number published"), NOTHING, NOTHING, NOTHING
    agrees = published["verdict"] == REPRODUCED
    first = published.iloc[int(agrees.to_numpy().argmin())]
    counts = {"n": int(agrees.sum()), "total": len(agrees)}
    verdict = (
        _("yes, {n} of {total}", **counts)
        if agrees.all()
        else _("no, {n} of {total}", **counts)
    )
    return (
        _("{title} ({unit})", title=_(first["title"]), unit=first["unit"]),
        short_number(first["published"]),
        short_number(first["value"]),
        verdict,
    )


def _show(name: str, claim: Claim, table: pd.DataFrame) -> None:
    """Print a claim: what is said, our arithmetic, what comes of it."""
    title = f"{name}: {_(claim.title)} ({_(CASES[claim.case])})"
    columns = [
        *prose(_("step"), _("arithmetic or source")),
        *numbers(_("value")),
        *texts(_("unit")),
        *numbers(_("published")),
        *prose(_("verdict"), least=10),
        *prose(_("note")),
    ]
    shown = TerminalTable(title, columns, data=lambda: table)
    for each in claim.input:
        shown.add(_(each.title), each.source, short_number(each.value), each.unit)
    for row in table[table["line"] == "step"].to_dict("records"):
        published = row["published"]
        shown.add(
            _(row["title"]),
            with_numbers(claim, str(row["sum"])),
            short_number(row["value"]),
            str(row["unit"]),
            "" if pd.isna(published) else short_number(published),
            _(row["verdict"]) if row["verdict"] else "",
            _(row["note"]) if row["note"] else "",
        )
    shown.show(console())
    say_sentences(
        _("Claim: {text} ({by}).", text=_(claim.says), by=claim.by),
        _("Finding: {text}", text=_(claim.finding)),
    )
    say("")
