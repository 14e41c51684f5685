"""What calamine does not tell of a sheet, read from its XML in one streaming pass.

How far the cells reach, which formulas have no stored value or end in an error, which rows and
columns are hidden, how dates are displayed, which numbers are percentages. Runs in the child
process, before anything else parses the sheet.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from kaohe_tools.locale import text
from kaohe_tools.sheets.container import MAIN, Refused, dtd_refused, part_of, tree_of
from kaohe_tools.sheets.letters import column_index, column_letter

MAX_ROWS = 200_000
MAX_COLUMNS = 500

Place = tuple[int, int]

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# numFmtId → the form in which Excel shows it by default; the rest are in the workbook's own styles
_BUILT_IN_DATES = {14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm"}
_BUILT_IN_DATES |= dict.fromkeys((27, 57), "yyyy年m月") | {31: "yyyy年m月d日", 28: "m月d日", 58: "m月d日"}
_BUILT_IN_PERCENTS = {9: "0%", 10: "0.00%"}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


@dataclass(frozen=True)
class Styles:
    """The cell styles that do not show the number they store, by style number.

    Attributes
    ----------
    dates : dict
        The display form of those that show dates.
    percents : frozenset of str
        Those that show percentages.
    """

    dates: dict[str, str]
    percents: frozenset[str]


@dataclass
class SheetScan:
    """What the streaming pass over one sheet saw; rows and columns count from 0."""

    last_row: int = -1
    last_column: int = -1
    valueless: list[Place] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    date_forms: dict[Place, str] = field(default_factory=dict)
    percents: list[Place] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)


def read_styles(book: zipfile.ZipFile) -> Styles:
    """Return which of a workbook's cell styles show dates and which show percentages."""
    dates: dict[str, str] = {}
    percents: set[str] = set()
    if "xl/styles.xml" in book.namelist():
        root = tree_of(book, "xl/styles.xml")
        forms = _BUILT_IN_DATES | _BUILT_IN_PERCENTS
        forms |= {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in root.iter(f"{MAIN}numFmt")}
        for number, xf in enumerate(root.findall(f"{MAIN}cellXfs/{MAIN}xf")):
            form = forms.get(int(xf.get("numFmtId") or 0), "")
            bare = _QUOTED.sub("", form).lower()
            if "%" in bare:
                percents.add(str(number))
            elif "d" in bare or "y" in bare or "年" in form or "月" in form:
                dates[str(number)] = form
    return Styles(dates, frozenset(percents))


def scan_sheet(book: zipfile.ZipFile, part: str, sheet: str, styles: Styles) -> SheetScan:
    """Stream through one sheet's XML.

    Raises
    ------
    Refused
        If it is no well-formed XML, carries a DTD, or has a cell beyond the bounds; the cell is named.
    """
    pass_ = _Pass(sheet, part, styles)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = pass_.start, pass_.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = pass_.words, pass_.doctype
    try:
        for piece in part_of(book, part):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as err:
        raise Refused(
            text("the file is damaged: its part {name} cannot be read; save it anew in Excel.", name=part), sheet
        ) from err
    return pass_.seen


class _Pass:
    """The parser's handlers, and the cell that is open."""

    def __init__(self, sheet: str, part: str, styles: Styles) -> None:
        self.sheet, self.part, self.styles = sheet, part, styles
        self.seen = SheetScan()
        self.row, self.column = -1, -1
        self.style, self.type = "", ""
        self.formula, self.value = False, ""
        self.listening = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._open(attrs)
        elif name == "f":
            self.formula = True
        elif name in ("v", "is"):
            self.listening = True
        elif name == "row":
            written = attrs.get("r", "")
            self.row, self.column = (int(written) - 1 if written.isdigit() else self.row + 1), -1
            if attrs.get("hidden") in ("1", "true"):
                self.seen.hidden_rows.append(self.row)
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            first, last = int(attrs.get("min") or 1), int(attrs.get("max") or 1)
            self.seen.hidden_columns.extend(range(first - 1, min(last, MAX_COLUMNS)))

    def _open(self, attrs: dict[str, str]) -> None:
        """Open a cell; one that does not say where it stands follows the one before."""
        where = attrs.get("r", "")
        match = _CELL.fullmatch(where)
        if match:
            self.row, self.column = int(match[2]) - 1, column_index(match[1])
        elif where:
            raise Refused(text("“{cell}” is no cell; save the workbook anew in Excel.", cell=where[:20]), self.sheet)
        else:
            self.column += 1
        self.style, self.type = attrs.get("s", ""), attrs.get("t", "")
        self.formula, self.value = False, ""

    def words(self, data: str) -> None:
        if self.listening:
            self.value += data

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("v", "is"):
            self.listening = False
        elif name == "c" and (self.value or self.formula):
            self._close()

    def _close(self) -> None:
        """Note a cell that holds something."""
        at, seen = (self.row, self.column), self.seen
        if self.row >= MAX_ROWS or self.column >= MAX_COLUMNS:
            said = text(
                "a cell lies beyond row {rows} or column {columns}; delete what stands there.",
                rows=MAX_ROWS,
                columns=MAX_COLUMNS,
            )
            raise Refused(said, self.sheet, f"{column_letter(self.column)}{self.row + 1}")
        seen.last_row, seen.last_column = max(seen.last_row, self.row), max(seen.last_column, self.column)
        if not self.value:
            seen.valueless.append(at)
            return
        if self.type == "e":
            seen.errors[at] = self.value
        if self.style in self.styles.dates:
            seen.date_forms[at] = self.styles.dates[self.style]
        if self.style in self.styles.percents:
            seen.percents.append(at)

    def doctype(self, *_declared: object) -> None:
        raise Refused(dtd_refused(self.part), self.sheet)
