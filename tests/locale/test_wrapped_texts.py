"""Texts for people are gettext texts, in every folder that has been converted."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

CONVERTED = (
    "dashboard",
    "planner/cli",
    "planner/reports",
    "planner/errors.py",
    "planner/outcomes",
    "planner/experiment",
    "planner/data",
    "planner/verification",
    "planner/__init__.py",
    "planner/__main__.py",
    "planner/files.py",
    "planner/jit.py",
    "planner/sealed.py",
    "planner/board_data",
    "planner/inputs",
)
"""Folders without an unwrapped text. Add one when it is converted."""

NOT_SHOWN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<style>.*?</style>|<[^>]*>", re.DOTALL)
"""Parts of a template that are no text: expressions, statements, style, tags."""
WRAPPERS = {"_", "ngettext", "gettext_noop"}
BUILDERS = {
    *("html", "dcc", "dmc", "blocks", "tables", "print", "echo", "write", "exit"),
    *("say", "note", "progress_bar", "simulating", "Column", "TerminalTable"),
}
"""Calls whose first values people read: components, and what prints."""
HEADINGS = {"texts", "numbers", "prose"}
"""Functions all of whose values people read."""
RULE = {"Problem": 1, "Finding": 1, "unknown": 2, "unknown_name": 0, "check_choice": 0}
"""Calls with a value that people read at another place."""
READ_KEYWORDS = {
    *("children", "label", "title", "placeholder", "description", "alt", "help"),
    *("caption", "sentence", "source", "message", "help_text", "lead", "summary"),
    *("rule", "hint"),
}
NOT_READ = {"log", "compile", "Path", "getLogger", "importorskip", "command_line"}
"""Calls whose texts nobody but a developer or a computer reads."""
EXTRACTED = {"Kpi", "Clock", "Unit"}
"""Calls whose texts are extracted from the call, or are facts' names."""
SENTENCE = re.compile(r"[^\W\d_]{2,},? [a-z]{2,}|^[A-Z][a-z]+ |[a-z]\.$")
FACTS = {"DXA ordered"}
CHOICES = {
    *("first come", "last come", "longest wait", "truncated normal"),
    *("reserved slots", "declared number"),
}
"""Values that a file may hold; they are the same in every language."""
DIMENSIONS = {"staffed list", "financial year"}
"""Names with spaces that stand in tables or in code, not on the screen."""
SHEETS = {
    *("Read me first", "Weekly referrals", "Staff in post", "Job plans"),
    *("Scanner diary", "Waiting lists", "figures as of", "kept slots a day"),
    *("yes or no", "own numbers", "at least"),
}
"""Names by which workbooks are read; they are the same in every language."""
WORD = re.compile(r"[^\W\d_]{2,}")
PATTERN = re.compile(r"\S\|\S|\\")
"""Regular expressions."""
NAME = re.compile(r"\.?[a-z0-9]+([-_.][a-z0-9]*)+|--[a-z][-a-z]*")
"""Ids, keys and options of commands."""
NO_TEXTS = (
    "<!DOCTYPE html>",
    "Arial, Helvetica",
    "finding-text finding-one-of",
    "fls-planner result",
    "import sys; ",
    "pathway of ",
    "pathway-title pathway-description",
    "python -m planner ",
    "repeating-linear-gradient(",
    "results stale",
    "system-ui, ",
)
"""Beginnings of what reads like a text and is a style, a class or a format."""
NOT_TEXTS = {"className", "style", "content", "headers", "examples", "reason"}
FOR_DEVELOPERS = {
    name for name, kind in vars(builtins).items() if isinstance(kind, type)
}


def unwrapped(code: str) -> list[str]:
    """Each text of a module that people read and no translator sees, with its line."""
    found = _search(ast.parse(code), read=False)
    return [f"{line}: {text!r}" for line, text in found]


def _search(node: ast.AST, *, read: bool) -> Iterator[tuple[int, str]]:
    """Texts below a node; `read`: people read any word that stands here."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        yield from _judge(node, read=read)
    elif isinstance(node, ast.Call):
        yield from _search_call(node, read=read)
    elif not (_is_docstring(node) or _is_choice(node) or isinstance(node, ast.Assert)):
        for child in ast.iter_child_nodes(node):
            if not _is_name(node, child):
                yield from _search(child, read=read and _passes_on(node, child))


def _search_call(node: ast.Call, *, read: bool) -> Iterator[tuple[int, str]]:
    names = _names(node.func)
    if names & (WRAPPERS | NOT_READ | EXTRACTED) or names & FOR_DEVELOPERS:
        return
    yield from _search(node.func, read=False)
    for position, argument in enumerate(node.args):
        yield from _search(argument, read=_is_read(node, position) or read)
    for keyword in node.keywords:
        if keyword.arg not in NOT_TEXTS:
            yield from _search(keyword.value, read=keyword.arg in READ_KEYWORDS)


def _is_read(call: ast.Call, position: int) -> bool:
    """Whether people read what a call takes at this place."""
    name = getattr(call.func, "id", "")
    first = bool(_names(call.func) & BUILDERS) and position == 0
    return first or name in HEADINGS or RULE.get(name) == position


def _judge(
    node: ast.Constant | ast.JoinedStr, *, read: bool
) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.JoinedStr):
        parts = [part for part in node.values if isinstance(part, ast.Constant)]
        text = "".join(str(part.value) for part in parts)
    else:
        text = node.value if isinstance(node.value, str) else ""
    pattern = WORD if read else SENTENCE
    is_name = NAME.fullmatch(text) or text in FACTS | DIMENSIONS | SHEETS | CHOICES
    is_name = is_name or text.startswith(NO_TEXTS) or PATTERN.search(text)
    if pattern.search(text) and not is_name:
        yield node.lineno, text


def _is_docstring(node: ast.AST) -> bool:
    """Whether it is a text that stands by itself: of a function, class or field."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_choice(node: ast.AST) -> bool:
    """Whether it lists the values that a file may hold."""
    return (
        isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal"
    )


def _is_name(node: ast.AST, child: ast.AST) -> bool:
    """Whether a text is looked up or compared with: a key, a column, a value."""
    if not isinstance(child, ast.Constant):
        return False
    key = isinstance(node, ast.Dict) and child in node.keys
    return key or isinstance(node, ast.Compare | ast.Subscript | ast.MatchValue)


def _passes_on(node: ast.AST, child: ast.AST) -> bool:
    """Whether what is read of a node is read of its child too: lists, conditions."""
    if isinstance(node, ast.IfExp):
        return child is not node.test
    return isinstance(node, ast.List | ast.Tuple | ast.BinOp | ast.Starred)


def _names(function: ast.AST) -> set[str]:
    """Names in what is called: of `html.P` both html and P."""
    return {
        getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(function)
    }


def python_files(place: Path) -> list[Path]:
    """A module, or those of a folder."""
    return [place] if place.is_file() else list(place.rglob("*.py"))


def modules(root: Path) -> list[Path]:
    """Every module of the converted folders."""
    return sorted(path for name in CONVERTED for path in python_files(root / name))


def test_every_text_of_a_converted_folder_is_wrapped(root: Path):
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
