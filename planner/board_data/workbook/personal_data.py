"""Personal data: refused, and never repeated."""

from __future__ import annotations

import datetime
import html
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import REFUSED, Cell, Grid, is_empty, letter
from planner.board_data.workbook.person_names import folded, holds_name
from planner.locale import _, gettext_noop, ngettext

NO_PATIENTS = gettext_noop(
    "the planner takes counts only: take every row and column about single people out,"
    " and send nobody such a file; a post or a scanner is named in small letters"
)
HEADINGS: dict[str, str] = {
    r"(fore|first|given|christian|middle|sur|last|family|full|patient)\W*+names?"
    r"|names?|patients?|person|nok|next of kin|known as|initials":
        gettext_noop("names"),
    r"d\W*+o\W*+b|(date|year|month) of birth|birth\W*+(date|day|year)|born|dod"
    r"|date of death":
        gettext_noop("dates of birth or death"),
    r"(nhs|n\.h\.s\.?)\W*+(number|numbers|no|nos|num|id)?\W*+":
        gettext_noop("NHS numbers"),
    r"(hospital|hosp|case\W*+note|unit|patient|district|crn|mrn|pas|local|record)"
    r"\W*+(number|no|num|id|identifier|ref|reference)\W*+|mrn|crn|chi\W*+(number|no)?":
        gettext_noop("hospital numbers"),
    r"post\W*+codes?|zip\W*+(codes?)?":
        gettext_noop("postcodes"),
    r"(home |e\W?mail |patient )?address(es)?( line)? ?\d?|e\W?mail|(tele)?phone"
    r"( (number|no))?|mobile( (number|no))?":
        gettext_noop("addresses"),
    r"ethnicity|religion|diagnosis|gp name|gp practice":
        gettext_noop("facts about single people"),
}  # fmt: skip
"""Headings of columns about single people, and what they ask for."""
HEADING_RULES = {re.compile(pattern): what for pattern, what in HEADINGS.items()}
TEN_DIGITS = re.compile(r"(?<![\d.])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\d.])")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
HOSPITAL_NUMBER = re.compile(r"\b[A-Z]{1,2}\d{6,7}\b", re.IGNORECASE)
EMAIL = re.compile(r"\S@[^\s@]+\.\w")
MARKS = (
    (POSTCODE, gettext_noop("a postcode")),
    (EMAIL, gettext_noop("an address")),
    (HOSPITAL_NUMBER, gettext_noop("a hospital number")),
)
"""Marks that give a person away anywhere in a text."""
BIRTH = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](19[0-6]\d|\d\d)|19[0-6]\d-\d\d-\d\d")
DATE_OF_BIRTH = gettext_noop("a date of birth")
NHS_NUMBER = gettext_noop("an NHS number")
PERSON_NAME = gettext_noop("a name")
LAST_BIRTH = datetime.date(1969, 12, 31)
MOST_ROWS_NAMED = 5
Judge = Callable[..., str]
"""`personal_value`, or the same with a memory."""
LONGEST_COMMENTS, LONGEST_LINE = 200_000, 200
COMMENTS = re.compile(
    r"xl/(comments[^/]*|(threadedComments|drawings|comments)/[^/]*)\.(xml|vml)"
)
AUTHOR = re.compile(r"<(?:\w{1,9}:)?author>([^<>]*)<")
TEXT = re.compile(r"<(?:\w{1,9}:)?(?:t|text)(?:\s[^<>]*)?>([^<>]*)(?=<)")
WORDS = re.compile(r"[^\W\d_]+")
JOB_WORDS = frozenset(
    WORDS.findall(
        "acting admin administrator advanced agency allied assistant associate "
        "band bank booking bone care centre charge chief clerk clerical clinic "
        "clinical community consultant coordinator co ordinator dental deputy "
        "director doctor dxa executive facilitator falls fellow finder finding "
        "case fls fracture general geriatrician gp head health healthcare "
        "hospital imaging junior lead leader liaison locum manager matron "
        "medical midwife nurse nurses nursing officer operator orthopaedic "
        "osteoporosis part pharmacist pharmacy physician physicist "
        "physiotherapist physio practice practitioner principal professional "
        "programme project radiographer radiography radiology receptionist "
        "record referral registered registrar reporter reporting research "
        "rheumatologist rheumatology roll out scan scanner secretary senior "
        "service services sister specialist specialty staff student support "
        "surgeon team technician temp temporary therapist time trainee trust "
        "vacancy vacant ward worker of and the for"
    )
)
"""Words of job titles, which name the work and no person."""
JOB_ENDINGS = (
    "ographer",
    "ician",
    "titioner",
    "inator",
    "ologist",
    "istrator",
    "scientist",
    "dietitian",
)


def nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number.

    >>> nhs_number("9434765919"), nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight
        for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9])


def personal_heading(text: str) -> str:
    """Kind of personal data that a heading asks for; else empty."""
    plain = " ".join(folded(text).replace("_", " ").split())
    plain = plain.strip(" .:;*?!").casefold()
    return next((w for rule, w in HEADING_RULES.items() if rule.fullmatch(plain)), "")


def personal_value(cell: Cell, *, prose: bool = False) -> str:
    """Kind of personal data that a cell seems to hold; else empty.

    Parameters
    ----------
    prose : whether sentences are expected here, which may hold places and titles
    """
    if isinstance(cell, datetime.date):
        return DATE_OF_BIRTH if cell <= LAST_BIRTH else ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    text = f"{cell:.0f}" if isinstance(cell, float) else folded(str(cell))
    if any(nhs_number("".join(parts)) for parts in TEN_DIGITS.findall(text)):
        return NHS_NUMBER
    if not isinstance(cell, str):
        return ""
    for rule, what in MARKS:
        if rule.search(text):
            return what
    if prose:
        return ""
    text = text.strip()
    if holds_name(text):
        return PERSON_NAME
    return DATE_OF_BIRTH if BIRTH.fullmatch(text) else ""


def refuse_personal(
    grid: Grid,
    *,
    prose: Collection[int] = (),
    all_prose: bool = False,
    kinds: Mapping[int, str] | None = None,
) -> list[CellFinding]:
    """Findings for columns and rows about single people; their cells are blotted out.

    Parameters
    ----------
    prose : places of columns whose cells hold sentences
    kinds : kind of column by place: a date column holds no dates of birth, and a
        choice may be a job title
    """
    findings: list[CellFinding] = []
    # A sheet may hold one text thousands of times; it is forgotten with the sheet.
    judge: Judge = lru_cache(maxsize=None, typed=True)(personal_value)
    lines = list(enumerate(grid.rows, 1))
    heads = next(grid.lines(), (0, []))
    if not all_prose:
        findings += _headings(grid, *heads)
    found: dict[int, list[tuple[int, str]]] = {}
    for number, cells in lines:
        if number != heads[0] or all_prose:
            comment = all_prose or _is_comment(cells)
            found_here = _in_row(cells, prose, comment, judge)
            own = [
                (place, what)
                for place, what in found_here
                if not _is_asked_for(cells[place], what, (kinds or {}).get(place, ""))
            ]
            if own:
                found[number] = own
                for place in range(len(cells)):
                    cells[place] = REFUSED
    return findings + _rows(grid.title, found)


def _is_asked_for(cell: Cell, what: str, kind: str) -> bool:
    """Whether a column asks for just such a thing: its own rule then judges it."""
    if what == DATE_OF_BIRTH:
        return kind == "date"
    words = WORDS.findall(str(cell).casefold())
    if what != PERSON_NAME or not words:
        return False
    if kind == "choice":
        return any(word in JOB_WORDS or word.endswith(JOB_ENDINGS) for word in words)
    return all(word in JOB_WORDS for word in words)


def personal_comments(path: Path) -> list[CellFinding]:
    """A finding where a comment or text box of a workbook is about one person."""
    found: dict[str, None] = {}
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            if COMMENTS.fullmatch(part):
                text = archive.read(part).decode("utf-8", "replace")
                found.update(dict.fromkeys(_personal_texts(text)))
    return [
        CellFinding(
            _(
                "a comment or text box seems to be about one person: {what}",
                what=_(what),
            ),
            hint,
        )
        for what in found
        for hint in (_("delete all comments (Review, Delete) and text boxes"),)
    ]


def _personal_texts(xml: str) -> Iterator[str]:
    authors = {html.unescape(name).strip() for name in AUTHOR.findall(xml)}
    texts = [html.unescape(text).strip() for text in TEXT.findall(xml)]
    # A comment may be cut into pieces, anywhere.
    for text in [*texts, "".join(texts), " ".join(texts)]:
        if text.rstrip(": ") in authors:
            continue
        for line in text[:LONGEST_COMMENTS].splitlines() or [""]:
            if what := personal_value(line.strip(), prose=len(line) > LONGEST_LINE):
                yield what


def _is_comment(cells: list[Cell]) -> bool:
    first = next((cell for cell in cells if not is_empty(cell)), None)
    return isinstance(first, str) and first.strip().startswith("#")


def _headings(grid: Grid, number: int, cells: list[Cell]) -> Iterator[CellFinding]:
    for place, cell in enumerate(cells):
        what = personal_heading(cell) if isinstance(cell, str) else ""
        if what:
            rule = _("a column asks for {what}", what=_(what))
            yield CellFinding(rule, _(NO_PATIENTS), grid.title, number, letter(place))
            for row in grid.rows[number - 1 :]:
                if place < len(row):
                    row[place] = REFUSED


def _in_row(
    cells: list[Cell], prose: Collection[int], all_prose: bool, judge: Judge
) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(cells):
        what = judge(cell, prose=all_prose or place in prose)
        if what:
            yield place, what


def _rows(title: str, found: dict[int, list[tuple[int, str]]]) -> list[CellFinding]:
    """A finding for each row; many rows together."""
    if len(found) > MOST_ROWS_NAMED:
        kinds = sorted({_(what) for own in found.values() for _place, what in own})
        first = min(found)
        rule = ngettext(
            "{n} row seems to be about one person: {kinds}",
            "{n} rows seem to be about single people: {kinds}",
            len(found),
            kinds=", ".join(kinds),
        )
        return [CellFinding(rule, _(NO_PATIENTS), title, first)]
    return [
        CellFinding(
            _(
                "seems to be about one person: {kinds}",
                kinds=", ".join(_(what) for _place, what in own),
            ),
            _(NO_PATIENTS),
            title,
            number,
            ", ".join(letter(place) for place, _what in own),
        )
        for number, own in found.items()
    ]
