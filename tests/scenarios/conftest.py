"""A store in a folder of its own, and a clock that a test can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaohe_tools.scenarios import Scenario, ScenarioStore, Source

SOURCE = Source.of("指标.xlsx", b"PK-1", sheet="Sheet1", profile="default")


class Clock:
    """Each look at it is a minute later: 2025-03-01 09:00, 09:01, ... in UTC."""

    def __init__(self) -> None:
        self.now = datetime(2025, 3, 1, 8, 59, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "草稿.sqlite"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[[], ScenarioStore]]:
    """Open the store once more; all are closed in the end."""
    stores: list[ScenarioStore] = []

    def another() -> ScenarioStore:
        stores.append(ScenarioStore(path, clock=Clock()))
        return stores[-1]

    yield another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], ScenarioStore]) -> ScenarioStore:
    return opened()


@pytest.fixture
def draft(store: ScenarioStore) -> Scenario:
    return store.create("草案A", SOURCE)
