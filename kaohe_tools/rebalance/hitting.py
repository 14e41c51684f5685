"""The smallest set that meets every one of some sets."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

from kaohe_tools.rebalance.programme import run_highs


def smallest_hitting_set(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    """Return a smallest set that has a member of each of some sets in it; always the same one."""
    if not sets:
        return frozenset()
    members = sorted(frozenset().union(*sets))
    at = {member: n for n, member in enumerate(members)}
    lines = [sorted(at[member] for member in each) for each in sets]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(members), len(lines)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.ones(len(members)), np.zeros(len(members)), np.ones(len(members))
    lp.row_lower_, lp.row_upper_ = np.ones(len(lines)), np.full(len(lines), np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(line) for line in lines)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate(lines).astype(np.int32)
    lp.a_matrix_.value_ = np.ones(sum(len(line) for line in lines))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(members)
    taken = run_highs(lp).getSolution().col_value
    return frozenset(member for member, share in zip(members, taken, strict=True) if share > 0.5)
