"""Criteria by the line: JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kaohe_tools.criteria.reader import parse_criterion
from kaohe_tools.model import rule_dict
from kaohe_tools.points import as_number


def parse_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read criteria given one per line as ``{"id", "text", "points"}``; blank lines are passed over.

    Yields
    ------
    dict
        ``{"id", "rules", "item_cap", "unread"}``, rules in the fields of :class:`kaohe_tools.model.Rule`.

    Raises
    ------
    json.JSONDecodeError
        If a line is no JSON; its message says where.
    """
    for line in lines:
        if not line.strip():
            continue
        given = json.loads(line)
        criterion = parse_criterion(given["text"], given.get("points"))
        cap = criterion.item_cap
        yield {
            "id": given.get("id"),
            "rules": [rule_dict(rule) for rule in criterion.rules],
            "item_cap": as_number(cap) if cap is not None else None,
            "unread": [piece.text for piece in criterion.unread],
        }
