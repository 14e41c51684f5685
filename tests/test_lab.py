"""`kaohe lab` without a browser: for this machine's user only, on a port of its own, ended without leftovers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from kaohe_tools import lab


def test_the_command_keeps_the_server_to_this_machine_and_the_token_to_itself(tmp_path):
    """Command lines can be read by every user of a machine."""
    command = lab.lab_command(tmp_path, 8888)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.extension_manager=readonly" in command
    assert not any("token" in part for part in command)
    assert "--ServerApp.allow_remote_access=False" in command


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no root user")
@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_root_is_allowed_only_where_it_is_root(tmp_path, monkeypatch, user, expected):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--allow-root" in lab.lab_command(tmp_path, 8888)) is expected


def test_the_start_notebook_opens_first_if_it_is_there(tmp_path):
    assert "--LabApp.default_url=/lab" in lab.lab_command(tmp_path, 8888)
    (tmp_path / "00_start.ipynb").touch()
    assert "--LabApp.default_url=/lab/tree/00_start.ipynb" in lab.lab_command(tmp_path, 8888)


def status(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, None
    except urllib.error.URLError:
        return None, None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one program")
def test_kaohe_lab_serves_the_notebooks_and_ends_on_ctrl_c(tmp_path):
    """The whole of it: the command prints an address, which answers to its token only, until Ctrl+C."""
    command = [sys.executable, "-m", "kaohe_tools.cli", "lab", "work", "--no-browser", "--lang", "en"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            lines = iter(process.stdout.readline, "")
            url = next(found.group() for line in lines if (found := re.search(r"http://127.0.0.1:\S+", line)))
            site, token = url.split("/lab")[0], url.split("token=")[1]
            code, content = status(f"{site}/api/contents?token={token}")
            assert code == 200
            assert {"00_start.ipynb", "sample_sheets"} <= {entry["name"] for entry in content["content"]}
            assert status(f"{site}/api/contents")[0] == 403
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.terminate()
    assert status(f"{site}/api/status")[0] is None
