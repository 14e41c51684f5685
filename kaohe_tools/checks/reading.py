"""ST: what the reader of the sheet has noticed: hidden points, shifted labels, repeated rows, how it was read."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_tools.checks._base import Draft, Explanation, check, found
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Problem, Scheme
from kaohe_tools.profiles import Profile

HIDDEN = ("hidden-row", "hidden-column", "hidden-sheet")
VALUELESS = ("formula-without-value",)
SHIFTED = ("label-shifted",)
REPEATED = ("repeated-row",)
NOTED = ("wrong-extension", "tracked-changes", "hidden-characters", "hidden-text")
LEFT_OUT = ("sheet-not-read",)
OTHER_POINTS = ("other-points",)
DEDUCTED = ("deductions-as-points",)
TOLD_ELSEWHERE = (
    *HIDDEN, *VALUELESS, *SHIFTED, *REPEATED, *NOTED, *LEFT_OUT, *OTHER_POINTS, *DEDUCTED, "text-number",
)  # fmt: skip
"""Problems that have a check of their own; every other one is an unreadable cell."""


def _told(scheme: Scheme, codes: tuple[str, ...], fix: Text) -> Iterator[Draft]:
    """Yield a finding for every kind of problem among `codes`, with all its cells."""
    alike: dict[str, list[Problem]] = {}
    for problem in scheme.problems:
        if problem.code in codes:
            alike.setdefault(str(problem.message), []).append(problem)
    owner = {(ref.sheet, ref.cell): i for i in reversed(scheme.indicators) for _field, ref in i.sources}
    for problems in alike.values():
        first = problems[0]
        item = owner.get((first.where.sheet, first.where.cell))
        cells = tuple(dict.fromkeys(p.where.cell for p in problems if p.where.cell))
        message = text("{problem}", problem=first.message, kind=first.code)
        if cells:
            message = text("{cells}: {problem}", cells=cells, problem=first.message, kind=first.code)
        if cells and item is not None and len(problems) == 1:
            message = text(
                "{cells} (row {row}, “{label}”): {problem}",
                cells=cells,
                row=item.row,
                label=item.label,
                problem=first.message,
                kind=first.code,
            )
        owners = (owner.get((p.where.sheet, p.where.cell)) for p in problems)
        yield found(
            message,
            *(
                Evidence(where=p.where, indicator=i.id if i else "", observed=p.where.raw)
                for p, i in zip(problems, owners, strict=True)
            ),
            fix=fix,
        )


@check(
    "ST07",
    "hidden-points",
    text("Hidden rows or columns count"),
    Severity.WARNING,
    text("Looks for hidden rows and columns that carry points or rules, and for hidden sheets with a scheme."),
    Explanation(
        why=text("What nobody sees on paper still counts in the total."),
        example="第5行被隐藏，仍计10分",
        better="删除该行，或取消隐藏",
        fix=text("Unhide it, or delete it."),
        limits=text("Rows that are only very low, or in white on white, are not noticed."),
    ),
)
def hidden_points(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every hidden row, column or sheet."""
    yield from _told(scheme, HIDDEN, text("Unhide it, or delete it."))


@check(
    "ST08",
    "formula-without-value",
    text("A formula has no stored value"),
    Severity.ERROR,
    text("Looks for formulas whose result was never stored in the file."),
    Explanation(
        why=text("The figure is missing from every sum, though Excel shows one as soon as it is opened."),
        example="分值：=SUM(D3:D9)（文件中没有存值）",
        better="分值：=SUM(D3:D9)（存有 12）",
        fix=text("Open the workbook in Excel and save it, then read it again."),
        limits=text("Whether a stored value is up to date cannot be told."),
    ),
)
def formula_without_value(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for the formula cells without a value."""
    yield from _told(scheme, VALUELESS, text("Open the workbook in Excel and save it, then read it again."))


@check(
    "ST09",
    "shifted-label",
    text("Cells of a row have shifted"),
    Severity.WARNING,
    text("Lists the rows whose cells stand some columns beside their own and were read shifted."),
    Explanation(
        why=text("A label in the wrong column is a section of its own for everybody who sums up by columns."),
        example="“做好年度抽查（5分）”印在二级指标列，内容印在三级指标列",
        better="“做好年度抽查（5分）”印在三级指标列，内容印在考核内容列",
        fix=text("Move the cells back to their columns."),
        limits=text("Only sheets whose items name their points in brackets are looked at."),
    ),
)
def shifted_label(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every shifted row."""
    yield from _told(scheme, SHIFTED, text("Move the cells back to their columns."))


@check(
    "ST10",
    "repeated-row",
    text("A row is printed twice"),
    Severity.WARNING,
    text("Lists the rows that repeat the row above them word for word and were not counted again."),
    Explanation(
        why=text("Whoever adds up the column counts the row twice."),
        example="同一行在换页处重印，分值多算1分",
        better="每行只出现一次",
        fix=text("Delete the repeated row."),
        limits=text("Rows that repeat an earlier row, not the one above, are left to duplicate-indicator."),
    ),
)
def repeated_row(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every repeated row."""
    yield from _told(scheme, REPEATED, text("Delete the repeated row."))


@check(
    "ST11",
    "file-read-with-care",
    text("The file was read with care"),
    Severity.NOTE,
    text("Says what the reader of the file had to decide: another kind of file, tracked changes, sheets not read."),
    Explanation(
        why=text("The figures rest on it: whoever opens the file elsewhere may see something else."),
        example="文件名是.xlsx，内容是CSV文本；文档有12处修订",
        better="按内容命名；接受全部修订后再报",
        fix=text("Send the file in its own format, with all changes accepted."),
        limits=text("Comments and headers of a document are not read."),
    ),
)
def file_read_with_care(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every note of the reader."""
    yield from _told(scheme, NOTED, text("Send the file in its own format, with all changes accepted."))
    yield from _told(scheme, LEFT_OUT, text("If it holds indicators, give it a header with 分值 and 评分标准."))
    yield from _told(scheme, OTHER_POINTS, text("If the other column is meant, say so in the review panel (layout)."))
    yield from _told(scheme, DEDUCTED, text("Add a column 分值 that says what each row is worth."))
