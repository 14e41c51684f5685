"""``kaohe score``: totals and ranks on a terminal and as JSON, how it exits, what it says beside the figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kaohe_tools.cli import main
from kaohe_tools.sheets import load_results, load_scheme
from kaohe_tools.sheets.results.scored import standings

SAMPLES = Path(__file__).parents[1] / "sample_sheets"
SCHEME = (
    ("序号", "一级指标", "指标名称", "分值", "评分标准"),
    (1, "服务", "培训", 5, "未举办培训扣5分。"),
    (2, "服务", "检查", 4, "未作动员扣2分，数据表每少1次扣0.5分，最多扣1分。"),
    (3, "环境", "整治", 3, "每少1次扣2分。"),
    (4, "环境", "表彰", 3, "获得表彰每次加1分。"),
)
TITLE = ("2023年度考核记录（次数）",)
RESULTS = (
    TITLE,
    ("单位", "1", "2-1", "2-2", "3", "4"),
    ("甲局", 0, 1, 3, 0, 5),
    ("乙局", 0, 0, 1, 2, 0),
    ("丙局", 1, 0, 0, 1, None),
    ("丁局", 0, 0, 1, 2, 0),
    ("戊局", None, None, None, None, None),
)


@pytest.fixture
def book(tmp_path: Path) -> Any:
    def make(name: str, rows: Sequence[Sequence[object]], **sheets: Sequence[Sequence[object]]) -> Path:
        made = openpyxl.Workbook()
        assert made.active is not None
        for row in rows:
            made.active.append(list(row))
        for title, more in sheets.items():
            sheet = made.create_sheet(title)
            for row in more:
                sheet.append(list(row))
        made.save(tmp_path / name)
        return tmp_path / name

    return make


def test_totals_ranks_and_sections_worked_by_hand(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """甲局 5 + 1 + 3 and 3 of bonus; 乙局 and 丁局 5 + 3.5 + 0; 丙局 0 + 4 + 1; 戊局 nothing."""
    code = main(["score", str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", RESULTS)), "--format", "json"])
    data = json.loads(capsys.readouterr().out)

    assert 0 == code
    found = [(u["unit"], u["total"], u["rank"], u["assessed"], u["not_assessed"], u["bonus"]) for u in data["units"]]
    assert [
        ("甲局", 12, 1, 4, 0, 3),
        ("乙局", 8.5, 2, 4, 0, 0),
        ("丁局", 8.5, 2, 4, 0, 0),
        ("丙局", 5, 4, 3, 1, 0),
        ("戊局", None, None, 0, 4, 0),
    ] == found
    first = data["units"][0]
    assert [{"path": ["服务"], "points": 6}, {"path": ["环境"], "points": 3}] == first["sections"]
    assert [5, 1, 3, 0] == [i["points"] for i in first["indicators"]]
    assert {"id": "4", "points": None, "assessed": False} == data["units"][3]["indicators"][3]
    assert ("rules", [], []) == (data["scored_by"], data["problems"], data["differences"])
    assert ("Sheet", "2023年度考核记录（次数）") == (data["scheme"], data["results"])
    assert "记录.xlsx" == data["sources"]["results"]["file"]


def test_a_bonus_cap(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", RESULTS))]

    assert 0 == main(["score", *files, "--bonus-cap", "1.5", "--format", "json"])
    assert 10.5 == json.loads(capsys.readouterr().out)["units"][0]["total"]
    assert 2 == main(["score", *files, "--bonus-cap", "许多"])
    assert 2 == main(["score", *files, "--bonus-cap", "-1"])


def test_a_bonus_cap_of_a_section(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """甲局 5 + 1 + 3 and, of 3 of bonus in 环境, at most 2; at most 1.5 of all bonuses; 服务 has no bonus."""
    files = [str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", RESULTS)), "--format", "json"]

    for said, total in (("环境=2", 11), ("服务=0", 12), ("环境 = 0", 9)):
        assert 0 == main(["score", *files, "--bonus-cap", said])
        assert total == json.loads(capsys.readouterr().out)["units"][0]["total"]
    assert 0 == main(["score", *files, "--bonus-cap", "环境=2", "--bonus-cap", "1.5"])
    assert 10.5 == json.loads(capsys.readouterr().out)["units"][0]["total"]
    for wrong, said in (
        (["档案=2"], "档案"), (["=2"], "=2"), (["环境="], "环境="), (["1", "2"], "--bonus-cap 2"), (["环境=多"], "多"),
    ):  # fmt: skip
        assert 2 == main(["score", *files, *(f"--bonus-cap={one}" for one in wrong)])
        out, err = capsys.readouterr()
        assert said in err
        assert (1, "") == (len(err.strip().splitlines()), out)


def test_the_table_says_what_a_reader_must_know(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["score", str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", RESULTS))])
    out = capsys.readouterr().out

    assert "最高12分（甲局），最低5分（丙局），平均8.5分" in out
    assert "2个单位名次并列；总分相同的，都取靠前的名次" in out
    assert "2个单位有未考核的项" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["名次", "单位", "总分", "服务", "环境", "加分", "未考核"] in lines
    assert ["1", "甲局", "12", "6", "3", "3"] in lines
    assert ["2", "丁局", "8.5", "8.5", "0", "0"] in lines
    assert ["—", "戊局", "—", "0", "0", "0", "4"] in lines
    assert "从总分扣" not in out


def test_problems_are_listed_with_their_cells_and_exit_with_1(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [*RESULTS[:2], ("甲局", 0, 3, "若干", 0, 5), ("甲局", 0, 0, 0, 0, 0)]
    files = [str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", bad))]

    assert 1 == main(["score", *files])
    out = capsys.readouterr().out
    assert "读不了的地方： 3" in out
    assert "Sheet C3: “未作动员”记为3；此条只扣一次，请写1或0" in out
    assert "Sheet D3: “若干”读不出次数或数值" in out
    assert "Sheet A4: 甲局前面已有一行，这一行没有读入" in out
    assert 1 == main(["score", *files, "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert ["C3", "D3", "A4"] == [p["cell"] for p in data["problems"]]
    assert {"unit": "甲局", "assessed": 3, "not_assessed": 1, "partial": 0}.items() <= data["units"][0].items()


def test_what_was_recorded_in_part_is_said(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that is missing must not look like a rule that nobody broke."""
    rows = [TITLE, ("单位", "1", "2-2"), ("甲局", 0, 1), ("乙局", 0, 0)]

    assert 0 == main(["score", str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", rows))])
    assert "2项只记了一部分规则，没有记的按没有发生计" in capsys.readouterr().out


def test_stated_points_are_shown_and_not_scored(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Points lost: 甲局 5 + 4 - 1.5 of rows 1 and 2, 乙局 0 + 4; the sheet does not speak of rows 3 and 4."""
    rows = [("2023年度考核扣分表",), ("单位", "1", "2"), ("甲局", 0, 1.5), ("乙局", 5, 0)]
    files = [str(book("方案.xlsx", SCHEME)), str(book("扣分.xlsx", rows))]

    assert 0 == main(["score", *files, "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert [("甲局", 7.5, 1, 2), ("乙局", 4, 2, 2)] == [
        (u["unit"], u["total"], u["rank"], u["not_assessed"]) for u in data["units"]
    ]
    assert "stated-points" == data["scored_by"]
    assert 0 == main(["score", *files])
    assert "没有按标准重新计分" in capsys.readouterr().out


def test_stated_points_beside_events_are_compared(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*[list(r) for r in RESULTS[:2]], ["甲局", 0, 1, 3, 0, 5], ["乙局", 0, 0, 1, 2, 0]]
    rows[1] += ["3 得分", "总分"]
    rows[2] += [3, 12]
    rows[3] += [1, 9.5]
    files = [str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", rows))]

    assert 0 == main(["score", *files])
    out = capsys.readouterr().out
    assert "表中分数与按标准计分不一致： 2" in out
    assert "G4 乙局 第3行：表中记1分，按标准计0分" in out
    assert "H4 乙局 总分：表中记9.5分，按标准计8.5分" in out
    assert "表中总分" in out


def test_a_unit_of_which_only_a_total_is_stated_has_that_total(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """甲局 12 and 乙局 8.5 by the rules as ever; of 丙局 9 is stated and nothing else: it comes between, marked."""
    rows = [*[list(r) for r in RESULTS[:2]], ["甲局", 0, 1, 3, 0, 5], ["乙局", 0, 0, 1, 2, 0], ["丙局"], ["戊局"]]
    rows[1] += ["总分"]
    rows[4] += [None] * 5 + [9]
    files = [str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", rows))]

    assert 0 == main(["score", *files, "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert [("甲局", 12, 1, False), ("丙局", 9, 2, True), ("乙局", 8.5, 3, False), ("戊局", None, None, False)] == [
        (u["unit"], u["total"], u["rank"], u["stated"]) for u in data["units"]
    ]
    assert ([], []) == (data["units"][1]["sections"], data["differences"])
    assert 0 == main(["score", *files])
    lines = capsys.readouterr().out.splitlines()
    assert ["2", "丙局（表中总分）", "9", "—", "—"] in [line.split()[:5] for line in lines]
    assert any("丙局只记了分数" in line for line in lines)
    assert not any("乙局" in line and "表中总分" in line for line in lines)


def test_unusable_input_is_one_clear_line_and_exit_2(
    book: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme, other = str(book("方案.xlsx", SCHEME)), str(book("别的.xlsx", [("甲", "乙"), ("丙", "丁")]))

    for results, words in ((other, "没有找到考核记录的表头"), (str(tmp_path / "无.xlsx"), "没有这个文件")):
        assert 2 == main(["score", scheme, results])
        (line,) = capsys.readouterr().err.splitlines()
        assert words in line


def test_sheets_are_chosen_by_name(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    long = [("单位", "指标", "规则", "次数"), ("己局", 1, None, 1)]
    scheme, results = book("方案.xlsx", SCHEME, 备用=SCHEME), book("记录.xlsx", RESULTS, 逐条=long)

    assert 2 == main(["score", str(scheme), str(results)])
    assert "Sheet、备用" in capsys.readouterr().err
    assert 0 == main(["score", str(scheme), str(results), "--scheme-sheet", "备用"])
    assert "另有工作表也是考核记录：逐条；用 --sheet 选择" in capsys.readouterr().out
    chosen = ["--scheme-sheet", "备用", "--sheet", "逐条", "--format", "json"]
    assert 0 == main(["score", str(scheme), str(results), *chosen])
    assert [("己局", 0)] == [(u["unit"], u["total"]) for u in json.loads(capsys.readouterr().out)["units"]]


def test_the_sample_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(SAMPLES / "node_annual_2018.xlsx"), str(SAMPLES / "results_2023.xlsx")]

    assert 0 == main(["score", *files])
    assert "2023年度“重点工作”考核记录（合成数据，仅供演示）" in capsys.readouterr().out
    assert 0 == main(["score", *files, "--lang", "en", "-q"])
    assert "rank" in capsys.readouterr().out


def test_sheet_text_is_printed_as_it_stands(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Square brackets are colours to the terminal's printer, and braces fields to a message."""
    rows = [TITLE, ("单位", "1", "3"), ("[red]甲局[/red]", 0, 0), ("{unit}", 1, 9)]

    assert 0 == main(["score", str(book("方案.xlsx", SCHEME)), str(book("记录.xlsx", rows))])
    out = capsys.readouterr().out
    assert "[red]甲局[/red]" in out
    assert "{unit}" in out


def test_ranks_without_any_unit(book: Any) -> None:
    scheme = load_scheme(book("方案.xlsx", SCHEME))
    found = standings(load_results(book("空.xlsx", [TITLE, ("单位", "1", "2-1")]), scheme))

    assert ((), None, 0) == (found.rows, found.mean, found.tied)


def test_a_veto_is_said(book: Any, capsys: pytest.CaptureFixture[str]) -> None:
    scheme = [*SCHEME, (5, "环境", "底线", 1, "发生重大事故的，一票否决。")]
    rows = [TITLE, ("单位", "1", "5"), ("甲局", 0, 1), ("乙局", 0, 0)]

    assert 0 == main(["score", str(book("方案.xlsx", scheme)), str(book("记录.xlsx", rows))])
    assert "甲局（一票否决）" in capsys.readouterr().out
