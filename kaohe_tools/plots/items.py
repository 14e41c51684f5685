"""Figures of indicators: what they weigh by their points and in fact; how hard they are, what they tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kaohe_tools.analysis import Analysis, Item, Sort, Weights
from kaohe_tools.analysis.marks import counted
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Scheme
from kaohe_tools.plots.chart import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    Chart,
    apart,
    drawing,
    legend_above,
    page_of,
    pages_of,
    plain_axes,
    short,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ITEMS_PER_PAGE = 25
_NUMBERED = 12
_LOW = 0.2


def weight_pages(weights: Weights) -> int:
    """Return how many pages :func:`plot_weights` has."""
    return pages_of(len(weights.rows), ITEMS_PER_PAGE)


def plot_weights(weights: Weights, *, page: int = 1) -> Chart:
    """Draw each indicator's share of the points beside its share of the differences between units.

    Parameters
    ----------
    page : int
        From 1 to :func:`weight_pages`; indicators whose shares are furthest apart come first.
    """
    rows = sorted(weights.rows, key=lambda w: -abs(w.part - w.nominal))
    shown = [rows[n] for n in page_of(rows, page, ITEMS_PER_PAGE)]
    pages = weight_pages(weights)
    with drawing():
        chart = Chart(figsize=(9, 1.7 + 0.33 * max(len(shown), 2)), layout="constrained")
        axes = chart.add_subplot()
        y = np.arange(len(shown))
        nominal, part = ([getattr(w, name) * 100 for w in shown] for name in ("nominal", "part"))
        axes.barh(y - 0.19, nominal, 0.36, color=BLUE, label=_("share of the points"))
        axes.barh(y + 0.19, part, 0.36, color=ORANGE, hatch="///", edgecolor="white",
                  label=_("share of the differences between units"))  # fmt: skip
        for values, off in ((nominal, -0.19), (part, 0.19)):
            for place, value in zip(y, values, strict=True):
                axes.annotate(f"{value:.1f}", (max(value, 0), place + off), (3, 0), textcoords="offset points",
                              va="center", fontsize=7.5)  # fmt: skip
        axes.axvline(0, color=BLACK, lw=0.8)
        labels = [_("{row} {name}").format(row=w.indicator.row, name=short(w.indicator.label, 18)) for w in shown]
        axes.set_yticks(y, labels, fontsize=9)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.margins(x=0.08)
        axes.set_xlabel(_("share, %"))
        title = _("What indicators weigh: by their points, and in fact ({who})").format(
            who=counted(weights.units, weights.simulated)
        )
        if pages > 1:
            title = _("{title}, page {page} of {pages}").format(title=title, page=page, pages=pages)
        plain_axes(axes, title)
        legend_above(axes)
    return chart


def plot_items(what: Analysis | Sequence[Item]) -> Chart:
    """Draw difficulty against discrimination; indicators on which no units differ are listed by name.

    Returns
    -------
    Chart
        One mark for each indicator on which units differ; those that tell the least apart carry their
        row number (at most 12). Beside it the given-away, dead and level indicators, and the names of
        the numbered ones; lists that are too long say how many more there are.
    """
    items = what.items if isinstance(what, Analysis) else tuple(what)
    told = [i for i in items if i.difficulty is not None and i.discrimination is not None]
    weak = sorted((i for i in told if _number(i.discrimination) < _LOW), key=lambda i: _number(i.discrimination))
    numbered = weak[:_NUMBERED]
    with drawing():
        chart = Chart(figsize=(10, 5.6), layout="constrained")
        axes, beside = chart.subplots(1, 2, width_ratios=(1.55, 1))
        good = [i for i in told if i not in weak]
        for some, colour, mark, label in (
            (good, BLUE, "o", _("tells units apart: {n}")),
            (weak, RED, "X", _("below {low}, hardly or the wrong way round: {n}")),
        ):
            axes.scatter(
                [_number(i.difficulty) * 100 for i in some], [_number(i.discrimination) for i in some], c=colour,
                marker=mark, s=42, alpha=0.8, edgecolors="white", linewidths=0.6,
                label=label.format(n=len(some), low=_LOW),
            )  # fmt: skip
        axes.axhspan(-1, 0, color=GREY, alpha=0.12, lw=0)
        axes.axhline(_LOW, color=GREY, lw=1, ls=(0, (4, 2)))
        axes.set_xlim(-4, 104)
        lowest = min((_number(i.discrimination) for i in told), default=0.0)
        axes.set_ylim(min(-0.15, lowest - 0.12), 1.02)
        _number_marks(axes, numbered)
        axes.set_xlabel(_("difficulty: mean share of the points that units get, % (right: easy)"))
        axes.set_ylabel(_("discrimination: correlation with the rest of the total"))
        units = max((i.units for i in items), default=0)
        who = counted(units, any(i.simulated for i in items))
        plain_axes(axes, _("Which indicators tell units apart ({who})").format(who=who))
        legend_above(axes, columns=2)
        _lists(beside, items, numbered)
    return chart


def _number_marks(axes: Axes, numbered: Sequence[Item]) -> None:
    """Write row numbers in a column at the right edge, each with a thin line to its mark."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.05
    at = apart([_number(i.discrimination) for i in numbered], gap, low + gap / 2, high - gap)
    for item, y in zip(numbered, at, strict=True):
        axes.annotate(
            str(item.indicator.row), (_number(item.difficulty) * 100, _number(item.discrimination)), (106, y),
            fontsize=8.5, ha="left", va="center", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "lw": 0.5, "color": GREY, "shrinkA": 1, "shrinkB": 3},
        )  # fmt: skip


def _lists(axes: Axes, items: Sequence[Item], numbered: Sequence[Item]) -> None:
    axes.set_axis_off()
    blocks = []
    for sort, said, colour, sign in (
        (Sort.GIVEN_AWAY, _("{n} given away: all units have all of {points} points"), ORANGE, "■"),
        (Sort.DEAD, _("{n} dead: no unit has any of {points} points"), BLACK, "▲"),
        (Sort.SAME, _("{n} level: all units have the same part of {points} points"), GREY, "◆"),
    ):
        some = [i for i in items if i.sort is sort]
        if some:
            points = plain(Scheme.sum_of(i.indicator for i in some))
            blocks.append((f"{sign} {said.format(n=len(some), points=points)}", colour, some))
    if numbered:
        blocks.append((_("× numbered: tell the least apart"), RED, list(numbered)))
    if not blocks:
        axes.text(0, 1, _("Every indicator tells units apart."), va="top", fontsize=9.5, color=GREEN)
        return
    room = max(2, (32 - 2 * len(blocks)) // len(blocks))
    spare = sum(max(0, room - len(some)) for _h, _c, some in blocks)
    y, step = 1.0, 1 / 33
    for head, colour, some in blocks:
        axes.text(0, y, head, va="top", fontsize=9.5, fontweight="bold", color=BLACK)
        axes.plot([-0.03, -0.03], [y, y - step], color=colour, lw=4, clip_on=False)
        y -= step * 1.25
        most = room + spare
        shown = some if len(some) <= most else some[: most - 1]
        spare -= max(0, len(shown) - room)
        for item in shown:
            said = _("row {row}, {points} points: {name}").format(
                row=item.indicator.row, name=short(item.indicator.label, 14) or "—", points=plain(item.worth)
            )
            axes.text(0.02, y, said, va="top", fontsize=8)
            y -= step
        if len(shown) < len(some):
            axes.text(0.02, y, _("… and {n} more, in the table").format(n=len(some) - len(shown)), va="top", fontsize=8)
            y -= step
        y -= step * 0.6
    axes.set_xlim(-0.05, 1)
    axes.set_ylim(0, 1)


def _number(figure: float | None) -> float:
    return 0.0 if figure is None else figure
