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
from kaohe_tools.sheets.formats.container import MAIN, Refused, dtd_refused, part_of, refuse_doctype, tree_of
from kaohe_tools.sheets.letters import column_index, column_letter

MAX_ROWS = 200_000
MAX_COLUMNS = 500

Place = tuple[int, int]

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# numFmtId → the form in which Excel shows it by default; the rest are in the workbook's own styles
_BUILT_IN_DATES = {14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm"}
_BUILT_IN_DATES |= dict.fromkeys((27, 57), "yyyy年m月") | {31: "yyyy年m月d日", 28: "m月d日", 58: "m月d日"}
_BUILT_IN_PERCENTS = {9: "0%", 10: "0.00%"}
_FORMATTED = re.compile(rb"numFmtId=[\"'](?!0[\"'])|<!")
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
        data = b"".join(part_of(book, "xl/styles.xml"))
        refuse_doctype(data, "xl/styles.xml")
        if b"numFmtId" in data and not _FORMATTED.search(data):
            return Styles(dates, frozenset(percents))
        root = tree_of(book, "xl/styles.xml")
        forms = _BUILT_IN_DATES | _BUILT_IN_PERCENTS
        forms |= {_whole(f.get("numFmtId")): f.get("formatCode") or "" for f in root.iter(f"{MAIN}numFmt")}
        for number, xf in enumerate(root.findall(f"{MAIN}cellXfs/{MAIN}xf")):
            form = forms.get(_whole(xf.get("numFmtId")), "")
            bare = _QUOTED.sub("", form).lower()
            if "%" in bare:
                percents.add(str(number))
            elif "d" in bare or "y" in bare or "年" in form or "月" in form:
                dates[str(number)] = form
    return Styles(dates, frozenset(percents))


def _whole(written: str | bytes | None) -> int:
    """Return a number from an attribute; 0 for what is none."""
    return int(written) if written and written.isdigit() and len(written) < 10 else 0


def scan_sheet(book: zipfile.ZipFile, part: str, sheet: str, styles: Styles) -> SheetScan:
    """Look through one sheet's XML.

    XML as Excel writes it is searched with patterns, so that a million empty rows cost nothing; any
    other form of it (prefixes, comments, cells without places …) goes through a parser. Both see the same.

    Raises
    ------
    Refused
        If it is no well-formed XML, carries a DTD, or has a cell beyond the bounds; the cell is named.
    """
    data = b"".join(part_of(book, part))
    # comments and declarations could hide cells, a cell without a place has no form that is searched for
    if b"<sheetData" in data and b"<!" not in data and data.find(b"<?", 2) < 0:
        filled = _FILLED.findall(data)
        others = data.count(b"</c>") - len(filled)
        if not others or others == sum(1 for _hollow in _HOLLOW.finditer(data)):
            return _searched(data, filled, sheet, styles)
    return _parsed(data, part, sheet, styles)


_FILLED = re.compile(rb'<c r="([A-Z]+)([1-9][0-9]*)"([^>/]*)>(?!</c>|<v/></c>|<v></v></c>)')
_HOLLOW = re.compile(rb'<c r="[A-Z]+[1-9][0-9]*"[^>/]*>(?:</c>|<v/></c>|<v></v></c>)')
_FORMULA_ONLY = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v/>|<v></v>)?</c>')
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:<f(?:[^>]*/>|[^>]*>[^<]*</f>))?<v>([^<]*)</v>')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden=["\'](?:1|true)["\'])[^>]*\br=["\']([0-9]+)["\']')
_HIDDEN_COLUMNS = re.compile(rb'<col (?=[^>]*\bhidden=["\'](?:1|true)["\'])([^>]*)>')
_STYLE = re.compile(rb' s="([0-9]+)"')


def _searched(data: bytes, filled: list[tuple[bytes, bytes, bytes]], sheet: str, styles: Styles) -> SheetScan:
    seen = SheetScan()
    if not filled:
        return seen
    letters, numbers, attributes = zip(*filled, strict=True)
    columns = {name: column_index(name.decode()) for name in set(letters)}
    seen.last_row, seen.last_column = max(map(int, numbers)) - 1, max(columns.values())
    if seen.last_row >= MAX_ROWS or seen.last_column >= MAX_COLUMNS:
        raise _first_too_far(sheet, filled)
    shown = {written: _shown(written, styles) for written in set(attributes)}
    if any(date is not None or percent for date, percent in shown.values()):
        for name, number, written in filled:
            date, percent = shown[written]
            if date is not None:
                seen.date_forms[int(number) - 1, columns[name]] = date
            if percent:
                seen.percents.append((int(number) - 1, columns[name]))
    if b"<f" in data:
        seen.valueless = [_place(m) for m in _FORMULA_ONLY.findall(data)]
        for place in seen.valueless:
            seen.date_forms.pop(place, None)
        without = set(seen.valueless)
        seen.percents = [place for place in seen.percents if place not in without]
    if b't="e"' in data:
        seen.errors = {_place(m): m[2].decode("utf-8", "replace") for m in _ERROR.findall(data)}
    if b"hidden=" in data:
        seen.hidden_rows = [int(number) - 1 for number in _HIDDEN_ROW.findall(data) if len(number) < 10]
        for attributes in _HIDDEN_COLUMNS.findall(data):
            ends = dict(re.findall(rb'\b(min|max)="([0-9]+)"', attributes))
            first, last = _whole(ends.get(b"min")) or 1, _whole(ends.get(b"max")) or 1
            seen.hidden_columns.extend(range(first - 1, min(last, MAX_COLUMNS)))
    return seen


def _shown(attributes: bytes, styles: Styles) -> tuple[str | None, bool]:
    style = _STYLE.search(attributes)
    name = style[1].decode() if style else ""
    return styles.dates.get(name), name in styles.percents


def _first_too_far(sheet: str, filled: list[tuple[bytes, bytes, bytes]]) -> Refused:
    for letters, number, _attributes in filled:
        row, column = int(number) - 1, column_index(letters.decode())
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            return _too_far(sheet, row, column)
    raise AssertionError(sheet)


def _place(found: tuple[bytes, ...]) -> Place:
    return int(found[1]) - 1, column_index(found[0].decode())


def _too_far(sheet: str, row: int, column: int) -> Refused:
    said = text(
        "a cell lies beyond row {rows} or column {columns}; delete what stands there.",
        rows=MAX_ROWS,
        columns=MAX_COLUMNS,
    )
    return Refused(said, sheet, f"{column_letter(column)}{row + 1}")


def _parsed(data: bytes, part: str, sheet: str, styles: Styles) -> SheetScan:
    pass_ = _Pass(sheet, part, styles)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = pass_.start, pass_.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = pass_.words, pass_.doctype
    try:
        parser.Parse(data, True)
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
            self.row, self.column = (_whole(written) or self.row + 2) - 1, -1
            if attrs.get("hidden") in ("1", "true"):
                self.seen.hidden_rows.append(self.row)
        elif name == "col" and attrs.get("hidden") in ("1", "true"):
            first, last = _whole(attrs.get("min")) or 1, _whole(attrs.get("max")) or 1
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
            raise _too_far(self.sheet, self.row, self.column)
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
