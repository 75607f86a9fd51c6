"""What a deliberate fault is, and how it is put into a copy of the package."""

from __future__ import annotations

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
    """A piece of a file, and what stands there instead.

    Both pieces are found however the lines are broken, and must be there exactly once.
    """

    file: str
    """Path below `planner`."""
    old: str
    new: str
    near: str = ""
    """A longer piece that the old one stands in, where it stands elsewhere too."""

    def apply(self, root: Path) -> None:
        """Replace the piece in a copy, and forget what was compiled from it."""
        path = root / "planner" / self.file
        text = path.read_text("utf-8") if path.is_file() else ""
        begin, end = self._only(text, self.near) if self.near else (0, len(text))
        first, last = self._only(text[begin:end], self.old)
        first, last = begin + first, begin + last
        path.write_text(text[:first] + self.new + text[last:], "utf-8")
        forget_compiled(root, self.file)

    def _only(self, text: str, piece: str) -> tuple[int, int]:
        """Where a piece stands, blanks and line breaks apart."""
        parts = re.findall(r"\w+|[^\w\s]", piece)
        pattern = r"\s*".join(map(re.escape, parts))
        found = [match.span() for match in re.finditer(pattern, text)]
        if len(found) != 1:
            shown = " ".join(piece.split())
            raise FaultError(
                f"planner/{self.file}: {len(found)} times, not once: {shown}"
            )
        return found[0]


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
