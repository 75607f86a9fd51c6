"""Files of scenarios: which come with the planner, their text, and names of others."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.files import reason_of, write_all
from planner.inputs.parse_toml import parse_toml
from planner.locale import _, gettext_noop, ngettext

LONGEST_NAME = 120
LARGEST_FILE_BYTES = 2_000_000
"""No scenario file comes near this; a larger one is somebody's mistake."""
BASELINE = "baseline"
COPIED_FOLDERS = (BASELINE, "boards", "changes", "options", "pathways")
"""Folders of a scenarios folder, from which a copy of it is known."""


def shipped_folder() -> Path:
    """Folder of the scenarios that come with the planner.

    In a wheel they lie inside the package; in a checkout beside it.
    """
    inside = Path(str(resources.files("planner"))) / "_scenarios"
    return inside if inside.is_dir() else inside.parent.parent / "scenarios"


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Path, time of the last change and size of every TOML file under a folder."""
    found, ahead = [], [str(folder)]
    while ahead:
        for entry in os.scandir(ahead.pop()):
            if entry.is_dir():
                ahead.append(entry.path)
            elif entry.name.endswith(".toml"):
                about = entry.stat()
                found.append((entry.path, about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))


def folders_of(kind: str, beside: Path) -> list[Path]:
    """Folders in which a named file of this kind may lie, the nearest first.

    Beside the file that names it; in the same copy of the scenarios folder; among the
    shipped ones.

    Parameters
    ----------
    kind : folder of a scenarios folder: baseline, changes, options, pathways
    beside : folder of the file that names it
    """
    here = beside.resolve()
    in_baseline = here.parent.name == BASELINE
    own = here.parent.parent if in_baseline else here.parent
    copied = [own / kind] if in_baseline or here.name in COPIED_FOLDERS else []
    return [beside, *copied, shipped_folder() / kind]


def save_files(contents: Mapping[Path, bytes]) -> None:
    """Write every file, or none of them.

    Raises
    ------
    ScenarioError: if they cannot be written
    """
    try:
        write_all(contents)
    except OSError as why:
        place = Path(why.filename or next(iter(contents))).parent
        rule = _("cannot be written: {reason}", reason=reason_of(why))
        hint = _("check that you may write there, and that there is room")
        raise ScenarioError(Problem(str(place), rule, hint=hint)) from None


def read_toml(path: Path, example: str = "") -> dict[str, Any]:
    """Raw contents of a TOML file.

    Parameters
    ----------
    example : of what such a file may hold, where no shipped file is like it

    Raises
    ------
    ScenarioError: if it is missing, too large, or its text is refused by `parse_toml`
    """
    shown = _shown(path)
    return parse_toml(read_text(path, shown), shown, example)


def read_text(path: Path, shown: str, what: str = gettext_noop("scenario")) -> str:
    """Text of a file that a person wrote.

    Raises
    ------
    ScenarioError: if it is missing, no plain file, too large or not UTF-8
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            hint = _("name the {what} file itself", what=_(what))
            raise ScenarioError(Problem(shown, rule=_("is no plain file"), hint=hint))
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
        if len(content) <= LARGEST_FILE_BYTES:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        hint = _("save it again as UTF-8")
        raise ScenarioError(Problem(shown, _("is not UTF-8 text"), hint=hint)) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = _("check the name and the folder, and that you may read it")
        rule = _("cannot be read: {reason}", reason=reason)
        raise ScenarioError(Problem(shown, rule, hint=hint)) from None
    size = max(about.st_size, len(content))
    rule = _(
        "is {size:,} bytes long; at most {most:,} are read",
        size=size,
        most=LARGEST_FILE_BYTES,
    )
    hint = _("is it really a {what} file?", what=_(what))
    raise ScenarioError(Problem(shown, rule, hint=hint))


def names_under(raw: Mapping[str, Any], key: str, file: str) -> list[str]:
    """Bare names listed under a key; none when it is not there.

    Raises
    ------
    ScenarioError: with every entry that is no bare name
    """
    names = raw.get(key, [])
    if not isinstance(names, list):
        hint = _('write {key} = ["a-name"]', key=key)
        found = Problem(file, _("is a list of names"), key, repr(names)[:60], hint)
        raise ScenarioError(found)
    problems: list[Problem] = []
    plain = []
    for name, times in Counter(map(str, names)).items():
        try:
            plain.append(plain_name(name, file, key))
        except ScenarioError as error:
            problems += error.problems
        if times > 1:
            hint = _("a decision counts once; name it once")
            rule = ngettext("is named {n} time", "is named {n} times", times)
            problems.append(Problem(file, rule, key, repr(name)[:60], hint))
    if problems:
        raise ScenarioError(problems)
    return plain


def plain_name(name: Any, file: str, key: str) -> str:
    """The name, when it is a bare name and not a path.

    Raises
    ------
    ScenarioError: for anything that could lead outside the folder
    """
    text, rule = str(name), ""
    if not text or any(mark in text for mark in ("/", "\\", "..", ":")):
        rule = _("names a file outside the folder")
    elif len(text) > LONGEST_NAME or not text.isprintable():
        rule = _(
            "is no name of a file: at most {most} printable characters",
            most=LONGEST_NAME,
        )
    if rule:
        hint = _("write the bare name, without folder and ending")
        raise ScenarioError(Problem(file, rule, key, repr(text)[:80], hint))
    return text.removesuffix(".toml")


def _shown(path: Path) -> str:
    """The file as a person knows it: below the scenarios folder, or as given."""
    try:
        return str(
            Path("scenarios") / path.resolve().relative_to(shipped_folder().resolve())
        )
    except (OSError, ValueError, RuntimeError):
        return str(path)


shown_path = _shown
