"""Schemes made by hand for comparing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Indicator, Path, Period, Scheme, Section

D = Decimal


def row(
    name: str, criterion: str = "", points: str | None = "5", *, path: Path = ("甲部分",), **more: object
) -> Indicator:
    worth = None if points is None else D(points)
    values: dict[str, object] = {"path": path, "name": name, "points": worth}
    return Indicator(id="0", row=0, criterion=parse_criterion(criterion, worth), **(values | more))  # type: ignore[arg-type]


def scheme(*rows: Indicator, title: str = "方案", **more: object) -> Scheme:
    """A scheme of the rows in this order: ids and row numbers are their places."""
    items = tuple(item.replace(id=str(n), row=n) for n, item in enumerate(rows, 1))
    return Scheme(title=title, indicators=items, sections=tuple(_sections(items)), **more)  # type: ignore[arg-type]


def _sections(items: Iterable[Indicator]) -> Iterable[Section]:
    paths = dict.fromkeys(i.path[: depth + 1] for i in items for depth in range(len(i.path)))
    return (Section(path=path) for path in paths)


def year() -> Scheme:
    """Six rows in two sections, 30 points; 15 of them at milestones."""
    node = {"period": Period.NODE, "due": "2018/6/30"}
    return scheme(
        row("开展窗口业务培训", "开展培训。每少1次扣1分，最多扣3分。", path=("服务",), **node),
        row("公布办事指南", "未公布的扣5分。", path=("服务",)),
        row("回应群众来信", "超过时限的每件扣0.5分。", path=("服务",)),
        row("整理历年档案", "未完成的扣5分。", path=("档案",), **node),
        row("编制数据目录", "未编制的扣5分。", path=("档案",), **node),
        row("排查安全隐患", "每发现1处扣2分，扣完为止。", path=("档案",)),
        title="2018年方案",
    )
