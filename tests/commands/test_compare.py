"""``kaohe compare``: table, JSON and page; scenarios; what it refuses, in one sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kaohe_tools.cli import main
from kaohe_tools.scenarios import STORE_NAME, Change, ScenarioStore, Source

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
SHEET = SAMPLES / "node_annual_2018.xlsx"
RESULTS = SAMPLES / "results_2023.xlsx"


@pytest.fixture(scope="module")
def next_year(tmp_path_factory):
    path = tmp_path_factory.mktemp("next") / "明年.xlsx"
    options = ["--profile", "node-annual", "--node-share", "0.7:0.8", "--out", str(path), "-q"]
    assert 0 == main(["rebalance", str(SHEET), *options])
    return path


def said(capsys, *arguments) -> str:
    capsys.readouterr()
    assert 0 == main(["compare", *map(str, arguments), "--profile", "node-annual"])
    return capsys.readouterr().out


def refused(capsys, *arguments) -> str:
    capsys.readouterr()
    assert 2 == main(["compare", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert "" == out
    assert 1 == err.count("\n")
    return err


def test_two_years_as_json(next_year, capsys):
    found = json.loads(said(capsys, SHEET, next_year, "--results", RESULTS, "--grade", "优秀=90", "--format", "json"))

    assert (92, 100) == (found["old"]["total"], found["new"]["total"])
    assert 18 == sum(abs(r["by"]) for r in found["rows"])
    assert 60 == len(found["effect"]["units"])
    assert {"优秀", "其余"} == {g for c in found["effect"]["crossings"] for g in (c["before"], c["after"])}
    assert {"SM01", "BL01"} <= {f["code"] for f in found["findings"]["gone"]}


def test_two_years_as_a_table(next_year, capsys):
    table = said(capsys, SHEET, next_year, "--results", RESULTS)

    for words in ("原来29项共92分，现在29项共100分", "分值3 → 2.5", "已消除的问题", "按上年结果的排名", "同一行"):
        assert words in table
    assert "分值3 → 2.5" not in said(capsys, SHEET, next_year, "-q")


def test_a_page_is_written_and_never_over_another_file(next_year, tmp_path, capsys):
    page = tmp_path / "变动.html"
    said(capsys, SHEET, next_year, "--format", "html", "--out", page)

    assert "<ins>" in page.read_text("utf-8")
    assert "已存在" in refused(capsys, SHEET, next_year, "--format", "html", "--out", page)
    said(capsys, SHEET, next_year, "--format", "html", "--out", page, "--force")


def test_a_scenario_beside_the_sheet(tmp_path, capsys):
    sheet = tmp_path / "部门.xlsx"
    shutil.copy(SHEET, sheet)
    with ScenarioStore(tmp_path / STORE_NAME) as store:
        kept = store.create("草案", Source.of(sheet.name, sheet.read_bytes(), sheet="指标", profile="node-annual"))
        store.record(kept.id, [Change("1", "points", None, "7")])
    found = json.loads(said(capsys, sheet, f"{sheet}#草案", "--format", "json"))

    assert [("1", 3, 7)] == [
        (r["old"]["id"], r["old"]["points"], r["new"]["points"]) for r in found["rows"] if "points" in r["kinds"]
    ]
    assert found["new"]["title"].endswith("（草案）")
    assert "草案" in refused(capsys, sheet, f"{sheet}#没有的")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((SHEET, SHEET), "写了两次"),
        ((SHEET, SAMPLES / "." / "node_annual_2018.xlsx"), "写了两次"),
        ((SHEET, SAMPLES / "training_2024.ods"), "几张工作表"),
        ((SHEET, SAMPLES / "archive_2024.csv"), "没有一项指标相像"),
        ((SHEET, SAMPLES / "没有.xlsx"), "没有.xlsx"),
        ((SHEET, SAMPLES / "archive_2024.csv", "--out", "x.txt"), "--out"),
        ((SHEET, SAMPLES / "archive_2024.csv", "--grade", "优秀"), "优秀"),
        ((SHEET, SAMPLES / "archive_2024.csv", "--grade", "优秀=很多"), "优秀=很多"),
        ((SHEET, SAMPLES / "archive_2024.csv", "--results", SAMPLES / "没有.xlsx"), "没有.xlsx"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(arguments, words, capsys):
    assert words in refused(capsys, *arguments)


def test_one_of_several_schemes_can_be_named(capsys):
    """Both are read; they are about other things, and that is said."""
    book = SAMPLES / "training_2024.ods"
    error = refused(capsys, book, book, "--old-sheet", "培训中心", "--new-sheet", "公共卫生中心")

    assert "某市培训中心2024" in error
    assert "某市公共卫生中心2024" in error
