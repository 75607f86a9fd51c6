"""The frame of all pages: links that carry choices, languages, themes, fewer bytes."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dash
import plotly
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask.testing import FlaskClient

from dashboard import serving
from dashboard.__main__ import warm_up
from dashboard.figures.style import IN_THE_DARK
from dashboard.names import BOARDS, name_of, translated
from dashboard.security import LANGUAGE
from dashboard.ui import shell
from planner import locale
from planner.locale import use_language

COLOUR = re.compile(r'"(#[0-9a-f]{3,8}|rgba?\([^"]*\))"')
IN_WELSH = {"Compare": "Cymharu", "Board": "Bwrdd", "Pages": "Tudalennau"}


@pytest.fixture(scope="module")
def client(app: dash.Dash) -> FlaskClient:
    """A browser without a screen, after the warm-up."""
    asking = app.server.test_client()
    warm_up(asking)
    return asking


@pytest.fixture
def welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second language of three words."""
    catalogue = Catalog(locale="cy")
    for source, shown in IN_WELSH.items():
        catalogue.add(source, shown)
    path = tmp_path / "cy" / "LC_MESSAGES" / "fls-planner.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(locale, "FOLDER", tmp_path)
    locale._catalogue.cache_clear()
    yield
    use_language("en")
    locale._catalogue.cache_clear()


def test_board_start_and_language_stay_when_the_page_changes() -> None:
    search = "?board=powys&start=7&lang=cy&year=2027%2F28"
    pages = str(shell.links({"/": "Wales", "/compare": "Compare"}, "/", search))
    assert "/compare?board=powys&start=7&lang=cy'" in pages
    assert "year" not in pages


def test_what_a_page_says_of_itself_wins_over_what_stays() -> None:
    before = "?board=powys&start=7"
    assert shell.with_carried("?year=x", before) == "?board=powys&start=7&year=x"
    assert shell.with_carried("?board=hywel-dda", before).endswith(
        "board=hywel-dda&start=7"
    )
    published = shell.link(start="", year="x")
    assert shell.with_carried(published, before) == "?board=powys&year=x"


def test_two_people_read_two_languages_at_once(
    client: FlaskClient, welsh: None
) -> None:
    def words(page: str) -> str:
        referrer = {"Referer": f"http://localhost/{page}"}
        return client.get("/_dash-layout", headers=referrer).text

    with ThreadPoolExecutor(2) as both:
        shown = list(both.map(words, ["?lang=cy", "?lang=en"] * 4))
    assert [("Tudalennau" in text, "Pages" in text) for text in shown] == [
        (True, False),
        (False, True),
    ] * 4


def test_the_language_of_an_address_is_remembered_and_said(
    client: FlaskClient, welsh: None
) -> None:
    first = client.get("/?lang=cy")
    assert '<html lang="cy">' in first.text
    cookies = first.headers.getlist("Set-Cookie")
    assert [each for each in cookies if each.startswith(f"{LANGUAGE}=cy")]
    assert '<html lang="cy">' in client.get("/compare").text
    assert '<html lang="en">' in client.get("/compare?lang=en").text
    assert '<html lang="en">' in client.get("/compare?lang=xx").text
    client.delete_cookie(LANGUAGE)


def test_the_other_language_is_a_link_to_the_same_page(welsh: None) -> None:
    (other,) = shell.language_links("/board", "?board=powys&run=1")
    assert (other.children, other.lang) == ("Cymraeg", "cy")
    assert other.href == "/board?board=powys&run=1&lang=cy"


def test_boards_have_their_official_welsh_names(welsh: None) -> None:
    use_language("cy")
    assert name_of(BOARDS, "swansea-bay") == "Bae Abertawe"
    assert translated(BOARDS)["cardiff-and-vale"] == "Caerdydd a'r Fro"
    use_language("en")
    assert name_of(BOARDS, "swansea-bay") == "Swansea Bay"


def test_every_colour_of_a_figure_has_a_twin_for_dark_grounds(root: Path) -> None:
    folder = root / "dashboard" / "figures"
    style = (folder / "style.py").read_text("utf-8").split("IN_THE_DARK = ")[0]
    texts = [style] + [
        path.read_text("utf-8")
        for path in folder.glob("*.py")
        if path.name != "style.py"
    ]
    used = {
        colour.replace(" ", "") for text in texts for colour in COLOUR.findall(text)
    }
    assert used - set(IN_THE_DARK) == set()


def test_the_style_sheets_name_their_colours_once(root: Path) -> None:
    """A colour that is written where it is used stays light in the dark theme."""
    found = []
    for path in (root / "dashboard" / "assets").glob("*.css"):
        for line in path.read_text("utf-8").splitlines():
            named = line.strip().startswith("--") or ":root" in line
            if not named and re.search(r"(?<!&)#[0-9a-fA-F]{3,8}\b", line):
                found.append(f"{path.name}: {line.strip()[:60]}")
    assert found == []


def test_the_vendored_plotly_is_the_one_that_figures_are_made_for() -> None:
    ours = gzip.decompress(
        (serving.VENDORED / "plotly-cartesian.min.js.gz").read_bytes()
    )
    version = re.compile(rb"plotly\.js[^\n]* v([\d.]+)")
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with whole.open("rb") as file:
        theirs = version.search(file.read(500))
    found = version.search(ours[:500])
    assert found
    assert theirs
    assert found[1] == theirs[1]
    assert (serving.VENDORED / "plotly-LICENSE.txt").exists()


def test_texts_are_sent_packed_to_those_who_take_it(client: FlaskClient) -> None:
    packs = {"Accept-Encoding": "gzip"}
    for path in (shell.PLOTLY, "/assets/dashboard.css", "/_dash-layout"):
        with client.get(path, headers=packs) as small, client.get(path) as whole:
            assert small.headers["Content-Encoding"] == "gzip", path
            assert "Content-Encoding" not in whole.headers
            assert gzip.decompress(small.data) == whole.data
        assert small.headers["Vary"] == "Accept-Encoding"
    assert client.get("/assets/vendor/../dashboard.css.js").status_code == 404
    assert client.get("/assets/vendor/plotly-LICENSE.txt").status_code == 404


def test_figures_are_told_the_months_of_the_language(client: FlaskClient) -> None:
    """Figures name months by themselves, in English unless they are told others."""
    told = re.search('name="month-names" content="(.*?)"', page_in(client, "cy"))
    assert told is not None
    named = json.loads(html.unescape(told[1]))
    assert named["months"][3] == "Ebrill"
    assert {len(each) for each in named.values()} == {12}


def page_in(client: FlaskClient, language: str) -> str:
    """The first page in a language; other tests go on in English."""
    shown = client.get(f"/?lang={language}").get_data(as_text=True)
    client.delete_cookie(LANGUAGE)
    use_language("en")
    return shown
