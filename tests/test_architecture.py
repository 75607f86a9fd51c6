"""Budgets and borders of the code, so that a reader can rely on them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(
    path
    for folder in ("planner", "dashboard", "tests")
    for path in (ROOT / folder).rglob("*.py")
)
PRODUCT = [
    path
    for path in CODE
    if path.relative_to(ROOT).parts[0] != "tests" and "verification" not in path.parts
]
"""What ships, but for the cases of others, which are to become scenarios."""
FILE_LINES = 300
CRUMB_LINES, MOST_CRUMBS = 60, 25
FUNCTION_STATEMENTS = 30
CALLBACK_STATEMENTS = 10
PUBLIC_NAMES = 14

# Written with brackets, so that this file does not contain what it looks for.
NOT_OURS_TO_SAY = {
    "a folder of one machine": r"/(wor[k]|hom[e]|roo[t])/\w|/tm[p]/",
    "the host of a package registry": (
        r"py[p]i\.org|pythonhoste[d]|registry\.npmj[s]|deb\.debia[n]"
    ),
    "an address that hospital networks refuse": (
        r"https?://[^ )\"']*(cd[n]\.|jsdeliv[r]|unpk[g]|googleapi[s]|plot\.l[y]\b)"
    ),
    "a date format that Windows does not know": r"%[-][a-zA-Z]",
    "a note to ourselves": r"\b(TOD[O]|FIXM[E]|XX[X])\b",
}
NOT_PLAIN = re.compile(
    r"\A(who|what|where|how|whatever|whoever)\b"
    r"|\b(luck|bricks?|comers|hunger|memos?|fairness|kept slots?|ways? out:)\b",
    re.IGNORECASE,
)
OTHER_PEOPLES_TEXT = (".geojson", ".min.js", ".png", ".gz", ".woff2", ".mo", ".xlsx")
SHIPPED = ("planner", "dashboard", "scenarios", "tests", ".ci", ".github")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def shown(path: Path) -> str:
    """Path as the reader of a failure knows it."""
    return path.relative_to(ROOT).as_posix()


def functions_of(tree: ast.AST) -> Iterator[Function]:
    """Every function of a module, methods and inner ones included."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def statements_of(function: Function) -> int:
    """Lines on which a statement of the body begins, the docstring left out.

    A call or a constructor of several lines counts once, so nobody gains by packing
    values into a tuple; several statements on one line count as that line.
    """
    body = function.body[1:] if ast.get_docstring(function) else function.body
    counted = (ast.stmt, ast.ExceptHandler, ast.match_case)
    found = {
        getattr(node, "lineno", None) or node.body[0].lineno  # type: ignore[attr-defined]
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, counted)
    }
    return len(found)


def is_callback(function: Function) -> bool:
    """Whether Dash calls it: decorated with callback(...), however imported."""
    calls = [getattr(mark, "func", mark) for mark in function.decorator_list]
    names = {getattr(call, "attr", getattr(call, "id", "")) for call in calls}
    return "callback" in names


def over_budget(path: Path) -> list[str]:
    """Functions of a file that are longer than agreed, each with its length."""
    found = []
    for function in functions_of(ast.parse(path.read_text("utf-8"))):
        budget = CALLBACK_STATEMENTS if is_callback(function) else FUNCTION_STATEMENTS
        if (count := statements_of(function)) > budget:
            where = f"{shown(path)}:{function.lineno}"
            found.append(f"{where} {function.name}: {count}, at most {budget}")
    return found


def own_texts() -> Iterator[Path]:
    """Every text file that we wrote and ship."""
    files = [path for folder in SHIPPED for path in (ROOT / folder).rglob("*")]
    files += [path for path in ROOT.iterdir() if path.name != ".git"]
    for path in files:
        ours = not path.name.endswith(OTHER_PEOPLES_TEXT)
        if ours and path.is_file() and "__pycache__" not in path.parts:
            yield path


def test_no_file_is_longer_than_300_lines():
    lengths = {shown(p): len(p.read_text("utf-8").splitlines()) for p in CODE}
    long = {name for name, n in lengths.items() if n > FILE_LINES}
    assert long == set()


def test_no_date_is_written_by_a_code_that_windows_does_not_know():
    """`date_text` of the reports writes a day without its zero on every system."""
    code = re.compile(r"%[-#][dmHIj]")
    found = [shown(path) for path in CODE if code.search(path.read_text("utf-8"))]
    assert found == []


def classes_of(path: Path) -> Iterator[str]:
    """Names of the classes of a file, without a leading underscore."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")


def test_no_class_name_stands_for_two_things():
    found: dict[str, list[str]] = {}
    for path in PRODUCT:
        for name in classes_of(path):
            found.setdefault(name, []).append(shown(path))
    assert {name: files for name, files in found.items() if len(files) > 1} == {}


def test_few_files_are_crumbs():
    """A file under 60 lines needs a reason, so there are not many."""
    lengths = {shown(p): len(p.read_text("utf-8").splitlines()) for p in PRODUCT}
    short = [n for n, lines in lengths.items() if lines < CRUMB_LINES]
    assert len([n for n in short if not n.endswith("__init__.py")]) < MOST_CRUMBS


def imports_of(path: Path, names: Mapping[str, Path]) -> set[str]:
    """Modules of ours that a module loads when it is loaded itself."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{item.name}" for item in node.names}
            found |= (inside & names.keys()) or ({node.module} & names.keys())
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names} & names.keys()
    return found


def test_no_import_leads_in_a_circle():
    names = {shown(path)[:-3].replace("/", "."): path for path in PRODUCT}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    waiting = {name: imports_of(path, names) for name, path in names.items()}
    while free := {name for name, needed in waiting.items() if not needed}:
        waiting = {n: needed - free for n, needed in waiting.items() if n not in free}
    assert waiting == {}


def splats_of(function: Function) -> Iterator[int]:
    """Lines of calls that splat a local name to which a tuple display is assigned."""
    tuples = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(function):
        for item in call.args if isinstance(call, ast.Call) else ():
            given = item.value if isinstance(item, ast.Starred) else None
            if isinstance(given, ast.Name) and given.id in tuples:
                yield call.lineno


def test_no_call_splats_a_tuple_that_was_built_a_line_before():
    found = [
        f"{shown(path)}:{line}"
        for path in PRODUCT + sorted((ROOT / "planner/verification").rglob("*.py"))
        for function in functions_of(ast.parse(path.read_text("utf-8")))
        for line in splats_of(function)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("about = 1, 2\n    return call(*about, 3)", [3]),
        ("about = [1, 2]\n    return call(*about)", []),
        ("shape = 1, 2\n    return call((*shape, 3))", []),
    ],
)
def test_a_splat_of_a_tuple_is_seen(body: str, lines: list[int]):
    (function,) = functions_of(ast.parse(f"def f():\n    {body}\n"))
    assert [*splats_of(function)] == lines


def test_no_function_has_more_than_30_statements_and_no_callback_more_than_10():
    found = [line for path in CODE for line in over_budget(path)]
    assert found == []


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ('"""Say.\n\n    More.\n    """\n    # why\n\n    return 1', 1),
        ("return call(\n        a=1,\n        b=2,\n    )", 1),
        ("if a:\n        return 1\n    else:\n        return 2", 3),
        ("try:\n        go()\n    except E:\n        pass", 4),
        ("a = 1; b = 2", 1),
    ],
)
def test_the_count_is_of_statements(body: str, count: int):
    (function,) = functions_of(ast.parse(f"def f():\n    {body}\n"))
    assert statements_of(function) == count


def test_a_function_decorated_with_callback_counts_as_one():
    text = "@dash.callback(1)\ndef f(): ...\n@callback()\ndef g(): ...\ndef h(): ..."
    found = [is_callback(function) for function in functions_of(ast.parse(text))]
    assert found == [True, True, False]


def test_docstrings_name_the_thing():
    """None begins with a question word, and none has a word of a private dialect."""
    found = [
        f"{shown(path)}:{node.lineno}: {node.value.value.strip()[:60]}"
        for path in CODE
        if path.relative_to(ROOT).parts[0] != "tests"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and NOT_PLAIN.search(str(node.value.value).strip())
    ]
    assert found == []


@pytest.mark.parametrize("meaning", NOT_OURS_TO_SAY)
def test_no_file_holds(meaning: str):
    pattern = re.compile(NOT_OURS_TO_SAY[meaning])
    found = [
        f"{shown(path)}:{number}: {match.group()}"
        for path in own_texts()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (match := pattern.search(line))
    ]
    assert found == []


def ask(question: str) -> str:
    """What a fresh Python prints."""
    command = [sys.executable, "-c", question]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_planner_loads_no_screen():
    question = (
        "import planner, sys; print(*{'dash', 'flask', 'plotly'} & {*sys.modules})"
    )
    assert ask(question).split() == []


def test_importing_the_planner_or_asking_for_help_loads_no_library_of_numbers():
    question = """
import sys
import planner
from typer.testing import CliRunner
from planner.cli.main import app
assert CliRunner().invoke(app, ["--help"]).exit_code == 0
print(*{"numpy", "pandas", "pydantic", "numba", "scipy", "rich.table"} & {*sys.modules})
"""
    assert ask(question).split() == []


def test_the_planner_shows_at_most_14_names_and_lists_them_all():
    question = """
import planner, types
values = {n: getattr(planner, n) for n in dir(planner) if n[:1] != "_"}
names = [n for n, v in values.items() if not isinstance(v, types.ModuleType)]
print(*sorted(names)); print(*sorted(planner.__all__))
"""
    exported, listed = (line.split() for line in ask(question).splitlines())
    assert exported == [name for name in listed if name[:1] != "_"]
    assert len(listed) <= PUBLIC_NAMES
