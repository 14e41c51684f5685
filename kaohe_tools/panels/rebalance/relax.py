"""What a proposal of the solver means for a draft: the change that its button makes."""

from __future__ import annotations

import json
from decimal import Decimal

from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.edits import Changes
from kaohe_tools.points import format_points
from kaohe_tools.rebalance import Relaxation


def relaxed(proposal: Relaxation, draft: Draft) -> Changes:
    """Return the changes that relax one constraint of a draft, as the solver proposes it."""
    asked, to = proposal.constraint, proposal.to
    said = None if to is None else format_points(to)
    match asked.kind:
        case "total":
            return {(fields.WHOLE, fields.TOTAL): said}
        case "lock":
            return {(id_, fields.LOCK): None for id_ in asked.key}
        case "low" | "high":
            return {(id_, asked.kind): said for id_ in asked.key}
        case "floor":
            return {(id_, fields.LOW): said or "0" for id_ in asked.key}
        case "section-low" | "section-high":
            return {(fields.WHOLE, fields.section_field(asked.kind.removeprefix("section-"), asked.key)): said}
        case "node-low" | "node-high":
            low, high = draft.node_shares[asked.key]
            if asked.kind == "node-low":
                band = fields.said_band(to if to is not None else Decimal(0), high)
            else:
                band = fields.said_band(low, to if to is not None else Decimal(1))
            return {(fields.WHOLE, fields.share_field(asked.key)): band}
        case "order":
            return {(fields.WHOLE, fields.ORDERS): _without(draft, asked.key)}
        case "rules":
            return {(fields.WHOLE, fields.FIT): fields.NONE}
        case "tick":
            return {(id_, fields.STEP): said for id_ in asked.key} or {(fields.WHOLE, fields.TICK): said}
    raise ValueError(f"no constraint is of kind {asked.kind!r}")


def _without(draft: Draft, group: tuple[str, ...]) -> str | None:
    """Return the orders without those that hold both rows: split between them, nothing else lost."""
    kept: list[list[str]] = []
    for order in draft.orders:
        cut = next((n for n in range(1, len(order)) if order[n - 1] in group and order[n] in group), None)
        parts = [list(order)] if cut is None else [list(order[:cut]), list(order[cut:])]
        kept += [part for part in parts if len(part) > 1]
    return json.dumps(kept) if kept else None
