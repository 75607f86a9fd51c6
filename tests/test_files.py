"""One way to write files: whole or not at all, and nothing left lying about."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from planner import files

WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
from planner.files import writing
with writing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("written", flush=True)
    time.sleep(60)
"""


def write_bytes(path: Path, content: bytes) -> None:
    """One file, written as every file is."""
    with files.writing(path) as file:
        file.write(content)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def fail_on_the_way(path: Path) -> None:
    with files.writing(path) as file:
        file.write(b"half")
        raise ZeroDivisionError


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path: Path):
    path = tmp_path / "results.csv"
    write_bytes(path, b"old")
    with files.writing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["results.csv"]


def test_a_failure_leaves_what_was_there_and_no_draft(tmp_path: Path):
    path = tmp_path / "results.csv"
    write_bytes(path, b"old")
    with pytest.raises(ZeroDivisionError):
        fail_on_the_way(path)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["results.csv"]


def test_several_files_are_written_all_or_none(tmp_path: Path):
    (tmp_path / "b").mkdir()
    with pytest.raises(OSError, match="b"):
        files.write_all({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert names(tmp_path) == ["b"]


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path):
    name = "x" * 255
    write_bytes(tmp_path / name, b"1")
    assert names(tmp_path) == [name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask to speak of")
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_a_file_is_readable_as_the_umask_says(tmp_path: Path, mask: int):
    before = os.umask(mask)
    try:
        write_bytes(tmp_path / "a", b"1")
    finally:
        os.umask(before)
    mode = stat.S_IMODE((tmp_path / "a").stat().st_mode)
    assert mode == files.PERMISSIONS & ~mask


def test_what_a_killed_program_left_is_removed_and_what_is_being_written_is_not(
    tmp_path: Path,
):
    command = [sys.executable, "-c", WRITE_AND_WAIT, str(tmp_path / "a")]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    with writer.stdout:
        writer.stdout.readline()
        assert files.remove_parts(tmp_path) == 0
        writer.kill()
        writer.wait()
    assert files.remove_parts(tmp_path) == 1
    assert names(tmp_path) == []


def test_a_lock_is_held_by_one_at_a_time_and_leaves_no_file(tmp_path: Path):
    path, inside, most = tmp_path / "lock", [0], [0]

    def take() -> None:
        with files.locked(path, patience_seconds=30):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1

    crowd = [threading.Thread(target=take) for _ in range(20)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert most == [1]
    assert not path.exists()


def test_who_waits_for_a_lock_too_long_is_told(tmp_path: Path):
    path = tmp_path / "lock"
    with (
        files.locked(path, 1),
        pytest.raises(TimeoutError, match="held"),
        files.locked(path, 0),
    ):
        pass
