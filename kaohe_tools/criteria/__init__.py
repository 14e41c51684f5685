"""Reading scoring texts: what a criterion (评分标准) takes, gives and limits.

::

    criterion = parse_criterion("未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。", points=2)
    criterion.rules[1].per      # Per(count=1, unit="次")
    criterion.requirement       # the text without its rules
    scaled(criterion, Decimal(2), Decimal(4), Decimal("0.5"))   # rewritten for 4 points

Read :mod:`kaohe_tools.criteria.notations` first: one line per notation, each with an example.
"""

from __future__ import annotations

from kaohe_tools.criteria.jsonl import parse_lines
from kaohe_tools.criteria.reader import parse_criterion
from kaohe_tools.criteria.scaling import fewest_points, scaled

__all__ = ["fewest_points", "parse_criterion", "parse_lines", "scaled"]
