"""One list of hostile texts through every output: none becomes more than text, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.escaping.inputs import Hostile
from tests.escaping.outputs import OUTPUTS
from tests.escaping.readers import check

pytestmark = pytest.mark.filterwarnings("ignore:.*Glyph.*missing", "ignore:.*font.*")


@pytest.fixture(scope="module")
def hostile() -> Hostile:
    return Hostile()


@pytest.mark.parametrize("output", OUTPUTS)
def test_hostile_texts_stay_texts(output: str, hostile: Hostile, tmp_path: Path) -> None:
    kind, make = OUTPUTS[output]

    check(kind, make(hostile, tmp_path))
