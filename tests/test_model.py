"""Values do not change; a change is another value, and a stale one is refused."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from kaohe_tools.errors import SchemeError
from kaohe_tools.model import Criterion, Edit, Indicator, Per, Rule, RuleKind, Scheme, Section, SourceRef

TWO = Scheme(
    title="2021年度服务指标",
    sections=(Section(path=("服务",)), Section(path=("服务", "窗口")), Section(path=("档案",))),
    indicators=(
        Indicator(id="1", row=1, path=("服务", "窗口"), points=Decimal("5"), due="年度标准"),
        Indicator(id="2", row=2, path=("档案",), points=Decimal("2.5"), name="归档"),
        Indicator(id="3", row=3, path=("档案",), points=None),
    ),
)


def deduct(points: str, *, per: bool = False, cap: str | None = None, **more: object) -> Rule:
    return Rule(
        kind=RuleKind.DEDUCT,
        trigger="未完成",
        points=Decimal(points),
        per=Per(unit="次") if per else None,
        cap=Decimal(cap) if cap else None,
        **more,  # type: ignore[arg-type]
    )


def test_sums_leave_out_what_was_not_read() -> None:
    assert Decimal("7.5") == TWO.total
    assert Decimal("5") == TWO.sum_of(TWO.within(("服务",)))
    assert [s.path for s in TWO.tasks] == [("服务", "窗口"), ("档案",)]


def test_values_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        TWO.indicators[0].points = Decimal(9)  # type: ignore[misc]


def test_an_edit_gives_another_scheme() -> None:
    moved = TWO.apply([Edit(indicator="2", field="points", old=Decimal("2.5"), new=Decimal(4))])

    assert (Decimal("7.5"), Decimal(9)) == (TWO.total, moved.total)
    assert TWO.digest() != moved.digest()
    back = moved.apply([Edit(indicator="2", field="points", old=Decimal(4), new=Decimal("2.5"))])
    assert TWO.digest() == back.digest()


@pytest.mark.parametrize(
    "edit",
    [
        Edit(indicator="2", field="points", old=Decimal(3), new=Decimal(4)),
        Edit(indicator="9", field="points", old=None, new=Decimal(4)),
        Edit(indicator="1", field="colour", old="", new="x"),
        Edit(indicator="1", field="id", old="1", new="7"),
    ],
)
def test_a_stale_or_impossible_edit_is_refused(edit: Edit) -> None:
    with pytest.raises(SchemeError):
        TWO.apply([edit])


def test_ids_are_unique() -> None:
    with pytest.raises(SchemeError, match="1"):
        Scheme(title="x", indicators=(Indicator(id="1", row=1), Indicator(id="1", row=2)))


def test_the_digest_does_not_depend_on_the_file() -> None:
    assert TWO.digest() == TWO.replace(file="b.xlsx", sha256="00").digest()
    assert TWO.digest() != TWO.replace(title="另一个").digest()


def test_plain_data_has_numbers_as_numbers() -> None:
    data = TWO.to_dict()

    assert data["total"] == 7.5
    assert [i["points"] for i in data["indicators"]] == [5, 2.5, None]
    assert [i["name"] for i in data["indicators"]] == ["窗口 · 年度标准", "归档", "档案"]


def test_stated_deduction_counts_caps_once_each() -> None:
    """2 + (0.5 a time, at most 1) = 3: the sum that a reviewer does in the head."""
    criterion = Criterion(text="", rules=(deduct("2"), deduct("0.5", per=True, cap="1")))

    assert Decimal(3) == criterion.stated_deduction(Decimal(2))
    assert Decimal(3) == criterion.max_deduction(Decimal(2))


def test_an_uncapped_rate_has_no_maximum_unless_the_item_has_one() -> None:
    rules = (deduct("1", per=True),)

    assert Criterion(rules=rules).max_deduction(Decimal(2)) is None
    assert Decimal(2) == Criterion(rules=rules, item_cap=Decimal(2)).max_deduction(Decimal(2))
    assert Decimal(1) == Criterion(rules=rules).stated_deduction(Decimal(2))


def test_a_zero_rule_replaces_the_others() -> None:
    zero = Rule(kind=RuleKind.ZERO, trigger="弄虚作假", all_points=True)
    criterion = Criterion(rules=(deduct("2"), zero))

    assert Decimal(5) == criterion.max_deduction(Decimal(5))
    assert Decimal(2) == criterion.stated_deduction(Decimal(5))


def test_what_comes_off_the_total_is_not_the_items_deduction() -> None:
    criterion = Criterion(rules=(deduct("2"), deduct("10", beyond_item=True)))

    assert Decimal(2) == criterion.max_deduction(Decimal(2))


def test_a_share_is_of_the_items_points() -> None:
    rule = Rule(kind=RuleKind.DEDUCT, trigger="每低5%", share=Decimal("0.15"))

    assert Decimal("0.60") == rule.once(Decimal(4))
    assert rule.once(None) is None


def test_the_requirement_is_the_text_without_its_rules() -> None:
    text = "举办轮训班。未完成的扣3分。"
    criterion = Criterion(text=text, rules=(deduct("3", clause=(6, 13)),))

    assert criterion.requirement == "举办轮训班"


def labelled(path: tuple[str, ...], *labels: str) -> Indicator:
    cells = [
        (f"section_{n}", SourceRef(file="", sha256="", sheet="", cell=f"{'ABC'[n]}1", raw=raw))
        for n, raw in enumerate(labels)
    ]
    return Indicator(id="1", row=1, path=path, sources=tuple(cells))


@pytest.mark.parametrize(
    ("path", "labels", "printed"),
    [
        (("服务", "窗口"), ("服务", "窗 口\n"), [(0, "A1"), (1, "B1")]),
        (("服务", "窗口"), ("", "窗口"), [(1, "B1")]),  # the first continues from above
        (("服务", "服务", "服务"), ("", "", "服务"), [(2, "C1")]),  # told by the column, not by the word
        (("一、重点", "服务"), ("服务",), [(1, "A1")]),  # under a heading that no column holds
        (("服务", "窗口"), ("服务", "", "窗口"), [(0, "A1"), (1, "C1")]),  # a level is left out
    ],
)
def test_printed_labels_say_which_level_they_are(path, labels, printed):
    assert [(level, ref.cell) for level, ref in labelled(path, *labels).printed_labels] == printed
