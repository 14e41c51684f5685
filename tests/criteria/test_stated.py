"""Points in words: what they say, and that every place told holds the figure told."""

from decimal import Decimal

import pytest

from kaohe_tools.criteria.rewriting import rewritten
from kaohe_tools.criteria.stated import items_of, label_points, worth_of
from kaohe_tools.points import parse_points


@pytest.mark.parametrize(
    ("read", "text", "points", "parts"),
    [
        (items_of, "1.按期办结（2分）；2.回访（１分）。", 3, (2, 1)),
        (items_of, "办结（共 1.5 分）", 1.5, (1.5,)),
        (worth_of, "健全制度。（8分，由某办制定细则并评分）", 8, ()),
        (worth_of, "（6分）甲（4分）；乙（2分）。", 6, (4, 2)),
        (worth_of, "甲（4分）；乙（3分）。", 7, (4, 3)),
        (worth_of, "公开（40分，8分由甲办评分；32分由乙办评分）", 40, (8, 32)),
        (worth_of, "按期报送，10分；质量合格，30分。（40分）", 40, (10, 30)),
        (worth_of, "没有分值", None, ()),
    ],
)
def test_figures_and_their_places(read, text, points, parts):
    worth = read(text)

    assert worth.points == (None if points is None else Decimal(str(points)))
    assert [p.points for p in worth.parts] == [Decimal(str(p)) for p in parts]
    assert [parse_points(text[a:b]) for a, b in worth.parts_at] == [p.points for p in worth.parts]
    assert worth.at is None or parse_points(text[slice(*worth.at)]) == worth.points


def test_labels():
    assert label_points("组织建设（ 35 分）") == 35
    assert label_points("组织建设（35分）及其他") is None
    assert label_points("版本（1..2分）") is None


def test_figures_are_written_as_those_before_them():
    text = "窗口（３分）扣两分，扣10分"

    assert rewritten(text, {(3, 4): Decimal("2.5"), (7, 8): Decimal(3), (11, 13): Decimal("4.5")}) == (
        "窗口（２．５分）扣三分，扣4.5分"
    )
    assert rewritten(text, {}) == text
