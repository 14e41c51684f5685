"""The sample sheet of 2018, whose faults were found by hand before any program saw it.

The expected figures come from the reviewer's own list and from counting on paper; none is this
program's output.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.findings import Finding, Review, Status
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile

# year-end standard and milestone that repeat each other: 10 of the 19 pairs of the sheet
REPEATS = {(1, 2), (4, 5), (7, 8), (7, 9), (10, 11), (10, 12), (19, 20), (22, 23), (22, 24), (25, 26)}


@pytest.fixture(scope="module")
def review(sample_scheme: Scheme, node_annual: Profile) -> Review:
    return review_scheme(sample_scheme, node_annual)


def only(review: Review, code: str) -> Finding:
    (finding,) = review.of(code)
    return finding


def rows(review: Review, code: str) -> list[int]:
    return [int(f.message["row"]) for f in review.of(code)]


def test_no_check_crashes(review: Review) -> None:
    assert [(r.code, r.reason) for r in review.runs if r.status is Status.CRASHED] == []


def test_the_total_is_92_of_100(review: Review) -> None:
    finding = only(review, "total-mismatch")

    assert (Decimal(92), Decimal(100), Decimal(8)) == tuple(finding.message[k] for k in ("total", "expected", "gap"))
    assert str(finding.message) == "29项指标合计92分，表中标明满分100分，差8分。"


def test_milestones_carry_57_of_92_points_which_is_below_the_band(review: Review) -> None:
    """The reviewer's own sentence says the opposite; the direction has to be computed."""
    finding = only(review, "node-share-out-of-band")

    assert (Decimal(57), Decimal(35), Fraction(57, 92)) == tuple(
        finding.message[k] for k in ("node", "annual", "share")
    )
    assert finding.message["ratio"] == "6.2:3.8"
    assert "低于要求的70%～80%" in str(finding.message)
    # 70 % of 92 is 64.4, on the half-point tick 64.5: 7.5 more than 57
    assert finding.fix is not None
    assert (
        str(finding.fix.title)
        == "按现有合计92分，至少从年度标准转7.5分到节点。按满分100分，节点应为70～80分，年度标准应为20～30分。"
    )


def test_six_of_ten_tasks_are_outside_the_band(review: Review) -> None:
    assert {
        "安全生产形势会商": Fraction(6, 10),
        "公共数据治理": Fraction(6, 10),
        "培育便民服务新品牌": Fraction(4, 8),
        "背街小巷环境整治": Fraction(4, 8),
        "公共卫生重点场所检测": Fraction(4, 8),
        "专项资金绩效评价": Fraction(5, 10),
    } == {f.section[-1]: f.message["share"] for f in review.of("task-node-share-out-of-band")}


def test_one_task_has_one_milestone_where_nine_have_two(review: Review) -> None:
    finding = only(review, "odd-node-count")

    assert tuple(finding.message[k] for k in ("task", "n", "usual", "others")) == ("专项资金绩效评价", 1, 2, 9)


def test_rows_19_and_20_deduct_more_than_they_carry(review: Review) -> None:
    single, together = only(review, "deduction-exceeds-points"), only(review, "deduction-sum-exceeds-points")

    assert tuple(single.message[k] for k in ("row", "points", "deduction")) == (19, 4, 5)
    assert tuple(together.message[k] for k in ("row", "points", "total", "sum")) == (20, 2, 3, "2+1")
    assert single.cells == ("F23", "D23")
    assert together.cells == ("F24", "D24")


def test_row_21_has_a_rate_without_a_limit(review: Review) -> None:
    finding = only(review, "uncapped-deduction")

    assert (finding.message["row"], finding.message["times"]) == (21, 2)


def test_row_14_is_vague_and_row_6_next(review: Review) -> None:
    assert {f.message["row"]: f.message["chars"] for f in review.of("vague-criterion")} == {6: 8, 14: 4}


def test_row_13_names_no_evidence(review: Review) -> None:
    assert rows(review, "vague-evidence") == [13]


def test_ten_of_nineteen_pairs_repeat(review: Review) -> None:
    found = review.of("annual-repeats-node")

    assert {(f.message["annual"], f.message["node"]) for f in found} == REPEATS
    assert len(REPEATS) == len(found)


def test_row_10_prices_two_of_three_documents_and_row_16_one_of_five_activities(review: Review) -> None:
    said = {f.message["row"]: f.message for f in review.of("unpriced-requirement")}

    assert (said[10]["asked"], said[10]["priced"]) == (3, 2)
    assert said[10]["missing"] == ("“制定《某市公共数据目录管理办法》”",)
    assert (said[16]["asked"], said[16]["priced"]) == (5, 1)
    # beyond the reviewer's list, each read against the sheet: 4 专项活动, 15 挑出做法、总结经验,
    # 17 库房改造、划定区域, 18 事项清单 stand in the requirement and in no rule
    assert {4, 10, 15, 16, 17, 18} == set(said)


def test_two_dates_do_not_exist(review: Review) -> None:
    assert {f.message["row"]: f.message["due"] for f in review.of("impossible-date")} == {
        28: "2018/6/31",
        29: "2018/9/31",
    }


def test_dates_are_written_in_two_ways_and_can_be_rewritten(review: Review, sample_scheme: Scheme) -> None:
    finding = only(review, "mixed-date-formats")

    assert (finding.message["forms"], finding.message["counts"]) == (("M/D/YYYY", "YYYY/M/D"), (12, 7))
    assert finding.fix is not None
    mended = sample_scheme.apply(finding.fix.edits)
    assert len(finding.fix.edits) == 12
    assert not review_scheme(mended, review.profile).of("mixed-date-formats")
    assert mended.indicator("28").due == "2018/6/31"  # an impossible date stays as it is


def test_row_9_lies_in_the_last_quarter(review: Review) -> None:
    assert rows(review, "node-in-annual-window") == [9]


def test_all_29_leads_are_empty(review: Review) -> None:
    finding = only(review, "empty-lead")

    assert (finding.message["n"], finding.message["all"]) == (29, 29)
    assert len(finding.indicators) == 29
    assert str(finding.message) == "“责任领导”一栏29项全部为空。"


def test_two_announced_parts_are_missing(review: Review) -> None:
    finding = only(review, "announced-section-missing")

    assert finding.message["missing"] == ("“职责工作”", "“规定工作”")
    assert finding.cells == ("A2",)


def test_nothing_else_is_found(review: Review) -> None:
    """A finding that nobody can explain costs the reviewer's trust in all the others."""
    assert {
        *("SM01", "BL01", "BL02", "BL03", "RL01", "RL02", "RL03", "RL06", "WD01", "WD02", "WD03"),
        *("DT01", "DT02", "DT03", "OW01", "ST05"),
    } == {f.code for f in review.findings}


def test_the_default_profile_asks_for_less(sample_scheme: Scheme) -> None:
    review = review_scheme(sample_scheme)
    status = {r.code: r.status for r in review.runs}

    assert Status.NOT_APPLICABLE is status["BL01"]
    assert Status.NOT_APPLICABLE is status["DT03"]
    assert [f.message["row"] for f in review.of("vague-criterion")] == [14]
    assert review.of("empty-lead")  # a heading with nothing below it is told without being required
