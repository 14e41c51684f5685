"""Files that appear whole or not at all."""

import errno
import os

import pytest

from kaohe_tools.errors import OutputError
from kaohe_tools.files import write_whole


def test_a_file_is_written_and_nothing_else(tmp_path):
    write_whole(tmp_path / "a.csv", b"1")

    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.csv", b"1")]


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    old = tmp_path / "a.csv"
    old.write_bytes(b"old")

    def full(_handle):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="磁盘已满"):
        write_whole(old, b"new")

    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.csv", b"old")]
