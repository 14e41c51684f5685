"""What the rebalancing panel says of a scenario's past: every edit with its time and reason, the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from kaohe_tools.locale import _, plain
from kaohe_tools.model import Indicator
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.labels import field_label, solved_reason, value_label
from kaohe_tools.points import format_points
from kaohe_tools.scenarios import Change, Step

MOST_STEPS = 300
MOST_CHANGES = 6
"""Changes of one edit that are told; the others are counted."""


class Past(TypedDict):
    """One edit; `undone` says so where it is not in effect."""

    time: str
    what: str
    reason: str
    undone: str


def history(draft: Draft, steps: Sequence[Step]) -> list[Past]:
    """Return a scenario's edits, the newest first."""
    items = {i.id: i for i in draft.scheme.indicators}
    return [_past(step, items, draft.reasons) for step in reversed(steps[-MOST_STEPS:])]


def _past(step: Step, items: Mapping[str, Indicator], reasons: Mapping[str, str]) -> Past:
    told = [c for c in step.changes if c.field != fields.START] or list(step.changes)
    told.sort(key=lambda c: items[c.item].row if c.item in items else 0)
    parts = [_change(c, items.get(c.item)) for c in told[:MOST_CHANGES]]
    if len(told) > MOST_CHANGES:
        parts.append(_("… and {n} more").format(n=len(told) - MOST_CHANGES))
    undone = ""
    if step.undone:
        said = _("undone {time:%H:%M:%S}, cannot be redone") if step.dropped else _("undone {time:%H:%M:%S}")
        undone = said.format(time=step.turns[-1].at.astimezone())
    return {
        "time": f"{step.at.astimezone():%Y-%m-%d %H:%M:%S}",
        "what": plain(parts),
        "reason": solved_reason(step.reason) or plain(tuple(dict.fromkeys(_reasons(told, reasons)))[:3]),
        "undone": undone,
    }


def _change(change: Change, item: Indicator | None) -> str:
    field = field_label(change.field)
    where = _("row {n}: {field}").format(n=item.row, field=field) if item else field
    own = format_points(item.points) if item and item.points is not None and change.field == fields.POINTS else None
    old, new = (value_label(change.field, said or own) for said in (change.old, change.new))
    return f"{where} {old} → {new}"


def _reasons(changes: Sequence[Change], reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield what the designer wrote for the rows whose points an edit moves."""
    for change in changes:
        if change.field == fields.POINTS and change.item in reasons:
            yield reasons[change.item]
