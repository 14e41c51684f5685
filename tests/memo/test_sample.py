"""The shipped sample from file to memo: its figures are those in sample_sheets/figures, added by hand."""

import datetime as dt
from pathlib import Path

import pytest

from kaohe_tools.checks import review_scheme
from kaohe_tools.locale import use_language
from kaohe_tools.memo import build_memo
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_scheme

SAMPLE = Path(__file__).parents[2] / "sample_sheets" / "node_annual_2018.xlsx"


@pytest.fixture(scope="module")
def sample():
    profile = load_profile("node-annual")
    with use_language("zh"):
        return build_memo(review_scheme(load_scheme(SAMPLE, profile), profile), date=dt.date(2018, 5, 21))


def test_it_asks_for_the_reply_on_the_profiles_day(sample):
    assert sample.closing == "请于2018年5月25日（星期五）上午10时前修改后交回。"
    assert sample.notices == ()


def test_its_totals_are_those_of_the_sheet(sample):
    """29 rows, 92 points: 57 at milestones, 35 at the year's end; 57/92 = 0.6196."""
    assert sample.totals.rows[-1] == ("合计", "29", "92", "57", "35", "62.0%")
    assert sample.totals.rows[6] == ("○ 背街小巷环境整治", "3", "8", "4", "4", "50%")


def test_row_19_is_told_what_is_wrong_under_its_own_heading(sample):
    block = next(b for b in sample.blocks if b.row == 19)

    assert block.heading == "第19行（D23）背街小巷环境整治 · 年度标准 · 4分"
    assert block.remarks[0].code == "RL01"
    assert not any(r.fact.startswith("第19行") for r in block.remarks)


def test_repetitions_are_said_once_for_all_and_named_at_their_rows(sample):
    """Ten pairs, as the sheet's reviewer found in general words."""
    repeats = next(r for r in sample.general if r.code == "WD03")

    assert repeats.fact == "年度标准与节点内容重复，共10处。"
    assert repeats.rows == (1, 4, 7, 10, 19, 22, 25)
    assert repeats.action != ""
    assert sum(r.code == "WD03" for b in sample.blocks for r in b.remarks) == 10


def test_no_check_is_passed_over(sample):
    runs = sample.review.runs
    named = {code for code, _status in sample.provenance.runs}

    assert named == {run.code for run in runs}
    assert {u.code for u in sample.unchecked} == {r.code for r in runs if r.status.value not in ("passed", "found")}
