"""Every text for people in a checkout: from code, docstrings that are help, TOML."""

from __future__ import annotations

import ast
import csv
import inspect
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from jinja2.ext import babel_extract

from planner.locale import DOMAIN

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "Unit": None,
}
"""Wrappers, and the call whose first value is the name of a unit."""
TEXT_KEYS = ("title", "question", "why", "note", "says", "finding", "differs", "short")
"""Keys of scenarios, options, changes, pathways and claims that hold such a text."""
COMMAND_FUNCTIONS = {
    *("run", "compare", "show_catalogue", "uncertainty", "equity", "workforce"),
    *("standards", "claims", "worth", "money", "commissioner", "ask", "report"),
    *("explain", "stress", "track", "flow"),
    *("tornado", "value_of_information", "optimise", "assure", "formula"),
    *("pathway", "calibrate", "backtest", "verify", "template", "import_return"),
    *("check", "dashboard"),
}
"""Functions whose docstring is the help of a command."""
MEASURE_PLACES = (1, 2, 4)
MEASURE_NAMES = ("note", "mark", "undefined", "passed", "differs")
"""Fields of a measure that hold a text to be read."""
ROW_NAMES = ("name", "numerator", "denominator")
"""Columns of standards and definitions that hold a text to be read."""
COMMENT_TAG = "Translators:"
FOLDERS = ("planner", "dashboard", "scenarios")

Found = Iterator[tuple[int, str | None, str | tuple[str, ...], list[str]]]


def extracted(checkout: Path) -> Catalog:
    """The template of all catalogues."""
    catalogue = Catalog(project=DOMAIN, domain=DOMAIN, charset="utf-8")
    methods: list[tuple[str, Any]] = [
        ("inputs/**.py", code_and_help),
        ("board_data/**.py", code_and_help),
        ("cli/**.py", commands_and_help),
        ("outcomes/kpi_table.py", texts_of_measures),
        ("outcomes/audit_kpis.py", texts_of_measures),
        ("outcomes/benefits/kpis.py", texts_of_measures),
        ("**.py", "python"),
        ("**.html", babel_extract),
        ("**.toml", texts_of_toml),
        ("data/standards.csv", texts_of_rows),
        ("data/fls_db_definitions.csv", texts_of_rows),
    ]
    for folder in FOLDERS:
        found = extract_from_dir(
            checkout / folder,
            methods,
            keywords=KEYWORDS,
            comment_tags=[COMMENT_TAG],
            strip_comment_tags=True,
        )
        for file, line, text, comments, context in found:
            place = [(f"{folder}/{Path(file).as_posix()}", line)]
            catalogue.add(text, None, place, auto_comments=comments, context=context)
    return catalogue


def code_and_help(
    file: IO[bytes], keywords: Any, tags: Any, options: Mapping[str, Any]
) -> Found:
    """Wrapped texts of a module, and the docstrings of its fields."""
    yield from extract_python(file, keywords, tags, {})  # type: ignore[misc]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.ClassDef):
            yield from _field_docstrings(node)


def commands_and_help(
    file: IO[bytes], keywords: Any, tags: Any, options: Mapping[str, Any]
) -> Found:
    """Wrapped texts of a module, and the docstrings of its commands."""
    yield from extract_python(file, keywords, tags, {})  # type: ignore[misc]
    file.seek(0)
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.FunctionDef) and node.name in COMMAND_FUNCTIONS:
            yield node.lineno, None, ast.get_docstring(node) or "", []


def texts_of_measures(
    file: IO[bytes], keywords: Any, tags: Any, options: Mapping[str, Any]
) -> Found:
    """Title, unit and base of each measure, and what else is said of it."""
    yield from extract_python(file, keywords, tags, {})  # type: ignore[misc]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Kpi":
            said = [node.args[place] for place in MEASURE_PLACES]
            said += [each.value for each in node.keywords if each.arg in MEASURE_NAMES]
            for text in said:
                if isinstance(text, ast.Constant) and text.value:
                    yield text.lineno, None, str(text.value), []


def _field_docstrings(node: ast.ClassDef) -> Found:
    """As pydantic takes them for a field's description."""
    for field, text in zip(node.body, node.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(), ast.Expr(value=ast.Constant(value=str(said))):
                yield text.lineno, None, inspect.cleandoc(said).strip(), []


def texts_of_toml(
    file: IO[bytes], keywords: Any, tags: Any, options: Mapping[str, Any]
) -> Found:
    """Titles, questions, reasons and notes of a TOML file."""
    content = file.read().decode("utf-8")
    for text in _texts(tomllib.loads(content)):
        before, _, _ = content.partition(text)
        yield before.count("\n") + 1, None, text, []


def texts_of_rows(
    file: IO[bytes], keywords: Any, tags: Any, options: Mapping[str, Any]
) -> Found:
    """Texts of a table of facts that people read, row by row."""
    lines = file.read().decode("utf-8").splitlines()
    for number, row in enumerate(csv.DictReader(lines), 2):
        for name in ROW_NAMES:
            if row.get(name):
                yield number, None, row[name], []


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in TEXT_KEYS and isinstance(value, str):
                yield value
            yield from _texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
