"""Figures of simulated scores: their distribution, the shares of the grades, the units' ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from kaohe_tools.locale import _, plain
from kaohe_tools.plots.chart import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    Chart,
    apart,
    drawing,
    legend_above,
    page_of,
    pages_of,
    plain_axes,
    short,
)
from kaohe_tools.simulate import GradeShares, Ranks, Sampled, Simulation, histogram

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNITS_PER_PAGE = 40
_LEGEND_NAME = 20
_STYLES: tuple[tuple[str, str, tuple[float, Sequence[float]]], ...] = (
    (BLUE, "o", (0, (1, 0))),
    (ORANGE, "s", (0, (2, 1))),
)


def plot_distribution(
    first: Simulation | Sampled,
    second: Simulation | Sampled | None = None,
    *,
    names: Sequence[str] = ("A", "B"),
    lines: Mapping[str, Decimal] | None = None,
) -> Chart:
    """Draw how the totals of all units are spread; the second result as an outline over the first.

    Parameters
    ----------
    names : sequence of str
        What the two results are called.
    lines : mapping of str to Decimal, optional
        Grade → its least total; drawn where the scores reach.

    Returns
    -------
    Chart
        Bars of :func:`kaohe_tools.simulate.histogram`: the share of units' totals in each class. A
        triangle marks each mean.
    """
    results = [first] if second is None else [first, second]
    bars = histogram(results)
    edges = np.array([float(e) for e in (bars.low, *bars.ends)])
    starts, width = edges[:-1], np.diff(edges)
    with drawing():
        chart = Chart(figsize=(9, 4), layout="constrained")
        axes = chart.add_subplot()
        handles = [
            axes.bar(
                starts, bars.shares[0] * 100, width, align="edge", color=BLUE, alpha=0.75, edgecolor="white",
                label=short(names[0], _LEGEND_NAME),
            )
        ]  # fmt: skip
        if second is not None:
            axes.stairs(bars.shares[1] * 100, edges, color=ORANGE, lw=2.2, baseline=0)
            handles.append(
                axes.bar(
                    starts, bars.shares[1] * 100, width, align="edge", facecolor="none", edgecolor=ORANGE, hatch="///",
                    lw=0, alpha=0.7, label=short(names[1], _LEGEND_NAME),
                )
            )  # fmt: skip
        top = float(bars.shares.max()) * 100 or 1.0
        means = [
            axes.plot([_mean(one)], [top * 1.06], mark, color=colour, ms=9, mec=BLACK, mew=0.8,
                      label=_("mean {mean}").format(mean=f"{_mean(one):.1f}"))[0]
            for one, colour, mark in zip(results, (BLUE, ORANGE), ("v", "^"), strict=False)
        ]  # fmt: skip
        axes.set_xlim(edges[0], edges[-1])
        axes.set_ylim(0, top * 1.28)
        _grade_lines(axes, lines or {}, top * 1.15)
        axes.set_xlabel(_("total, points (each bar {width} wide)").format(width=plain(bars.width)))
        axes.set_ylabel(_("share of the units, %"))
        plain_axes(axes, _("How the totals are spread ({n} units)").format(n=len(first.units)))
        legend_above(axes, [h for pair in zip(handles, means, strict=True) for h in pair])
    return chart


def plot_grade_shares(
    first: GradeShares,
    second: GradeShares | None = None,
    *,
    names: Sequence[str] = ("A", "B"),
    quotas: Mapping[str, Fraction] | None = None,
) -> Chart:
    """Draw the expected share of the units in each grade, and the quota where a grade has one.

    Parameters
    ----------
    second : GradeShares, optional
        Of the same grades.
    quotas : mapping of str to Fraction, optional
        Grade → the largest share that may have it: a black line across its bars.
    """
    shown = [first] if second is None else [first, second]
    thick = 0.7 / len(shown)
    with drawing():
        chart = Chart(figsize=(9, 3.6), layout="constrained")
        axes = chart.add_subplot()
        at = np.arange(len(first.grades))
        styles = ((BLUE, ""), (ORANGE, "///"))
        for n, (shares, (colour, hatch)) in enumerate(zip(shown, styles, strict=False)):
            x = at - 0.35 + (n + 0.5) * thick
            heights = shares.shares * 100
            axes.bar(x, heights, thick * 0.94, color=colour, hatch=hatch, edgecolor="white",
                     label=short(names[n], _LEGEND_NAME))  # fmt: skip
            errors = np.zeros(len(heights)) if shares.share_errors is None else shares.share_errors * 100
            if shares.share_errors is not None:
                axes.errorbar(x, heights, errors, fmt="none", ecolor=BLACK, capsize=3, lw=1)
            for place, height, error in zip(x, heights, errors, strict=True):
                axes.annotate(f"{height:.1f}%", (place, height + error), (0, 3), textcoords="offset points",
                              ha="center", va="bottom", fontsize=9)  # fmt: skip
        top = max(float(s.shares.max()) for s in shown) * 100
        drawn = False
        for n, grade in enumerate(first.grades):
            share = (quotas or {}).get(grade)
            if share is None:
                continue
            line = float(share) * 100
            axes.plot([n - 0.46, n + 0.46], [line, line], color=BLACK, lw=2.4, label=_("quota") if not drawn else None)
            drawn = True
        axes.set_xticks(at, [_grade_label(shown, n, quotas or {}) for n in range(len(at))], linespacing=1.3)
        axes.set_xlim(-0.6, len(at) - 0.4)
        axes.set_ylim(0, max(top * 1.15, *(float(s) * 110 for s in (quotas or {}).values()), 1.0))
        axes.set_ylabel(_("expected share of the units, %"))
        plain_axes(axes, _("Grades ({n} units)").format(n=len(first.units)))
        legend_above(axes)
    return chart


def rank_pages(ranks: Ranks) -> int:
    """Return how many pages :func:`plot_ranks` has."""
    return pages_of(len(ranks.units), UNITS_PER_PAGE)


def plot_ranks(
    ranks: Ranks, second: Ranks | None = None, *, names: Sequence[str] = ("A", "B"), page: int = 1, level: float = 0.9
) -> Chart:
    """Draw between which ranks each unit lies, the best expected rank on top.

    Parameters
    ----------
    second : Ranks, optional
        Of the same units: drawn beneath, as a dashed line with a square.
    page : int
        From 1 to :func:`rank_pages`.
    level : float
        The chance with which a unit lies in its interval.
    """
    order = [int(n) for n in np.argsort(ranks.expected, kind="stable")]
    rows = [order[n] for n in page_of(order, page, UNITS_PER_PAGE)]
    shown = [ranks] if second is None else [ranks, second]
    pages = rank_pages(ranks)
    with drawing():
        chart = Chart(figsize=(9, 1.5 + 0.22 * max(len(rows), 3)), layout="constrained")
        axes = chart.add_subplot()
        for n, (one, (colour, mark, dash)) in enumerate(zip(shown, _STYLES, strict=False)):
            held = one.intervals(level)[rows]
            y = np.arange(len(rows)) + (0 if second is None else (-0.17, 0.17)[n])
            axes.hlines(y, held[:, 0], held[:, 1], color=colour, lw=3 if n == 0 else 2.4, linestyles=dash, alpha=0.8)
            axes.plot(one.expected[rows], y, mark, color=colour, ms=5.5, mec="white", mew=0.6,
                      label=short(names[n], _LEGEND_NAME))  # fmt: skip
        axes.set_yticks(range(len(rows)), [short(ranks.units[n]) for n in rows], fontsize=9)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0.5, len(ranks.units) + 0.5)
        axes.grid(axis="x", color="#DDDDDD", lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel(_("rank; the mark is the expected one, the line holds {share} of the chances").format(
            share=plain(Fraction(round(level * 1000), 1000))
        ))  # fmt: skip
        title = _("How sure the ranks are ({n} units)").format(n=len(ranks.units))
        if pages > 1:
            title = _("{title}, page {page} of {pages}").format(title=title, page=page, pages=pages)
        plain_axes(axes, title)
        legend_above(axes)
    return chart


def _grade_lines(axes: Axes, lines: Mapping[str, Decimal], height: float) -> None:
    """Mark the grades' lines within the picture, their names side by side without touching."""
    low, high = axes.get_xlim()
    inside = sorted((float(line), grade) for grade, line in lines.items() if low <= line <= high)
    room = (high - low) * 0.105
    places = apart([line for line, _g in inside], room, low + room / 2, high - room / 2)
    for (line, grade), place in zip(inside, places, strict=True):
        axes.plot([line, line], [0, height], color=GREEN, lw=1.4, ls=(0, (5, 2)))
        axes.annotate(
            _("{grade} ≥ {line}").format(grade=short(grade, 4), line=f"{line:g}"), (line, height),
            (place, height * 1.045), textcoords="data", ha="center", va="bottom", fontsize=9,
        )  # fmt: skip


def _grade_label(shown: Sequence[GradeShares], at: int, quotas: Mapping[str, Fraction]) -> str:
    """Return a grade's name, its line - both where that of the second scheme is another one - and its quota."""
    first = shown[0]
    grade = first.grades[at]
    parts = [short(grade, 8)]
    if first.lines:
        place = min(at, len(first.lines) - 1)
        lines = dict.fromkeys(plain(shares.lines[place]) for shares in shown)
        parts.append(f"{'≥' if at < len(first.lines) else '<'} {' → '.join(lines)}")
    if grade in quotas:
        parts.append(_("quota {share}").format(share=plain(quotas[grade])))
    return "\n".join(parts)


def _mean(result: Simulation | Sampled) -> float:
    return float((result.mean.value if isinstance(result, Sampled) else result.mean).mean())
