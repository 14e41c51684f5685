"""The detail pane shows the cell in its sheet, the criterion, why, and how to mend it."""

from __future__ import annotations

import pytest

from kaohe_tools.panels.review.detail import detail, excerpt, explanation, split_cell


def _row(shown, number):
    return next(r for r in shown["rows"] if r["number"] == number)


def test_the_cell_is_marked_among_its_neighbours(make_review):
    """The error's main cell is D4; the data stand in rows 3 to 6, the header in row 2."""
    shown = detail(make_review(), 0)["excerpt"]

    assert [3, 4, 5, 6] == [r["number"] for r in shown["rows"]]
    assert ["任务", "指标", "分值", "评分标准"] == shown["headings"]
    assert [("D", "每少1次扣5分。")] == [
        (letter, cell["text"])
        for r in shown["rows"]
        for letter, cell in zip(shown["letters"], r["cells"], strict=True)
        if cell["marked"]
    ]


def test_a_label_that_stands_above_is_shown_as_carried(make_review):
    shown = detail(make_review(), 0)["excerpt"]

    assert (False, "窗口服务") == (_row(shown, 3)["cells"][0]["carried"], _row(shown, 3)["cells"][0]["text"])
    assert (True, "窗口服务") == (_row(shown, 4)["cells"][0]["carried"], _row(shown, 4)["cells"][0]["text"])


def test_a_row_that_is_no_indicator_is_shown_whole(make_scheme):
    from kaohe_tools.model import SourceRef

    where = SourceRef(file="服务.xlsx", sheet="表1", sha256="", cell="B7", raw="")
    last = _row(excerpt(make_scheme(), where), 7)

    assert ("注：以上按季度统计", [], True) == (last["whole"], last["cells"], last["current"])


def test_a_heading_is_marked_above_the_first_rows(make_scheme):
    from kaohe_tools.model import SourceRef

    shown = excerpt(make_scheme(), SourceRef(file="服务.xlsx", sheet="表1", sha256="", cell="C2", raw="分值"))

    assert [False, False, True, False] == shown["heading_marked"]
    assert 3 == shown["rows"][0]["number"]


def test_another_place_of_the_evidence(make_review):
    shown = detail(make_review(), 2, place=1)

    assert ["D5", "D6"] == [p["cell"] for p in shown["places"]]
    assert "第4行" == shown["indicator"]
    assert _row(shown["excerpt"], 6)["current"]


def test_criterion_is_underlined_and_said_in_words(make_review):
    criterion = detail(make_review(), 0)["criterion"]

    assert "4" == criterion["points"]
    assert "每少1次扣5分。" == "".join(p["text"] for p in criterion["pieces"])
    assert [{"number": 1, "said": "每 1 次：扣 5 分，未写上限"}] == criterion["rules"]


def test_seen_and_expected_stand_apart_from_message_and_fix(make_review):
    shown = detail(make_review(), 0)

    assert "实为 5，应为 4" == shown["places"][0]["note"]
    assert "deduct 4 at most" == shown["fix"]
    assert shown["why"]


def test_a_finding_about_the_sheet_has_no_criterion(make_review):
    shown = detail(make_review(), 1)

    assert (None, "") == (shown["criterion"], shown["indicator"])


def test_explanation_only_when_asked_for(make_review):
    assert detail(make_review(), 0)["explanation"] is None
    assert "RL01 扣分大于分值" == detail(make_review(), 0, explained=True)["explanation"]["title"]
    assert explanation("ZZ99") is None


@pytest.mark.parametrize(("cell", "expected"), [("D22", ("D", 22)), ("AB7", ("AB", 7)), ("", None), ("表1", None)])
def test_cells_are_split(cell, expected):
    assert expected == split_cell(cell)
