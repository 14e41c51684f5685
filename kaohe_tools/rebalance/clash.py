"""Which of the designer's constraints cannot hold together, and what would do."""

from __future__ import annotations

from kaohe_tools.locale import text
from kaohe_tools.rebalance.asked import Request
from kaohe_tools.rebalance.result import Clash


def clash_of(request: Request) -> Clash:
    """Return a set of constraints that clash."""
    return Clash(
        constraints=tuple(one.constraint for one in request.asked),
        relaxations=(),
        said=text("The constraints cannot all hold together."),
        smallest=False,
    )
