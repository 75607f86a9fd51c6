"""A folder of results is one thing: the files of one command, and their manifest.

The manifest is removed before any other file changes and written when all of them
stand, with the digest of each: where it is missing, a program was ended on the way.
Files that an earlier manifest names are removed with it, so that no two runs mix. One
program writes at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any

from planner.errors import Problem, ScenarioError
from planner.files import PartFile, locked, reason_of, remove_parts
from planner.locale import _, ngettext

MANIFEST = "manifest.json"
LOCK = ".fls-planner.lock"
PATIENCE_SECONDS = 60.0
"""Seconds that a program waits while another one writes to the same folder."""
MOST_NAMES = 100
"""Other names that are tried for a file that cannot be replaced."""


def check_folder(folder: Path, names: Iterable[str]) -> None:
    """Refuse a folder in which these files cannot be written, as far as can be seen.

    Raises
    ------
    ScenarioError: with everything that stands in the way
    """
    try:
        if folder.exists() and not folder.is_dir():
            rule = _("is a file; results need a folder")
            hint = _("name a folder, or move the file away")
            raise ScenarioError(Problem("--out", rule, value=str(folder), hint=hint))
        _try_out(folder)
    except OSError as why:
        rule = _("cannot be written to: {reason}", reason=reason_of(why))
        hint = _("name another folder")
        problem = Problem("--out", rule, value=_short(folder), hint=hint)
        raise ScenarioError(problem) from None
    found = [_in_the_way(folder / name) for name in names]
    problems = [problem for problem in found if problem is not None]
    if problems:
        raise ScenarioError(problems)


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written, as far as can be seen.

    Raises
    ------
    ScenarioError
    """
    check_folder(path.parent, [path.name])


def _try_out(folder: Path) -> None:
    """Write a file there and take it away again, with the folders that it needed."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        with PartFile(folder / MANIFEST):
            pass
    finally:
        for each in missing:
            with suppress(OSError):
                each.rmdir()


def _in_the_way(path: Path) -> Problem | None:
    try:
        if path.is_dir():
            rule = _("is a folder, and a file of this name is to be written")
            hint = _("move it away, or name another folder")
            return Problem(str(path), rule, hint=hint)
        if path.exists():
            with path.open("r+b"):
                pass
    except OSError as why:
        rule = _("cannot be written: {reason}", reason=reason_of(why))
        hint = _("close it where it is open, such as in Excel, or name another folder")
        return Problem(str(path), rule, hint=hint)
    return None


def replace_results(
    folder: Path, contents: Mapping[str, Iterable[bytes]], about: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """Write the files of a command in place of those of an earlier one.

    Parameters
    ----------
    contents : of each file, piece by piece
    about : what the manifest says besides the files and their digests

    Returns
    -------
    what a person should know, and what is not as asked for: sentences

    Raises
    ------
    OSError: if they cannot be written; then what stood there still stands
    """
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / LOCK, PATIENCE_SECONDS) as lock, ExitStack() as opened:
        notes = _tidied(folder)
        drafts = [opened.enter_context(PartFile(folder / name)) for name in contents]
        digests = dict(
            zip(contents, map(_filled, drafts, contents.values()), strict=True)
        )
        as_asked = {name: name for name in contents}
        manifest = opened.enter_context(_manifest(folder, digests, as_asked, about))
        notes += _remove_earlier(folder, lock, set(contents))
        names = {draft.path.name: _placed(draft) for draft in drafts}
        if names != as_asked:
            manifest = opened.enter_context(_manifest(folder, digests, names, about))
        names[MANIFEST] = _placed(manifest)
    moved = [
        _(
            "{file} is in use and was not replaced; its new contents are in {now}",
            file=folder / name,
            now=now,
        )
        for name, now in names.items()
        if now != name
    ]
    return notes, moved


def _filled(draft: PartFile, pieces: Iterable[bytes]) -> str:
    """Digest of what has been written into a file, which is then finished."""
    digest = hashlib.sha256()
    for piece in pieces:
        draft.file.write(piece)
        digest.update(piece)
    draft.finish()
    return digest.hexdigest()


def _manifest(
    folder: Path,
    digests: Mapping[str, str],
    names: Mapping[str, str],
    about: Mapping[str, Any],
) -> PartFile:
    """The manifest, finished but not in its place, of files that stand under names."""
    files = {names[name]: {"sha256": digest} for name, digest in digests.items()}
    text = json.dumps({**about, "files": files}, indent=2, default=str)
    draft = PartFile(folder / MANIFEST)
    _filled(draft, [(text + "\n").encode()])
    return draft


def _tidied(folder: Path) -> list[str]:
    removed = remove_parts(folder)
    if not removed:
        return []
    return [
        ngettext(
            "{n} half-written file of an ended program removed",
            "{n} half-written files of an ended program removed",
            removed,
        )
    ]


def _remove_earlier(folder: Path, lock: IO[bytes], new: set[str]) -> list[str]:
    """Remove the manifest, then what it and earlier unfinished writings name.

    The names stay in the lock file until all is done: should the program end here, the
    next one removes the rest.
    """
    earlier = _names(lock.read()) | _names(_contents(folder / MANIFEST))
    lock.seek(0)
    lock.truncate()
    lock.write(json.dumps({"files": sorted(earlier | new)}).encode())
    lock.flush()
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in sorted(earlier | new):
        # A file in use is dealt with when the new one is moved there.
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    gone = sorted(earlier - new)
    names = ", ".join(gone)
    said = _("removed what an earlier command wrote: {names}", names=names)
    return [said] if gone else []


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _names(manifest: bytes) -> set[str]:
    """Files that a manifest names; never one outside of its folder."""
    try:
        files = json.loads(manifest)["files"]
        return {str(name) for name in files if Path(name).name == name}
    except (ValueError, KeyError, TypeError):
        return set()


def _placed(draft: PartFile) -> str:
    """The name under which a finished file stands now."""
    path = draft.path
    for number in range(1, MOST_NAMES):
        suffix = f"-{number}" if number > 1 else ""
        place = path.with_name(f"{path.stem}{suffix}{path.suffix}")
        if number > 1 and place.exists():
            continue
        try:
            draft.move(place)
        except OSError:
            continue
        return place.name
    raise OSError(f"{path.name} cannot be written under any name")


def write_one(path: Path, pieces: Iterable[bytes]) -> Path:
    """The path under which one file now stands: another one if it is in use.

    Raises
    ------
    OSError: if nothing can be written there at all
    """
    with PartFile(path) as draft:
        _filled(draft, pieces)
        return path.with_name(_placed(draft))


def _short(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 100 else f"{text[:60]} ... {text[-30:]}"
