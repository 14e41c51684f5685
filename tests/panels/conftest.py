"""A small scheme and review made by hand, so that the panel is tested apart from readers and checks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from kaohe_tools.findings import CheckRun, Evidence, Finding, Fix, Review, Safety, Severity, Status
from kaohe_tools.locale import text
from kaohe_tools.model import (
    Column,
    Criterion,
    Declared,
    Figure,
    Indicator,
    Layout,
    Per,
    Period,
    Rule,
    RuleKind,
    Scheme,
    Section,
    SkippedRow,
    SourceRef,
)
from kaohe_tools.profiles import Profile

FIELDS = (("section", "A"), ("name", "B"), ("points", "C"), ("criterion", "D"))
HEADINGS = {"section": "任务", "name": "指标", "points": "分值", "criterion": "评分标准"}


def ref(cell: str, raw: str) -> SourceRef:
    return SourceRef(file="服务.xlsx", sheet="表1", sha256="0" * 64, cell=cell, raw=raw)


def make_item(
    row: int, task: str, top: int, points: str | None, period: Period | None, criterion: Criterion
) -> Indicator:
    """One indicator in sheet row ``row + 2``; its task's cell stands in sheet row `top`."""
    raw = {"section": task, "name": f"指标{row}", "points": points or "", "criterion": criterion.text}
    cells = {f: f"{letter}{top if f == 'section' else row + 2}" for f, letter in FIELDS}
    return Indicator(
        id=str(row),
        row=row,
        path=(task,),
        name=f"指标{row}",
        points=Decimal(points) if points else None,
        period=period,
        criterion=criterion,
        sources=tuple((f, ref(cells[f], raw[f])) for f, _letter in FIELDS),
    )


def deduction(body: str, start: int, end: int, points: str, at: int, **more: object) -> Criterion:
    rule = Rule(
        kind=RuleKind.DEDUCT,
        trigger="",
        points=Decimal(points),
        clause=(start, end),
        figures=(Figure(role="points", start=at, end=at + len(points), value=Decimal(points)),),
        **more,  # type: ignore[arg-type]
    )
    return Criterion(text=body, rules=(rule,))


@pytest.fixture
def make_scheme() -> Callable[..., Scheme]:
    """Two tasks: 3 (annual) + 4 (node) of 8 declared, and 2 (node) + one unread."""

    def make(**changes: object) -> Scheme:
        items = (
            make_item(1, "窗口服务", 3, "3", Period.ANNUAL, deduction("开展培训。未开展的扣3分。", 5, 13, "3", 10)),
            make_item(
                2, "窗口服务", 3, "4", Period.NODE, deduction("每少1次扣5分。", 0, 8, "5", 5, per=Per(unit="次"))
            ),
            make_item(3, "档案整理", 5, "2", Period.NODE, Criterion(text="做好启动。")),
            make_item(4, "档案整理", 5, None, None, Criterion()),
        )
        values: dict[str, object] = {
            "title": "2018年度服务指标",
            "indicators": items,
            "sections": (
                Section(path=("窗口服务",), declared=Declared(points=Decimal(8), source=ref("A3", "窗口服务（8分）"))),
                Section(path=("档案整理",)),
            ),
            "declared": Declared(points=Decimal(10), source=ref("A1", "共10分")),
            "file": "服务.xlsx",
            "sheet": "表1",
            "layout": Layout(
                sheet="表1",
                header_rows=(2,),
                columns=tuple(
                    Column(index=n, letter=letter, heading=HEADINGS[f], field=f, how=text(""))
                    for n, (f, letter) in enumerate(FIELDS)
                ),
                skipped=(SkippedRow(row=7, kind="note", reason=text("a note"), text="注：以上按季度统计"),),
            ),
        }
        return Scheme(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_review(make_scheme: Callable[..., Scheme]) -> Callable[..., Review]:
    """One error on row 2, one warning on the whole sheet, one note on rows 3 and 4."""

    def make(scheme: Scheme | None = None, **profile: object) -> Review:
        scheme = scheme or make_scheme()
        cell = {i.id: i.source for i in scheme.indicators}
        error = Finding(
            code="RL01",
            name="deduction-exceeds-points",
            severity=Severity.ERROR,
            message=text("{points} points, {most} deducted", points=Decimal(4), most=Decimal(5)),
            evidence=(
                Evidence(where=cell["2"]("criterion"), indicator="2", observed=Decimal(5), expected=Decimal(4)),
                Evidence(where=cell["2"]("points"), indicator="2"),
            ),
            fix=Fix(title=text("deduct {points} at most", points=Decimal(4)), safety=Safety.NEEDS_JUDGEMENT),
        )
        warning = Finding(
            code="SM01",
            name="total-mismatch",
            severity=Severity.WARNING,
            message=text("{total} points, {want} declared", total=Decimal(9), want=Decimal(10)),
            evidence=(Evidence(where=ref("A1", "共10分")),),
        )
        note = Finding(
            code="WD01",
            name="vague-criterion",
            severity=Severity.NOTE,
            message=text("rows {rows} are vague", rows=("3", "4")),
            evidence=tuple(Evidence(where=cell[i]("criterion"), indicator=i) for i in ("3", "4")),
        )
        runs = (
            CheckRun(code="SM01", name="total-mismatch", status=Status.FOUND, findings=(warning,)),
            CheckRun(code="RL01", name="deduction-exceeds-points", status=Status.FOUND, findings=(error,)),
            CheckRun(code="WD01", name="vague-criterion", status=Status.FOUND, findings=(note,)),
            CheckRun(code="DT01", name="impossible-date", status=Status.PASSED),
        )
        return Review(scheme=scheme, profile=Profile(name="test", **profile), runs=runs)  # type: ignore[arg-type]

    return make
