"""``kaohe simulate``: options, output, and one clear sentence for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from kaohe_tools.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHEET = str(ROOT / "sample_sheets" / "node_annual_2018.xlsx")
RESULTS = str(ROOT / "sample_sheets" / "results_2023.xlsx")
SCHEME = [SHEET, "--profile", "node-annual"]


def simulated(capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    assert main(["simulate", *SCHEME, *options, "--format", "json"]) == 0
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


def test_results_of_unknown_indicators_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("考核对象", "1-1", "99-1"))
    book.active.append(("甲局", 1, 1))
    book.save(tmp_path / "结果.xlsx")

    found = simulated(capsys, "--results", str(tmp_path / "结果.xlsx"))

    assert any("99" in problem["message"] for problem in found["problems"])
