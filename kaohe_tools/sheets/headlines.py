"""What the lines above a table, or at the head of a text, say of the whole scheme; and what a due date means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kaohe_tools.criteria.stated import WHOLE, label_points
from kaohe_tools.dates import read_date
from kaohe_tools.errors import PointsError
from kaohe_tools.model import Declared, Period
from kaohe_tools.points import parse_points
from kaohe_tools.sheets.grid import Grid, as_text

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
_TITLE_WORDS = re.compile("考核|考评|评价|评分|指标|方案|细则|标准|清单|绩效")
_NO_TITLE = re.compile("[:：。]|印发|发给")


def names_a_scheme(line: str) -> bool:
    """Return whether a line could be the title of a scheme: it speaks of assessing and is no sentence."""
    return _TITLE_WORDS.search(line) is not None and not _NO_TITLE.search(line)


def title_of(lines: Sequence[str]) -> str:
    """Return the line that names the scheme: the longest that speaks of assessing."""
    named = [line for line in lines if names_a_scheme(line)]
    return max(named or [line for line in lines if not line.startswith("附件")], key=len, default="")


def year_of(lines: Sequence[str]) -> int | None:
    """Return the first year that a line names."""
    return next((int(m[1]) for line in lines if (m := _YEAR.search(line))), None)


def declared_in(grid: Grid, row: int) -> Declared | None:
    """Return the full mark that a row states (满分：100分), with its cell."""
    for column in range(grid.width):
        match = WHOLE.search(as_text(grid.value(row, column)))
        if match:
            try:
                return Declared(points=parse_points(match[1]), source=grid.ref(row, column))
            except PointsError:
                return None
    return None


def declared_above(grid: Grid, stop: int) -> Declared | None:
    """Return the full mark that a line above a row states, else the one behind a title: …考核细则（200分）."""
    lines = (declared_in(grid, row) for row in range(stop))
    titles = (_behind_title(grid, row, column) for row in range(stop) for column in grid.filled(row))
    return next((said for said in (*lines, *titles) if said), None)


def _behind_title(grid: Grid, row: int, column: int) -> Declared | None:
    words = grid.text(row, column)
    points = label_points(words) if names_a_scheme(words) else None
    return None if points is None else Declared(points=points, source=grid.ref(row, column))


@lru_cache(maxsize=256)
def period_of(due: str) -> Period | None:
    """Return node for a date, annual for 年度标准, 全年, 年底 and the like, None for anything else."""
    if not due:
        return None
    if read_date(due) is not None:
        return Period.NODE
    if re.search("年度|全年|年底|年末|年终", due):
        return Period.ANNUAL
    return Period.NODE if "节点" in due or re.search(r"\d\s*月|季度|半年", due) else None
