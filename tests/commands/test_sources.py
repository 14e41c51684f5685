"""No command writes over a file that it has read, whatever name it is given and however hard it is told to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_tools.cli import main
from kaohe_tools.scenarios import STORE_NAME

SAMPLES = Path(__file__).parents[2] / "sample_sheets"
SHEET, OTHER = "表.xlsx", "另一张.xlsx"

HOW: dict[str, Callable[[Path], Path]] = {
    "itself": lambda source: source,
    "spelled otherwise": lambda source: source.parent / ".." / source.parent.name / source.name,
    "symbolic link": lambda source: linked(source, Path.symlink_to),
    "hard link": lambda source: linked(source, Path.hardlink_to),
    "same content": lambda source: Path(shutil.copy(source, source.with_name(f"副本{source.suffix}"))),
}
JSON, PROFILE = ("--format", "json", "--out"), "本单位.toml"
COMMANDS = {
    "compare html onto OLD": (("compare", SHEET, OTHER, "--format", "html", "--out"), SHEET),
    "compare json onto NEW": (("compare", SHEET, OTHER, *JSON), OTHER),
    "compare onto results": (("compare", SHEET, OTHER, "--results", "结果.xlsx", *JSON), "结果.xlsx"),
    "compare onto the profile": (("compare", SHEET, OTHER, "--profile", PROFILE, *JSON), PROFILE),
    "compare onto the drafts": (("compare", f"{SHEET}#草稿", OTHER, *JSON), STORE_NAME),
    "rebalance onto the sheet": (("rebalance", SHEET, "--out"), SHEET),
    "the constraints onto the sheet": (("rebalance", SHEET, "--save-spec"), SHEET),
    "the constraints onto the profile": (("rebalance", SHEET, "--profile", PROFILE, "--save-spec"), PROFILE),
}


def linked(source: Path, link: Callable[[Path, Path], None]) -> Path:
    """Another name of the same file: its own in capitals, as a disk may have it that knows no case."""
    other = source.with_name(f"LINK{source.suffix.upper()}")
    link(other, source)
    return other


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    profile = Path(__file__).parents[2] / "kaohe_tools" / "profiles" / "node-annual.toml"
    for source, name in (
        (SAMPLES / "node_annual_2018.xlsx", SHEET),
        (SAMPLES / "county_200.xlsx", OTHER),
        (SAMPLES / "results_2023.xlsx", "结果.xlsx"),
        (profile, PROFILE),
    ):
        shutil.copy(source, tmp_path / name)
    (tmp_path / STORE_NAME).write_bytes(b"drafts")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("case", COMMANDS)
def test_a_source_is_never_written_over(case: str, how: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, source = COMMANDS[case]
    out = HOW[how](folder / source)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    assert main([*asked, str(out), "--force"]) == 2

    said, complaint = capsys.readouterr()
    assert said == ""
    assert "绝不覆盖" in complaint
    assert complaint.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
