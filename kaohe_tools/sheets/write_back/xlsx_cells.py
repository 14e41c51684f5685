"""The cells of one sheet of a workbook: values and texts written in place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from kaohe_tools.errors import OutputError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.points import format_points, from_excel
from kaohe_tools.sheets.grid import cell_name
from kaohe_tools.sheets.letters import column_index
from kaohe_tools.sheets.write_back.package import Element, Package
from kaohe_tools.sheets.write_back.spans import Replacement, applied, carried, split_over

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REF = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_PHONETIC = (f"{M}rPh", f"{M}phoneticPr")


class Strings:
    """The texts that cells share; it only grows, so that other cells keep theirs."""

    def __init__(self, book: Package, workbook: str) -> None:
        parts = book.related(workbook, "sharedStrings")
        self.root = book.tree(parts[0]) if parts else None

    def changed(self, index: int, raw: str, edits: tuple[Replacement, ...]) -> int | None:
        """Return the number of a text with some figures replaced; None where it is not the text expected."""
        if self.root is None or index >= len(self.root):
            return None
        made = copy.deepcopy(self.root[index])
        if not rewrite(made, raw, edits):
            return None
        self.root.append(made)
        for name in ("uniqueCount", "count"):
            if str(self.root.get(name, "")).isdigit():
                self.root.set(name, str(int(self.root.get(name)) + (name == "uniqueCount")))
        return len(self.root) - 1


def rewrite(holder: Element, raw: str, edits: tuple[Replacement, ...]) -> bool:
    """Replace figures in a text, each in the run in which it stands; return whether the text was the one expected."""
    nodes = [holder.find(f"{M}t"), *(run.find(f"{M}t") for run in holder.findall(f"{M}r"))]
    nodes = [node for node in nodes if node is not None]
    pieces = [node.text or "" for node in nodes]
    moved = carried(edits, raw, "".join(pieces))
    if moved is None:
        return False
    for node, words in zip(nodes, split_over(pieces, moved), strict=True):
        node.text = words
    for name in _PHONETIC:  # readings name places in the text, which have moved
        for child in holder.findall(name):
            holder.remove(child)
    return True


class Cells:
    """One worksheet's cells by their place."""

    def __init__(self, book: Package, part: str, name: str, strings: Strings) -> None:
        self.name, self.root, self.strings = name, book.tree(part), strings
        self.at: dict[tuple[int, int], Element] = {}
        row = -1
        for line in self.root.iterfind(f"{M}sheetData/{M}row"):
            said = line.get("r", "")
            row, column = int(said) - 1 if said.isdigit() else row + 1, -1
            for cell in line.iterfind(f"{M}c"):
                match = _REF.fullmatch(cell.get("r", ""))
                row, column = (int(match[2]) - 1, column_index(match[1])) if match else (row, column + 1)
                self.at[row, column] = cell

    def numbers(self) -> Iterator[tuple[tuple[int, int], Decimal]]:
        """Yield the numbers that stand in cells, stored results of formulas too."""
        for place, cell in self.at.items():
            value = cell.find(f"{M}v")
            if cell.get("t", "n") == "n" and value is not None and value.text:
                try:
                    yield place, from_excel(float(value.text))
                except (ValueError, PointsError):
                    continue

    def formulas(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the formulas; one that cells share is told to each of them."""
        shared: dict[str, tuple[str, str]] = {}
        for place, cell in self.at.items():
            formula = cell.find(f"{M}f")
            if formula is None:
                continue
            words, group = formula.text or "", formula.get("si", "")
            if formula.get("t") == "shared" and words:
                shared[group] = words, cell_name(*place)
            elif formula.get("t") == "shared" and group in shared:
                words = _translated(*shared[group], cell_name(*place))
            if words:
                yield place, words

    def number(self, place: tuple[int, int], value: Decimal, *, keep_formula: bool = False) -> None:
        """Write a number; a formula goes unless it is kept."""
        cell = self._cell(place)
        if not keep_formula:
            self._without_formula(place)
        cell.attrib.pop("t", None)
        for child in cell.findall(f"{M}is"):
            cell.remove(child)
        held = cell.find(f"{M}v")
        if held is None:
            held = etree.Element(f"{M}v")
            formula = cell.find(f"{M}f")
            cell.insert(0 if formula is None else cell.index(formula) + 1, held)
        held.text = f"{float(value):.15g}" if keep_formula else format_points(value)

    def forget(self, place: tuple[int, int]) -> None:
        """Take out a formula's stored number, so that no program shows the old one."""
        cell = self.at[place]
        held = cell.find(f"{M}v")
        if held is not None and cell.get("t", "n") == "n":
            cell.remove(held)

    def words(self, place: tuple[int, int], raw: str, edits: tuple[Replacement, ...]) -> None:
        """Replace figures in a text, its runs and their formats kept."""
        cell = self._cell(place)
        kind, held = cell.get("t", "n"), cell.find(f"{M}v")
        if kind == "s" and held is not None:
            number = self.strings.changed(int(held.text or -1), raw, edits)
            if number is not None:
                held.text = str(number)
                return
        elif kind == "inlineStr" and cell.find(f"{M}is") is not None:
            if rewrite(cell.find(f"{M}is"), raw, edits):
                return
        elif kind == "str" and held is not None:
            moved = carried(edits, raw, held.text or "")
            if moved is not None:
                self._without_formula(place)
                held.text = applied(held.text or "", moved)
                return
        raise OutputError(
            _("{cell} holds another text than “{words}”; nothing was written.").format(
                cell=f"{self.name} · {cell_name(*place)}", words=raw[:40]
            )
        )

    def _cell(self, place: tuple[int, int]) -> Element:
        cell = self.at.get(place)
        if cell is None:
            raise OutputError(
                _("{cell} was not found in the file; nothing was written.").format(
                    cell=f"{self.name} · {cell_name(*place)}"
                )
            )
        return cell

    def _without_formula(self, place: tuple[int, int]) -> None:
        """Take a cell's formula out; those that shared it get their own."""
        cell = self.at[place]
        formula = cell.find(f"{M}f")
        if formula is None:
            return
        if formula.get("t") == "shared":
            group = formula.get("si")
            for other, words in list(self.formulas()):
                own = self.at[other].find(f"{M}f")
                if own.get("si") == group and own.get("t") == "shared":
                    own.text = words
                    for name in ("t", "si", "ref"):
                        own.attrib.pop(name, None)
        cell.remove(formula)


def _translated(formula: str, origin: str, target: str) -> str:
    from openpyxl.formula.translate import Translator

    return str(Translator(f"={formula}", origin=origin).translate_formula(target))[1:]
