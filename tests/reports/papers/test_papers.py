"""Papers in five formats: opened by other libraries, with titles that mean harm."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pptx import Presentation
from typer.testing import CliRunner, Result

from planner.board_data.workbook import read_return, save_return
from planner.board_data.workbook.sheets import ALL_TITLES, PLAN_SHEETS, REPORT_SECTIONS
from planner.cli.main import app
from planner.errors import ScenarioError
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.reports.papers.formats import FORMATS

HOSTILE = (
    '=HYPERLINK("http://a.example") <script>alert(1)</script> #image("/etc/passwd")'
    " *b* $x$ ] } & \\"
)
BOARD = "hywel-dda"
SMALL = ["--board", BOARD, "--years", "2", "-n", "4", "--workers", "1"]
CHANGE = """
title = "More scanning"
why = "To try."
from = 2026-10-01
source = "a trial"
confidence = "assumption"
[set."boards.hywel-dda.scanners.scanner.sessions_a_week"]
value = {sessions}
unit = "sessions a week"
"""


def call(*arguments: object) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(
        app, list(map(str, arguments)), env={"COLUMNS": "200"}, catch_exceptions=False
    )


def write_option(folder: Path, title: str, sessions: float = 10.0) -> Path:
    """An option file with this title."""
    (folder / "more-scans.toml").write_text(CHANGE.format(sessions=sessions), "utf-8")
    path = folder / "option.toml"
    lines = [f"title = {json.dumps(title)}", 'question = "?"']
    path.write_text("\n".join([*lines, 'changes = ["more-scans"]\n']), "utf-8")
    return path


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        folder = tmp_path_factory.mktemp("cache")
        changed.setenv("XDG_CACHE_HOME", str(folder))
        yield


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a paper in every format; the option's title means harm."""
    folder = tmp_path_factory.mktemp("papers")
    option = write_option(folder, HOSTILE)
    done = call("report", option, *SMALL, "--out", folder / "out")
    assert done.exit_code == 0, done.output
    return folder / "out"


@pytest.fixture(scope="module")
def manifest(papers: Path) -> dict[str, Any]:
    return dict(json.loads((papers / "manifest.json").read_text("utf-8")))


def test_every_format_is_one_file_and_nothing_else_is_there(
    papers: Path, manifest: dict[str, Any]
):
    assert set(manifest["files"]) == set(FORMATS.values())
    there = {path.name for path in papers.iterdir()}
    assert there == {*FORMATS.values(), "manifest.json"}


def test_the_page_of_html_takes_a_title_for_text_and_asks_nothing_of_others(
    papers: Path,
):
    text = (papers / "paper.html").read_text("utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    links = re.findall(r"""(?:href|src)=["']([^"']+)""", text)
    assert links
    assert all(link.startswith("#part-") for link in links)


def test_no_text_of_the_workbook_is_a_formula(papers: Path):
    book = load_workbook(papers / "paper.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert not any(cell.hyperlink for cell in cells)
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    assert any("HYPERLINK" in text for text in texts)
    assert not any(text.startswith("=") for text in texts)


def test_the_workbook_has_its_sections_native_charts_and_stamps(
    papers: Path, manifest: dict[str, Any]
):
    book = load_workbook(papers / "paper.xlsx")
    assert tuple(book.sheetnames[: len(REPORT_SECTIONS)]) == REPORT_SECTIONS
    assert tuple(book.sheetnames[-len(ALL_TITLES) :]) == ALL_TITLES
    assert {"Plan", "Plan 2", "Option budgets"} <= set(book.sheetnames)
    fingerprint = next(iter(manifest["fingerprints"].values()))
    for page in book.worksheets[: -len(ALL_TITLES)]:
        if page.title in PLAN_SHEETS:
            continue
        assert fingerprint in page.oddFooter.left.text, page.title
    with zipfile.ZipFile(papers / "paper.xlsx") as archive:
        names = archive.namelist()
        charts = [name for name in names if name.startswith("xl/charts/chart")]
        drawings = [name for name in names if name.startswith("xl/drawings/drawing")]
        told = [archive.read(name).decode() for name in drawings]
        drawn = [archive.read(name).decode() for name in charts]
    assert len(charts) >= 5
    assert all('descr="' in text for text in told)
    assert all("illustrative: not this board" in text for text in drawn)


def test_six_slides_have_findings_stamps_and_charts_that_can_be_edited(
    papers: Path, manifest: dict[str, Any]
):
    deck = Presentation(str(papers / "slides.pptx"))
    fingerprint = next(iter(manifest["fingerprints"].values()))
    assert len(deck.slides) == 6
    charts, titles = [], []
    for slide in deck.slides:
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        assert any(fingerprint in text for text in texts)
        titles.append(slide.shapes.title.text)
        charts += [shape for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    for shape in charts:
        assert shape.chart.part.chart_workbook.xlsx_part is not None
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        assert "illustrative" in shape.chart.chart_title.text_frame.text
    assert len(set(titles)) == 6
    assert any("<script>alert(1)</script>" in title for title in titles)


def test_the_workbook_inside_a_slide_holds_no_formula(papers: Path):
    deck = Presentation(str(papers / "slides.pptx"))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    for shape in shapes:
        if not shape.has_chart:
            continue
        blob = shape.chart.part.chart_workbook.xlsx_part.blob
        book = load_workbook(io.BytesIO(blob))
        cells = [c for page in book for row in page.iter_rows() for c in row]
        assert all(cell.data_type != "f" for cell in cells)


def test_the_word_paper_is_in_order_and_says_every_picture_in_words(
    papers: Path, manifest: dict[str, Any]
):
    document = Document(str(papers / "paper.docx"))
    heads = [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style.name == "Heading 1"
    ]
    order = [
        "Summary", "Case for change", "Current service", "Options appraisal",
        "Workforce", "DXA and therapy capacity", "Benefits", "Money",
        "Risks and sensitivity", "Equality", "Timetable and review", "Recommendation",
        "Assumptions",
    ]  # fmt: skip
    assert [head.split(". ", 1)[-1] for head in heads[: len(order)]] == order
    assert len(document.inline_shapes) >= 5
    for shape in document.inline_shapes:
        assert "illustrative" in shape._inline.docPr.get("descr")
    fingerprint = next(iter(manifest["fingerprints"].values()))
    assert fingerprint in document.sections[0].footer.paragraphs[0].text
    for table in document.tables:
        first = table._tbl.tr_lst[0]
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert len(table._tbl.tr_lst) > 1
    language = document.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"


def test_no_key_of_an_input_is_read_in_a_paper_and_no_foot_hides_text(papers: Path):
    text = (papers / "paper.html").read_text("utf-8")
    assert not re.findall(r"(?:boards|benefits|posts)\.[a-z][\w.-]*", text)
    assert "Scanners, scanner, sessions a week (Hywel Dda University" in text
    assert "position: fixed" not in text


def test_the_pdf_is_tagged_for_screen_readers(papers: Path):
    content = (papers / "paper.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert b"pdfuaid:part" in content
    assert b"/StructTreeRoot" in content
    assert b"root:" not in content


def test_a_format_that_there_is_not_is_refused_and_nothing_is_written(tmp_path: Path):
    with pytest.raises(ScenarioError) as refused:
        call("report", *SMALL, "--format", "pdf,odt,exe", "--out", tmp_path / "out")
    assert [problem.value for problem in refused.value.problems] == ["'odt'", "'exe'"]
    with pytest.raises(ScenarioError):
        call("report", *SMALL, "--format", ",", "--out", tmp_path / "out")
    with pytest.raises(ScenarioError):
        call("report", *SMALL, "--out", tmp_path / "paper.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_imports_back_to_the_inputs_that_it_stamps(tmp_path: Path):
    """A plan with a board's own numbers, written as a report, read back."""
    base, today = load_scenario("wales-today"), datetime.date.today()
    template = tmp_path / "mine.xlsx"
    assert call("template", template, "--board", BOARD).exit_code == 0
    book = load_workbook(template)
    page = book["Scanner diary"]
    heads = [cell.value for cell in page[1]]
    page.cell(4, heads.index("sessions a week") + 1).value = 8
    book.save(template)
    own = tmp_path / "own"
    returned = read_return(template, base, BOARD, today=today, name="mine")
    file = save_return(own, returned)
    plan = apply_option(base, load_option(file))
    folder = tmp_path / "out"
    start = ["--start", file, "--board", BOARD, "--workers", "1"]
    done = call("report", *start, "-n", 1, "--format", "xlsx", "--out", folder)
    assert done.exit_code == 0, done.output
    again = read_return(folder / "paper.xlsx", base, BOARD, today=today, name="mine")
    file = save_return(own, again, replace=True)
    stamped = json.loads((folder / "manifest.json").read_text("utf-8"))["fingerprints"]
    back = apply_option(base, load_option(file)).fingerprint()
    assert [*stamped.values()] == [plan.fingerprint()] == [back]


def test_the_workbook_gives_back_every_plan_with_its_fitting_sets(
    papers: Path, tmp_path: Path, manifest: dict[str, Any]
):
    """A plain scenario and an option, from their files alone."""
    done = call("import", papers / "paper.xlsx", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    plans = [load_scenario(tmp_path / f"paper{n}.toml") for n in ("", "-2")]
    stamped = list(manifest["fingerprints"].values())
    assert [plan.fingerprint() for plan in plans] == stamped
    assert all(plan.fitting_sets for plan in plans)


def test_an_untouched_workbook_of_a_report_changes_no_number(papers: Path):
    base = load_scenario("wales-today")
    returned = read_return(
        papers / "paper.xlsx", base, BOARD, today=datetime.date.today()
    )
    assert returned.unchanged


def test_a_title_says_cleared_only_where_nearly_every_run_clears(papers: Path):
    deck = Presentation(str(papers / "slides.pptx"))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    told = "\n".join(s.text_frame.text for s in shapes if s.has_text_frame)
    said = r"9 runs in 10 have cleared .*? \((\d+) of (\d+) by the plan's end\)"
    for found in re.finditer(said, told):
        assert int(found[1]) >= 0.9 * int(found[2])
    assert "Wales today (Hywel Dda)" in told
    assert "Wales today:" not in told
    assert "Hywel Dda University Health Board, 2 years from" in told
    assert "0 to 0 %" not in told


def test_a_bar_on_a_slide_speaks_of_no_band_and_per_cent_end_at_a_hundred(papers: Path):
    deck = Presentation(str(papers / "slides.pptx"))
    case = deck.slides[1]
    texts = [s.text_frame.text for s in case.shapes if s.has_text_frame]
    assert not any("Band:" in text for text in texts)
    (chart,) = [shape.chart for shape in case.shapes if shape.has_chart]
    assert chart.value_axis.maximum_scale == 100


def test_the_paper_holds_bottlenecks_gaps_risks_and_what_others_publish(papers: Path):
    text = (papers / "paper.html").read_text("utf-8")
    for said in ("Bottleneck, Wales today", "under each risk", "Capacity gap: WTE",
                 "Published figures are the newest of the audit",
                 "McLellan 2011: patients of the service, assessed",
                 "Held at their central values"):  # fmt: skip
        assert said in text
    assert re.search(r"avoided \(central case; low case [^;]+, ceiling", text)
