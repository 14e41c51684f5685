"""The slopegraph: each unit's place before and after."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from kaohe_tools.locale import _, plain
from kaohe_tools.outlook_pair import Beside
from kaohe_tools.plots.chart import BLUE, GREY, RED, Chart, apart, drawing, legend_above, plain_axes, short
from kaohe_tools.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

ALL_NAMED = 32
"""With more units, only those that move the most are named."""
_NAMED = 24
_MOVES = 0.5
"""Expected ranks are no whole numbers: less than half a place is no move."""
_STYLES = {1: (BLUE, "solid", "^"), -1: (RED, (0, (4, 1.5)), "v"), 0: (GREY, "solid", "o")}


@dataclass(frozen=True, slots=True)
class _Line:
    unit: str
    before: str
    after: str
    ranks: tuple[float, float]

    @property
    def places(self) -> float:
        """Places gained."""
        return self.ranks[0] - self.ranks[1]


def plot_slopes(what: Replay | Beside, *, names: Sequence[str] = ("A", "B")) -> Chart:
    """Draw each unit's rank before and after, units that rise, fall and stay told apart by colour, dash and mark.

    Parameters
    ----------
    what : Replay or Beside
        Last year's records under other points, or two outlooks (then ranks are expected ones).
    names : sequence of str
        What stands above the two sides.

    Returns
    -------
    Chart
        The best on top. Equal units share a spot, their names stand below each other. With more than 32
        units only the 24 that move the most are named; the others are thin lines.
    """
    lines = _lines(what)
    sides = [[line.ranks[side] for line in lines] for side in (0, 1)]
    named = set(range(len(lines)))
    if len(lines) > ALL_NAMED:
        named = set(sorted(named, key=lambda n: -abs(lines[n].places))[:_NAMED])
    with drawing():
        chart = Chart(figsize=(9, 1.6 + 0.23 * max(min(len(lines), ALL_NAMED), 6)), layout="constrained")
        axes = chart.add_subplot()
        for n in sorted(range(len(lines)), key=lambda n: (n in named, abs(lines[n].places))):
            colour, dash, mark = _STYLES[_way(lines[n])]
            strong = n in named
            axes.plot(
                [0, 1], [sides[0][n], sides[1][n]], color=colour, ls=dash, marker=mark, ms=4.5 if strong else 2.5,
                lw=1.8 if strong else 0.7, alpha=1.0 if strong else 0.45,
            )  # fmt: skip
        _name(axes, lines, named, sides)
        axes.set_xlim(-0.95, 1.95)
        step = max(len(lines), 6) / max(min(len(lines), ALL_NAMED), 6)
        axes.set_ylim(len(lines) + 0.6 * step, 1 - 1.6 * step)
        for side, align in enumerate(("right", "left")):
            axes.text(side, 1 - step, short(names[side], 20), ha=align, va="center", fontsize=10, fontweight="bold")
        axes.set_xticks([])
        axes.set_yticks([])
        title = (
            _("Ranks before and after ({n} units)")
            if isinstance(what, Replay)
            else _("Expected ranks under both ({n} units)")
        )
        plain_axes(axes, title.format(n=len(lines)))
        axes.spines[["left", "bottom"]].set_visible(False)
        _legend(axes, lines)
        axes.set_xlabel("\n".join(_notes(what, len(named), len(lines))), fontsize=9)
    return chart


def _notes(what: Replay | Beside, named: int, of: int) -> list[str]:
    """Say what the picture leaves out, and where points were changed in proportion, without the rules."""
    notes = []
    if named < of:
        notes.append(_("Named: the {n} units that move the most; all stand in the table.").format(n=named))
    if isinstance(what, Replay) and what.is_scaled:
        notes.append(fill(str(what.note), 60))
    return notes


def _lines(what: Replay | Beside) -> list[_Line]:
    if isinstance(what, Replay):
        held = [(c, c.rank_before, c.rank_after) for c in what.changes]
        return [
            _Line(c.unit, f"{was}  {plain(c.before or 0)}", f"{now}  {plain(c.after or 0)}", (was, now))
            for c, was, now in held
            if was is not None and now is not None
        ]
    rows = zip(
        what.first.units, what.first.mean, what.second.mean, what.first.expected_rank, what.second.expected_rank,
        strict=True,
    )  # fmt: skip
    return [_Line(u, f"{r:.1f}  {a:.1f}", f"{s:.1f}  {b:.1f}", (float(r), float(s))) for u, a, b, r, s in rows]


def _way(line: _Line) -> int:
    return 0 if abs(line.places) < _MOVES else (1 if line.places > 0 else -1)


def _name(axes: Axes, lines: Sequence[_Line], named: set[int], sides: Sequence[Sequence[float]]) -> None:
    chosen = sorted(named)
    gap = max(1.0, len(lines) / ALL_NAMED)
    for side, (edge, align) in enumerate(((0, "right"), (1, "left"))):
        at = apart([sides[side][n] for n in chosen], gap, 1, max(len(lines), 1))
        out = -1 if side == 0 else 1
        for n, y in zip(chosen, at, strict=True):
            line = lines[n]
            said = f"{short(line.unit, 14)}  {line.before}" if side == 0 else f"{line.after}  {short(line.unit, 14)}"
            if abs(y - sides[side][n]) > 0.05:
                axes.plot([edge, edge + 0.06 * out], [sides[side][n], y], color=GREY, lw=0.6)
            axes.text(edge + 0.075 * out, y, said, ha=align, va="center", fontsize=8.5)


def _legend(axes: Axes, lines: Sequence[_Line]) -> None:
    from matplotlib.lines import Line2D

    counts = {way: sum(_way(line) == way for line in lines) for way in (1, -1, 0)}
    said = {1: _("rises: {n}"), -1: _("falls: {n}"), 0: _("stays: {n}")}
    handles = [
        Line2D([], [], color=colour, ls=dash, marker=mark, ms=5, label=said[way].format(n=counts[way]))
        for way, (colour, dash, mark) in _STYLES.items()
    ]
    legend_above(axes, handles)
