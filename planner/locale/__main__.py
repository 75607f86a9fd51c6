"""`python -m planner.locale`: make and check the catalogues of texts.

For developers and translators; needs a checkout and Babel. Nothing of it is used when
the planner runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from planner.locale import DOMAIN, FOLDER
from planner.locale.extraction import extracted

CHECKOUT = FOLDER.parents[1]
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
LINE = 88


def main(arguments: list[str] | None = None) -> None:
    """Run one of the commands; ends with 1 if `check` finds something."""
    parser = argparse.ArgumentParser(
        prog="python -m planner.locale",
        description="Catalogues of texts: extract them, compile them, check them.",
        epilog="Extract, begin a language once by `pybabel init -D fls-planner "
        "-i planner/locale/fls-planner.pot -d planner/locale -l cy`, translate its "
        ".po file, compile, check. The template is made anew and not kept in git.",
    )
    parser.add_argument("command", choices=sorted(COMMANDS))
    sys.exit(COMMANDS[parser.parse_args(arguments).command]())


def extract() -> int:
    """Write the template, and bring every language's catalogue up to date with it."""
    template = extracted(CHECKOUT)
    _write(TEMPLATE, template)
    for path in catalogues():
        catalogue = _read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        _write(path, catalogue)
    sys.stdout.write(f"{len(template)} texts in {TEMPLATE.relative_to(CHECKOUT)}\n")
    return 0


def compile_catalogues() -> int:
    """Write the compiled form of every catalogue, which is what the planner reads."""
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(path))
    return 0


def check() -> int:
    """Tell what is missing, stale or wrong in any catalogue."""
    template = extracted(CHECKOUT)
    found = [text for path in catalogues() for text in problems(path, template)]
    found += [
        f"{text!r}: names in braces only" for text in texts_with_unnamed(template)
    ]
    sys.stderr.write("".join(f"{text}\n" for text in found))
    return 1 if found else 0


COMMANDS: dict[str, Callable[[], int]] = {
    "extract": extract,
    "compile": compile_catalogues,
    "check": check,
}


def catalogues() -> list[Path]:
    """The catalogue file of each language."""
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compiled(path: Path) -> bytes:
    """A catalogue as Python's gettext reads it."""
    written = BytesIO()
    write_mo(written, _read(path))
    return written.getvalue()


def problems(path: Path, template: Catalog) -> list[str]:
    """Each text of the template that a catalogue lacks or has with other names."""
    catalogue = _read(path)
    language = path.parts[-3]
    found = []
    for source in template:
        if not source.id:
            continue
        message = catalogue.get(source.id, source.context)
        if message is None or message.fuzzy or not all(_translations(message)):
            found.append(f"{language}: not translated: {source.id!r}")
        elif any(_differ(text, source) for text in _translations(message)):
            found.append(f"{language}: other names in braces: {message.string!r}")
    file = path.with_suffix(".mo")
    if not file.exists() or file.read_bytes() != compiled(path):
        found.append(f"{language}: not compiled since it was edited")
    return found


def texts_with_unnamed(template: Catalog) -> list[str]:
    """Texts with a place in braces that has no name."""
    return [
        text for source in template for text in _sources(source) if "" in names(text)
    ]


def names(text: str) -> set[str]:
    """Names of the places in braces; an empty one where a place has no name."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        return set()
    return {name for _, name, _, _ in parsed if name is not None}


def _differ(translation: str, source: Message) -> bool:
    """Whether a translation has other names; "one list" need not say {n}."""
    named = names(translation)
    wanted = set().union(*map(names, _sources(source)))
    needed = wanted - {"n"} if source.pluralizable else wanted
    return not needed <= named <= wanted


def _sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _translations(message: Message) -> tuple[str, ...]:
    shown = message.string
    return (shown,) if isinstance(shown, str) else tuple(shown or ("",))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, domain=DOMAIN)


def _write(path: Path, catalogue: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalogue, width=LINE, sort_by_file=True, include_lineno=False)


if __name__ == "__main__":
    main()
