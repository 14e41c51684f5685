"""RL: the lists beside the points: penalties without a limit, vetoes without an end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, check, excerpt, found
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Adjustment, AdjustmentKind, Scheme
from kaohe_tools.profiles import Profile

_OPEN = re.compile(
    r"其[他它余](?:应予?|需要?)?.{0,8}(?:否决|情形|情况|事项|内容)|等(?:情形|情况|事项)|视情|酌情|经.{0,6}(?:研究|认定)"
)


def unlimited(scheme: Scheme, kind: AdjustmentKind) -> tuple[Adjustment, ...]:
    """Return the entries of a list that neither they nor their group limits."""
    capped = {(c.kind, c.group) for c in scheme.adjustment_caps}
    return tuple(a for a in scheme.adjustments if a.kind is kind and a.cap is None and (a.kind, a.group) not in capped)


def _of(scheme: Scheme, kind: AdjustmentKind) -> tuple[Adjustment, ...]:
    return tuple(a for a in scheme.adjustments if a.kind is kind)


@check(
    "RL17",
    "penalty-without-cap",
    text("A penalty has no cap"),
    Severity.WARNING,
    text("Looks for entries of a penalty list beside the points that have no upper limit."),
    Explanation(
        why=text("One kind of event could take a unit's whole score, and nobody knows where it stops."),
        example="减分：每出现1起扣2分",
        better="减分：每出现1起扣2分，最多扣4分",
        fix=text("Write a limit: “此项最多扣N分”, or one for several entries together."),
        limits=text("A limit said elsewhere than in the list is not known here."),
    ),
)
def penalty_without_cap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every penalty that has no limit."""
    if not _of(scheme, AdjustmentKind.PENALTY):
        raise NotApplicable(text("the sheet has no penalty list"))
    for entry in unlimited(scheme, AdjustmentKind.PENALTY):
        yield found(
            text(
                "Penalty {number} has no limit: “{text}”.", number=entry.number, text=excerpt(entry.criterion.text, 30)
            ),
            Evidence(where=entry.source, observed=entry.criterion.text),
            fix=text("Write a limit: “此项最多扣N分”, or one for several entries together."),
        )


@check(
    "RL18",
    "open-veto",
    text("A veto has no end"),
    Severity.WARNING,
    text("Looks for vetoes whose condition is left open (其他否决性内容)."),
    Explanation(
        why=text("A veto decides alone: what it is must be known beforehand, or it can be made up afterwards."),
        example="否决：其他否决性内容",
        better="否决：发生较大以上安全责任事故的",
        fix=text("List the conditions, or leave the entry out."),
        limits=text("Openness is told by words such as 其他, 等情形, 视情况."),
    ),
)
def open_veto(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every veto with an open condition."""
    vetoes = _of(scheme, AdjustmentKind.VETO)
    if not vetoes:
        raise NotApplicable(text("the sheet has no veto list"))
    for entry in vetoes:
        if _OPEN.search(entry.criterion.text):
            yield found(
                text(
                    "Veto {number} is left open: “{text}”.", number=entry.number, text=excerpt(entry.criterion.text, 30)
                ),
                Evidence(where=entry.source, observed=entry.criterion.text),
                fix=text("List the conditions, or leave the entry out."),
            )
