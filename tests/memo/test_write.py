"""Files on disk: whole or not at all, never over the source, the same bytes every time."""

import datetime as dt
import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import use_language
from kaohe_tools.memo import FORMATS, build_memo, free_path, memo_name, write_memo

DAY = dt.date(2018, 5, 21)


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_inputs_give_the_same_bytes(review, workbook, out, form):
    first = write_memo(build_memo(review, date=DAY), out / f"a.{form}", source=workbook)
    os.utime(workbook, (0, 0))
    with use_language("en"):  # the memo was made in Chinese and stays so
        second = write_memo(build_memo_zh(review), out / f"b.{form}", source=workbook.read_bytes())

    assert first.read_bytes() == second.read_bytes()
    assert sorted(p.name for p in out.iterdir()) == [f"a.{form}", f"b.{form}"]


def build_memo_zh(review):
    with use_language("zh"):
        return build_memo(review, date=DAY)


@pytest.mark.parametrize("form", FORMATS)
def test_another_day_changes_the_memo(review, workbook, out, form):
    first = write_memo(build_memo(review, date=DAY), out / f"a.{form}", source=workbook)
    second = write_memo(build_memo(review, date=dt.date(2018, 5, 22)), out / f"b.{form}", source=workbook)

    assert first.read_bytes() != second.read_bytes()


def test_a_review_can_be_written_at_once(review, out):
    path = write_memo(review, out / "a.html")

    assert "逐行意见" in path.read_text(encoding="utf-8")


def test_json_holds_the_memo_and_the_whole_review(memo, out):
    said = json.loads(write_memo(memo, out / "a.json").read_text(encoding="utf-8"))

    assert said["closing"] == "请于2018年5月25日（星期五）上午10时前修改后交回。"
    assert said["deadline"] == "2018-05-25T10:00"
    assert [b["row"] for b in said["rows"]] == [1, 4, 5, 7]
    assert len(said["review"]["findings"]) == 10
    assert said["provenance"]["inputs"][0]["sha256"] == memo.review.scheme.sha256


def test_the_reviewed_file_is_never_written_over(memo, workbook, tmp_path):
    before = workbook.read_bytes()
    same_text = tmp_path / "另存.xlsx"
    shutil.copy(workbook, same_text)
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook)

    for target in (workbook, same_text, link):
        with pytest.raises(OutputError, match="所依据的文件，不会覆盖；请换一个文件名。"):
            write_memo(memo, target, source=before)
    with pytest.raises(OutputError, match="所依据的文件，不会覆盖"):
        write_memo(memo, workbook, format="html")
    assert workbook.read_bytes() == before
    assert same_text.read_bytes() == before


def test_an_older_memo_is_replaced_and_keeps_its_permissions(memo, out):
    old = out / "a.md"
    old.write_text("旧", encoding="utf-8")
    old.chmod(0o640)

    write_memo(memo, old)

    assert old.read_text(encoding="utf-8").startswith("# 关于《2018年度某局指标》的审核意见")
    assert old.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("failing", "code", "said"),
    [
        ("fsync", errno.ENOSPC, "磁盘已满，没有改动任何文件"),
        ("fsync", errno.EIO, os.strerror(errno.EIO)),
        ("replace", errno.EACCES, "没有写入权限，或者文件正被其他程序打开"),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(memo, out, monkeypatch, failing, code, said):
    old = out / "a.html"
    old.write_text("旧", encoding="utf-8")

    def fail(*_args):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OutputError) as caught:
        write_memo(memo, old)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert old.read_text(encoding="utf-8") == "旧"
    assert [p.name for p in out.iterdir()] == ["a.html"]


def test_a_missing_folder_is_named(memo, out):
    with pytest.raises(OutputError, match=r"文件夹 .*没有 不存在，请先新建"):
        write_memo(memo, out / "没有" / "a.html")


def test_a_folder_is_no_file(memo, out):
    (out / "a.html").mkdir()

    with pytest.raises(OutputError, match="这是文件夹，请写明其中的文件名"):
        write_memo(memo, out / "a.html")


def test_an_unknown_form_lists_the_known_ones(memo, out):
    with pytest.raises(OutputError, match=r"a.pdf：.*\.html, \.docx, \.xlsx, \.md, \.json 结尾"):
        write_memo(memo, out / "a.pdf")
    with pytest.raises(OutputError, match=r"a\.html"):
        write_memo(memo, out / "a.html", format="pdf")


def test_names_come_from_the_sheets_own_name(memo, out):
    assert memo_name(memo, "docx") == "窗口指标-审核意见.docx"
    assert memo_name(memo, "xlsx", ".XLSM") == "窗口指标-批注.xlsm"
    assert free_path(out, "a.docx") == out / "a.docx"
    (out / "a.docx").touch()
    assert free_path(out, "a.docx") == out / "a (2).docx"
