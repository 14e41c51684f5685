"""Every check has its few words for the memo, in both languages."""

import pytest

from kaohe_tools.checks import check_catalogue
from kaohe_tools.locale import use_language
from kaohe_tools.memo.headings import heading


@pytest.mark.parametrize("name", [check.name for check in check_catalogue()])
def test_every_check_has_words(name):
    words = heading(name)
    with use_language("en"):
        english = heading(name)

    assert name not in (words, english)
    assert words != english
    assert len(words) <= 16
