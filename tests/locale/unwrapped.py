"""Search of a module for texts that people read and no translator sees."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

WRAPPERS = {"_", "ngettext", "gettext_noop"}
BUILDERS = {
    *("html", "dcc", "dmc", "blocks", "tables", "print", "echo", "write", "exit"),
    *(
        "say",
        "note",
        "bar_on_terminal",
        "progress_bar",
        "simulating",
        "Column",
        "TerminalTable",
    ),
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
NOT_READ = {
    *("log", "compile", "Path", "getLogger", "importorskip", "command_line", "record"),
    *("execute", "exec_driver_sql"),
}
"""Calls whose texts nobody but a developer or a computer reads."""
EXTRACTED = {"Kpi", "Clock", "Unit"}
"""Calls whose texts are extracted from the call, or are facts' names."""
SENTENCE = re.compile(r"[^\W\d_]{2,},? [a-z]{2,}|^[A-Z][a-z]+ |[a-z]\.$")
FACTS = {"DXA ordered", "treatment start", "on treatment at 52 weeks"}
CHOICES = {
    *("first come", "last come", "longest wait", "truncated normal"),
    *("reserved slots", "declared number", "infusion nurse"),
}
"""Values that a file may hold; they are the same in every language."""
DIMENSIONS = {
    *("staffed list", "financial year", "source", "DXA is the bottleneck"),
    *("induction and training", "slower cover", "other duties", "bank holiday"),
}
"""Names with spaces that stand in tables or in code, not on the screen."""
SHEETS = {
    *("Read me first", "Weekly referrals", "Staff in post", "Job plans"),
    *("Scanner diary", "Waiting lists", "figures as of", "kept slots a day"),
    *("yes or no", "own numbers", "at least"),
    *("Case for change", "Current service", "DXA and therapy", "By board", "By month"),
    *("All numbers", "Chart data", "Run stamp", "Option budgets"),
}
"""Names by which workbooks are read; they are the same in every language."""
WORD = re.compile(r"[^\W\d_]{2,}")
PATTERN = re.compile(r"\S\|\S|\\")
"""Regular expressions."""
NAME = re.compile(r"\.?[a-z0-9]+([-_.][a-z0-9]*)+|--[a-z][-a-z]*")
"""Ids, keys and options of commands."""
NO_TEXTS = (
    "Heading 1",
    "Light List ",
    " nurse load",
    " scanner load",
    "<!DOCTYPE html>",
    "Arial, Helvetica",
    "finding-text finding-one-of",
    "fls-planner result",
    "middle right",
    "import sys; ",
    '{"tables":[',
    "pathway of ",
    "pathway-title pathway-description",
    "python -m planner ",
    "repeating-linear-gradient(",
    "public, max-age",
    "<svg xmlns=",
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
