"""A figure that shows itself, and what all figures share: colours, hatching, names that fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from kaohe_tools.fonts import chinese_text
from kaohe_tools.plain_text import half_letters, one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, RED, GREY, BLACK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#8C8C8C", "#000000"
NAME_WIDTH = 16
_SAFE = {"text.parse_math": False, "svg.hashsalt": "kaohe", "svg.fonttype": "path", "hatch.linewidth": 0.8}
"""Text of a sheet is never read as a formula ($…$); an SVG is the same each time, its letters drawn as paths."""


@contextmanager
def drawing() -> Iterator[None]:
    """Use the settings under which figures are made and saved."""
    with chinese_text(**_SAFE):
        yield


class Chart(Figure):
    """A figure that a notebook shows as a sharp picture without pyplot."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """Return the picture at twice the screen's resolution, and its size on the page."""
        width, height = self.get_size_inches()
        return self.png(), {"width": int(width * 80), "height": int(height * 80)}

    def png(self, dpi: int = 160) -> bytes:
        """Return the figure as PNG bytes; the same figure gives the same bytes."""
        return self._saved(format="png", dpi=dpi, metadata={"Software": None})

    def svg(self) -> bytes:
        """Return the figure as SVG bytes; the same figure gives the same bytes."""
        return self._saved(format="svg", metadata={"Date": None, "Creator": None})

    def _saved(self, **how: Any) -> bytes:
        out = BytesIO()
        with drawing():
            self.savefig(out, **how)
        return out.getvalue()


def short(name: str, width: int = NAME_WIDTH) -> str:
    """Return a name on one line, cut to so many Chinese letters (two Latin ones count as one)."""
    line = one_line(name)
    if half_letters(line) <= 2 * width:
        return line
    kept, room = "", 2 * width - 2
    for letter in line:
        room -= half_letters(letter)
        if room < 0:
            break
        kept += letter
    return f"{kept}…"


def page_of(items: Sequence[Any], page: int, size: int) -> range:
    """Return the places of one page, counted from 1.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    pages = pages_of(len(items), size)
    if not 1 <= page <= pages:
        raise ValueError(f"there are {pages} pages, not {page}")
    even = -(-len(items) // pages)  # pages of the same length, rather than a last one with a single line
    return range((page - 1) * even, min(page * even, len(items)))


def pages_of(items: int, size: int) -> int:
    """Return how many pages so many items take; at least one."""
    return max(1, -(-items // size))


def apart(places: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return places at least so far apart, as near to those asked for as their order allows (least squares).

    They stay between `low` and `high`; where there is no room for that distance, the room is shared evenly.
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    gap = min(least, (high - low) / max(len(places) - 1, 1))
    blocks: list[tuple[float, int]] = []  # neighbours that touch move together: their mean, and how many
    for place, n in enumerate(order):
        mean, size = places[n] - place * gap, 1
        while blocks and blocks[-1][0] >= mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    level = [mean for mean, size in blocks for _n in range(size)]
    top = high - gap * (len(places) - 1)
    found = [0.0] * len(places)
    for place, n in enumerate(order):
        found[n] = min(max(level[place], low), max(top, low)) + place * gap
    return found


def plain_axes(axes: Axes, title: str) -> None:
    """Take away what says nothing; put the title on the left."""
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0)


def legend_above(axes: Axes, handles: Sequence[Any] | None = None, columns: int = 4) -> None:
    """Put the legend between title and picture, where no figure stands."""
    if handles is None:
        handles = axes.get_legend_handles_labels()[0]
    axes.set_title(axes.get_title(loc="left"), loc="left", fontsize=11, pad=24)
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False, fontsize=9,
        borderaxespad=0.2, handlelength=1.8, columnspacing=1.4,
    )  # fmt: skip
