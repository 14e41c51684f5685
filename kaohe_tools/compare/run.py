"""Compare two schemes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_tools.checks import review_scheme
from kaohe_tools.compare.beside import adjustment_changes, shared_cap_changes
from kaohe_tools.compare.difference import Difference
from kaohe_tools.compare.effect import effect_of
from kaohe_tools.compare.found import found_changes
from kaohe_tools.compare.matching import match_rows
from kaohe_tools.compare.rows import renamed_sections, row_changes
from kaohe_tools.compare.sections import section_changes, whole_change
from kaohe_tools.errors import SchemeError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.profiles import Profile

if TYPE_CHECKING:
    from kaohe_tools.grades import Grading
    from kaohe_tools.replay import Recorded
    from kaohe_tools.scoring import Events


def compare(
    old: Scheme,
    new: Scheme,
    results: Events | Recorded | None = None,
    *,
    profile: Profile | None = None,
    grading: Grading | None = None,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
) -> Difference:
    """Say what changed between two schemes: two years, two drafts, a sheet and its rebalanced copy.

    Parameters
    ----------
    results : Events or Results, optional
        What was recorded under the old scheme: with it, what the new one does to the ranking.
    profile : Profile, optional
        By what both are reviewed; None: the profile ``default``.
    grading : Grading, optional
        Grades, to say who crosses a line.
    bonus_cap, group_caps
        As in :func:`kaohe_tools.replay.replay`, before and now.

    Returns
    -------
    Difference
        Every row of both schemes stands in it exactly once.

    Raises
    ------
    SchemeError
        If one of them has no rows, no row of one has a counterpart in the other, or the results cannot
        be scored.
    """
    for scheme in (old, new):
        if not scheme.indicators:
            raise SchemeError(_("“{title}” has no rows to compare.").format(title=scheme.title or scheme.file))
    matches, removed, added = match_rows(old.indicators, new.indicators)
    if not matches:
        raise SchemeError(
            _("No row of “{old}” is like any row of “{new}”: these are two different schemes.").format(
                old=old.title or old.file, new=new.title or new.file
            )
        )
    renamed = renamed_sections(old, new, matches)
    rows = {m.new.id: m.old.id for m in matches}
    effect = None
    if results is not None:
        effect = effect_of(old, new, matches, results, grading=grading, bonus_cap=bonus_cap, group_caps=group_caps)
    return Difference(
        old=old,
        new=new,
        rows=row_changes(matches, renamed),
        added=added,
        removed=removed,
        whole=whole_change(old, new),
        sections=section_changes(old, new, renamed),
        adjustments=adjustment_changes(old, new),
        shared_caps=shared_cap_changes(old, new),
        found=found_changes(review_scheme(old, profile), review_scheme(new, profile), rows, renamed),
        effect=effect,
    )
