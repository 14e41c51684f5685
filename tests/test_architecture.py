"""Promises about the tree as a whole: quick to import, mirrored by tests, notebooks clean, nobody's machine in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kaohe_tools

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kaohe_tools"
TESTS = ROOT / "tests"
HEAVY = {"pandas", "numpy", "matplotlib", "ipywidgets", "anywidget", "openpyxl", "docx", "jupyterlab", "IPython"}
TESTED_WITH = {"terminal": "cli", "errors": "cli", "testing": "checks"}  # shown by what the others do
LONGEST_CELL = 12


def tracked_files() -> list[Path]:
    """The files of the project: what git would commit."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)


def heavy_after(statement: str) -> set[str]:
    """Which of the heavy libraries a fresh Python holds after a statement."""
    program = f"import sys; {statement}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["kaohe_tools", "kaohe_tools.cli", "kaohe_tools.lab", "kaohe_tools.terminal"])
def test_import_loads_no_heavy_library(module):
    """The command line answers at once because what it does not need is not loaded."""
    assert heavy_after(f"import {module}") == set()


def test_review_of_a_sheet_loads_neither_tables_nor_figures_nor_widgets():
    """`kaohe review` in its table and JSON forms stays under its limit by not needing these at all."""
    sheet = ROOT / "sample_sheets" / "node_annual_2018.xlsx"
    statement = (
        f"from kaohe_tools import load_schemes, review_scheme; "
        f"[review_scheme(s).to_dict() for s in load_schemes({str(sheet)!r})]"
    )
    assert heavy_after(statement) == set()


def panel_states() -> list[str]:
    """The modules that hold or prepare what a panel shows, such as ``review.state``."""
    found = [*(PACKAGE / "panels").glob("*/*.py"), *(PACKAGE / "panels").glob("*.py")]
    named = [p.relative_to(PACKAGE / "panels").with_suffix("") for p in found]
    return sorted(".".join(p.parts) for p in named if p.name.endswith(("state", "data")))


def test_every_panel_has_a_state():
    assert {"review.state", "rebalance.state", "simulate.state", "compare.state", "memo.state"} <= set(panel_states())


@pytest.mark.parametrize("module", panel_states())
def test_panel_states_know_no_widgets(module):
    """A panel's state is a plain object, so that it can be tested and used without a page."""
    assert heavy_after(f"import kaohe_tools.panels.{module}") == set()


@pytest.mark.parametrize("name", kaohe_tools.__all__)
def test_public_names_are_there(name):
    assert getattr(kaohe_tools, name) is not None


def test_public_names_are_listed_once_and_few():
    """The front door stays small enough to read."""
    names = kaohe_tools.__all__
    assert len(names) == len(set(names))
    assert len(names) <= 30


def mirrored(name: str) -> list[Path]:
    """The test files of a top module (``points`` → test_points*.py) or package (``sheets`` → sheets/test_*.py)."""
    return [*TESTS.glob(f"test_{name}.py"), *TESTS.glob(f"test_{name}_*.py"), *(TESTS / name).rglob("test_*.py")]


def parts() -> list[str]:
    """The modules and packages right under kaohe_tools."""
    return sorted({path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()} - {"__init__"})


@pytest.mark.parametrize("name", parts())
def test_tests_mirror_the_package(name):
    """Whoever changes a part finds its tests under the same name."""
    assert mirrored(TESTED_WITH.get(name, name)) != []


def test_no_file_speaks_of_one_machine():
    """What is committed works anywhere: no absolute paths of one machine, no package index but the public one."""
    foreign = re.compile("|".join(["/" + "work/", "shared/" + "reference", "devpi", "/simple/", "file:///(?!C:)"]))
    found = {}
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and (match := foreign.search(text)):
            found[path.relative_to(ROOT).as_posix()] = match.group()
    assert found == {}


def notebooks() -> list[Path]:
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_notebooks_carry_no_outputs_and_only_short_cells(path):
    """Outputs would hide stale figures and swell the history; long code belongs into the package, with a test."""
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["outputs"] for cell in cells if cell["outputs"]] == []
    assert [cell["execution_count"] for cell in cells if cell["execution_count"] is not None] == []
    lengths = [len("".join(cell["source"]).splitlines()) for cell in cells]
    assert [n for n in lengths if n > LONGEST_CELL] == []
