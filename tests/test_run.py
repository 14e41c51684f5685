"""run.py: what it decides before it starts anything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import run
from kaohe_tools import __version__

ROOT = Path(__file__).parents[1]


def test_it_uses_the_standard_library_only():
    """On a bare machine nothing else is there."""
    program = "import sys; before = set(sys.modules); import run; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in done.stdout.split()} <= {*sys.stdlib_module_names, "run"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["-k", "sums"], True),
        (["tests"], True),
        (["tests/browser/test_lab_opens.py"], True),
        (["tests/test_points.py::test_x", "-q"], False),
        (["-m", "not browser"], False),
    ],
)
def test_a_browser_is_got_only_for_tests_that_may_use_it(arguments, expected, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert run.wants_browser(arguments) is expected


def test_the_browser_named_by_the_user_is_taken_or_none(monkeypatch, tmp_path):
    """Who names one does not want another."""
    program = tmp_path / "my-chrome"
    monkeypatch.setenv("KAOHE_CHROMIUM", str(program))
    assert run.find_browser() is None
    program.touch()
    assert run.find_browser() == str(program)


def test_the_environment_is_made_anew_when_lock_or_folder_change(monkeypatch, tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("first", "utf-8")
    monkeypatch.setattr(run, "HERE", tmp_path)
    monkeypatch.setattr(run, "LOCK", tmp_path / "requirements.lock")
    first = run.fingerprint()
    assert run.fingerprint() == first
    run.LOCK.write_text("second", "utf-8")
    assert run.fingerprint() != first


def test_a_python_without_venv_gets_one_line_to_type(monkeypatch):
    monkeypatch.setattr(run.shutil, "which", lambda _name: "/usr/bin/apt-get")
    monkeypatch.setattr(run, "is_root", lambda: False)
    line = "sudo sh -c 'apt-get update && apt-get install -y python3.11-venv'"
    assert line in run.missing_venv("python3.11-venv")


def test_ci_runs_the_command_that_the_readme_names():
    command = "python3 run.py test"
    assert command in (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert command in (ROOT / "README.md").read_text("utf-8")


def test_the_changelog_names_the_version():
    assert re.search(rf"(?m)^## .*{re.escape(__version__)}", (ROOT / "CHANGELOG.md").read_text("utf-8"))
