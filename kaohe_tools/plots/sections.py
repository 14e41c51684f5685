"""Figures from schemes and reviews: points by section, and the share of nodes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kaohe_tools.findings import Review
from kaohe_tools.locale import _, plain
from kaohe_tools.model import Period, Scheme
from kaohe_tools.plots.chart import BLUE, GREEN, GREY, ORANGE, Chart, drawing, short
from kaohe_tools.points import format_points, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NODE, ANNUAL, OTHER = BLUE, ORANGE, GREY
_HATCH = {NODE: "", ANNUAL: "///", OTHER: ".."}
_PARTS: tuple[tuple[Period | None, str], ...] = (
    (Period.NODE, NODE),
    (Period.ANNUAL, ANNUAL),
    (None, OTHER),
)


def plot_sections(what: Review | Scheme) -> Chart:
    """Draw the points of each section, split into node, annual and other; the declared sum marked.

    Parameters
    ----------
    what : Review or Scheme
        Unread points count nothing, as in :attr:`Scheme.total`.

    Returns
    -------
    Chart
        One bar per lowest section (those that hold indicators), in the sheet's order, with its sum
        in points behind it; a black tick where the sheet declares another sum than it has.
    """
    scheme = what.scheme if isinstance(what, Review) else what
    sections = scheme.tasks
    with drawing():
        chart = Chart(figsize=(9, 1.2 + 0.34 * max(len(sections), 1)), layout="constrained")
        axes = chart.add_subplot()
        for row, section in enumerate(sections):
            items = scheme.within(section.path)
            _stack(axes, row, {p: [i for i in items if i.period is p] for p, _colour in _PARTS})
            total = scheme.sum_of(items)
            axes.text(float(total), row, f" {format_points(total)}", va="center", fontsize=9)
            declared = section.declared
            if declared is not None and declared.points != total:
                axes.plot([float(declared.points)] * 2, [row - 0.45, row + 0.45], color="black", lw=2)
        axes.set_yticks(range(len(sections)), [short(s.name) for s in sections])
        axes.invert_yaxis()
        axes.margins(x=0.08)
        axes.set_xlabel(_("points"))
        _finish(axes, scheme, _("Points by section: {total} in all"))
    return chart


def plot_node_share(review: Review) -> Chart:
    """Draw the share of the points that nodes carry, and the band that the profile asks for.

    Parameters
    ----------
    review : Review
        The band is its profile's ``node_share``; none is drawn where the profile has none.

    Returns
    -------
    Chart
        One bar of 100 %: node, annual, other; the band shaded, its ends in figures.
    """
    scheme, band = review.scheme, review.profile.node_share
    sums = {p: scheme.sum_of(scheme.by_period(p)) for p, _colour in _PARTS}
    with drawing():
        chart = Chart(figsize=(9, 1.7), layout="constrained")
        axes = chart.add_subplot()
        left = 0.0
        for period, colour in _PARTS:
            part = share(sums[period], scheme.total)
            if not part:
                continue
            axes.barh(0, float(part) * 100, left=left, color=colour, **_edge(colour), label=_label(period))
            said = f"{format_points(sums[period])}\n{plain(part)}"
            axes.text(left + float(part) * 50, 0, said, ha="center", va="center", zorder=5, **_over(colour))
            left += float(part) * 100
        if band is not None:
            low, high = (float(end) * 100 for end in band)
            axes.axvspan(low, high, ymin=0.0, ymax=1.0, color=GREEN, alpha=0.25, lw=0)
            axes.annotate(
                _("asked for: {low:g}–{high:g}%").format(low=low, high=high),
                ((low + high) / 2, 0.5),
                ha="center",
                va="bottom",
                fontsize=9,
            )
        axes.set(xlim=(0, 100), ylim=(-0.5, 0.8), yticks=[])
        axes.set_xlabel(_("share of the points, %"))
        _finish(axes, scheme, _("Nodes and year-end standards: {total} points in all"))
    return chart


def _stack(axes: Axes, row: int, parts: dict[Period | None, list[Any]]) -> None:
    left = Decimal(0)
    for period, colour in _PARTS:
        width = Scheme.sum_of(parts[period])
        if width:
            axes.barh(row, float(width), left=float(left), height=0.62, color=colour, **_edge(colour))
            left += width


def _finish(axes: Axes, scheme: Scheme, title: str) -> None:
    from matplotlib.patches import Patch

    present = [(p, c) for p, c in _PARTS if scheme.by_period(p)]
    handles = [Patch(facecolor=c, label=_label(p), **_edge(c)) for p, c in present]
    axes.set_title(title.format(total=format_points(scheme.total)), loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0)
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=9)


def _label(period: Period | None) -> str:
    return {Period.NODE: _("node"), Period.ANNUAL: _("annual"), None: _("other")}[period]


def _edge(colour: str) -> dict[str, Any]:
    return {"hatch": _HATCH[colour], "edgecolor": "white", "linewidth": 0.8}


def _over(colour: str) -> dict[str, Any]:
    over: dict[str, Any] = {"color": "white" if colour == NODE else "black", "fontsize": 9, "linespacing": 1.1}
    if colour == ANNUAL:  # figures on a hatched ground need a quiet spot
        over["bbox"] = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5}
    return over
