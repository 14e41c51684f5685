"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from kaohe_tools import files
from kaohe_tools.errors import OutputError
from kaohe_tools.files import (
    append_line,
    free_path,
    refuse_source,
    scratch_copy,
    write_new,
    write_together,
    write_whole,
)


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


OPEN = open


class Stops:
    """A file that fails at one step of being written."""

    def __init__(self, file: IO[bytes], step: str, number: int) -> None:
        self.file, self.step, self.number = file, step, number

    def __enter__(self) -> Stops:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return partial(fail, self.number) if name == self.step else getattr(self.file, name)


def fail(number: int, *_given: object, **_named: object) -> None:
    raise OSError(number, os.strerror(number))


def break_at(step: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one step of writing a file fail: making it, writing, flushing, syncing, giving its mode or its name."""
    if step in ("write", "flush"):
        monkeypatch.setattr(files, "open", lambda *a, **k: Stops(OPEN(*a, **k), step, number), raising=False)
    else:
        holder, name = {
            "make": (os, "open"),
            "sync": (os, "fsync"),
            "mode": (shutil, "copymode"),
            "name": (Path, "replace"),
            "link": (os, "link"),
        }[step]
        monkeypatch.setattr(holder, name, partial(fail, number))


SAID = {
    errno.ENOSPC: "磁盘已满，没有改动",
    errno.EDQUOT: "磁盘已满，没有改动",
    errno.EFBIG: "容不下这么大的文件",
    errno.EACCES: "没有写入权限",
    errno.EROFS: "只读",
    errno.EIO: "a.txt",
}


@pytest.mark.parametrize("number", SAID)
@pytest.mark.parametrize("step", ["make", "write", "flush", "sync", "mode", "name"])
def test_what_stops_the_writing_leaves_the_old_file(
    step: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a read-only folder, a broken disk, at every step: one sentence, the old file, no litter."""
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")

    break_at(step, number, monkeypatch)
    with pytest.raises(OutputError, match=SAID[number]) as caught:
        write_whole(target, b"new")
    monkeypatch.undo()

    assert "\n" not in str(caught.value)
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["make", "write", "flush", "sync", "link"])
def test_what_stops_a_new_file_leaves_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_at(step, errno.ENOSPC, monkeypatch)
    with pytest.raises(OutputError, match="磁盘已满"):
        write_new(tmp_path, "a.txt", b"new")
    monkeypatch.undo()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")
def test_a_disk_that_fails_after_the_name_was_given_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is new and whole then: to say that nothing was changed would be wrong."""
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    real, calls = os.fsync, []

    def second(handle: int) -> None:
        calls.append(handle)
        real(handle) if len(calls) == 1 else fail(errno.EIO)

    monkeypatch.setattr(os, "fsync", second)
    with pytest.raises(OutputError, match="已写好，但磁盘报错"):
        write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("where", ["a folder", "a missing folder"])
def test_where_no_file_can_be_one_sentence_says_so(where: str, tmp_path: Path) -> None:
    target = tmp_path if where == "a folder" else tmp_path / "没有" / "a.txt"

    with pytest.raises(OutputError, match=tmp_path.name):
        write_whole(target, b"new")


def test_of_several_files_none_is_new_where_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()

    with pytest.raises(OutputError, match=r"b\.txt"):
        write_together({tmp_path / "a.txt": b"a", tmp_path / "b.txt": b"b"})

    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]


def test_of_several_files_new_ones_go_where_a_later_one_gets_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is open in Excel cannot be replaced: the sheet that it belongs to must not stand alone."""
    real = Path.replace
    monkeypatch.setattr(Path, "replace", lambda p, t: fail(errno.EACCES) if t.name == "b.txt" else real(p, t))

    with pytest.raises(OutputError, match=r"b\.txt"):
        write_together({tmp_path / "a.txt": b"a", tmp_path / "b.txt": b"b"})

    assert list(tmp_path.iterdir()) == []


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"somebody's")
    (tmp_path / "a (2).txt").symlink_to(tmp_path / "nowhere")

    assert write_new(tmp_path, "a.txt", b"new") == tmp_path / "a (3).txt"
    assert (tmp_path / "a.txt").read_bytes() == b"somebody's"
    assert (tmp_path / "a (2).txt").is_symlink()


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_gives_way_to_one_that_came_meanwhile(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two panels save at once; the file system may know no links, as a USB stick."""
    taken = [tmp_path / "a.txt", tmp_path / "a.txt", tmp_path / "a (2).txt"]
    (tmp_path / "a.txt").write_bytes(b"first")
    monkeypatch.setattr(files, "free_path", lambda _folder, _name: taken.pop(0))
    if not links:
        monkeypatch.setattr(os, "link", partial(fail, errno.EPERM))

    assert write_new(tmp_path, "a.txt", b"new") == tmp_path / "a (2).txt"
    assert sorted(p.read_bytes() for p in tmp_path.iterdir()) == [b"first", b"new"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    """Replacing /dev/null by a memo would harm the whole machine."""
    os.mkfifo(tmp_path / "a.txt")

    with pytest.raises(OutputError, match="不是普通文件"):
        write_whole(tmp_path / "a.txt", b"new")

    assert stat.S_ISFIFO((tmp_path / "a.txt").stat().st_mode)


@pytest.mark.parametrize("name", ["a\x00b.txt", "\ud800.txt"])
def test_a_name_that_no_file_can_have_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="不能取这样的名字") as caught:
        write_whole(tmp_path / name, b"new")

    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
def test_a_private_file_is_private_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    target.chmod(0o600)
    seen = []
    monkeypatch.setattr(shutil, "copymode", lambda _old, part: seen.append(stat.S_IMODE(part.stat().st_mode)))

    write_whole(target, b"new")

    assert seen == [0o600]


def test_parts_of_killed_programs_go_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    old, fresh, own = (tmp_path / n for n in (".kaohe-0123456789ab.part", ".kaohe-ba9876543210.part", ".kaohe-own"))
    for path in (old, fresh, own):
        path.write_bytes(b"half")
    for path in (old, own):
        os.utime(path, (time.time() - 90_000,) * 2)

    write_whole(tmp_path / "a.txt", b"new")

    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([own.name, fresh.name, "a.txt"])


def test_a_journal_ends_the_line_that_a_crash_cut_off(tmp_path: Path) -> None:
    journal = tmp_path / "j"
    journal.write_bytes(b"one\ntw")

    append_line(journal, b"three")

    assert journal.read_bytes() == b"one\ntw\nthree\n"


def test_a_scratch_copy_has_the_name_alone_and_goes(tmp_path: Path) -> None:
    with scratch_copy("../../表.xlsx", b"data") as path:
        assert (path.name, path.read_bytes()) == ("表.xlsx", b"data")
    assert not path.exists()


def test_a_free_name_counts_on(tmp_path: Path) -> None:
    (tmp_path / "a.b.txt").touch()

    assert free_path(tmp_path, "a.b.txt") == tmp_path / "a.b (2).txt"


@pytest.mark.parametrize("how", ["itself", "spelled otherwise", "symbolic link", "hard link", "same content"])
def test_a_file_that_was_read_is_refused_under_any_name(how: str, tmp_path: Path) -> None:
    source, other = tmp_path / "表.xlsx", tmp_path / "OTHER.XLSX"
    source.write_bytes(b"sheet")
    if how == "symbolic link":
        other.symlink_to(source)
    elif how == "hard link":
        other.hardlink_to(source)
    else:
        other.write_bytes(b"sheet")
    target = {"itself": source, "spelled otherwise": tmp_path / "." / ".." / tmp_path.name / "表.xlsx"}.get(how, other)

    with pytest.raises(OutputError, match="绝不覆盖"):
        refuse_source(target, [tmp_path / "没有.xlsx", source])
    refuse_source(tmp_path / "新.xlsx", [source])
    (tmp_path / "旧.xlsx").write_bytes(b"older")
    refuse_source(tmp_path / "旧.xlsx", [source])
