"""An office's own texts: which one is taken, what they may say, and that they hold no code."""

from __future__ import annotations

import pytest

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import use_language
from kaohe_tools.memo import Kind, build_memo, read_wording, render_memo
from kaohe_tools.memo.office_words import MAX_LETTERS, OfficeWords


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "wording"
    place.mkdir()

    def write(**texts):
        for name, said in texts.items():
            (place / f"{name.replace('__', '.').replace('_', '-')}.txt").write_text(said, "utf-8")
        return read_wording(place)

    return write


def words(wording, kind=Kind.REVIEW, **fields):
    return OfficeWords(kind, wording, fields)


def test_the_closest_text_wins(folder):
    wording = folder(opening="总", opening__zh="中文", review_opening="审核", review_opening__en="English review")
    assert words(wording).said("opening", "x") == "审核"
    assert words(wording, Kind.DESIGN).said("opening", "x") == "中文"
    with use_language("en"):
        assert words(wording).said("opening", "x") == "English review"
        assert words(wording, Kind.DESIGN).said("opening", "x") == "总"
    assert words(wording).said("closing", "默认") == "默认"


def test_fields_and_the_programs_own_words_can_be_put_in(folder):
    wording = folder(opening="根据安排，对{scheme}（{indicators}项）提出意见。{default}")
    said = words(wording, scheme="某表", indicators=29).said("opening", "如下：")
    assert said == "根据安排，对某表（29项）提出意见。如下："


@pytest.mark.parametrize(
    "field", ["{nothing}", "{scheme.title}", "{0}", "{scheme!r}", "{scheme:>9}", "{__class__}", "{}"]
)
def test_a_field_that_there_is_not_is_told_with_those_there_are(folder, field):
    wording = folder(review_closing=f"请 {field}")
    with pytest.raises(MemoError, match=r"review-closing\.txt.*\{scheme\}"):
        words(wording, scheme="某表").said("closing", "")


@pytest.mark.parametrize("code", ["{{ 7*7 }}", "{% for x in y %}", "%(scheme)s", "$scheme", "<script>1</script>"])
def test_what_looks_like_code_is_words_or_no_field(folder, code, review, tmp_path):
    wording = folder(note=code)
    try:
        memo = build_memo(review, wording=wording)
    except MemoError:
        assert "{" in code
        return
    assert memo.notes == (code,)
    assert "<script>" not in render_memo(memo, "html").decode()


def test_a_note_gives_one_point_a_line(folder, review):
    memo = build_memo(review, notes=["先说"], wording=folder(note="第一\n\n第二\n"))
    assert memo.notes == ("先说", "第一", "第二")


def test_texts_stand_in_every_form(folder, review):
    memo = build_memo(
        review, wording=folder(title="《{scheme}》的意见", closing="请于{deadline}前改好，共{errors}处错误。")
    )
    for form in ("html", "md"):
        page = render_memo(memo, form).decode()
        assert "《2018年度某局指标》的意见" in page
        assert "请于2018年5月25日（星期五）上午10时前改好，共3处错误。" in page


@pytest.mark.parametrize("name", ["openning", "memo-opening", "opening.fr", "review_opening"])
def test_a_name_that_is_none_is_told(tmp_path, name):
    (tmp_path / f"{name}.txt").write_text("x", "utf-8")
    with pytest.raises(MemoError, match=name):
        read_wording(tmp_path)


def test_folders_and_files_that_cannot_be_used_are_told(tmp_path):
    with pytest.raises(MemoError, match="不是文件夹"):
        read_wording(tmp_path / "none")
    with pytest.raises(MemoError, match="没有用语文件"):
        read_wording(tmp_path)
    (tmp_path / "opening.txt").write_bytes("总体".encode("gb18030"))
    with pytest.raises(MemoError, match="UTF-8"):
        read_wording(tmp_path)
    (tmp_path / "opening.txt").write_text("长" * (MAX_LETTERS + 1), "utf-8")
    with pytest.raises(MemoError, match=str(MAX_LETTERS)):
        read_wording(tmp_path)


@pytest.mark.parametrize("said", ["请于{deadline前反馈", "请于deadline}前反馈", "{{scheme}"])
def test_a_brace_that_stands_alone_is_told_before_it_is_sent(folder, said):
    wording = folder(review_closing=said)
    with pytest.raises(MemoError, match=r"review-closing\.txt.*\{total\}"):
        words(wording, scheme="某表").said("closing", "")


@pytest.mark.parametrize("name", ["Sheet1", "表1", "工作表 2"])
def test_the_name_that_every_sheet_has_is_no_title(make, workbook, name):
    """“关于《Sheet1》的审核意见” goes to no department."""
    assert build_memo(make.review(workbook, (), title=name, sheet=name)).title == "考核指标审核意见"
    assert name in build_memo(make.review(workbook, (), title=name, sheet="指标")).title
