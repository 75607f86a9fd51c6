"""All words on screen, one file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT = "en"
_current = DEFAULT


def use_language(language: str) -> None:
    """Make `language` the one that `say` answers in."""
    global _current
    load_words(language)
    _current = language


@cache
def load_words(language: str) -> dict[str, Any]:
    """The catalogue of one language, as nested tables.

    Raises
    ------
    FileNotFoundError: if there is no file for the language.
    """
    path = Path(__file__).with_name(f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(key: str) -> Any:
    """The entry under a dotted key: a text, or a table of texts.

    Raises
    ------
    KeyError: if nobody has written the words yet; tests ask for every key in use.
    """
    entry: Any = load_words(_current)
    for part in key.split("."):
        entry = entry[part]
    return entry


def say(key: str, **values: object) -> str:
    """The text under a dotted key with its blanks filled in."""
    return str(words(key)).format(**values)


def name_of(group: str, key: str) -> str:
    """The words for one stage, role, KPI or unit; the key itself when it has none.

    A stage added in a scenario file has no words here, and must still show.
    """
    return str(words(group).get(key, key.replace("_", " ").replace("-", " ")))
