"""Texts for people are gettext texts, everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.locale.unwrapped import WORD, unwrapped

FOLDERS = ("planner", "dashboard")

NOT_SHOWN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<style>.*?</style>|<[^>]*>", re.DOTALL)
"""Parts of a template that are no text: expressions, statements, style, tags."""


def modules(root: Path) -> list[Path]:
    """Every module of the planner and the screen but what developers alone read.

    That is tools and tables of our own, and the documentation, which is in English.
    """
    found = [path for name in FOLDERS for path in (root / name).rglob("*.py")]
    ours = {root / "planner/locale/__main__.py"}
    ours.update((root / "dashboard/store/migrations").rglob("*.py"))
    ours.update((root / "planner/documentation").rglob("*.py"))
    return sorted(set(found) - ours)


def test_every_text_for_people_is_wrapped(root: Path):
    found = [
        f"{path.relative_to(root)}:{text}"
        for path in modules(root)
        for text in unwrapped(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_text_of_a_page_for_print_is_wrapped(root: Path):
    found = [
        f"{path.relative_to(root)}: {text}"
        for path in sorted((root / "planner/reports").rglob("*.html"))
        for text in NOT_SHOWN.sub("", path.read_text("utf-8")).splitlines()
        if WORD.search(text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'html.P("people")',
        'html.P(["people", _("wait")])',
        'html.P(f"{n} people")',
        'blocks.panel("Scanners", chart)',
        'dmc.TextInput(id="a", label="Name")',
        'print("done")',
        'raise ScenarioError("cannot be read")',
        'def f():\n    return f"{board} has seen {n} people"',
        'Problem(file, "adds up", value=text)',
        'Finding("pathway.stages", "begins")',
        'raise ScenarioError(unknown_name("measure", kpi, KPIS))',
        'TITLE = "Waiting lists by stage"',
        'html.P("one list" if n == 1 else _("lists"))',
        'sys.stdout.write(f"Dashboard at {address}")',
    ],
)
def test_an_unwrapped_text_is_found(code: str):
    assert len(unwrapped(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        'html.P(_("people"), className="page lead")',
        'def f():\n    """Give what is asked for."""',
        'raise ValueError("not the result it is named after")',
        'log.warning("result %s is not usable", name)',
        'COLUMN = "waiting_list"',
        'FIRST = {"longest wait": gettext_noop("longest wait first")}',
        'if rule == "longest wait": table["5-95 per cent"]',
        'TITLE = gettext_noop("Waiting lists by stage")',
        'html.Div(id="board-stale", role="status")',
        'blocks.button("board-start", _("Run"))',
    ],
)
def test_a_wrapped_text_and_a_text_for_developers_pass(code: str):
    assert unwrapped(code) == []


def parsed(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the planner and the screen, with its place."""
    for folder in ("planner", "dashboard"):
        for path in sorted((root / folder).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            yield place, ast.parse(path.read_text("utf-8"))


def misnamed(call: ast.Call) -> bool:
    """Whether a wrapped text names other values than it is given."""
    texts = [a.value for a in call.args if isinstance(a, ast.Constant)]
    named = {
        name
        for text in texts
        if isinstance(text, str)
        for _text, name, _spec, _conversion in Formatter().parse(text)
        if name is not None
    }
    given = {keyword.arg for keyword in call.keywords}
    one_by_one = bool(texts) and None not in given
    return one_by_one and named - {"n"} != given


def takes_the_name(function: ast.FunctionDef | ast.Lambda) -> bool:
    """Whether `_` is called in a function that has another `_` of its own."""
    nodes = list(ast.walk(function))
    names = [node for node in nodes if isinstance(node, ast.Name) and node.id == "_"]
    own = any(isinstance(node, ast.arg) and node.arg == "_" for node in nodes)
    used = {type(node.ctx) for node in names}
    return ast.Load in used and (own or ast.Store in used)


def test_wrapped_texts_name_exactly_the_values_they_are_given(root: Path):
    found = [
        f"{place}:{node.lineno}"
        for place, tree in parsed(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"_", "ngettext"}
        and misnamed(node)
    ]
    assert found == []


def test_no_function_uses_the_wrappers_name_for_something_else(root: Path):
    """`for _, row in ...` would hide `_` in the whole function."""
    found = [
        f"{place}:{node.lineno}"
        for place, tree in parsed(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda) and takes_the_name(node)
    ]
    assert found == []
