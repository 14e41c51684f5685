"""The design memo, on a sheet of four rows whose least move is worked out by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import use_language
from kaohe_tools.memo import Input, Kind, Letter, Order, make_memo, render_memo
from kaohe_tools.memo.document import Grid, Heading, Paragraph, plain_cell
from kaohe_tools.profiles import load_profile
from kaohe_tools.rebalance import ClashError, Follow, Kept, Limits, Problem
from kaohe_tools.rebalance.spec import write_spec
from kaohe_tools.sheets import load_scheme

DAY = dt.date(2025, 3, 1)
ROWS = (
    ("窗口服务", "服务事项公开", 30, "每少公开1项扣2分，最多扣10分。"),
    ("窗口服务", "办件按时办结", 20, "逾期1件扣1分。"),
    ("档案管理", "档案按期归档", 20, "未按期归档扣5分。"),
    ("档案管理", "目录完整", 22, "缺1项扣1分。"),
)  # 92 points: 8 are missing


@pytest.fixture
def sheet(tmp_path):
    book = Workbook()
    page = book.active
    page.title = "指标"
    page.append(["2025年度窗口与档案指标"])
    page.append(["任务", "指标", "分值", "评分标准"])
    for row in ROWS:
        page.append(row)
    path = tmp_path / "四行.xlsx"
    book.save(path)
    return path


@pytest.fixture
def profile():
    return load_profile("default")


def asked(scheme, **said):
    fields = {"total": Decimal(100), "tick": Decimal(1), "fit_rules": False}
    return write_spec(Problem(scheme=scheme, **{**fields, **said}), source=False)


def order(sheet, profile, *, kept=None, lang="zh", letter=None, **options):
    return Order(
        kind=Kind.DESIGN,
        inputs=(Input(role="sheet", path=sheet, kept=kept),),
        profile=profile,
        options=options,
        letter=letter or Letter.of(DAY),
    )


@pytest.fixture
def make_order_of_a_short_total(tmp_path, profile):
    book = Workbook()
    page = book.active
    for row in (["2025年度指标"], ["满分100分"], ["任务", "指标", "分值", "评分标准"], *ROWS):
        page.append(list(row))
    path = tmp_path / "差八分.xlsx"
    book.save(path)
    spec = asked(load_scheme(path, profile))
    return order(path, profile, spec=(spec,))


def read(made):
    """Return the memo's paragraphs, its tables by the heading that they stand under, and its headings."""
    words, tables, headings = [], {}, []
    for block in (*made.document.body, *made.document.annexes):
        match block:
            case Heading():
                headings.append(block.text)
            case Paragraph():
                words.append(block.text)
            case Grid():
                tables.setdefault(headings[-1], []).append([[plain_cell(c) for c in row] for row in block.rows])
    return SimpleNamespace(words=words, tables=tables, headings=headings, text="\n".join(words))


def test_the_least_move_is_told_with_its_proof(sheet, profile):
    """92 points are to be 100 in whole points, row 1 at most 33: 8 points are missing, so no move under 8 will do."""
    scheme = load_scheme(sheet, profile)
    spec = asked(scheme, bounds=(("1", Limits(low=None, high=Decimal(33))),), locked=("3",))

    made = make_memo(order(sheet, profile, spec=(spec,), reason=("补足满分",)))
    said = read(made)

    assert "原表合计92分，调整后100分" in said.text
    assert "增减合计8分" in said.text
    assert "共增8分，减0分。" in said.words
    assert "理由均为：补足满分" in said.words
    assert any("共移动8分；已证明不能更小" in line for line in said.words)
    assert ["3", "档案按期归档", "第3行锁定为20分"] in said.tables["对分值的要求"][0]
    moves = said.tables["分值调整"][0]
    assert all(row[0] in ("1", "2", "4") for row in moves)
    assert sum(Decimal(row[-1]) for row in moves) == 8
    assert [row[-1] for row in said.tables["附表　全部各行"][0] if row[0] == "3"] == [""]
    assert made.data["figures"]["value"] == made.data["figures"]["bound"] == 8
    assert made.data["figures"]["proven"] is True
    proof = next(line for line in said.words if "已证明" in line)
    assert proof.startswith("共移动")  # it is the only one of its part, so it has no number


def test_findings_that_are_gone_are_said_to_be_gone(make_order_of_a_short_total):
    """A table of errors beneath “错误1→0处” without a word before it reads as if they were still there."""
    said = read(make_memo(make_order_of_a_short_total))
    gone, table = said.words.index("已消除："), said.tables["检查结果的变化"][0]
    assert gone >= 0
    assert any(row[1] == "SM01" for row in table)


def test_a_draft_that_moves_more_than_it_must_is_told(sheet, profile):
    """The designer moved 6 + 3 + 1 points where 8 would do."""
    scheme = load_scheme(sheet, profile)
    kept = Kept(
        name="一稿",
        points=(("1", Decimal(36)), ("2", Decimal(23)), ("4", Decimal(21))),
        reasons=(("1", "公开是重点"), ("2", "办结是重点")),
        spec=asked(scheme, follow=Follow.KEEP),
    )

    said = read(make_memo(order(sheet, profile, kept=kept)))

    assert "本稿增减合计10分；满足同样要求最少需要8分。" in said.text
    assert said.tables["分值调整"][0][0][-1] == "公开是重点"
    assert "第4行没有写理由。" in said.words
    assert "没有做到" not in said.text
    assert "同步修改的评分标准" not in said.headings


def test_what_a_draft_does_not_keep_is_told(sheet, profile):
    """The draft has 99 points where 100 were asked, and 24 on a row that may have 22."""
    scheme = load_scheme(sheet, profile)
    bound = (("2", Limits(low=None, high=Decimal(22))),)
    kept = Kept(
        name="二稿",
        points=(("1", Decimal(33)), ("2", Decimal(24))),
        reasons=(),
        spec=asked(scheme, bounds=bound),
    )

    said = read(make_memo(order(sheet, profile, kept=kept)))

    broken = next(line for line in said.words if "没有做到" in line)
    assert "总分为100分" in broken
    assert "第2行上限22分" in broken


def test_points_between_the_steps_are_told(sheet, profile):
    """100 points were asked in whole ones; the draft has 28.25 and 29.75 on two rows."""
    scheme = load_scheme(sheet, profile)
    kept = Kept(
        name="四稿",
        points=(("2", Decimal("28.25")), ("4", Decimal("21.75"))),
        reasons=(),
        spec=asked(scheme),
    )
    said = read(make_memo(order(sheet, profile, kept=kept)))
    broken = next(line for line in said.words if "没有做到" in line)
    assert "最小单位" in broken
    assert "总分" not in broken


def test_what_cannot_be_done_is_told_and_not_called_optimal(sheet, profile):
    scheme = load_scheme(sheet, profile)
    none = tuple((str(n), Limits(low=None, high=Decimal(10))) for n in range(1, 5))
    kept = Kept(name="三稿", points=(("1", Decimal(38)),), reasons=(), spec=asked(scheme, bounds=none))

    said = read(make_memo(order(sheet, profile, kept=kept)))
    assert "所提要求不能同时满足" in said.text
    assert "已证明" not in said.text
    with pytest.raises(ClashError):
        make_memo(order(sheet, profile, spec=(asked(scheme, bounds=none),)))


def test_criteria_that_follow_are_marked(sheet, profile):
    """Row 3 goes from 20 to 10 points, so that 5 points off become 2.5."""
    scheme = load_scheme(sheet, profile)
    kept = Kept(
        name="减半",
        points=(("3", Decimal(10)),),
        reasons=(),
        spec=asked(scheme, total=Decimal(82), tick=Decimal("0.5")),
    )
    made = make_memo(order(sheet, profile, kept=kept))
    rows = read(made).tables["同步修改的评分标准"][0]
    assert rows == [["3", "档案按期归档", "未按期归档扣52.5分。"]]
    page = render_memo(made, "html").decode()
    assert "<del>5</del><ins>2.5</ins>" in page.replace("</del>\n<ins>", "</del><ins>")


def test_the_workbook_is_the_sheet_with_its_new_points(sheet, profile):
    scheme = load_scheme(sheet, profile)
    kept = Kept(name="稿", points=(("2", Decimal(28)),), reasons=(("2", "=1+1"),), spec=asked(scheme))
    before = sheet.read_bytes()
    made = make_memo(order(sheet, profile, kept=kept))

    data = render_memo(made, "xlsx")

    target = sheet.with_name("新.xlsx")
    target.write_bytes(data)
    page = load_workbook(target)["指标"]
    assert [page.cell(row, 3).value for row in range(3, 7)] == [30, 28, 20, 22]
    assert "=1+1" in page["C4"].comment.text
    assert sheet.read_bytes() == before
    assert load_scheme(target, profile).total == 100


def test_it_speaks_english(sheet, profile):
    scheme = load_scheme(sheet, profile)
    with use_language("en"):
        said = read(make_memo(order(sheet, profile, spec=(asked(scheme),))))
    assert said.headings[0] == "What was asked of the points"
    assert "8 points moved in all; proven: there is nothing less" in said.text


def test_a_scenario_is_the_same_after_it_was_written_down(sheet, profile):
    scheme = load_scheme(sheet, profile)
    kept = Kept(name="稿“一”", points=(("2", Decimal("28.5")),), reasons=(("2", "理由"),), spec=asked(scheme))
    assert Kept.from_json(kept.to_json()) == kept
    assert kept.followed(scheme).scheme.indicator("2").points == Decimal("28.5")


@pytest.mark.parametrize("broken", ["", "{}", "[]", '{"name": 3, "points": {}, "reasons": {}, "spec": ""}',
                                    '{"name": "a", "points": {"1": "x"}, "reasons": {}, "spec": ""}'])  # fmt: skip
def test_a_scenario_that_was_changed_is_refused(broken):
    with pytest.raises(ProblemError):
        Kept.from_json(broken)
