"""Values as plain data, for JSON and digests."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from kaohe_tools.locale import Text
from kaohe_tools.model.rules import Rule
from kaohe_tools.points import as_number, format_points


def rule_dict(rule: Rule) -> dict[str, Any]:
    """Return one rule as plain data: every field of the rule table, `span` of its own figure."""
    said = to_plain({f: getattr(rule, f) for f in Rule.__dataclass_fields__ if f not in ("clause", "figures")})
    for name in ("tiers", "tier_labels", "bands", "expr", "scope"):
        said[name] = said[name] or None
    said["span"] = list(rule.span) if rule.span else None
    return dict(said)


def to_plain(value: Any, *, exact: bool = False) -> Any:
    """Return nested model values as JSON data; Decimals as numbers, or as texts when `exact`."""
    if isinstance(value, Decimal):
        return format_points(value) if exact else as_number(value)
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, Fraction):
        return str(value) if exact else float(value)
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name), exact=exact) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): to_plain(v, exact=exact) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(v, exact=exact) for v in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
