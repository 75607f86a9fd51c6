"""Files written whole or not at all.

A file is written beside its place, forced to disk, then renamed: a reader finds the old
file or the new one, never half of one. What a killed program left beside ends in
`.part`; `remove_parts` takes it away. A draft is locked while somebody writes it, and
the system lifts the lock when its program ends, however it ends.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PART = ".part"
"""Ending of a file that is not whole yet."""
PERMISSIONS = 0o666
"""Of a new file, less what the umask takes away."""
LOOK_AGAIN_SECONDS = 0.05
LOCKED_BYTE = 2**30
"""On Windows a lock covers bytes; this one lies beyond whatever a file holds."""


@contextmanager
def writing(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """A file to write into, which stands at `path` once the block ends well.

    Parameters
    ----------
    durable : whether it must survive a power cut; a checksummed cache need not

    Raises
    ------
    OSError: if nothing can be written there; then nothing has changed
    """
    with drafted([path], durable=durable) as (file,):
        yield file


@contextmanager
def drafted(paths: list[Path], *, durable: bool = True) -> Iterator[list[IO[bytes]]]:
    """Files to write into; all stand at their paths, in order, once the block ends."""
    with ExitStack() as opened:
        drafts = [opened.enter_context(_draft(path)) for path in paths]
        yield [file for file, _ in drafts]
        for file, _ in drafts:
            file.flush()
            if durable:
                os.fsync(file.fileno())
            file.close()
        _move([draft for _, draft in drafts], paths)


def _move(drafts: list[Path], paths: list[Path]) -> None:
    """Rename all drafts; where one fails, none of the new files is left."""
    new = [path for path in paths if not path.exists()]
    try:
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    except OSError:
        for path in new:
            path.unlink(missing_ok=True)
        raise


@contextmanager
def _draft(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """An open, locked file beside a path; gone at the end unless it was renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft, file = _open_draft(path)
    try:
        with file:
            yield file, draft
    finally:
        draft.unlink(missing_ok=True)


def _open_draft(path: Path) -> tuple[Path, IO[bytes]]:
    while True:
        # A name as long as the system allows has no room for more.
        draft = path.with_name(f".{path.name[:40]}.{uuid4().hex[:12]}{PART}")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY
        file = os.fdopen(os.open(draft, flags, PERMISSIONS), "r+b")
        # Somebody who tidies up may have come between the making and the locking.
        if _try_lock(file.fileno()) and _stands_at(file.fileno(), draft):
            return draft, file
        file.close()


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    OSError
    """
    with writing(path) as file:
        file.write(content)


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files: all of them beside their places first, then moved there.

    Raises
    ------
    OSError: then none of them has changed, unless moving itself failed on the way
    """
    with drafted(list(contents)) as files:
        for file, content in zip(files, contents.values(), strict=True):
            file.write(content)


def remove_parts(folder: Path) -> int:
    """Number of left-over drafts removed from a folder; nobody is writing them."""
    removed = 0
    for path in folder.glob(f"*{PART}"):
        with suppress(OSError):
            # Windows refuses to delete what is open; elsewhere the lock tells.
            with path.open("r+b") as file:
                free = _try_lock(file.fileno())
            if free:
                path.unlink()
                removed += 1
    return removed


@contextmanager
def locked(path: Path, patience_seconds: float) -> Iterator[IO[bytes]]:
    """A lock file, held by nobody else for as long as the block lasts.

    It is gone afterwards. A program that is killed leaves it behind, not locked: what
    it wrote there is for whoever comes next.

    Raises
    ------
    TimeoutError: if somebody else holds it all the time
    OSError: if it cannot be made
    """
    file = _locked_file(path, time.monotonic() + patience_seconds)
    try:
        yield file
    except BaseException:
        file.close()
        raise
    if sys.platform == "win32":
        file.close()
    path.unlink(missing_ok=True)
    file.close()


def _locked_file(path: Path, until: float) -> IO[bytes]:
    while True:
        number = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, PERMISSIONS)
        file = os.fdopen(number, "r+b")
        if _try_lock(number) and _stands_at(number, path):
            return file
        file.close()
        if time.monotonic() > until:
            raise TimeoutError(f"{path} is held by another program")
        time.sleep(LOOK_AGAIN_SECONDS)


def _stands_at(number: int, path: Path) -> bool:
    """Whether an open file is still the one at its path, not one removed meanwhile."""
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except OSError:
        return False


if sys.platform == "win32":
    _BINARY = os.O_BINARY

    def _try_lock(number: int) -> bool:
        """Lock an open file; False if another program holds it."""
        os.lseek(number, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(number, 0, os.SEEK_SET)
        return True

else:
    _BINARY = 0

    def _try_lock(number: int) -> bool:
        """Lock an open file; False if another program holds it."""
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network drives know no locks: then a lock holds nobody back.
            return True
        return True
