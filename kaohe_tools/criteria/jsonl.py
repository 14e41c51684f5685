"""Criteria by the line: JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from kaohe_tools.criteria.reader import parse_criterion
from kaohe_tools.errors import CriterionError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.model import rule_dict
from kaohe_tools.points import as_number, parse_points


def parse_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read criteria given one per line as ``{"id", "text", "points"}``; blank lines are passed over.

    Yields
    ------
    dict
        ``{"id", "rules", "item_cap", "unread"}``, rules in the fields of :class:`kaohe_tools.model.Rule`.

    Raises
    ------
    CriterionError
        If a line is no JSON object with a text, or its points are no number; the line is named.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given, points = _read(line, number)
        criterion = parse_criterion(given["text"], points)
        cap = criterion.item_cap
        yield {
            "id": given.get("id"),
            "rules": [rule_dict(rule) for rule in criterion.rules],
            "item_cap": as_number(cap) if cap is not None else None,
            "unread": [piece.text for piece in criterion.unread],
        }


def _read(line: str, number: int) -> tuple[dict[str, Any], Decimal | None]:
    try:
        given = json.loads(line)
    except ValueError as err:
        raise CriterionError(_("line {n} is no JSON: {why}").format(n=number, why=err)) from err
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise CriterionError(_('line {n} has no text; write {{"id": 1, "text": "…", "points": 5}}').format(n=number))
    points = given.get("points")
    try:
        return given, None if points is None else parse_points(points)
    except PointsError as err:
        raise CriterionError(_("line {n}: {why}").format(n=number, why=err)) from err
