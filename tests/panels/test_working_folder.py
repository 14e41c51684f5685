"""Uploads get safe names and never cost anybody a file."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import OutputError, ProfileError
from kaohe_tools.panels import working_folder
from kaohe_tools.panels.working_folder import (
    chosen_profile,
    offered_profiles,
    offered_sheets,
    save_profile,
    store_upload,
    upload_name,
)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("指标表.xlsx", "指标表.xlsx"),
        ("../../etc/指标.xlsx", "指标.xlsx"),
        ("C:\\用户\\指标.XLSX", "指标.xlsx"),
        ("<img src=x onerror=alert(1)>.xlsx", "img_src_x_onerror_alert(1).xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("?.xlsx", "sheet.xlsx"),
    ],
)
def test_names_keep_their_last_part_in_a_safe_alphabet(given_name, expected):
    assert expected == upload_name(given_name)


@given(st.text(max_size=200))
def test_any_name_stays_inside_its_folder(name):
    clean = upload_name(name)

    assert clean == Path(clean).name == PureWindowsPath(clean).name
    assert clean not in ("", ".", "..")
    assert len(clean) <= 120


def test_an_upload_is_written_into_uploads(tmp_path):
    path = store_upload(tmp_path, "指标.xlsx", b"one")

    assert tmp_path / "uploads" / "指标.xlsx" == path
    assert b"one" == path.read_bytes()
    assert [path] == list(path.parent.iterdir())  # no temporary file is left


def test_the_same_bytes_are_kept_once(tmp_path):
    assert store_upload(tmp_path, "指标.xlsx", b"one") == store_upload(tmp_path, "指标.xlsx", b"one")
    assert 1 == len(list((tmp_path / "uploads").iterdir()))


def test_other_bytes_of_that_name_get_a_number(tmp_path):
    first = store_upload(tmp_path, "指标.xlsx", b"one")
    second = store_upload(tmp_path, "指标.xlsx", b"two")

    assert "指标 (2).xlsx" == second.name
    assert (b"one", b"two") == (first.read_bytes(), second.read_bytes())


@pytest.mark.parametrize("name", ["指标.exe", "指标", "指标.xlsx.html"])
def test_what_is_no_workbook_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(OutputError, match="指标"):
        store_upload(tmp_path, name, b"one")

    assert not (tmp_path / "uploads").exists()


def test_too_large_an_upload_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(working_folder, "MAX_UPLOAD", 3)

    with pytest.raises(OutputError, match="指标"):
        store_upload(tmp_path, "指标.xlsx", b"four")


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "uploads").write_text("a file where the folder should be")

    with pytest.raises(OutputError, match=r"指标\.xlsx"):
        store_upload(tmp_path, "指标.xlsx", b"one")


def test_sheets_are_offered_from_the_folder_uploads_and_samples(tmp_path):
    for name in (
        "乙.xlsx",
        "甲.XLSM",
        "~$乙.xlsx",
        "笔记.md",
        "己.docx",
        "庚.CSV",
        "uploads/丙.xlsx",
        "sample_sheets/丁.xlsx",
        "memos/戊.xlsx",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert ("乙.xlsx", "己.docx", "庚.CSV", "甲.XLSM", "uploads/丙.xlsx", "sample_sheets/丁.xlsx") == offered_sheets(
        tmp_path
    )


def test_an_office_profile_in_the_folder_is_offered_and_used(tmp_path):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "office.toml").write_text('title = "本局"\n[points]\ntotal = 120\n', "utf-8")

    assert offered_profiles(tmp_path) == ("default", "node-annual", "profiles/office.toml")
    assert chosen_profile(tmp_path, "profiles/office.toml").total == 120


def test_an_own_profile_keeps_its_line_ends_and_what_it_was_where_saving_fails(tmp_path, monkeypatch):
    own = tmp_path / "本局.toml"
    own.write_bytes(b"# a\r\n[points]\r\ntotal = 100\r\n")

    assert own == save_profile(tmp_path, "本局.toml", lambda text: text + "# b\r\n")
    assert b"# a\r\n[points]\r\ntotal = 100\r\n# b\r\n" == own.read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="磁盘已满"):
        save_profile(tmp_path, "本局.toml", lambda text: text + "# c")
    assert own.read_bytes().endswith(b"# b\r\n")
    assert ["本局.toml"] == [p.name for p in tmp_path.iterdir()]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_profile_that_is_gone_or_no_text_is_said(tmp_path, content):
    if content is not None:
        (tmp_path / "本局.toml").write_bytes(content)

    with pytest.raises(ProfileError, match=r"本局\.toml"):
        save_profile(tmp_path, "本局.toml", lambda text: text)


def test_a_copy_of_a_shipped_profile_that_is_broken_is_left_alone(tmp_path):
    broken = tmp_path / "profiles" / "default.toml"
    broken.parent.mkdir()
    broken.write_text("a = [", "utf-8")

    made = save_profile(tmp_path, "default", lambda text: text + "# mine\n")

    assert "default (2).toml" == made.name
    assert made.read_text("utf-8").endswith("# mine\n")
    assert "a = [" == broken.read_text("utf-8")
