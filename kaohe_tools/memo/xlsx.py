"""The reviewed workbook, copied, with the findings as cell comments, colours and a list.

The copy is made with openpyxl, which reads and writes cells, styles, merges, formulas, comments,
rich text, pictures, charts, print settings, validations and conditional formats. It does **not**
keep: shapes and text boxes, form and ActiveX controls, slicers and timelines, sparklines and other
extensions, threads of modern comments (their text stays as an ordinary comment), signatures,
custom XML, the sizes of comment boxes, macros unless the copy is an .xlsm, and the values last
computed for formulas (Excel computes them anew when it opens the copy). What was lost from the
workbook at hand is said at the end of the list; the original stays as it is.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from kaohe_tools.errors import OutputError
from kaohe_tools.findings import Finding, Severity
from kaohe_tools.locale import _, text, use_language
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.package import settle
from kaohe_tools.memo.xlsx_list import add_list
from kaohe_tools.model import SourceRef
from kaohe_tools.plain_text import cell_text, clean, half_letters, one_line

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

AUTHOR = "kaohe_tools"
MAX_SHEET_BYTES = 40_000_000
"""All sheets together, unpacked: about 600,000 cells, which openpyxl copies in under a minute."""
MAX_MERGED_CELLS = 1_000_000
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_FILLS = {Severity.ERROR: "FFF4B6B0", Severity.WARNING: "FFFFE29A", Severity.NOTE: "FFCFE3F7"}
_LONGEST = 8000  # letters in one comment; Excel takes 32,767, a reader far fewer

_DROPPED = (
    (re.compile(r"xl/ctrlProps/"), text("form controls")),
    (re.compile(r"xl/activeX/"), text("ActiveX controls")),
    (re.compile(r"xl/slicers/"), text("slicers")),
    (re.compile(r"xl/timelines/"), text("timelines")),
    (re.compile(r"xl/threadedComments/"), text("threads of comments")),
    (re.compile(r"xl/media/.*\.(emf|wmf|svg|wdp)$", re.IGNORECASE), text("drawn pictures (EMF, WMF, SVG)")),
    (re.compile(r"xl/diagrams/"), text("diagrams")),
    (re.compile(r"xl/embeddings/"), text("embedded objects")),
    (re.compile(r"customXml/"), text("custom XML")),
    (re.compile(r"_xmlsignatures/"), text("signatures")),
)
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_SHAPES = re.compile(rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)\b")
_EXTENSIONS = re.compile(rb"<extLst\b")


def memo_xlsx(memo: Memo, source: bytes, *, macros: bool = False) -> bytes:
    """Return an annotated copy of the workbook `source` as bytes.

    Each cell that a finding names is coloured by its worst finding and carries a comment with all
    of them; a comment that was there stays above. A last sheet lists every finding.

    Raises
    ------
    OutputError
        If `source` is no .xlsx or .xlsm workbook, or one too large to copy.
    """
    with use_language(memo.language):
        book = _open(source, one_line(Path(memo.review.scheme.file).name), macros=macros)
        _annotate(book, memo)
        add_list(book, memo, lost_parts(source, macros=macros))
        out = io.BytesIO()
        book.save(out)
    return settle(out.getvalue(), memo.date, keep_created=True)


def _open(source: bytes, file: str, *, macros: bool) -> Workbook:
    try:
        if _is_huge(source):
            raise OutputError(
                _("{file} is too large for an annotated copy; write the memo as .docx or .html instead.").format(
                    file=file
                )
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it drops; lost_parts says it
            return load_workbook(io.BytesIO(source), rich_text=True, keep_vba=macros)
    except OutputError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, OSError, KeyError, ValueError, TypeError, SyntaxError) as err:
        raise OutputError(
            _(
                "{file}: an annotated copy can only be made of an .xlsx or .xlsm workbook; save it as .xlsx first."
            ).format(file=file)
        ) from err


def _is_huge(source: bytes) -> bool:
    """Whether openpyxl would take minutes over the workbook: too much in its sheets, or vast merges."""
    size = merged = 0
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        for entry in package.infolist():
            if not entry.filename.startswith("xl/worksheets/") or not entry.filename.endswith(".xml"):
                continue
            size += entry.file_size
            if size > MAX_SHEET_BYTES:
                return True
            for left, top, right, bottom in _MERGED.findall(package.read(entry)):
                wide = column_index_from_string(right.decode()) - column_index_from_string(left.decode()) + 1
                merged += wide * (int(bottom) - int(top) + 1)
    return merged > MAX_MERGED_CELLS


def _annotate(book: Workbook, memo: Memo) -> None:
    found: dict[tuple[str, str], list[tuple[Finding, bool]]] = defaultdict(list)
    anchors: dict[str, dict[str, str]] = {}
    for _number, finding, _block in memo.each():
        placed: set[tuple[str, str]] = set()
        for where in _places(finding):
            if where.sheet not in book.sheetnames:
                continue
            sheet = book[where.sheet]
            match = _CELL.match(where.cell)
            if not isinstance(sheet, Worksheet) or match is None:
                continue
            if where.sheet not in anchors:
                anchors[where.sheet] = _anchors(sheet)
            place = where.sheet, anchors[where.sheet].get(match[0], match[0])
            if place not in placed:
                found[place].append((finding, not placed))
                placed.add(place)
    for (name, cell), findings in found.items():
        _mark(book[name][cell], findings)
    for each in book.worksheets:
        for written in each._cells.values():  # iter_rows would make every empty cell up to a far one
            if written.comment:
                _size(written.comment)


def _places(finding: Finding) -> list[SourceRef]:
    """Return the cells to mark.

    Where a finding about many rows names a heading or a total first, that cell stands for it; the
    rows' cells are marked only where something is missing in them. Otherwise whole columns would
    be coloured, and what is wrong in single rows could not be seen.
    """
    wheres = [e.where for e in finding.evidence if e.where]
    if finding.general and wheres and not finding.evidence[0].indicator:
        return [w for n, w in enumerate(wheres) if n == 0 or not w.raw]
    return wheres


def _anchors(sheet: Worksheet) -> dict[str, str]:
    """Return, for every cell inside a merge, the top-left cell that shows its content."""
    return {
        f"{letter}{row}": merged.coord.split(":")[0]
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for letter in _letters(merged.min_col, merged.max_col)
    }


def _letters(first: int, last: int) -> list[str]:
    return [get_column_letter(n) for n in range(first, last + 1)]


def _mark(cell: Any, findings: list[tuple[Finding, bool]]) -> None:
    """Colour one cell and write its findings into a comment.

    `findings` come with whether this is their main cell: only there the comment says what to do.
    """
    findings = sorted(findings, key=lambda pair: pair[0].severity.rank)
    cell.fill = PatternFill("solid", fgColor=_FILLS[findings[0][0].severity])
    lines = []
    for finding, main in findings:
        lines.append(f"{finding.severity.mark} {finding.code} {cell_text(one_line(str(finding.message)))}")
        if main and finding.fix:
            lines.append(f"　→ {cell_text(one_line(str(finding.fix.title)))}")
    said = "\n".join(lines)
    author = AUTHOR
    if cell.comment is not None:
        author = cell.comment.author or AUTHOR
        said = f"{clean(cell.comment.text)}\n———— {AUTHOR} ————\n{said}"
    cell.comment = Comment(said[:_LONGEST], author)


def _size(comment: Comment) -> None:
    """Give a comment's box the room its text needs: 20 CJK letters to a line, up to 24 lines."""
    lines = sum(1 + half_letters(line) // 40 for line in comment.text.split("\n"))
    comment.width, comment.height = 300, 24 + 18 * min(lines, 24)


def lost_parts(source: bytes, *, macros: bool = False) -> tuple[str, ...]:
    """Return in words what the workbook `source` holds and a copy by openpyxl does not keep."""
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        names = package.namelist()
        lost = [str(label) for part, label in _DROPPED if any(part.match(n) for n in names)]
        if "xl/vbaProject.bin" in names and not macros:
            lost.append(_("macros"))
        if _holds(package, "xl/drawings/drawing", _SHAPES):
            lost.append(_("shapes and text boxes"))
        if _holds(package, "xl/worksheets/sheet", _EXTENSIONS):
            lost.append(_("sparklines or other extensions of a sheet"))
    return tuple(lost)


def _holds(package: zipfile.ZipFile, start: str, pattern: re.Pattern[bytes]) -> bool:
    return any(pattern.search(package.read(n)) for n in package.namelist() if n.startswith(start))
