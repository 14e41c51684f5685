"""The same inputs give the same bytes in every form, wherever the program and the files stand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORMS = ("docx", "html", "xlsx", "md")
MAKE = """
import sys, kaohe_tools
from kaohe_tools.cli import main
assert kaohe_tools.__file__.startswith(sys.argv[1]), kaohe_tools.__file__
for form in sys.argv[3:]:
    main(["review", sys.argv[2], "--profile", "node-annual", "--date", "2018-05-21", "--format", form, "--out", "out"])
"""
VERIFY = "import sys; from kaohe_tools.cli import main; sys.exit(main(['verify', *sys.argv[1:]]))"


@pytest.fixture(scope="module")
def checkouts(tmp_path_factory):
    """Two checkouts in different folders, each with its own copy of the sheet, run on different days of the week."""
    made = []
    for n, name in enumerate(("one", "another folder/deeper/二")):
        root = tmp_path_factory.mktemp("checkout") / name
        shutil.copytree(ROOT / "kaohe_tools", root / "kaohe_tools", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "sample_sheets", root / "sample_sheets", ignore=shutil.ignore_patterns("__pycache__"))
        work = root / f"work{n}"
        work.mkdir()
        sheet = ("../sample_sheets/node_annual_2018.xlsx", str(root / "sample_sheets" / "node_annual_2018.xlsx"))[n]
        environment = os.environ | {
            "PYTHONPATH": str(root),
            "PYTHONHASHSEED": str(n + 1),
            "TZ": ("UTC-14", "UTC+12")[n],
        }
        command = [sys.executable, "-c", MAKE, str(root), sheet, *FORMS]
        subprocess.run(command, cwd=work, env=environment, check=True, capture_output=True)
        made.append((work / "out", environment))
    return made


@pytest.mark.parametrize("form", FORMS)
def test_two_checkouts_in_different_folders_write_the_same_bytes(checkouts, form):
    one, other = (next(out.glob(f"*.{form}")) for out, _environment in checkouts)
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()
    for path in (one, other):
        assert str(path.parents[2]).encode() not in path.read_bytes()


def test_each_accepts_the_memos_of_the_other(checkouts):
    (out, _one), (_other, environment) = checkouts
    inputs = Path(environment["PYTHONPATH"]) / "sample_sheets"
    memo = next(out.glob("*.docx"))
    command = [sys.executable, "-c", VERIFY, str(memo), "--inputs", str(inputs)]
    assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
