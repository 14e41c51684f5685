"""The table of notations: every line is found by its own example."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.criteria.notations import NOTATIONS, find
from kaohe_tools.criteria.reader import READERS
from kaohe_tools.criteria.text import clean


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda n: n.name)
def test_the_example_beside_a_pattern_is_written_so(notation):
    assert notation.name in [hit.name for hit in find(clean(notation.example).text)]


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda n: n.name)
def test_every_notation_has_a_reader(notation):
    assert notation.name.partition(".")[0] in READERS


PATTERNS = [(n.name, re.compile(n.pattern)) for n in NOTATIONS]
PIECES = [
    *"扣加减奖得计每少缺0123456789..一二十百分次人项的，。；：（）()%/~-+×至到按取不直可酌封满上限被累为零",
    *(word for n in NOTATIONS for word in re.split("(?<=[，、的分])", n.example)),
]  # fmt: skip


def found_one_by_one(text):
    """Every pattern tried at every place: the first that fits is taken, and on behind it."""
    at = 0
    while at < len(text):
        hit = next(((name, m.span()) for name, p in PATTERNS if (m := p.match(text, at)) and m.end() > at), None)
        if hit is not None:
            yield hit
        at = hit[1][1] if hit else at + 1


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(deadline=None)
def test_no_place_where_a_notation_begins_is_passed_over(written):
    text = clean(written).text
    assert [(hit.name, (hit.start, hit.end)) for hit in find(text)] == list(found_one_by_one(text))


def test_names_are_unique():
    names = [n.name for n in NOTATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "text",
    [
        "30分钟内到场。",
        "分公司经理签字。",
        "参会人数达三分之二以上。",
        "扣好安全帽带。",
        "预扣风险金。",
        "扣分依据：检查记录。",
        "得分在80分以上的为合格。",
        "总得分小计",
        "不得分包工程",
        "部分、充分、积分",
    ],
)
def test_words_that_only_look_like_scoring_give_no_rule(text):
    assert parse_criterion(text).rules == ()
