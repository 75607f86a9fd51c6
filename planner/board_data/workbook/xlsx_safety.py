"""Excel files judged from outside, before anything in them is opened."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import LARGEST_FILE_BYTES

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an old .xls file, and of a workbook behind a password."""
LARGEST_UNPACKED, LARGEST_PART, LARGEST_OTHER = 8_000_000, 2_000_000, 1_000_000
MOST_PARTS = 300
ROOMY = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml|xl/media/.*")
"""Parts that may be large; all others are small in any real workbook."""
SAVE_AS = "save it as an Excel workbook (.xlsx) and import that"
PASTE = "copy the values into the sheets of the template, without links"
STRICT = b"purl.oclc.org/ooxml"
"""In the namespaces of the strict kind of workbook, which few programs write."""
AS_USUAL = 'in Excel: File, Save As, type "Excel Workbook (.xlsx)"; import that'
DEFINITIONS = tuple(
    re.compile(re.escape(mark.encode(encoding)), re.IGNORECASE)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
READ = ("xl/", "docProps/", "_rels/", "[Content_Types]")
"""Where parts lie that are opened; what sharing programs add beside them is not."""
ACTIVE: dict[str, tuple[str, str]] = {
    r"vbaproject|macrosheets|/vbadata|dialogsheets": (
        "holds macros, which are never run here", SAVE_AS
    ),
    r"externallinks/": ("holds links to other files", PASTE),
    r"embeddings/|activex/|ctrlprops/|oleobject": (
        "holds embedded objects or controls", PASTE
    ),
    r"connections\.xml|querytables/|xl/model/": (
        "fetches data from elsewhere", PASTE
    ),
    r"\.bin$": ("is a binary workbook (.xlsb)", SAVE_AS),
}  # fmt: skip
"""What a name inside the file gives away, the rule it breaks and how to fix it."""
PLAIN = "choose a plain format for its cells: Home, Number, General"
LONG_FORMAT = re.compile(rb"""formatCode\s*+=\s*+(?:"[^"]{1001}|'[^']{1001})""")
"""Excel allows 255; the reader takes minutes over a very long one."""
HARMLESS = re.compile(r"printersettings\d*\.bin$|thumbnail", re.IGNORECASE)


def wrong_container(path: Path) -> CellFinding | None:
    """The first reason not to open an Excel file, or None.

    Sizes are read from the archive's list of contents; whoever unpacks a part gets no
    more than the size that stands there.
    """
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        return CellFinding(*ACTIVE[next(iter(ACTIVE))])
    size = path.stat().st_size
    if size > LARGEST_FILE_BYTES:
        rule = f"is {size / 1e6:,.0f} MB; at most {LARGEST_FILE_BYTES / 1e6:.0f} MB"
        return CellFinding(f"{rule} are read", "keep only the template's sheets")
    with path.open("rb") as file:
        start = file.read(len(OLE))
    if not size:
        return CellFinding("is empty", "save the workbook again, or copy it again")
    if start == OLE:
        return _old_or_locked(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _wrong_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError,
            NotImplementedError, RuntimeError):  # fmt: skip
        return _not_whole()


def _not_whole() -> CellFinding:
    rule = "is no Excel workbook, or only a part of one"
    return CellFinding(
        rule, f"open it in Excel and {SAVE_AS}; copy it again if that fails"
    )


def _old_or_locked(path: Path) -> CellFinding:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        hint = "take the password off: File, Info, Protect Workbook"
        return CellFinding("is locked with a password", hint)
    return CellFinding("is an old Excel file (.xls)", SAVE_AS)


def _wrong_parts(archive: zipfile.ZipFile) -> CellFinding | None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        rule = f"holds {unpacked / 1e6:,.0f} MB in {len(parts)} parts once unpacked"
        hint = "delete empty rows and columns around the tables; keep only the sheets"
        return CellFinding(rule, f"{hint} of the template")
    if any(part.flag_bits & 1 for part in parts):
        return CellFinding("is locked with a password", "take the password off")
    if len(set(names)) < len(names) or any(".." in n or n[:1] == "/" for n in names):
        return _not_whole()
    for pattern, (rule, hint) in ACTIVE.items():
        found = re.compile(pattern, re.IGNORECASE)
        if any(found.search(name) and not HARMLESS.search(name) for name in names):
            return CellFinding(rule, hint)
    if "xl/workbook.xml" not in names:
        rule = "is no Excel workbook"
        return CellFinding(rule, SAVE_AS)
    if STRICT in archive.read("xl/workbook.xml"):
        return CellFinding("is a Strict Open XML Spreadsheet", AS_USUAL)
    return next(
        (wrong for part in parts if (wrong := _wrong_part(archive, part))), None
    )


def _wrong_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> CellFinding | None:
    """A part that would take too long, or that is more than plain XML."""
    opened = part.filename.startswith(READ)
    largest = LARGEST_PART if ROOMY.fullmatch(part.filename) else LARGEST_OTHER
    if opened and part.file_size > largest:
        rule = f"holds a part of {part.file_size / 1e6:,.0f} MB ({part.filename})"
        hint = "delete the empty rows and columns around the tables, then save"
        return CellFinding(rule, hint)
    text = archive.read(part)
    # Entities can blow a small file up; no spreadsheet program writes them anywhere.
    xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    if any(mark.search(text) for mark in DEFINITIONS) or (
        opened and xml and b"\x00" in text
    ):
        return CellFinding("holds XML with definitions of its own", SAVE_AS)
    if LONG_FORMAT.search(text):
        return CellFinding("holds a number format of more than 1,000 characters", PLAIN)
    return None
