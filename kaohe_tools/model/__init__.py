"""The scheme as data: frozen, typed, tuples inside.

Nothing here reads a file or decides what is wrong. Every value that came from a sheet can say
from which cell (:class:`SourceRef`), and a change is a new value (:meth:`Scheme.apply`).

``scheme`` holds schemes, indicators and edits; ``beside`` what stands beside the rows (adjustments,
shared points cells, units); ``variants`` what alternatives come to; ``rules`` what a criterion means; ``source`` cells,
problems and the layout; ``plain`` turns values into JSON data.
"""

from kaohe_tools.model.beside import (
    Adjustment,
    AdjustmentCap,
    AdjustmentKind,
    Part,
    SharedPoints,
    Unit,
    Variant,
)
from kaohe_tools.model.plain import rule_dict, to_plain
from kaohe_tools.model.rules import Band, Criterion, Figure, Per, Rule, RuleKind, Unread
from kaohe_tools.model.scheme import Declared, Edit, Indicator, Path, Period, Scheme, Section
from kaohe_tools.model.source import FIELD_NAMES, Column, Layout, Problem, SkippedRow, SourceRef
from kaohe_tools.model.variants import alternatives, counted

__all__ = [
    "FIELD_NAMES",
    "Adjustment",
    "AdjustmentCap",
    "AdjustmentKind",
    "Band",
    "Column",
    "Criterion",
    "Declared",
    "Edit",
    "Figure",
    "Indicator",
    "Layout",
    "Part",
    "Path",
    "Per",
    "Period",
    "Problem",
    "Rule",
    "RuleKind",
    "Scheme",
    "Section",
    "SharedPoints",
    "SkippedRow",
    "SourceRef",
    "Unit",
    "Unread",
    "Variant",
    "alternatives",
    "counted",
    "rule_dict",
    "to_plain",
]
