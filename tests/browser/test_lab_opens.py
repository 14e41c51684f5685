"""The lab opens on the start page, in Chinese, for whoever has the token and nobody else."""

from __future__ import annotations

import json

import psutil
import pytest

TINY = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# 试一试"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "source": "import os, kaohe_tools\nprint(kaohe_tools.__version__, os.environ['KAOHE_LANG'], 20 + 22)",
            "outputs": [],
            "execution_count": None,
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def tiny_notebook(working_folder):
    """A notebook of one cell, which this test alone uses."""
    path = working_folder / "tiny.ipynb"
    path.write_text(json.dumps(TINY), "utf-8")
    yield path.name
    path.unlink(missing_ok=True)


def test_the_start_notebook_opens_in_a_lab_with_chinese_menus(lab, lab_page):
    lab_page.page.goto(lab.url)
    lab_page.wait_ready("00_start.ipynb")
    lab_page.page.locator(".jp-RenderedMarkdown:visible h1").first.wait_for()
    menus = lab_page.page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert menus[0].startswith("文件")
    lab_page.screenshot("lab-opens")


def test_no_news_and_no_dialog_stand_before_the_designer(lab_page):
    """A question about news in the first minute, in English, would be the first thing a designer meets."""
    lab_page.open("00_start.ipynb")
    lab_page.page.wait_for_timeout(3000)
    assert lab_page.page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_cells_run_with_kaohe_tools_in_the_labs_language(lab_page, tiny_notebook):
    lab_page.open(tiny_notebook).run_all()
    assert "zh 42" in lab_page.page.locator(".jp-OutputArea-output:visible").first.inner_text()


def test_who_has_no_token_is_sent_away(lab, lab_page):
    """Other users of the machine can reach the port; they must not reach the sheets."""
    lab_page.goto("/lab", token=False)
    assert "/login" in lab_page.page.url
    assert lab_page.goto("/api/contents", token=False).status == 403


def test_the_server_listens_on_this_machine_only(lab):
    """No other computer of the office can reach it, whatever the token."""
    listening = {
        entry.laddr.ip
        for entry in psutil.Process(lab.process.pid).net_connections("tcp")
        if entry.status == psutil.CONN_LISTEN and entry.laddr.port == lab.port
    }
    assert listening == {"127.0.0.1"}
