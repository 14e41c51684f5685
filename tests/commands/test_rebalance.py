"""``kaohe rebalance``: what moves, what is proven, what clashes, what is written."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaohe_tools.checks.balance import split_of
from kaohe_tools.cli import main
from kaohe_tools.sheets import load_scheme

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
SHEET = SAMPLES / "node_annual_2018.xlsx"


def answered(capsys: pytest.CaptureFixture[str], *options: str, sheet: Path = SHEET) -> dict[str, Any]:
    assert main(["rebalance", str(sheet), "--profile", "node-annual", "--format", "json", *options]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_sample_reaches_100_with_the_least_movement(capsys: pytest.CaptureFixture[str]) -> None:
    """92 points, milestones 57: they must gain 13 to be 70 of 100, the others lose 5: 18 points at least."""
    found = answered(capsys, "--node-share", "0.7:0.8")

    assert (found["total_before"], found["total"]) == (92, 100)
    assert (found["value"], found["bound"], found["proven"]) == (18, 18, True)
    assert sum(abs(m["by"]) for m in found["moves"]) == 18
    assert all(m["by"] == m["after"] - m["before"] != 0 for m in found["moves"])


def test_without_the_band_only_what_is_missing_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "--node-share", "none")

    assert found["value"] == 8
    assert all(m["by"] > 0 for m in found["moves"])


def test_the_example_file_says_the_same_as_options(capsys: pytest.CaptureFixture[str]) -> None:
    by_file = answered(capsys, "--spec", str(SAMPLES / "node_annual_2019.toml"))
    by_options = answered(
        capsys,
        *("--total", "100", "--tick", "0.5", "--node-share", "70%:80%", "--lock", "25,26"),
        *("--bound", "17=4:6", "--section", "推进审批服务改进=12:13"),
    )

    assert by_file["moves"] == by_options["moves"]
    moved = {m["id"]: m["after"] for m in by_file["moves"]}
    assert not {"25", "26"} & set(moved)
    assert moved.get("17", 6) <= 6


def test_the_constraints_used_can_be_kept_and_used_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "2019.toml"
    first = answered(capsys, "--lock", "1-3", "--weight", "5=2", "--save-spec", str(kept))
    again = answered(capsys, "--spec", str(kept))

    assert first["moves"] == again["moves"]
    assert main(["rebalance", str(SHEET), "--save-spec", str(kept)]) == 2  # it is not replaced unasked
    assert "2019.toml" in capsys.readouterr().err


def test_the_new_sheet_stands_in_the_layout_of_the_old_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashlib.sha256(SHEET.read_bytes()).hexdigest()
    out = tmp_path / "2019.xlsx"
    found = answered(capsys, "--node-share", "0.7:0.8", "--out", str(out))

    old, new = load_scheme(SHEET), load_scheme(out)
    assert found["written"] == str(out)
    assert new.total == 100
    share = split_of(new.indicators).share
    assert share is not None
    assert Decimal("0.7") <= Decimal(share.numerator) / share.denominator <= Decimal("0.8")
    assert {m["id"]: m["after"] for m in found["moves"]} == {
        i.id: float(i.points) for i in new.indicators if i.points is not None and i.points != old.indicator(i.id).points
    }
    assert all(i.criterion.stated_deduction(i.points) <= (i.points or 0) for i in new.indicators)
    assert hashlib.sha256(SHEET.read_bytes()).hexdigest() == before


@pytest.mark.parametrize("case", ["the sheet itself", "another file"])
def test_no_file_is_written_over(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "指标.xlsx"
    sheet.write_bytes(SHEET.read_bytes())
    other = tmp_path / "别的.xlsx"
    other.write_bytes(b"kept")
    out = sheet if case == "the sheet itself" else other
    there = out.read_bytes()

    assert main(["rebalance", str(sheet), "--profile", "node-annual", "--out", str(out)]) == 2

    assert out.read_bytes() == there
    assert out.name in capsys.readouterr().err


def test_a_clash_is_said_in_the_designers_words_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows 17 and 25 are locked at 6 and 5; together 11, while their sections may hold 5 each."""
    code = main(
        ["rebalance", str(SHEET), "--profile", "node-annual", "--lock", "17", "--section", "市档案数字化中心建设=:5"]
    )

    said = capsys.readouterr().err
    assert code == 1
    assert "17" in said
    assert "市档案数字化中心建设" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--lock", "99"), "99"),
        (("--bound", "5"), "--bound 5"),
        (("--bound", "5=4:2"), "4"),
        (("--section", "没有=3"), "没有"),
        (("--total", "很多"), "很多"),
        (("--tick", "0"), "0"),
        (("--spec", "没有.toml"), "没有.toml"),
        (("--importance", "3=5"), "--objective proportional"),
        (("--importance", "3=5", "--objective", "squared-move"), "squared-move"),
    ],
)
def test_an_unusable_option_is_one_clear_line_and_exit_2(
    options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rebalance", str(SHEET), "--profile", "node-annual", *options]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_importances_of_a_file_wait_for_their_objective(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They may be kept beside another objective, and that is said; --importance alone is a slip."""
    kept = str(tmp_path / "2019.toml")
    options = ("--objective", "proportional", "--importance", "1=10", "--node-share", "none")
    first = answered(capsys, *options, "--save-spec", kept)

    found = {m["id"]: m["after"] for m in first["moves"]}
    assert found["1"] > 3
    assert main(["rebalance", str(SHEET), "--spec", kept, "--objective", "total-move", "-q"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "2019.toml" in line
    assert "total-move" in line
    assert answered(capsys, "--spec", kept)["moves"] == first["moves"]
    assert not capsys.readouterr().err


def test_standard_output_is_json_and_nothing_else() -> None:
    """A fresh program, since HiGHS writes its banner once in each: it must not stand before the JSON."""
    options = ("--format", "json", "--item-tick", "1=1", "--order", "2,3,1")
    command = (sys.executable, "-m", "kaohe_tools.cli", "rebalance", str(SHEET), *options)
    done = subprocess.run(command, capture_output=True, check=True)

    assert json.loads(done.stdout)["total"] == 100
    assert done.stderr == b""


def test_the_table_names_the_moves_and_the_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rebalance", str(SHEET), "--profile", "node-annual", "--node-share", "0.7:0.8"]) == 0

    out = capsys.readouterr().out
    assert "调前92分，调后100分" in out
    assert "节点分占比：调前62.0%，调后70" in out
    assert "已证明" in out


def test_quietly_it_names_the_written_sheet_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new.xlsx"

    assert main(["rebalance", str(SHEET), "--profile", "node-annual", "--out", str(out), "-q"]) == 0

    assert capsys.readouterr().out == f"{out}\n"
    assert out.is_file()
