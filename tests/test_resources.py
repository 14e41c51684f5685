"""The notebooks and samples are found wherever the package was installed from."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_tools import KaoheError, resources

ROOT = Path(__file__).parents[1]


def test_in_a_checkout_they_are_its_top_folders():
    assert resources.notebooks_dir() == ROOT / "notebooks"
    assert resources.samples_dir() == ROOT / "sample_sheets"


def test_in_a_wheel_they_are_inside_the_package(tmp_path, monkeypatch):
    """A wheel carries them in _shipped, which wins over a folder of the same name beside the package."""
    for place in ("site/kaohe_tools/_shipped/notebooks", "site/notebooks"):
        (tmp_path / place).mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "site/kaohe_tools")
    assert resources.notebooks_dir() == tmp_path / "site/kaohe_tools/_shipped/notebooks"


def test_a_broken_installation_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "kaohe_tools")
    with pytest.raises(KaoheError, match="sample_sheets"):
        resources.samples_dir()
