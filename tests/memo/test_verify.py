"""A memo is made again and compared: what was changed, and by what, is told apart."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import kaohe_tools
from kaohe_tools.checks import review_scheme
from kaohe_tools.cli import main
from kaohe_tools.errors import KaoheError, MemoError
from kaohe_tools.locale import use_language
from kaohe_tools.memo import build_memo, verify_memo, write_memo
from kaohe_tools.memo.pieces import pieces_of
from kaohe_tools.memo.recipe import from_plain, read_recipe, stamped, words_digest
from kaohe_tools.memo.verify import Cause
from kaohe_tools.profiles import load_profile, profile_file
from kaohe_tools.sheets import load_scheme

FORMS = ("docx", "html", "xlsx", "md", "json")
DAY = dt.date(2018, 5, 21)


@pytest.fixture
def folder(tmp_path, sample_path, monkeypatch):
    """A working folder: the sheet, and beside it the memos."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "memos").mkdir()
    shutil.copy(sample_path, tmp_path)
    return tmp_path


@pytest.fixture
def sheet(folder, sample_path):
    return folder / sample_path.name


def written(sheet, form, *, profile="node-annual", ignore=None, lang="zh", **given):
    """Write the memo on a sheet into memos/ beside it."""
    with use_language(lang):
        loaded = load_profile(profile)
        review = review_scheme(load_scheme(sheet, loaded), loaded, ignore=ignore)
        memo = build_memo(review, date=DAY, **given)
        return write_memo(memo, sheet.parent / "memos" / f"memo.{form}", source=sheet)


def change(path, before, after, part=""):
    """Change a text of a file, once, in a part of it if it is a package."""
    code = "xmlcharrefreplace" if path.suffix == ".xlsx" else "strict"
    before, after = (said.encode("ascii" if code != "strict" else "utf-8", code) for said in (before, after))
    if not part:
        data = path.read_bytes()
        assert before in data
        path.write_bytes(data.replace(before, after, 1))
        return
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        assert part in old.namelist()
        for name in old.namelist():
            data = old.read(name)
            assert name != part or before in data
            new.writestr(name, data.replace(before, after, 1) if name == part else data)
    path.write_bytes(out.getvalue())


PARTS = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet2.xml"}


def tamper(path, before="29项指标合计92分", after="29项指标合计93分"):
    change(path, before, after, PARTS.get(path.suffix[1:], ""))


# ---------------------------------------------------------------- it holds


@pytest.mark.parametrize("form", FORMS)
def test_a_memo_that_nobody_touched_holds(sheet, form):
    verified = verify_memo(written(sheet, form))
    assert verified.holds
    assert (verified.causes, verified.differences, verified.facts) == ((), (), ())


@pytest.mark.parametrize("form", ["docx", "xlsx", "md"])
def test_everything_that_the_memo_was_given_is_given_again(sheet, form):
    memo = written(
        sheet, form, lang="en", ignore={"OW01": "names -- follow <!-- later -->", "BL": "not this year"},
        deadline="2018-06-01 09:30", addressee="某局", number="〔2018〕3号", signature="考核办",
        notes=("请附 <b>说明</b>。", "--> 表2也要改"),
    )  # fmt: skip
    with use_language("zh"):
        assert verify_memo(memo).holds


def test_a_deadline_of_the_command_line_is_no_other_profile(folder, sheet):
    main(["review", sheet.name, "--profile", "node-annual", "--deadline", "2018-06-01 09:30", "--date", "2018-05-21",
          "--format", "md", "--out", "memos", "--select", "SM", "--fail-on", "never"])  # fmt: skip
    memo = next((folder / "memos").iterdir())
    assert "6月1日" in memo.read_text("utf-8")
    assert verify_memo(memo).holds


def test_the_inputs_are_found_under_other_names_and_in_other_folders(sheet, tmp_path):
    memo = written(sheet, "html")
    elsewhere = tmp_path / "elsewhere" / "uploads"
    elsewhere.mkdir(parents=True)
    sheet.rename(elsewhere / "renamed.xlsx")
    with pytest.raises(MemoError, match=r"node_annual_2018\.xlsx.*--inputs"):
        verify_memo(memo)
    verified = verify_memo(memo, inputs=elsewhere.parent)
    assert verified.holds
    assert verified.inputs[0].endswith("renamed.xlsx")


def own_profile(folder, chars):
    """An office's own profile: the shipped one, but for the letters that a requirement must have."""
    path = folder / "profiles" / "office.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(profile_file("node-annual").read_text("utf-8"), "utf-8")
    change(path, "min_requirement_chars = 9", f"min_requirement_chars = {chars}")
    return path


def test_an_offices_own_profile_is_found_by_its_content(folder, sheet):
    own = own_profile(folder, 12)
    memo = written(sheet, "docx", profile=own)
    assert verify_memo(memo).profile == str(own)
    own.unlink()
    with pytest.raises(MemoError, match="--profile"):
        verify_memo(memo)


# ---------------------------------------------------------------- it differs


@pytest.mark.parametrize("form", FORMS)
def test_one_digit_changed_in_the_memo_is_named_with_its_place(sheet, form):
    memo = written(sheet, form)
    tamper(memo)

    verified = verify_memo(memo)

    assert verified.causes == (Cause.TAMPERED,)
    assert [d.figures for d in verified.differences] == [(("93", "92"),)]
    place = {"docx": "第4段", "html": "段", "xlsx": "审核意见", "md": "行", "json": "fact"}[form]
    assert place in str(verified.differences[0].place)


@pytest.mark.parametrize("form", FORMS)
def test_one_cell_changed_in_the_input_is_told_with_what_follows_from_it(sheet, form):
    """Row 4 of the table has 3 points; with 5 the 92 become 94."""
    memo = written(sheet, form)
    book = load_workbook(sheet)
    cell = book.worksheets[0]["D5"]
    cell.value = cell.value + 2
    book.save(sheet)

    verified = verify_memo(memo)

    assert verified.causes == (Cause.INPUT,)
    assert [cause for cause, _memo, _now in verified.facts] == [Cause.INPUT]
    assert any(("92", "94") in d.figures for d in verified.differences)


@pytest.mark.parametrize("form", FORMS)
def test_another_profile_is_told(sheet, form):
    verified = verify_memo(written(sheet, form), profile="default")

    assert verified.causes == (Cause.PROFILE,)
    assert verified.differences


def test_a_profile_that_was_changed_is_told(folder, sheet):
    memo = written(sheet, "html", profile=own_profile(folder, 12))
    own_profile(folder, 13)
    assert verify_memo(memo).causes == (Cause.PROFILE,)


@pytest.mark.parametrize("form", ["docx", "md"])
def test_another_version_is_told(sheet, form, monkeypatch):
    memo = written(sheet, form)
    monkeypatch.setattr(kaohe_tools, "__version__", "7.8.9")

    verified = verify_memo(memo)

    assert verified.causes == (Cause.VERSION,)
    assert verified.facts[0][2] == "7.8.9"
    assert ["7.8.9" in d.again for d in verified.differences] == [True]


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_digit_is_told_from_a_changed_input_and_another_version(sheet, form, monkeypatch):
    """Whoever changes a figure may change the sheet as well."""
    memo = written(sheet, form)
    tamper(memo)
    book = load_workbook(sheet)
    book.worksheets[0]["D5"].value += 2
    book.save(sheet)
    monkeypatch.setattr(kaohe_tools, "__version__", "7.8.9")

    assert verify_memo(memo).causes == (Cause.TAMPERED, Cause.INPUT, Cause.VERSION)


@pytest.mark.parametrize("form", FORMS)
def test_a_forger_who_renews_the_record_is_found_out_by_the_inputs(sheet, form):
    memo = written(sheet, form)
    tamper(memo)
    data = memo.read_bytes()
    memo.write_bytes(stamped(data, form, read_recipe(data, form)))
    assert words_digest(memo.read_bytes(), form) == read_recipe(memo.read_bytes(), form).words

    verified = verify_memo(memo)

    assert verified.causes == (Cause.TAMPERED,)
    assert [d.figures for d in verified.differences] == [(("93", "92"),)]


def test_a_memo_that_another_program_saved_is_told_from_a_changed_one(sheet):
    memo = written(sheet, "docx")
    document = Document(memo)
    document.core_properties.keywords = "归档"
    document.save(memo)

    verified = verify_memo(memo)

    assert verified.causes == (Cause.LAYOUT,)
    assert "docProps/core.xml" in verified.parts


def test_the_number_of_the_page_that_a_program_counted_is_no_change(sheet):
    """A program that saves a document writes the number of its last page into the footer."""
    memo = written(sheet, "docx")
    change(memo, "<w:t>1</w:t>", "<w:t>5</w:t>", "word/footer1.xml")
    assert verify_memo(memo).causes == (Cause.LAYOUT,)
    change(memo, "— </w:t>", "共9页 — </w:t>", "word/footer1.xml")
    assert verify_memo(memo).causes == (Cause.TAMPERED,)


def test_a_workbook_saved_with_its_comments_in_another_order_is_not_called_changed(sheet):
    memo = written(sheet, "xlsx")
    with zipfile.ZipFile(memo) as book:
        (name,) = (n for n in book.namelist() if "comments" in n.lower() and n.endswith(".xml"))
        said = book.read(name).decode()
        parts = {n: book.read(n) for n in book.namelist()}
    start, end = said.index("<comment "), said.index("</commentList>")
    comments = [f"<comment {one}" for one in said[start:end].split("<comment ")[1:]]
    assert len(comments) > 1
    parts[name] = (said[:start] + "".join(reversed(comments)) + said[end:]).encode()
    with zipfile.ZipFile(memo, "w") as book:
        for part, data in parts.items():
            book.writestr(part, data)
    assert verify_memo(memo).causes == (Cause.LAYOUT,)


def test_a_page_whose_style_was_changed_does_not_hold(sheet):
    """A style can show other figures than the text says."""
    memo = written(sheet, "html")
    change(memo, "</style>", "td::before { content: '9'; }</style>")
    assert verify_memo(memo).causes == (Cause.LAYOUT,)


@given(st.data())
def test_no_digit_of_a_memo_can_change_unseen(data):
    lines = "# 意见\n\n共29项，合计92分。\n\n| 表 | 3 | 4.5 |\n"
    digits = [n for n, letter in enumerate(lines) if letter.isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != lines[at]]))
    changed = lines[:at] + other + lines[at + 1 :]
    assert words_digest(lines.encode(), "md") != words_digest(changed.encode(), "md")


# ---------------------------------------------------------------- it cannot be said


@pytest.mark.parametrize("form", FORMS)
def test_a_memo_without_its_record_is_refused(sheet, form):
    memo = written(sheet, form)
    part = {"docx": "docProps/custom.xml", "xlsx": "docProps/custom.xml"}.get(form, "")
    old = {"json": '"recipe"', "html": "<!-- kaohe", "md": "<!-- kaohe"}.get(form, "kaohe-1")
    change(memo, old, old.replace("kaohe", "other").replace("recipe", "other"), part)
    with pytest.raises(MemoError, match=rf"memo\.{form}.*没有写明"):
        verify_memo(memo)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"PK"),
        ("a.xlsx", b"no workbook"),
        ("a.json", b"{"),
        ("a.json", b"[1]"),
        ("a.html", b"\xff\xfe"),
        ("a.md", b"<!-- kaohe {} -->"),
        ("a.md", b'<!-- kaohe {"kind": 3} -->'),
        ("a.md", b"<!-- kaohe {broken} -->"),
        ("a.pdf", b""),
    ],
)
def test_what_is_no_memo_is_told_in_one_sentence(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MemoError) as told:
        verify_memo(path)
    assert str(told.value).startswith(name)
    assert "\n" not in str(told.value)


USED = {"role": "sheet", "file": "a.xlsx", "sheet": "表", "sha256": "0", "digest": "0"}
FULL = {"kind": "review", "version": "1", "language": "zh", "date": "2018-05-21", "inputs": [USED],
        "profile": "default", "profile_digest": "0"}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "soon"},
        {"kind": "other"},
        {"inputs": []},
        {"inputs": [USED | {"file": 3}]},
        {"inputs": [USED | {"more": "x"}]},
        {"letter": {"notes": [3]}},
        {"letter": {"more": "x"}},
        {"options": [["ignore"]]},
        {"options": [["ignore", "a"]]},
        {"libraries": [["numpy"]]},
        {"more": "x"},
    ],
)
def test_a_record_with_something_wrong_in_it_is_refused(wrong):
    assert from_plain(FULL).inputs[0].file == "a.xlsx"
    with pytest.raises(MemoError):
        from_plain(FULL | wrong)


def test_a_record_cannot_name_files_elsewhere(tmp_path):
    (tmp_path / "outside.xlsx").write_bytes(b"x")
    inside = tmp_path / "in"
    inside.mkdir()
    memo = inside / "a.md"
    outside = FULL | {"inputs": [USED | {"file": "../outside.xlsx"}]}
    memo.write_text(f"<!-- kaohe {json.dumps(outside)} -->\n", "utf-8")
    with pytest.raises(MemoError, match=r"outside\.xlsx"):
        verify_memo(memo, inputs=inside)


# ---------------------------------------------------------------- what is compared


def test_the_texts_of_a_page_and_of_a_document_are_those_that_are_seen(sheet):
    html = [p.words for p in pieces_of(written(sheet, "html").read_bytes(), "html")]
    docx = [p.words for p in pieces_of(written(sheet, "docx").read_bytes(), "docx")]
    for said in (html, docx):
        assert "背街小巷环境整治" in "".join(said)
        total = said.index("合计")
        assert said[total : total + 6] == ["合计", "29", "92", "57", "35", "62.0%"]
    assert not any("font-family" in words for words in html)


def test_comments_and_cells_of_a_workbook_are_compared(sheet):
    said = {p.key: p.words for p in pieces_of(written(sheet, "xlsx").read_bytes(), "xlsx")}
    name = load_workbook(sheet).sheetnames[0]
    assert said[f"{name}!F23"] == load_workbook(sheet)[name]["F23"].value
    assert "RL01" in said[f"{name}!F23 comment"]


EXCEL = {
    "xl/workbook.xml": """<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="表" r:id="a"/></sheets>
</workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships><Relationship Id="a" Target="worksheets/s.xml"/></Relationships>""",
    "xl/sharedStrings.xml": """<sst xmlns="{main}"><si><t>合计</t></si><si><r><t>9</t></r>
<r><t>2分</t></r></si></sst>""",
    "xl/worksheets/s.xml": """<worksheet xmlns="{main}"><sheetData><row><c r="A1" t="s"><v>0</v></c>
<c r="B1" t="s"><v>1</v></c><c r="C1"><v>0.10000000000000001</v></c><c r="D1"><f>A1+1</f><v>7</v></c><c r="E1" s="2"/>
<c r="F1" t="b"><v>1</v></c></row></sheetData></worksheet>""",
}


def test_a_workbook_is_read_as_excel_writes_it_too():
    """Excel keeps texts in a list of their own, in pieces where their look changes, and figures in 17 digits."""
    office = "http://schemas.openxmlformats.org"
    names = {"main": f"{office}/spreadsheetml/2006/main", "rel": f"{office}/officeDocument/2006/relationships"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, said in EXCEL.items():
            book.writestr(name, said.format(**names))
    read = {p.key: p.words for p in pieces_of(out.getvalue(), "xlsx")}
    assert read == {"表!A1": "合计", "表!B1": "92分", "表!C1": "0.1", "表!D1": "=A1+1", "表!F1": "1"}


# ---------------------------------------------------------------- the command


def test_the_command_says_which_and_exits_with_it(sheet, capsys):
    memo = written(sheet, "docx")
    assert main(["verify", str(memo)]) == 0
    assert "逐字节相同" in capsys.readouterr().out
    tamper(memo)
    assert main(["verify", str(memo), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "the memo was changed after it was written" in out
    assert "93 → 92" in out
    assert main(["verify", str(memo), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["causes"] == ["tampered"]
    assert main(["verify", str(memo), "--inputs", str(sheet.parent / "none")]) == 2
    assert main(["verify", str(sheet.parent / "none.docx")]) == 2
    assert "none.docx" in capsys.readouterr().err


def test_a_broken_input_is_told(sheet):
    memo = written(sheet, "md")
    sheet.write_bytes(b"no workbook")
    with pytest.raises(KaoheError, match=r"node_annual_2018\.xlsx"):
        verify_memo(memo)
