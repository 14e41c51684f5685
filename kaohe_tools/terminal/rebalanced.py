"""What rebalancing came to, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kaohe_tools.locale import _, text
from kaohe_tools.model import Period, Scheme
from kaohe_tools.points import format_points
from kaohe_tools.terminal.lines import console, new_table

if TYPE_CHECKING:
    from kaohe_tools.rebalance import Rebalanced
    from kaohe_tools.rebalance.follow import Followed


def print_rebalanced(answer: Rebalanced, followed: Followed) -> None:
    """Print what a rebalancing moved, what the criteria read now, and how the optimum was proven."""
    from rich.text import Text

    base = dict(answer.baseline)
    out = console()
    figures = (_("before"), _("after"), _("move"), *([_("largest remainder")] if base else []))
    headings = (_("row"), _("cell"), _("indicator"), *figures, _("criterion as it reads now"))
    table = new_table(headings, figures=range(3, 3 + len(figures)))
    for move in answer.moves:
        item = move.indicator
        points = [format_points(move.before), format_points(move.after), f"{move.by:+f}".rstrip("0").rstrip(".")]
        points += [format_points(base[item.id])] if base else []
        now = followed.scheme.indicator(item.id).criterion.text
        reads = now if now != item.criterion.text else _("unchanged")
        source = item.source()
        cells = (str(item.row), source.cell if source else "", item.label, *points, reads)
        table.add_row(*map(Text, cells))
    if answer.moves:
        out.print(table)
    for line in _of_rebalanced(answer, followed.scheme):
        out.print(Text(line))
    for note in followed.notes:
        out.print(Text(f"  {note}", style="yellow"))


def _of_rebalanced(answer: Rebalanced, after: Scheme) -> Iterator[str]:
    """Yield what a designer asks first of a rebalanced scheme: total, node share, how good it is."""
    before = answer.problem.scheme
    yield str(
        text(
            "{title}: {old} points before, {new} now; {n} rows of {all} move.",
            title=before.title, old=before.total, new=after.total, n=len(answer.moves), all=len(answer.points),
        )
    )  # fmt: skip
    if before.by_period(Period.NODE):
        yield str(
            text("Milestones: {old} of the points before, {new} now.", old=_node_share(before), new=_node_share(after))
        )
    took = text("{solver}, {seconds} s", solver=answer.method, seconds=f"{answer.seconds:.3f}")
    yield str(text("{said} ({proof}; {took}).", said=answer.said, proof=answer.proof, took=took))


def _node_share(scheme: Scheme) -> str:
    from kaohe_tools.checks.balance import split_of

    part = split_of(scheme.indicators).share
    return "—" if part is None else f"{float(part):.1%}"
