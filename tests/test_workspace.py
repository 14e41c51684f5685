"""The working folder: what the designer changed there is never lost, what is untouched is kept up to date."""

from __future__ import annotations

import json

import pytest

from kaohe_tools import use_language, workspace
from kaohe_tools.errors import OutputError


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """Stand-ins for the shipped folders, which a test can change as an upgrade would."""
    notebooks, samples = tmp_path / "shipped" / "notebooks", tmp_path / "shipped" / "sample_sheets"
    notebooks.mkdir(parents=True)
    samples.mkdir()
    (notebooks / "00_start.ipynb").write_text("first", "utf-8")
    (samples / "node.xlsx").write_bytes(b"sheet")
    (samples / "build.py").write_text("a builder is for developers", "utf-8")
    monkeypatch.setattr(workspace, "notebooks_dir", lambda: notebooks)
    monkeypatch.setattr(workspace, "samples_dir", lambda: samples)
    return notebooks


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "work"


def prepare(folder):
    """Prepare a folder; return what was told, in English."""
    told = []
    workspace.prepare(folder, told.append)
    with use_language("en"):
        return [str(message) for message in told]


def listing(folder):
    files = (p for p in folder.rglob("*") if p.is_file() and workspace.OWN not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_a_new_folder_gets_notebooks_and_samples(shipped, folder):
    assert prepare(folder) == []
    found = listing(folder)
    assert b"[points]" in found.pop("profiles/office.toml")
    assert found == {"00_start.ipynb": b"first", "sample_sheets/node.xlsx": b"sheet"}


def test_without_a_name_the_folder_is_kaohe_work_here(shipped, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert workspace.prepare() == tmp_path / "kaohe-work"


def test_an_untouched_copy_is_renewed(shipped, folder):
    prepare(folder)
    (shipped / "00_start.ipynb").write_text("second", "utf-8")
    assert prepare(folder) == []
    assert listing(folder)["00_start.ipynb"] == b"second"


def test_a_changed_copy_is_kept_and_nothing_is_said_while_nothing_is_new(shipped, folder):
    prepare(folder)
    (folder / "00_start.ipynb").write_text("mine", "utf-8")
    assert prepare(folder) == []
    found = listing(folder)
    assert (found["00_start.ipynb"], found["sample_sheets/node.xlsx"]) == (b"mine", b"sheet")
    assert not [name for name in found if ".new." in name]


def test_beside_a_changed_copy_the_newer_version_is_laid_once(shipped, folder):
    prepare(folder)
    (folder / "00_start.ipynb").write_text("mine", "utf-8")
    (shipped / "00_start.ipynb").write_text("second", "utf-8")
    assert prepare(folder) == [
        "00_start.ipynb was changed by you and is kept; the newer version is 00_start.new.ipynb."
    ]
    assert prepare(folder) == []
    assert listing(folder)["00_start.ipynb"] == b"mine"
    assert listing(folder)["00_start.new.ipynb"] == b"second"


def test_a_third_version_takes_the_place_of_an_untouched_second(shipped, folder):
    test_beside_a_changed_copy_the_newer_version_is_laid_once(shipped, folder)
    (shipped / "00_start.ipynb").write_text("third", "utf-8")
    prepare(folder)
    assert listing(folder)["00_start.new.ipynb"] == b"third"
    assert "00_start.new2.ipynb" not in listing(folder)


def test_a_changed_new_copy_is_kept_too(shipped, folder):
    test_beside_a_changed_copy_the_newer_version_is_laid_once(shipped, folder)
    (folder / "00_start.new.ipynb").write_text("also mine", "utf-8")
    (shipped / "00_start.ipynb").write_text("third", "utf-8")
    prepare(folder)
    assert listing(folder)["00_start.new.ipynb"] == b"also mine"
    assert listing(folder)["00_start.new2.ipynb"] == b"third"


@pytest.mark.parametrize("record", ["{", "[]", None])
def test_a_file_of_unknown_origin_is_kept(shipped, folder, record):
    """A lost or damaged record must not let us overwrite what may be the designer's."""
    prepare(folder)
    (folder / "00_start.ipynb").write_text("mine", "utf-8")
    path = folder / workspace.OWN / "copies.json"
    path.unlink() if record is None else path.write_text(record, "utf-8")
    assert len(prepare(folder)) == 1
    assert listing(folder)["00_start.ipynb"] == b"mine"


def test_a_deleted_copy_comes_back(shipped, folder):
    prepare(folder)
    (folder / "00_start.ipynb").unlink()
    prepare(folder)
    assert listing(folder)["00_start.ipynb"] == b"first"


def test_the_shipped_folders_are_no_working_folder(shipped):
    """Copies among the originals would be taken for originals at the next start."""
    with pytest.raises(OutputError, match="notebooks"):
        workspace.prepare(shipped)


def test_a_file_is_no_working_folder(shipped, tmp_path):
    (tmp_path / "taken").write_text("a file", "utf-8")
    with pytest.raises(OutputError, match="taken"):
        workspace.prepare(tmp_path / "taken")


def settings(folder, name):
    return json.loads((folder / workspace.OWN / "lab/settings/@jupyterlab" / name).read_text("utf-8"))


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_CN"), ("en", "en")])
def test_settings_choose_the_menus_language_and_no_news(folder, lang, locale):
    workspace.write_settings(folder, lang)
    assert settings(folder, "translation-extension/plugin.jupyterlab-settings") == {"locale": locale}
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    assert settings(folder, "apputils-extension/notification.jupyterlab-settings") == quiet


def test_settings_made_in_the_lab_are_kept(folder):
    workspace.write_settings(folder, "zh")
    path = folder / workspace.OWN / "lab/settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    path.write_text('{"checkForUpdates": true, "doNotDisturbMode": true}', "utf-8")
    workspace.write_settings(folder, "zh")
    expected = {"fetchNews": "false", "checkForUpdates": True, "doNotDisturbMode": True}
    assert settings(folder, "apputils-extension/notification.jupyterlab-settings") == expected
