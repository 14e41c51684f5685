"""What the command line prints: tables, progress, complaints. No figure is computed here."""

from __future__ import annotations

from kaohe_tools.terminal.differences import print_difference
from kaohe_tools.terminal.lines import complain, print_table, progress_bar, say
from kaohe_tools.terminal.rebalanced import print_rebalanced
from kaohe_tools.terminal.reviews import headline, print_catalogue, print_reviews, print_summary
from kaohe_tools.terminal.schemes import print_layout, print_scheme, print_unread
from kaohe_tools.terminal.scores import print_scores
from kaohe_tools.terminal.verified import print_verified

__all__ = [
    "complain",
    "headline",
    "print_catalogue",
    "print_difference",
    "print_layout",
    "print_rebalanced",
    "print_reviews",
    "print_scheme",
    "print_scores",
    "print_summary",
    "print_table",
    "print_unread",
    "print_verified",
    "progress_bar",
    "say",
]
