"""Grades (等次): which units are 优秀, 良好 …, by points, by quota, or by both.

::

    grading = Grading(grades=(Grade(name="优秀", least=Decimal(90), share=Fraction(1, 5)), Grade(name="合格")))
    graded = grade(units, totals, grading)
    graded.grade_of("甲局"), graded.counts, graded.said
    line_for(totals, Fraction(1, 5))                # what the line would have to be

A quota of 20 % means *at most* 20 %: of 29 units 5, not 6. Units with equal totals are never split:
:class:`Ties` says whether all of them come in or all stay out. Grades are given from the best down, and
each looks only at the units that no better one has taken.
"""

from __future__ import annotations

from kaohe_tools.grades.graded import Counted, Graded, grade, grade_codes
from kaohe_tools.grades.grading import BY_POINTS, Grade, Grading, Ties, read_grading
from kaohe_tools.grades.line import Line, line_for

__all__ = [
    "BY_POINTS",
    "Counted",
    "Grade",
    "Graded",
    "Grading",
    "Line",
    "Ties",
    "grade",
    "grade_codes",
    "line_for",
    "read_grading",
]
