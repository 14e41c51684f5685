"""A sheet as it was read on the terminal: its rows, its layout, and why it gave no scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe_tools.locale import _, text
from kaohe_tools.model import FIELD_NAMES, Layout, Scheme
from kaohe_tools.points import format_points
from kaohe_tools.terminal.lines import console, new_table

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_tools.sheets.load import UnreadSheet


def print_scheme(scheme: Scheme) -> None:
    """Print the indicators as a table, with the sections' sums and the located problems."""
    from rich.text import Text

    from kaohe_tools.criteria.words import describe

    out = console()
    declared = f" / {format_points(scheme.declared.points)}" if scheme.declared else ""
    out.print(f"{scheme.title}: {format_points(scheme.total)}{declared}")
    headings = (_("row"), _("cell"), _("section"), _("due"), _("points"), _("criterion"), _("rules"))
    table = new_table(headings, figures=(4,))
    for item in scheme.indicators:
        source = item.source()
        points = format_points(item.points) if item.points is not None else "—"
        cells = (item.id, source.cell if source else "", item.path[-1] if item.path else "", item.due, points)
        rules = "\n".join(f"{r.trigger}: {describe(r, item.points)}" for r in item.criterion.rules)
        table.add_row(*(Text(cell) for cell in (*cells, item.criterion.text, rules)))
    out.print(table)
    for section in scheme.sections:
        said = f" / {format_points(section.declared.points)}" if section.declared else ""
        out.print(
            Text(f"  {' > '.join(section.path)}: {format_points(scheme.sum_of(scheme.within(section.path)))}{said}")
        )
    for problem in scheme.problems:
        out.print(Text(f"  {problem.where.sheet} {problem.where.cell}: {problem.message}", style="yellow"))


def print_layout(scheme: Scheme) -> None:
    """Print which rows are the header, what each column was taken for, which rows were passed over."""
    from rich.text import Text

    if scheme.layout is None:
        return
    out = console()
    if scheme.layout.header_rows:
        rows = scheme.layout.header_rows
        out.print(Text(str(text("{sheet}: the header is row {rows}", sheet=scheme.sheet, rows=rows))))
        out.print(_columns_table(scheme.layout))
    else:
        out.print(Text(str(text("{sheet}: a numbered text without a table; it has no columns", sheet=scheme.sheet))))
    for skipped in scheme.layout.skipped:
        out.print(Text(f"  {skipped.row}: {skipped.reason}: {skipped.text}", style="dim"))


def print_unread(unread: UnreadSheet) -> None:
    """Print why a sheet gave no scheme, and what its columns would be under the row that comes closest."""
    from rich.text import Text

    out = console()
    out.print(Text(str(unread.error), style="yellow"))
    if unread.layout is not None and any(c.heading for c in unread.layout.columns):
        said = text("{sheet}: row {rows} comes closest to a header", sheet=unread.sheet, rows=unread.layout.header_rows)
        out.print(Text(str(said)))
        out.print(_columns_table(unread.layout))


def _columns_table(layout: Layout) -> Table:
    """Return every column: letter, heading, what it was taken as, why, how sure that is."""
    from rich.text import Text

    table = new_table((_("column"), _("heading"), _("taken as"), _("confidence"), _("why")), figures=(3,))
    for column in layout.columns:
        taken = f"{FIELD_NAMES[column.field]} {column.field}" if column.field else "—"
        sure = f"{column.confidence:.0%}" if column.field else "—"
        table.add_row(column.letter, Text(column.heading), taken, sure, str(column.how))
    return table
