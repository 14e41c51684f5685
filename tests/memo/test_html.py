"""The web page: complete in itself, every text escaped, general points linked to their rows."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from kaohe_tools.findings import Severity
from kaohe_tools.locale import text, use_language
from kaohe_tools.memo import build_memo
from kaohe_tools.memo.html import document_html, environment
from kaohe_tools.memo.review import review_document

DAY = dt.date(2018, 5, 21)
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{fields} {0} {",
    "&lt;b&gt;",
    "</style><b>",
    "'; --",
)


class Reader(HTMLParser):
    """Collects what a browser would: tags, ids, links and the text as it is read."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.links, self.words = [], [], [], []
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [v for k, v in attrs if k == "id"]
        self.links += [v for k, v in attrs if k in ("href", "src")]

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.words.append(data)


def test_the_page_is_complete_in_itself(memo):
    page = document_html(review_document(memo))
    read = Reader(page)

    assert page.startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert all(link.startswith("#row-") for link in read.links)
    assert "url(" not in page
    assert "@import" not in page
    assert '<html lang="zh-CN">' in page


def test_general_points_lead_to_their_rows(memo):
    read = Reader(document_html(review_document(memo)))

    assert read.links == ["#row-1", "#row-4", "#row-7"]
    assert read.ids == ["row-1", "row-4", "row-5", "row-7"]


def test_severity_shows_by_shape_and_word_and_colour(memo):
    page = document_html(review_document(memo))

    assert re.search(r'<span class="mark error">●<span class="word">错误</span></span> 各行合计30分', page)
    assert re.search(r'<span class="mark note">○<span class="word">提示</span></span> 要求只有4个字', page)


def test_tables_repeat_their_head_and_end_in_their_sum(memo):
    page = document_html(review_document(memo))

    assert page.count("<thead>") == 3
    assert "thead { display: table-header-group; }" in page
    assert re.search(r'<tr class="total"><td>合计</td><td class="n">8</td><td class="n">30</td>', page)


def test_what_has_no_verdict_and_what_it_rests_on_stand_at_the_end(memo):
    read = Reader(document_html(review_document(memo)))

    assert "RL09 加分未设上限 检查出错 KeyError: 'cap'" in read.text
    assert memo.provenance.recipe.inputs[0].sha256 in read.text
    assert memo.provenance.recipe.profile_digest in read.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_texts_are_read_letter_by_letter(make, workbook, payload):
    scheme = make.scheme(workbook)
    item = scheme.indicators[3].replace(name=payload, due=payload[:18])
    found = make.finding(
        scheme,
        "RL01",
        "deduction-exceeds-points",
        Severity.ERROR,
        text("标准写作“{words}”。", words=payload),
        (("4", "criterion"),),
        fix=text("改正“{words}”。", words=payload),
    )
    hostile = make.review(workbook, (found,), title=payload, indicators=(*scheme.indicators[:3], item))
    memo = build_memo(hostile, date=DAY, addressee=payload, signature=payload, notes=(payload,))
    read = Reader(document_html(review_document(memo)))

    assert not {"script", "img", "svg", "b"} & set(read.tags)
    assert read.text.count(payload) >= 6  # title twice, addressee, note, fact, action, signature, options


def test_every_template_of_the_environment_escapes():
    made = environment().from_string("{{ words }}").render(words="<b>&")

    assert made == "&lt;b&gt;&amp;"


def test_labels_follow_the_memo_not_the_language_in_use(review):
    with use_language("en"):
        memo = build_memo(review, date=DAY)

    page = document_html(review_document(memo))

    assert "Row by row" in page
    assert "逐行意见" not in page
    assert '<html lang="en">' in page
