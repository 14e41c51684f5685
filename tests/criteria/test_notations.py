"""The table of notations: every line is found by its own example."""

import pytest

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
