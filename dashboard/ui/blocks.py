"""Panels, headings, notices and choices: the small parts that pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from planner.locale import _, ngettext
from planner.reports.glossary import GlossaryTerm, explained

Child = Component | str | None
Children = Sequence[Component | str] | Component | str | None


TALL_ENOUGH = 640
"""Height of an open list, so that it need not scroll: the keyboard cannot scroll it."""


def page(title: str, lead: str, *children: Child) -> html.Div:
    """A page with its only first-level heading and one sentence under it."""
    return html.Div(
        [
            dmc.Title(title, order=1, className="page-title"),
            html.P(with_terms(lead), className="page-lead"),
            *[child for child in children if child is not None],
        ],
        className="page",
    )


def panel(title: str, *children: Child, id: str | None = None) -> html.Section:
    """A part of a page under a second-level heading."""
    given: dict[str, Any] = {"id": id} if id else {}
    return html.Section(
        [
            dmc.Title(title, order=2, className="panel-title"),
            *[child for child in children if child is not None],
        ],
        className="panel",
        **given,
    )


def subheading(text: str) -> Component:
    """A third-level heading."""
    return dmc.Title(text, order=3, className="panel-subtitle")


def finding(label: str, *sentences: str, then: Sequence[str] = ()) -> html.Section:
    """The page's answer, before anything else; `then` stands below it, smaller."""
    size = "finding-text" if len(sentences) == 1 else "finding-text finding-one-of"
    return html.Section(
        [html.P(label, className="finding-label")]
        + [html.P(sentence, className=size) for sentence in sentences]
        + [html.P(sentence, className="finding-then") for sentence in then],
        className="finding",
        **labelled(label),
    )


def note(text: Children) -> html.P:
    """Small print that belongs to what stands above it."""
    return html.P(text, className="note")


def notice(text: Children, *, kind: str = "plain", title: str = "") -> html.Div:
    """A framed remark; kind is plain, warning or problem."""
    head = [html.Strong(title, className="notice-title")] if title else []
    role: dict[str, Any] = {"role": "alert"} if kind == "problem" else {}
    body = html.Div(text)
    return html.Div([*head, body], className=f"notice notice-{kind}", **role)


def error_summary(problems: Sequence[tuple[str, str]]) -> html.Div:
    """Every problem in one place, each a link to its field, which takes the focus.

    Parameters
    ----------
    problems : id of the field and the problem in words
    """
    lines = [html.Li(_to_field(field, text)) for field, text in problems]
    title = ngettext("{n} problem to solve", "{n} problems to solve", len(lines))
    return notice(
        html.Ul(lines, className="error-summary"), kind="problem", title=title
    )


def _to_field(field: str, text: str) -> html.A:
    named: dict[str, Any] = {"data-field": field}
    return html.A(text, href=f"#{field}", **named)


def with_terms(text: str) -> list[Component | str]:
    """A text whose words of the glossary show their meaning on hover and on focus."""
    return [part if isinstance(part, str) else _term(part) for part in explained(text)]


def _term(term: GlossaryTerm) -> dmc.Tooltip:
    return dmc.Tooltip(
        html.Dfn(term.word, tabIndex=0, className="term"),
        label=_(term.meaning),
        events={"hover": True, "focus": True, "touch": True},
        multiline=True,
        maw=320,
        withArrow=True,
        boxWrapperProps={"component": "span", "display": "inline"},
    )


def badge(text: str, kind: str = "plain") -> html.Span:
    """A few words in a frame."""
    return html.Span(text, className=f"badge badge-{kind}")


def columns(*children: Component, wide: bool = False) -> html.Div:
    """Children side by side where there is room, under each other where not."""
    return html.Div(list(children), className="columns-wide" if wide else "columns")


def row(*children: Component) -> html.Div:
    """Controls on one line, wrapping."""
    return html.Div(list(children), className="control-row")


def choice(
    id: str | dict[str, str],
    label: str,
    options: Mapping[str, str] | Iterable[str],
    value: str,
) -> dmc.Select:
    """One of several; never empty."""
    return dmc.Select(
        id=id,
        label=label,
        data=listed(options),
        value=value,
        allowDeselect=False,
        checkIconPosition="right",
        maxDropdownHeight=TALL_ENOUGH,
        className="choice",
    )


def choices(
    id: str, label: str, options: Mapping[str, str], value: list[str], help_text: str
) -> dmc.MultiSelect:
    """Any number of several."""
    return dmc.MultiSelect(
        id=id,
        label=label,
        data=listed(options),
        value=value,
        placeholder=help_text,
        searchable=True,
        hidePickedOptions=False,
        maxDropdownHeight=TALL_ENOUGH,
        className="choice choice-wide",
    )


def listed(options: Mapping[str, str] | Iterable[str]) -> list[dict[str, str]]:
    """Values and words of a choice, as its `data` takes them."""
    pairs = (
        options.items() if isinstance(options, Mapping) else ((o, o) for o in options)
    )
    return [{"value": key, "label": text} for key, text in pairs]


def text_field(
    id: str | dict[str, str], label: str, *, value: str = "", help_text: str = ""
) -> dmc.TextInput:
    """A field for a few words or a number; what it may hold, the planner decides."""
    return dmc.TextInput(
        id=id,
        label=label,
        value=value,
        description=help_text or None,
        className="field",
    )


def button(
    id: str, text: str, *, quiet: bool = False, disabled: bool = False
) -> dmc.Button:
    """A button; the quiet kind is not the page's main action."""
    return dmc.Button(
        text,
        id=id,
        variant="outline" if quiet else "filled",
        disabled=disabled,
        n_clicks=0,
    )


def labelled(text: str) -> dict[str, Any]:
    """The property that names a part of the page."""
    return {"aria-label": text}
