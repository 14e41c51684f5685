"""What all figures share: names that fit, labels that do not touch, the same bytes every time."""

from __future__ import annotations

import warnings
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.plots import Chart
from kaohe_tools.plots.chart import apart, drawing, page_of, pages_of, short


def _chart(title: str) -> Chart:
    with drawing():
        chart = Chart(figsize=(3, 2))
        chart.add_subplot().set_title(title)
    return chart


def test_png_and_svg_are_the_same_bytes_each_time() -> None:
    assert _chart("总分").svg() == _chart("总分").svg()
    assert _chart("总分").png() == _chart("总分").png()


def test_an_svg_has_no_date_and_no_text_of_the_sheet() -> None:
    drawn = _chart("<script>alert(1)</script>").svg().decode()

    assert drawn.startswith("<?xml")
    assert "<script" not in drawn
    assert "<text" not in drawn  # letters are paths
    assert "dc:date" not in drawn


@pytest.mark.parametrize("text", ["$x^2", "花费 $3 与 $4", r"\frac{1}{0}$$"])
def test_a_name_with_dollar_signs_is_no_formula(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert _chart(text).png().startswith(b"\x89PNG")


def test_long_names_are_cut_where_they_get_too_wide() -> None:
    assert short("第三街道综合行政服务与便民事项受理中心", 8) == "第三街道综合行…"
    assert short("abcdefgh", 4) == "abcdefgh"
    assert short("甲\n乙\t丙") == "甲 乙 丙"


def test_pages_are_of_equal_length_and_hold_everything() -> None:
    assert pages_of(0, 40) == 1
    assert [len(page_of(range(41), page, 40)) for page in (1, 2)] == [21, 20]
    with pytest.raises(ValueError, match="1 pages"):
        page_of(range(3), 2, 40)


@given(st.lists(st.floats(0, 100), max_size=20), st.floats(0.1, 20))
def test_labels_are_apart_inside_and_in_order(places: list[float], least: float) -> None:
    found = apart(places, least, 0, 100)

    gap = min(least, 100 / max(len(places) - 1, 1))
    ordered = [found[n] for n in sorted(range(len(places)), key=lambda n: places[n])]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ordered))
    assert all(-1e-6 <= f <= 100 + 1e-6 for f in found)


def test_labels_with_room_stay_where_they_belong() -> None:
    assert apart([10, 50, 30], 5, 0, 100) == [10, 50, 30]
    assert apart([50, 50], 4, 0, 100) == [48, 52]
