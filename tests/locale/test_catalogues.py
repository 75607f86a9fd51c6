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

import planner
from planner import locale
from planner.board_data.parse_number import EntryError, NumberRule, parse_number
from planner.board_data.workbook.read_apart import environment
from planner.cli.commands import COMMANDS
from planner.errors import ScenarioError
from planner.inputs.boards import official_name
from planner.inputs.load import load_scenario
from planner.inputs.units import Parameters, descriptions_of
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


@pytest.fixture(scope="module")
def marked_texts(root: Path) -> dict:
    """Every text of the planner, translated by quotation marks around it."""
    texts = {}
    for message in [found for found in extracted(root) if found.id]:
        one = isinstance(message.id, str)
        shown = f"\u201c{message.id}\u201d" if one else message.id[1]
        texts[message.id] = shown if one else [f"\u201c{shown}\u201d"] * len(FORMS)
    return texts


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "boards.swansea-bay.posts.{post}.wte",
            -1,
            "\u201cinput should be greater than",
        ),
        ("boards.swansea-bay.posts.{post}.wtee", 1, "\u201cthere is no such key\u201d"),
        (
            "boards.swansea-bay.posts.{post}.role",
            "cook",
            "\u201cinput should be 'admin'",
        ),
        (
            "boards.swansea-bay.scanners.{scanner}.reserved_slots_a_day",
            59,
            "\u201ca day has",
        ),
        ("population.month_weights", [1.0], "\u201cholds 12 weights"),
        ("pathway.entry.fls", "kitchen", "which is not \u201ca stage\u201d\u201d"),
        ("calendar", "moon", "\u201cinput should be"),
    ],
)
def test_wrong_input_is_told_in_the_language_of_the_reader(
    catalogue: Path, marked_texts: dict, key: str, value: object, told: str
):
    scenario = planner.load_scenario()
    board = scenario.boards["swansea-bay"]
    post, scanner = next(iter(board.posts)), next(iter(board.scanners))
    written(catalogue, marked_texts)
    tool.compile_catalogues()
    use_language("cy")
    with pytest.raises(ScenarioError) as caught:
        scenario.with_values({key.format(post=post, scanner=scanner): value})
    for problem in caught.value.problems:
        assert told in problem.rule
        assert problem.rule[0] + problem.hint[0] == 2 * "\u201c"


def test_a_typed_number_is_judged_in_the_language_of_the_reader(
    catalogue: Path, marked_texts: dict
):
    written(catalogue, marked_texts)
    tool.compile_catalogues()
    use_language("cy")
    with pytest.raises(EntryError) as caught:
        parse_number("40 hours", NumberRule(unit="WTE", low=0, high=10))
    rule, hint = caught.value.rule, caught.value.hint
    assert rule.endswith("(unit: \u201cWTE\u201d)\u201d")
    assert hint == "\u201cdivide hours a week by 37.5: 1.067\u201d"


def test_a_return_read_apart_is_told_in_the_language_of_the_reader(catalogue: Path):
    tool.compile_catalogues()
    use_language("cy")
    assert environment()[locale.VARIABLE] == "cy"


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


def field_texts() -> set[str]:
    """Docstrings of every field of an input, which are its help."""
    ahead, texts = [Parameters], set()
    while ahead:
        model = ahead.pop()
        ahead += model.__subclasses__()
        if model.__module__.startswith("planner.inputs."):
            said = descriptions_of(model).values()
            texts |= {inspect.cleandoc(text).strip() for text in said if text}
    return texts


def test_help_texts_and_texts_of_files_are_in_the_template(root: Path):
    found = {message.id for message in extracted(root)}
    texts = field_texts()
    assert "First day on which nothing is scanned." in texts
    assert texts <= found
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


def test_a_board_has_its_official_name_in_either_language():
    board = load_scenario("wales-today").boards["hywel-dda"]
    try:
        assert official_name(board) == "Hywel Dda University Health Board"
        use_language("cy")
        assert official_name(board) == "Bwrdd Iechyd Prifysgol Hywel Dda"
    finally:
        use_language("en")
