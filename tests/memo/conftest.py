"""A small reviewed workbook, made by hand: its sums, rows and findings are known without any program."""

import datetime as dt
import hashlib
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from kaohe_tools.findings import CheckRun, Evidence, Finding, Fix, Review, Severity, Status
from kaohe_tools.locale import text, use_language
from kaohe_tools.memo import build_memo
from kaohe_tools.model import Criterion, Declared, Indicator, Period, Scheme, Section, SourceRef
from kaohe_tools.profiles import Deadline, Profile

SHEET = "考核'表"
DAY = dt.date(2018, 5, 21)

# (task, points, period, due, criterion): 8 rows, 30 points, annual 11, node 19
ROWS = (
    ("窗口培训", "3", Period.ANNUAL, "年度标准", "组织窗口培训。未组织扣3分。"),
    ("窗口培训", "4", Period.NODE, "6/30/2018", "召开现场会。未完成扣4分。"),
    ("窗口培训", "3", Period.NODE, "2018/9/30", "举办轮训班。未完成扣3分。"),
    ("环境整治", "4", Period.ANNUAL, "年度标准", "开展整治行动。未开展扣5分。"),
    ("环境整治", "2", Period.NODE, "2018/6/31", "完成动员。未动员扣2分。"),
    ("环境整治", "4", Period.NODE, "9/30/2018", "=印发简报。每少1次扣1分。"),
    ("档案建设", "4", Period.ANNUAL, "年度标准", "建成档案室。未建成扣4分。"),
    ("档案建设", "6", Period.NODE, "6/30/2018", "完成目录。未完成扣6分。"),
)


def make_workbook():
    """A sheet with merges, a comment, a formula, rich text and a text that looks like a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["任务", "分值", "时限", "评分标准", "责任领导"])
    for row in ROWS:
        sheet.append([row[0], float(row[1]), row[3], row[4], None])
    sheet["D7"].data_type = "s"
    for merged in ("A2:A4", "A5:A7", "A8:A9", "E2:E9"):
        sheet.merge_cells(merged)
    sheet["B10"] = "=SUM(B2:B9)"
    sheet["D5"].comment = Comment("张三：分值待定", "张三")
    sheet["D2"] = CellRichText("组织窗口培训。", TextBlock(InlineFont(b=True), "未组织扣3分。"))
    return book


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "窗口指标.xlsx"
    make_workbook().save(path)
    return path


def make_scheme(path, **changes):
    sha = hashlib.sha256(path.read_bytes()).hexdigest() if path else ""

    def at(cell, raw=""):
        return SourceRef(file="窗口指标.xlsx", sha256=sha, sheet=SHEET, cell=cell, raw=str(raw))

    items = []
    for n, (task, points, period, due, criterion) in enumerate(ROWS, 1):
        row = n + 1
        sources = (
            ("points", at(f"B{row}", points)),
            ("due", at(f"C{row}", due)),
            ("criterion", at(f"D{row}", criterion)),
            ("lead", at(f"E{row}")),
        )
        items.append(
            Indicator(
                id=str(n),
                row=n,
                path=("重点工作", task),
                points=Decimal(points),
                period=period,
                due=due,
                criterion=Criterion(text=criterion),
                sources=sources,
            )
        )
    paths = [("重点工作",), *dict.fromkeys(i.path for i in items)]
    fields = {
        "title": "2018年度某局指标",
        "indicators": tuple(items),
        "sections": tuple(Section(path=p) for p in paths),
        "declared": Declared(points=Decimal(100), source=at("A1")),
        "year": 2018,
        "file": "窗口指标.xlsx",
        "sha256": sha,
        "sheet": SHEET,
    }
    return Scheme(**(fields | changes))


def finding(scheme, code, name, severity, message, places=(), *, fix=None, section=()):
    """`places` are (indicator id or "", field)."""
    evidence = []
    for id_, field in places:
        item = scheme.indicator(id_ or "1")
        evidence.append(Evidence(where=item.source(field), indicator=id_))
    return Finding(
        code=code,
        name=name,
        severity=severity,
        message=message,
        evidence=tuple(evidence),
        section=section,
        fix=Fix(title=fix) if fix else None,
    )


def make_findings(scheme):
    """Two general findings, two about tasks, three alike at single rows, two others at rows."""
    error, warning, note = Severity.ERROR, Severity.WARNING, Severity.NOTE
    share = text("任务“{task}”节点占{share}，不足七成。", task="环境整治", share=Fraction(6, 10))
    share_2 = text("任务“{task}”节点占{share}，不足七成。", task="档案建设", share=Fraction(6, 10))
    shift, rewrite = text("把年度分值移到节点。"), text("年度一栏请写10月以后的内容。")
    every = tuple((str(n), "lead") for n in range(1, 9))
    return (
        finding(
            scheme,
            "SM01",
            "total-mismatch",
            error,
            text("各行合计30分，满分100分，差70分。"),
            (("", "points"),),
            fix=text("请重新安排各行分值。"),
        ),
        finding(
            scheme,
            "BL02",
            "task-node-share-out-of-band",
            warning,
            share,
            (("4", "points"),),
            fix=shift,
            section=("重点工作", "环境整治"),
        ),
        finding(
            scheme,
            "BL02",
            "task-node-share-out-of-band",
            warning,
            share_2,
            (("7", "points"),),
            fix=shift,
            section=("重点工作", "档案建设"),
        ),
        finding(scheme, "OW01", "empty-lead", warning, text("责任领导一栏8行全空。"), every),
        finding(
            scheme,
            "RL01",
            "deduction-exceeds-points",
            error,
            text("扣5分，大于该行4分。"),
            (("4", "criterion"), ("4", "points")),
            fix=text("把扣分改到4分以内。"),
        ),
        finding(
            scheme,
            "DT01",
            "impossible-date",
            error,
            text("{due}这一天不存在。", due="2018/6/31"),
            (("5", "due"),),
            fix=text("请写明日期。"),
        ),
        *(
            finding(
                scheme,
                "WD03",
                "annual-repeats-node",
                warning,
                text("年度标准与第{row}行的节点是同一件事。", row=other),
                ((row, "criterion"), (str(other), "criterion")),
                fix=rewrite,
            )
            for row, other in (("1", 2), ("4", 5), ("7", 8))
        ),
        finding(scheme, "WD01", "vague-criterion", note, text("要求只有4个字。"), (("5", "criterion"),)),
    )


def make_review(path, findings=None, **scheme_changes):
    scheme = make_scheme(path, **scheme_changes)
    found = make_findings(scheme) if findings is None else findings
    runs = [
        CheckRun(
            code=code,
            name=next(f.name for f in found if f.code == code),
            status=Status.FOUND,
            findings=tuple(f for f in found if f.code == code),
        )
        for code in dict.fromkeys(f.code for f in found)
    ]
    runs += [
        CheckRun(code="SM02", name="section-sum-mismatch", status=Status.PASSED),
        CheckRun(code="OW02", name="empty-evidence", status=Status.NOT_APPLICABLE, reason=text("表中没有证明材料一栏")),
        CheckRun(code="ST01", name="duplicate-number", status=Status.NOT_RUN, reason="本年不编号"),
        CheckRun(
            code="RL09",
            name="bonus-without-cap",
            status=Status.CRASHED,
            reason="Traceback (most recent call last):\n  File \"/home/x/rules.py\", line 3\nKeyError: 'cap'",
        ),
    ]
    profile = Profile(
        name="node-annual",
        node_share=(Decimal("0.7"), Decimal("0.8")),
        deadline=Deadline(month=5, day=25, hour=10, minute=0),
    )
    return Review(scheme=scheme, profile=profile, runs=tuple(runs))


@pytest.fixture(autouse=True)
def _chinese():
    with use_language("zh"):
        yield


@pytest.fixture
def review(workbook):
    return make_review(workbook)


@pytest.fixture
def memo(review):
    return build_memo(review, date=DAY)


@pytest.fixture
def make():
    """The makers themselves, for tests that need another scheme or other findings."""
    return SimpleNamespace(workbook=make_workbook, scheme=make_scheme, finding=finding, review=make_review)


# ---------------------------------------------------------------- two small sheets, and what was recorded

OLD = (
    ("服务", "服务事项公开", 40, "每少公开1项扣2分，最多扣10分。"),
    ("服务", "办件按时办结", 30, "逾期1件扣1分，扣完为止。"),
    ("档案", "档案按期归档", 30, "未按期归档扣5分。"),
)
NEW = (
    ("服务", "服务事项公开", 50, "每少公开1项扣2分，最多扣10分。"),
    ("服务", "办件按时办结", 20, "逾期1件扣0.5分，扣完为止。"),
    ("培训", "窗口人员轮训", 30, "未轮训扣30分。"),
)
RECORDED = (("甲局", 0, 10, 0), ("乙局", 2, 0, 0))


def write_sheet(path, title, rows, head=("任务", "指标", "分值", "评分标准")):
    book = Workbook()
    page = book.active
    page.append([title])
    page.append(list(head))
    for row in rows:
        page.append(row)
    book.save(path)
    return path


@pytest.fixture
def small(tmp_path):
    """Two sheets of three rows and 100 points each, and what was recorded for two units under the old one."""
    head = ("单位", "服务事项公开", "办件按时办结", "档案按期归档")
    return SimpleNamespace(
        old=write_sheet(tmp_path / "旧.xlsx", "2024年度指标", OLD),
        new=write_sheet(tmp_path / "新.xlsx", "2025年度指标", NEW),
        results=write_sheet(tmp_path / "结果.xlsx", "2024年度扣分情形发生次数", RECORDED, head),
        write=write_sheet,
    )
