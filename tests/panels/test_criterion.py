"""A criterion with its rules marked: the text stays whole, every mark has its words, nothing becomes markup."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools import parse_criterion
from kaohe_tools.errors import PointsError
from kaohe_tools.locale import use_language
from kaohe_tools.panels import criterion_view

TEXT = "未作动员的扣2分，数据表每少1次扣0.5分，最多扣1分。缺1次扣分，情节严重的酌情扣分。"
PAYLOAD = "<img src=x onerror=alert(1)>"


def _spans(html: str) -> list[tuple[str, str, bool]]:
    """The marked stretches of the first paragraph: line, text, bold."""
    first = html.split("</p>")[0]
    found = re.findall(r'<span style="[^"]*2px (solid|dotted)[^"]*?;(font-weight:700)?">(.*?)</span>', first)
    return [(line, unescape(words), bool(bold)) for line, bold, words in found]


def test_rules_are_underlined_figures_bold_unread_dotted() -> None:
    assert [
        ("solid", "未作动员的扣", False),
        ("solid", "2", True),
        ("solid", "分", False),
        ("solid", "数据表每少1次扣", False),
        ("solid", "0.5", True),
        ("solid", "分，最多扣", False),
        ("solid", "1", True),
        ("solid", "分", False),
        ("dotted", "缺1次扣分", False),
        ("dotted", "情节严重的酌情扣分", False),
    ] == _spans(criterion_view(TEXT, 2)._repr_html_())


def test_each_rule_has_its_number_once_and_its_words() -> None:
    html = criterion_view(TEXT, 2)._repr_html_()

    assert ["1", "2"] == re.findall(r"<sup[^>]*>(\d+)</sup>", html)
    assert ["未作动员：扣2分", "数据表每少1次：每1次：扣0.5分，累计最多1分"] == re.findall("<li>(.*?)</li>", html)
    assert "缺1次扣分</span>　没有写扣（加）多少分" in html
    assert "情节严重的酌情扣分</span>　由考核人酌情掌握，没有写明分数" in html
    assert "分值2分" in html


def test_the_same_as_plain_text() -> None:
    lines = repr(criterion_view(TEXT, "2分")).splitlines()

    assert [
        TEXT,
        "分值2分",
        "1  未作动员：扣2分",
        "2  数据表每少1次：每1次：扣0.5分，累计最多1分",
        "?  缺1次扣分: 没有写扣（加）多少分",
        "?  情节严重的酌情扣分: 由考核人酌情掌握，没有写明分数",
    ] == lines


def test_a_read_criterion_and_a_limit_of_the_whole() -> None:
    view = criterion_view(parse_criterion("每少1次扣1分，扣完为止。", Decimal(3)), 3)

    assert "各条合计最多扣3分" == view.cap
    assert view.cap in view._repr_html_()
    assert view.cap in repr(view)


@pytest.mark.parametrize("words", ["", "按时完成全年任务。"])
def test_a_text_without_rules_says_so(words: str) -> None:
    view = criterion_view(words)

    assert "没有读出计分规则。" in view._repr_html_()
    assert "没有读出计分规则。" in repr(view)
    assert "" == view.worth


def test_sheet_text_is_never_markup() -> None:
    html = criterion_view(f"{PAYLOAD}未完成扣2分，{PAYLOAD}酌情扣分。", 2)._repr_html_()

    assert "<img" not in html
    assert 2 <= unescape(re.sub("<[^>]*>", "", html)).count(PAYLOAD)


def test_colours_follow_the_theme() -> None:
    """No colour of its own for letters on a ground: the page's colours, light or dark, and Lab's accents."""
    html = criterion_view(TEXT, 2)._repr_html_()

    assert "background" not in html
    colours = re.findall(r"#[0-9a-f]{3,6}", html)
    assert len(colours) == len(re.findall(r"var\(--jp-[a-z-]+color1,#[0-9a-f]{6}\)", html)) > 0


def test_in_english() -> None:
    with use_language("en"):
        assert "looks like" not in repr(criterion_view("未完成扣2分。", 2))
        assert "worth 2 points" in criterion_view("未完成扣2分。", 2)._repr_html_()


def test_points_that_are_no_number_are_refused() -> None:
    with pytest.raises(PointsError):
        criterion_view(TEXT, "若干")


@given(st.text(alphabet="未完成每少1次扣0.5分，最多。酌情<>&\"'{}% \n得满", max_size=60))
def test_the_marks_joined_are_the_text(words: str) -> None:
    view = criterion_view(words, 5)

    assert words == "".join(mark.text for mark in view.marks)
    numbers = [mark.rule for mark in view.marks if mark.ends]
    assert len(numbers) == len(set(numbers))
    assert "<b" not in re.sub("</?(?:div|p|span|sup|ol|li)[ >]", "", view._repr_html_())
