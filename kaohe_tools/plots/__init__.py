"""Figures (图): of schemes and reviews, of simulated scores, grades and ranks, and of indicators.

::

    plot_sections(review).png()
    plot_distribution(now, draft, names=("现行", "草案")).svg()
    [plot_ranks(ranks, page=n) for n in range(1, rank_pages(ranks) + 1)]

Each function returns a :class:`Chart`, a Matplotlib figure that shows itself in a notebook; no
global figure is made, so nothing has to be closed. Colours are Okabe and Ito's, which colour-blind
readers can tell apart (https://jfly.uni-koeln.de/color/, 2008); hatching, shapes of marks and dashes
say the same in black and white. What is too much for one picture comes in pages, the most telling first.
"""

from __future__ import annotations

from kaohe_tools.plots.chart import Chart
from kaohe_tools.plots.items import plot_items, plot_weights, weight_pages
from kaohe_tools.plots.outcomes import plot_distribution, plot_grade_shares, plot_ranks, rank_pages
from kaohe_tools.plots.sections import plot_node_share, plot_sections
from kaohe_tools.plots.slopes import plot_slopes

__all__ = [
    "Chart",
    "plot_distribution",
    "plot_grade_shares",
    "plot_items",
    "plot_node_share",
    "plot_ranks",
    "plot_sections",
    "plot_slopes",
    "plot_weights",
    "rank_pages",
    "weight_pages",
]
