"""The page to print: self-contained, every text escaped, words marked, the same bytes again."""

from __future__ import annotations

import base64
from datetime import date
from html.parser import HTMLParser

import pytest

from kaohe_tools.compare import compare
from kaohe_tools.locale import use_language
from kaohe_tools.memo.comparison import comparison_html
from kaohe_tools.scoring import events_from_records
from tests.compare.made import D, row, scheme, year

PAYLOAD = "<script>alert(1)</script>"


class Seen(HTMLParser):
    """Tags, attributes that fetch something, and the texts of marked words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.marked: dict[str, list[str]] = {"del": [], "ins": []}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href")]
        if tag in self.marked:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def handle_data(self, data):
        if self._open:
            self.marked[self._open[-1]].append(data)


@pytest.fixture
def found():
    rows = [i.replace(points=D(7)) if i.row == 2 else i for i in year().indicators[:5]]
    rows[0] = row("开展窗口业务培训", "开展培训。每少1次扣0.5分，最多扣3分。", path=("服务",), due="2018/9/30")
    new = scheme(*rows, row(f"开展应急演练{PAYLOAD}", "未开展的扣5分。", path=("安全",)), title=f"2019年方案{PAYLOAD}")
    records = [{"unit": f"甲局{PAYLOAD}", "indicator": "1", "value": 1}, {"unit": "乙局", "indicator": "2", "value": 1}]
    return compare(year(), new, events_from_records(year(), records))


def test_it_holds_every_list(found):
    page = comparison_html(found)
    headings = ("新增的指标", "删去的指标", "时限变动", "计分规则变动", "文字变动", "按上年结果的排名", "本页依据")

    assert [] == [word for word in headings if word not in page]
    assert ["0.5"] == [word for word in Seen(page).marked["ins"] if word[0].isdigit()]
    assert "排查安全隐患" in page


def test_it_fetches_and_runs_nothing_and_escapes_what_sheets_say(found):
    page = comparison_html(found)
    seen = Seen(page)

    assert not {"script", "link", "iframe"} & seen.tags
    assert [] == [address for address in seen.fetched if not address.startswith("data:image/png;base64,")]
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_the_ranking_is_a_picture_inside_the_page(found):
    (address,) = Seen(comparison_html(found)).fetched
    data = base64.b64decode(address.partition(",")[2])

    assert b"\x89PNG\r\n" == data[:6]
    assert [] == Seen(comparison_html(found.replace(effect=None))).fetched


def test_the_same_comparison_gives_the_same_bytes(found):
    assert comparison_html(found) == comparison_html(found)
    assert "2019年3月1日" in comparison_html(found, date=date(2019, 3, 1))


def test_it_speaks_english(found):
    with use_language("en"):
        page = comparison_html(found)

    assert '<html lang="en">' in page
    assert "Rows that came" in page


def test_units_for_which_nothing_changes_are_one_line_in_print():
    """Guides cost 3 instead of 5 where they are missing: 乙局 alone is touched, 8 + 2 and not 8; 丙局 has 1 + 5."""
    old = scheme(row("开展窗口业务培训", "未开展的扣7分。", "8"), row("公布办事指南", "未公布的扣5分。", "5"))
    new = scheme(row("开展窗口业务培训", "未开展的扣7分。", "8"), row("公布办事指南", "未公布的扣3分。", "5"))
    records = [
        {"unit": unit, "indicator": id_, "value": value}
        for unit, values in (("甲局", (0, 0)), ("乙局", (0, 1)), ("丙局", (1, 0)))
        for id_, value in zip("12", values, strict=True)
    ]
    page = comparison_html(compare(old, new, events_from_records(old, records)))

    assert 2 == page.count('<tr class="same">')
    assert '<tr class="same"><td>甲局</td>' in page
    assert "2个单位没有变化：甲局 13分（第1名）、丙局 6分（第3名）" in page
    assert "tr.same { display: none; }" in page
