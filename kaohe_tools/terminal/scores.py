"""Ranks and totals on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_tools.locale import _, text
from kaohe_tools.points import format_points
from kaohe_tools.terminal.lines import console, new_table

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_tools.sheets.results.scored import Standing, Standings


MOST_LISTED = 50
"""Problems or differences listed beneath a table; JSON has them all."""


def print_scores(found: Standings, *, quiet: bool) -> None:
    """Print the units' ranks and totals, then what has to be known to read them, then the problems."""
    from rich.text import Text

    out = console()
    results = found.results
    if not quiet:
        out.print(Text(f"{results.scheme.title}\n{results.title}\n{results.note}"))
    out.print(_standings_table(found))
    if not quiet:
        for line in _remarks(found):
            out.print(Text(f"  {line}"))
    differences: list[object] = [
        text(
            "{cell} {unit} {item}: {recorded} as stated, {scored} by the rules",
            cell=d.source.cell,
            unit=d.unit,
            item=text("row {row}", row=d.indicator) if d.indicator else text("total"),
            recorded=d.recorded,
            scored=d.scored,
        )
        for d in found.differences
    ]
    problems: list[object] = [f"{p.where.sheet} {p.where.cell}: {p.message}" for p in found.problems]
    for title, lines in ((_("Points stated otherwise:"), differences), (_("Could not be read:"), problems)):
        if lines:
            out.print(Text(f"{title} {len(lines)}", style="yellow"))
        for entry in lines[:MOST_LISTED]:
            out.print(Text(f"  {entry}"))
        if len(lines) > MOST_LISTED:
            out.print(Text(f"  … --format json ({len(lines)})"))


def _standings_table(found: Standings) -> Table:
    """Return the table: rank, unit, total, sections; bonus, penalties and stated totals where there are any."""
    from rich.text import Text

    from kaohe_tools.sheets.results.scored import shown_sections

    sections = shown_sections(found.results.scheme)
    extra: dict[str, list[Decimal | None]] = {
        _("bonus"): [row.bonus for row in found.rows],
        _("off the total"): [row.penalties for row in found.rows],
        _("total as stated"): [None if found.scores is None else row.recorded for row in found.rows],
    }
    kept = {heading: figures for heading, figures in extra.items() if any(f for f in figures)}
    short = max((len(u) for u in found.results.units), default=0) <= 12
    table = new_table((_("rank"), _("unit")), figures=(0,), whole=(0, 1) if short else (0,))
    for heading in (_("total"), *(path[-1] for path in sections), *kept, _("not assessed")):
        table.add_column(heading, justify="right", overflow="fold", max_width=10)
    for n, row in enumerate(found.rows):
        sums = dict(row.sections)
        figures = [row.total, *(sums.get(path) for path in sections), *(column[n] for column in kept.values())]
        cells = ("—" if f is None else format_points(f) for f in figures)
        rank = "—" if row.rank is None else str(row.rank)
        unit = str(text("{unit} (veto)", unit=row.unit)) if row.vetoed else row.unit
        unit = str(text("{unit} (as stated)", unit=row.unit)) if row.unit in found.stated else unit
        table.add_row(rank, Text(unit), *cells, str(row.not_assessed or ""), style=_style(found, row))
    return table


def _style(found: Standings, row: Standing) -> str:
    """Return the colour of a row: the best total and the worst one stand out."""
    best, worst = found.ranked[:1], found.ranked[-1:]
    if not best or row.total is None or best[0].total == worst[0].total:
        return ""
    return {best[0].total: "green", worst[0].total: "red"}.get(row.total, "")


def _who(found: Standings, row: Standing) -> object:
    """Return a unit's name, and how many others have its total."""
    n = sum(other.total == row.total for other in found.ranked)
    return row.unit if n == 1 else text("{unit} and {n} others", unit=row.unit, n=n - 1)


def _remarks(found: Standings) -> Iterator[str]:
    """Yield what a reader has to know about the ranks: range, ties, what is missing, what was not scored."""
    best, worst = found.ranked[:1], found.ranked[-1:]
    for top, last in zip(best, worst, strict=True):
        ends: dict[str, object] = {"best": top.total, "worst": last.total, "mean": found.mean}
        ends |= {"first": _who(found, top), "last": _who(found, last)}
        yield str(text("best {best} ({first}), worst {worst} ({last}), mean {mean}", **ends))
    if found.tied:
        yield str(text("{n} units share their rank with another; equal totals share the better rank", n=found.tied))
    if found.incomplete:
        yield str(
            text(
                "{n} units have items that were not assessed; these count nothing, so mind it when comparing ranks",
                n=found.incomplete,
            )
        )
    if found.partial:
        yield str(
            text("{n} items were recorded in part only; a rule without a record counts as not broken", n=found.partial)
        )
    if found.scores is None:
        yield _("the sheet holds points only; they are shown as stated and were not scored by the rules")
    elif any(entry.indicator for entry in found.results.recorded):
        yield _("points that the sheet states itself are not in the total; only what was recorded is scored")
    if found.stated:
        yield str(
            text("{units}: nothing but points is recorded; the total is as stated, not scored by the rules",
                 units=found.stated)
        )  # fmt: skip
    if found.results.other_sheets:
        yield str(text("other sheets hold results too: {names}; choose with --sheet", names=found.results.other_sheets))
