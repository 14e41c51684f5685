"""The option ``--bonus-cap``: limits of all bonuses together, and of those of single sections."""

from __future__ import annotations

import argparse

from kaohe_tools.locale import _


def add_bonus_cap(verb: argparse._ActionsContainer) -> None:
    """Add the option to a command's parser."""
    verb.add_argument(
        "--bonus-cap",
        action="append",
        metavar="[SECTION=]N",
        help=_("the most that all bonuses of a unit come to, or those of one section"),
    )
