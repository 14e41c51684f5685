"""``kaohe simulate``: options, output, and one clear sentence for what cannot be."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from kaohe_tools.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHEET = str(ROOT / "sample_sheets" / "node_annual_2018.xlsx")
RESULTS = str(ROOT / "sample_sheets" / "results_2023.xlsx")
SCHEME = [SHEET, "--profile", "node-annual"]


def simulated(capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> dict:
    assert main(["simulate", *SCHEME, *options, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_last_year_s_results(capsys: pytest.CaptureFixture[str]) -> None:
    found = simulated(capsys, "--results", RESULTS, "--grade", "优秀=85", "--grade", "合格=60", "--quota", "优秀=20%")

    assert found["method"] == "exact"
    assert len(found["units"]) == 60
    assert found["grades"]["lines"] == [85, 60]
    assert sum(found["grades"]["shares"]) == pytest.approx(1)
    assert [q["units"] for q in found["quotas"]] == [12]  # 20 % of 60
    assert sum(found["quotas"][0]["chances"]) >= 12  # level units share the better rank
    assert sum(d["chance"] for d in found["distribution"]) == pytest.approx(1)
    assert any("2318" in said for said in found["assumptions"])
    (given_away,) = [i["id"] for i in found["analysis"]["indicators"] if i["sort"] == "given-away"]
    assert given_away == "14"
    assert found["problems"] == []


def test_monte_carlo_says_seed_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--units", "4", "--method", "monte-carlo", "--replications", "400", "--seed", "7")
    found, again = simulated(capsys, *options), simulated(capsys, *options)

    assert (found["method"], found["seed"], found["replications"]) == ("monte carlo", 7, 400)
    assert all(unit["mean_error"] >= 0 for unit in found["units"])
    assert found == again
    exact = simulated(capsys, "--units", "4")
    for drawn, known in zip(found["units"], exact["units"], strict=True):
        assert abs(drawn["mean"] - known["mean"]) < 5 * drawn["mean_error"]


def test_a_table_of_one_s_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Row 1 has 3 points and loses them all where its task is not done: 3 points between never and always."""
    means = []
    for likely in (0.0, 1.0):
        table = tmp_path / "假设.toml"
        table.write_text(f'[[outcome]]\nindicator = "1"\nrule = 1\nlikely = {likely}\n', encoding="utf-8")
        found = simulated(capsys, "--units", "3", "--outcomes", str(table))
        means.append([unit["mean"] for unit in found["units"]])

    assert [never - always for never, always in zip(*means, strict=True)] == pytest.approx([3, 3, 3])


def test_two_schemes_unit_by_unit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = str(tmp_path / "2019.xlsx")
    assert main(["rebalance", *SCHEME, "--node-share", "0.7:0.8", "--out", other, "-q"]) == 0
    capsys.readouterr()

    found = simulated(capsys, "--results", RESULTS, "--against", other)

    rows = found["difference"]["units"]
    assert len(rows) == 60
    assert all(row["change"] == pytest.approx(row["second"] - row["first"]) for row in rows)
    assert (found["first"]["total"], found["second"]["total"]) == (92, 100)
    assert found["first"]["grades"]["lines"][0] == pytest.approx(82.8)  # 90 % of each scheme's own total
    assert found["second"]["grades"]["lines"][0] == 90


def test_the_table_shows_what_is_assumed_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *SCHEME, "--units", "3"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("未使用考核结果")
    assert any("单位3" in line for line in lines)


def test_effort_that_follows_the_points_is_marked_as_assumed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = str(tmp_path / "2019.xlsx")
    assert main(["rebalance", *SCHEME, "--node-share", "0.7:0.8", "--out", other, "-q"]) == 0
    capsys.readouterr()

    off = simulated(capsys, "--units", "3", "--against", other)
    on = simulated(capsys, "--units", "3", "--against", other, "--response", "0.5")

    assert not any("假定" in said and "分值" in said for said in off["second"]["assumptions"])
    assert any("分值" in said for said in on["second"]["assumptions"])
    assert on["first"]["units"] == off["first"]["units"]
    assert on["second"]["units"] != off["second"]["units"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--grade", "优秀"), "--grade 优秀"),
        (("--grade", "优秀=九十"), "九十"),
        (("--quota", "优秀=五"), "--quota 优秀=五"),
        (("--quota", "优秀=120%"), "优秀"),
        (("--shock", "3"), "0.8"),
        (("--spread", "-1"), "-1"),
        (("--units", "0"), "--units 0"),
        (("--units", "3", "--results", RESULTS), "--units"),
        (("--against", str(ROOT / "sample_sheets" / "county_200.xlsx"), "--units", "3"), "指标"),
        (("--results", SHEET), "node_annual_2018.xlsx"),
        (("--outcomes", SHEET), "node_annual_2018.xlsx"),
        (("--replications", "1", "--method", "monte-carlo"), "1"),
    ],
)
def test_what_cannot_be_is_one_sentence(capsys: pytest.CaptureFixture[str], options: tuple, said: str) -> None:
    assert main(["simulate", *SCHEME, *options]) == 2

    shown = capsys.readouterr()
    assert said in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert not shown.out


def results_of(folder: Path, *rows: tuple) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "结果.xlsx")
    return str(folder / "结果.xlsx")


def test_results_of_unknown_indicators_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    results = results_of(tmp_path, ("考核对象", "1-1", "99-1"), ("甲局", 1, 1))

    found = simulated(capsys, "--results", results, code=1)

    (problem,) = found["problems"]
    assert (problem["file"], problem["sheet"], problem["cell"]) == ("结果.xlsx", "Sheet", "C1")
    assert "99" in problem["message"]


def test_what_could_not_be_read_is_told_whatever_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The second row of a unit, beside another scheme; cells that leave nothing to simulate."""
    twice = results_of(tmp_path, ("考核对象", "1-1"), ("甲局", 1), ("甲局", 0), ("乙局", 0))
    assert main(["simulate", *SCHEME, "--results", twice, "--against", SHEET]) == 1
    assert "结果.xlsx Sheet A3: 甲局" in capsys.readouterr().err

    negative = results_of(tmp_path, ("考核对象", "1-1"), ("甲局", -1))
    assert main(["simulate", *SCHEME, "--results", negative]) == 2
    first, last = capsys.readouterr().err.strip().splitlines()
    assert first.startswith("结果.xlsx Sheet B2: ")
    assert "没有登记任何内容" in last


def test_points_are_no_events(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    totals = results_of(tmp_path, ("考核对象", "总分"), ("甲局", 88), ("乙局", 90))
    assert main(["simulate", *SCHEME, "--results", totals]) == 2
    assert "没有记发生的情况" in capsys.readouterr().err


def test_the_data_hold_what_the_figures_rest_on(capsys: pytest.CaptureFixture[str]) -> None:
    found = simulated(capsys, "--results", RESULTS, "--bonus-cap", "5", "--seed", "9")

    scheme, results = found["inputs"]
    digests = [hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in (SHEET, RESULTS)]
    assert [scheme["sha256"], results["sha256"]] == digests
    assert (found["options"]["seed"], found["options"]["bonus_cap"], found["profile"]) == (9, "5", "node-annual")
    assert set(found["versions"]) == {"python", "numpy", "scipy"}
    assert sum(found["histogram"]["shares"][0]) == pytest.approx(1, abs=3e-4)


def test_without_results_indicators_are_analysed_on_simulated_years(capsys: pytest.CaptureFixture[str]) -> None:
    found = simulated(capsys, "--units", "5")

    assert found["analysis"]["simulated"] is True
    assert found["analysis"]["units"] == 10_000  # 2,000 years of 5 units
    means = {i["id"]: i["points"] * i["difficulty"] for i in found["analysis"]["indicators"]}
    assert sum(means.values()) == pytest.approx(np.mean([u["mean"] for u in found["units"]]), abs=0.5)
    assert main(["simulate", *SCHEME, "--units", "5"]) == 0
    assert "不是实际记录" in capsys.readouterr().out


def test_the_line_that_a_quota_would_have_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """20 % of the 60 units are 12: the twelfth total comes in, if the thirteenth is lower."""
    found = simulated(capsys, "--results", RESULTS, "--quota", "优秀=20%")
    assert main(["score", SHEET, RESULTS, "--profile", "node-annual", "--format", "json"]) == 0
    totals = sorted((unit["total"] for unit in json.loads(capsys.readouterr().out)["units"]), reverse=True)

    (line,) = found["recorded_lines"]
    assert totals[11] > totals[12]
    assert (line["line"], line["next"], line["units"], line["of"]) == (totals[11], totals[12], 12, 60)


def changed_sheet(path: Path, start: str, new: str) -> str:
    """Copy the sample with one cell, known by how it starts, replaced."""
    book = openpyxl.load_workbook(SHEET)
    (cell,) = [c for row in book.worksheets[0].iter_rows() for c in row if str(c.value or "").startswith(start)]
    cell.value = new
    book.save(path)
    return str(path)


def test_a_section_with_another_name_has_the_same_rows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = changed_sheet(tmp_path / "other.xlsx", "提升窗口队伍能力", "城市绿化")

    found = simulated(capsys, "--units", "3", "--against", other)

    assert (found["carried"]["came"], found["carried"]["changed"], found["carried"]["gone"]) == ([], [], [])
    assert [row["change"] for row in found["difference"]["units"]] == pytest.approx([0, 0, 0])


def test_a_row_that_the_other_scheme_alone_has_is_assumed_and_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Row 1 of 3 points that a unit loses at once is another task now, of which 2 of 3 points can be lost.

    The chance is 1/10 in both on average, so the units keep 0.1 points more, the weaker the more.
    """
    other = changed_sheet(tmp_path / "other.xlsx", "执行《窗口岗位培训管理规定》", "完成道路绿地养护。未完成的扣2分。")

    found = simulated(capsys, "--units", "9", "--against", other)

    assert found["carried"]["came"] == ["1"] == found["carried"]["gone"]
    assert any("新方案第1行" in said and "10%" in said for said in found["second"]["assumptions"])
    assert not any("新方案" in said for said in found["first"]["assumptions"])
    change = [row["change"] for row in found["difference"]["units"]]
    assert np.mean(change) == pytest.approx(0.1, abs=0.02)
    assert change == sorted(change)
    assert main(["simulate", *SCHEME, "--units", "9", "--against", other]) == 0
    assert "新方案第1行" in capsys.readouterr().out


def test_the_indicators_of_both_schemes_are_analysed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Rebalanced rows rest on the records; a row that came has none, so all of the second are simulated then."""
    other = str(tmp_path / "2019.xlsx")
    assert main(["rebalance", *SCHEME, "--node-share", "0.7:0.8", "--out", other, "-q"]) == 0
    capsys.readouterr()

    found = simulated(capsys, "--results", RESULTS, "--against", other)

    alone = simulated(capsys, "--results", RESULTS)
    first, second = found["first"]["analysis"], found["second"]["analysis"]
    assert first == alone["analysis"]
    assert (second["simulated"], second["units"]) == (False, 60)
    assert sum(i["points"] for i in first["indicators"]) == 92
    assert sum(i["points"] for i in second["indicators"]) == 100
    assert [i["id"] for i in second["indicators"] if i["sort"] == "given-away"] == ["14"]

    new = changed_sheet(tmp_path / "other.xlsx", "执行《窗口岗位培训管理规定》", "完成道路绿地养护。未完成的扣2分。")
    assert main(["simulate", *SCHEME, "--results", RESULTS, "--against", new]) == 0
    assert capsys.readouterr().out.count("来自模拟的年度") == 1
    found = simulated(capsys, "--results", RESULTS, "--against", new)
    assert [found[key]["analysis"]["simulated"] for key in ("first", "second")] == [False, True]
    assert [i["id"] for i in found["second"]["analysis"]["indicators"]][:2] == ["1", "2"]


def test_a_bonus_cap_of_a_section(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One bonus of 4 points in 环境, earned by all: 5 + 4; no more than 1 there; in the second scheme it is 绿化."""
    for name, section in (("old", "环境"), ("new", "绿化")):
        book = openpyxl.Workbook()
        for row in (
            ("序号", "一级指标", "指标名称", "分值", "评分标准"),
            (1, "服务", "培训", 5, "未举办培训扣5分。"), (2, section, "表彰", 4, "获得表彰加4分。"),
        ):  # fmt: skip
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
    table = tmp_path / "假设.toml"
    said = ((1, 0.0), (2, 1.0))
    table.write_text("".join(f'[[outcome]]\nindicator = "{n}"\nlikely = {p}\n' for n, p in said), encoding="utf-8")
    old, new = str(tmp_path / "old.xlsx"), str(tmp_path / "new.xlsx")
    asked = ["simulate", old, "--outcomes", str(table), "--units", "1", "--format", "json", "--bonus-cap", "环境=1"]

    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["units"][0]["mean"] == pytest.approx(6)
    assert (found["options"]["bonus_cap"], found["options"]["section_bonus_caps"]) == (None, {"环境": "1"})
    assert main([*asked, "--against", new]) == 0
    both = json.loads(capsys.readouterr().out)
    assert [both[key]["units"][0]["mean"] for key in ("first", "second")] == pytest.approx([6, 9])
    assert main([*asked, "--against", new, "--bonus-cap", "绿化=2", "--method", "monte-carlo"]) == 0
    both = json.loads(capsys.readouterr().out)
    assert [both[key]["units"][0]["mean"] for key in ("first", "second")] == pytest.approx([6, 7])
    assert main([*asked, "--bonus-cap", "绿化=2"]) == 2
    assert "绿化" in capsys.readouterr().err


def test_a_sheet_without_rules_is_one_sentence_that_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(ROOT / "sample_sheets" / "unit_100.docx")]) == 2
    assert "unit_100.docx：56行评分标准中都没有读出计分规则" in capsys.readouterr().err


def test_two_schemes_tell_quotas_and_lines_of_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = changed_sheet(tmp_path / "other.xlsx", "提升窗口队伍能力", "城市绿化")

    assert main(["simulate", *SCHEME, "--units", "10", "--against", other, "--quota", "优秀=20%"]) == 0

    shown = capsys.readouterr().out
    assert "优秀限2个（共10个单位）" in shown
    assert "前：没有给出等次" in shown
    assert "优秀82.8分起、良好73.6分起、合格55.2分起" in shown
