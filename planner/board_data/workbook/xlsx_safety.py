"""Excel files judged from outside, before anything in them is opened."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import LARGEST_FILE_BYTES
from planner.locale import _, gettext_noop

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an old .xls file, and of a workbook behind a password."""
LARGEST_UNPACKED, LARGEST_PART, LARGEST_OTHER = 8_000_000, 2_000_000, 1_000_000
MOST_PARTS = 300
ROOMY = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml|xl/media/.*")
"""Parts that may be large; all others are small in any real workbook."""
SAVE_AS = gettext_noop("save it as an Excel workbook (.xlsx) and import that")
PASTE = gettext_noop("copy the values into the sheets of the template, without links")
STRICT = b"purl.oclc.org/ooxml"
"""In the namespaces of the strict kind of workbook, which few programs write."""
AS_USUAL = gettext_noop(
    'in Excel: File, Save As, type "Excel Workbook (.xlsx)"; import that'
)
DEFINITIONS = tuple(
    re.compile(re.escape(mark.encode(encoding)), re.IGNORECASE)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
READ = ("xl/", "docProps/", "_rels/", "[Content_Types]")
"""Folders of parts that are opened; parts that sharing programs add are not."""
ACTIVE: dict[str, tuple[str, str]] = {
    r"vbaproject|macrosheets|/vbadata|dialogsheets": (
        gettext_noop("holds macros, which are never run here"), SAVE_AS
    ),
    r"externallinks/": (gettext_noop("holds links to other files"), PASTE),
    r"embeddings/|activex/|ctrlprops/|oleobject": (
        gettext_noop("holds embedded objects or controls"), PASTE
    ),
    r"connections\.xml|querytables/|xl/model/": (
        gettext_noop("fetches data from elsewhere"), PASTE
    ),
    r"\.bin$": (gettext_noop("is a binary workbook (.xlsb)"), SAVE_AS),
}  # fmt: skip
"""Signs in the name of a part, the rule it breaks and how to fix it."""
PLAIN = gettext_noop("choose a plain format for its cells: Home, Number, General")
LONG_FORMAT = re.compile(rb"""formatCode\s*+=\s*+(?:"[^"]{1001}|'[^']{1001})""")
"""Excel allows 255; the reader takes minutes over a very long one."""
HARMLESS = re.compile(r"printersettings\d*\.bin$|thumbnail", re.IGNORECASE)


def wrong_container(path: Path) -> CellFinding | None:
    """The first reason not to open an Excel file, or None.

    Sizes are read from the archive's list of contents; whoever unpacks a part gets no
    more than the size that stands there.
    """
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        rule, hint = ACTIVE[next(iter(ACTIVE))]
        return CellFinding(_(rule), _(hint))
    size = path.stat().st_size
    if size > LARGEST_FILE_BYTES:
        rule = _(
            "is {size:,.0f} MB; at most {most:.0f} MB are read",
            size=size / 1e6,
            most=LARGEST_FILE_BYTES / 1e6,
        )
        return CellFinding(rule, _("keep only the template's sheets"))
    with path.open("rb") as file:
        start = file.read(len(OLE))
    if not size:
        return CellFinding(
            _("is empty"), _("save the workbook again, or copy it again")
        )
    if start == OLE:
        return _old_or_locked(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _wrong_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError,
            NotImplementedError, RuntimeError):  # fmt: skip
        return _not_whole()


def _not_whole() -> CellFinding:
    hint = _(
        "open it in Excel and save it as an Excel workbook (.xlsx) and import that; "
        "copy it again if that fails"
    )
    return CellFinding(_("is no Excel workbook, or only a part of one"), hint)


def _old_or_locked(path: Path) -> CellFinding:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        hint = _("take the password off: File, Info, Protect Workbook")
        return CellFinding(_("is locked with a password"), hint)
    return CellFinding(_("is an old Excel file (.xls)"), _(SAVE_AS))


def _wrong_parts(archive: zipfile.ZipFile) -> CellFinding | None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        rule = _(
            "holds {size:,.0f} MB in {parts} parts once unpacked",
            size=unpacked / 1e6,
            parts=len(parts),
        )
        hint = _(
            "delete empty rows and columns around the tables; "
            "keep only the sheets of the template"
        )
        return CellFinding(rule, hint)
    if any(part.flag_bits & 1 for part in parts):
        return CellFinding(_("is locked with a password"), _("take the password off"))
    if len(set(names)) < len(names) or any(".." in n or n[:1] == "/" for n in names):
        return _not_whole()
    for pattern, (rule, hint) in ACTIVE.items():
        found = re.compile(pattern, re.IGNORECASE)
        if any(found.search(name) and not HARMLESS.search(name) for name in names):
            return CellFinding(_(rule), _(hint))
    if "xl/workbook.xml" not in names:
        return CellFinding(_("is no Excel workbook"), _(SAVE_AS))
    if STRICT in archive.read("xl/workbook.xml"):
        return CellFinding(_("is a Strict Open XML Spreadsheet"), _(AS_USUAL))
    return next(
        (wrong for part in parts if (wrong := _wrong_part(archive, part))), None
    )


def _wrong_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> CellFinding | None:
    """A part that would take too long, or that is more than plain XML."""
    opened = part.filename.startswith(READ)
    largest = LARGEST_PART if ROOMY.fullmatch(part.filename) else LARGEST_OTHER
    if opened and part.file_size > largest:
        rule = _(
            "holds a part of {size:,.0f} MB ({part})",
            size=part.file_size / 1e6,
            part=part.filename,
        )
        hint = _("delete the empty rows and columns around the tables, then save")
        return CellFinding(rule, hint)
    text = archive.read(part)
    # Entities can blow a small file up; no spreadsheet program writes them anywhere.
    xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    if any(mark.search(text) for mark in DEFINITIONS) or (
        opened and xml and b"\x00" in text
    ):
        return CellFinding(_("holds XML with definitions of its own"), _(SAVE_AS))
    if LONG_FORMAT.search(text):
        return CellFinding(
            _("holds a number format of more than 1,000 characters"), _(PLAIN)
        )
    return None
