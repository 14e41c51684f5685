"""The wheel stands on its own: it carries all that the commands need, and they run in an empty folder."""

from __future__ import annotations

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from kaohe_tools import __version__

ROOT = Path(__file__).parents[1]
KAOHE = "import sys; from kaohe_tools.cli import main; sys.exit(main())"  # what an installer makes of the entry point
SAMPLES = "kaohe-work/sample_sheets"
SHEET, RESULTS = f"{SAMPLES}/node_annual_2018.xlsx", f"{SAMPLES}/results_2023.xlsx"
MEMO = "memos/node_annual_2018-审核意见.docx"
OFFICE = ("--profile", "node-annual")

# Each command as README gives it, in this order in one folder: its words, its exit code, what it must say.
# The sample has 29 rows with 92 points of 100, counted by hand; 60 units have results.
COMMANDS = {
    "init": (("init",), 0, "kaohe-work"),
    "review": (("review", SHEET, *OFFICE, "--date", "2018-05-21", "--format", "docx", "--out", "memos"), 1, MEMO),
    "verify": (("verify", MEMO, "--inputs", SAMPLES), 0, "逐字节相同"),
    "memo": (
        ("memo", SHEET, *OFFICE, "--kind", "design", "--date", "2018-05-21", "--format", "md", "--out", "memos"),
        0, "node_annual_2018-调分说明.md",
    ),
    "rebalance": (("rebalance", SHEET, *OFFICE, "--node-share", "0.7:0.8", "--out", "next.xlsx"), 0, "共移动18分"),
    "compare": (("compare", SHEET, "next.xlsx", *OFFICE, "--results", RESULTS), 0, "原来29项共92分，现在29项共100分"),
    "simulate": (("simulate", SHEET, *OFFICE, "--results", RESULTS), 0, "60个单位"),
    "score": (("score", SHEET, RESULTS), 0, "60个单位"),
    "show": (("show", SHEET), 0, "92 / 100"),
    "parse": (("parse", "未完成扣2分，最多扣3分。"), 0, '"points": 2'),
    "checks": (("checks", "SM01"), 0, "total-mismatch"),
    "a sample's profile": (
        ("show", f"{SAMPLES}/unit_100.docx", "--profile", f"{SAMPLES}/profiles/unit_100.toml"), 0, "89"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as a release builds it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the wheel's content, as an installer lays it down, nothing of the checkout near it."""
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as content:
        content.extractall(site)
    return site


@pytest.fixture(scope="module")
def environment(installed):
    """An environment in which Python finds the wheel's package before the checkout's."""
    inherited = {name: value for name, value in os.environ.items() if name != "KAOHE_LANG"}
    return inherited | {"PYTHONPATH": str(installed), "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


def run(arguments, folder, environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def said(environment, empty_folder):
    """What each command said, run one after the other in a folder that was empty."""
    return {
        name: run(("-c", KAOHE, *words), empty_folder, environment) for name, (words, _code, _said) in COMMANDS.items()
    }


def files(folder, *patterns):
    return {p.relative_to(folder).as_posix() for pattern in patterns for p in folder.glob(pattern) if p.is_file()}


def test_it_carries_the_package_notebooks_and_samples_and_nothing_else(installed):
    source = {f"kaohe_tools/{name}" for name in files(ROOT / "kaohe_tools", "**/*") if "__pycache__" not in name}
    notebooks = {f"kaohe_tools/_shipped/notebooks/{name}" for name in files(ROOT / "notebooks", "*.ipynb")}
    samples = {
        f"kaohe_tools/_shipped/sample_sheets/{name}"
        for name in files(ROOT / "sample_sheets", "*", "profiles/*")
        if not name.endswith(".py")
    }
    assert {"locale/zh_CN/LC_MESSAGES/kaohe_tools.mo", "profiles/node-annual.toml", "memo/templates/memo.html"} <= {
        name.removeprefix("kaohe_tools/") for name in source
    }
    assert any(name.endswith(".js") for name in source)
    about = {name for name in files(installed, "**/*") if name.startswith("kaohe_tools-")}
    assert files(installed, "**/*") - about == source | notebooks | samples


def test_its_metadata_says_what_it_is(installed):
    (made,) = importlib.metadata.distributions(name="kaohe_tools", path=[str(installed)])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert made.version == __version__
    assert made.metadata["Requires-Python"] == project["requires-python"]
    assert made.metadata["License-Expression"] == "MIT"
    assert made.metadata["Summary"] == project["description"]
    assert made.metadata["Description-Content-Type"] == "text/markdown"
    assert [(e.name, e.value) for e in made.entry_points] == [("kaohe", "kaohe_tools.cli:main")]
    assert len([line for line in made.requires if "extra ==" not in line]) == len(project["dependencies"])


def test_python_takes_the_package_from_the_wheel(installed, environment, empty_folder):
    found = run(("-c", "import kaohe_tools; print(kaohe_tools.__file__)"), empty_folder, environment)
    assert Path(found.stdout.strip()) == installed / "kaohe_tools" / "__init__.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_runs_in_an_empty_folder(name, said):
    _words, code, wanted = COMMANDS[name]
    assert (said[name].returncode, "Traceback" in said[name].stderr) == (code, False), said[name].stderr
    assert wanted in said[name].stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one program")
def test_lab_and_app_open_in_an_empty_folder(environment, tmp_path):
    """Started at once, so that it takes half the time; the app's page has run its notebook and holds the panel."""
    pages = {"lab": "<title>JupyterLab</title>", "app": "application/vnd.jupyter.widget-view+json"}
    started = {
        verb: subprocess.Popen(
            [sys.executable, "-c", KAOHE, verb, *folder, "--no-browser"],
            cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )
        for verb, folder in (("lab", ("lab-work",)), ("app", ("--folder", "app-work")))
    }  # fmt: skip
    try:
        for verb, process in started.items():
            lines = list(iter_until_address(process))
            address = re.search(r"http://127\.0\.0\.1:\S+", lines[-1])
            assert address, lines
            assert pages[verb] in fetch(address[0])
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
    finally:
        for process in started.values():
            process.terminate()
            process.communicate()


def iter_until_address(process):
    for line in process.stdout:
        yield line
        if "http://" in line:
            return


def fetch(address):
    """Return a page as a browser gets it: with cookies, from this machine directly."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )
    with opener.open(address, timeout=90) as answer:
        return answer.read().decode()
