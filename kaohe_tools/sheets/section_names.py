"""A section's name: its number in front, its points at the end."""

from __future__ import annotations

import re
from functools import lru_cache

from kaohe_tools.criteria.stated import IN_LABEL

NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)、.．]")
"""The number in front of a section's name: 一、 （二）."""

_ANY_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．])")


@lru_cache(maxsize=256)
def bare_name(label: str) -> str:
    """Return a name without its number and its points.

    Examples
    --------
    >>> bare_name("一、组织建设（35分）")
    '组织建设'
    """
    return _ANY_NUMBER.sub("", IN_LABEL.sub("", "".join(label.split())))
