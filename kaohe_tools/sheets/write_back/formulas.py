"""What simple formulas come to after some cells have changed: sums, differences, products of cells.

Anything else is told apart, never guessed: Excel computes it when it opens the workbook.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kaohe_tools.sheets.letters import column_index

Spot = tuple[str, int, int]
"""Sheet, row and column, both from 0."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)(?![\w.(!])"
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?(?P<a>[A-Za-z]{1,3})\$?(?P<b>\d{1,7})"
    r"(?::\$?(?P<c>[A-Za-z]{1,3})\$?(?P<d>\d{1,7}))?(?![\w.(!])"
    r"|(?P<sum>SUM)\s*\(|(?P<sign>[-+*/(),]))",
    re.IGNORECASE,
)
_MOST_CELLS = 20_000


class UnknownFormulaError(Exception):
    """A formula that is not one of these simple ones."""


Area = tuple[str, int, int, int, int]
"""Sheet, top, left, bottom, right."""


@dataclass
class _Reader:
    """One formula while it is worked out: a descent over its tokens."""

    formula: str
    sheet: str
    value: Callable[[Spot], Decimal | None]
    at: int = 0
    ends: list[int] = field(default_factory=list)

    def result(self) -> Decimal:
        found = self.sum()
        if self.formula[self.at :].strip():
            raise UnknownFormulaError(self.formula)
        return found

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.formula, self.at)

    def _sign(self, signs: str) -> str:
        match = self._peek()
        if match and match["sign"] and match["sign"] in signs:
            self.at = match.end()
            return match["sign"]
        return ""

    def sum(self) -> Decimal:
        found = self.product()
        while sign := self._sign("+-"):
            other = self.product()
            found = found + other if sign == "+" else found - other
        return found

    def product(self) -> Decimal:
        found = self.factor()
        while sign := self._sign("*/"):
            other = self.factor()
            if sign == "/" and not other:
                raise UnknownFormulaError(self.formula)
            found = found * other if sign == "*" else found / other
        return found

    def factor(self) -> Decimal:
        if sign := self._sign("+-"):
            return self.factor() if sign == "+" else -self.factor()
        if self._sign("("):
            found = self.sum()
            self._close()
            return found
        match = self._peek()
        if match is None or match["sign"]:
            raise UnknownFormulaError(self.formula)
        self.at = match.end()
        if match["number"]:
            return Decimal(match["number"])
        if match["sum"]:
            return self._arguments()
        if match["c"]:
            raise UnknownFormulaError(self.formula)
        return self.value(_area(match, self.sheet)[:3]) or Decimal(0)

    def _arguments(self) -> Decimal:
        found = Decimal(0)
        while True:
            match = self._peek()
            if match and match["c"]:
                self.at = match.end()
                found += sum((self.value(spot) or Decimal(0) for spot in _spots(_area(match, self.sheet))), Decimal(0))
            else:
                found += self.sum()
            if not self._sign(","):
                break
        self._close()
        return found

    def _close(self) -> None:
        if not self._sign(")"):
            raise UnknownFormulaError(self.formula)


def _area(match: re.Match[str], sheet: str) -> Area:
    named = match["sheet"]
    if named:
        sheet = named[:-1].strip("'").replace("''", "'")
    top, left = int(match["b"]) - 1, column_index(match["a"].upper())
    if not match["c"]:
        return sheet, top, left, top, left
    return sheet, top, left, int(match["d"]) - 1, column_index(match["c"].upper())


def _spots(area: Area) -> list[Spot]:
    sheet, top, left, bottom, right = area
    if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
        raise UnknownFormulaError(sheet)
    return [(sheet, r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]


def areas_in(formula: str, sheet: str) -> list[Area]:
    """Return the cells and areas that a formula names, whatever it does with them."""
    found = []
    at = 0
    bare = re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), formula)
    while at < len(bare):
        match = _TOKEN.match(bare, at)
        if match and match["a"]:
            found.append(_area(match, sheet))
        at = match.end() if match else at + 1
    return found


@dataclass
class Formulas:
    """The formulas of a workbook and the numbers that stand in its cells."""

    written: Mapping[Spot, str]
    stored: Mapping[Spot, Decimal]

    def touched(self, changed: set[Spot]) -> set[Spot]:
        """Return the formula cells that depend on changed cells, through other formulas too."""
        areas = {spot: areas_in(formula, spot[0]) for spot, formula in self.written.items() if spot not in changed}
        found: set[Spot] = set()
        fresh = changed
        while fresh:
            columns = _by_column(fresh)
            fresh = {spot for spot, own in areas.items() if spot not in found and any(_meets(a, columns) for a in own)}
            found |= fresh
        return found

    def after(self, now: Mapping[Spot, Decimal], touched: set[Spot]) -> dict[Spot, Decimal | None]:
        """Return what the touched formulas come to; None for those that cannot be told.

        A formula is trusted if what it comes to before the change is what is stored for it.
        """
        worked: dict[Spot, Decimal | None] = {}

        def new(spot: Spot) -> Decimal | None:
            if spot in now:
                return now[spot]
            if spot not in touched:
                return self.stored.get(spot)
            if spot not in worked:
                worked[spot] = None  # a circle ends here
                worked[spot] = self._both(spot, new)
            found = worked[spot]
            if found is None:
                raise UnknownFormulaError(self.written[spot])
            return found

        for spot in touched:
            if spot not in worked:
                try:
                    new(spot)
                except UnknownFormulaError:
                    worked[spot] = None
        return worked

    def _both(self, spot: Spot, new: Callable[[Spot], Decimal | None]) -> Decimal | None:
        formula = self.written[spot]
        try:
            before = _Reader(formula, spot[0], self.stored.get).result()
            if abs(before - self.stored[spot]) > Decimal("1e-9"):
                return None
            return _Reader(formula, spot[0], new).result()
        except (UnknownFormulaError, KeyError, InvalidOperation, RecursionError):
            return None


def _by_column(spots: set[Spot]) -> dict[tuple[str, int], list[int]]:
    """Return the rows of some cells, in order, by sheet and column."""
    columns: dict[tuple[str, int], list[int]] = defaultdict(list)
    for sheet, row, column in sorted(spots):
        columns[sheet, column].append(row)
    return columns


def _meets(area: Area, columns: Mapping[tuple[str, int], list[int]]) -> bool:
    sheet, top, left, bottom, right = area
    for (name, column), rows in columns.items():
        if name == sheet and left <= column <= right:
            at = bisect_left(rows, top)
            if at < len(rows) and rows[at] <= bottom:
                return True
    return False
