"""Every sample with points: moved by hand, written back, read again to the same scheme."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.profiles import load_profile
from kaohe_tools.rebalance.follow import follow
from kaohe_tools.rebalance.problem import Follow
from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.write_back import write_back
from tests.sheets.write_back.moves import TICK, said

SAMPLES = Path(__file__).parents[3] / "sample_sheets"
AS_WORKBOOK = (".xls", ".ods")
CASES = [
    (path, sheet)
    for path in sorted(SAMPLES.iterdir())
    if path.suffix in (".xlsx", ".docx", ".csv", *AS_WORKBOOK) and not path.name.startswith("results")
    for sheet in range(2 if path.name == "training_2024.ods" else 1)
]


@pytest.mark.parametrize("how", Follow)
@pytest.mark.parametrize(("path", "sheet"), CASES, ids=lambda v: v.name if isinstance(v, Path) else str(v))
def test_it_reads_again_as_it_was_meant(path, sheet, how, tmp_path):
    before = load_schemes(path)[sheet]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = [i for i in before.indicators if i.points]
    some = random.Random(11).sample([i for i in rows if not i.alternative], min(5, len(rows)))
    points = {i.id: max(TICK, i.points + n) for n, i in enumerate(some, -2)} | {rows[-1].id: rows[-1].points * 2}
    after = follow(before, points, how, TICK).scheme
    target = tmp_path / f"新{'.xlsx' if path.suffix in AS_WORKBOOK else path.suffix}"

    write_back(path.read_bytes(), path.name, before, after, target, reasons={rows[-1].id: "今年重点"})

    found = load_schemes(target)
    assert said(found[sheet]) == said(after)
    assert found[sheet].total == sum((Decimal(0), *(i.points for i in found[sheet].indicators if i.points))) or (
        found[sheet].variants
    )
    others = [said(s) for n, s in enumerate(load_schemes(path)) if n != sheet]
    assert [said(s) for n, s in enumerate(found) if n != sheet] == others
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    beside = {target.name, "新-调分清单.csv"} if path.suffix == ".csv" else {target.name}
    assert {p.name for p in tmp_path.iterdir()} == beside


@pytest.mark.parametrize("name", ["node_annual_2018.xlsx", "unit_100.docx", "archive_2024.csv", "training_2024.ods"])
def test_the_same_move_gives_the_same_bytes(name, tmp_path):
    path = SAMPLES / name
    before = load_schemes(path)[0]
    after = follow(before, {"1": before.indicators[0].points + 1}, Follow.SCALE, TICK).scheme
    suffix = ".xlsx" if path.suffix in AS_WORKBOOK else path.suffix

    first, second = (
        write_back(path.read_bytes(), name, before, after, tmp_path / f"{n}{suffix}").path.read_bytes() for n in "ab"
    )

    assert first == second


def test_a_file_that_was_written_back_can_be_moved_again(tmp_path):
    """The list of the first round is no scheme, and its marks do not stand in the way of the second."""
    path = SAMPLES / "node_annual_2018.xlsx"
    for n, name in enumerate(("一.xlsx", "二.xlsx")):
        before = load_schemes(path)
        assert len(before) == 1
        after = follow(before[0], {"1": Decimal(4 + n), "2": Decimal(3)}, Follow.SCALE, TICK).scheme
        path = write_back(path.read_bytes(), path.name, before[0], after, tmp_path / name).path

    assert [i.points for i in load_schemes(path)[0].indicators[:2]] == [5, 3]


@pytest.mark.parametrize("name", ["county_200.xlsx", "shared_points.docx", "unit_100.docx"])
def test_with_a_profile_that_names_the_units(name, tmp_path):
    """Every unit's total is compared too, so the result has to be loaded with the same profile."""
    path = SAMPLES / name
    profile = load_profile(SAMPLES / "profiles" / f"{path.stem}.toml")
    before = load_schemes(path, profile)[0]
    common = next(i for i in before.indicators if i.points and not i.alternative and not i.applies_to)
    after = follow(before, {common.id: common.points + 2}, Follow.SCALE, TICK).scheme

    write_back(path.read_bytes(), name, before, after, tmp_path / name, profile=profile)

    found = load_schemes(tmp_path / name, profile)[0]
    assert [v.total for v in found.variants] == [v.total + 2 for v in before.variants]
    assert said(found) == said(after)
