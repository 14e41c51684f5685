"""Which words name an event apart from any row."""

from __future__ import annotations

import pytest

from kaohe_tools.checks.repeats import event_of


@pytest.mark.parametrize(
    ("trigger", "event"),
    [
        ("被上级通报批评", "被上级通报批评"),
        ("每被上级通报批评一次", "被上级通报批评"),
        ("发生一起安全生产事故", "安全生产事故"),
        ("每发生一起安全生产事故", "安全生产事故"),
        ("安全生产事故的，每起", "安全生产事故"),
        ("未报送政务服务简报", "未报送政务服务简报"),
    ],
)
def test_an_event_is_told_whatever_counts_it(trigger: str, event: str) -> None:
    assert event == event_of(trigger)


@pytest.mark.parametrize(
    "trigger",
    ["", "未完成", "未按时完成的", "每少1次", "未按期办结或办理出差错的，每起", "资料不齐全", "受上级通报每次"],
)
def test_a_failure_of_the_rows_own_task_is_no_event_of_its_own(trigger: str) -> None:
    """受上级通报 says no more than that something in this row went wrong."""
    assert event_of(trigger) == ""
