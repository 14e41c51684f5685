"""A scheme after a move: hand-worked figures, and sums that agree afterwards."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.errors import ProblemError
from kaohe_tools.model import Scheme
from kaohe_tools.rebalance.follow import follow
from kaohe_tools.rebalance.labels import tied_rows
from kaohe_tools.rebalance.problem import Follow
from kaohe_tools.sheets import load_schemes

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
WITH_POINTS = sorted(
    p
    for p in SAMPLES.iterdir()
    if p.suffix in (".xlsx", ".docx", ".csv", ".xls", ".ods") and not p.name.startswith("results")
)
TICK = Decimal("0.5")
SUM_CHECKS = ("SM01", "SM02", "SM03", "SM06", "SM08", "SM09")


def load(tmp_path: Path, text: str) -> Scheme:
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    return load_schemes(path)[0]


def sum_findings(scheme: Scheme) -> set[tuple[str, str]]:
    found = review_scheme(scheme).findings
    return {(f.code, f.evidence[0].where.cell) for f in found if f.code in SUM_CHECKS and f.evidence[0].where}


@pytest.mark.parametrize("how", Follow)
@pytest.mark.parametrize("path", WITH_POINTS, ids=lambda p: p.name)
def test_own_points_change_nothing(path, how):
    for scheme in load_schemes(path):
        points = {i.id: i.points for i in scheme.indicators if i.points is not None}

        done = follow(scheme, points, how, TICK)

        assert done.scheme is scheme
        assert (done.edits, done.notes) == ((), ())


@pytest.mark.parametrize("how", Follow)
@pytest.mark.parametrize("path", WITH_POINTS, ids=lambda p: p.name)
def test_one_move_leaves_no_new_wrong_sum(path, how):
    """Also checked: the edits make the same rows; what is not below the move is untouched."""
    for scheme in load_schemes(path):
        rows = [i for i in scheme.indicators if i.points and not i.alternative]
        moved = random.Random(7).choice(rows)
        assert moved.points is not None

        done = follow(scheme, {moved.id: moved.points + 1}, how, TICK)

        new = sum_findings(done.scheme) - sum_findings(scheme)
        total = [w for w in new if w[0] == "SM01"] if scheme.declared is None else []
        assert new - set(total) == set()  # a full mark that only the review standard names does not follow
        assert scheme.apply(done.edits).indicators == done.scheme.indicators
        assert done.scheme.total == scheme.total + 1
        for old, now in zip(scheme.indicators, done.scheme.indicators, strict=True):
            if old.id != moved.id:
                assert (old.points, old.criterion, old.name, old.parts) == (
                    now.points,
                    now.criterion,
                    now.name,
                    now.parts,
                )


LABELS = """一级指标,二级指标,考核内容
窗口服务（5分）,按期办结（3分）,1.登记（1分）；2.办结（2分）。
,回访（2分）,1.电话回访（1分）；2.上门回访（1分）。
档案（３分）,归档（3分）,1.收集（1分）；2.装订（1分）；3.上架（1分）。
"""


def test_labels_and_items_follow(tmp_path):
    scheme = load(tmp_path, LABELS)
    assert [i.points for i in scheme.indicators] == [3, 2, 3]

    done = follow(scheme, {"1": Decimal(4), "3": Decimal("2.5")}, Follow.SCALE, TICK)

    first, second, third = done.scheme.indicators
    # 4 points for 1 : 2 are 8 ticks, 2⅔ and 5⅓: the larger remainder gets the eighth
    assert first.criterion.text == "1.登记（1.5分）；2.办结（2.5分）。"
    assert [p.points for p in first.parts] == [Decimal("1.5"), Decimal("2.5")]
    assert first.path == ("窗口服务（6分）", "按期办结（4分）")
    assert second.path == ("窗口服务（6分）", "回访（2分）")
    assert third.path == ("档案（２．５分）", "归档（2.5分）")
    # 5 ticks for 1 : 1 : 1, of equal remainders the first come first
    assert third.criterion.text == "1.收集（1分）；2.装订（1分）；3.上架（0.5分）。"
    assert [s.declared.points for s in done.scheme.sections if s.declared] == [6, 4, 2, Decimal("2.5"), Decimal("2.5")]
    assert [s.path for s in done.scheme.sections][1] == first.path
    assert done.notes == ()


STATED = """2025年度考核表 满分：10分,,
类别,指标名称,分值,评分标准
窗口,办结,4,未办结的扣4分。
窗口,回访,4,未回访的扣1分，未登记的扣3分。
小计,,7,
合计,,8,
"""


def test_sums_that_disagreed_agree_afterwards_and_that_is_told(tmp_path):
    scheme = load(tmp_path, STATED)

    done = follow(scheme, {"1": Decimal(5)}, Follow.SCALE, TICK)

    assert done.scheme.declared is not None
    assert done.scheme.stated_sum is not None
    assert done.scheme.sections[0].stated is not None
    assert done.scheme.declared.points == 9
    assert done.scheme.stated_sum.points == 9
    assert done.scheme.sections[0].stated.points == 9
    told = "\n".join(map(str, done.notes))
    assert "“窗口”的小计原写7分，而各行合计8分；现按各行合计写为9分" in told
    assert "满分原写10分，而各行合计8分；现按各行合计写为9分" in told
    assert "合计行" not in told
    assert sum_findings(done.scheme) == set()


def test_figures_scale_or_stay(tmp_path):
    scheme = load(tmp_path, STATED)

    scaled = follow(scheme, {"2": Decimal(2)}, Follow.SCALE, TICK).scheme.indicators[1]
    kept = follow(scheme, {"2": Decimal(2)}, Follow.KEEP, TICK)

    assert scaled.criterion.text == "未回访的扣0.5分，未登记的扣1.5分。"
    assert kept.scheme.indicators[1].criterion.text == "未回访的扣1分，未登记的扣3分。"
    assert [n.indicator for n in kept.notes if "规则" in str(n)] == ["2"]


def test_a_shared_points_cell_is_the_sum_and_caps_are_the_rows_points():
    scheme = load_schemes(SAMPLES / "shared_points.docx")[0]
    cell = next(c for c in scheme.shared if "11" in c.indicators)
    moved = {"11": Decimal(6)}

    for how in Follow:
        done = follow(scheme, moved, how, TICK)
        now = next(c for c in done.scheme.shared if c.indicators == cell.indicators)

        assert now.points == cell.points + 1
        assert done.scheme.indicator("11").criterion.item_cap == 6
        assert "此项最多扣6分" in done.scheme.indicator("11").criterion.text


def test_a_label_printed_for_each_kind_of_unit_states_what_that_kind_has():
    """Two cells say “用好抽查结果（3分）”, one for the counties and one for the parks."""
    scheme = load_schemes(SAMPLES / "county_200.xlsx")[0]
    pair = [i for i in scheme.indicators if i.path[-1] == "用好抽查结果（3分）"]
    assert [i.applies_to[:5] for i in pair] == ["适用于9县", "适用于一号"]

    done = follow(scheme, {pair[0].id: Decimal(4)}, Follow.SCALE, TICK)

    assert done.scheme.indicator(pair[0].id).path[-1] == "用好抽查结果（4分）"
    assert done.scheme.indicator(pair[1].id).path[-1] == "用好抽查结果（3分）"
    assert [s.name for s in done.scheme.sections if s.name.startswith("用好")] == [
        "用好抽查结果（4分）",
        "用好抽查结果（3分）",
    ]


@pytest.mark.parametrize(("id_", "points"), [("99", "1"), ("1", "-1"), ("1", "NaN")])
def test_what_cannot_be_is_refused(tmp_path, id_, points):
    with pytest.raises(ProblemError):
        follow(load(tmp_path, STATED), {id_: Decimal(points)}, Follow.SCALE, TICK)


def test_rows_tied_by_one_label_are_told():
    """“拓展实训教学（3分）” is one cell merged beside two rows, for other units each."""
    scheme = load_schemes(SAMPLES / "county_200_messy.docx")[0]
    assert [(section.name, ids) for section, ids in tied_rows(scheme)] == [("拓展实训教学（3分）", ("5", "6"))]

    done = follow(scheme, {"5": Decimal(4)}, Follow.SCALE, TICK)
    together = follow(scheme, {"5": Decimal(4), "6": Decimal(4)}, Follow.SCALE, TICK)

    assert any(str(n).startswith("第5、6行共用标签") for n in done.notes)
    assert not any("共用标签" in str(n) for n in together.notes)
    assert tied_rows(load_schemes(SAMPLES / "county_200.xlsx")[0]) == ()  # a cell for each row


def test_a_step_finer_than_the_tick_is_used_for_points_off_it(tmp_path):
    scheme = load(tmp_path, STATED)

    item = follow(scheme, {"1": Decimal("2.3")}, Follow.SCALE, TICK).scheme.indicators[0]

    assert item.criterion.text == "未办结的扣2.3分。"


def test_points_in_the_name_and_in_the_text_follow_the_points_column(tmp_path):
    rows = "指标名称,评分标准,分值\n按期办结（3分）,按期办结，不得拖延（3分）,3\n回访（1分）,未回访的扣2分,2\n"
    scheme = load(tmp_path, rows)

    first, second = follow(scheme, {"1": Decimal("4.5"), "2": Decimal(4)}, Follow.SCALE, TICK).scheme.indicators

    assert (first.name, first.criterion.text) == ("按期办结（4.5分）", "按期办结，不得拖延（4.5分）")
    assert second.name == "回访（1分）"  # it did not say the row's points before
