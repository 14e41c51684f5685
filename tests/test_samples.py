"""The sample sheets: built from their figures, read without a problem, and worth what a plain count says."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kaohe_tools import load_results, score
from kaohe_tools.model import Scheme
from kaohe_tools.panels.review.detail import detail
from kaohe_tools.panels.review.state import ReviewState

SAMPLES = Path(__file__).parents[1] / "sample_sheets"
RESULTS = SAMPLES / "results_2023.xlsx"
TOOLS = SAMPLES.parent / "tools"
SMALL = 200_000
KINDS = (".xlsx", ".xls", ".ods", ".csv", ".docx", ".txt")


def _files() -> list[Path]:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in KINDS)


def _script(name: str, folder: Path = SAMPLES) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"samples_{name}", folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _figures(name: str) -> Any:
    return json.loads((SAMPLES / "figures" / f"{name}.json").read_text("utf-8"))


def test_the_same_figures_give_the_same_bytes() -> None:
    """A sample changed by hand would no longer be what its figures and its README row say."""
    built = _script("build").build_all()

    assert {path.name for path in _files()} == set(built)
    assert [] == [name for name, data in built.items() if (SAMPLES / name).read_bytes() != data]


def test_the_results_are_drawn_from_one_seed_and_say_that_they_are_synthetic() -> None:
    drawn = _script("draw_results").draw()

    assert drawn == _figures("results_2023")
    assert "合成数据，仅供演示" in drawn["title"]
    assert 60 == len(set(drawn["units"])) == len(drawn["recorded"])


def test_samples_are_small_and_each_has_its_row() -> None:
    readme = (SAMPLES / "README.md").read_text("utf-8")

    for path in _files():
        assert path.stat().st_size < SMALL
        assert f"| `{path.name}` |" in readme


def test_every_scheme_says_what_it_must_give() -> None:
    """Only recorded results have no expectations of that kind: they are counted again below."""
    expected = {path.stem for path in (SAMPLES / "expected").glob("*.json")}

    assert {path.name for path in _files()} - {RESULTS.name} == expected


@pytest.mark.parametrize("name", sorted(path.stem for path in (SAMPLES / "expected").glob("*.json")))
def test_a_sample_gives_what_was_counted_by_hand(name: str) -> None:
    lines = _script("samples", TOOLS).compare(name)

    assert len(lines) > 5
    assert [] == [(line.what, line.expected, line.got) for line in lines if not line.good]


def test_a_difference_is_printed_and_fails(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    tool = _script("samples", TOOLS)
    lines = [tool.Line("甲.xlsx", "total", Decimal(100), Decimal("99.50")), tool.Line("甲.xlsx", "schemes", 1, 1)]
    monkeypatch.setattr(tool, "compare", lambda name: lines)

    assert 1 == tool.main(["甲.xlsx"])
    said = capsys.readouterr().out
    assert "1 of 2 as expected" in said
    assert "total · expected 100 · got 99.5" in said
    assert "schemes" not in said


def test_the_messy_prints_hold_what_the_reference_counts() -> None:
    """Adding every printed “（N分）” of the items, as a hurried reader would: 220.5 and 91."""
    build = _script("build")
    for name, pages, points in (
        ("county_200", build.hierarchies.messy_county, Decimal("220.5")),
        ("unit_100", build.hierarchies.messy_unit, Decimal(91)),
    ):
        cells = [cell for page in pages(_figures(name)) for row in page for cell in row if cell]
        items = [cell for cell in cells if re.search(r"分[）)][。；]", cell)]
        assert points == sum(Decimal(n) for cell in items for n in re.findall(r"[（(]([\d.]+) ?分[）)]", cell)), name


def counted_by_hand() -> dict[str, tuple[Decimal, dict[int, Decimal], int]]:
    """Return each unit's total, its items' points and how many were not assessed, from the JSON figures alone.

    Points of the rows stand in the scheme's figures, what each rule takes in the results' own: an
    item loses what its rules take, never more than it has.
    """
    worth = {n: Decimal(row[3]) for n, row in enumerate(_figures("node_annual_2018")["rows"], 1)}
    results = _figures("results_2023")
    counted = {}
    for unit, recorded in zip(results["units"], results["recorded"], strict=True):
        lost: dict[int, Decimal] = {}
        for column, count in zip(results["columns"], recorded, strict=True):
            if count is None:
                continue
            taken = count * Decimal(column["takes"])
            if column["cap"] is not None and taken > Decimal(column["cap"]):
                taken = Decimal(column["cap"])
            lost[column["row"]] = lost.get(column["row"], Decimal(0)) + taken
        left = {row: max(worth[row] - points, Decimal(0)) for row, points in lost.items()}
        counted[unit] = (sum(left.values(), Decimal(0)), left, len(worth) - len(left))
    return counted


@pytest.mark.parametrize("sheet", ["记录表", "逐条记录"])
def test_every_unit_gets_what_a_plain_count_gives(sheet: str, sample_scheme: Scheme) -> None:
    results = load_results(RESULTS, sample_scheme, sheet=sheet)
    scores = score(sample_scheme, results.events)

    assert () == results.problems
    expected = counted_by_hand()
    assert tuple(expected) == results.units
    for n, (unit, (total, left, missing)) in enumerate(expected.items()):
        items = {i.row: p for i in sample_scheme.indicators if (p := scores.points_of(unit, i.id)) is not None}
        assert (total, left, missing) == (scores.total_of(unit), items, scores.not_assessed[n])


def test_the_sample_shows_what_it_is_for() -> None:
    """Good and weak units, floors that bite (rows 19 and 20 deduct more than they carry), items left out."""
    counted = counted_by_hand()
    totals = sorted(total for total, _left, _missing in counted.values())
    recorded = _figures("results_2023")["recorded"]
    rows = [column["row"] for column in _figures("results_2023")["columns"]]

    assert totals[0] < 60 < 75 < totals[30] < 90 < totals[-1]
    assert any(missing for _total, _left, missing in counted.values())
    assert any(unit[rows.index(19)] == 1 for unit in recorded)
    assert any(unit[rows.index(20)] == 1 and unit[rows.index(20) + 1] for unit in recorded)


def test_two_units_worked_on_paper(sample_scheme: Scheme) -> None:
    """From the cells and the criteria as printed; row 1 of 丁县环境局 was not assessed; row 19 takes 4, row 20 takes 2.

    丁县环境局: 92 - 3 - (2 + 3 + 2 + 3 + 4 + 2 + 2 + 2 + 2 + 1 + 4 + 2 + 5 + 1 + 3) = 51.
    乙县公共卫生中心: 92 - (3 + 2 + 2 + 4 + 3 + 3 + 4 + 2 + 2 + 4 + 2 + 1 + 1) = 59.
    """
    scores = score(sample_scheme, load_results(RESULTS, sample_scheme).events)

    assert (Decimal("51"), Decimal("59")) == (scores.total_of("丁县环境局"), scores.total_of("乙县公共卫生中心"))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("unit_100.docx", True),
        ("base_deduction.xls", True),
        ("responsibility_400.docx", False),
        ("penalty_list.txt", False),
    ],
)
def test_the_panel_reviews_what_is_no_workbook(name: str, cells: bool, tmp_path: Path) -> None:
    """A table's cells are shown in their surroundings, a paragraph by itself; there is no copy to annotate."""
    shutil.copy(SAMPLES / name, tmp_path)
    state = ReviewState(folder=tmp_path, path=name)

    assert (name,) == state.files
    assert () == state.errors
    assert state.review is not None
    shown = [detail(state.review, n)["excerpt"] is not None for n in range(len(state.review.findings))]
    assert any(shown) == cells
    assert not state.attempt(state.save, "xlsx")
    assert "只有 .xlsx、.xlsm 能做批注副本，请先把表另存为 .xlsx。" == state.errors[0].message
    assert state.attempt(state.save, "docx")
    assert [f"{Path(name).stem}-审核意见.docx"] == [path.name for path in (tmp_path / "memos").iterdir()]
