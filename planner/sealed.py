"""Files that say whether they are whole: their contents, then a checksum of these.

A disk that fills up, a copy cut short, a bit that flips: whatever happened to a file
that can be made again, it is logged, deleted and made again. Nothing is read from it,
so that no number can be wrong by it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from planner.files import writing
from planner.locale import _

log = logging.getLogger(__name__)
Made = TypeVar("Made")
SEAL_BYTES = hashlib.sha256().digest_size


def sealed(content: bytes) -> bytes:
    """The content with its checksum behind it."""
    return content + hashlib.sha256(content).digest()


def unsealed(content: bytes) -> bytes:
    """The content without its checksum.

    Raises
    ------
    ValueError: if one does not fit the other

    Examples
    --------
    >>> unsealed(sealed(b"80 people"))
    b'80 people'
    """
    whole = content[:-SEAL_BYTES]
    if sealed(whole) != content:
        raise ValueError(_("not whole: its checksum does not fit"))
    return whole


def write_sealed(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with its checksum."""
    with writing(path, durable=False) as file:
        file.write(sealed(content))


def read_sealed(path: Path, make: Callable[[bytes], Made]) -> Made | None:
    """The object made of a file's content; None, and no file, where that fails.

    Parameters
    ----------
    make : reads the content; whatever it raises means that the file is of no use
    """
    try:
        return make(unsealed(path.read_bytes()))
    except FileNotFoundError:
        return None
    except Exception as why:  # there is no telling what a damaged file sets off
        log.warning("%s is not usable (%s) and is made again", path.name, why)
        discard(path)
        return None


def discard(path: Path) -> None:
    """Delete a file, where that is possible."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
