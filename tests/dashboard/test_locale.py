"""Words: every one that is asked for is written, every number reads as people write."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from dashboard.locale import load_words, name_of, use_language, words
from dashboard.locale.numbers import interval, percent, plain, pounds, signed, whole

ASKED = re.compile(r"""\b(?:say|words)\(\s*["']([\w.]+)["']""")


def test_every_word_that_the_code_asks_for_is_written(root: Path) -> None:
    missing = []
    for path in (root / "dashboard").rglob("*.py"):
        for key in ASKED.findall(path.read_text("utf-8")):
            try:
                words(key)
            except KeyError:
                missing.append(f"{path.name}: {key}")
    assert not missing


def test_a_language_nobody_wrote_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        use_language("xx")
    use_language("en")


def test_a_stage_without_words_still_shows() -> None:
    assert name_of("stages", "bone_clinic") == "bone clinic"


def test_numbers_read_as_people_write_them() -> None:
    minus = "\N{MINUS SIGN}"
    assert plain(1234.56) == "1,234.6"
    assert whole(1979.6) == "1,980"
    assert signed(-2.5) == f"{minus}2.5"
    assert percent(17.44) == "17.4 %"
    assert pounds(-1234) == f"{minus}\N{POUND SIGN}1,234"
    assert plain(math.nan) == signed(math.nan) == words("numbers.none")
    assert interval(1, 2) == "1.0 to 2.0"


def test_no_text_holds_a_blank_that_is_not_named() -> None:
    def texts(table: object) -> list[str]:
        if isinstance(table, dict):
            return [text for entry in table.values() for text in texts(entry)]
        return [str(table)]

    assert not [text for text in texts(load_words("en")) if "{}" in text]
