"""Memos of every kind in every form: the same bytes anywhere, and verified figure by figure."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from kaohe_tools.cli import main
from kaohe_tools.errors import MemoError, OutputError
from kaohe_tools.memo import FORMATS, made_name, make_memo, render_memo, verify_memo, write_memo
from kaohe_tools.memo.pieces import pieces_of
from kaohe_tools.memo.recipe import read_recipe, stamped
from kaohe_tools.memo.verify import Cause
from kaohe_tools.panels.memo.orders import orders, parameters_of, write_memos
from kaohe_tools.rebalance import Problem
from kaohe_tools.rebalance.spec import write_spec
from kaohe_tools.sheets import load_scheme

KINDS = {
    "review": {"files": ["旧.xlsx"], "addressee": "甲局", "notes": ["另附说明"]},
    "design": {"files": ["旧.xlsx"], "spec": "要求.toml", "reason": ["调整"]},
    "simulation": {"files": ["旧.xlsx"], "results": "结果.xlsx", "quota": ["优秀=50%"]},
    "comparison": {"files": ["旧.xlsx", "新.xlsx"], "results": "结果.xlsx", "grade": ["优秀=95", "合格=60"]},
}
SLOW = {"simulation": ("docx", "json")}
"""Forms that are verified of a kind that takes long; the others are all five."""

REVIEWED = {"review": "旧.xlsx", "design": "旧.xlsx", "simulation": "结果.xlsx", "comparison": "新.xlsx"}
"""The file of which a cell is changed."""


@pytest.fixture
def folder(tmp_path, small, monkeypatch):
    """A working folder with the small sheets, and a specification that asks for 90 points."""
    monkeypatch.chdir(tmp_path)
    problem = Problem(scheme=load_scheme(small.old), total=Decimal(90), tick=Decimal(1), fit_rules=False)
    (tmp_path / "要求.toml").write_text(write_spec(problem), "utf-8")
    return tmp_path


def asked(kind, **more):
    return {"kind": kind, "date": "2025-03-01", "formats": list(FORMATS), **KINDS[kind], **more}


def written(kind, folder, **more):
    """Write a memo in every form; return the paths by form."""
    ((_made, paths),) = write_memos(asked(kind, **more), folder)
    return dict(zip(FORMATS, paths, strict=True))


def tamper(path, form):
    """Change one digit of a text of a memo, as an editor of its form would; return what was said and what is now."""
    data = path.read_bytes()
    if form in ("docx", "xlsx"):
        return tamper_package(path, form)
    said = next(
        p.words for p in pieces_of(data, form) if any(c.isdigit() for c in p.words) and p.words.encode() in data
    )
    at = next(n for n, c in enumerate(said) if c.isdigit())
    now = said[:at] + str((int(said[at]) + 1) % 10) + said[at + 1 :]
    path.write_bytes(data.replace(said.encode(), now.encode(), 1))
    return said, now


def tamper_package(path, form):
    if form == "xlsx":
        book = load_workbook(path, rich_text=True)
        cells = [c for row in book.worksheets[0].iter_rows() for c in row if c.value is not None]
        cell = next((c for c in cells if c.data_type == "n"), cells[1])
        before, cell.value = cell.value, (cell.value + 1 if cell.data_type == "n" else f"{cell.value}1")
        book.save(path)
        return before, cell.value
    import docx

    document = docx.Document(path)
    run = next(r for p in document.paragraphs[1:] for r in p.runs if any(c.isdigit() for c in r.text))
    before = run.text
    at = next(n for n, c in enumerate(before) if c.isdigit())
    run.text = before[:at] + str((int(before[at]) + 1) % 10) + before[at + 1 :]
    document.save(path)
    return before, run.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_memo_is_the_same_in_two_folders_and_holds_in_every_form(folder, kind, tmp_path_factory):
    other = tmp_path_factory.mktemp("another checkout") / "deep" / "er"
    shutil.copytree(folder, other)
    here, there = written(kind, folder), written(kind, other)
    for form in FORMATS:
        assert here[form].name == there[form].name
        assert here[form].read_bytes() == there[form].read_bytes(), form
    for form in SLOW.get(kind, FORMATS):
        assert verify_memo(here[form], inputs=folder).holds, form


@pytest.mark.parametrize("kind", KINDS)
def test_one_digit_changed_in_the_memo_is_told(folder, kind):
    paths = written(kind, folder)
    for form in SLOW.get(kind, FORMATS):
        path = paths[form]
        before, now = tamper(path, form)
        verified = verify_memo(path, inputs=folder)
        assert verified.causes == (Cause.TAMPERED,), (form, before, now)
        assert verified.differences, form


@pytest.mark.parametrize("kind", KINDS)
def test_one_cell_changed_in_a_file_is_told(folder, kind):
    paths = written(kind, folder)
    book = load_workbook(folder / REVIEWED[kind])
    cell = book.worksheets[0]["C3"]
    cell.value = cell.value + 1
    book.save(folder / REVIEWED[kind])
    for form in ("docx", "json"):
        verified = verify_memo(paths[form], inputs=folder)
        assert verified.causes == (Cause.INPUT,)
        assert [cause for cause, *_ in verified.facts] == [Cause.INPUT]
        assert verified.differences


@pytest.mark.parametrize("kind", KINDS)
def test_another_profile_is_told(folder, kind):
    verified = verify_memo(written(kind, folder)["md"], inputs=folder, profile="node-annual")
    assert verified.causes == (Cause.PROFILE,)


def test_a_library_of_another_version_is_told(folder, monkeypatch):
    path = written("simulation", folder)["md"]
    real = importlib.metadata.version
    monkeypatch.setattr("kaohe_tools.memo.verify.version", lambda name: "0.0.1" if name == "numpy" else real(name))
    verified = verify_memo(path, inputs=folder)
    assert verified.causes == (Cause.VERSION,)
    assert verified.facts[0][2] == "numpy 0.0.1"


def test_a_forger_who_renews_the_record_is_found_out(folder):
    path = written("design", folder)["html"]
    tamper(path, "html")
    data = path.read_bytes()
    path.write_bytes(stamped(data, "html", read_recipe(data, "html")))
    assert verify_memo(path, inputs=folder).causes == (Cause.TAMPERED,)


def test_a_change_that_leaves_no_memo_is_told_with_its_cause(folder):
    """The specification asks for 90 points; a sheet whose rows are gone has none of the locked rows."""
    scheme = load_scheme(folder / "旧.xlsx")
    problem = Problem(scheme=scheme, total=Decimal(90), tick=Decimal(1), locked=("3",), fit_rules=False)
    (folder / "要求.toml").write_text(write_spec(problem), "utf-8")
    path = written("design", folder)["docx"]
    book = load_workbook(folder / "旧.xlsx")
    book.worksheets[0].delete_rows(5)
    book.save(folder / "旧.xlsx")
    verified = verify_memo(path, inputs=folder)
    assert verified.causes == (Cause.INPUT,)
    assert "3" in verified.failed


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_a_memo_rests_on_are_never_written_over(folder, kind):
    (order,) = orders(asked(kind), folder)
    made = make_memo(order)
    for given in order.inputs:
        before = given.path.read_bytes()
        with pytest.raises(OutputError, match="所依据的文件"):
            write_memo(made, given.path, format="xlsx")
        assert given.path.read_bytes() == before


@pytest.mark.parametrize("kind", KINDS)
def test_it_speaks_english_throughout(folder, kind, tmp_path):
    """What stands in Chinese in it are the sheet's words: none of the program's own."""
    from kaohe_tools.locale import use_language

    with use_language("en"):
        paths = written(kind, folder, out="en")
    sheet = "".join(
        p.words for name in ("旧.xlsx", "新.xlsx", "结果.xlsx") for p in pieces_of((folder / name).read_bytes(), "xlsx")
    )
    known = set(sheet) | set("甲局乙另附说明调整优秀良好合格不旧新结果要求、，。；：“”《》（）")
    for form in ("html", "md", "docx"):
        said = "".join(p.words for p in pieces_of(paths[form].read_bytes(), form))
        assert {c for c in said if "\u4e00" <= c <= "\u9fff"} <= known


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"kinds": "review"}, "kind"),
        ({"file": "旧.xlsx"}, "files"),
        ({"quotas": ["优秀=20%"]}, "quota"),
        ({"kind": "letter"}, "letter"),
        ({"kind": ["review"]}, "kind"),
        ({"formats": ["pdf"]}, "pdf"),
        ({"date": "soon"}, "soon"),
        ({"files": []}, "指标表"),
        ({"kind": "comparison"}, "两个文件"),
        ({"kind": "simulation", "files": ["旧.xlsx"] * 3}, "3"),
        ({"results": "结果.xlsx"}, "results"),
        ({"spec": "要求.toml"}, "约束"),
        ({"quota": ["优秀=20%"]}, "quota"),
        ({"files": ["没有.xlsx"]}, r"没有\.xlsx"),
        ({"files": ["旧.xlsx#草稿"]}, "草稿"),
        ({"kind": "design", "spec": "无.toml"}, r"无\.toml"),
        ({"wording": "无"}, "无"),
    ],
)
def test_parameters_that_cannot_be_used_are_told(folder, given, named):
    with pytest.raises(Exception, match=named) as told:
        list(write_memos({"files": ["旧.xlsx"], "date": "2025-03-01"} | given, folder))
    assert "\n" not in str(told.value)
    assert not (folder / "memos").exists() or not list((folder / "memos").iterdir())


def test_whatever_a_notebook_has_set_is_a_parameter_or_an_error():
    namespace = {
        "__name__": "__main__",
        "In": [],
        "json": json,
        "make_memo": make_memo,
        "kind": "design",
        "files": ["a.xlsx"],
    }
    found = parameters_of(namespace)
    assert (found["kind"], found["files"], found["profile"]) == ("design", ("a.xlsx",), "default")
    with pytest.raises(MemoError, match=r"addresee.*addressee"):
        parameters_of(namespace | {"addresee": "某局"})


def test_a_second_memo_of_a_name_gets_a_number(folder):
    first, second = (written("review", folder)["md"] for _n in range(2))
    assert second.name == f"{first.stem} (2).md"


def test_names_say_the_sheet_and_the_kind(folder):
    names = {kind: made_name(make_memo(next(orders(asked(kind), folder))), "docx") for kind in KINDS}
    assert names == {
        "review": "旧-审核意见.docx",
        "design": "旧-调分说明.docx",
        "simulation": "旧-模拟测算.docx",
        "comparison": "旧-新-方案对比.docx",
    }


# ---------------------------------------------------------------- the command


def test_the_command_writes_every_kind_and_verify_takes_them(folder, capsys):
    common = ["--date", "2025-03-01", "--out", "memos"]
    calls = (
        ["旧.xlsx", "--addressee", "甲局", "--format", "docx", "--format", "md"],
        ["旧.xlsx", "--kind", "design", "--spec", "要求.toml", "--reason", "调整"],
        ["旧.xlsx", "--kind", "simulation", "--units", "4", "--quota", "优秀=50%", "--seed", "3"],
        ["旧.xlsx", "新.xlsx", "--kind", "comparison", "--results", "结果.xlsx"],
    )
    for call in calls:
        assert main(["memo", *call, *common]) == 0
    written_ = sorted(p.name for p in (folder / "memos").iterdir())
    assert written_ == sorted(
        ["旧-审核意见.docx", "旧-审核意见.md", "旧-调分说明.docx", "旧-模拟测算.docx", "旧-新-方案对比.docx"]
    )
    for name in written_:
        assert main(["verify", f"memos/{name}"]) == 0, capsys.readouterr()


def test_the_command_exits_with_what_happened(folder, capsys):
    (folder / "不能.toml").write_text('total = 10\n[bounds]\n"1" = "40:40"\n', "utf-8")
    assert main(["memo", "旧.xlsx", "--kind", "design", "--spec", "不能.toml"]) == 1
    book = load_workbook(folder / "结果.xlsx")
    book.worksheets[0]["B3"].value = "若干"
    book.save(folder / "结果.xlsx")
    call = ["memo", "旧.xlsx", "新.xlsx", "--kind", "comparison", "--results", "结果.xlsx", "--out", "memos"]
    assert main(call) == 1
    assert "B3" in capsys.readouterr().err
    assert main(["memo", "旧.xlsx", "--quota", "优秀=20%"]) == 2
    assert "quota" in capsys.readouterr().err


def test_the_bytes_of_a_form_do_not_hang_on_the_day(folder):
    (order,) = orders(asked("design"), folder)
    made = make_memo(order)
    assert render_memo(made, "docx") == render_memo(make_memo(order), "docx")
    assert b"2025" in render_memo(made, "md")
