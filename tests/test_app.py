"""`kaohe app` without a browser: which notebook, which cells, which settings."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kaohe_tools.app import app_settings, find_notebook, page_of
from kaohe_tools.errors import KaoheError

ROOT = Path(__file__).parents[1]
PANELS = sorted(p for p in (ROOT / "notebooks").glob("*.ipynb") if "_panel(" in p.read_text("utf-8"))


def notebook(path, *cells):
    """Write a notebook; each cell is (source, tags)."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"tags": tags} if tags else {}} for source, tags in cells
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    return path


def sources(page):
    return [cell["source"] for cell in json.loads(page)["cells"]]


def test_the_page_ends_with_the_panel_and_leaves_out_what_is_for_the_lab(tmp_path):
    book = notebook(tmp_path / "a.ipynb", ("title", ()), ("menu", ["lab"]), ("show", ["x", "panel"]), ("write", ()))
    assert sources(page_of(book)) == ["title", "show"]


def test_a_notebook_without_a_panel_is_shown_whole(tmp_path):
    book = notebook(tmp_path / "a.ipynb", ("one", ()), ("two", ()))
    assert sources(page_of(book)) == ["one", "two"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": 3}', '{"cells": [1]}', "\udcff"])
def test_what_is_no_notebook_is_told(tmp_path, content):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(KaoheError, match=r"a\.ipynb 不是笔记本"):
        page_of(path)


@pytest.mark.parametrize("path", PANELS, ids=lambda path: path.stem)
def test_each_shipped_panel_ends_its_page(path):
    """Below the panel notebooks write files and print tables; a page would do that each time it is opened."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    tagged = [cell for cell in cells if "panel" in cell["metadata"].get("tags", ())]
    assert len(tagged) == 1
    shown = json.loads(page_of(path))["cells"]
    assert shown[-1] == tagged[0]
    words = "".join("".join(cell["source"]) for cell in shown if cell["cell_type"] == "markdown")
    assert "菜单" not in words  # a page has none


def test_a_notebook_is_found_by_name_or_path(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    ours, other = notebook(folder / "01_review.ipynb"), notebook(tmp_path / "other.ipynb")
    assert find_notebook(folder, None) == ours.resolve()
    assert find_notebook(folder, Path("01_review")) == ours.resolve()
    assert find_notebook(folder, other) == other.resolve()
    with pytest.raises(KaoheError, match=r"02_rebalance\.ipynb.*01_review\.ipynb"):
        find_notebook(folder, Path("02_rebalance"))


def test_its_settings_close_it(tmp_path):
    settings = app_settings(tmp_path / "work", tmp_path / "page" / "a.ipynb", tmp_path, 8888)
    assert settings["Voila"]["ip"] == "127.0.0.1"
    assert settings["Voila"]["auto_token"] is True
    assert settings["Voila"]["tornado_settings"]["allow_remote_access"] is False
    assert settings["VoilaConfiguration"]["file_allowlist"] == []
    assert settings["VoilaConfiguration"]["show_tracebacks"] is False
    assert "token" not in json.dumps(settings).replace("auto_token", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one program")
def test_kaohe_app_prints_an_address_and_ends_on_ctrl_c(tmp_path):
    command = [sys.executable, "-m", "kaohe_tools.cli", "app", "--folder", "work", "--no-browser", "--lang", "en"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            lines = iter(process.stdout.readline, "")
            assert next(found for line in lines if (found := re.search(r"http://127.0.0.1:\d+/\?token=\w{48}", line)))
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.terminate()
    assert (tmp_path / "work" / "sample_sheets").is_dir()
