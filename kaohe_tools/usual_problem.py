"""What a sheet and a profile ask of the points by themselves, before a designer asks for anything more."""

from __future__ import annotations

from decimal import Decimal

from kaohe_tools.checks.sums import expected_total
from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import _
from kaohe_tools.model import Period, Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.rebalance import NodeShare, Problem


def usual_problem(scheme: Scheme, profile: Profile, total: Decimal | None = None) -> Problem:
    """Return the problem that a sheet and a profile pose by themselves: full mark, tick, node share.

    Raises
    ------
    ProblemError
        If nobody says what the scheme has to add up to.
    """
    expected = expected_total(scheme, profile)
    wanted = total or (expected.points if expected else None)
    if wanted is None:
        raise ProblemError(_("Neither the sheet nor the profile names a full mark; say it with --total."))
    has_nodes = {i.period for i in scheme.indicators} >= {Period.NODE, Period.ANNUAL}
    band = profile.node_share if has_nodes else None
    shares = (NodeShare(low=band[0], high=band[1]),) if band else ()
    return Problem(scheme=scheme, total=wanted, tick=profile.tick, node_shares=shares)
