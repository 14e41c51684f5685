"""What the memo says and in which order; the sentences expected here were written by hand."""

import datetime as dt

import pytest

from kaohe_tools.errors import ProfileError
from kaohe_tools.findings import Severity, Status
from kaohe_tools.locale import text, use_language
from kaohe_tools.memo import build_memo
from kaohe_tools.profiles import Deadline

DAY = dt.date(2018, 5, 21)


def test_the_opening_counts_what_was_found(memo):
    assert memo.title == "关于《2018年度某局指标》的审核意见"
    assert memo.opening == (
        "本表共8项指标，合计30分（满分100分）。经审核，提出问题10处，其中●错误3处、▲警告6处、○提示1处，意见如下。"
    )


def test_general_points_come_worst_first_and_similar_ones_together(memo):
    assert [(r.code, r.fact, r.action) for r in memo.general] == [
        ("SM01", "各行合计30分，满分100分，差70分。", "请重新安排各行分值。"),
        ("BL02", "任务的节点占比不在规定范围，共2处。", "把年度分值移到节点。"),
        ("OW01", "责任领导一栏8行全空。", ""),
        ("WD03", "年度标准与节点内容重复，共3处。", "年度一栏请写10月以后的内容。"),
    ]


def test_task_shares_stand_in_a_small_table(memo):
    table = memo.general[1].table

    assert table.head == ("指标", "分值", "节点", "年度", "节点占比")
    assert table.rows == (("环境整治", "10", "6", "4", "60%"), ("档案建设", "10", "6", "4", "60%"))


def test_a_general_point_names_the_rows_and_says_once_what_to_do(memo):
    repeats = memo.general[3]
    at_rows = [r for b in memo.blocks for r in b.remarks if r.code == "WD03"]

    assert repeats.summary
    assert repeats.rows == (1, 4, 7)
    assert [r.fact for r in at_rows] == [f"年度标准与第{n}行的节点是同一件事。" for n in (2, 5, 8)]
    assert {r.action for r in at_rows} == {""}


def test_rows_follow_the_sheet_each_with_its_worst_remark_first(memo):
    assert [b.heading for b in memo.blocks] == [
        "第1行（B2）窗口培训 · 年度标准 · 3分",
        "第4行（B5）环境整治 · 年度标准 · 4分",
        "第5行（B6）环境整治 · 2018/6/31 · 2分",
        "第7行（B8）档案建设 · 年度标准 · 4分",
    ]
    assert [(r.severity, r.fact, r.action) for r in memo.blocks[1].remarks] == [
        (Severity.ERROR, "扣5分，大于该行4分。", "把扣分改到4分以内。"),
        (Severity.WARNING, "年度标准与第5行的节点是同一件事。", ""),
    ]


def test_every_finding_stands_in_the_memo_once(memo):
    listed = [f for _n, f, _b in memo.each()]

    assert len(listed) == 10
    assert sorted(map(id, listed)) == sorted(map(id, memo.review.findings))
    assert [n for n, _f, _b in memo.each()] == list(range(1, 11))


def test_totals_add_up_and_carry_the_mark_of_their_finding(memo):
    assert memo.totals.head == ("指标", "项数", "分值", "节点", "年度", "节点占比")
    assert memo.totals.rows == (
        ("窗口培训", "3", "10", "7", "3", "70%"),
        ("▲ 环境整治", "3", "10", "6", "4", "60%"),
        ("▲ 档案建设", "2", "10", "6", "4", "60%"),
        ("合计", "8", "30", "19", "11", "63.3%"),
    )


def test_a_sheet_without_milestones_shows_shares_of_the_total(workbook, make):
    scheme = make.scheme(workbook)
    plain = tuple(i.replace(period=None) for i in scheme.indicators)
    memo = build_memo(make.review(workbook, (), indicators=plain), date=DAY)

    assert memo.totals.head == ("指标", "项数", "分值", "占比")
    assert memo.totals.rows[0] == ("窗口培训", "3", "10", "33.3%")


def test_what_the_heading_says_is_not_said_again(workbook, make):
    """“D8（第7行“…”）：…” beneath “第7行 …” says the row twice, and a sentence ends with a full stop."""
    scheme = make.scheme(workbook)
    message = text("{cells} (row {row}, “{label}”): {problem}", cells=("C4",), row=2, label="甲", problem="错了一列")
    found = make.finding(scheme, "ST09", "shifted-label", Severity.WARNING, message, (("2", "criterion"),))
    (block,) = build_memo(make.review(workbook, (found,))).blocks
    assert [r.fact for r in block.remarks] == ["C4单元格：错了一列。"]


def test_a_title_with_quotation_marks_has_single_ones_inside(workbook, make):
    with use_language("en"):
        memo = build_memo(make.review(workbook, (), title="“重点工作”指标"))
    assert memo.title == "Review of “‘重点工作’指标”"


def test_checks_without_a_verdict_are_named_with_their_reason(memo):
    assert [(u.code, u.status, u.reason) for u in memo.unchecked] == [
        ("RL09", Status.CRASHED, "KeyError: 'cap'"),
        ("ST01", Status.NOT_RUN, "本年不编号"),
        ("OW02", Status.NOT_APPLICABLE, "表中没有证明材料一栏"),
    ]


def test_a_sheet_without_findings_is_not_said_to_be_faultless(workbook, make):
    memo = build_memo(make.review(workbook, ()), date=DAY)

    assert memo.opening.endswith("已检查的各项未发现问题；没有结论的检查项目列在文后。")
    assert len(memo.unchecked) == 3


def test_the_reply_is_due_on_a_friday(memo):
    """25 May 2018 was a Friday (the office's own letter of that year says so)."""
    assert memo.closing == "请于2018年5月25日（星期五）上午10时前修改后交回。"
    assert memo.notices == ()


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2024-02-29 14:30", "请于2024年2月29日（星期四）下午2时30分前修改后交回。"),  # a leap day
        ("2000-01-01 12:00", "请于2000年1月1日（星期六）中午12时前修改后交回。"),  # a Saturday
        (dt.datetime(1949, 10, 1, 15, 0), "请于1949年10月1日（星期六）下午3时前修改后交回。"),
        ("07-01 09:00", "请于2018年7月1日（星期日）上午9时前修改后交回。"),  # in the scheme's year
    ],
)
def test_another_deadline_with_its_weekday(review, deadline, said):
    assert build_memo(review, date=dt.date(1949, 1, 1), deadline=deadline).closing == said


def test_a_deadline_on_a_weekend_or_past_is_told_to_the_sender(review):
    weekend = build_memo(review, date=DAY, deadline="2018-05-26 10:00")
    past = build_memo(review, date=dt.date(2018, 5, 28))

    assert weekend.notices == ("交回时限2018年5月26日是星期六。",)
    assert past.notices == ("交回时限2018年5月25日早于审核意见的日期。",)


def test_without_a_deadline_the_memo_asks_without_a_date(workbook, review, make):
    unset = build_memo(make.review(workbook, year=None), date=DAY)
    leap = Deadline(month=2, day=29, hour=9, minute=0)
    never = build_memo(review, date=DAY, deadline=leap)

    assert unset.closing == "请修改后交回。"
    assert unset.deadline is None
    assert never.closing == "请修改后交回。"
    assert never.notices == ("2018年没有2月29日，审核意见中不写交回日期。",)


def test_a_text_that_names_no_time_is_refused(review):
    with pytest.raises(ProfileError, match="下周五"):
        build_memo(review, deadline="下周五")


def test_the_reply_goes_to_whom_the_profile_says(review):
    profile = review.profile.replace(reply_to="某市考核办")
    memo = build_memo(type(review)(scheme=review.scheme, profile=profile, runs=review.runs), date=DAY)

    assert memo.closing == "请于2018年5月25日（星期五）上午10时前修改后交回某市考核办。"


def test_the_memo_is_in_the_language_in_use(review):
    with use_language("en"):
        memo = build_memo(review, date=DAY)

    assert memo.language == "en"
    assert memo.closing == "Please revise the sheet and return it by 10:00 on Friday, 2018-05-25."
    assert memo.blocks[0].heading == "Row 1 (B2) 窗口培训 · 年度标准 · 3 points"


def test_points_that_could_not_be_read_are_said_to_be_so(workbook, make):
    scheme = make.scheme(workbook)
    blank = scheme.indicators[0].replace(points=None, name="窗口\n培训班")
    one = (make.finding(scheme, "SM03", "missing-points", Severity.ERROR, text("没有分值。"), (("1", "points"),)),)
    memo = build_memo(make.review(workbook, one, indicators=(blank, *scheme.indicators[1:])), date=DAY)

    assert memo.blocks[0].heading == "第1行（B2）窗口 培训班 · 年度标准 · 分值未读出"


@pytest.mark.parametrize(
    ("blank", "opening", "total"),
    [
        (("1",), "本表共8项指标，其中7项合计27分（满分100分），另有1项没有读出分值。", "27"),
        (tuple("12345678"), "本表共8项指标，都没有读出分值（满分100分）。", "—"),
    ],
)
def test_points_that_were_not_read_are_no_zero_in_the_sums(workbook, make, blank, opening, total):
    """“合计0分” of a list whose points nobody could read is a false figure in a letter."""
    scheme = make.scheme(workbook)
    items = tuple(i.replace(points=None, sources=()) if i.id in blank else i for i in scheme.indicators)
    memo = build_memo(make.review(workbook, (), indicators=items), date=DAY)

    assert memo.opening.startswith(opening)
    assert memo.totals.rows[-1][2] == total
    assert all(row[2] != "0" for row in memo.totals.rows)


def test_provenance_names_all_that_the_memo_rests_on(memo, workbook):
    said = memo.provenance.to_dict()

    assert said["inputs"][0]["sha256"] == memo.review.scheme.sha256
    assert said["inputs"][0]["scheme_digest"] == memo.review.scheme.digest()
    assert (said["profile"], said["language"], said["date"]) == ("node-annual", "zh", "2018-05-21")
    assert said["runs"]["SM02"] == "passed"
    assert said["runs"]["RL09"] == "crashed"
    assert len(said["profile_digest"]) == 64


def test_another_profile_setting_changes_the_profile_digest(review):
    other = type(review)(scheme=review.scheme, profile=review.profile.replace(tick=2), runs=review.runs)

    assert (
        build_memo(other, date=DAY).provenance.recipe.profile_digest
        != build_memo(review, date=DAY).provenance.recipe.profile_digest
    )


def test_folders_of_this_computer_stay_out_of_the_memo(workbook, make):
    review = make.review(workbook, file=r"C:\Users\zhang\桌面\窗口指标.xlsx")

    assert build_memo(review, date=DAY).provenance.recipe.inputs[0].file == "窗口指标.xlsx"
