"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kaohe_tools.locale import set_language
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile, load_profile

ROOT = Path(__file__).parent.parent

settings.register_profile("here", deadline=None)  # how long a test takes says how busy the machine is
settings.load_profile("here")
settings.register_profile("ci", derandomize=True)  # the same examples on every run: a red run is the change's own
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _own_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every test begin in Chinese, whatever the machine or another test has set."""
    monkeypatch.delenv("KAOHE_LANG", raising=False)
    set_language(None)
    yield
    set_language(None)


@pytest.fixture(scope="session")
def sample_path() -> Path:
    """The node/annual sheet of 2018 whose faults were found by hand."""
    return ROOT / "sample_sheets" / "node_annual_2018.xlsx"


@pytest.fixture(scope="session")
def node_annual() -> Profile:
    return load_profile("node-annual")


@pytest.fixture(scope="session")
def sample_scheme(sample_path: Path, node_annual: Profile) -> Scheme:
    from kaohe_tools.sheets import load_scheme

    return load_scheme(sample_path, node_annual)
