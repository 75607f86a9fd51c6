"""Numbers changed by a reader, each with its reason: tried, kept, saved as a start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.names import BOARDS, translated
from dashboard.pages.assumptions_table import plan, written
from dashboard.store import own_numbers
from dashboard.store.database import StoreError
from dashboard.ui import blocks, tables
from planner.board_data.own_numbers import (
    OWN_FILE,
    OwnNumbers,
    apply_own_change,
    own_change,
)
from planner.board_data.parse_number import EntryError, NumberRule, parse_number
from planner.board_data.save import change_text, checked_name, save_own_numbers
from planner.errors import Problem, ScenarioError
from planner.inputs.change_files import Change
from planner.locale import _
from planner.reports.tornado import said_input

Edits = Mapping[str, Sequence[str]]
"""Value as typed and its reason, by key."""
VALUE, REASON = "assumptions-value", "assumptions-reason"


def name_of_key(key: str) -> str:
    """Plain name of a number."""
    name = said_input(key, translated(BOARDS))
    return name[:1].upper() + name[1:]


def form(key: str, edits: Edits) -> list[Component]:
    """Fields for a new value and its reason."""
    owner = plans.load(plan()).provenance.get(key)
    if owner is None:
        return []
    value, reason = edits.get(key, (written(owner.value), ""))
    arrives: dict[str, Any] = {"data-arrives": VALUE}
    inside = html.Div(
        [
            blocks.row(
                blocks.text_field(
                    VALUE,
                    _("New value ({unit})", unit=_(owner.unit) or _("a number")),
                    value=value,
                    help_text=_("In the plan: {value}.", value=written(owner.value)),
                ),
                blocks.text_field(
                    REASON,
                    _("Reason or source"),
                    value=reason,
                    help_text=_("Stands beside the number from then on."),
                ),
                blocks.button("assumptions-keep", _("Use this value")),
                blocks.button("assumptions-cancel", _("Cancel"), quiet=True),
            ),
            html.Div(id="assumptions-refused"),
        ],
        **arrives,
    )
    return [
        blocks.panel(_("Change a number"), blocks.subheading(name_of_key(key)), inside)
    ]


def refused(why: ScenarioError) -> list[Component]:
    """Every problem of a value, in one summary."""
    return [blocks.error_summary([(VALUE, str(each)) for each in why.problems])]


def with_edit(edits: Edits, key: str, text: str, reason: str) -> dict[str, Any]:
    """The edits with one more, tried on the plan together with the others.

    Raises
    ------
    ScenarioError: for a value that is refused, or one without a reason
    """
    if not (reason or "").strip():
        rule = _("a changed number has a reason")
        hint = _("write a source, a date or who said so")
        raise ScenarioError(Problem(name_of_key(key), rule, hint=hint))
    new = {**edits, key: [(text or "").strip(), reason.strip()]}
    apply_own_change(plans.load(plan()), change_of(new, "try"))
    return new


def change_of(edits: Edits, name: str, title: str = "") -> Change:
    """The edits as one change that rests on own numbers.

    Raises
    ------
    ScenarioError: for a text that is no number
    """
    scenario = plans.load(plan())
    raw, problems = {}, []
    for key, (text, reason) in edits.items():
        owner = scenario.provenance[key]
        try:
            value = parse_number(text, NumberRule(whole=isinstance(owner.value, int)))
        except EntryError as why:
            problems.append(
                Problem(name_of_key(key), why.rule, value=text, hint=why.hint)
            )
            continue
        leaf = {"value": value, "source": reason, "confidence": "assumption"}
        raw[key] = leaf | ({"unit": owner.unit} if owner.unit else {})
    if problems:
        raise ScenarioError(problems)
    change = own_change(
        scenario,
        next(iter(scenario.boards)),
        raw,
        name=name,
        title=title or name,
        why="; ".join(dict.fromkeys(reason for _text, reason in edits.values())),
        source=_("typed on the page Assumptions"),
        confidence="assumption",
    )
    return replace(change, file=_("Assumptions"))


def saved(title: str, edits: Edits) -> list[Component]:
    """A sentence on the saved edits, or every reason why they could not be saved."""
    try:
        path = save(title or "", edits)
    except StoreError as why:
        return [blocks.notice(str(why), kind="problem")]
    except ScenarioError as why:
        return [
            blocks.error_summary(
                [("assumptions-title", str(each)) for each in why.problems]
            )
        ]
    return [
        blocks.notice(
            _(
                "Saved as {path}. It stands under Start from on every page; on the"
                " command line, --start {path} makes it the baseline.",
                path=path,
            ),
            title=_("Saved"),
        )
    ]


def save(title: str, edits: Edits) -> Path:
    """The file of the option that holds the edits, which are kept as a start too.

    Raises
    ------
    ScenarioError: for a title that cannot be used; then nothing is written
    StoreError: for a name that another start has
    """
    if not edits:
        rule, hint = _("a number is changed first"), _("change one, then save")
        raise ScenarioError(Problem(_("Assumptions"), rule, hint=hint))
    name = checked_name(title, title.strip())
    option = OwnNumbers(
        name=name,
        title=title.strip(),
        question=_("What do these assumptions change?"),
        change=change_of(edits, name, title.strip()),
    )
    folder = jobs.service().settings.options_folder
    path = save_own_numbers(folder, option, replace=False)
    typed, reason = ((OWN_FILE, change_text(option)),), option.change.why
    try:
        own_numbers.keep(option.title, "", typed, reason)
    except StoreError:
        for each in option.paths(folder):
            each.unlink(missing_ok=True)
        raise
    return path


def listed(edits: Edits) -> list[Component]:
    """The changed numbers, and the field to save them under a name; nothing if none."""
    if not edits:
        return []
    provenance = plans.load(plan()).provenance
    lines: list[dict[str, str | Component]] = [
        {
            "name": name_of_key(key),
            "before": written(provenance[key].value),
            "value": text,
            "unit": _(provenance[key].unit),
            "reason": reason,
        }
        for key, (text, reason) in edits.items()
        if key in provenance
    ]
    headings = {
        "name": _("Number"),
        "before": _("In the plan"),
        "value": _("Now"),
        "unit": _("Unit"),
        "reason": _("Reason or source"),
    }
    return [
        blocks.panel(
            _("Numbers that you changed"),
            tables.table(_("Changed numbers"), headings, lines, numbers=["value"]),
            blocks.row(
                blocks.text_field("assumptions-title", _("Name of these numbers")),
                blocks.button("assumptions-save", _("Save as a start")),
                blocks.button(
                    "assumptions-forget", _("Put all of them aside"), quiet=True
                ),
            ),
            html.Div(id="assumptions-saved", role="status"),
        )
    ]
