"""Markdown: what stands in a sheet is shown, never taken for markup."""

import datetime as dt

import pytest

from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.memo import build_memo
from kaohe_tools.memo.markdown import document_markdown, escape
from kaohe_tools.memo.review import review_document


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("扣5分（最多2.5分）", "扣5分（最多2.5分）"),
        ("# 标题", r"\# 标题"),
        ("- 项", r"\- 项"),
        ("1. 项", r"1\. 项"),
        ("63.3%", "63.3%"),
        ("a|b", r"a\|b"),
        ("**粗** _斜_ `码`", r"\*\*粗\*\* \_斜\_ \`码\`"),
        ("[x](http://y)", r"\[x\](http\://y)"),
        ("www.x.cn a@b.cn", r"www\.x.cn a\@b.cn"),
        ("<script>&amp;", r"&lt;script&gt;&amp;amp;"),
        ("![](x)", r"!\[\](x)"),
        ("两\n行", "两 行"),
        (r"\(x\)", "&#92;(x&#92;)"),
        ("1234567. 项", r"1234567\. 项"),
        ("2018) 项", r"2018\) 项"),
    ],
)
def test_specials_are_escaped(text, written):
    assert escape(text) == written


def test_it_has_the_memos_parts_in_order(memo):
    lines = document_markdown(review_document(memo)).splitlines()

    assert [line for line in lines if line.startswith("#")] == [
        "# 关于《2018年度某局指标》的审核意见",
        "## 一、总体意见",
        "## 二、逐行意见",
        "### 第1行（B2）窗口培训 · 年度标准 · 3分",
        "### 第4行（B5）环境整治 · 年度标准 · 4分",
        "### 第5行（B6）环境整治 · 2018/6/31 · 2分",
        "### 第7行（B8）档案建设 · 年度标准 · 4分",
        "## 附表1　各项分值",
        "## 附表2　没有结论的检查项目",
        "## 生成依据",
    ]
    assert "- ● 扣5分，大于该行4分。把扣分改到4分以内。 (RL01)" in lines
    assert "| 合计 | 8 | 30 | 19 | 11 | 63.3% |" in lines


def test_a_pipe_in_a_section_name_keeps_the_table_whole(make, workbook):
    scheme = make.scheme(workbook)
    items = tuple(i.replace(path=("甲|乙",)) for i in scheme.indicators)
    found = make.finding(scheme, "ST03", "repeated-header", Severity.NOTE, text("表头重复。"))
    memo = build_memo(make.review(workbook, (found,), indicators=items), date=dt.date(2018, 5, 21))

    assert r"| 甲\|乙 | 8 | 30 | 19 | 11 | 63.3% |" in document_markdown(review_document(memo))
