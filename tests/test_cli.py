"""The command line: what it prints, what it writes, how it exits."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.cli import main
from kaohe_tools.locale import set_language

SAMPLE = Path(__file__).parent.parent / "sample_sheets" / "node_annual_2018.xlsx"
HEADER = ("序号", "一级指标", "指标名称", "分值", "评分标准")


@pytest.fixture(autouse=True)
def _chinese_again() -> object:
    yield
    set_language(None)


def book_bytes(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def good_book() -> bytes:
    return book_bytes(HEADER, (1, "服务", "窗口业务培训全员参加两次", 100, "未完成扣100分。"))


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "text": ("序号,分值\n1,5\n".encode, "请用 Excel 另存为 .xlsx"),
    "encrypted": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        "取消密码",
    ),
    "half": (lambda: good_book()[: len(good_book()) // 2], "重发"),
    "empty sheet": (book_bytes, "请选有指标的工作表"),
    "no points": (lambda: book_bytes(("序号", "指标名称", "评分标准"), (1, "培训", "未做扣1分")), "命名为“分值”"),
}


@pytest.mark.parametrize("case", BAD)
def test_an_unusable_file_is_one_clear_line_and_exit_2(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, advice = BAD[case]
    path = tmp_path / "报表.xlsx"
    path.write_bytes(make())

    code = main(["review", str(path)])

    lines = capsys.readouterr().err.splitlines()
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith("报表.xlsx")
    assert advice in lines[0]


def test_a_missing_file_is_one_clear_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(tmp_path / "没有.xlsx")]) == 2
    assert "没有.xlsx: 没有这个文件" in capsys.readouterr().err


def test_the_sample_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(SAMPLE), "--profile", "node-annual", "--format", "json"]) == 1

    (review,) = json.loads(capsys.readouterr().out)["reviews"]
    assert (review["file"], review["total"]) == ("node_annual_2018.xlsx", 92)
    by_name = {f["name"]: f for f in review["findings"]}
    assert by_name["total-mismatch"]["values"]["total"] == 92
    assert {"code", "name", "severity", "message", "cells", "indicators", "values", "fix"} <= set(review["findings"][0])
    assert {"code", "status", "reason"} <= set(review["runs"][0])


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no")
    (tmp_path / "b.xlsx").write_bytes(good_book())
    (tmp_path / "~$b.xlsx").write_bytes(b"lock")

    assert main(["review", str(tmp_path), "--format", "json"]) == 2

    data = json.loads(capsys.readouterr().out)
    assert [r["file"] for r in data["reviews"]] == ["b.xlsx"]
    assert [Path(e["file"]).name for e in data["errors"]] == ["a.xlsx"]


def test_exit_codes_follow_fail_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "好.xlsx"
    path.write_bytes(good_book())

    assert main(["review", str(path)]) == 0
    assert main(["review", str(SAMPLE), "--fail-on", "never"]) == 0
    assert main(["review", str(SAMPLE), "--select", "SM01"]) == 1
    assert main(["review", str(SAMPLE), "--select", "SM01", "--ignore", "SM01=今年先不看"]) == 0
    capsys.readouterr()


def test_an_ignored_check_needs_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(SAMPLE), "--ignore", "SM01"]) == 2
    assert "SM01=理由" in capsys.readouterr().err


def test_an_unknown_check_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checks", "total-mismach", "--lang", "en"]) == 2
    assert "total-mismatch" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "md"])
def test_memos_are_written_and_never_over_an_earlier_one(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _round in range(2):
        main(["review", str(SAMPLE), "--profile", "node-annual", "--format", form, "--out", str(tmp_path), "-q"])
        capsys.readouterr()

    written = sorted(p.name for p in tmp_path.iterdir())
    assert len(written) == 2
    assert all(name.endswith(f".{form}") for name in written)


def test_show_tells_the_layout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(SAMPLE), "--format", "json", "--layout"]) == 0

    (scheme,) = json.loads(capsys.readouterr().out)["schemes"]
    assert (scheme["declared_total"], scheme["total"], len(scheme["indicators"])) == (100, 92, 29)
    assert scheme["layout"]["header_rows"] == [4]
    tasks = [s["sum"] for s in scheme["sections"] if len(s["path"]) == 3]
    assert tasks == [10, 10, 10, 10, 8, 10, 8, 8, 10, 8]


def test_show_layout_tells_every_column_and_row_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(SAMPLE), "--layout"]) == 0

    said = capsys.readouterr().out
    assert "表头在第 4 行" in said
    points = next(line.split() for line in said.splitlines() if line.split()[:1] == ["D"])
    assert points == ["D", "指标分值", "分值", "points", "100%", "按列名"]
    assert "1: 在表头上方: 附件3" in said


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A table whose headings nobody knows."""
    path = tmp_path / "生表.csv"
    path.write_text("服务任务\n项,事项,值多少,怎样算\n1,培训,40,未完成扣5分。\n2,整理,60,未完成扣5分。\n", "utf-8")
    return path


def test_show_layout_of_a_sheet_without_header_tells_the_nearest_row(
    strange: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where reading fails, the layout is what the designer needs most."""
    assert main(["show", str(strange), "--layout"]) == 2

    said = capsys.readouterr().out
    assert "第2行最像表头，内容是：项、事项、值多少、怎样算" in said.replace("\n", "")
    assert [line.split()[:3] for line in said.splitlines() if line.split()[:1] == ["C"]] == [["C", "值多少", "—"]]


def test_show_layout_as_json_holds_what_could_not_be_read(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(strange), "--layout", "--format", "json"]) == 2

    told = capsys.readouterr()
    data = json.loads(told.out)
    assert data["schemes"] == []
    (unread,) = data["unread"]
    assert [c["heading"] for c in unread["layout"]["columns"]] == ["项", "事项", "值多少", "怎样算"]
    assert unread["layout"]["header_rows"] == [2]
    assert unread["message"] == told.err.strip()


def test_a_layout_saved_in_the_profile_is_used_on_the_command_line(
    strange: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = tmp_path / "office.toml"
    office.write_text(
        '[[columns.layouts]]\nheadings = ["项", "事项", "值多少", "怎样算"]\n'
        'fields = ["number", "name", "points", "criterion"]\n',
        "utf-8",
    )

    assert main(["show", str(strange), "--layout", "--format", "json", "--profile", str(office)]) == 0

    (scheme,) = json.loads(capsys.readouterr().out)["schemes"]
    assert scheme["total"] == 100
    assert [(c["field"], c["confidence"], c["how"]) for c in scheme["layout"]["columns"]][2] == (
        "points",
        1,
        "按设计者的设置",
    )


def test_show_layout_says_that_a_numbered_text_has_no_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(SAMPLE.with_name("penalty_list.txt")), "--layout"]) == 0
    assert "编号文本，不是表格，没有列" in capsys.readouterr().out


def test_parse_prints_a_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "未开展培训扣2分，每少1次扣0.5分，最多扣1分。", "--points", "3"]) == 0

    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [(r["kind"], r["points"], r["cap"]) for r in rules] == [("deduct", 2, None), ("deduct", 0.5, 1)]


@pytest.mark.parametrize(("args", "words"), [([], "示例"), (["--lang", "en"], "Examples:")])
def test_help_teaches_in_both_languages(args: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["review", "--help", *args])

    assert end.value.code == 0
    assert words in capsys.readouterr().out


def test_without_a_verb_it_says_where_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "从这里开始" in capsys.readouterr().out


def test_it_runs_as_a_program_and_speaks_utf8(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kaohe_tools.cli", "review", str(tmp_path / "无.xlsx")], capture_output=True, check=False
    )

    assert run.returncode == 2
    assert "没有这个文件" in run.stderr.decode("utf-8")
    assert b"Traceback" not in run.stderr


def test_annotated_copies_are_answers_and_not_reviewed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "甲.xlsx").write_bytes(good_book())

    for _round in range(2):
        main(["review", str(tmp_path), "--format", "xlsx", "--out", str(tmp_path)])

    assert sorted(p.name for p in tmp_path.iterdir()) == ["甲-批注 (2).xlsx", "甲-批注.xlsx", "甲.xlsx"]
    capsys.readouterr()


def test_memos_of_several_sheets_are_named_after_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(good_book()))
    second = book.copy_worksheet(book.worksheets[0])
    book.worksheets[0].title, second.title = "上半年", "下半年"
    book.save(tmp_path / "甲.xlsx")

    main(["review", str(tmp_path / "甲.xlsx"), "--format", "html", "--out", str(tmp_path / "出")])

    assert sorted(p.name for p in (tmp_path / "出").iterdir()) == ["甲-上半年-审核意见.html", "甲-下半年-审核意见.html"]
    capsys.readouterr()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["review", "x.xlsx", "--date", "2018-02-30"], "2018-02-30"),
        (["review", "x.xlsx", "--format", "json", "--out", "y"], "--out"),
        (["parse", "扣2分", "--points", "abc"], "abc"),
        (["parse"], "--jsonl"),
        (["show", "没有.xlsx"], "没有这个文件"),
        (["review", "x.xlsx", "--profile", "没有.toml"], "没有这个名字"),
    ],
)
def test_misuse_is_one_line_and_exit_2(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


@pytest.mark.parametrize(
    ("args", "said"), [(["review"], "缺少"), (["nope"], "没有 nope"), (["show", "a", "--x"], "--x")]
)
def test_usage_errors_speak_chinese(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(args)

    assert end.value.code == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert "required" not in complaint
    assert "invalid" not in complaint


def test_a_deadline_on_a_weekend_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """26 May 2018 was a Saturday."""
    args = ["--deadline", "2018-05-26 10:00", "--date", "2018-05-21", "--format", "html", "--out", str(tmp_path)]
    main(["review", str(SAMPLE), *args])

    assert "星期六" in capsys.readouterr().err
