"""Values of written numbers."""

import sys
from decimal import Decimal
from subprocess import run

import pytest

from kaohe_tools.criteria.figures import number_or_none


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", "5"), ("0.25", "0.25"), ("1.50", "1.5"), ("两", "2"), ("十五", "15"), ("一百二十", "120"),
        ("一点五", "1.5"), ("半", "0.5"), ("百零百", None), ("百十一", None), ("", None),
    ],
)  # fmt: skip
def test_value(written, value):
    assert number_or_none(written) == (None if value is None else Decimal(value))


def test_the_numeral_library_is_loaded_only_when_needed():
    program = (
        "import sys; from kaohe_tools.criteria import parse_criterion as p; p('未报扣两分，每缺一项扣0.5分'); "
        "print('cn2an' in sys.modules); p('未报扣十五分'); print('cn2an' in sys.modules)"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
