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

from planner.locale import _

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


class PartFile:
    """A file that is being written beside its place.

    Attributes
    ----------
    file : to be written into
    path : where it is to stand
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        while True:
            # A name as long as the system allows has no room for more.
            name = f".{path.name[:40]}.{uuid4().hex[:12]}{PART}"
            self._beside = path.with_name(name)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY
            number = os.open(self._beside, flags, PERMISSIONS)
            self.file: IO[bytes] = os.fdopen(number, "r+b")
            # Somebody who tidies up may have come between the making and the locking.
            if _try_lock(number) and _stands_at(number, self._beside):
                return
            self.file.close()

    def __enter__(self) -> PartFile:
        return self

    def __exit__(self, *error: object) -> None:
        # What is not written yet never will be: a full disk must not fail twice.
        with suppress(OSError):
            self.file.close()
        self._beside.unlink(missing_ok=True)

    def finish(self, *, durable: bool = True) -> None:
        """Close the file; `durable` has it survive a power cut."""
        self.file.flush()
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()

    def move(self, path: Path | None = None) -> None:
        """Put the finished file where it is to stand, or elsewhere in its folder."""
        self._beside.replace(path or self.path)


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
    with PartFile(path) as draft:
        yield draft.file
        draft.finish(durable=durable)
        draft.move()


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write several files: all of them beside their places first, then moved there.

    Raises
    ------
    OSError: then none of the new files is there
    """
    new = [path for path in contents if not path.exists()]
    with ExitStack() as opened:
        drafts = [opened.enter_context(PartFile(path)) for path in contents]
        for draft, content in zip(drafts, contents.values(), strict=True):
            draft.file.write(content)
            draft.finish()
        try:
            for draft in drafts:
                draft.move()
        except OSError:
            for path in new:
                path.unlink(missing_ok=True)
            raise


def reason_of(why: Exception) -> str:
    """The system's own reason, in small letters."""
    return (getattr(why, "strerror", None) or str(why)).lower()


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

    It is gone afterwards. A program that is killed, or fails, leaves it behind, not
    locked, with what it wrote there: that is for the next one.

    Raises
    ------
    TimeoutError: if somebody else holds it all the time
    OSError: if it cannot be made
    """
    file = _locked_file(path, time.monotonic() + patience_seconds)
    try:
        yield file
    except BaseException:
        _release(file, path, keep=path.stat().st_size > 0)
        raise
    _release(file, path)


def _release(file: IO[bytes], path: Path, *, keep: bool = False) -> None:
    with suppress(OSError):
        if sys.platform == "win32":
            file.close()
        if not keep:
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
            raise TimeoutError(_("{path} is held by another program", path=path))
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
