"""OW: whether somebody leads, somebody assesses, and something proves each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe_tools.checks._base import (
    Draft,
    Explanation,
    NotApplicable,
    at,
    check,
    found,
    has_column,
    heading,
    rows_of,
)
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import FIELD_NAMES, Indicator, Scheme
from kaohe_tools.profiles import Profile

_PLACEHOLDERS = frozenset(
    ["—", "——", "–", "－", "-", "--", "/", "／", "\\", "无", "暂无", "待定", "待补", "略", "空", "未定", "N/A", "NA"]
)
"""What people write into a cell instead of leaving it empty (upper case)."""
_MAY_BE_NONE = ("remark", "applies_to")
_OWN_CHECK = ("evidence", "assessor", "lead")
_EMPTY_ELSEWHERE = (*_OWN_CHECK, "points", "criterion", "due", "section")


def label(scheme: Scheme, column: str) -> Text | str:
    """Return a column's heading as printed; the field's usual name where it has none."""
    known = scheme.layout.column(column) if scheme.layout else None
    return (known.heading if known else "") or FIELD_NAMES.get(column, column)


def _exists(scheme: Scheme, column: str) -> bool:
    return has_column(scheme, column) or any(getattr(i, column, "") for i in scheme.indicators)


def empty_cells(scheme: Scheme, profile: Profile, column: str) -> Iterator[Draft]:
    """Yield the one finding about a column that is missing, empty, or empty in some rows.

    Where the profile does not require the column, only an existing column without a single entry
    is found: a heading with nothing below it.

    Raises
    ------
    NotApplicable
        If the column is neither required nor there.
    """
    required = column in profile.required_columns
    name = label(scheme, column)
    if not _exists(scheme, column):
        if not required:
            raise NotApplicable(text("the review standard does not require “{column}”", column=name))
        yield _missing(scheme, column, name)
        return
    empty = [i for i in scheme.indicators if _empty(getattr(i, column), column)]
    if not empty or not (required or len(empty) == len(scheme.indicators)):
        return
    yield found(
        _emptiness(empty, len(scheme.indicators), column, name),
        *(at(i, column, observed=getattr(i, column)) for i in empty),
        fix=text("Fill in “{column}” for every row.", column=name)
        if len(empty) == len(scheme.indicators)
        else text("Fill in “{column}” of rows {rows}.", column=name, rows=rows_of(empty)),
    )


def _empty(said: str, column: str) -> bool:
    """Whether a cell is empty or holds only a placeholder; a remark or a range of application may well be 无."""
    bare = said.strip()
    return not bare or (column not in _MAY_BE_NONE and bare.upper() in _PLACEHOLDERS)


def _emptiness(empty: Sequence[Indicator], every: int, column: str, name: Text | str) -> Text:
    marks = [mark for i in empty if (mark := str(getattr(i, column)).strip())]
    kinds = tuple(f"“{mark}”" for mark in dict.fromkeys(marks))
    n, p = len(empty), len(marks)
    if n == every:
        if not marks:
            return text("“{column}” is empty in all {all} rows.", column=name, n=n, all=every)
        return text(
            "“{column}” is empty in all {all} rows, {placeholders} of them with a mere {kinds}.",
            column=name,
            n=n,
            all=every,
            placeholders=p,
            kinds=kinds,
        )
    if not marks:
        return text(
            "“{column}” is empty in {n} of {all} rows: {rows}.", column=name, n=n, all=every, rows=rows_of(empty)
        )
    return text(
        "“{column}” is empty in {n} of {all} rows: {rows} ({placeholders} of them with a mere {kinds}).",
        column=name,
        n=n,
        all=every,
        rows=rows_of(empty),
        placeholders=p,
        kinds=kinds,
    )


def _missing(scheme: Scheme, column: str, name: Text | str) -> Draft:
    where = heading(scheme, "points") or next((i.source() for i in scheme.indicators), None)
    return found(
        text("The sheet has no column “{column}”, which the review standard requires.", column=name, field=column),
        Evidence(where=where, expected=column),
        fix=text("Add the column “{column}” and fill it in.", column=name),
    )


@check(
    "OW01",
    "empty-lead",
    text("The responsible leader is missing"),
    Severity.WARNING,
    text("Looks for rows without a responsible leader, or a missing column for them."),
    Explanation(
        why=text("A task that nobody answers for is not pushed, and nobody can be asked about it."),
        example="责任领导：（29 项全空）",
        better="责任领导：分管副局长",
        fix=text("Name the responsible leader of every row."),
        limits=text(
            "It does not know whether the person named holds the office. Marks such as —, / or 待定 count as empty."
        ),
        options=("columns.required", "columns.synonyms"),
    ),
)
def empty_lead(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for the rows without a responsible leader."""
    yield from empty_cells(scheme, profile, "lead")


@check(
    "OW02",
    "empty-evidence",
    text("The evidence is missing"),
    Severity.WARNING,
    text("Looks for rows without evidence, or a missing evidence column."),
    Explanation(
        why=text("Without named evidence the year's end is a dispute about what counts as done."),
        example="证明材料：（空）",
        better="证明材料：活动方案、验收报告",
        fix=text("Name the evidence of every row."),
        limits=text("Whether the evidence suits the work is not judged. Marks such as —, / or 无 count as empty."),
        options=("columns.required", "columns.synonyms"),
    ),
)
def empty_evidence(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for the rows without evidence."""
    yield from empty_cells(scheme, profile, "evidence")


@check(
    "OW03",
    "empty-assessor",
    text("The assessing department is missing"),
    Severity.WARNING,
    text("Looks for rows without an assessing office, or a missing column for it."),
    Explanation(
        why=text("A row that no office scores gets full marks by default."),
        example="考核部门：（空）",
        better="考核部门：市督查室",
        fix=text("Name the assessing office of every row."),
        limits=text("It does not know whether the office agreed. Marks such as —, / or 待定 count as empty."),
        options=("columns.required", "columns.synonyms"),
    ),
)
def empty_assessor(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for the rows without an assessing office."""
    yield from empty_cells(scheme, profile, "assessor")


@check(
    "OW04",
    "missing-column",
    text("A required column is missing"),
    Severity.ERROR,
    text("Looks for required columns that the sheet does not have at all."),
    Explanation(
        why=text("What the sheet has no place for, nobody will fill in."),
        example="表头：指标、分值、证明材料（缺“评分标准”）",
        better="表头：指标、分值、评分标准、证明材料",
        fix=text("Add the column, or name its heading in the profile's synonyms."),
        limits=text("A column under an unusual heading counts as missing until the profile names the heading."),
        options=("columns.required", "columns.synonyms"),
    ),
)
def missing_column(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every required column that is missing and has no check of its own."""
    for column in profile.required_columns:
        if column not in (*_OWN_CHECK, "section") and not _exists(scheme, column):
            yield _missing(scheme, column, label(scheme, column))


@check(
    "OW05",
    "empty-cells",
    text("Cells of a required column are empty"),
    Severity.WARNING,
    text("Looks for empty cells in the other columns that the review standard requires."),
    Explanation(
        why=text("An office asks for a column because it needs every row of it."),
        example="制定依据：（空）",
        better="制定依据：《某市2018年工作安排》第八条",
        fix=text("Fill in the column for every row."),
        limits=text(
            "Points, criteria, due dates, leaders, evidence and assessors have checks of their own "
            "and are not repeated here. Marks such as —, / or 无 count as empty, except in remarks."
        ),
        options=("columns.required",),
    ),
)
def empty_required_cells(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding per required column with empty cells and without a check of its own."""
    columns = [c for c in profile.required_columns if c not in _EMPTY_ELSEWHERE]
    if not columns:
        raise NotApplicable(text("the review standard requires no other column"))
    for column in columns:
        if _exists(scheme, column):
            yield from empty_cells(scheme, profile, column)
