"""Texts in the reader's language, from GNU gettext catalogues.

English is the source language and needs no catalogue: a text stands in the code as it
is read. Another language is one file, `<language>/LC_MESSAGES/fls-planner.po`, and its
compiled twin; `python -m planner.locale` makes and checks them.
"""

from __future__ import annotations

import gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE_LANGUAGE = "en"
DOMAIN = "fls-planner"
FOLDER = Path(__file__).parent

VARIABLE = "FLS_PLANNER_LANGUAGE"
"""Environment variable of the language where nothing else chooses one."""

_chosen: ContextVar[str] = ContextVar("language")


class LanguageError(LookupError):
    """A language without a catalogue; its text is for people."""


def languages() -> list[str]:
    """Languages that texts can be shown in, English first."""
    compiled = FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return [SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in compiled)]


def use_language(language: str) -> None:
    """Show texts in this language, in this thread or task (a context variable).

    Raises
    ------
    LanguageError: if there is no catalogue for the language
    """
    if language not in languages():
        known = ", ".join(languages())
        rule = _(
            "no catalogue for language '{language}' (there: {names})",
            language=language,
            names=known,
        )
        raise LanguageError(rule)
    _chosen.set(language)


def chosen_language() -> str:
    """Language of texts here; parallel workers take it from the environment too."""
    return _chosen.get(None) or os.environ.get(VARIABLE) or SOURCE_LANGUAGE


def _(text: str, /, **values: object) -> str:
    """The text in the chosen language, its named places filled in.

    >>> _("{board} is simulated", board="Powys")
    'Powys is simulated'
    """
    shown = _catalogue(chosen_language()).gettext(text) if text else ""
    return shown.format(**values) if values else shown


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The text that fits the number; `{n}` stands for the number itself.

    >>> ngettext("{n} list grows", "{n} lists grow", 2)
    '2 lists grow'
    """
    shown = _catalogue(chosen_language()).ngettext(one, many, n)
    return shown.format(n=n, **values)


def gettext_noop(text: str, /) -> str:
    """The text itself, marked for the catalogue: for constants, shown later by `_`."""
    return text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SOURCE_LANGUAGE or language not in languages():
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language])
