"""What a deliberate fault is, and how it is put into a copy of the package."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("planner", "scenarios", "tests", "pyproject.toml")
NOT_COPIED = shutil.ignore_patterns("browser", "dashboard", ".hypothesis")
IMPORTED = re.compile(
    r"^(?:from|import) (planner[.\w]*)(?: import (\w+))?", re.MULTILINE
)


class FaultError(Exception):
    """A fault that cannot be put where it says."""


@dataclass(frozen=True)
class Edit:
    """A piece of one function, and what stands there instead.

    Both pieces are found however the lines are broken, and must be there exactly once.
    """

    target: str
    """Module below `planner`, and a function, class or constant in it:
    `pathway.reference.engine:ReferenceEngine._miss`."""
    old: str
    new: str

    @property
    def file(self) -> str:
        """Path below `planner`."""
        return self.target.partition(":")[0].replace(".", "/") + ".py"

    def apply(self, root: Path) -> None:
        """Replace the piece in a copy, and forget what was compiled from it."""
        path = root / "planner" / self.file
        text = path.read_text("utf-8") if path.is_file() else ""
        begin, end = self._place(text)
        parts = re.findall(r"\w+|[^\w\s]", self.old)
        pattern = r"\s*".join(map(re.escape, parts))
        found = [match.span() for match in re.finditer(pattern, text[begin:end])]
        if len(found) != 1:
            shown = " ".join(self.old.split())
            raise FaultError(f"{self.target}: {len(found)} times, not once: {shown}")
        (first, last) = found[0]
        new = text[: begin + first] + self.new + text[begin + last :]
        path.write_text(new, "utf-8")
        forget_compiled(root, self.file)

    def _place(self, text: str) -> tuple[int, int]:
        """Where the text of the function begins and ends."""
        nodes: list[ast.stmt] = ast.parse(text).body
        found: ast.stmt | None = None
        for name in self.target.partition(":")[2].split("."):
            found = next((node for node in nodes if name in names_given(node)), None)
            nodes = getattr(found, "body", [])
        if found is None:
            raise FaultError(f"{self.target}: there is no such function")
        lines = text.splitlines(keepends=True)
        begin = sum(map(len, lines[: found.lineno - 1]))
        return begin, sum(map(len, lines[: found.end_lineno]))


def names_given(node: ast.stmt) -> set[str]:
    """Names that a statement of a module or class defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    inside = [name for target in targets for name in ast.walk(target)]
    return {name.id for name in inside if isinstance(name, ast.Name)}


@dataclass(frozen=True)
class Fault:
    """One thing done wrong, where it can be done, and the tests that are to notice.

    A rule of flow stands in both engines. The fault is then tried in each alone and in
    both at once, so that it is not only their disagreement that gives it away.
    """

    name: str
    places: Mapping[str, tuple[Edit, ...]]
    tests: tuple[str, ...]
    """Paths of tests, below `tests`."""
    quick: tuple[str, ...] = ()
    """Places in which it is tried in every run of the tests, not only by the command.
    """

    def tries(self) -> dict[str, tuple[Edit, ...]]:
        """Edits of each try, by the name of the place."""
        found = dict(self.places)
        if len(found) > 1:
            everywhere = [edit for edits in self.places.values() for edit in edits]
            found["both"] = tuple(everywhere)
        return found


def copy_tree(folder: Path, origin: Path = ROOT) -> None:
    """A copy of the package, its scenarios and its tests, to be spoilt.

    Dates are kept, so that what is compiled stays good where nothing is spoilt.
    """
    for name in COPIED:
        source = origin / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=NOT_COPIED)
        else:
            shutil.copy2(source, folder / name)


def forget_compiled(root: Path, file: str) -> None:
    """Drop the machine code of a file and of all that takes something from it.

    Numba looks at a module's own file only, not at those that it imports from.
    """
    modules = {module_name(root, path): path for path in root.glob("planner/**/*.py")}
    imports = {name: imported_by(path) for name, path in modules.items()}
    stale = {module_name(root, root / "planner" / file)}
    while more := {m for m, names in imports.items() if names & stale} - stale:
        stale |= more
    for name in stale & modules.keys():
        path = modules[name]
        for kept in (path.parent / "__pycache__").glob(f"{path.stem}.*.nb[ic]"):
            kept.unlink()


def module_name(root: Path, path: Path) -> str:
    """Dotted name of a file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported_by(path: Path) -> set[str]:
    """Dotted names that a file imports, of modules and of what is in them."""
    found: set[str] = set()
    for module, name in IMPORTED.findall(path.read_text("utf-8")):
        found |= {module, f"{module}.{name}"}
    return found
