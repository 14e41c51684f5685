"""A workbook (.xlsx, .xlsm) with other points: only what changes is touched.

Formats, merges, formulas, pictures, charts, shapes, validations, print set-up and macros stay as
they are, since the parts that hold them are not read at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from lxml import etree

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _, plain
from kaohe_tools.sheets.cleaning import UNSEEN
from kaohe_tools.sheets.formats.container import sheet_parts
from kaohe_tools.sheets.grid import cell_name
from kaohe_tools.sheets.write_back.changes import Change, Changes, Place
from kaohe_tools.sheets.write_back.formulas import Formulas
from kaohe_tools.sheets.write_back.package import Package
from kaohe_tools.sheets.write_back.xlsx_cells import Cells, M, Strings
from kaohe_tools.sheets.write_back.xlsx_comments import Comments
from kaohe_tools.sheets.write_back.xlsx_list import Listed, add_list
from kaohe_tools.sheets.write_back.xlsx_styles import Styles

_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


class Rewritten(NamedTuple):
    """A workbook's bytes, notes for its reader, and the cells whose formulas come to something else now."""

    data: bytes
    notes: tuple[str, ...]
    computed: frozenset[tuple[str, str]]


def rewritten_workbook(data: bytes, changes: Changes, source: str) -> Rewritten:
    """Return a workbook with the changes written, marked and listed."""
    return _Workbook(data).rewritten(changes, source)


class _Workbook:
    """A workbook while it is rewritten."""

    def __init__(self, data: bytes) -> None:
        self.book = Package(data)
        self.part = "xl/workbook.xml"
        self.strings = Strings(self.book, self.part)
        self.styles = Styles(self.book, self.part)
        self.parts = {UNSEEN.sub("", name): part for name, part in sheet_parts(self.book.zip).items()}
        self.sheets = {n: Cells(self.book, part, n, self.strings) for n, part in self.parts.items()}
        self.formulas = Formulas(
            {(n, *at): f for n, cells in self.sheets.items() for at, f in cells.formulas()},
            {(n, *at): v for n, cells in self.sheets.items() for at, v in cells.numbers()},
        )
        self.comments: dict[str, Comments] = {}
        self.notes: list[str] = []
        self.computed: set[tuple[str, str]] = set()

    def rewritten(self, changes: Changes, source: str) -> Rewritten:
        replaced = self._recomputed(changes)
        for change in changes.cells:
            self._write(change, replaced.pop(change.place, ""))
        for place, formula in replaced.items():  # its points stay, but the formula would compute others
            self._fix(place, changes.numbers[place], formula)
        for comments in self.comments.values():
            comments.finish()
        if any(name.startswith("_xmlsignatures/") for name in self.book.names()):
            self.notes.append(_("The workbook was signed; the signature does not hold for this copy."))
        if self.notes or changes.cells:
            listed = Listed(source, changes.entries, self.notes)
            add_list(self.book, self.part, self.styles, listed)
        self._compute_on_load()
        return Rewritten(self.book.to_bytes(), tuple(self.notes), frozenset(self.computed))

    def _recomputed(self, changes: Changes) -> dict[Place, str]:
        """Bring stored results of formulas up to date; return those formulas that have to give way to a number."""
        formulas = self.formulas
        now = {c.place: c.number for c in changes.cells if c.number is not None}
        sums = {p for p in now if p in formulas.written and p not in changes.items}
        inputs = {p: v for p, v in now.items() if p not in sums}
        replaced = {p: formulas.written[p] for p in inputs if p in formulas.written}
        while True:  # a formula that gives way to a number is an input of the others
            touched = formulas.touched(set(inputs))
            results = formulas.after(inputs, touched)
            wrong = {
                p: changes.numbers[p]
                for p in (touched | sums) & changes.numbers.keys()
                if p not in inputs and results.get(p) != changes.numbers[p]
            }
            if not wrong:
                break
            inputs |= wrong
            replaced |= {p: formulas.written[p] for p in wrong}
        self._store(results)
        return replaced

    def _store(self, results: Mapping[Place, Decimal | None]) -> None:
        stale = [f"{s}!{cell_name(r, c)}" for (s, r, c), value in sorted(results.items()) if value is None]
        for (sheet, row, column), value in results.items():
            self.computed.add((sheet, cell_name(row, column)))
            if value is None:
                self.sheets[sheet].forget((row, column))
            else:
                self.sheets[sheet].number((row, column), value, keep_formula=True)
        if stale:
            self.notes.append(
                _("The formulas in {cells} are computed when Excel opens the workbook.").format(
                    cells=plain(stale[:20]) + ("…" if len(stale) > 20 else "")
                )
            )

    def _write(self, change: Change, formula: str) -> None:
        cells = self._sheet(change.sheet)
        at = (change.row, change.column)
        said = change.said
        if change.number is None:
            formula = formula or self.formulas.written.get(change.place, "")
            cells.words(at, change.raw, change.edits)
        elif formula or change.place not in self.formulas.written:
            cells.number(at, change.number)
        if formula:
            said += "\n" + _formula_was(formula)
        self._mark(change.sheet, at, change.number, said)

    def _fix(self, place: Place, value: Decimal, formula: str) -> None:
        sheet, row, column = place
        self._sheet(sheet).number((row, column), value)
        self._mark(sheet, (row, column), value, _formula_was(formula))
        self.notes.append(
            _("{cell} held the formula {formula}, which would now give other points; it holds the number {n}.").format(
                cell=f"{sheet}!{cell_name(row, column)}", formula=f"={formula}"[:80], n=value
            )
        )

    def _sheet(self, name: str) -> Cells:
        if name not in self.sheets:
            raise OutputError(_("The workbook has no sheet {name}; load it again.").format(name=name))
        return self.sheets[name]

    def _mark(self, sheet: str, at: tuple[int, int], value: Decimal | None, said: str) -> None:
        cell = self.sheets[sheet].at[at]
        cell.set("s", str(self.styles.changed(cell.get("s", "0"), value)))
        if sheet not in self.comments:
            self.comments[sheet] = Comments(self.book, self.parts[sheet])
        self.comments[sheet].add(cell_name(*at), *at, said)

    def _compute_on_load(self) -> None:
        """Ask Excel to compute every formula anew; its list of formulas goes, since some may be gone."""
        root = self.book.tree(self.part)
        found = root.find(f"{M}calcPr")
        if found is None:
            found = etree.Element(f"{M}calcPr")
            after = next(e for name in _BEFORE_CALC if (e := root.find(f"{M}{name}")) is not None)
            after.addnext(found)
        found.set("fullCalcOnLoad", "1")
        for part in self.book.related(self.part, "calcChain"):
            self.book.drop(part, self.part, "calcChain")


def _formula_was(formula: str) -> str:
    return _("Before, the formula ={formula} stood here.").format(formula=formula)
