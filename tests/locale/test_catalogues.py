"""A second language is one file: extracted, compiled, checked, shown."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from planner import locale
from planner.cli.commands import COMMANDS
from planner.inputs.boards import Board
from planner.locale import (
    _,
    chosen_language,
    gettext_noop,
    languages,
    ngettext,
    use_language,
)
from planner.locale import __main__ as tool
from planner.locale.extraction import code_and_help, extracted, texts_of_toml

FORMS = ("{n} dim", "{n} un", "{n} dau", "{n} tri", "{n} chwech", "{n} arall")
TEXTS = {
    "{board} waits": "Mae {board} yn aros",
    ("{n} list grows", "{n} lists grow"): FORMS,
}


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalogue file of a second language, in a folder of its own."""
    for module in (locale, tool):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    locale._catalogue.cache_clear()
    path = tmp_path / "cy" / "LC_MESSAGES" / "fls-planner.po"
    path.parent.mkdir(parents=True)
    written(path, TEXTS)
    yield path
    use_language("en")
    locale._catalogue.cache_clear()


def written(path: Path, texts: dict) -> None:
    """Write a catalogue as a translator leaves it."""
    with path.open("wb") as file:
        write_po(file, catalogue_of(texts, "cy"))


def catalogue_of(texts: dict, language: str | None = None) -> Catalog:
    """A catalogue with these texts."""
    made = Catalog(locale=language)
    for source, shown in texts.items():
        made.add(source, shown)
    return made


def template() -> Catalog:
    """The template that the catalogue is held against."""
    return catalogue_of(dict.fromkeys(TEXTS, ""))


def test_a_compiled_catalogue_is_shown_when_its_language_is_chosen(catalogue: Path):
    tool.compile_catalogues()
    assert languages() == ["en", "cy"]
    use_language("cy")
    assert _("{board} waits", board="Powys") == "Mae Powys yn aros"
    assert ngettext("{n} list grows", "{n} lists grow", 2) == "2 dau"
    assert _("Nobody has translated this") == "Nobody has translated this"
    use_language("en")
    assert _("{board} waits", board="Powys") == "Powys waits"


def test_a_language_without_a_catalogue_is_refused():
    with pytest.raises(LookupError, match=r"'xx' \(there: en"):
        use_language("xx")
    assert chosen_language() == "en"


def test_texts_without_values_may_hold_braces_and_be_marked_for_later():
    assert _(gettext_noop("a {brace}")) == "a {brace}"
    assert _("") == ""


def test_a_finished_catalogue_has_no_problem(catalogue: Path):
    tool.compile_catalogues()
    assert tool.problems(catalogue, template()) == []


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({**TEXTS, "{board} waits": ""}, "not translated"),
        ({**TEXTS, "{board} waits": "Mae {bwrdd} yn aros"}, "other names in braces"),
        ({key: TEXTS[key] for key in list(TEXTS)[1:]}, "not translated"),
    ],
)
def test_a_wrong_translation_is_told(catalogue: Path, texts: dict, problem: str):
    written(catalogue, texts)
    tool.compile_catalogues()
    (found,) = tool.problems(catalogue, template())
    assert problem in found


def test_a_catalogue_edited_since_it_was_compiled_is_told(catalogue: Path):
    (found,) = tool.problems(catalogue, template())
    assert "not compiled" in found


def test_every_catalogue_of_the_checkout_is_whole():
    assert tool.check() == 0


def test_help_texts_and_texts_of_files_are_in_the_template(root: Path):
    found = {message.id for message in extracted(root)}
    help_text = Board.model_fields["name"].description
    assert help_text is None or help_text.strip() in found
    with (root / "scenarios/pathways/standard.toml").open("rb") as file:
        titles = {
            text for _line, _name, text, _notes in texts_of_toml(file, {}, (), {})
        }
    assert "Standard FLS pathway" in titles
    assert titles <= found


def test_a_field_gives_its_docstring(tmp_path: Path):
    module = tmp_path / "inputs.py"
    module.write_text(
        'class Dxa:\n    slots: int\n    """Appointments\n    in a session."""\n'
    )
    with module.open("rb") as file:
        ((_line, _name, text, _notes),) = code_and_help(file, {}, (), {})
    assert text == "Appointments\nin a session."


def test_the_help_of_every_command_is_in_the_template(root: Path):
    found = {message.id for message in extracted(root)}
    for command in COMMANDS.values():
        function = getattr(import_module(command.module), command.function)
        assert inspect.getdoc(function) in found
        assert command.purpose in found


def test_the_planner_runs_without_babel():
    code = "import planner.locale, sys; assert 'babel' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
