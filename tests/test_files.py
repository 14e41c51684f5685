"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from kaohe_tools.errors import OutputError
from kaohe_tools.files import write_whole


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "意见.docx", b"whole")

    assert (tmp_path / "意见.docx").read_bytes() == b"whole"
    assert [p.name for p in tmp_path.iterdir()] == ["意见.docx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
def test_a_replaced_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    target.chmod(0o640)

    write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有"), (errno.EIO, "a.txt")])
def test_what_stops_the_writing_leaves_the_old_file(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    def fails(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OutputError, match=said):
        write_whole(target, b"new")

    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("where", ["a folder", "a missing folder"])
def test_where_no_file_can_be_one_sentence_says_so(where: str, tmp_path: Path) -> None:
    target = tmp_path if where == "a folder" else tmp_path / "没有" / "a.txt"

    with pytest.raises(OutputError, match=tmp_path.name):
        write_whole(target, b"new")
