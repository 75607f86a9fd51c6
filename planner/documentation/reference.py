"""Reference pages, made from the commands, fields, measures and files there are."""

from __future__ import annotations

import itertools
import typing
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import annotated_types
import typer
from typer.cli import get_docs_for_click

import planner
from planner.cli.commands import COMMANDS
from planner.cli.main import PROGRAM, load_command
from planner.data.sheets import SHEETS
from planner.documentation.columns import results, table
from planner.inputs.scenario import Scenario
from planner.inputs.units import Parameters, Unit, descriptions_of
from planner.outcomes.kpi_definition import BASE, Kpi
from planner.reports.glossary import TERMS

EXAMPLES = "Examples:"


def commands() -> str:
    """Every command with its arguments, options and examples."""
    parts = ["# Commands", f"`{PROGRAM} COMMAND --help` says the same.\n"]
    for name in COMMANDS:
        command = load_command(name)
        context = typer.Context(command, info_name=name)
        text = get_docs_for_click(
            obj=command, ctx=context, indent=1, name=name, call_prefix=PROGRAM
        )
        body, _, examples = text.partition(EXAMPLES)
        lines = "\n".join(line.strip() for line in examples.strip().splitlines())
        parts.append(f"{body}**Examples**\n\n```sh\n{lines}\n```\n" if lines else body)
    return "\n".join(parts)


def parameters() -> str:
    """Every input of a scenario by table, with type, unit, bounds and meaning."""
    parts = [
        "# Parameters",
        "Every key of a scenario file, table by table, as the planner checks them. "
        "A number is written with its owner: "
        "`{ value, unit, source, confidence }`, and `low`, `high`, `year`, `why` "
        "where known. [Values and sources](values.md) has those of `wales-today`.",
    ]
    for model, keys in models().items():
        where = ", ".join(f"`{key}`" for key in keys[:3]) if keys[0] else "the file"
        parts += [f"## {model.__name__}", f"{model.__doc__}", f"Key: {where}."]
        parts.append(
            table(("Key", "Type", "Unit", "Bounds", "Default", "Meaning"), _rows(model))
        )
    return "\n\n".join(parts)


def _rows(model: type[Parameters]) -> Iterator[Sequence[str]]:
    meanings = descriptions_of(model)
    for name, field in model.model_fields.items():
        about = list(itertools.chain([*field.metadata], _metadata(field.annotation)))
        default = "needed" if field.is_required() else _default(field.default)
        yield (
            f"`{name}`",
            _type_name(field.annotation),
            next((each.name for each in about if isinstance(each, Unit)), ""),
            _bounds(about),
            default,
            meanings.get(name, ""),
        )


def _default(value: object) -> str:
    if isinstance(value, Parameters):
        return "its own"
    return "none" if value is None else f"`{value!r}`"


def _bounds(about: Iterable[object]) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    found = []
    for each in about:
        grouped = each if isinstance(each, annotated_types.GroupedMetadata) else [each]
        inner = getattr(each, "metadata", None) or grouped
        for part in inner:
            found += [
                f"{sign} {getattr(part, name):,}"
                if isinstance(getattr(part, name), int | float)
                else f"{sign} {getattr(part, name)}"
                for name, sign in signs.items()
                if getattr(part, name, None) is not None
            ]
    return ", ".join(dict.fromkeys(found))


def _metadata(annotation: Any) -> Iterator[object]:
    """Metadata of `Annotated`, anywhere within a type."""
    yield from getattr(annotation, "__metadata__", ())
    for part in typing.get_args(annotation):
        yield from _metadata(part)


def _type_name(annotation: Any) -> str:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type_name(inner[0])
    if origin is typing.Literal:
        return " or ".join(f"`{each}`" for each in inner)
    if origin is dict:
        return f"table of {_type_name(inner[1])}"
    if origin is tuple:
        return f"list of {_type_name(inner[0])}"
    if inner:
        return " or ".join(
            dict.fromkeys(_type_name(each) for each in inner if each is not type(None))
        )
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    plain = {"float": "number", "int": "whole number", "str": "text"}
    name = getattr(annotation, "__name__", str(annotation))
    return plain.get(name, {"bool": "true or false"}.get(name, name))


@cache
def models() -> dict[type[Parameters], list[str]]:
    """Tables of a scenario, the file itself first, with keys at which each stands."""
    found: dict[type[Parameters], list[str]] = {}
    waiting: list[tuple[str, type[Parameters]]] = [("", Scenario)]
    while waiting:
        key, model = waiting.pop(0)
        known = found.setdefault(model, [])
        if len(known) < 3 and key not in known:
            known.append(key)
        if len(known) > 1:
            continue
        for name, field in model.model_fields.items():
            inside = f"{key}.{name}".lstrip(".")
            waiting += [(at, each) for at, each in _inner(inside, field.annotation)]
    return found


def _inner(key: str, annotation: Any) -> Iterator[tuple[str, type[Parameters]]]:
    if isinstance(annotation, type) and issubclass(annotation, Parameters):
        yield key, annotation
    many = typing.get_origin(annotation) in (dict, tuple)
    for part in typing.get_args(annotation):
        yield from _inner(f"{key}.NAME" if many else key, part)


def values() -> str:
    """Every number of the default scenario with its owner."""
    numbers = planner.load_scenario("wales-today").parameters()
    parts = [
        "# Values and sources",
        "Numbers of `wales-today`, as `scenario.parameters()` gives them. "
        "*Seen* stood in the source, *derived* is worked out from it, an *assumption* "
        "is ours.",
    ]
    groups = numbers.groupby([_group(key) for key in numbers.index], sort=False)
    for group, rows in groups:
        lines = (
            (f"`{key}`", row.value, row.unit, _range(row), row.confidence, row.source)
            for key, row in zip(rows.index, rows.itertuples(), strict=True)
        )
        heads = ("Key", "Value", "Unit", "Low to high", "Confidence", "Source")
        parts += [f"## {group}", table(heads, lines)]
    return "\n\n".join(parts)


def _group(key: str) -> str:
    first, second, *_rest = [*key.split("."), ""]
    return f"{first}.{second}" if first in ("boards", "pathway") else first


def _range(row: Any) -> str:
    return "" if row.low is None or row.low != row.low else f"{row.low} to {row.high}"


def kpis() -> str:
    """Every measure, with unit, denominator, span and the way it is broken down."""
    parts = [
        "# KPIs and measures",
        "The KPIs are numbered as in the national audit (FLS-DB). The id stands in the "
        "column `kpi` of results; a ratio has its denominator beside it, under its id "
        f"and `{BASE}`.",
    ]
    for heading, each in itertools.groupby(planner.KPIS.values(), _heading):
        parts += [f"## {heading}", table(MEASURE_HEADINGS, map(_measure_row, each))]
    return "\n\n".join(parts)


MEASURE_HEADINGS = (
    *("Id", "Title", "Unit", "Of whom or what", "Span", "Better", "By", "Note"),
)


def _heading(kpi: Kpi) -> str:
    """KPI 5 and the like of the audit's, one heading for what follows them."""
    number, colon, _rest = kpi.title.partition(":")
    return number if colon and number.startswith("KPI ") else "Other measures"


def _measure_row(kpi: Kpi) -> Sequence[str]:
    by = " or ".join(" and ".join(each) for each in kpi.dimensions if each)
    note = ". ".join(filter(None, (kpi.note, kpi.differs, kpi.undefined)))
    return f"`{kpi.id}`", kpi.title, kpi.unit, kpi.base, kpi.span, kpi.better, by, note


def options() -> str:
    """Options that ship, with question and changes, and the facts behind the plan."""
    shipped = planner.list_options()
    rows = (
        (f"`{name}`", each.title, each.question, ", ".join(each.changes))
        for name, each in sorted(shipped.items(), key=lambda pair: pair[1].group)
    )
    facts = ((f"`{name}.csv`", ", ".join(SHEETS[name].columns)) for name in SHEETS)
    return "\n\n".join(
        [
            "# Options and changes",
            "`fls-planner list options` shows them by group, with their price.",
            table(("Name", "Title", "Question", "Changes"), rows),
            "## Files of facts",
            "Published tables in `planner/data`, each row with unit, year, source and "
            "confidence; [Sources of facts](../background/sources.md) names publishers "
            "and licences.",
            table(("File", "Columns"), facts),
        ]
    )


def glossary() -> str:
    """Words with their meanings, as the screen has them, each a heading to be found."""
    parts = ["---\nsearch:\n  boost: 3\n---\n# Glossary"]
    for term in TERMS:
        also = f" ({', '.join(term.also)})" if term.also else ""
        word = f"{term.word[0].upper()}{term.word[1:]}{also}"
        parts.append(f"## {word}\n\n{term.meaning[0].upper()}{term.meaning[1:]}.")
    return "\n\n".join(parts)


PAGES = {
    "reference/glossary.md": glossary,
    "reference/commands.md": commands,
    "reference/parameters.md": parameters,
    "reference/values.md": values,
    "reference/kpis.md": kpis,
    "reference/results.md": results,
    "reference/options.md": options,
}
"""Pages that are made, by their place in the site."""
